"""What becomes of our keys in a shared file, and their order where the first or the last one that matches counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.core.dataclass import dataclass, field
from aiwg.manifest import KeyRecord
from aiwg.merge.key_paths import encode_path, identity_of
from aiwg.merge.keys import KeyPath, Lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Ranked = tuple[KeyPath, int]


@dataclass(slots=True)
class KeyChanges:
    """What the entries of one file come to.

    `ranks` holds the entries of ours whose order counts, by the identity of their path; `kept` those that stay. `about`
    are the artifacts in conflict. `reordered` are containers whose order was changed and is now taken back.
    """

    puts: list[tuple[KeyPath, Any]] = field(default_factory=list)
    ranks: dict[str, int] = field(default_factory=dict)
    kept: list[tuple[KeyPath, Any]] = field(default_factory=list)
    drops: list[KeyPath] = field(default_factory=list)
    records: list[KeyRecord] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    about: set[str] = field(default_factory=set)
    edited: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    reordered: list[KeyPath] = field(default_factory=list)
    adopted: int = 0
    forced: bool = False

    def rank(self, path: KeyPath) -> int | None:
        """Return the rank of an entry of ours, None where its order does not count."""
        return self.ranks.get(identity_of(encode_path(path)))


def out_of_order(ranked: Iterable[Ranked], found: Lookup) -> list[KeyPath]:
    """Return the containers in which a key of ours stands before one that it must follow."""
    containers: dict[str, list[Ranked]] = {}
    for path, rank in ranked:
        containers.setdefault(repr(path[:-1]), []).append((path, rank))
    return [members[0][0][:-1] for members in containers.values() if not _is_in_order(members, found)]


def _is_in_order(members: Sequence[Ranked], found: Lookup) -> bool:
    container = found.get(members[0][0][:-1])
    places = {name: place for place, name in enumerate(container)} if isinstance(container, dict) else {}
    standing: list[tuple[int, int]] = []
    for path, rank in members:
        step = path[-1]
        there = [places[step]] if isinstance(step, str) else list(found.positions(container, step))
        standing += [(place, rank) for place in there]
    ranks = [rank for _, rank in sorted(standing)]
    return ranks == sorted(ranks)
