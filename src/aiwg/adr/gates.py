"""The gates of the levels: what each asks of a record, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from aiwg.adr.evidence import check_implemented, check_verified
from aiwg.adr.findings import Finding
from aiwg.adr.gate_proposed import check_proposed
from aiwg.adr.gate_reviewed import check_reviewed
from aiwg.adr.look import Look
from aiwg.adr.page import Span
from aiwg.adr.parts import is_filled, rows
from aiwg.adr.record import LEVELS, Record

Exists = Callable[[str], bool]
"""Says whether what a mention names is there: the text behind the @."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MENTION = re.compile(r"@(?P<target>(?:\.aiwg|\$AIWG_ROOT)/[\w./-]*[\w/]|[\w.][\w./-]*[\w/](?=\s|\Z))")
_ITEM = re.compile(r"[ \t]*+[-*+][ \t]++")
_GLUED = re.compile(r"[\w`@/]")
"""What stands before an @ that is no mention: the end of a word, an address or code."""

_LATER = ("phase 3", "references", "review and approval")


def blockers(record: Record, exists: Exists) -> list[Finding]:
    """Return everything that a record in our form lacks on its way to the last level, gate by gate."""
    look = Look(record)
    found = [
        *check_proposed(look),
        *check_reviewed(look),
        *_broken_mentions(look, exists),
        *_check_accepted(look),
        *check_implemented(look),
        *check_verified(look),
    ]
    return sorted(found, key=lambda finding: (finding.level, finding.line))


def level_held(found: Iterable[Finding]) -> int:
    """Return the highest level below which, and at which, nothing blocks: 0 to 5."""
    return min((finding.level for finding in found if finding.level), default=len(LEVELS) + 1) - 1


def _check_accepted(look: Look) -> Iterator[Finding]:
    """L3: status Accepted, the sketch is there, risks are documented, nothing is left of the template."""
    record = look.record
    kind = record.status.kind
    if kind not in ("accepted", "superseded", "deprecated"):
        yield look.finding(
            3, "status-mismatch", record.at("status"), f"the status is {record.status_text}, not Accepted"
        )
    if not _DAY.search(record.value("decided")):
        yield look.finding(3, "missing-part", record.at("decided"), "the decision date is missing")
    yield from _sketch(look)
    yield from _risks(look)
    for section in look.page.sections:
        if section.level == 2 and section.title.lower().startswith(_LATER):
            for finding in look.left_in(3, Span(section.start, section.end)):
                if not look.is_elsewhere(finding.line):
                    yield finding


def _sketch(look: Look) -> Iterator[Finding]:
    section = look.page.section("implementation sketch")
    if section is None:
        yield look.finding(3, "no-sketch", look.end_of("phase 3"), 'there is no "Implementation sketch"')
        return
    line = look.page.line(section.head)
    if not look.page.has_code(Span(section.start, section.end)):
        yield look.finding(
            3, "no-sketch", line, "the implementation sketch holds no block of code, configuration or schema"
        )
    yield from look.labelled(3, section, ("key integration points", "known sharp edges"))


def _risks(look: Look) -> Iterator[Finding]:
    section = look.page.section("risks")
    if section is None:
        yield look.finding(3, "no-risks", look.end_of("phase 3"), 'there is no "Risks"')
        return
    kinds = set()
    for row in rows(look.page, Span(section.start, section.end)):
        line = look.page.line(row.at)
        kind = row.cells[0].lower() if row.cells else ""
        kinds.add(kind.split(" ")[0])
        said = row.cells[1] if len(row.cells) > 1 else ""
        if said.lower().startswith("none known"):
            continue
        names = ("kind", "risk", "probability", "impact", "mitigation")
        cells = (*row.cells, *("",) * 5)
        lacking = [name for name, cell in zip(names, cells, strict=False) if not is_filled(cell)]
        if lacking:
            yield look.finding(3, "no-risks", line, f"the {kind or 'risk'} risk has no {', '.join(lacking)}")
    line = look.page.line(section.head)
    for kind in ("technical", "business", "security"):
        if kind not in kinds:
            yield look.finding(3, "no-risks", line, f'no {kind} risk is documented (or "None known" with the reason)')


def _broken_mentions(look: Look, exists: Exists) -> Iterator[Finding]:
    """Yield the mentions that lead nowhere: `@.aiwg/` and `@$AIWG_ROOT/` anywhere, any path that begins an item."""
    prose = look.page.prose
    last = 0
    for match in _MENTION.finditer(prose):
        target = match["target"]
        begin = prose.rfind("\n", last, match.start()) + 1  # only the first mention of a line can begin an item
        begins_item = (begin > 0 or last == 0) and _ITEM.fullmatch(prose, begin, match.start()) is not None
        last = match.end()
        is_glued = match.start() > 0 and _GLUED.match(prose, match.start() - 1) is not None
        is_mention = begins_item or (target.startswith((".aiwg/", "$AIWG_ROOT/")) and not is_glued)
        if is_mention and prose[match.end() : match.end() + 1] not in ("{", "$") and not exists(target):
            line = look.page.line(match.start())
            yield look.finding(2, "broken-mention", line, f"@{target} leads to nothing")
