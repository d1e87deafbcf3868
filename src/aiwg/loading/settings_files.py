"""Which settings files a platform reads when it is started in a folder, kind by kind, and which it passes over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PROJECT
from aiwg.artifact.kinds import LOADED_CELLS
from aiwg.core.dataclass import dataclass, replace
from aiwg.loading.find import FoundFile, files_in
from aiwg.loading.gates import Gates
from aiwg.loading.location import StartFolder, words_of
from aiwg.loading.precedence import comes_before, is_read_by
from aiwg.loading.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READ, NOT_READ, UNKNOWN, HIDDEN, GATED = "read", "not-read", "unknown", "hidden", "gated"
WHERE = {
    "start": "in the start folder",
    "top": "at the top of the work tree",
    "up": "up to the top of the work tree",
}
"""Where a settings file is read, in words; a main checkout is another folder's top."""

_NOT_SETTINGS = frozenset({*LOADED_CELLS, "ignore"})


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One settings file and one kind that it holds: whether the platform reads it from the start folder.

    `state` is read, not-read, unknown, hidden (a stronger file is there) or gated; `why` says it in a sentence. `gates`
    are those of which nobody can say here whether they are open.
    """

    path: str
    shown: str
    kind: str
    scope: str
    state: str
    why: str = ""
    gates: tuple[str, ...] = ()


def find_settings_files(adapter: Adapter, here: StartFolder, surface: str = "") -> list[SettingsFile]:
    """Return the settings files that hold hooks, permissions, servers or plugins: those read from here, and others.

    Those of the start folder, of the folders above it, of the home folder and of the machine are looked at.
    """
    finder = _Finder(adapter, surface or adapter.surfaces[0], here, Settings(adapter, here))
    found: dict[tuple[str, str], SettingsFile] = {}
    for kind, cell in adapter.cells.items():
        if kind not in _NOT_SETTINGS:
            for each in finder.of(cell):
                known = found.get((each.path, kind))
                if known is None or (known.state != READ and each.state == READ):
                    found[each.path, kind] = each
    return sorted(found.values(), key=lambda each: each.state != READ)


class _Finder:
    """Looks for the settings files of one platform."""

    def __init__(self, adapter: Adapter, surface: str, here: StartFolder, settings: Settings) -> None:
        self.adapter, self.surface, self.here, self.settings = adapter, surface, here, settings
        self.gates = Gates(settings)
        cells = [cell for kind, cell in adapter.cells.items() if kind not in _NOT_SETTINGS]
        self.shared = Counter(rest for cell in cells for rest in {place.spec.rest for place in cell.reads})

    def of(self, cell: Cell) -> Iterator[SettingsFile]:
        """Yield the files of a cell, each with what is known of it."""
        winners: list[Place] = []
        for place in cell.reads:
            if not is_read_by(place, self.surface):
                continue
            scope, root = self.here.root_of(self.adapter, place.spec)
            folders = self._folders(place) if scope == PROJECT else [(root, READ)] * bool(root)
            for folder, state in folders:
                for each in files_in(place, folder, self.here.reader):
                    if self._holds(each, cell, place):
                        found = SettingsFile(each.path, self.here.shown(each.path), cell.kind, scope, state)
                        yield self._judged(found, place, winners)
                        winners += [place] * (state == READ)

    def _folders(self, place: Place) -> Iterator[tuple[str, str]]:
        """Yield the folders where a project's file may lie, with whether it is read there."""
        said = self.here.settings_folders(self.adapter, place.spec)
        if said is None and place.nested in ("up", "both"):
            said = list(self.here.upwards(self.here.top))
        elif said is None and place.at == "top":
            said = [self.here.top]
        read = [self.here.start] if said is None else said
        yield from ((folder, READ) for folder in read)
        main = [self.here.main_checkout] if said is not None and self.here.main_checkout else []
        for folder in (*self.here.above, *main):
            if folder not in read:
                yield folder, UNKNOWN if said is None else NOT_READ

    def _holds(self, found: FoundFile, cell: Cell, place: Place) -> bool:
        """Say whether a file holds something of a kind."""
        selector = place.spec.selector
        if selector is None:
            return True
        value = self.settings.selected(found.path, selector, cell.get("format"))
        effects = cell.get("effects")
        if not selector.keys and effects and self.shared[place.spec.rest] > 1:
            return isinstance(value, Mapping) and any(value.get(key) for key in _keys(effects))
        return bool(value)

    def _judged(self, found: SettingsFile, place: Place, winners: list[Place]) -> SettingsFile:
        """Return a file with what keeps it from being read."""
        if found.state == NOT_READ:
            words = words_of(self.adapter, place.spec) or ["up" if place.nested else "top"]
            where = " and ".join(WHERE[word] for word in words if word in WHERE)
            return replace(found, why=f"the platform reads it only {where}")
        if found.state == UNKNOWN:
            return replace(found, why="it is unknown if the platform reads it from here")
        if any(comes_before(winner, place) for winner in winners):
            return replace(found, state=HIDDEN, why="a stronger file is there")
        closed = self.gates.closed(place)
        if closed:
            return replace(found, state=GATED, why=f"only if you {closed}")
        return replace(found, gates=self.gates.unknown(place))


def _keys(effects: Mapping[str, Any]) -> Iterator[str]:
    return (key for key in effects.values() if isinstance(key, str))
