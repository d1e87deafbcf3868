"""What a choice of places costs: parts that are compared in order, the first in the highest bits of one number.

What a reader has in *excess* counts: what it gets less, or loses more, than if its platform were served alone. The
order and its reasons: docs/placement.md and docs/adr/0024-let-no-platform-get-less-than-alone.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from aiwg.placement.loss import BEHAVIOUR, DIALECT, PERHAPS, RESTRICTION, SLIGHT
from aiwg.placement.readers import Candidate, Verdict

Cost = int
"""The parts of the objective: costs add up and compare part by part."""

WIDTH = 14
"""Bits of each part: 8,000 of everything, and as many of it less than nothing, is more than any plan holds."""


class CopyPolicy(Enum):
    """Whether a platform without a kind of its own may get a copy that others, who have it, see once more.

    FREE: if the copy opens nothing that the author limited. ACCEPTED: in any case. REFUSED: never.
    """

    FREE = "free"
    ACCEPTED = "accepted"
    REFUSED = "refused"


_HARD = ("missing", "may miss", "restriction", "behaviour", "clash", "twice")
_SOFT = (
    ("gives way, accepted", True),
    ("gives way, accepted", False),
    ("bypass", True),
    ("bypass", False),
    ("gives way", True),
    ("gives way", False),
    ("slight", True),
    ("listed", True),
    ("listed", False),
    ("gives way, refused", True),
    ("gives way, refused", False),
    ("unserved", True),
    ("unserved", False),
    ("slight", False),
    ("perhaps", True),
    ("perhaps", False),
    ("possible", True),
    ("possible", False),
    ("in subfolders", True),
    ("in subfolders", False),
)
_PLACES = ("dialect", "heard", "recorded", "carried", "files", "private", "order")
_PARTS = (
    *((part, True) for part in _HARD),
    *((part, False) for part in _HARD),
    *_SOFT,
    *((part, True) for part in _PLACES),
)
_UNIT = {part: 1 << (WIDTH * (len(_PARTS) - 1 - number)) for number, part in enumerate(_PARTS)}
_MAIN = {part: _UNIT[part, True] for part, main in _PARTS if main}
_FURTHER = {**_MAIN, **{part: _UNIT[part, False] for part, main in _PARTS if not main}}

_GIVES_WAY = {
    CopyPolicy.ACCEPTED: "gives way, accepted",
    CopyPolicy.FREE: "gives way",
    CopyPolicy.REFUSED: "gives way, refused",
}
_LOST: Mapping[int, str] = {
    DIALECT: "dialect",
    SLIGHT: "slight",
    PERHAPS: "perhaps",
    BEHAVIOUR: "behaviour",
    RESTRICTION: "restriction",
}


def reader_cost(verdict: Verdict, alone: Verdict, main: bool, policy: CopyPolicy) -> Cost:
    """Return what a choice costs one reader, given what it gets when its platform is served alone."""
    unit = _MAIN if main else _FURTHER
    if verdict.total == 0:
        if alone.total == 0:
            return unit["unserved"]
        return unit[_GIVES_WAY[policy] if alone.loss >= BEHAVIOUR else "missing"]
    total = 0
    if verdict.certain == 0 and alone.certain:
        total += unit["may miss"]
    if verdict.loss > alone.loss and alone.total:
        total += unit[_LOST[verdict.loss]]
    if alone.total and alone.below and not verdict.below:
        total += unit["in subfolders"]
    if verdict.certain > 1:
        total += _copies_cost(verdict, unit)
    more = verdict.total - max(1, verdict.certain)
    if more > 0:
        total += more * unit["possible"]
    return total + unit["carried"] if verdict.degraded else total


def _copies_cost(verdict: Verdict, unit: Mapping[str, Cost]) -> Cost:
    """Return what certain loads beyond the first cost: the same text, a copy without its limits, a further entry."""
    total = verdict.same * unit["twice"] + (unit["clash"] if verdict.clashes else 0)
    listed = verdict.certain - 1 - verdict.same
    if listed and verdict.worst == RESTRICTION > verdict.loss:
        total += unit["bypass"]
        listed -= 1
    return total + listed * unit["listed"]


def candidate_cost(candidate: Candidate, recorded: frozenset[str]) -> Cost:
    """Return what writing a place costs; one that is recorded counts less than nothing, as giving it up costs."""
    total = len(candidate.heard_by) * _MAIN["heard"] + candidate.files * _MAIN["files"]
    total += candidate.order * _MAIN["order"]
    if candidate.key in recorded:
        total -= _MAIN["recorded"]
    return total if candidate.is_open else total + _MAIN["private"]


def best_alone(verdict: Verdict, main: bool) -> Cost:
    """Return what a choice costs a reader whose platform is served alone: every loss counts."""
    return reader_cost(verdict, _ALL, main, CopyPolicy.FREE)


_ALL = Verdict(certain=1)
"""What nobody can get more than."""
