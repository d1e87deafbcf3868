"""Which items work on a file brings along."""

from __future__ import annotations

from aiwg.globs import GlobError, matches
from aiwg.loading.model import FILES, FOLDER, LoadedItem


def is_triggered(item: LoadedItem, path: str, start: str) -> bool:
    """Say whether an item comes along when the platform works on the file at an absolute path."""
    if item.folder and not path.startswith(item.folder + "/"):
        return False
    if item.when == FOLDER:
        return bool(item.folder)
    if item.when != FILES:
        return False
    base = item.folder or start
    inside = path[len(base) + 1 :] if path.startswith(base + "/") else path.lstrip("/")
    return any(_matches(glob, inside) for glob in item.globs)


def _matches(glob: str, path: str) -> bool:
    try:
        return matches(glob, path)
    except GlobError:  # the platform will not find anything by it either
        return False
