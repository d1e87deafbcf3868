"""From the paths that a person types to the sources that they lie in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from aiwg.core.errors import Exit, UserError
from aiwg.source.layers import SOURCE, Layer
from aiwg.source.load import PARTS


def layers_of(paths: Iterable[Path], usual: Sequence[Layer]) -> list[Layer]:
    """Return the layers that hold the paths or lie below them; a source that is none of the usual ones counts too.

    Raises UserError (usage) for a path that is not there, or in no source.
    """
    found: list[Layer] = []
    for path in paths:
        if not os.path.lexists(path):
            raise UserError(f'"{path}" does not exist.', exit=Exit.USAGE)
        found += [layer for layer in _of(path, usual, found) if layer not in found]
    return found


def _of(path: Path, usual: Sequence[Layer], before: Sequence[Layer]) -> list[Layer]:
    real = os.path.realpath(path)
    roots = [(layer, os.path.realpath(layer.root)) for layer in (*usual, *before)]
    around = [(layer, root) for layer, root in roots if _within(real, root) and _is_part(real, root)]
    if around:
        return [max(around, key=lambda each: len(each[1]))[0]]
    if below := [layer for layer, root in roots if _within(root, real) and os.path.isdir(root)]:
        return below
    root = _root_of(path)
    if root is None:
        parts = ", ".join(PARTS)
        hint = f"A source is a folder that has one of: {parts}"
        raise UserError(f'"{path}" is not a source and not in one.', exit=Exit.USAGE, hint=hint)
    return [Layer(SOURCE, root, os.path.normpath(os.path.relpath(root)))]


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _is_part(path: str, root: str) -> bool:
    """Say whether a path is a source's root, or lies in one of its parts."""
    return path == root or os.path.relpath(path, root).split("/")[0] in PARTS


def _root_of(path: Path) -> Path | None:
    """Return the source that a path is, or the outermost one that it lies in; a skill may hold a folder `rules` too."""
    full = Path(os.path.abspath(path))
    above = [folder for folder in full.parents if full.relative_to(folder).parts[0] in PARTS]
    here = [folder for folder in above if folder == Path.cwd() or Path.cwd() in folder.parents]
    if here:
        return here[-1]
    if full.is_dir() and any((full / part).exists() for part in PARTS):
        return full
    return above[-1] if above else None
