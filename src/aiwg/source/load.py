"""Loading one source tree: every artifact in it and every problem, in one pass."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.kinds import FOLDERS, KINDS, SETTINGS, SINGLES
from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.core.dataclass import dataclass, field
from aiwg.findings.model import Finding
from aiwg.source.cache import NO_SOURCE_CACHE, KnownFile, SourceCache
from aiwg.source.exclude import NOTHING, Exclusion
from aiwg.source.locations import BUNDLES, Located, id_of_path, unread
from aiwg.source.markdown import MarkdownLoader
from aiwg.source.reader import NO_COMING, Look, SourceFile, SourceReader
from aiwg.source.refused import refuse_same_names
from aiwg.source.tree_file import TreeFile
from aiwg.source.tree_reader import TreeSourceReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.source.bundles import Bundle
    from aiwg.source.settings import SettingsLoader

PARTS = (*FOLDERS, *SINGLES, *SETTINGS, BUNDLES)


@dataclass(slots=True)
class LoadedSource:
    """The artifacts and bundles of one layer, the problems found in it, and where lies what could not be read.

    `left_out` are the keys of the artifacts that the project does not want.
    """

    artifacts: list[Artifact] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)
    unread: list[Located] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def load_source(
    root: Path,
    layer: str,
    shown_root: str,
    cache: SourceCache = NO_SOURCE_CACHE,
    look: Look | None = None,
    exclusion: Exclusion = NOTHING,
    coming: Mapping[str, SourceFile] = NO_COMING,
) -> LoadedSource:
    """Return every artifact below `root` that is not left out. Problems are collected, never raised.

    `cache` gives what was loaded before and has not changed, the very same objects. `look` is shown every file.
    `coming` are files that are not there yet, by path.
    """
    return _loaded(SourceReader(root, shown_root, cache.files, look, coming), layer, cache, exclusion)


def load_again(root: Path, layer: str, shown_root: str, path: str, cache: SourceCache, real_root: str) -> LoadedSource:
    """Return the artifact whose text is the file at a path, as it is now, and what is wrong with it.

    It is the very same artifact as before where none of its files changed. `real_root` is the root without links.
    """
    reader = SourceReader(root, shown_root, cache.files, real_root=real_root)
    artifact = _Loader(reader, layer, cache).again(path)
    return LoadedSource([artifact] if artifact is not None else [], reader.problems)


def load_tree(files: Mapping[str, TreeFile], layer: str, shown_root: str) -> LoadedSource:
    """Return every artifact of a source that is held in memory, by its paths. Problems are collected, never raised."""
    return _loaded(TreeSourceReader(files, shown_root), layer, NO_SOURCE_CACHE, NOTHING)


def _loaded(reader: SourceReader, layer: str, cache: SourceCache, exclusion: Exclusion) -> LoadedSource:
    loader = _Loader(reader, layer, cache)
    artifacts = [artifact for artifact in loader.all() if artifact is not None]
    missing, left_out = [*loader.unread, *loader.unread_settings()], list[str]()
    if exclusion:
        out = [each for each in artifacts if exclusion.leaves_out_artifact(each, reader.shown_root)]
        left_out = [artifact.key for artifact in out]
        gone = set(map(id, out))
        artifacts = [each for each in artifacts if id(each) not in gone]
        missing = [each for each in missing if not exclusion.leaves_out(each.key, each.id, each.path, each.file)]
    refuse_same_names(artifacts, missing, reader)
    return LoadedSource(artifacts, reader.problems, loader.bundles(), missing, left_out)


class _Loader:
    def __init__(self, reader: SourceReader, layer: str, cache: SourceCache) -> None:
        self.reader = reader
        self.layer = layer
        self.cache = cache
        self.markdown = MarkdownLoader(reader, layer)
        self._settings: SettingsLoader | None = None
        self.unread: list[Located] = []

    def all(self) -> Iterator[Artifact | None]:
        present = self._present()
        for folder, kind in FOLDERS.items():
            if kind.single in present:
                yield self._one(kind.name, kind.single, kind.name)
            if folder not in present:
                continue
            if kind.main:
                yield from self._folders(folder, kind.name, kind.main)
            else:
                yield from self._flat(folder, kind.name)
        for name in SETTINGS:
            if name in present:
                file = self.reader.read(name)
                yield from self._entries(file) if file else ()
        if "ignore" in present:
            yield self._ignore()

    def _entries(self, file: SourceFile) -> list[Artifact]:
        """Return the artifacts in a settings file."""
        if self._settings is None:
            from aiwg.source.settings import SettingsLoader  # many sources have no such file

            self._settings = SettingsLoader(self.reader, self.layer)
        return self._settings.load(file)

    def unread_settings(self) -> Sequence[Located]:
        """Return what could not be read in settings files."""
        return () if self._settings is None else self._settings.unread

    def again(self, path: str) -> Artifact | None:
        """Return the artifact whose text is the file at a path."""
        folder, _, name = path.partition("/")
        kind = FOLDERS.get(folder)
        if kind is None:
            return self._one(SINGLES[path].name, path, SINGLES[path].name)
        if kind.main:
            above = path.rpartition("/")[0]
            return self._folder_artifact(kind.name, above, kind.main, above.split("/", 1)[1])
        return self._one(kind.name, path, name[:-3])

    def bundles(self) -> list[Bundle]:
        """Return the bundles of this source."""
        there = any(name == BUNDLES and not is_folder for name, is_folder in self.reader.entries("", PARTS))
        file = self.reader.read(BUNDLES) if there else None
        if file is None:
            return []
        from aiwg.source.bundles import BundlesLoader  # most sources have no such file

        return BundlesLoader(self.reader, self.layer).bundles(file)

    def _present(self) -> set[str]:
        """Return the parts that this source has; nothing else at its root is looked at."""
        present = set()
        for name, is_folder in self.reader.entries("", PARTS):
            if is_folder == (name in FOLDERS):
                present.add(name)
            else:
                wanted = "a folder" if name in FOLDERS else "a file"
                self.reader.error(name, "not-a-file", f"must be {wanted}", "rename it, or move it")
        return present

    def _one(self, kind: str, path: str, name: str) -> Artifact | None:
        file = self.reader.read(path)
        return self._load(kind, file, name) if file else None

    def _load(self, kind: str, file: SourceFile, name: str, beside: Sequence[SourceFile] = ()) -> Artifact | None:
        """Return the artifact of a file and those beside it, as it was before if none of them changed."""
        key, files = (f"{self.reader.root}", self.layer, kind, name), (file, *beside)
        if self.cache.artifacts.keeps and (known := self.cache.recall(key, files)):
            self.reader.problems += known.problems
            if known.artifact is None:
                self._not_read(kind, file, name)
            return known.artifact
        before = len(self.reader.problems)
        folder = file.path.rpartition("/")[0]
        assets = tuple(
            Asset(unicodedata.normalize("NFC", each.path[len(folder) + 1 :]), each.data, each.executable)
            for each in beside
        )
        artifact = self.markdown.load(kind, file, name, assets)
        self.cache.keep(key, KnownFile(files, artifact, tuple(self.reader.problems[before:])))
        if artifact is None:
            self._not_read(kind, file, name)
        return artifact

    def _not_read(self, kind: str, file: SourceFile, name: str) -> None:
        """Remember what could not be read."""
        path = file.path.rpartition("/")[0] if KINDS[kind].has_folder else file.path
        self.unread.append(unread(kind, path, name, self.reader.display(file.path), file.data))

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
                    self._passed_over(path, f"is not a {kind}: each has its own folder with a {main}")
                continue
            inside = dict(self.reader.entries(path))
            near = next((entry for entry in inside if entry.lower() == main.lower()), None)
            if main in inside:
                yield self._folder_artifact(kind, path, main, path.split("/", 1)[1])
            elif near is not None:
                self.unread.append(_misspelled(kind, path, self.reader))
                hint = f"rename {near} to {main}: platforms load only that spelling"
                self.reader.error(path, "no-main-file", f"has no {main}", hint)
            elif any(inside.values()):
                yield from self._folders(path, kind, main)
            elif inside:
                message, hint = (
                    f"has no {main}: its files are not deployed",
                    f"if it is a {kind}, write {path}/{main}",
                )
                self.reader.problems.append(
                    Finding("no-main-file", "warning", message, self.reader.display(path), hint=hint)
                )
            else:
                self._passed_over(path, "is an empty folder")

    def _folder_artifact(self, kind: str, path: str, main: str, name: str) -> Artifact | None:
        file, beside = None, []
        for each in self.reader.walk(path):
            if each.path == f"{path}/{main}":
                file = each
            else:
                beside.append(each)
        if file is None:
            shown_file, id = self.reader.display(f"{path}/{main}"), id_of_path(name)
            self.unread.append(Located(kind, id, path, shown_file, certain=False, restricts=kind == "behavior"))
            return None
        return self._load(kind, file, name, beside)

    def _ignore(self) -> Artifact | None:
        file = self.reader.read("ignore")
        text = self.reader.text(file) if file else None
        if text is None or not text.strip():
            return None
        return Artifact(
            "ignore", "ignore", Origin(self.reader.display("ignore"), self.layer, root=str(self.reader.root)), body=text
        )

    def _passed_over(self, path: str, why: str) -> None:
        self.reader.problems.append(Finding("passed-over", "info", why, self.reader.display(path)))


def _misspelled(kind: str, path: str, reader: SourceReader) -> Located:
    """Return what a folder holds whose main file is spelled in a way that platforms do not load."""
    id = id_of_path(path.split("/", 1)[1])
    return Located(kind, id, path, reader.display(path), restricts=kind == "behavior")
