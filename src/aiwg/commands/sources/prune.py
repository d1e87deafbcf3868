"""aiwg cache prune: removing what aiwg keeps of projects that no longer exist."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit
from aiwg.fetching.store import discard
from aiwg.fs.kept_places import BACKED_UP, GONE, IN_USE, UNKNOWN, UNMOUNTED, KeptPlace, kept_places
from aiwg.output.console import paint, say, say_json

SCHEMA = "aiwg.cache-prune/1"
DAY = 24 * 60 * 60
WHY = {
    UNMOUNTED: "its disk may not be mounted",
    BACKED_UP: "it has backups of your files",
    UNKNOWN: "an older aiwg did not record its project",
}


def prune(days: int | None, as_json: bool) -> int:
    """Remove the state of projects that are gone, and doubtful state that is older; return the exit code.

    `days`: how long nobody may have changed state of which aiwg is not sure; None keeps all of it.
    """
    before = time.time() - days * DAY if days is not None else 0.0
    removed, left = list[KeptPlace](), list[KeptPlace]()
    for each in kept_places():
        if each.state == GONE or (each.used < before and _may_go(each)):
            discard(Path(each.folder))
            removed.append(each)
        elif each.state != IN_USE:
            left.append(each)
    if as_json:
        head = {"schema": SCHEMA, "changed": bool(removed)}
        say_json({**head, "removed": [_json(each) for each in removed], "kept": [_json(each) for each in left]})
    else:
        _say(removed, left)
    return Exit.OK


def _may_go(each: KeptPlace) -> bool:
    """Say whether doubtful state may go by its age: never with backups of a project that may still be there."""
    return each.state == BACKED_UP or (each.state in WHY and not each.has_backups)


def _say(removed: Sequence[KeptPlace], left: Sequence[KeptPlace]) -> None:
    for each in removed:
        say(f"{paint('removed', 'ok')}  {shown(each.place or each.folder)}")
    if removed:
        size = sum(each.size for each in removed) / 1000
        say(f"Removed the state of {_count(removed)} ({size:,.1f} kB).")
    else:
        say("There is no state of projects that no longer exist.")
    for state, why in WHY.items():
        found = [each for each in left if each.state == state]
        for each in found:
            say(f"{paint('kept', 'faint')}     {shown(each.place or each.folder)}: {why}")
    if left:
        say(f"Remove these, too, if they are older than 90 days: {paint('aiwg cache prune --days 90', 'hint')}")


def _count(places: Sequence[KeptPlace]) -> str:
    return "1 project" if len(places) == 1 else f"{len(places)} projects"


def _json(each: KeptPlace) -> dict[str, Any]:
    return {
        "folder": shown(each.folder),
        "place": shown(each.place) or None,
        "state": each.state,
        "bytes": each.size,
        "used": int(each.used),
    }
