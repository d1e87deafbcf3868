"""The files that stand in the places a platform reads, yours and aiwg's: the files, not their content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.artifact.kinds import KINDS
from aiwg.doctor.scope import InspectedScope
from aiwg.loading.find import DEEPEST, SKILL_FILE, in_start_folder
from aiwg.loading.links import DIRECT, way_of, why_refused
from aiwg.placement.resolve import Location, Platform, ResolvedCell

READ_CELLS = tuple(kind.cell for kind in KINDS.values() if kind.is_loaded and not kind.single)
"""The kinds whose artifacts are files of their own that a platform takes or refuses one by one."""

SKILL = SKILL_FILE


class Places:
    """The files in places, by the same search that `aiwg context` makes; links that a platform refuses left out."""

    def __init__(self, subject: InspectedScope) -> None:
        self.subject = subject

    def files(self, platform: Platform) -> Sequence[tuple[ResolvedCell, str]]:
        """Return the files that a platform reads as artifacts of their own, as output paths, each once per kind."""
        known = self.subject.found_files
        if platform.id not in known:
            known[platform.id] = list(self._files(platform))
        return known[platform.id]

    def _files(self, platform: Platform) -> Iterator[tuple[ResolvedCell, str]]:
        for name in READ_CELLS:
            bound = platform.cells.get(name)
            seen: set[str] = set()
            for place in places_of(bound.reads if bound else ()):
                for path in self.at(platform.adapter, place, bound.cell) if bound else ():
                    if bound is not None and path not in seen:
                        seen.add(path)
                        yield bound, path

    def at(self, adapter: Adapter, place: Place, cell: Cell) -> Sequence[str]:
        """Return the files at one place, in the project or the home folder itself."""
        here = self.subject.here
        _, root = here.root_of(adapter, place.spec)
        _, prefix = self.subject.environment.located(adapter, place.spec)
        begin, judges_all = len(root.rstrip("/")) + 1, way_of(cell, place) == DIRECT
        found = in_start_folder(adapter, place, here, cell.get("inside", True))
        key = id(found), prefix  # the reader keeps what it remembers: forty platforms read the same folders
        known = self.subject.found_paths.get(key) if isinstance(found, tuple) else None
        if known is not None and not judges_all:
            return known
        files = tuple(found)
        judged = files if judges_all else [each for each in files if each.link]  # what is no link is taken
        refused = {each.path for each in judged if why_refused(cell, place, each, here.reader)}
        paths = [prefix + each.path[begin:] for each in files if each.path not in refused]
        if files is found and not judged:
            self.subject.found_paths[key] = paths
        return paths

    def names_in(self, folder: str) -> list[str]:
        """Return the names in a folder of the scope; nothing when it is not there."""
        full = self.subject.full(folder) if folder else self.subject.here.start
        return sorted(self.subject.here.reader.entries(full))

    def below(self, folder: str, left: int = DEEPEST) -> Iterator[str]:
        """Yield the paths of the files in a folder and its subfolders, from that folder; links are not followed."""
        for name, entry in sorted(self.subject.here.reader.entries(self.subject.full(folder)).items()):
            if not entry.is_folder:
                yield name
            elif left and not entry.is_link:
                yield from (f"{name}/{each}" for each in self.below(f"{folder}/{name}", left - 1))


def places_of(spots: tuple[Location, ...]) -> Iterator[Place]:
    """Yield the places with files of their own, each once, however many spellings it has."""
    seen: set[int] = set()
    for spot in spots:
        if spot.place is not None and spot.has_own_file and spot.selector is None and id(spot.place) not in seen:
            seen.add(id(spot.place))
            yield spot.place
