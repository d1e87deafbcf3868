"""The files of a new artifact that has a file or a folder of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiwg.artifact.kinds import KINDS, NEW_DESCRIPTIONS
from aiwg.artifact.model import Asset
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import Finding
from aiwg.render.documents import yaml_text
from aiwg.scaffold.templating import template_text
from aiwg.source.markdown import MarkdownLoader
from aiwg.source.reader import SourceFile, SourceReader

SCRIPT = "scripts/check.sh"


@dataclass(frozen=True, slots=True)
class NewFile:
    """One file to write: its path inside the source, its text, whether it is executable."""

    path: str
    text: str
    executable: bool = False


def new_files(kind: str, name: str, description: str | None) -> list[NewFile]:
    """Return the files of a new artifact, the one that describes it first."""
    about = " ".join((description or NEW_DESCRIPTIONS[kind]).split())
    row = KINDS[kind]
    path = row.single if row.single and name == kind else row.path_of(name)
    title = name.rsplit("/", 1)[-1].replace("-", " ").capitalize()
    if path == row.single:
        title = "About this project"
    values = {"title": title, "description": about, "front": yaml_text(_front(kind, name, about)), "script": SCRIPT}
    files = [NewFile(path, template_text(f"{kind}.md", **values))]
    if kind == "behavior":
        files.append(NewFile(f"behaviors/{name}/{SCRIPT}", template_text("behavior.sh"), executable=True))
    return files


def _front(kind: str, name: str, about: str) -> dict[str, Any]:
    if kind == "behavior":
        hooks = [{"event": "tool_after", "match": ["write", "edit"], "script": SCRIPT, "timeout": 10}]
        return {"name": name, "description": about, "hooks": hooks}
    named = {"name": name} if KINDS[kind].is_named else {}
    more = {"argument-hint": "<what to work on>"} if kind == "command" else {}
    return {**named, "description": about, **more}


def problems_in(kind: str, name: str, folder: str, files: Sequence[NewFile]) -> list[Finding]:
    """Return what loading the files would complain about; nothing is read or written for it."""
    main, *others = (SourceFile(file.path, file.text.encode(), file.executable) for file in files)
    reader = SourceReader(Path(), folder.rstrip("/"))
    inside = main.path.rpartition("/")[0] + "/"
    assets = tuple(Asset(file.path.removeprefix(inside), file.data, file.executable) for file in others)
    MarkdownLoader(reader, "project").load(kind, main, name, assets)
    return reader.problems
