"""The packages in a tree: the plugins of a marketplace, the addons of a framework, or the tree itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.importing.layouts.documents import UnreadableDocumentError, read_document_file
from aiwg.importing.layouts.find import is_marked, layout_named
from aiwg.importing.layouts.model import TreeLayout
from aiwg.importing.layouts.places import place_pattern, spellings
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import NOT_LOADED, UNREAD, WHOLE, KeyNote


@dataclass(frozen=True, slots=True)
class SourcePackage:
    """A part of a tree that is read by itself. `base` is its folder with a final slash, empty for the whole tree.

    `entry` is what an index says of it. `is_whole_entry`: what the index says takes the place of what lies there.
    """

    layout: TreeLayout
    base: str = ""
    name: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)
    is_whole_entry: bool = False


@dataclass(slots=True)
class FoundPackages:
    """The packages of a tree, and notes about those that it only names."""

    packages: list[SourcePackage] = field(default_factory=list)
    notes: list[KeyNote] = field(default_factory=list)


def find_packages(tree: HeldTree, layout: TreeLayout, pick: Sequence[str]) -> FoundPackages:
    """Return the packages of a tree, those that are picked by their names, or all of them.

    Raises UserError (usage) for a name that is none of theirs, and (source) for an index that cannot be read.
    """
    rules: Mapping[str, Any] | None = layout.data.get("packages")
    if rules is None:
        if pick:
            raise UserError(f"{layout.name} has no plugins to choose from.", exit=Exit.USAGE)
        return FoundPackages([SourcePackage(layout)])
    found = _of_index(tree, rules) if "index" in rules else _of_folders(tree, layout, rules)
    if not pick:
        return found
    names = [package.name for package in found.packages]
    remote = {note.key: note.reason for note in found.notes if note.level == NOT_LOADED}
    for name in pick:
        if name not in names:
            why = f'the plugin "{name}" {remote[name]}' if name in remote else f'there is no plugin "{name}".'
            raise UserError(why, exit=Exit.USAGE, hint=suggest(name, names) or _listed(names))
    picked = [package for package in found.packages if package.name in pick]
    return FoundPackages(picked, [note for note in found.notes if note.key in (WHOLE, *pick)])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(sorted(names)[:20])
    return f"They are: {shown}{' and more' if len(names) > 20 else ''}"


def _of_index(tree: HeldTree, rules: Mapping[str, Any]) -> FoundPackages:
    """Return the packages that an index lists: those with a folder of the tree; the others are notes."""
    path = next((path for path in rules["index"] if path in tree), "")
    try:
        document = read_document_file(tree, path)
    except UnreadableDocumentError as error:
        raise UserError(f"{path} {error}.", exit=Exit.SOURCE) from None
    entries = document.get(rules["list"]) if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        raise UserError(f'{path} has no list "{rules["list"]}".', exit=Exit.SOURCE)
    below = _at(document, rules.get("below", ""))
    result = FoundPackages()
    for number, entry in enumerate(entries):
        where = f"{rules['list']}[{number}]"
        name = entry.get("name") if isinstance(entry, Mapping) else None
        if not isinstance(name, str) or not name or not name.isprintable():
            result.notes.append(KeyNote(path, where, UNREAD, "has no name"))
            continue
        source = entry.get(rules["folder"])
        if not isinstance(source, str):
            result.notes.append(KeyNote(path, name, NOT_LOADED, _remote(source)))
            continue
        base = folder_in(source, below if isinstance(below, str) and not source.startswith("./") else "")
        if base is None:
            result.notes.append(KeyNote(path, name, UNREAD, f'has the folder "{source}", which leads out of the tree'))
            continue
        result.packages.append(_package(tree, base, name, entry, rules))
    return result


def _remote(source: object) -> str:
    """Return where a package lies that is not in the tree, in words."""
    if not isinstance(source, Mapping):
        return "names no folder"
    parts = [str(source[key]) for key in ("url", "repo", "package", "path", "ref", "sha") if source.get(key)]
    return f"is in another place ({' '.join(parts)[:200]}): add it as a separate source"


def _package(tree: HeldTree, base: str, name: str, entry: Mapping[str, Any], rules: Mapping[str, Any]) -> SourcePackage:
    layouts = [layout_named(id) for id in rules["layouts"]]
    inside = tree.inside(base)
    layout = next((layout for layout in layouts if is_marked(layout, inside, tree, base)), layouts[0])
    return SourcePackage(layout, base, name, entry, entry.get("strict") is False)


def _of_folders(tree: HeldTree, layout: TreeLayout, rules: Mapping[str, Any]) -> FoundPackages:
    """Return the packages that lie in folders of their own, each with a file that marks it and can be read."""
    marked = rules["marked"]
    patterns = [place_pattern(each) for at in rules["at"] for each in spellings(f"{at}{marked}")]
    paths = [path for path in tree.paths if any(pattern.fullmatch(path) for pattern in patterns)]
    bases = [path[: -len(marked)] for path in paths if tree.get(path) is not None]
    packages = [SourcePackage(layout, base, posixpath.basename(base.rstrip("/"))) for base in bases]
    return FoundPackages(packages)


def folder_in(path: str, below: str = "") -> str | None:
    """Return a folder of the tree with a final slash, the root as an empty text; None for one that leads out of it."""
    joined = f"{below.rstrip('/')}/{path}" if below else path
    if joined.startswith(("/", "~")) or "\\" in joined or "\0" in joined or ":" in joined.partition("/")[0]:
        return None
    plain = posixpath.normpath(joined)
    if plain == ".." or plain.startswith("../"):
        return None
    return "" if plain == "." else f"{plain}/"


def _at(document: Any, key: str) -> Any:
    for part in key.split(".") if key else ():
        document = document.get(part) if isinstance(document, Mapping) else None
    return document if key else None


def unplaced(tree: HeldTree, package: SourcePackage) -> Iterator[KeyNote]:
    """Yield a note about each sort of files, and of keys of documents, that a layout knows and aiwg does not take."""
    inside = tree.inside(package.base)
    for rule in package.layout.data.get("not_taken", ()):
        patterns = [place_pattern(each) for each in spellings(rule["path"])]
        found = [path for path in inside if any(pattern.fullmatch(path) for pattern in patterns)]
        if "keys_but" in rule:
            for path in found:
                yield from _unplaced_keys(tree, f"{package.base}{path}", rule)
        elif found:
            more = f" ({len(found)} files)" if len(found) > 1 else ""
            yield KeyNote(f"{package.base}{found[0]}", WHOLE, NOT_LOADED, f"{rule['what']}{more}")


def _unplaced_keys(tree: HeldTree, path: str, rule: Mapping[str, Any]) -> Iterator[KeyNote]:
    try:
        document = read_document_file(tree, path)
    except UnreadableDocumentError:
        return  # who reads the file says so
    for key in document if isinstance(document, Mapping) else ():
        if key not in rule["keys_but"]:
            yield KeyNote(path, str(key), NOT_LOADED, rule["what"])
