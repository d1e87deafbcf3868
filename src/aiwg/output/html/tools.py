"""The tools of a report: one bar each on one scale, the list behind it, and the tags beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.core.tokens import tokens
from aiwg.output.html import text
from aiwg.output.html.loads import OWNERS, RUN, LoadRow, LoadStage, LoadTables, rows_of, stages_of
from aiwg.output.html.paths import folder_of

Json = Mapping[str, Any]

GRADES = {
    "client": "tested with the tool",
    "source": "read in its source code",
    "docs": "read in its documentation",
    "third-party": "reported by others",
}
CUTS = {"middle": ", cut in the middle", "end": ", cut at the end", "all": ", loads nothing of it"}
FLAGS = 4
"""The most tags beside a tool: the findings say the rest."""
SHOWN = 100
"""The most names of files that a row holds."""


@dataclass(frozen=True)
class BarPart:
    """A part of a bar: its row, and its width in thousandths of the scale."""

    row: LoadRow
    width: int


@dataclass(frozen=True)
class UnreadRow:
    """Files of one folder that are there and not loaded, for one cause; `reason` is that of the first.

    `rest`: how many others have a reason of their own, of the same cause. `members` are none for a single file.
    """

    label: str
    owner: str
    reason: str
    rest: int
    count: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class LimitRow:
    """A limit of the tool, and how much of it is used, in thousandths."""

    what: str
    amount: str
    used: int
    is_passed: bool


@dataclass(frozen=True)
class ToolRow:
    """One tool as the page shows it; numbers are tokens."""

    id: str
    name: str
    surface: str
    certain: int
    perhaps: int
    later: int
    parts: tuple[BarPart, ...]
    lost: int
    lost_chars: int
    flags: tuple[Mapping[str, Any], ...]
    stages: tuple[LoadStage, ...]
    unread: tuple[UnreadRow, ...]
    limits: tuple[LimitRow, ...]
    is_partial: bool
    evidence: str
    command: Mapping[str, Any] | None

    @property
    def largest(self) -> str:
        """The three largest parts, for the line below the bar."""
        rows = sorted((part.row for part in self.parts), key=lambda row: -row.tokens)[:3]
        return ", ".join(f"{row.label} {row.tokens:,}" for row in rows)

    @property
    def weight(self) -> int:
        """How much its findings weigh: one of a level more than all tags of the next."""
        return sum({"error": 100, "warning": 10}.get(flag["level"], 1) for flag in self.flags)

    @property
    def count(self) -> int:
        """How many rows the list has."""
        return sum(len(stage.rows) for stage in self.stages)


@dataclass(frozen=True)
class Scale:
    """The one scale of all bars, in characters."""

    chars: int

    def share(self, chars: int) -> int:
        """Return characters in thousandths of the scale."""
        return min(1000, round(1000 * chars / self.chars)) if self.chars else 0

    def ticks(self) -> list[tuple[str, int]]:
        """Return the labels of the axis with their places in thousandths: at most six round numbers of tokens."""
        most = tokens(self.chars)
        size = 10 ** max(0, len(str(most)) - 2)
        step = next((step for step in (size, 2 * size, 5 * size, 10 * size, 20 * size) if most / step <= 5), 50 * size)
        return [(f"{each:,}", self.share(each * 4)) for each in range(0, most + 1, step)] if most else []


def scale_of(tools: Iterable[Json]) -> Scale:
    """Return the scale on which the longest bar fills the width."""
    return Scale(max((_always(tool) + _lost(tool) for tool in tools), default=0))


def tool_row(tool: Json, scale: Scale, tables: LoadTables, flags: Sequence[Mapping[str, Any]]) -> ToolRow:
    """Return one tool of a report for the page."""
    rows = rows_of(tool["loads"], tables)
    lost = _lost(tool)
    always = tool["tokens"]["always"]
    return ToolRow(
        id=text.safe(tool["id"]),
        name=text.safe(tool["name"]),
        certain=always["certain"],
        perhaps=always["perhaps"],
        later=tool["tokens"]["on_demand"]["tokens"],
        surface=text.safe(tool["surface"]),
        is_partial=bool(tool["partial"]),
        parts=tuple(_parts(rows, scale)),
        lost=scale.share(lost),
        lost_chars=lost,
        flags=tuple(flags[:FLAGS]),
        stages=tuple(stages_of(rows)),
        unread=tuple(_unread(tool["not_loaded"])),
        limits=tuple(_limit(each) for each in tool["limits"]),
        evidence=_evidence(tool["evidence"]),
        command=text.command({"argv": ["aiwg", "context", tool["id"]]}),
    )


def _always(tool: Json) -> int:
    return sum(int(load["chars"]) for load in tool["loads"])


def _lost(tool: Json) -> int:
    return sum(int(load["cut"] or 0) for load in tool["loads"])


def _parts(rows: Iterable[LoadRow], scale: Scale) -> Iterable[BarPart]:
    """Yield the parts of a bar; widths are rounded at the ends of parts, so that they add up."""
    before = 0
    for row in rows:
        if row.chars:
            width = scale.share(before + row.chars) - scale.share(before)
            before += row.chars
            yield BarPart(row, width)


def _unread(items: Sequence[Json]) -> Iterator[UnreadRow]:
    groups: dict[tuple[str, str, str, str], list[Json]] = {}
    for each in items:
        reason = str(each["reason"]["text"]) if each["by"] is None else folder_of(str(each["by"]))
        key = (str(each["reason"]["code"]), reason, folder_of(str(each["path"])), str(each["owner"]))
        groups.setdefault(key, []).append(each)
    for (_, _, folder, owner), found in groups.items():
        for run in [found] if len(found) >= RUN else [[each] for each in found]:
            names = tuple(text.safe(str(each["path"]).removeprefix(f"{folder}/")) for each in run[:SHOWN])
            where = text.safe(folder) or "the project root"
            label = f"{text.count(len(run), 'file')} in {where}" if len(run) > 1 else text.safe(run[0]["path"])
            rest = sum(each["reason"]["text"] != run[0]["reason"]["text"] for each in run)
            reason = text.prose(run[0]["reason"]["text"])
            yield UnreadRow(label, OWNERS.get(owner, ""), reason, rest, len(run), names if len(run) > 1 else ())


def _limit(limit: Json) -> LimitRow:
    used, most = int(limit["used"] or 0), int(limit["limit"] or 0)
    doubt = "" if limit["certain"] else ", may be higher"
    cut = CUTS.get(str(limit["cuts"]), "") if limit["beyond"] else ""
    amount = f"{used:,} of {most:,} {text.safe(limit['unit'])}{cut}{doubt}"
    share = min(1000, round(1000 * used / most)) if most else 0
    return LimitRow(text.safe(limit["file"]), amount, share, bool(limit["beyond"]))


def _evidence(evidence: Json) -> str:
    """Return how aiwg knows what the tool reads, in a line."""
    grade, version = text.safe(evidence["grade"]), text.safe(evidence["version"])
    checked = f"checked {text.date(evidence['checked'])}" if evidence["checked"] else ""
    return ", ".join(each for each in (GRADES.get(grade, grade), version and f"version {version}", checked) if each)
