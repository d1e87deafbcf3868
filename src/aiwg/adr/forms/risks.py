"""The risks of a record: rows of a table, or bulleted groups below a label for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.document import DocumentSection, Span
from aiwg.adr.forms.elements import Label, is_filled, is_placeholder, rows
from aiwg.adr.gates.view import GateView
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

KINDS = ("technical", "business", "security")
_NAMES = ("kind", "risk", "probability", "impact", "mitigation")
_ITEM = lazy_pattern(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+", re.MULTILINE)
_PART = lazy_pattern(
    r"(?:^|(?<=[\s;,.(*_-]))(?P<name>risk|probability|likelihood|impact|mitigation)s?[*_]*[ \t]*[:=][*_]*[ \t]*",
    re.IGNORECASE,
)
_NOTHING = lazy_pattern(r"^\W*(?:none\b|no (?:known )?risk)", re.IGNORECASE)


def check_risks(look: GateView) -> Iterator[Finding]:
    """Yield what blocks L3: a kind of risk that is not documented, or a risk that lacks a part."""
    section = look.page.section("risks")
    if section is None:
        yield look.finding(3, "no-risks", look.end_of("phase 3"), 'there is no "Risks"')
        return
    kinds = set()
    for row in rows(look.page, Span(section.start, section.end)):
        kind = row.cells[0].lower() if row.cells else ""
        kinds.add(kind.split(" ")[0])
        said = row.cells[1] if len(row.cells) > 1 else ""
        if said.lower().startswith("none known"):
            continue
        lacking = [name for name, cell in zip(_NAMES, (*row.cells, *("",) * 5), strict=False) if not is_filled(cell)]
        if lacking:
            line = look.page.line(row.at)
            yield look.finding(3, "no-risks", line, f"the {kind or 'risk'} risk has no {', '.join(lacking)}")
    yield from _listed(look, section, kinds)


def _listed(look: GateView, section: DocumentSection, kinds: set[str]) -> Iterator[Finding]:
    """Yield what the kinds lack that no row of a table is about."""
    for kind in KINDS:
        if kind in kinds:
            continue
        label = look.place(section, kind)
        if label is None or not look.text(label.value).strip(" \t\r\n-*+"):
            line = look.page.line(label.at if label else section.head)
            said = f'no {kind} risk is documented (or "None known" with the reason)'
            yield look.finding(3, "no-risks", line, said)
        else:
            yield from _group(look, kind, label)


def _group(look: GateView, kind: str, label: Label) -> Iterator[Finding]:
    text = look.text(label.value)
    if _NOTHING.match(text):
        return
    for at, risk in risks_in(text):
        line = look.page.line(label.value.start + at)
        there = parts_of(risk)
        lacking = [name for name in _NAMES[2:] if name not in there]
        if is_placeholder(risk):
            yield look.finding(3, "no-risks", line, f"the {kind} risk still has text of the template")
        elif lacking:
            yield look.finding(3, "no-risks", line, f"the {kind} risk has no {', '.join(lacking)}")


def parts_of(risk: str) -> dict[str, str]:
    """Return what a risk says: its `risk`, `probability`, `impact` and `mitigation`, those that say something."""
    found = list(_PART.finditer(risk))
    said = (
        {} if found and not _bare(risk[: found[0].start()]) else {"risk": risk[: found[0].start()] if found else risk}
    )
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(risk)
        said[match["name"].lower().replace("likelihood", "probability")] = risk[match.end() : end]
    return {name: bare for name, text in said.items() if is_filled(bare := _bare(text))}


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" -*+;,.(")


def risks_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each risk: an item begins one, unless it says a part of the one before."""
    starts: list[tuple[int, int]] = []
    for item in _ITEM.finditer(text):
        part = _PART.match(text, item.end())
        if part is None or part["name"].lower() == "risk":
            indent = len(item[0]) - len(item[0].lstrip(" \t"))
            if not starts or indent <= starts[0][1]:
                starts.append((item.start(), indent))
    begins = [at for at, _ in starts] or [0]
    for at, end in zip(begins, (*begins[1:], len(text)), strict=True):
        yield at, text[at:end]
