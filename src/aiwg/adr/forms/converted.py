"""A record of our template in its other form: with braces and tables, or with square brackets and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.document import DocumentSection, Span
from aiwg.adr.editing import Splice, spliced
from aiwg.adr.forms.elements import is_placeholder, labels, rows
from aiwg.adr.forms.part_table import PARTS
from aiwg.adr.forms.risks import KINDS, parts_of, risks_in
from aiwg.adr.gates.reviewed import CLAIMS, alternatives
from aiwg.adr.gates.view import GateView
from aiwg.adr.record import DecisionRecord
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern

_FILLED = ("metadata", "status")
_LISTS = ("reviewers", "approval conditions", "review comments")
_NAMED = lazy_pattern(r"^(?:alternative|option)\s*\d*\s*[:.)-]?\s*(?P<name>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alternative:
    """An alternative as texts: its name, and what stands at its labels; empty where it says nothing."""

    name: str
    description: str = ""
    pros: str = ""
    cons: str = ""
    why_not: str = ""


def converted(record: DecisionRecord, fresh: DecisionRecord) -> str:
    """Return a fresh record of the other form with all that a record says; what has no place there is left out."""
    text = with_places(fresh, dict(_values(record)))
    text = _with_sketch(DecisionRecord(fresh.name, text), record)
    text = _with_claims(DecisionRecord(fresh.name, text), record)
    text = with_alternatives(DecisionRecord(fresh.name, text), _alternatives_of(record))
    text = _with_risks(DecisionRecord(fresh.name, text), record)
    return _with_references(DecisionRecord(fresh.name, text), record)


def with_places(record: DecisionRecord, values: dict[tuple[str, str], str]) -> str:
    """Return the text of a record with values set by section and name of the part; a part that is missing stays so."""
    look, changes = GateView(record), []
    for (title, name), value in values.items():
        section = record.section(title)
        label = look.place(section, name) if section else None
        if label is not None:
            before = record.text[label.value.start - 1 : label.value.start]
            block = value.lstrip().startswith(("- ", "* ", "|", "1.", "```"))
            lead = record.page.newline * 2 if block and before in (" ", ":", "*") else ""
            lead = " " if not lead and before in (":", "*") else lead
            changes.append(Splice(label.value.start, label.value.end, lead + value))
    return spliced(record.text, changes)


def _values(record: DecisionRecord) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what the parts of a record say, as far as somebody filled them in."""
    look = GateView(record)
    names = [(each.section, each.name) for each in PARTS if each.section not in _FILLED]
    names += [("metadata", "reviewers"), ("status", "decision date"), ("status", "supersedes")]
    names += [("review and approval", name) for name in _LISTS]
    names += [("source verification and claim tracking", "unverified claims"), ("definition of done", "evidence")]
    for title, name in names:
        section = record.section(title)
        label = look.place(section, name) if section else None
        if label is not None:
            said = record.text[label.value.start : label.value.end]
            if said.strip() and not is_placeholder(said):
                yield (title, name), said
        elif name == "review comments" and section is not None:
            yield (title, name), "- [x] None"  # the form without that list has no comment that is open


def _with_sketch(fresh: DecisionRecord, record: DecisionRecord) -> str:
    there, wanted = _before_labels(fresh), _before_labels(record)
    said = record.text[wanted.start : wanted.end].strip() if wanted else ""
    if there is None or not said or is_placeholder(said):
        return fresh.text
    end = fresh.page.newline
    return spliced(fresh.text, [Splice(there.start, there.end, f"{end}{said}{end * 2}")])


def _before_labels(record: DecisionRecord) -> Span | None:
    section = record.section("implementation sketch")
    if section is None:
        return None
    own = record.page.own(section)
    first = min((label.at for label in labels(record.page, own).values()), default=own.end)
    return Span(own.start, first)


def _with_claims(fresh: DecisionRecord, record: DecisionRecord) -> str:
    """Return the text with the rows of the claims; comments and line ends outside the rows stay."""
    there, wanted = _claim_rows(fresh), _claim_rows(record)
    said = record.text[wanted.start : wanted.end] if wanted else ""
    if there is None or not said.strip() or is_placeholder(said):
        return fresh.text
    return spliced(fresh.text, [Splice(there.start, there.end, said)])


def _claim_rows(record: DecisionRecord) -> Span | None:
    section = record.section(*CLAIMS)
    found = list(rows(record.page, record.page.own(section))) if section else []
    if not found:
        return None
    end = record.text.find("\n", found[-1].at)
    return Span(found[0].at, end if end >= 0 else len(record.text))


def _alternatives_of(record: DecisionRecord) -> list[Alternative]:
    look, found = GateView(record), []
    for section in alternatives(look):
        named = _NAMED.match(section.title)
        there = {
            name: record.text[label.value.start : label.value.end].strip()
            for name, label in look.labels_of(section).items()
        }
        texts = (there.get(each, "") for each in ("description", "pros", "cons", "why not chosen"))
        said = ["" if is_placeholder(text) else text for text in texts]
        name = named["name"] if named else section.title
        if not is_placeholder(name) or any(said):
            found.append(Alternative(name, *said))
    return found


def with_alternatives(record: DecisionRecord, found: list[Alternative]) -> str:
    """Return the text of a record with these in the place of the template's alternatives."""
    section = record.section("alternatives considered")
    inner = record.page.below(section) if section else []
    if not inner or not found:
        return record.text
    blocks = [_block(number, each, record.is_bracketed) for number, each in enumerate(found, 1)]
    end = record.page.trimmed(inner[-1].start, inner[-1].end).end
    return record.text[: inner[0].head] + "\n\n".join(blocks) + record.text[end:]


def _block(number: int, each: Alternative, brackets: bool) -> str:
    left, right = ("[", "]") if brackets else ("{", "}")
    parts = (
        ("Description", each.description, "what it would be"),
        ("Pros", each.pros, "what speaks for it"),
        ("Cons", each.cons, "what speaks against it"),
        ("Why Not Chosen" if brackets else "Why not chosen", each.why_not, "the constraint or fact that decided"),
    )
    lines = [f"#### Alternative {number}: {each.name}"]
    for name, said, asked in parts:
        text = said or f"{left}{asked[:1].upper() + asked[1:] if brackets else asked}{right}"
        listed = name in ("Pros", "Cons")
        if listed and not text.lstrip().startswith(("-", "*", "+")):
            text = f"- {text}"
        if brackets:
            lines.append(f"**{name}**:\n\n{_dedented(text)}" if listed else f"**{name}**: {text}")
        elif listed:
            lines.append(f"- **{name}**:\n" + "\n".join(f"  {line}" for line in _dedented(text).splitlines()))
        else:
            lines.append(f"- **{name}**: {text}")
    head, *rest = lines
    return f"{head}\n\n" + ("\n\n" if brackets else "\n").join(rest)


def _dedented(text: str) -> str:
    lines = text.splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    return "\n".join([lines[0].lstrip(), *(line[indent:] for line in lines[1:])])


def _with_risks(fresh: DecisionRecord, record: DecisionRecord) -> str:
    section, there = record.section("risks"), fresh.section("risks")
    if section is None or there is None:
        return fresh.text
    found = list(_risks_of(record, section))
    if not found:
        return fresh.text
    if not fresh.is_bracketed:
        table = "".join(f"| {' | '.join(_cell(each) for each in risk)} |\n" for risk in found)
        own = list(rows(fresh.page, fresh.page.own(there)))
        end = fresh.text.index("\n", own[-1].at) + 1
        return spliced(fresh.text, [Splice(own[0].at, end, table)])
    values = {("risks", kind): _list_of([each for each in found if each[0].lower().startswith(kind)]) for kind in KINDS}
    return with_places(fresh, {place: said for place, said in values.items() if said})


def _risks_of(record: DecisionRecord, section: DocumentSection) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield kind, risk, probability, impact and mitigation of each risk, from a table or from lists."""
    for row in rows(record.page, Span(section.start, section.end)):
        cells = (*row.cells, *("",) * 5)[:5]
        if not is_placeholder(" ".join(cells)):
            yield cells[0], cells[1], cells[2], cells[3], cells[4]
    look = GateView(record)
    for kind in KINDS:
        label = look.place(section, kind)
        text = record.page.plain[label.value.start : label.value.end] if label else ""
        for _, risk in risks_in(text) if text.strip() and not is_placeholder(text) else ():
            said = parts_of(risk)
            parts = (said.get(each, "") for each in ("risk", "probability", "impact", "mitigation"))
            yield (kind.capitalize(), *parts)  # type: ignore[misc]  # four parts, always


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") if "\\|" not in text else " ".join(text.split())


def _list_of(risks: list[tuple[str, str, str, str, str]]) -> str:
    items = []
    for _, risk, *parts in risks:
        lines = [f"- Risk: {risk}" if any(parts) else f"- {risk}"]
        names = ("Probability", "Impact", "Mitigation")
        lines += [f"  - {name}: {said}" for name, said in zip(names, parts, strict=True) if said]
        items.append("\n".join(lines))
    return "\n".join(items)


def _with_references(fresh: DecisionRecord, record: DecisionRecord) -> str:
    there, wanted = fresh.section("references"), record.section("references")
    if there is None or wanted is None:
        return fresh.text
    said = record.text[wanted.start : record.page.own(wanted).end].strip()
    if not said or is_placeholder(said):
        return fresh.text
    span = fresh.page.trimmed(there.start, fresh.page.own(there).end)
    return spliced(fresh.text, [Splice(span.start, span.end, said)])
