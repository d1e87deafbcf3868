"""Whether carrying out a plan would change a file, for those who only look: as `has_changed` says it afterwards."""

from __future__ import annotations

import os

from aiwg.apply.state import State, is_news
from aiwg.core.dataclass import replace
from aiwg.manifest import Manifest, folders_above
from aiwg.plan.actions import Plan


def would_change(plan: Plan, old: Manifest, new: Manifest, state: State) -> bool:
    """Say whether carrying out a plan would write, change or delete a file, the manifest too unless git ignores it."""
    if plan.changes:
        return True
    if new.is_empty:
        is_written = state.manifest.exists()
    else:
        is_written = is_news(old, replace(new, folders=_folders_left(old, new, state)), state)
    return is_written and state.is_manifest_seen()


def _folders_left(old: Manifest, new: Manifest, state: State) -> list[str]:
    """Return the folders that the manifest will list: without those that nothing is in any more."""
    folders, needed, gone = {*old.folders, *new.folders}, folders_above(new.records), set[str]()
    for folder in sorted(folders.difference(needed, [state.name]), key=len, reverse=True):
        try:
            names = os.listdir(state.roots.full(folder))
        except FileNotFoundError:
            names = []
        except OSError:
            continue
        if all(f"{folder}/{name}" in gone for name in names):
            gone.add(folder)
    return sorted(folder for folder in folders - gone if not folder.startswith(f"{state.name}/"))
