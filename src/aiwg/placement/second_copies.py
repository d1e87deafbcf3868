"""Places that are no choice: in them a platform would find once more what it has in a file of the user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.loading.precedence import dedup_of_copies
from aiwg.placement.candidates import Options
from aiwg.placement.coverage import GIVES_WAY, NOTHING_READ, why_giving_way
from aiwg.placement.groups import OTHER_NAME, Group
from aiwg.placement.objective import CopyPolicy
from aiwg.placement.readers import Candidate
from aiwg.placement.resolve import Platform
from aiwg.placement.visibility import bridges_of


def take_second_copies(
    group: Group, offers: Options, others: Sequence[Platform], copies: Mapping[str, CopyPolicy]
) -> list[Candidate]:
    """Take the places out of the candidates where a platform would load a second copy; return them.

    A place of the group's own kind goes only where the second copy is certain. A place stays if the user accepted the
    copy for a platform that needs it. `others` are the platforms that the group is not for: what one of them would see
    through a bridge it does not see, as nobody builds it one.
    """
    having = dict(group.having)
    owners = [each for each in others if each.id in having]
    certain = {each.id for each in owners if _takes_each_copy(each, group, having[each.id])}
    refused = []
    for each in (each for each in offers.candidates if each.key not in group.written):
        found = {
            owner.id for owner in owners if owner.id in each.heard_by and not bridges_of(owner, False).get(each.key)
        }
        twice = found & certain if offers.spots[each.key][0] == group.cell else found
        if twice and not any(copies.get(id) is CopyPolicy.ACCEPTED for id in each.offered_by):
            refused.append(each)
    offers.candidates = [each for each in offers.candidates if each not in refused]
    return refused


def _takes_each_copy(platform: Platform, group: Group, how: str) -> bool:
    cell = platform.adapter.cells.get(group.cell)
    if cell is None:
        return False
    dedup = dedup_of_copies(cell, has_same_id=True)
    return (
        how == OTHER_NAME if dedup == "name" else dedup != "unknown"
    )  # a deployed file has other bytes, and is no link


def giving_way(
    gaps: Sequence[tuple[str, str, str]], refused: Sequence[Candidate], offers: Options, others: Sequence[Platform]
) -> list[tuple[str, str, str]]:
    """Return shortfalls in which a platform that would be served from a refused place gives way, and to whom."""
    found = []
    for id, state, reason in gaps:
        place = next((each for each in refused if id in each.offered_by), None)
        if place is not None and state == "missing" and reason.startswith(NOTHING_READ):
            names = [each.adapter.name for each in others if each.id in place.heard_by]
            state, reason = GIVES_WAY, why_giving_way(offers.spots[place.key][1].file, names)
        found.append((id, state, reason))
    return found
