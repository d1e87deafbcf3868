"""Every text that may mention a file: artifacts, the Markdown beside them, and the project's records and notes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aiwg.artifact.markdown_spans import comments_in
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import Finding
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.source.decoding import DecodingError, decode
from aiwg.source.layers import Layer
from aiwg.source.mentions import Mention, found_at, mentions_in
from aiwg.source.reader import SourceReader

OURS = frozenset({f"{PROJECT_FOLDER}/state"})
"""Folders of the project's `.aiwg/` that hold no text of its authors."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention and where it stands: in which file, and in which artifact if it is in one. `found` is what it names."""

    file: str
    mention: Mention
    artifact: str | None
    found: Path | None


@dataclass(frozen=True, slots=True)
class References:
    """All references found, in how many files, and the files that could not be read."""

    found: list[Reference]
    files: int
    problems: list[Finding]


@dataclass(frozen=True, slots=True)
class _Text:
    file: str
    text: str
    artifact: str | None = None
    first_line: int = 1


def references_of(artifacts: Iterable[Artifact], layers: Sequence[Layer], project: Path, records: str) -> References:
    """Return who refers to what. Of the project only `.aiwg/` and `records`, the folder of its decisions, are read."""
    reader = SourceReader(project, "")
    texts = {text.file: text for text in _of_project(reader, (records, PROJECT_FOLDER))}
    for artifact in artifacts:
        texts |= {text.file: text for text in _of_artifact(artifact)}
    roots = [layer.root for layer in layers]
    found = [
        Reference(text.file, mention, text.artifact, found_at(mention.target, project, roots))
        for _, text in sorted(texts.items())
        for mention in mentions_in(text.text, text.first_line)
    ]
    return References(found, len(texts), [problem for problem in reader.problems if problem.level == "error"])


def _of_artifact(artifact: Artifact) -> Iterator[_Text]:
    """Yield the body of an artifact and the Markdown files beside it, but for its assets: those are templates."""
    yield _Text(artifact.origin.file, artifact.body, artifact.key, artifact.origin.line)
    folder = artifact.origin.file.rpartition("/")[0]
    for asset in artifact.assets:
        if asset.path.endswith(".md") and not asset.path.startswith("assets/"):
            yield _Text(f"{folder}/{asset.path}", asset.data.decode("utf-8", "replace"), artifact.key)


def _of_project(reader: SourceReader, folders: Iterable[str]) -> Iterator[_Text]:
    """Yield the Markdown of some folders of the project."""
    for folder in folders:
        if not Path(os.path.realpath(reader.root / folder)).is_relative_to(reader.real_root):
            continue  # a link out of the project
        yield from _below(reader, folder)


def _below(reader: SourceReader, folder: str) -> Iterator[_Text]:
    """Yield the Markdown below a folder, without its comments: what is mentioned there is advice or an example."""
    for name, is_folder in reader.entries(folder):
        path = f"{folder}/{name}"
        if is_folder and path not in OURS:
            yield from _below(reader, path)
        elif not is_folder and name.endswith(".md") and (file := reader.read(path)) is not None:
            try:
                yield _Text(path, _without_comments(decode(file.data)[0]))
            except DecodingError as error:
                reader.error(path, "bad-encoding", str(error), "save it as UTF-8", line=error.line)


def _without_comments(text: str) -> str:
    """Return a text without its comments, their line ends aside."""
    parts, last = [], 0
    for start, end in comments_in(text):
        parts += [text[last:start], "\n" * text.count("\n", start, end)]
        last = end
    return "".join((*parts, text[last:]))
