"""Matchers of events that are about no tool: a hook that is told which sessions it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.artifact.events import event_named
from aiwg.core.dataclass import replace
from aiwg.importing.model import CHANGED, KeyNote, Native
from aiwg.importing.native.hooks import NO_MATCHER, neutral_event

_OF_SESSIONS = frozenset({"session_start", "session_end", "compact_before", "compact_after", "setup", "notification"})
"""Events whose matcher says which sessions, or which parts of one, a hook is for."""


def without_idle_matchers(native: Native) -> tuple[Native, list[KeyNote]]:
    """Return the hooks of a document without matchers that no other platform could heed, and a note about each.

    In a project such a hook stays in its own file. A package has no other place for it, so it runs more often here.
    """
    if not isinstance(native.value, Mapping):
        return native, []
    notes, hooks = list[KeyNote](), dict[str, Any]()
    for event, groups in native.value.items():
        neutral, _ = neutral_event(str(event), native.cell, native.adapter.id)
        if event_named(neutral.rpartition(":")[2]) not in _OF_SESSIONS or not isinstance(groups, list):
            hooks[event] = groups
            continue
        hooks[event] = []
        for number, group in enumerate(groups):
            if isinstance(group, Mapping) and group.get("matcher") not in NO_MATCHER:
                reason = f'was for "{group["matcher"]}" alone, which no neutral event has; here it runs each time'
                notes.append(native.note(CHANGED, reason, f"{event}[{number}].matcher"))
                group = {key: value for key, value in group.items() if key != "matcher"}
            hooks[event].append(group)
    return replace(native, value=hooks), notes
