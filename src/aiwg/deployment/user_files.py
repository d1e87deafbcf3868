"""Looking at the files of the user's own where platforms read: what hides ours, and what leads to ours already."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from aiwg.adapter.model import Adapter
from aiwg.artifact.markdown_spans import prose_spans
from aiwg.deployment.workspace import Workspace
from aiwg.errors import UserError
from aiwg.fs.tree import FILE, LINK, FileTree
from aiwg.manifest import Manifest
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.placement.resolve import Platform, bind
from aiwg.placement.user_files import UserFile, UserFiles

INCLUDE = re.compile(r"(?:^|(?<=\s))@(?P<path>[^\s`@]+)")
"""How files include others: as Claude Code, Gemini CLI and their like have it."""

DEPTH = 5
"""How far includes of includes are followed; Claude Code goes as far."""


def scan_user_files(
    platforms: Iterable[Platform], folders: Iterable[str], disk: FileTree, manifest: Manifest
) -> UserFiles:
    """Return the user's own files beside ours where these platforms read. `folders` have instructions of their own.

    Only files with a fixed name are looked at: those that hide others, and all that hold instructions.
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
    bridges = (path for path, record in manifest.records.items() if any(map(_is_include, record.artifacts)))
    return UserFiles(found, frozenset(looked), frozenset(bridges))


def _is_include(artifact: str) -> bool:
    """Say whether what a manifest lists for a file is an include of another, and no artifact."""
    return artifact.startswith("include ")


def places_to_look(adapters: Iterable[Adapter], workplace: Workspace) -> set[str]:
    """Return the paths at which a file of the user's own counts, those in folders with instructions aside."""
    hiding, instructions = _paths(bind(adapter, workplace.scope, workplace.environment) for adapter in adapters)
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
        link = disk.roots.named(os.path.realpath(full)) or "" if actual.kind == LINK else ""
        if link and link != path:
            looked.add(link)
            actual = disk.look(link)
    except UserError:  # it is no file of ours, so what is wrong with it is not ours to say
        return UserFile(path)
    if actual.kind != FILE:
        return UserFile(path, has_text=False, link=link)
    own = _without_block(actual.data, path)
    added = _created_by_us(path, manifest)
    if added and not own.strip():
        return None
    includes: dict[str, str] = {}
    _collect(own, os.path.dirname(os.path.realpath(full)), disk, looked, includes, DEPTH)
    return UserFile(path, bool(_without_includes(own).strip()), added, frozenset(includes), link)


def _collect(text: str, folder: str, disk: FileTree, looked: set[str], found: dict[str, str], depth: int) -> None:
    """Note every path in the scope that a text includes, and what those include."""
    for named in _includes(text):
        path = disk.roots.named(os.path.normpath(os.path.join(folder, os.path.expanduser(named))))
        if path is None or path in found or not depth:
            continue
        found[path] = named
        try:
            full = disk.roots.full(path)
            looked.add(path)
            actual = disk.look(path)
        except UserError:
            continue
        if actual.kind == FILE:
            inside = _without_block(actual.data, path)
            _collect(inside, os.path.dirname(full), disk, looked, found, depth - 1)


def _includes(text: str) -> Iterator[str]:
    if "@" in text:
        for start, end in prose_spans(text):
            yield from (match["path"] for match in INCLUDE.finditer(text, start, end))


def _without_includes(text: str) -> str:
    return INCLUDE.sub("", text)


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
