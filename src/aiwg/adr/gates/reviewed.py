"""L2: phase 2 is complete, all reviewers signed off, no comment is open, no claim unverified."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aiwg.adr.document import DocumentSection, Span
from aiwg.adr.forms.elements import Task, is_filled, is_none, is_placeholder, labels, rows, tasks
from aiwg.adr.forms.part_table import names_of
from aiwg.adr.gates.view import GateView, shown_label
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

ALTERNATIVE_PARTS = ("description", "pros", "cons", "why not chosen")
_ALTERNATIVE = lazy_pattern(r"^(?:alternative|option)\s*\d*\s*[:.)-]?\s*(?P<name>.*)", re.IGNORECASE)
CLAIMS = ("source verification and claim tracking", "source verification", "claim tracking")
_YES = lazy_pattern(r"\W*yes\b|\W*[\u2705\u2714\u2713\u2611]", re.IGNORECASE)
_NO = lazy_pattern(r"\W*no\b|\W*[\u2b1c\u274c\u2717\u2718\u2610]", re.IGNORECASE)
_APPROVED = lazy_pattern(r"(?<!not )\bapproved\b(?:(?!(?<!not )\bapproved\b).)*?\d{4}-\d{2}-\d{2}", re.IGNORECASE)
_CONDITIONS = lazy_pattern(r"approved with conditions?", re.IGNORECASE)

_AFTER_NAME, _BETWEEN_NAMES, _WORD = lazy_pattern(" - | ?: "), lazy_pattern("[,;\n]"), lazy_pattern(r"\w+")


def verified(cell: str) -> bool | None:
    """Return what a cell says about a claim: a word or its sign; None when it says neither yes nor no."""
    return True if _YES.match(cell) else False if _NO.match(cell) else None


def alternatives(look: GateView) -> list[DocumentSection]:
    """Return the sections of the alternatives considered."""
    section = look.starting("alternatives considered")
    return [each for each in look.page.below(section) if _ALTERNATIVE.match(each.title)] if section else []


def lacking(look: GateView, alternative: DocumentSection, parts: Sequence[str]) -> list[str]:
    """Return the parts that an alternative lacks, `name` among them."""
    named = _ALTERNATIVE.match(alternative.title)
    there = look.labels_of(alternative)
    gaps = [] if named and is_filled(named["name"]) else ["name"]
    return gaps + [part for part in parts if part not in there or not look.is_filled(there[part].value)]


def check_reviewed(look: GateView) -> Iterator[Finding]:
    """Yield what blocks L2."""
    yield from _decision(look)
    for number, each in enumerate(alternatives(look), 1):
        gaps = lacking(look, each, ALTERNATIVE_PARTS)
        if gaps:
            said = ", ".join(f'"{shown_label(gap)}"' for gap in gaps)
            line = look.page.line(each.head)
            there = look.labels_of(each)
            if gaps[0] in there:
                line = look.page.line(there[gaps[0]].at)
            yield look.finding(2, "alternative-incomplete", line, f"alternative {number} has no {said}")
    yield from _claims(look)
    yield from _reviewers(look)


def _decision(look: GateView) -> Iterator[Finding]:
    section = look.page.section("decision")
    if section is None:
        yield look.finding(2, "missing-part", look.end_of("phase 2"), 'there is no "Decision"')
        return
    yield from look.labelled(2, section, names_of("decision"))


def _claims(look: GateView) -> Iterator[Finding]:
    section = look.page.section(*CLAIMS)
    if section is None:
        return
    said = set()
    for row in rows(look.page, look.page.own(section)):
        if len(row.cells) > 2 and verified(row.cells[2]) is False:
            said.add(row.cells[0].lower()[:40])
            yield look.finding(2, "unverified-claim", look.page.line(row.at), f'claim not verified: "{row.cells[0]}"')
    for task in tasks(look.page, Span(section.start, section.end)):
        if not task.ticked and not is_none(task.text) and not is_placeholder(task.text):
            yield look.finding(2, "unverified-claim", look.page.line(task.at), f'listed as unverified: "{task.text}"')


def _reviewers(look: GateView) -> Iterator[Finding]:
    section = look.page.section("review and approval")
    there = labels(look.page, Span(section.start, section.end)) if section else {}
    if section is None or "reviewers" not in there:
        yield look.finding(2, "not-signed-off", look.end_of("review and approval"), "there is no list of reviewers")
        return
    line = look.page.line(there["reviewers"].at)
    found = list(tasks(look.page, there["reviewers"].value))
    if not found:
        yield look.finding(2, "not-signed-off", line, "no reviewer is listed")
    for task in found:
        if reason := unsigned(task):
            yield look.finding(2, "not-signed-off", look.page.line(task.at), reason)
    yield from _unlisted(look, found, line)
    conditions = there.get("approval conditions")
    if any(_CONDITIONS.search(task.text) for task in found if task.ticked) and (
        conditions is None or is_none(look.text(conditions.value)) or not is_filled(look.text(conditions.value))
    ):
        yield look.finding(2, "not-signed-off", line, "approved with conditions, but no condition is written down")
    if "review comments" in there:
        for task in tasks(look.page, there["review comments"].value):
            if not task.ticked and not is_none(task.text):
                yield look.finding(
                    2, "unresolved-comment", look.page.line(task.at), f'a comment is open: "{task.text}"'
                )


def unsigned(task: Task) -> str | None:
    """Return why a line of the list of reviewers is no sign-off, or None."""
    name = _AFTER_NAME.split(task.text, maxsplit=1)[0]
    if is_placeholder(task.text):
        return "the list of reviewers still has text of the template"
    if not task.ticked:
        return f"reviewer {name} has not signed off"
    if not _APPROVED.search(task.text):
        return f'reviewer {name} is ticked without "approved" and a date'
    return None


def _unlisted(look: GateView, found: Sequence[Task], line: int) -> Iterator[Finding]:
    """Yield the reviewers of the metadata who have no line in the list."""
    listed = " | ".join(task.text.lower() for task in found)
    named = look.record.value("reviewers")
    if is_placeholder(named) or is_none(named):
        return
    for name in map(str.strip, _BETWEEN_NAMES.split(named)):
        words = [word for word in _WORD.findall(name.lower()) if len(word) > 2]
        if words and not all(word.rstrip("s") in listed for word in words):
            yield look.finding(2, "not-signed-off", line, f'reviewer "{name}" of the metadata is not in the list')
