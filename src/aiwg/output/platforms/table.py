"""The platforms as a table: a row each, the kinds as columns, and what the evidence is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import COLUMNS, KINDS
from aiwg.output import console
from aiwg.output.console import paint, say, table, width_of
from aiwg.output.platforms.cells import CARRIED, NATIVE, NONE, UNKNOWN, Support

SHORT = {kind.cell: kind.heading for kind in KINDS.values() if kind.heading}
"""Words that keep the table within a terminal: for headings, and for the kinds that carry others."""

LEGEND = (
    "yes: native",
    "skill, instr, ...: delivered in this form",
    "-: not supported",
    "?: not documented or tested; aiwg writes nothing there",
)
ENDED = "*"
PLACES = {"project": "a project", "user": "your home folder"}
NARROW, ROOMY = 8, 17
"""Columns that a grade takes, and those from which a version beside it says something."""

Rows = Sequence[tuple[Adapter, Mapping[str, Support]]]


def say_table(rows: Rows, scope: str) -> None:
    """Print the table, what its words mean, and which platforms have ended."""
    columns = _columns(rows)
    for line in _lines(rows, columns):
        say(line)
    say()
    if len(columns) < len(COLUMNS):
        left_out = ", ".join(_heading(cell) for cell in COLUMNS if cell not in columns)
        say(f"Left out, for a wider terminal: {left_out}")
    for line in _joined(LEGEND):
        say(line)
    ended = [_with_successor(adapter) for adapter, _ in rows if adapter.status]
    if ended:
        text = f"{ENDED}: ending or ended: {', '.join(ended)}"
        for line in console.wrapped(text, console.width(), hanging=3):
            say(shown(line))
    count = "1 platform, with its" if len(rows) == 1 else f"{len(rows)} platforms, with their"
    say(f"{count} places in {PLACES[scope]}.")
    say(f"Details and other names: {paint('aiwg platforms ID', 'hint')}")


def _with_successor(adapter: Adapter) -> str:
    return f"{adapter.id} (now {adapter.successor})" if adapter.successor else adapter.id


def _joined(phrases: Iterable[str]) -> list[str]:
    """Return phrases side by side, as many to a line as the terminal has room for."""
    lines: list[str] = []
    for phrase in phrases:
        longer = f"{lines[-1]}   {phrase}" if lines else ""
        if longer and width_of(longer) <= console.width():
            lines[-1] = longer
        else:
            lines.append(phrase)
    return lines


def _columns(rows: Rows) -> list[str]:
    """Return the kinds that the terminal has room for, a column each."""
    room = console.width() - max((width_of(_name(adapter)) for adapter, _ in rows), default=0)
    found = []
    for cell in COLUMNS:
        room -= 1 + max(width_of(_heading(cell)), *(width_of(_mark(row[cell])) for _, row in rows), 0)
        if room < 0:
            break
        found.append(cell)
    return found


def _heading(cell: str) -> str:
    return SHORT.get(cell, cell)


def _name(adapter: Adapter) -> str:
    return shown(f"{adapter.id} {ENDED}" if adapter.status else adapter.id)


def _lines(rows: Rows, columns: Sequence[str]) -> list[str]:
    """Return the table with as much of the evidence as the terminal has room for."""
    names = [_name(adapter) for adapter, _ in rows]
    headings = [_heading(cell) for cell in columns]
    marks = table([headings, *([_mark(found[cell]) for cell in columns] for _, found in rows)], indent="", gap=" ")
    left = table(zip(["", *names], marks, strict=True), indent="", gap=" ")
    width = max(width_of(line) for line in left)
    notes = _evidence([adapter.data["evidence"] for adapter, _ in rows], console.width() - width - 1)
    return table(zip(left, (paint(note, "faint") if note else "" for note in notes), strict=True), indent="", gap=" ")


def _evidence(evidences: Sequence[Mapping[str, object]], room: int) -> list[str]:
    """Return the heading and the texts of the last column: dated if that fits, else with versions, or grades alone."""
    if room < NARROW:
        return [""] * (len(evidences) + 1)
    grades = [str(evidence["grade"]) for evidence in evidences]
    versions = [_graded(evidence) for evidence in evidences]
    dated = [f"{_graded(evidence)} {evidence.get('checked', '')}".rstrip() for evidence in evidences]
    texts = dated if max(map(len, dated)) <= room else versions if room >= ROOMY else grades
    return ["evidence", *(text if len(text) <= room else f"{text[: room - 2]}.." for text in map(shown, texts))]


def _graded(evidence: Mapping[str, object]) -> str:
    return f"{evidence['grade']} {evidence.get('version', '')}".rstrip()


def _mark(found: Support) -> str:
    if found.state == NATIVE:
        return paint("yes", "ok")
    if found.state == CARRIED:
        return paint(SHORT.get(found.by[0], found.by[0]), "warning")
    return {NONE: "-", UNKNOWN: "?"}[found.state]


def only(
    rows: Iterable[tuple[Adapter, Mapping[str, Support]]], cells: Iterable[str], grades: Iterable[str]
) -> list[tuple[Adapter, Mapping[str, Support]]]:
    """Return the rows of the platforms that have all these kinds of their own, with one of these grades if any."""
    wanted, allowed = list(cells), set(grades)
    return [
        (adapter, found)
        for adapter, found in rows
        if all(found[cell].state == NATIVE for cell in wanted)
        and (not allowed or adapter.data["evidence"]["grade"] in allowed)
    ]
