"""Loading one source tree: every artifact in it and every problem, in one pass."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.artifact.names import folded, shown
from aiwg.errors import Problem
from aiwg.source.bundles import FILE as BUNDLES
from aiwg.source.bundles import Bundle, BundlesLoader
from aiwg.source.markdown import MarkdownLoader
from aiwg.source.memory import Known, SourceMemory
from aiwg.source.reading import Look, Reader, SourceFile
from aiwg.source.settings import FILES, SettingsLoader

FOLDERS = ("instructions", "rules", "agents", "skills", "commands", "behaviors")
PARTS = (*FOLDERS, "instructions.md", "ignore", *FILES, BUNDLES)


@dataclass(slots=True)
class Loaded:
    """The artifacts and bundles of one layer, and the problems found in it."""

    artifacts: list[Artifact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)


def load_source(
    root: Path, layer: str, shown_root: str, memory: SourceMemory | None = None, look: Look | None = None
) -> Loaded:
    """Return every artifact below `root`. Problems are collected, never raised.

    `memory` gives what was loaded before and has not changed, the very same objects. `look` is shown every file.
    """
    reader = Reader(root, shown_root, memory.files if memory else None, look)
    loader = _Loader(reader, layer, memory)
    artifacts = [artifact for artifact in loader.all() if artifact is not None]
    _refuse_twins(artifacts, reader)
    return Loaded(artifacts, reader.problems, loader.bundles())


class _Loader:
    def __init__(self, reader: Reader, layer: str, memory: SourceMemory | None) -> None:
        self.reader = reader
        self.layer = layer
        self.memory = memory
        self.markdown = MarkdownLoader(reader, layer)
        self.settings = SettingsLoader(reader, layer)

    def all(self) -> Iterator[Artifact | None]:
        present = self._present()
        if "instructions.md" in present:
            yield self._one("instructions", "instructions.md", "instructions")
        for folder, kind in (
            ("instructions", "instructions"),
            ("rules", "rule"),
            ("agents", "agent"),
            ("commands", "command"),
        ):
            if folder in present:
                yield from self._flat(folder, kind)
        for folder, kind, name in (("skills", "skill", "SKILL.md"), ("behaviors", "behavior", "BEHAVIOR.md")):
            if folder in present:
                yield from self._folders(folder, kind, name)
        for name in FILES:
            if name in present:
                file = self.reader.read(name)
                yield from self.settings.load(file) if file else ()
        if "ignore" in present:
            yield self._ignore()

    def bundles(self) -> list[Bundle]:
        """Return the bundles of this source."""
        there = any(name == BUNDLES and not is_folder for name, is_folder in self.reader.entries("", PARTS))
        file = self.reader.read(BUNDLES) if there else None
        return BundlesLoader(self.reader, self.layer).bundles(file) if file else []

    def _present(self) -> set[str]:
        """Return the parts that this source has; nothing else at its root is looked at."""
        present = set()
        for name, is_folder in self.reader.entries("", PARTS):
            if is_folder == (name in FOLDERS):
                present.add(name)
            else:
                wanted = "a folder" if name in FOLDERS else "a file"
                self.reader.error(name, "not-a-file", f"must be {wanted}", "rename it, or move it away")
        return present

    def _one(self, kind: str, path: str, name: str) -> Artifact | None:
        file = self.reader.read(path)
        return self._load(kind, file, name) if file else None

    def _load(self, kind: str, file: SourceFile, name: str, beside: Sequence[SourceFile] = ()) -> Artifact | None:
        """Return the artifact of a file and those beside it, as it was before if none of them changed."""
        key, files = (f"{self.reader.root}", self.layer, kind, name), (file, *beside)
        if self.memory and (known := self.memory.recall(key, files)):
            self.reader.problems += known.problems
            return known.artifact
        before = len(self.reader.problems)
        folder = file.path.rpartition("/")[0]
        assets = tuple(
            Asset(unicodedata.normalize("NFC", each.path[len(folder) + 1 :]), each.data, each.executable)
            for each in beside
        )
        artifact = self.markdown.load(kind, file, name, assets)
        if self.memory is not None:
            self.memory.artifacts.put(key, Known(files, artifact, tuple(self.reader.problems[before:])))
        return artifact

    def _flat(self, folder: str, kind: str) -> Iterator[Artifact | None]:
        """One artifact per Markdown file, in subfolders too; the path below the folder is the id."""
        for file in self.reader.walk(folder):
            name = file.path[len(folder) + 1 :]
            if not name.endswith(".md") or name.rsplit("/", 1)[-1].lower() == "readme.md":
                self._passed_over(file.path, f"is not a {kind}: only .md files are, and README.md is not")
                continue
            yield self._load(kind, file, name[:-3])

    def _folders(self, folder: str, kind: str, main: str) -> Iterator[Artifact | None]:
        """One artifact per folder that holds `main`; folders without it group others."""
        for name, is_folder in self.reader.entries(folder):
            path = f"{folder}/{name}"
            if not is_folder:
                if name.lower() != "readme.md":
                    self._passed_over(path, f"is not a {kind}: each has a folder of its own with a {main}")
                continue
            inside = dict(self.reader.entries(path))
            near = next((entry for entry in inside if entry.lower() == main.lower()), None)
            if main in inside:
                yield self._folder_artifact(kind, path, main, path.split("/", 1)[1])
            elif near is None and any(inside.values()):
                yield from self._folders(path, kind, main)
            else:
                hint = f"rename {near} to {main}: platforms load only that spelling" if near else f"write {path}/{main}"
                self.reader.error(path, "no-main-file", f"holds no {main}", hint)

    def _folder_artifact(self, kind: str, path: str, main: str, name: str) -> Artifact | None:
        file, beside = None, []
        for each in self.reader.walk(path):
            if each.path == f"{path}/{main}":
                file = each
            else:
                beside.append(each)
        return self._load(kind, file, name, beside) if file else None

    def _ignore(self) -> Artifact | None:
        file = self.reader.read("ignore")
        text = self.reader.text(file) if file else None
        if text is None or not text.strip():
            return None
        return Artifact("ignore", "ignore", Origin(self.reader.display("ignore"), self.layer), body=text)

    def _passed_over(self, path: str, why: str) -> None:
        self.reader.problems.append(Problem("info", "passed-over", why, self.reader.display(path)))


def _refuse_twins(artifacts: list[Artifact], reader: Reader) -> None:
    """Two artifacts of one kind whose ids are one on some file system are an error naming both."""
    seen: dict[tuple[str, str], Artifact] = {}
    for artifact in artifacts:
        # a permission is told by its pattern, where case and slashes matter: it never becomes a file name
        alike = artifact.id if artifact.kind == "permission" else folded(artifact.id).replace("/", "-")
        first = seen.setdefault((artifact.kind, alike), artifact)
        if first is not artifact:
            where = Problem("error", "", "", first.origin.file, _line_of_name(first)).where()
            message = f"is the second {artifact.kind} called {artifact.id}; the first is {where}"
            line, hint = _line_of_name(artifact), "rename one of them"
            reader.problems.append(Problem("error", "same-id", message, artifact.origin.file, line, hint))
    for artifact in artifacts:
        for one, other in _colliding_assets(artifact):
            message = f"two names beside it differ only in case or in Unicode form: {shown(one)} and {shown(other)}"
            hint = "rename one of them"
            reader.problems.append(Problem("error", "same-name", message, artifact.origin.file, None, hint))


def _line_of_name(artifact: Artifact) -> int | None:
    """Return the line that names an artifact; None when its path does."""
    origin = artifact.origin
    return origin.lines.get("name", None if origin.lines else origin.line)


def _colliding_assets(artifact: Artifact) -> Iterator[tuple[str, str]]:
    """Yield pairs of names in a folder of its own that some file system takes for one."""
    if not artifact.assets:
        return
    main = artifact.origin.file.rsplit("/", 1)[-1]
    seen, files = {folded(main): main}, {main}
    for asset in artifact.assets:
        parts = asset.path.split("/")
        for count in range(1, len(parts) + 1):
            name = "/".join(parts[:count])
            first = seen.setdefault(folded(name), name)
            if first != name:
                yield first, name
        if asset.path in files:
            yield asset.path, asset.path
        files.add(asset.path)
