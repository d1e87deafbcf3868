"""The files beside a skill: copied with it, links followed only inside the project, secrets never."""

from __future__ import annotations

import os

from aiwg.artifact.ids import check_name
from aiwg.artifact.model import Asset
from aiwg.importing.model import CHANGED, UNREAD, KeyNote, Native
from aiwg.importing.native.read import UnreadableNativeError, read_bytes
from aiwg.source.reader import is_clutter

MOST_FILES = 2000
MOST_BYTES = 64 * 1024 * 1024


def assets_beside(native: Native) -> tuple[tuple[Asset, ...], tuple[KeyNote, ...]]:
    """Return the files beside a skill, and notes about those that cannot come along."""
    root = os.path.dirname(native.path)
    found, notes, size = list[Asset](), list[KeyNote](), 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for entry in _entries(os.path.join(root, folder)):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if is_clutter(entry.name) or path == os.path.basename(native.path):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not os.path.exists(os.path.join(entry.path, "SKILL.md")):
                    waiting.append(path)
                continue
            asset = _read(native, path, entry, notes)
            size += len(asset.data) if asset else 0
            if asset is None:
                continue
            if len(found) >= MOST_FILES or size > MOST_BYTES:
                notes.append(native.note(UNREAD, "has more files next to it than a skill may have", "files"))
                return tuple(found), tuple(notes)
            found.append(asset)
    return tuple(sorted(found, key=lambda asset: asset.path)), tuple(notes)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda each: each.name)
    except OSError:
        return []


def _read(native: Native, path: str, entry: os.DirEntry[str], notes: list[KeyNote]) -> Asset | None:
    problem = check_name(entry.name)
    if problem is not None:
        notes.append(native.note(UNREAD, f"the name {problem.reason}", path))
        return None
    if entry.is_symlink():
        notes.append(native.note(CHANGED, "is a link, which is not copied", path))
        return None
    try:
        data, executable = read_bytes(entry.path)
    except UnreadableNativeError as error:
        notes.append(native.note(UNREAD, str(error), path))
        return None
    return Asset(path, data, executable)
