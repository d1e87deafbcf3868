"""What an adapter refers to inside itself: the kinds that carry others, and its named directories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import BUILT_IN_DIRS
from aiwg.artifact.kinds import CELL_OF
from aiwg.core.patterns import lazy_pattern
from aiwg.core.shape import Violation
from aiwg.core.suggest import suggest

_DIRECTORY = lazy_pattern(r"^\{([a-z_]+)\}")


def check_references(adapter: Adapter) -> Iterator[Violation]:
    """Yield what refers to nothing, or in the end to itself."""
    carriers = {name: CELL_OF[cell.get("as")] for name, cell in adapter.cells.items() if cell.get("as")}
    for way in _circles(carriers):
        message = f"is a circle of references: {' -> '.join(way)}"
        yield (way[0], "as"), message, "give one of them a fallback kind that the platform has"
    yield from _check_directories(adapter)


def _check_directories(adapter: Adapter) -> Iterator[Violation]:
    """Yield directories that are named nowhere, and those whose place depends on itself."""
    dirs = adapter.data.get("dirs", {})
    bases: dict[str, str] = {}
    for name, raw in dirs.items():
        for text in [raw] if isinstance(raw, str) else [raw[key] for key in raw if key != "env"]:
            match = _DIRECTORY.match(text)
            if match:
                bases[name] = match[1]
                yield from _check_named(match[1], dirs, ("dirs", name))
    for way in _circles(bases):
        yield ("dirs", way[0]), f"is a circle of references: {' -> '.join(way)}", "give one of them its own place"
    for cell in adapter.cells.values():
        found = {write.spec.anchor: "write" for write in cell.writes}
        found.update((place.spec.anchor, "reads") for place in cell.reads)
        for anchor, key in found.items():
            if anchor not in ("", "~", "/"):
                yield from _check_named(anchor, dirs, (cell.kind, key))


def _check_named(name: str, dirs: Mapping[str, object], where: tuple[str, str]) -> Iterator[Violation]:
    if name not in dirs and name not in BUILT_IN_DIRS:
        near = suggest(name, [*dirs, *BUILT_IN_DIRS])
        yield where, f"the directory {{{name}}} is not described under dirs", near


def _circles(steps: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield each circle of the steps once, its start at both ends."""
    seen: set[str] = set()
    for start in steps:
        way = [start]
        while way[-1] in steps and steps[way[-1]] not in way:
            way.append(steps[way[-1]])
        if steps.get(way[-1]) == start and start not in seen:
            seen.update(way)
            yield [*way, start]
