"""The records in the order of their dates: as a Mermaid timeline, and drawn with what connects them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from aiwg.adr.links import AMENDS, DOWNSTREAM, SUPERSEDES
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from aiwg.adr.site.html import text_of

Edge = tuple[DecisionRecord, DecisionRecord, str]
ROW, LEFT, WIDTH = 24, 130, 900
"""Pixels: the height of a row, the room for arcs, and the whole width."""

_COLOURS = {SUPERSEDES: "#d93025", AMENDS: "#e8710a", DOWNSTREAM: "#1a73e8"}


def in_order(records: Sequence[DecisionRecord]) -> list[DecisionRecord]:
    """Return records by date, then by number; those without a date stand where their number does."""
    dates: dict[str, str] = {}
    last = ""
    for record in records:
        last = record.date or last
        dates[record.name] = last
    return sorted(records, key=lambda each: (dates[each.name], each.number or 0, each.name))


def mermaid_timeline(records: Records) -> str:
    """Return a Mermaid timeline: a section for each year, a period for each day."""
    lines, year, day = ["timeline", "  title Decisions"], "", ""
    for record in in_order(records.all):
        date = record.date or "no date"
        if date[:4] != year:
            year = date[:4]
            lines.append(f"  section {year if record.date else 'no date'}")
        said = f"{record.id} {_plain(record.title)} ({_plain(record.status_text)})"
        lines.append(f"    {date if date != day else ' ' * len(date)} : {said}")
        day = date
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return a text without what ends an event or a line of a timeline."""
    return re.sub(r"[:;#<>{}\"`\s]+", " ", text).strip()


def timeline_svg(
    records: Sequence[DecisionRecord], edges: Sequence[Edge], href: Callable[[DecisionRecord], str]
) -> str:
    """Return the records as rows from the oldest on, and what connects them as arcs, as an SVG."""
    rows = in_order(records)
    places = {record.name: at * ROW + ROW // 2 for at, record in enumerate(rows)}
    height = len(rows) * ROW + ROW
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">']
    for first, second, kind in edges:
        one, two = places[first.name], places[second.name]
        bulge = max(LEFT - 20 - min(abs(one - two), LEFT - 40), 4)
        colour = _COLOURS.get(kind, "#888888")
        said = text_of(f"{first.id} {kind} {second.id}")
        parts.append(
            f'<path d="M{LEFT} {one}C{bulge} {one} {bulge} {two} {LEFT} {two}" fill="none" stroke="{colour}">'
            f"<title>{said}</title></path>"
        )
    for record in rows:
        y = places[record.name]
        colour = "#188038" if record.in_force else "#888888"
        shown = record.title if len(record.title) <= 80 else f"{record.title[:77]}..."
        parts.append(
            f'<circle cx="{LEFT}" cy="{y}" r="4" fill="{colour}"/><text x="{LEFT + 14}" y="{y + 5}">'
            f'{text_of(record.date or "")}</text><a href="{href(record)}"><text x="{LEFT + 104}" y="{y + 5}">'
            f"{text_of(record.id)} {text_of(shown)}</text></a>"
        )
    return "\n".join((*parts, "</svg>"))
