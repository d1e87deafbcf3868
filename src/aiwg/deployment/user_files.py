"""Looking at the files of the user's own where platforms read: what hides ours, and what leads to ours already."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import parse_selector
from aiwg.core.dataclass import replace
from aiwg.core.errors import UserError
from aiwg.deployment.workspace import Workspace
from aiwg.fs.tree import FILE, LINK, FileTree
from aiwg.manifest import Manifest
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.placement.resolve import OPEN, Platform, bind
from aiwg.placement.user_files import UserFile, UserFiles
from aiwg.render.documents import format_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def scan_user_files(
    platforms: Sequence[Platform],
    folders: Iterable[str],
    disk: FileTree,
    manifest: Manifest,
    followed: Callable[[str], str | None] = lambda path: None,
) -> UserFiles:
    """Return the user's own files beside ours where these platforms read. `folders` have instructions of their own.

    Only files with a fixed name are looked at: those that hide others, and all that hold instructions. `followed` gives
    the file that a link leads to through which we write: an open one of its names then stands for all.
    """
    found: dict[str, UserFile] = {}
    hiding, instructions = _paths(platforms)
    looked = hiding | instructions
    for path in sorted(hiding - instructions):
        if not _created_by_us(path, manifest) and disk.exists(path):
            found[path] = UserFile(path)
    for prefix in sorted({"" if folder == "instructions" else f"{folder}/" for folder in folders} | {""}):
        for path in sorted(instructions):
            if not prefix or not path.startswith(("~", "/")):
                looked.add(prefix + path)
                file = _file(prefix + path, disk, manifest, looked)
                if file is not None:
                    found[file.path] = file
    names = _give_one_name(found, followed)
    bridges = (path for path, record in manifest.records.items() if any(map(is_include, record.artifacts)))
    ensured = frozenset(_ensured_by_user(platforms, disk, manifest, looked))
    return UserFiles(found, frozenset(looked), frozenset(bridges), ensured, names)


def _ensured_by_user(
    platforms: Iterable[Platform], disk: FileTree, manifest: Manifest, looked: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the places of instructions, by platform and key, that a setting of the user's makes it read."""
    for platform in platforms:
        bound = platform.cells.get("instructions")
        for spot in bound.reads if bound and platform.scope == "project" else ():
            for where in spot.place.ensure if spot.place else ():
                file, _, selector = where.partition("#")
                looked.add(file)
                if spot.path in _values_of_user(file, parse_selector(selector).keys, disk, manifest):
                    yield platform.id, spot.key


def _values_of_user(file: str, keys: tuple[str, ...], disk: FileTree, manifest: Manifest) -> list[str]:
    """Return the texts at a key of a settings file, without those that aiwg put there."""
    record = manifest.records.get(file)
    own = [each.path[-1] for each in record.keys if not each.adopted] if record else []
    try:
        actual = disk.look(file)
        from aiwg.merge.keys import parse

        value: Any = parse(actual.data.decode(), format_of(file)) if actual.kind == FILE else None
    except (UserError, UnicodeDecodeError, EditRefusedError):
        return []
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [each for each in values if isinstance(each, str) and {"value": each} not in own]


def _give_one_name(found: dict[str, UserFile], followed: Callable[[str], str | None]) -> dict[str, str]:
    """Let every name of a file that we write through a link lead to one of them; return that one, by each other."""
    links = {path: target for path in found if (target := followed(path))}
    chosen: dict[str, str] = {}
    for target in sorted(set(links.values())):
        names = [target, *(path for path, end in links.items() if end == target)]
        first = min(names, key=lambda name: (name.rpartition("/")[2] not in OPEN, name.count("/"), name))
        chosen |= {path: first for path in names if path != first}
        for path in found.keys() & names:
            found[path] = replace(found[path], link="" if path == first else first)
    return chosen


def is_include(artifact: str) -> bool:
    """Say whether what a manifest lists for a file is an include of another, and no artifact."""
    return artifact.startswith("include ")


def places_to_look(adapters: Iterable[Adapter], workspace: Workspace) -> set[str]:
    """Return the paths at which a file of the user's own counts, those in folders with instructions aside."""
    hiding, instructions = _paths(bind(adapter, workspace.scope, workspace.environment) for adapter in adapters)
    return hiding | instructions


def _paths(platforms: Iterable[Platform]) -> tuple[set[str], set[str]]:
    """Return the paths that may hide others, and those of instructions."""
    hiding, instructions = set(), set()
    for platform in platforms:
        for name, bound in platform.cells.items():
            for spot in bound.reads:
                if spot.place is None or spot.selector is not None or "{" in spot.path or "*" in spot.path:
                    continue
                if name == "instructions":
                    instructions.add(spot.path)
                elif spot.place.group is not None:
                    hiding.add(spot.path)
    return hiding, instructions


def _file(path: str, disk: FileTree, manifest: Manifest, looked: set[str]) -> UserFile | None:
    """Return what the user has at a path, or None; a file that we created counts once they wrote into it."""
    if not disk.exists(path):
        return None
    full = disk.roots.full(path)
    try:
        actual = disk.look(path)
        is_link = actual.kind == LINK
        link = disk.roots.named(os.path.realpath(full)) or "" if is_link else ""
        if link and link != path:
            looked.add(link)
            actual = disk.look(link)
    except UserError:  # it is no file of ours, so what is wrong with it is not ours to say
        return UserFile(path)
    if actual.kind != FILE:
        return UserFile(path, has_text=False, link=link, is_link=is_link)
    own = _without_block(actual.data, path)
    added = _created_by_us(path, manifest)
    if added and not own.strip():
        return None
    includes = _included(own, os.path.dirname(os.path.realpath(full)), disk, looked)
    deeper = frozenset((each, hops) for each, hops in includes.items() if hops > 1)
    blank = not actual.data.strip()
    from aiwg.loading.include_syntax import without_includes

    return UserFile(path, bool(without_includes(own).strip()), added, frozenset(includes), link, deeper, is_link, blank)


def _included(text: str, folder: str, disk: FileTree, looked: set[str]) -> dict[str, int]:
    """Return every path in the scope that a text includes, or that those include, by how many includes lead there.

    They are followed as far as any platform may go: which of them one loads, its adapter says.
    """
    found: dict[str, int] = {}
    waiting = [(text, folder)]
    from aiwg.loading.include_syntax import DEEPEST

    for hops in range(1, DEEPEST + 1):
        texts, waiting = waiting, []
        for inside, base in texts:
            for path in _named(inside, base, disk):
                if path not in found:
                    found[path] = hops
                    waiting += _text_at(path, disk, looked)
    return found


def _named(text: str, folder: str, disk: FileTree) -> Iterator[str]:
    """Yield the paths in the scope that a text in a folder includes itself."""
    from aiwg.loading.include_syntax import named_in

    for named in named_in(text):
        from aiwg.loading.include_syntax import spellings

        paths = [
            disk.roots.named(os.path.normpath(os.path.join(folder, os.path.expanduser(each))))
            for each in spellings(named)
        ]
        inside = [path for path in paths if path is not None]
        if inside:
            yield next((path for path in inside if disk.exists(path)), inside[-1])


def _text_at(path: str, disk: FileTree, looked: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the user's text in an included file and the folder that its includes start from, if there is one."""
    try:
        full = disk.roots.full(path)
        looked.add(path)
        actual = disk.look(path)
    except UserError:
        return
    if actual.kind == FILE:
        yield _without_block(actual.data, path), os.path.dirname(full)


def _without_block(data: bytes, path: str) -> str:
    """Return the text of a file without our block."""
    text = data.decode("utf-8", "replace")
    try:
        return block.drop(text, "html" if path.endswith(".md") else "hash")
    except EditRefusedError:
        return text


def _created_by_us(path: str, manifest: Manifest) -> bool:
    record = manifest.records.get(path)
    return record is not None and (record.own == "file" or record.created)
