"""L3: status Accepted, the sketch is there, risks are documented, and phase 3 is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.document import DocumentSection, Span, bare_title
from aiwg.adr.forms.elements import is_none, is_placeholder
from aiwg.adr.forms.part_table import FOLDED, names_of, sections_of
from aiwg.adr.forms.risks import check_risks
from aiwg.adr.gates.view import GateView, says_none
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

_DAY = lazy_pattern(r"\d{4}-\d{2}-\d{2}")
_LATER = ("phase 3", "references", "review and approval")
_MENTION = lazy_pattern(r"^[ \t]*[-*+][ \t]+@\S", re.MULTILINE)
_OWN_RULES = ("implementation sketch",)


def check_accepted(look: GateView) -> Iterator[Finding]:
    """Yield what blocks L3: first what parts lack, then what else the template left to be filled in."""
    found = [*_decided(look), *_sketch(look), *check_risks(look), *_parts(look), *_references(look)]
    yield from found
    told = {each.line for each in found}
    for section in look.page.sections:
        if section.level == 2 and bare_title(section.title).startswith(_LATER):
            for finding in look.left_in(3, Span(section.start, section.end)):
                if finding.line not in told and not look.is_elsewhere(finding.line or 0):
                    yield finding


def _decided(look: GateView) -> Iterator[Finding]:
    record = look.record
    if record.status.kind not in ("accepted", "superseded", "deprecated"):
        yield look.finding(
            3, "status-mismatch", record.at("status"), f"the status is {record.status_text}, not Accepted"
        )
    if not _DAY.search(record.value("decided")):
        yield look.finding(3, "missing-part", record.at("decided"), "the decision date is missing")


def _sketch(look: GateView) -> Iterator[Finding]:
    section = look.page.section("implementation sketch")
    if section is None:
        yield look.finding(3, "no-sketch", look.end_of("phase 3"), 'there is no "Implementation sketch"')
        return
    line = look.page.line(section.head)
    if not _has_sketch(look, section):
        yield look.finding(
            3, "no-sketch", line, "the implementation sketch has no block of code, configuration or schema"
        )
    yield from look.labelled(3, section, names_of("implementation sketch"))


def _has_sketch(look: GateView, section: DocumentSection) -> bool:
    """Say whether a section holds a block of code that says more than what the template left in it."""
    span = Span(section.start, section.end)
    blocks = [
        look.page.text[each.inner.start : each.inner.end]
        for each in look.page.hidden
        if each.kind == "code" and span.start <= each.start < span.end
    ]
    return any(not _is_left(each) for each in blocks if each.strip()) or (not blocks and look.page.has_code(span))


def _is_left(code: str) -> bool:
    bare = code.strip()
    return bare.startswith("[") and bare.endswith("]") and "\n" not in bare and is_placeholder(bare)


def _parts(look: GateView) -> Iterator[Finding]:
    for name in sections_of(3):
        if name in _OWN_RULES:
            continue
        section = look.page.section(name)
        if section is None:
            if name != "review and approval" and name != "definition of done":  # L2 and L4 say so
                said = f'there is no "{name.capitalize()}"'
                yield look.finding(3, "missing-part", look.end_of(FOLDED[3]), said)
            continue
        names = names_of(name)
        if name.startswith("concurrency"):
            model = look.place(section, names[0])
            if model is not None and is_none(look.text(model.value)):
                names = names[:1]  # nothing is shared, so there is nothing more to say
        yield from look.labelled(3, section, names)


def _references(look: GateView) -> Iterator[Finding]:
    section = look.page.section("references")
    line = look.page.line(section.head) if section else 1
    text = look.text(Span(section.start, section.end)) if section else ""
    if section is None:
        yield look.finding(3, "missing-part", line, 'there is no "References"')
    elif not _MENTION.search(text) and not says_none(text) and "](" not in text:
        yield look.finding(3, "missing-part", line, 'the references mention nothing; write "None"')
