"""L4 and L5: what shows that the decision was implemented, and that it holds up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.document import DocumentSection, Span
from aiwg.adr.forms.elements import Task, is_none, is_placeholder, labels, tasks
from aiwg.adr.gates.view import GateView
from aiwg.adr.record import LEVELS
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

_IMPLEMENTED = (
    (
        "the implementation matches the sketch",
        lazy_pattern(r"implementation\b(?:(?!implementation\b).)*?\bsketch", re.IGNORECASE),
    ),
    ("unit tests pass", lazy_pattern(r"\bunit\b", re.IGNORECASE)),
    ("integration tests pass", lazy_pattern(r"\bintegration\b", re.IGNORECASE)),
    ("CI is green", lazy_pattern(r"\bCI\b|continuous integration", re.IGNORECASE)),
)
_VERIFIED = (
    ("performance tests pass", lazy_pattern(r"\bperformance\b", re.IGNORECASE)),
    ("contract tests pass", lazy_pattern(r"\bcontract\b|\bcompatibility\b", re.IGNORECASE)),
    ("no regressions after the soak", lazy_pattern(r"\bsoak\b|\bregressions?\b", re.IGNORECASE)),
)
_OTHER_LEVEL = lazy_pattern(r"^\**(?P<level>L[45])\b")


def check_implemented(look: GateView) -> Iterator[Finding]:
    """Yield what blocks L4: an item of the evidence that is missing, not ticked or not filled in."""
    yield from _items(look, 4, _IMPLEMENTED)


def check_verified(look: GateView) -> Iterator[Finding]:
    """Yield what blocks L5."""
    yield from _items(look, 5, _VERIFIED)


def _items(look: GateView, level: int, wanted: tuple[tuple[str, re.Pattern[str]], ...]) -> Iterator[Finding]:
    section = look.page.section("definition of done")
    there = labels(look.page, Span(section.start, section.end)) if section else {}
    label = there.get("evidence")
    if label is None and section is not None and look.record.is_bracketed:
        yield from _claimed(look, level, section)
        return
    if label is None:
        line = look.page.line(section.head) if section else look.end_of("phase 3")
        yield look.finding(level, "no-evidence", line, f'there is no list "Evidence" that shows L{level}')
        return
    found = [task for task in tasks(look.page, label.value) if _belongs(task, level)]
    for name, pattern in wanted:
        items = [task for task in found if pattern.search(_said(task))]
        line = look.page.line(items[0].at if items else label.at)
        if not items:
            yield look.finding(level, "no-evidence", line, f'the evidence has no item "{name}"')
        elif not items[0].ticked:
            yield look.finding(level, "no-evidence", line, f"not ticked: {name}")
        elif is_placeholder(items[0].text):
            yield look.finding(level, "no-evidence", line, f"ticked without evidence: {name}")


def _claimed(look: GateView, level: int, section: DocumentSection) -> Iterator[Finding]:
    """Yield what blocks a level in the form without a list of evidence: the level that people set stands for it.

    An open item that blocks the next level keeps the record at the one it claims.
    """
    line = look.record.line_of_level
    claimed = LEVELS.index(look.record.level) + 1 if look.record.level else 0
    if claimed < level:
        said = f"the current level is {look.record.level or 'not set'}, not L{level}"
        yield look.finding(level, "no-evidence", line, said)
        return
    if claimed == level == len(LEVELS):
        label = look.place(section, "blocking items")
        for task in tasks(look.page, label.value) if label else ():
            if not task.ticked and not is_none(task.text):
                yield look.finding(level, "no-evidence", look.page.line(task.at), f'still open: "{task.text}"')


def _belongs(task: Task, level: int) -> bool:
    found = _OTHER_LEVEL.match(task.text)
    return found is None or found["level"] == f"L{level}"


def _said(task: Task) -> str:
    """Return what an item is about, without the evidence after the dash."""
    return task.text.partition(" - ")[0]
