"""Copies that several platforms load, and platforms that get nothing so that others do not load one: a line a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import kinds_said
from aiwg.deployment.stages import Planned
from aiwg.output import console
from aiwg.placement.coverage import GIVES_WAY, LISTED, WITHOUT_LIMITS
from aiwg.placement.place import CoverageGap

NAMED = 2
"""Platforms that one line names."""

LABEL = len("  note  ")


def copy_notes(deployment: Planned) -> Iterator[str]:
    """Yield a line for each kind of artifact of which a platform gets none, or one entry more, because of others."""
    names = {adapter.id: adapter.name for adapter in deployment.adapters}
    found: dict[tuple[str, str, bool], list[CoverageGap]] = {}
    for gap in deployment.placed.placements.shortfalls:
        if gap.state in (GIVES_WAY, LISTED):
            key = (gap.state, gap.artifact.kind, WITHOUT_LIMITS in gap.reason)
            found.setdefault(key, []).append(gap)
    for (state, kind, unlimited), gaps in sorted(found.items(), key=lambda item: item[0]):
        ids = sorted({gap.platform for gap in gaps})
        who = _listed([shown(names[id]) for id in ids])
        what = _what(kind, {gap.artifact.named for gap in gaps})
        if state == LISTED:
            yield _listed_said(who, len(ids), what, unlimited)
        else:
            limits = ", without the limits" if unlimited else ""
            verb = "does" if len(ids) == 1 else "do"
            accept = ids[0] if len(ids) == 1 else "all"
            is_yours = all(gap.artifact.key in deployment.placed.loaded.held for gap in gaps)
            also = " Fix for all: aiwg import --take-over." if is_yours else ""
            yield (
                f"{who} {verb} not get {what}: other platforms would load that copy too{limits}.{also} "
                f"To accept it: --copies {accept}, or copies: in aiwg.yaml"
            )


def _listed_said(who: str, count: int, what: str, unlimited: bool) -> str:
    verb = "shows" if count == 1 else "show"
    limits = ", without its limits" if unlimited else ""
    return (
        f"{who} {verb} {what} a second time, as a skill{limits}: other platforms need it there. "
        "To avoid it: --copies none, or copies: none in aiwg.yaml"
    )


def _what(kind: str, artifacts: set[str]) -> str:
    """Return `agent/reviewer`, or `3 agents`."""
    return shown(next(iter(artifacts))) if len(artifacts) == 1 else f"{len(artifacts)} {kinds_said(kind)}"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    if len(listed) <= NAMED:
        return " and ".join(listed)
    return f"{', '.join(listed[:NAMED])} and {len(listed) - NAMED} more"


def wrapped(note: str) -> str:
    """Return a note broken at the width of the terminal, below its label."""
    lines = console.wrapped(note, console.width() - LABEL)
    return f"\n{' ' * LABEL}".join(lines)
