"""Files of the user's beside what aiwg took over of them, or wrote into them."""

from __future__ import annotations

import os

from aiwg.core.read import read_whole
from aiwg.manifest import BLOCK, Manifest
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError


def is_taken(path: str, artifact: str, recorded: Manifest, project: str | os.PathLike[str]) -> bool:
    """Say whether the file that an artifact came from was taken over, under whichever of its names."""
    if not recorded.originals:
        return False
    real = os.path.realpath(os.path.join(project, path))
    original = recorded.originals.get(os.path.relpath(real, os.path.realpath(project)))
    return original is not None and artifact in original.artifacts


def own_bytes(project: str | os.PathLike[str], path: str, recorded: Manifest) -> bytes | None:
    """Return the bytes of a file without aiwg's block in it; None when it cannot be read."""
    try:
        data = read_whole(os.path.join(project, path))
    except OSError:
        return None
    record = recorded.records.get(path)
    if record is None or record.own != BLOCK:
        return data
    try:
        return block.drop(data.decode("utf-8"), record.style, record.lead, record.tail).encode()
    except (EditRefusedError, UnicodeDecodeError):
        return data
