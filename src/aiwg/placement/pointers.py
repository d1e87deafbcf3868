"""Scoped rules on platforms that cannot scope, where others can: a line that points to the rule's file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from aiwg.core.dataclass import dataclass, field
from aiwg.placement.candidates import Options, offers_for
from aiwg.placement.coverage import shortfalls_of
from aiwg.placement.groups import Group, is_native, readers_of
from aiwg.placement.readers import Candidate
from aiwg.placement.resolve import Location, Platform
from aiwg.placement.search import best
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.placement.visibility import ViewContext, sights_of

POINTER_GROUP = "pointers"
"""The name under which the manifest remembers where these lines went."""


@dataclass(slots=True)
class Pointers:
    """Where the lines go, what is not as wished, and the platforms that load the rules' own files: whole, always."""

    offers: Options = field(default_factory=Options)
    chosen: Sequence[Candidate] = ()
    shortfalls: list[tuple[str, str, str]] = field(default_factory=list)
    served: list[Platform] = field(default_factory=list)
    whole: dict[str, Location] = field(default_factory=dict)


def pointing(group: Group, platforms: Sequence[Platform]) -> list[Platform]:
    """Return the platforms without scoped rules, where others have them and can be written for."""
    if (group.kind, group.variant) != ("rule", "paths"):
        return []
    natives = [each for each in platforms if is_native(each, group) and each.cells[group.cell].writes]
    return [platform for platform in platforms if platform not in natives] if natives else []


def pointers_for(
    platforms: Sequence[Platform],
    native: Sequence[Location],
    standing: UserFiles,
    others: Sequence[Platform],
    taken: Collection[str],
    recorded: frozenset[str],
) -> Pointers:
    """Return how rules that lie in the `native` places reach platforms that cannot scope them.

    `standing`, `others` and `taken` are as in `offers_for`; `recorded` are the places of the lines in an earlier run.
    """
    found = Pointers()
    for platform in platforms:
        spot = next((spot for spot in native if _loads_surely(platform, spot)), None)
        if spot is None:
            found.served.append(platform)
            continue
        found.whole[platform.id] = spot
        found.shortfalls.append((platform.id, "whole", f"it reads {spot.file}, but cannot limit it to some files"))
    always = Group("rule", "always", frozenset(platform.id for platform in found.served))
    found.offers = offers_for(always, found.served, standing, others, taken)
    readers = [reader for platform in found.served for reader in readers_of(platform, always)]
    solution = best(readers, found.offers.candidates, recorded)
    found.chosen = solution.chosen
    found.shortfalls += shortfalls_of(always, found.served, solution, found.offers, standing)
    found.shortfalls += [each for platform in found.served for each in _perhaps_whole(platform, native, found.chosen)]
    return found


def _loads_surely(platform: Platform, spot: Location) -> bool:
    """Say whether all implementations of a platform load the rules in a place."""
    sights = dict(sights_of(platform, spot.key, "rules", True, (), ViewContext("", NO_USER_FILES)))
    return len(sights) == len(platform.adapter.surfaces) and all(sight.certain for sight in sights.values())


def _perhaps_whole(
    platform: Platform, native: Iterable[Location], chosen: Sequence[Candidate]
) -> Iterator[tuple[str, str, str]]:
    """Yield what to say of a platform that gets a line, and may load the rule itself: whole and always.

    It does not where the line is a rule of that name, and of two with one name it loads one.
    """
    for spot in native:
        for reader, sight in sights_of(platform, spot.key, "rules", True, (), ViewContext("", NO_USER_FILES)):
            lines = [candidate.sights[reader].cell for candidate in chosen if reader in candidate.sights]
            if sight.dedup == "name" and "rules" in lines:
                continue
            where = f" ({reader.surface})" if reader.surface else ""
            yield platform.id, "maybe-twice", f"in addition to the line that names it, it may read {spot.file}{where}"
