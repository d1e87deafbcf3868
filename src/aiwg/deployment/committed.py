"""The seam to git: bytes that stand at a path in the commits being merged are already there, and no new grant."""

from __future__ import annotations

from collections.abc import Callable

CommittedBytes = Callable[[str], frozenset[bytes]]
"""Returns all that the commits being merged hold at a path of the manifest. It is read from git, never from a file of
the work tree: what stands there is written back without new consent, so nothing else may decide it."""


def nothing_committed(path: str) -> frozenset[bytes]:
    """Return no bytes: no merge is under way."""
    return frozenset()
