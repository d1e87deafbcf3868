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

    @property
    def is_near(self) -> bool:
        """Say whether the next edit may go beyond the limit, if it is not too much already."""
        return self.size > self.limit * NEAR

    def said(self) -> str:
        """Return the measure in words."""
        return f"its {self.what} has {self.size:,} {self.unit}, and the limit is {self.limit:,}"


@dataclass(frozen=True, slots=True)
class Overrun:
    """A measure of one file, or of the last one of several, and what becomes of the rest: cut, dropped, or "".

    It may be within the limit: `is_near` and `is_beyond` say how it compares. `scope` is that of the file. `kept` is
    how much of the head and of the tail is left where it is cut; all numbers are in `unit`.
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
    def is_near(self) -> bool:
        """Say whether it is beyond the limit, or the next edit may go beyond it."""
        return self.size > self.limit * NEAR

    @property
    def may_grow(self) -> bool:
        """Say whether the limit grows with the model's context, so that it is unknown whether this is beyond it."""
        return self.becomes == UNKNOWN and self.kept[1] > 0

    @property
    def cuts(self) -> str:
        """Return where the platform cuts a longer text: end, middle, all (it loads nothing of it), or unknown."""
        if self.becomes == CUT or self.may_grow:
            return "middle" if self.kept[1] else "end"
        return "all" if self.becomes == DROP else "unknown"

    @property
    def lost(self) -> int:
        """Return how much is not taken, in the unit of the limit."""
        return self.size if self.becomes == DROP else self.size - (sum(self.kept) or self.limit)


def text_measures(limits: Mapping[str, int], body: str, text: str) -> list[Measure]:
    """Return what of a file comes near or goes beyond limits, the description aside; `text` is all of the file."""
    return [measure for measure in every_text_measure(limits, body, text) if measure.is_near]


def every_text_measure(limits: Mapping[str, int], body: str, text: str) -> list[Measure]:
    """Return what limits say of a file, also those that it keeps well; `text` is all of the file."""
    sizes = {
        "body_chars": ("body", body),
        "body_bytes": ("body", body),
        "file_chars": ("file", text),
        "file_bytes": ("file", text),
    }
    return [
        Measure(name, what, _size(name, measured), limits[name])
        for name, (what, measured) in sizes.items()
        if name in limits
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
    """Return what limits say of the texts of a project's instructions together, also where these keep them well."""
    return [
        Measure(name, "instructions together", sum(_size(name, text) for text in texts), limits[name])
        for name in TOTALS
        if name in limits
    ]


def overrun(cell: Cell, path: str, scope: str, measure: Measure) -> Overrun:
    """Return a measure of a file with what becomes, on the platform of a cell, of the rest."""
    fate, kept = becomes(cell, measure.name), _kept(cell, measure)
    if fate == CUT and measure.size <= _highest(cell, measure):
        fate = UNKNOWN
    return Overrun(cell.kind, path, scope, measure.what, measure.size, measure.limit, measure.unit, fate, kept)


def becomes(cell: Cell, name: str) -> str:
    """Return what becomes of what goes beyond a limit of a cell: CUT, DROP or UNKNOWN."""
    if name.startswith("listing_") or name in cell.get("cuts", ()):
        return CUT
    return DROP if (cell.get("refuses") or {}).get("long") else UNKNOWN


def fate_of(found: Overrun) -> str:
    """Return in words what a platform does with what goes beyond a limit, as a sentence goes on behind the limit."""
    if found.may_grow:
        return "; it cuts the middle unless the model's context is large"
    if found.becomes == CUT:
        return " and cuts the middle" if found.kept[1] else " and cuts the rest"
    return " and does not load a longer one" if found.becomes == DROP else "; it is unknown if it cuts the rest"


def limit_message(found: Overrun, name: str, together: bool) -> str:
    """Return what is to be said of a size that comes near a limit or goes beyond it, behind the path of its file.

    `name` is the platform's; `together`: the size is that of several files of instructions.
    """
    if found.kind != "instructions":
        said = f"has {found.size:,} {found.unit} of {found.what}; {name} reads {found.limit:,}"
    else:
        is_said = "makes the project's instructions" if together and found.what != "file" else "is"
        said = f"{is_said} {found.size:,} {found.unit}; {name} reads {found.limit:,}"
    return said + fate_of(found) if found.is_beyond else said


def limit_severity(found: Overrun) -> str:
    """Return how bad it is: an error where text is lost for certain, a warning where nobody knows, else a note.

    Of a single artifact a lost part is a warning: the platform loads the rest of it.
    """
    if not found.is_beyond:
        return "info"
    if found.kind != "instructions":
        return "warning" if found.becomes else "info"
    return "warning" if found.becomes == UNKNOWN else "error"


def loss_of(found: Overrun) -> str:
    """Return in words how much a platform does not load of what goes beyond a limit."""
    if found.may_grow:
        return "it cuts the middle unless the model's context is large"
    if found.becomes == CUT:
        return f"it cuts {found.lost:,} {'in the middle' if found.kept[1] else 'from the end'}"
    return "the platform does not load it" if found.becomes == DROP else "it is unknown if it cuts the rest"


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


def _size(name: str, text: str) -> int:
    return len(text) if name.endswith("_chars") else len(text.encode("utf-8", "replace"))


def _kept(cell: Cell, measure: Measure) -> tuple[int, int]:
    """Return how much of the head and of the tail is kept of what goes beyond a limit, or beyond the highest one."""
    said = (cell.get("cuts") or {}).get(measure.name)
    if not isinstance(said, Mapping):
        return measure.limit, 0
    times = max(measure.limit, _highest(cell, measure)) / measure.limit if measure.size > _highest(cell, measure) else 1
    return int(said["head"] * times), int(said["tail"] * times)


def _highest(cell: Cell, measure: Measure) -> int:
    """Return how far a limit grows with the model's context, 0 for one that does not."""
    said = (cell.get("cuts") or {}).get(measure.name)
    return int(said.get("up_to", 0)) if isinstance(said, Mapping) else 0
