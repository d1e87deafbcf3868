"""The sets of platforms that the benchmarks deploy to, from targets.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "targets.yaml"


@dataclass(frozen=True, slots=True)
class PlatformSets:
    """Ids of ours, and for the largest set the name that rulesync has for each."""

    three: tuple[str, ...]
    twelve: tuple[str, ...]
    pairs: dict[str, str]

    @property
    def all(self) -> tuple[str, ...]:
        """Return the 42 that rulesync has too."""
        return tuple(self.pairs)


def load() -> PlatformSets:
    """Return the sets."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return PlatformSets(tuple(found["three"]), tuple(found["twelve"]), dict(found["pairs"]))
