"""Settling what a merge left of aiwg.lock: each declared source gets the entry that one side alone has for it."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.core.errors import Exit, UserError
from aiwg.merge.conflicts import versions_of
from aiwg.merge.errors import EditRefusedError
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.lock import FILE, Lock, LockedSource, parse_lock


def settle_lock(text: str, declared: Sequence[GitSource]) -> Lock:
    """Return the lock for declared sources out of a text with conflict markers.

    An entry counts if it agrees with its declaration; what both sides changed in different ways is for a person.

    Raises UserError: state when the versions are no locks, conflict when two entries of a source agree with it.
    """
    try:
        versions = [parse_lock(version) for version in versions_of(text)]
    except EditRefusedError as error:
        raise UserError(f"{FILE} has merge conflicts: {error.reason}.", exit=Exit.STATE, hint=_BY_HAND) from None
    except UserError as error:
        raise UserError(f"one side of the merge: {error.message}", exit=Exit.STATE, hint=_BY_HAND) from None
    found: dict[str, LockedSource] = {}
    for each in declared:
        entries = [entry for version in versions if (entry := version.entry_of(each)) is not None]
        distinct = [entry for index, entry in enumerate(entries) if entry not in entries[:index]]
        if len(distinct) > 1:
            commits = " and ".join(entry.commit[:12] for entry in distinct)
            raise UserError(
                f"the two sides of the merge pin {each.id} at different commits: {commits}.",
                exit=Exit.CONFLICT,
                hint=f"Choose one: git checkout --ours {FILE} (or --theirs), then: aiwg update {each.id}",
            )
        if distinct:
            found[each.id] = distinct[0]
    return Lock(dict(sorted(found.items())))


_BY_HAND = f"Choose a side: git checkout --ours {FILE} (or --theirs), then: aiwg sync"
