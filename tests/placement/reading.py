"""A small model of reading: what each platform loads from the files that a deploy would write.

It shares nothing with the search but the adapters' data: places are matched against paths, file by file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from aiwg.placement.resolve import Location, Platform
from aiwg.placement.user_files import UserFiles
from aiwg.render.blocks import POINTER
from aiwg.render.outputs import BlockOutput, FileOutput, KeysOutput, Output

PARTS = {"{id:path}": ".+", "{id}": "[^/]+", "{agent}": "[^/]+", "{event}": "[^/]+", "*": "[^/]*"}


@dataclass(frozen=True, slots=True)
class Load:
    """One artifact that is loaded from one file: `sure` unless a gate of another tool's folder may be shut.

    `path_name` is the name that the file's path gives it. `doubted`: through a link, which may not be followed.
    """

    cell: str
    path: str
    text: bytes
    sure: bool
    path_name: str = ""
    doubted: bool = False


@dataclass(slots=True)
class Seen:
    """How often one artifact is loaded: at least, and at most."""

    least: int = 0
    most: int = 0


@dataclass(slots=True)
class World:
    """The files that would be there: ours by path, the user's, and what else lies in some file."""

    outputs: Mapping[str, Output]
    standing: UserFiles
    also: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _held: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @classmethod
    def of(cls, outputs: Iterable[Output], standing: UserFiles) -> World:
        """Return the world after a deploy."""
        return cls({output.path: output for output in outputs}, standing)

    def exists(self, path: str) -> bool:
        """Say whether there is a file."""
        return path in self.outputs or path in self.standing or path in self.also

    def held(self, path: str) -> dict[str, bytes]:
        """Return the artifacts in a file with their bytes; pointers to other files are none."""
        if path not in self._held:
            self._held[path] = {**dict(_held(self.outputs.get(path))), **self.also.get(path, {})}
        return self._held[path]

    def included(self, path: str) -> set[str]:
        """Return the files that one leads to, by includes of ours or of the user's."""
        output, file = self.outputs.get(path), self.standing.get(path)
        ours = {
            section.artifact.removeprefix("include ")
            for section in (output.sections.values() if isinstance(output, BlockOutput) else ())
            if section.artifact.startswith("include ")
        }
        return ours | (set(file.includes) if file else set())


def _held(output: Output | None) -> Iterator[tuple[str, bytes]]:
    if isinstance(output, FileOutput):
        yield from ((artifact, output.data) for artifact in output.artifacts)
    elif isinstance(output, BlockOutput):
        for section in output.sections.values():
            if section.order != POINTER and not section.artifact.startswith("include "):
                yield section.artifact, section.text.encode()


def pattern(path: str) -> re.Pattern[str]:
    """Return what paths a place stands for; an artifact that is a folder is known by its main file."""
    text = re.escape(path + "SKILL.md" if path.endswith("/") else path)
    for variable, meaning in PARTS.items():
        named = f"(?P<id>{meaning})" if variable.startswith("{id") and "(?P<id>" not in text else meaning
        text = text.replace(re.escape(variable), named, 1).replace(re.escape(variable), meaning)
    return re.compile(text + r"\Z")


PATTERNS: dict[str, re.Pattern[str]] = {}


def matches(spot: Location, world: World) -> list[str]:
    """Return the files of the world that lie in a place."""
    if "{" not in spot.path and "*" not in spot.path and not spot.path.endswith("/"):
        return [spot.path] if world.exists(spot.path) else []
    found = PATTERNS.setdefault(spot.path, pattern(spot.path))
    return [path for path in {**world.outputs, **world.also} if found.match(path)]


def loads_of(platform: Platform, surface: str, world: World) -> Iterator[tuple[str, Load]]:
    """Yield every artifact that one implementation of a platform loads, once for each file it loads it from."""
    for cell, bound in platform.cells.items():
        spots = [
            spot for spot in bound.reads if spot.place and (not spot.place.surfaces or surface in spot.place.surfaces)
        ]
        own = {gate for spot in spots if spot.place and not spot.place.compat for gate in spot.place.gates}
        first: dict[int, int] = {}
        for spot in spots:
            if spot.place and spot.place.group is not None and matches(spot, world):
                first[spot.place.group] = min(spot.place.rank, first.get(spot.place.group, spot.place.rank))
        for spot in spots:
            place = spot.place
            assert place is not None
            if place.group is not None and first.get(place.group, place.rank) != place.rank:
                continue
            sure = not place.compat or own.issuperset(place.gates)
            for path in matches(spot, world):
                yield from _from_file(platform, cell, spot, path, sure, world)


def _from_file(
    platform: Platform, cell: str, spot: Location, path: str, sure: bool, world: World
) -> Iterator[tuple[str, Load]]:
    place, output = spot.place, world.outputs.get(path)
    assert place is not None
    if spot.selector is not None:
        if isinstance(output, KeysOutput):
            for entry in output.entries:
                if not entry.companion and _selects(spot, entry.path):
                    yield from ((artifact, Load(cell, path, b"", sure)) for artifact in entry.artifacts)
        return
    if place.ensure and path not in world.standing and not _ensured(place.ensure, world):
        return
    if cell == "agents" and isinstance(output, BlockOutput):
        return  # a text without frontmatter is no agent
    if not (place.ensure and not _ensured(place.ensure, world)):
        named = found["id"] if (found := pattern(spot.path).match(path)) and "id" in found.groupdict() else ""
        yield from ((artifact, Load(cell, path, text, sure, named)) for artifact, text in world.held(path).items())
    link = (file.link if (file := world.standing.get(path)) else "") or ""
    texts = {**place.settings.get("text", {}), **platform.adapter.table(platform.adapter.cells.get(cell), "text")}
    further = world.included(path) if cell == "instructions" and "file" in texts else set()
    for target in ({link, *further} if link else further) - {path}:
        for artifact, text in world.held(target).items():
            # of an include the platform makes one text with what stands around it: other bytes than the file alone has
            by_link = target == link
            doubted = by_link and "links" not in {**platform.adapter.cells[cell].settings, **place.settings}
            yield artifact, Load(cell, target, text if by_link else text + path.encode(), sure, doubted=doubted)


def _selects(spot: Location, keys: tuple[object, ...]) -> bool:
    wanted = spot.selector.keys if spot.selector else ()
    return len(keys) >= len(wanted) and all(a == "{id}" or a == b for a, b in zip(wanted, keys, strict=False))


def _ensured(wanted: Mapping[str, object], world: World) -> bool:
    """Say whether the settings that a place needs are among what is written."""
    return all(isinstance(world.outputs.get(where.partition("#")[0]), KeysOutput) for where in wanted)


def seen_by(platform: Platform, surface: str, world: World) -> dict[str, Seen]:
    """Return how often one implementation of a platform loads each artifact."""
    found: dict[str, dict[str, list[Load]]] = {}
    files: set[tuple[str, str, str]] = set()
    for artifact, load in loads_of(platform, surface, world):
        if all((artifact, load.path, cell) not in files for cell in platform.cells if cell != load.cell):
            # a file that lies in places of two kinds is one file; one that two files include is loaded twice
            found.setdefault(artifact, {}).setdefault(load.cell, []).append(load)
        files.add((artifact, load.path, load.cell))
    seen: dict[str, Seen] = {}
    for artifact, cells in found.items():
        total = seen.setdefault(artifact, Seen())
        for cell, loads in cells.items():
            dedup = platform.cells[cell].cell.dedup
            least, most = _counted(loads, "name" if dedup == "bytes" and cell == "skills" else dedup, artifact)
            total.least += least
            total.most += most
    return seen


def _counted(loads: list[Load], dedup: str, artifact: str) -> tuple[int, int]:
    """Return how often a list of loads counts, at least and at most, by how the platform drops copies."""
    direct = {load.path for load in loads if load.sure and not load.doubted}
    sure = [load for load in loads if load.sure and not (load.doubted and load.path in direct)]
    if dedup == "name":
        return bool(sure), 1
    if dedup == "path":
        # in reading order: the first takes the artifact's name, a later one is dropped if its path gives it that name
        own = artifact.partition("/")[2]
        least, most = (
            sum(not number or load.path_name != own for number, load in enumerate(of)) for of in (sure, loads)
        )
        return least, most
    if dedup == "unknown":
        return bool(sure), len(loads)
    if dedup == "bytes":
        return len({load.text for load in sure}), len({load.text for load in loads})
    if dedup == "realpath":
        return len({load.path for load in sure}), len({load.path for load in loads})
    return len(sure), len(loads)
