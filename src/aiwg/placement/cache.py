"""What was chosen before, and would be again while platforms, places and the user's own files are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import is_

from aiwg.adapter.model import Adapter
from aiwg.core.dataclass import dataclass, field
from aiwg.core.stat_cache import GenerationCache
from aiwg.placement.candidates import Options
from aiwg.placement.groups import Group
from aiwg.placement.objective import CopyPolicy
from aiwg.placement.resolve import Platform
from aiwg.placement.search import Solution
from aiwg.placement.user_files import UserFile, UserFiles

Key = tuple[Group, frozenset[str], frozenset[str]]
Base = tuple[
    tuple[tuple[str, tuple[str, ...]], ...], frozenset[UserFile | str | tuple[str, str]], Mapping[str, CopyPolicy]
]


@dataclass(frozen=True, slots=True)
class Choice:
    """The places chosen for a group, from what was offered, and where they fall short."""

    offers: Options
    solution: Solution
    shortfalls: Sequence[tuple[str, str, str]]


@dataclass(slots=True)
class PlacementCache:
    """The choices of the last round, and what all depend on. The adapters are kept, so that they can be told apart."""

    choices: GenerationCache[Key, Choice] = field(default_factory=GenerationCache)
    adapters: tuple[Adapter, ...] = ()
    base: Base | None = None

    def begin(self, platforms: Sequence[Platform], standing: UserFiles, copies: Mapping[str, CopyPolicy]) -> None:
        """Begin a round; with other adapters, places, files of the user's or wishes nothing of before holds."""
        adapters = tuple(platform.adapter for platform in platforms)
        base = (tuple((platform.scope, _writes(platform)) for platform in platforms), standing.key, copies)
        same = len(adapters) == len(self.adapters) and all(map(is_, adapters, self.adapters)) and base == self.base
        if not same:
            self.adapters, self.base = adapters, base
            self.choices.clear()
        self.choices.begin()

    def choice(
        self, group: Group, recorded: frozenset[str], taken: frozenset[str], choose: Callable[[], Choice]
    ) -> Choice:
        """Return what was chosen for a group in the same situation, or choose."""
        key = (group, recorded, taken)
        found = self.choices.get(key)
        if found is None:
            found = choose()
            self.choices.put(key, found)
        return found


def _writes(platform: Platform) -> tuple[str, ...]:
    return tuple(write.spot.path for bound in platform.cells.values() for write in bound.writes)
