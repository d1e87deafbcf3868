"""Which bytes the commits being merged hold at a path."""

from __future__ import annotations

import os

from aiwg.deployment.gate.committed import CommittedBytes, nothing_committed
from aiwg.deployment.merging.git import repository_of


def committed_in(project: str) -> CommittedBytes:
    """Return what says which bytes stand at a path in each of the commits that are being merged.

    Without a merge, rebase or cherry-pick under way these are none, and git is not asked.
    """
    repository = repository_of(project)
    if repository is None or not repository.is_under_way:
        return nothing_committed

    def committed(path: str) -> frozenset[bytes]:
        place = f"{repository.prefix}{path}"
        if place.startswith(("/", ".", "~")) and os.path.normpath(place) != place:
            return frozenset()
        return frozenset(repository.files(f"{commit}:{place}" for commit in ("HEAD", *repository.heads())).values())

    return committed
