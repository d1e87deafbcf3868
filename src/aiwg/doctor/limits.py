"""How much of the instruction files a platform reads: what lies beyond is cut, mostly without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, Finding, Rule
from aiwg.fs.read import read_whole
from aiwg.placement.resolve import ResolvedCell

OVER = Rule(
    "over-limit", ERROR, "a file is longer than what a platform reads of it", "The platform cuts the rest, silently."
)
NEAR = Rule(
    "near-limit", INFO, "a file is nearly as long as what a platform reads of it", "A little more, and it is cut."
)
RULES = (OVER, NEAR)

CLOSE = 0.9
"""The part of a limit from which on it is told."""


def check_limits(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the instruction files of which a platform would cut the end."""
    if subject.workplace is None:
        raise CheckSkippedError("there is no scope to look at")
    for platform in subject.platforms:
        bound = platform.cells.get("instructions")
        limits = bound.cell.get("limits", {}) if bound else {}
        for path in _paths(bound) if bound and limits else ():
            try:
                data = read_whole(subject.full(path))
            except OSError:
                continue
            for size, unit, top in _measured(data, limits):
                message = f"is {size:,} {unit}; {platform.adapter.name} reads {top:,}"
                who = [platform.id]
                if size > top:
                    hint = "shorten it, or make rules scoped"
                    yield found(OVER, f"{message} and cuts the rest", path, hint=hint, platforms=who)
                elif size > top * CLOSE:
                    yield found(NEAR, message, path, platforms=who)


def _paths(bound: ResolvedCell) -> list[str]:
    """Return the files that are read whole, in the order of the adapter; patterns aside."""
    paths = (spot.path for spot in bound.reads if spot.selector is None)
    return [path for path in dict.fromkeys(paths) if "{" not in path and "*" not in path]


def _measured(data: bytes, limits: Mapping[str, int]) -> Iterator[tuple[int, str, int]]:
    """Yield size, unit and limit of one file, for each limit that an adapter names."""
    for key in ("total_bytes", "file_bytes"):
        if key in limits:
            yield len(data), "bytes", limits[key]
    if "file_chars" in limits:
        yield len(data.decode("utf-8", "replace")), "characters", limits["file_chars"]


CHECKS = (Check("limits", "no instruction file is cut", check_limits),)
