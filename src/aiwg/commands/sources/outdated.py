"""aiwg outdated: which sources have a newer state, and which tags were moved. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.commands.sources.moves import SourceState, read_state
from aiwg.commands.sources.place import DeclaringPlace
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fetching.git import silent
from aiwg.output.console import paint, say, say_json, table
from aiwg.output.terminal.transient import show_wait
from aiwg.source.fetched.declared import GitSource

SCHEMA = "aiwg.outdated/1"
SHORT = 7
CURRENT, NEWER, MOVED, UNLOCKED, UNKNOWN = "current", "newer", "moved-tag", "not-locked", "unknown"
SAID = {
    CURRENT: "up to date",
    NEWER: "newer version",
    MOVED: "the tag was moved",
    UNLOCKED: "not locked",
    UNKNOWN: "cannot be asked",
}
COLOURS = {CURRENT: "ok", NEWER: "warning", MOVED: "error", UNLOCKED: "warning", UNKNOWN: "error"}


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """A declared source, and whether its repository has something newer. `why`: the reason if it cannot be asked."""

    declared: GitSource
    state: SourceState | None
    standing: str
    ref: str = ""
    commit: str = ""
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `sources` list of `aiwg outdated --json`."""
        locked = self.state.locked if self.state else None
        return {
            "id": self.declared.id,
            "url": self.declared.url,
            "standing": self.standing,
            "locked": None if locked is None else {"ref": locked.ref, "commit": locked.commit},
            "newest": None if not self.commit else {"ref": self.ref, "commit": self.commit},
            "message": self.why or None,
        }


def run_outdated(place: DeclaringPlace, check: bool, as_json: bool) -> int:
    """Say which sources have something newer; return the exit code: 5 with `check` if one is not up to date."""
    waiting = silent if as_json else show_wait
    found = [_standing(place, each, waiting) for each in place.declared]
    if as_json:
        say_json({"schema": SCHEMA, "outdated": _is_any(found), "sources": [each.as_json() for each in found]})
    else:
        _say(found)
    if any(each.standing == UNKNOWN for each in found):
        return Exit.IO
    return Exit.DRIFT if check and _is_any(found) else Exit.OK


def _is_any(found: Iterable[SourceStanding]) -> bool:
    return any(each.standing not in (CURRENT, UNKNOWN) for each in found)


def _standing(place: DeclaringPlace, declared: GitSource, waiting: Any) -> SourceStanding:
    try:
        state = read_state(place, declared, waiting)
        resolved = state.resolved()
    except UserError as error:
        return SourceStanding(declared, None, UNKNOWN, why=error.message)
    locked = place.lock.entry_of(declared)
    if locked is None:
        standing = UNLOCKED
    elif state.moved_tag:
        standing = MOVED
    else:
        standing = CURRENT if resolved.commit == locked.commit else NEWER
    return SourceStanding(declared, state, standing, resolved.ref, resolved.commit)


def _say(found: list[SourceStanding]) -> None:
    if not found:
        say(f"aiwg.yaml declares no fetched source. Add one: {paint('aiwg add owner/repo', 'hint')}")
        return
    rows = []
    for each in found:
        locked = each.state.locked if each.state else None
        here = f"{locked.ref or '-'} {locked.commit[:SHORT]}" if locked else "-"
        newest = f"{each.ref} {each.commit[:SHORT]}" if each.commit and each.standing != CURRENT else ""
        rows.append([each.declared.id, shown(here), shown(newest), paint(SAID[each.standing], COLOURS[each.standing])])
    for line in table(rows):
        say(line)
    for each in found:
        if each.why:
            say(f"  {shown(each.declared.id)}: {shown(each.why)}", error=True)
    if any(each.standing == MOVED for each in found):
        say("  A moved tag can hide a change. aiwg keeps the locked commit until you accept the new one.")
    if _is_any(found):
        say(f"  Review: {paint('aiwg update --dry-run', 'hint')}")
