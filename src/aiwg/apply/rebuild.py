"""Putting a manifest in the place of one that cannot be read, which is kept."""

from __future__ import annotations

import os

from aiwg.apply.state import State
from aiwg.apply.synced import make_folders, write_synced
from aiwg.files import read_whole
from aiwg.manifest import Manifest


def replace_manifest(state: State, manifest: Manifest) -> str:
    """Write the manifest, having copied the one that is there to the backups; return the copy's path.

    Raises OSError.
    """
    state.prepare()
    taken = [int(name) for name in os.listdir(state.backups) if name.isdigit()] if state.backups.is_dir() else []
    target = state.backups / str(max(taken, default=0) + 1) / "manifest.json"
    make_folders(target.parent)
    write_synced(target, read_whole(state.manifest))
    write_synced(state.manifest, manifest.text().encode())
    return os.path.relpath(target, state.roots.base) if state.roots.scope == "project" else str(target)
