"""Loading one source tree: every artifact in it and every problem, in one pass."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.errors import Problem
from aiwg.source.markdown import MarkdownLoader
from aiwg.source.reading import Reader, decode
from aiwg.source.settings import FILES, SettingsLoader

FOLDERS = ("instructions", "rules", "agents", "skills", "commands", "behaviors")
PARTS = (*FOLDERS, "instructions.md", "ignore", *FILES)


@dataclass(slots=True)
class Loaded:
    """The artifacts of one layer and the problems found in it."""

    artifacts: list[Artifact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_source(root: Path, layer: str, shown_root: str) -> Loaded:
    """Return every artifact below `root`. Problems are collected, never raised."""
    reader = Reader(root, shown_root)
    loader = _Loader(reader, layer)
    artifacts = [artifact for artifact in loader.all() if artifact is not None]
    _refuse_twins(artifacts, reader)
    return Loaded(artifacts, reader.problems)


class _Loader:
    def __init__(self, reader: Reader, layer: str) -> None:
        self.reader = reader
        self.layer = layer
        self.markdown = MarkdownLoader(reader, layer)
        self.settings = SettingsLoader(reader, layer)

    def all(self) -> Iterator[Artifact | None]:
        present = dict(self.reader.entries(""))
        if "instructions.md" in present:
            yield self._one("instructions", "instructions.md", "instructions")
        for folder, kind in (
            ("instructions", "instructions"),
            ("rules", "rule"),
            ("agents", "agent"),
            ("commands", "command"),
        ):
            if present.get(folder):
                yield from self._flat(folder, kind)
        for folder, kind, name in (("skills", "skill", "SKILL.md"), ("behaviors", "behavior", "BEHAVIOR.md")):
            if present.get(folder):
                yield from self._folders(folder, kind, name)
        for name in FILES:
            if name in present:
                file = self.reader.read(name)
                yield from self.settings.load(file) if file else ()
        if "ignore" in present:
            yield self._ignore()

    def _one(self, kind: str, path: str, name: str) -> Artifact | None:
        file = self.reader.read(path)
        return self.markdown.load(kind, file, name) if file else None

    def _flat(self, folder: str, kind: str) -> Iterator[Artifact | None]:
        """One artifact per Markdown file, in subfolders too; the path below the folder is the id."""
        for file in self.reader.walk(folder):
            name = file.path[len(folder) + 1 :]
            if not name.endswith(".md") or name.rsplit("/", 1)[-1].lower() == "readme.md":
                self._passed_over(file.path, f"is not a {kind}: only .md files are, and README.md is not")
                continue
            yield self.markdown.load(kind, file, name[:-3])

    def _folders(self, folder: str, kind: str, main: str) -> Iterator[Artifact | None]:
        """One artifact per folder that holds `main`; folders without it group others."""
        for name, is_folder in self.reader.entries(folder):
            path = f"{folder}/{name}"
            if not is_folder:
                if name.lower() != "readme.md":
                    self._passed_over(path, f"is not a {kind}: each has a folder of its own with a {main}")
                continue
            inside = dict(self.reader.entries(path))
            if main in inside:
                yield self._folder_artifact(kind, path, main, path.split("/", 1)[1])
            elif any(inside.values()):
                yield from self._folders(path, kind, main)
            else:
                near = next((entry for entry in inside if entry.lower() == main.lower()), None)
                hint = (
                    f"rename {near} to {main}: platforms load only that spelling"
                    if near
                    else f"write {path}/{main}"
                )
                self.reader.error(path, "no-main-file", f"holds no {main}", hint)

    def _folder_artifact(self, kind: str, path: str, main: str, name: str) -> Artifact | None:
        file, assets = None, []
        for each in self.reader.walk(path):
            if each.path == f"{path}/{main}":
                file = each
            else:
                assets.append(Asset(each.path[len(path) + 1 :], each.data, each.executable))
        return self.markdown.load(kind, file, name, tuple(assets)) if file else None

    def _ignore(self) -> Artifact | None:
        file = self.reader.read("ignore")
        if file is None:
            return None
        try:
            text, _ = decode(file)
        except ValueError as error:
            self.reader.error("ignore", "bad-encoding", str(error))
            return None
        return (
            Artifact("ignore", "ignore", Origin(self.reader.display("ignore"), self.layer), body=text)
            if text.strip()
            else None
        )

    def _passed_over(self, path: str, why: str) -> None:
        self.reader.problems.append(Problem("info", "passed-over", why, self.reader.display(path)))


def _refuse_twins(artifacts: list[Artifact], reader: Reader) -> None:
    """Two artifacts of one kind whose ids are one on some file system are an error naming both."""
    seen: dict[tuple[str, str], Artifact] = {}
    for artifact in artifacts:
        folded = (artifact.kind, unicodedata.normalize("NFC", artifact.id).casefold().replace("/", "-"))
        first = seen.setdefault(folded, artifact)
        if first is not artifact:
            reader.problems.append(
                Problem(
                    "error",
                    "same-id",
                    f"is the second {artifact.kind} called {artifact.id}; the first is {first.origin.file}",
                    artifact.origin.file,
                    artifact.origin.line_of("name"),
                    "rename one of them",
                )
            )
    for problem_path, names in _colliding_assets(artifacts):
        reader.problems.append(
            Problem("error", "same-name", f"differ only in case or in Unicode form: {names}", problem_path)
        )


def _colliding_assets(artifacts: list[Artifact]) -> Iterator[tuple[str, str]]:
    for artifact in artifacts:
        seen: dict[str, str] = {}
        for asset in artifact.assets:
            folded = unicodedata.normalize("NFC", asset.path).casefold()
            if seen.setdefault(folded, asset.path) != asset.path:
                yield artifact.origin.file, f"{seen[folded]} and {asset.path}"
