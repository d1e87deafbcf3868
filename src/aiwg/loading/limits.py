"""How much a platform takes: what is measured against which limit, and what becomes of the rest by its adapter.

Asked by everything that speaks of a limit: rendering, lint, the deploy report, doctor and context. It looks at sizes
alone; `cutting` leaves of an item what its platform takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiwg.adapter.model import Cell
from aiwg.adapter.paths import PROJECT
from aiwg.core.dataclass import dataclass

NEAR = 0.9
"""From this part of a limit on, a warning is given: the next edit may go beyond it."""

CUT, DROP, UNKNOWN = "cut", "dropped", ""
"""What becomes of the rest: it is cut, all of it is left out, or no adapter says."""

TOTALS = ("total_bytes", "total_chars")
"""Limits on all instructions of a project together. Those of the home folder are not counted among them."""

_UNITS = {"bytes": "bytes", "chars": "characters"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A size that goes beyond, or comes near, a limit of a platform. `size` and `limit` are in `unit`."""

    name: str
    what: str
    size: int
    limit: int

    @property
    def unit(self) -> str:
        """Return the unit of size and limit: bytes or characters."""
        return _UNITS[self.name.rpartition("_")[2]]

    @property
    def is_beyond(self) -> bool:
        """Say whether it is too much, and not only nearly so."""
        return self.size > self.limit

    def said(self) -> str:
        """Return the measure in words."""
        return f"its {self.what} has {self.size:,} {self.unit}, and the limit is {self.limit:,}"


@dataclass(frozen=True, slots=True)
class Overrun:
    """A measure of one file, or of the last one of several, and what becomes of the rest: cut, dropped, or "".

    `scope` is that of the file. `kept` is how much of the head and of the tail is left where it is cut; all numbers
    are in `unit`.
    """

    kind: str
    path: str
    scope: str
    what: str
    size: int
    limit: int
    unit: str
    becomes: str = UNKNOWN
    kept: tuple[int, int] = (0, 0)

    @property
    def is_beyond(self) -> bool:
        """Say whether it is beyond the limit, and not only near it."""
        return self.size > self.limit

    @property
    def lost(self) -> int:
        """Return how much is not taken, in the unit of the limit."""
        return self.size if self.becomes == DROP else self.size - (sum(self.kept) or self.limit)


def text_measures(limits: Mapping[str, int], body: str, text: str) -> list[Measure]:
    """Return what of a file comes near or goes beyond limits, the description aside; `text` is all of the file."""
    sizes = {
        "body_chars": ("body", body),
        "body_bytes": ("body", body),
        "file_chars": ("file", text),
        "file_bytes": ("file", text),
    }
    return [
        measure
        for name, (what, measured) in sizes.items()
        if name in limits
        for measure in _near(name, what, _size(name, measured), limits)
    ]


def key_measures(limits: Mapping[str, int], called: str, description: str) -> list[Measure]:
    """Return which of a name and a description go beyond limits: of what is taken, and of what a list shows."""
    sizes = {
        "name_chars": ("name", len(called)),
        "description_chars": ("description", len(description)),
        "listing_description_chars": ("description", len(description)),
    }
    return [
        Measure(key, what, size, limits[key]) for key, (what, size) in sizes.items() if size > limits.get(key, size)
    ]


def total_measures(limits: Mapping[str, int], texts: Sequence[str]) -> list[Measure]:
    """Return whether the texts of a project's instructions come near or go beyond what is taken of them together."""
    return [
        measure
        for name in TOTALS
        if name in limits
        for measure in _near(name, "instructions together", sum(_size(name, text) for text in texts), limits)
    ]


def instruction_measures(limits: Mapping[str, int], text: str, scope: str) -> list[Measure]:
    """Return what of one file of instructions comes near or goes beyond limits, as if there were no other file."""
    return [*(total_measures(limits, [text]) if scope == PROJECT else ()), *text_measures(limits, text, text)]


def overrun(cell: Cell, path: str, scope: str, measure: Measure) -> Overrun:
    """Return a measure of a file with what becomes, on the platform of a cell, of the rest."""
    fate, kept = becomes(cell, measure.name), _kept(cell, measure)
    return Overrun(cell.kind, path, scope, measure.what, measure.size, measure.limit, measure.unit, fate, kept)


def becomes(cell: Cell, name: str) -> str:
    """Return what becomes of what goes beyond a limit of a cell: CUT, DROP or UNKNOWN."""
    if name.startswith("listing_") or name in cell.get("cuts", ()):
        return CUT
    return DROP if (cell.get("refuses") or {}).get("long") else UNKNOWN


def fate_of(found: Overrun) -> str:
    """Return in words what a platform does with what goes beyond a limit, as a sentence goes on behind the limit."""
    if found.becomes == CUT:
        return " and cuts the middle" if found.kept[1] else " and cuts the rest"
    return " and does not load a longer one" if found.becomes == DROP else "; it is unknown if it cuts the rest"


def room_in(cells: Iterable[tuple[Cell, str]]) -> int | None:
    """Return how many bytes of an instruction file all of some platforms read, None when as many as there are.

    The cells are those of instructions, each with the scope of the file. A limit in characters is taken for one in
    bytes: no text has more characters than bytes.
    """
    tops = [top for cell, scope in cells for top in _tops(cell.get("limits", {}), scope)]
    return min(tops, default=None)


def _tops(limits: Mapping[str, int], scope: str) -> Iterator[int]:
    names = (*(TOTALS if scope == PROJECT else ()), "file_bytes", "file_chars")
    yield from (limits[name] for name in names if name in limits)


def _near(name: str, what: str, size: int, limits: Mapping[str, int]) -> Iterator[Measure]:
    if size > limits[name] * NEAR:
        yield Measure(name, what, size, limits[name])


def _size(name: str, text: str) -> int:
    return len(text) if name.endswith("_chars") else len(text.encode("utf-8", "replace"))


def _kept(cell: Cell, measure: Measure) -> tuple[int, int]:
    """Return how much of the head and of the tail is kept of what goes beyond a limit."""
    said = (cell.get("cuts") or {}).get(measure.name)
    return (said["head"], said["tail"]) if isinstance(said, Mapping) else (measure.limit, 0)
