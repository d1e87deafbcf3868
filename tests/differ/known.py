"""The differences that stay: which, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.differ.comparing import Difference


@dataclass(frozen=True, slots=True)
class Known:
    """Differences of one client that stay: a label in some of its layouts, or in all where none is named."""

    client: str
    where: str
    why: str
    layouts: tuple[int, ...] = ()

    def covers(self, difference: Difference) -> bool:
        """Say whether this is why a difference is there."""
        is_there = not self.layouts or difference.entry.number in self.layouts
        return is_there and (difference.client, difference.where) == (self.client, self.where)


def known() -> list[Known]:
    """Return all differences that stay."""
    data = yaml.safe_load((Path(__file__).parent / "known.yaml").read_text(encoding="utf-8"))
    return [
        Known(client, entry["where"], entry["why"], tuple(entry.get("layouts", ())))
        for client, entries in data.items()
        for entry in entries
    ]


def unlisted(found: Iterable[Difference]) -> list[Difference]:
    """Return the differences that nothing explains."""
    listed = known()
    return [each for each in found if not any(entry.covers(each) for entry in listed)]
