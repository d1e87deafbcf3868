"""Putting a manifest in the place of one that cannot be read, which is kept."""

from __future__ import annotations

from aiwg.apply.apply import back_up
from aiwg.apply.durable import write_text_synced
from aiwg.apply.state import State
from aiwg.core.read import read_whole
from aiwg.manifest import Manifest


def replace_manifest(state: State, manifest: Manifest) -> str:
    """Write the manifest, having copied the one that is there to the backups; return the copy's path.

    Raises OSError, and UserError (refused) where nothing can be kept.
    """
    state.prepare()
    backup = back_up(state, "manifest.json", read_whole(state.manifest), None)
    write_text_synced(state.manifest, manifest.pieces())
    return backup
