"""The manifest of a package: where its parts lie beside the usual places, and what of it aiwg does not take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Cell, Place
from aiwg.adapter.paths import PathError, parse_path
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.importing.layouts.documents import UnreadableDocumentError, read_document_file
from aiwg.importing.layouts.packages import SourcePackage, folder_in, unplaced
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import NOT_LOADED, UNREAD, WHOLE, KeyNote


@dataclass(slots=True)
class PackageParts:
    """Where the kinds of a package lie. `inline` are documents in the manifest itself: their kind, path and value.

    `name` and `description` are what the manifest says of the package, or the index.
    """

    package: SourcePackage
    cells: dict[str, Cell]
    name: str = ""
    description: str = ""
    inline: list[tuple[str, str, Any]] = field(default_factory=list)
    notes: list[KeyNote] = field(default_factory=list)


def parts_of(tree: HeldTree, package: SourcePackage) -> PackageParts:
    """Return where the parts of a package lie, as its layout, its manifest and the index say."""
    parts = PackageParts(package, dict(package.layout.adapter.cells), package.name)
    parts.notes += unplaced(tree, package)
    rules: Mapping[str, Any] = package.layout.data.get("manifest") or {}
    path, manifest = _manifest(tree, package, rules, parts)
    parts.name = _text(manifest, rules.get("name", "name")) or package.name
    parts.description = _text(manifest, "description") or _text(package.entry, "description")
    keys: Mapping[str, str] = rules.get("parts") or {}
    if package.is_whole_entry and any(key in package.entry for key in keys):
        parts.cells = {kind: replace(cell, reads=_documents(cell)) for kind, cell in parts.cells.items()}
    for where, said in ((path, manifest), (path or package.name, package.entry)):
        for key, cell in keys.items():
            if key in said and cell in parts.cells:
                _add(parts, rules, where, key, cell, said[key])
        parts.notes += _left(said, rules, where, parts)
    return parts


def _documents(cell: Cell) -> tuple[Place, ...]:
    """Return the places of a kind whose artifacts are entries of documents: they give inline values their form."""
    return tuple(place for place in cell.reads if place.spec.selector is not None)


def _manifest(
    tree: HeldTree, package: SourcePackage, rules: Mapping[str, Any], parts: PackageParts
) -> tuple[str, Mapping[str, Any]]:
    path = next((f"{package.base}{each}" for each in rules.get("path", ()) if f"{package.base}{each}" in tree), "")
    if not path:
        return "", {}
    try:
        found = read_document_file(tree, path)
    except UnreadableDocumentError as error:
        parts.notes.append(KeyNote(path, WHOLE, UNREAD, str(error), error.line))
        return path, {}
    return path, found if isinstance(found, Mapping) else {}


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _left(said: Mapping[str, Any], rules: Mapping[str, Any], where: str, parts: PackageParts) -> Iterator[KeyNote]:
    """Yield a note about each key of a manifest that names something which aiwg does not take."""
    for key, what in (rules.get("not_taken") or {}).items():
        value = said
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None  # type: ignore[assignment]  # None ends it
        if value:
            names = ", ".join(_names(value))[:200]
            yield KeyNote(where, key, NOT_LOADED, f"{what}: {names}" if names else str(what))


def _names(value: Any) -> Iterator[str]:
    """Yield what a value names, in a few words each."""
    for each in value if isinstance(value, list) else value if isinstance(value, Mapping) else [value]:
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            yield str(each.get("name") or each.get("git") or each.get("repo") or next(iter(each), ""))


def _add(parts: PackageParts, rules: Mapping[str, Any], where: str, key: str, kind: str, value: Any) -> None:
    """Add the places that a key names to those of a kind, or put them in their place."""
    cell = parts.cells[kind]
    listed = value if isinstance(value, list) else [value]
    places = list[Place]()
    for each in listed:
        if isinstance(each, Mapping) and _documents(cell):
            parts.inline.append((kind, where, each))
            continue
        found = _places(cell, each) if isinstance(each, str) else None
        if found is None:
            parts.notes.append(
                KeyNote(where, key, UNREAD, f'names "{str(each)[:100]}", which is not a path of the package')
            )
            continue
        places += found
    replaces = kind in rules.get("replaces", ()) and places
    parts.cells[kind] = replace(cell, reads=(*places, *(_documents(cell) if replaces else cell.reads)))


def _places(cell: Cell, path: str) -> Sequence[Place] | None:
    """Return the places that a path of a manifest stands for: a file, a folder of files, or the folder of one artifact.

    None for a path that leads out of the package, or means more than itself.
    """
    folder = folder_in(path)
    if folder is None or any(char in path for char in "{}()*|#"):
        return None
    plain = folder.rstrip("/")
    texts: list[str]
    if _documents(cell):
        selector = _documents(cell)[0].spec.text.partition("#")[2]
        texts = [f"{plain}#{selector}"]
    elif kind_of_cell(cell.kind).has_folder:
        texts = [f"{folder}", f"{folder}{{id}}/"]
        if plain.endswith(kind_of_cell(cell.kind).main):
            texts = [plain]
    else:
        texts = [plain] if plain.endswith(".md") else [f"{folder}{{id:path}}.md"]
    try:
        return [Place(parse_path(text)) for text in texts if text]
    except PathError:
        return None
