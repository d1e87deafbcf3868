"""All that is known of one platform, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.output import console
from aiwg.output.console import paint, say
from aiwg.output.platforms.cells import Support
from aiwg.output.platforms.facts import Row, cell_facts, facts

NARROW, NARROWEST = 24, 36
"""Columns below which notes go to lines of their own, and below which texts do, too."""


def say_platform(adapter: Adapter, scope: str, row: Mapping[str, Support]) -> None:
    """Print the page of a platform."""
    say(f"{paint(shown(adapter.name), 'ok')}   {adapter.id}")
    _say_rows(facts(adapter))
    for cell, found in row.items():
        say()
        say(f"{cell.replace('_', ' ')}   {paint(found.said, 'faint')}")
        if cell in adapter.cells:
            _say_rows(cell_facts(adapter.cells[cell]))
    if scope == "user":
        say(f"\n{paint('Native support and other forms: as in your home folder.', 'faint')}")


def _say_rows(rows: Iterable[Row]) -> None:
    """Print labelled rows: notes aligned with each other, long texts broken at the width of the terminal."""
    listed = list(rows)
    labels = max((len(label) for label, _, _ in listed), default=0)
    texts = max((len(shown(text)) for _, text, note in listed if note), default=0)
    indent = labels + 4
    if console.width() - indent < NARROWEST:
        _say_stacked(listed)
        return
    for label, text, note in listed:
        head = f"  {label:<{labels}}  "
        if not note:
            for line in _wrapped(text, console.width() - indent):
                say(head + line)
                head = " " * indent
            continue
        room = console.width() - indent - texts - 2
        beside = _wrapped(note, room) if room >= NARROW else []
        say(f"{head}{shown(text):<{texts}}  {paint(beside[0], 'faint')}" if beside else head + shown(text))
        for line in beside[1:]:
            say(f"{'':<{indent + texts}}  {paint(line, 'faint')}")
        for line in () if beside else _wrapped(note, console.width() - indent - 2):
            say(f"{'':<{indent}}  {paint(line, 'faint')}")


def _say_stacked(rows: Iterable[Row]) -> None:
    """Print labelled rows below their labels, beside which a terminal has no room for them."""
    for label, text, note in rows:
        if label and text:
            say(f"  {label}")
        for line in console.wrapped(shown(text), console.width(), 4, 6):
            say(line)
        for line in console.wrapped(shown(note), console.width(), 6, 6):
            say(paint(line, "faint"))


def _wrapped(text: str, room: int) -> list[str]:
    return console.wrapped(shown(text), room)
