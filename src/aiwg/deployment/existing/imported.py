"""What an import found in your own files: a platform that loads it there gets no second copy of the artifact.

`.aiwg/imports.json` names, for each imported artifact, the files that it came from. It is a hint: what counts is that
the platform loads such a file now, by the model of reading, and only artifacts of the project's own source are held
back by it.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.kinds import CELL_OF, KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field
from aiwg.core.digest import contains_value, text_digest
from aiwg.core.read import read_whole
from aiwg.deployment.existing.without_ours import without_ours
from aiwg.deployment.originals.taken import is_taken
from aiwg.deployment.undelivered import listed
from aiwg.findings.model import Finding
from aiwg.fs.roots import IMPORTS_FILE, PROJECT_FOLDER
from aiwg.loading import DiskReader, StartFolder, look_around
from aiwg.loading.find import files_at
from aiwg.loading.model import GATED
from aiwg.loading.overlay import OverlayReader
from aiwg.loading.settings import Settings, entries_of
from aiwg.manifest import Manifest
from aiwg.placement.groups import OTHER_NAME, PERHAPS, SAME_NAME
from aiwg.source.layers import Layer

FILE = IMPORTS_FILE
SCHEMA = "aiwg.imports/1"
NOTE = "Written by aiwg import: the origin of each artifact. It keeps tools from loading a text twice."
MOST_BYTES = 16 * 1024 * 1024
_CERTAIN_FIRST = (OTHER_NAME, SAME_NAME, PERHAPS)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One file of the project that an artifact came from.

    In a settings file it is the entry of a name, or a value of which only the hash is kept. `text` and `source` are the
    hashes of the file and of what the import made of it, by which an edit of one of the two is seen; empty for entries.
    """

    artifact: str
    path: str
    entry: str = ""
    value: str = ""
    text: str = ""
    source: str = ""

    @property
    def is_renamed(self) -> bool:
        """Say whether the file gives the artifact another name than its id."""
        *folders, file = self.path.split("/")
        name = self.artifact.rpartition("/")[2]
        return name not in (self.entry, file.partition(".")[0], *folders[-1:])

    def as_json(self) -> dict[str, str]:
        """Return the entry as the record holds it."""
        more = {"entry": self.entry, "value": self.value, "text": self.text, "source": self.source}
        return {"artifact": self.artifact, "path": self.path, **{key: value for key, value in more.items() if value}}


@dataclass(frozen=True, slots=True)
class CatalogBesideOwnFiles:
    """A catalog without what platforms load from your own files: by artifact the platforms, and what was looked at.

    `platforms` say of each how it has the artifact: SAME_NAME, OTHER_NAME or PERHAPS. `texts` are by artifact your
    files that hold all of its text, and `problems` name the artifacts of which your file and the source were edited
    apart since the import.
    """

    catalog: Catalog
    platforms: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    looked: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()


def read_imported(project: str | os.PathLike[str]) -> list[ImportedFile]:
    """Return what the record of imports says; nothing where there is none, or one that cannot be read."""
    try:
        data = read_whole(os.path.join(project, FILE))
        content = json.loads(data) if len(data) <= MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(content, dict) or content.get("schema") != SCHEMA or not isinstance(content.get("files"), list):
        return []
    return [each for entry in content["files"] if (each := _entry(entry)) is not None]


def _entry(entry: Any) -> ImportedFile | None:
    if not isinstance(entry, dict):
        return None
    said = (
        entry.get("artifact"),
        entry.get("path"),
        *(entry.get(key, "") for key in ("entry", "value", "text", "source")),
    )
    if not all(isinstance(each, str) for each in said):
        return None
    artifact, path, *rest = (str(each) for each in said)
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "" in parts or "\0" in path:
        return None
    if artifact.partition("/")[0] not in KINDS:
        return None
    return ImportedFile(artifact, path, *rest)


def imported_text(files: Iterable[ImportedFile]) -> str:
    """Return the record of imports as JSON, sorted and without times."""
    rows = [json.dumps(each.as_json(), ensure_ascii=False) for each in sorted(set(files), key=_order)]
    head = f'"schema": {json.dumps(SCHEMA)},\n "note": {json.dumps(NOTE)}'
    listed = ",\n  ".join(rows)
    return f'{{\n {head},\n "files": [\n  {listed}\n ]\n}}\n'


def _order(each: ImportedFile) -> tuple[str, ...]:
    return each.artifact, each.path, each.entry, each.value, each.text, each.source


def without_own_files(
    catalog: Catalog,
    withheld: Iterable[Artifact],
    adapters: Sequence[Adapter],
    project: str,
    environment: Environment,
    recorded: Manifest,
    layers: Sequence[Layer],
    rows: Sequence[ImportedFile],
) -> CatalogBesideOwnFiles:
    """Return a catalog in which no artifact is for a platform that loads it from a file of yours.

    `withheld` wait for consent: who loads them from such a file is found, too. `rows` are the record of imports. A file
    that was taken over is not yours.
    """
    own = os.path.realpath(os.path.join(project, PROJECT_FOLDER))
    names = {layer.name for layer in layers if os.path.realpath(layer.root) == own}
    found_at = {artifact.key for artifact in (*catalog, *withheld) if artifact.origin.layer in names}
    known = [
        each for each in rows if each.artifact in found_at and not is_taken(each.path, each.artifact, recorded, project)
    ]
    if not known:
        return CatalogBesideOwnFiles(catalog, {})
    here = StartFolder(os.path.abspath(project), DiskReader(), environment)
    yours = without_ours(here, recorded)
    finder = _Finder(yours)
    held: dict[str, dict[str, str]] = defaultdict(dict)
    readers: dict[ImportedFile, list[str]] = defaultdict(list)
    for adapter in adapters:
        for each, is_sure in finder.loaded(adapter, known):
            how = PERHAPS if not is_sure else OTHER_NAME if each.is_renamed else SAME_NAME
            before = held[each.artifact].get(adapter.id, how)
            held[each.artifact][adapter.id] = min(before, how, key=_CERTAIN_FIRST.index)
            readers[each].append(adapter.name)
    kept = Catalog(_without(artifact, tuple(held.get(artifact.key, ()))) for artifact in catalog)
    looked = sorted({os.path.join(here.start, each.path) for each in known} | {os.path.join(here.start, FILE)})
    texts = _texts_of(catalog, known, yours)
    return CatalogBesideOwnFiles(kept, held, texts, tuple(looked), tuple(_edited_apart(readers, catalog, yours)))


def _texts_of(catalog: Catalog, known: Iterable[ImportedFile], yours: StartFolder) -> dict[str, frozenset[str]]:
    """Return the files of instructions by the artifact whose text they hold, white space aside."""
    found: dict[str, frozenset[str]] = {}
    for each in known:
        artifact = catalog.get(each.artifact)
        if artifact is None or artifact.kind != "instructions":
            continue
        text = yours.reader.text(f"{yours.start}/{each.path}") or ""
        if " ".join(artifact.body.split()) in " ".join(text.split()):
            found[each.artifact] = found.get(each.artifact, frozenset()) | {each.path}
    return found


def _edited_apart(
    readers: Mapping[ImportedFile, Sequence[str]], catalog: Catalog, yours: StartFolder
) -> Iterator[Finding]:
    """Yield a warning for each file of which either the source or the file itself was edited since the import."""
    for each, names in readers.items():
        artifact = catalog.get(each.artifact)
        if artifact is None or not (each.text and each.source):
            continue
        source = f"{PROJECT_FOLDER}/{artifact.origin.path}"
        was_edited = [
            path
            for path, known in ((source, each.source), (each.path, each.text))
            if (data := _bytes_of(yours, path)) is not None and text_digest(data) != known
        ]
        if source in was_edited:
            message = f"edited since its import, but {listed(list(dict.fromkeys(names)))} still load {each.path}"
            hint = f"edit {each.path} too, then aiwg import; or delete {each.path}"
            yield Finding("imported", "warning", message, source, hint=hint)
        elif was_edited:
            hint = f"edit {source} too, then aiwg import; or delete {each.path}"
            yield Finding("imported", "warning", f"edited since its import; {source} is older", each.path, hint=hint)


def _bytes_of(yours: StartFolder, path: str) -> bytes | None:
    """Return the bytes of a file, without aiwg's part of one that is shared; None where there is none."""
    full = f"{yours.start}/{path}"
    added = yours.reader.added_text(full) if isinstance(yours.reader, OverlayReader) else None
    if added is not None:
        return added.encode("utf-8", "surrogatepass")
    try:
        return read_whole(full)
    except OSError:
        return None


def _without(artifact: Artifact, platforms: Sequence[str]) -> Artifact:
    return artifact.with_(exclude=(*artifact.exclude, *platforms)) if platforms else artifact


@dataclass(slots=True)
class _Finder:
    """Says which files a platform loads in a project, of which nothing is aiwg's."""

    here: StartFolder

    def loaded(self, adapter: Adapter, known: Sequence[ImportedFile]) -> Iterator[tuple[ImportedFile, bool]]:
        """Yield those of some files that a platform loads now, and whether it does so whatever its gates are."""
        texts = self._texts(adapter)
        settings = Settings(adapter, self.here)
        for each in known:
            kind = KINDS[each.artifact.partition("/")[0]]
            path = self.here.reader.real(f"{self.here.start}/{each.path}")
            if kind.is_loaded:
                wanted = f"{path}#{each.entry}" if each.entry else path
                if wanted in texts:
                    yield each, texts[wanted]
                elif not each.entry and self._is_of_subfolder(adapter, each.path):
                    yield each, True
            elif self._holds(adapter, adapter.cells.get(CELL_OF.get(kind.name, "")), path, each, settings):
                yield each, True

    def _texts(self, adapter: Adapter) -> dict[str, bool]:
        """Return the files of yours that a platform loads, included ones too, and whether no gate is before them."""
        found: dict[str, bool] = {}
        for item in (item for surface in adapter.surfaces for item in look_around(adapter, self.here, surface).items):
            if item.is_loaded or item.state == GATED:
                found[item.real] = found.get(item.real, False) or (item.is_loaded and not item.gates)
        return found

    def _is_of_subfolder(self, adapter: Adapter, path: str) -> bool:
        """Say whether a file is one that a platform loads when it is started in a subfolder."""
        folder, _, _ = path.rpartition("/")
        if not folder or not self.here.is_there(f"{self.here.start}/{path}"):
            return False
        cell = adapter.cells.get("instructions")
        return any(
            place.nested == "up" and any(path.endswith(f"/{each}") for each in place.spec.spellings())
            for place in (cell.reads if cell is not None else ())
            if not place.spec.anchor
        )

    def _holds(self, adapter: Adapter, cell: Cell | None, path: str, each: ImportedFile, settings: Settings) -> bool:
        """Say whether a platform takes a kind from a file that still holds an entry or a value."""
        for place in cell.reads if cell is not None else ():
            for found in files_at(adapter, place, self.here):
                selector = place.spec.selector
                if self.here.reader.real(found.path) != path or cell is None:
                    continue
                if selector is None:
                    return True
                value = settings.selected(found.path, selector, cell.get("format"))
                if each.entry and any(name == each.entry for name, _ in entries_of(value, selector)):
                    return True
                if each.value and contains_value(value, each.value):
                    return True
        return False
