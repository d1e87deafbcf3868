"""Refusing to write what nobody approved: the outputs of sources that a clone may bring along, read back as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiwg.artifact.kinds import CELL_OF
from aiwg.artifact.model import Artifact
from aiwg.errors import Exit, UserError
from aiwg.gate.readings import APART, Keys, Unreadable, keys_of_document, readings
from aiwg.gate.words import acting_keys, acting_words, is_granting, is_loaded_file
from aiwg.render.outputs import BlockOutput, FileOutput, KeysOutput, Output

KEPT = ("disable-model-invocation", "user-invocable")
"""Restrictions of a skill that its file has to hold for each of its readers."""

SETTINGS = frozenset({"hook", "mcp_server"})


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing in an output that nobody approved: the file, the artifact, and what it is."""

    path: str
    artifact: str
    what: str


def check_outputs(outputs: Iterable[Output], unapproved: Mapping[str, Sequence[Artifact]]) -> None:
    """Look through what comes of unapproved artifacts, given by the name people know; nothing is written.

    Raises UserError (refused) for the first thing that would run, grant, fetch, or lose a restriction.
    """
    if not unapproved:
        return
    for breach in breaches(outputs, unapproved):
        raise UserError(
            f"{breach.path} would hold what nobody approved: {breach.what}, of {breach.artifact}.",
            exit=Exit.REFUSED,
            hint=f"Nothing was written. Leave it out of the source, or see all it does: aiwg trust {breach.artifact}",
        )


def breaches(outputs: Iterable[Output], unapproved: Mapping[str, Sequence[Artifact]]) -> Iterator[Breach]:
    """Yield everything that outputs of unapproved artifacts hold and should not."""
    seen: set[tuple[bytes, str, str]] = set()
    listed = list(outputs)
    roots = {output.path[:-9] for output in listed if output.path.endswith("/SKILL.md")}
    for output in listed:
        names = [name for name in output.artifacts if name in unapproved]
        for name in names:
            for artifact in _makers(output, unapproved[name]):
                for what in _what(output, artifact, roots, seen):
                    yield Breach(output.path, name, what)
        if isinstance(output, BlockOutput):
            yield from _of_block(output, unapproved)


def _makers(output: Output, artifacts: Sequence[Artifact]) -> list[Artifact]:
    """Return which of the artifacts that are called alike an output comes from: a behavior is a skill and its hooks."""
    texts = [artifact for artifact in artifacts if artifact.kind not in SETTINGS]
    is_text = isinstance(output, FileOutput) and ("/skills/" in f"/{output.path}" or output.path.endswith(".md"))
    return texts if texts and is_text else list(artifacts)


def _what(output: Output, artifact: Artifact, roots: set[str], seen: set[tuple[bytes, str, str]]) -> Iterator[str]:
    if isinstance(output, KeysOutput):
        yield from _of_keys(output, artifact)
    elif isinstance(output, FileOutput):
        key = (output.data, output.path.rpartition("/")[2], artifact.key)
        if key not in seen:
            seen.add(key)
            yield from _of_file(output, artifact, roots)


def _of_block(output: BlockOutput, unapproved: Mapping[str, Sequence[Artifact]]) -> Iterator[Breach]:
    for section in output.sections.values():
        for name, artifacts in unapproved.items():
            if any(section.artifact == artifact.key for artifact in artifacts):
                yield from (Breach(output.path, name, what) for what in acting_words(section.text, "instructions"))


def _of_keys(output: KeysOutput, artifact: Artifact) -> Iterator[str]:
    for entry in output.entries:
        if artifact.named not in entry.artifacts or entry.companion:
            continue
        where = ".".join(str(part) for part in entry.path)
        if artifact.kind in SETTINGS:
            yield where
        elif artifact.kind in ("permission", "ignore"):
            if any(is_granting(word) for word in _words((*entry.path, entry.value))):
                yield where
        elif artifact.kind in CELL_OF and isinstance(entry.value, dict):
            yield from acting_keys(entry.value, CELL_OF[artifact.kind])


def _words(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)
    else:
        yield value


def _of_file(output: FileOutput, artifact: Artifact, roots: set[str]) -> Iterator[str]:
    name = output.path.rpartition("/")[2]
    root = next((root for root in roots if output.path.startswith(f"{root}/")), None)
    if artifact.kind in SETTINGS or artifact.kind == "permission":
        yield from () if artifact.kind == "permission" else (name,)
    elif root is None:
        yield from _of_text(output, artifact, CELL_OF.get(artifact.kind, ""))
    elif output.path == f"{root}/SKILL.md":
        yield from _of_text(output, artifact, "agents" if artifact.kind == "agent" else "skills")
    elif is_loaded_file(output.path[len(root) + 1 :]):
        yield from _of_loaded(output, name)


def _of_loaded(output: FileOutput, name: str) -> Iterator[str]:
    """Yield why a file of configuration beside a skill may not go: it may when its keys do nothing but narrow."""
    try:
        keys = keys_of_document(name, output.data.decode("utf-8", "replace"))
    except Unreadable:
        keys = None
    if not keys or any(acting_keys(keys, "skills")):
        yield "a file that clients load"


def _of_text(output: FileOutput, artifact: Artifact, cell: str) -> Iterator[str]:
    text, name = output.data.decode("utf-8", "replace"), output.path.rpartition("/")[2]
    yield from acting_words(text, cell)
    try:
        keys = keys_of_document(name, text)
        found = [keys] if keys is not None else list(readings(text))
    except Unreadable as error:
        yield str(error)
        return
    for reading in found:
        yield from acting_keys(reading, cell)
    if len(found) > 1 and any(reading and reading != found[0] for reading in found[1:]):
        yield APART
    if name == "SKILL.md":
        yield from _lost(found, artifact)


def _lost(found: Sequence[Keys], artifact: Artifact) -> Iterator[str]:
    wanted = {key: artifact.fields[key] for key in KEPT if key in artifact.fields and artifact.kind == "skill"}
    for key, value in wanted.items():
        if any(reading.get(key) is not value for reading in found):
            yield f"{key} is lost"


def unapproved_in(
    artifacts: Iterable[Artifact], layer: str, is_approved: Callable[[Artifact], bool]
) -> dict[str, list[Artifact]]:
    """Return the artifacts of a layer that nobody approved, by the name that people know them by."""
    found: dict[str, list[Artifact]] = {}
    for artifact in artifacts:
        if artifact.origin.layer == layer and not is_approved(artifact):
            found.setdefault(artifact.named, []).append(artifact)
    return found
