"""Moving a record of another form to our template: every line of it goes where it belongs, and none is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.document import DocumentSection, bare_title
from aiwg.adr.editing import with_links_in_ours
from aiwg.adr.forms.converted import Alternative, converted, with_alternatives, with_places
from aiwg.adr.forms.elements import is_placeholder, label_key
from aiwg.adr.forms.part_table import PARTS
from aiwg.adr.forms.template import KnownValues, filled
from aiwg.adr.links import SUPERSEDED_BY
from aiwg.adr.record import DecisionRecord, listed
from aiwg.adr.repository import Records
from aiwg.adr.sign import with_field
from aiwg.adr.status import ACCEPTED, DEPRECATED, REJECTED, SUPERSEDED
from aiwg.adr.substrings import found_in
from aiwg.core.dataclass import dataclass, field
from aiwg.core.patterns import lazy_pattern

_CONTEXT = (
    "context|context and problem statement|problem|problem statement|issue|background|motivation|prologue.*|story"
)
_DRIVERS = "decision drivers|drivers|constraints|forces|requirements"
_DECISION = "decision|decision outcome|solution|resolution"
_REASON = "argument|rationale|justification|reasons?"
_CONSEQUENCES = "consequences|implications|(?:positive|negative) consequences|outcome|impact"
_OPTIONS = "considered options|alternatives.*|options.*|positions|considered alternatives"
_GOOD = lazy_pattern(r"^[ \t]*[*+-][ \t]+Good,?\s+(?:because\s+)?(?P<said>.*)", re.IGNORECASE)
_BAD = lazy_pattern(r"^[ \t]*[*+-][ \t]+Bad,?\s+(?:because\s+)?(?P<said>.*)", re.IGNORECASE)
_BECAUSE = lazy_pattern(r"\bbecause\b\s*(?P<why>.+)", re.IGNORECASE | re.DOTALL)
_ITEM = lazy_pattern(r"^[*+-][ \t]+(?P<name>.+)$", re.MULTILINE)
_KEPT = "From the earlier record"


@dataclass(slots=True)
class _Option:
    name: str
    text: str = ""
    why_not: str = ""
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)


def adopted(record: DecisionRecord, template: str, number: int, day: str, records: Records) -> str:
    """Return a record's text in the form of a template of ours. What has no place in it stays at its end, as it was."""
    known = KnownValues(number, record.title, record.date or day, record.value("authors"), _status(record))
    fresh = DecisionRecord(record.name, filled(template, known))
    if record.is_ours:
        return _with_rest(_with_fields(converted(record, fresh), record), record)
    text = with_places(fresh, dict(_values(record)))
    options = [_alternative(each) for each in _options(record)]
    text = with_alternatives(DecisionRecord(record.name, text), options)
    text = _with_consequences(text, record)
    for kind, others in _linked(record, records).items():
        text = with_links_in_ours(DecisionRecord(record.name, text), others, kind)
    return _with_rest(_with_fields(text, record), record, frozenset(template.splitlines()))


def _linked(record: DecisionRecord, records: Records) -> dict[str, list[DecisionRecord]]:
    """Return the other records that a record names, by the kind of the link, each once."""
    found: dict[str, dict[str, DecisionRecord]] = {}
    for link in record.links:
        other = records.get(link.target)
        if other is not None and link.kind != SUPERSEDED_BY:
            found.setdefault(link.kind, {})[other.name] = other
    return {kind: list(others.values()) for kind, others in found.items()}


def _with_fields(text: str, record: DecisionRecord) -> str:
    """Return the text with the tags, the domain and the paths of a record."""
    for name in ("tags", "domain", "applies to"):
        value = ", ".join(listed(record.value(name)))
        if value:
            text = with_field(DecisionRecord(record.name, text), name, value)
    return text


def _alternative(option: _Option) -> Alternative:
    good, bad = ("\n".join(f"- {each}" for each in said) for said in (option.good, option.bad))
    return Alternative(option.name, option.text, good, bad, option.why_not)


def _status(record: DecisionRecord) -> str:
    kind, by = record.status.kind, record.status.by
    if kind == SUPERSEDED and by is not None:
        return f"Superseded by {f'ADR-{by:03}' if isinstance(by, int) else by}"
    names = {ACCEPTED: "Accepted", REJECTED: "Rejected", DEPRECATED: "Deprecated", SUPERSEDED: "Superseded"}
    return names.get(kind, "Proposed")


def _values(record: DecisionRecord) -> Iterator[tuple[tuple[str, str], str]]:
    decided = "\n\n".join(_own(record, _DECISION))
    reasons = "\n\n".join(_own(record, _REASON))
    because = _BECAUSE.search(decided)
    for place, text in (
        (("metadata", "reviewers"), ""),
        (("context", "problem"), "\n\n".join(_own(record, _CONTEXT))),
        (("context", "constraints"), "\n\n".join(_own(record, _DRIVERS))),
        (("decision", "what"), decided),
        (("decision", "why"), reasons or (because["why"].strip() if because else "")),
    ):
        if text:
            yield place, text


def _own(record: DecisionRecord, titles: str) -> Iterator[str]:
    """Yield the texts of the sections with these titles, without the sections inside them."""
    for section in _sections(record, titles):
        own = record.page.own(section)
        text = record.text[own.start : own.end].strip()
        if text and not is_placeholder(text):
            yield text


def _sections(record: DecisionRecord, titles: str) -> list[DocumentSection]:
    pattern = re.compile(rf"(?:{titles})\Z", re.IGNORECASE)
    return [each for each in record.page.sections if pattern.match(each.title) or pattern.match(bare_title(each.title))]


def _options(record: DecisionRecord) -> list[_Option]:
    options: dict[str, _Option] = {}
    for text in _own(record, _OPTIONS):
        for item in _ITEM.finditer(text):
            name, why_not = _named(item["name"].strip())
            options.setdefault(_key(name), _Option(name, why_not=why_not))
    for section in (*_sections(record, "pros and cons of the options.*"), *_sections(record, _OPTIONS)):
        for inner in record.page.below(section):
            if inner.level == section.level + 1:
                option = options.setdefault(_key(inner.title), _Option(inner.title))
                _read_option(option, record.text[inner.start : inner.end])
    return list(options.values())


def _named(item: str) -> tuple[str, str]:
    """Return the name of an option and why it was not chosen: `Redis: one more store to run`."""
    name, colon, why_not = item.partition(": ")
    return (name, why_not.strip()) if colon and len(name) <= 60 and "](" not in name else (item, "")


def _read_option(option: _Option, text: str) -> None:
    other = []
    for line in text.strip().splitlines():
        good, bad = _GOOD.match(line), _BAD.match(line)
        if good:
            option.good.append(good["said"].strip())
        elif bad:
            option.bad.append(bad["said"].strip())
        elif line.strip():
            other.append(line.strip())
    option.text = " ".join(other)


def _key(name: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"\]\([^()]*+\)", "", name)).strip().lower()


def _with_consequences(text: str, record: DecisionRecord) -> str:
    """Return the text with the consequences: good and bad ones sorted where they say so, others as they are."""
    good: list[str] = []
    bad: list[str] = []
    rest: list[str] = []
    for section in _sections(record, _CONSEQUENCES):
        own = record.page.own(section)
        title = section.title.lower()
        for line in record.text[own.start : own.end].strip().splitlines():
            said = _ITEM.match(line.strip())
            if _GOOD.match(line) or (title.startswith("positive") and said):
                good.append(line.strip())
            elif _BAD.match(line) or (title.startswith("negative") and said):
                bad.append(line.strip())
            else:
                rest.append(line.rstrip())
    fresh = DecisionRecord("", text)
    values = {("consequences", "positive"): "\n".join(good), ("consequences", "negative"): "\n".join(bad)}
    text = with_places(fresh, {place: value for place, value in values.items() if value})
    place = DecisionRecord("", text).section("consequences")
    left = "\n".join(rest).strip()
    if place is None or not left:
        return text
    return f"{text[: place.start].rstrip()}\n\n{left}\n\n{text[place.start :].lstrip()}"


def _with_rest(text: str, record: DecisionRecord, template: frozenset[str] = frozenset()) -> str:
    """Return the text with every line of the old one that it does not hold yet, below its old heading.

    What lines of the `template` say is said by nobody.
    """
    said = [word for line in text.splitlines() if line not in template for word in _words(line)]
    titles = {
        name
        for each in DecisionRecord("", text).page.sections
        for name in (bare_title(each.title), label_key(each.title))
    }
    titles |= {each.name for each in PARTS} if record.is_ours else set()
    kept: list[str] = []
    sections = record.page.sections
    heads = [section.head for section in sections]
    parts = [("Above its first section", 0, heads[0] if heads else len(record.text))]
    for index, section in enumerate(sections):
        end = heads[index + 1] if index + 1 < len(heads) else len(record.text)
        parts.append((section.title, section.start, end))
    texts = [(title, record.text[start:end].strip("\r\n")) for title, start, end in parts]
    runs = {each for title, part in texts for line in (title, *part.splitlines()) for each in (line, *_sides(line))}
    there = found_in(said, {each: _words(each) for each in runs})
    for title, part in texts:
        lost = [line for line in part.splitlines() if line not in there and not there.issuperset(_sides(line))]
        is_title = bool(record.title) and title.endswith(record.title) and record.text.startswith("#")
        has_title = is_title or bare_title(title) in titles or label_key(title) in titles
        missing_title = title != "Above its first section" and not has_title and title not in there
        if lost:
            body = part if "```" in part or "~~~" in part or "<!--" in part else "\n".join(lost)
            kept.append(f"### {title}\n\n{_fenced(body)}")
        elif missing_title and part.strip():
            kept.append(f"### {title}\n\n(its text stands above)")
    if not kept:
        return text
    return f"{text.rstrip()}\n\n## {_KEPT}\n\n" + "\n\n".join(kept) + "\n"


def _sides(line: str) -> tuple[str, ...]:
    """Return what stands on both sides of the first colon of a line: a label and its value may have been parted."""
    return line.partition(": ")[::2] if ": " in line else (line,)


def _fenced(body: str) -> str:
    """Return frontmatter and field lines as a block of text, anything else as it is."""
    return f"```text\n{body}\n```" if body.startswith("---\n") else body


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
