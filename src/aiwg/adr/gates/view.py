"""Looking at a record in our form: the same few questions that every gate asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from aiwg.adr.document import DocumentSection, Span
from aiwg.adr.forms.elements import EMPTY, Label, has_placeholder, is_none, label_key, labels, placeholders
from aiwg.adr.record import DecisionRecord
from aiwg.findings.model import ERROR, Finding


def shown_label(name: str) -> str:
    """Return a label as the template writes it."""
    return "ADR ID" if name == "adr id" else f"{name[:1].upper()}{name[1:]}"


def says_none(text: str) -> bool:
    """Say whether a text, or a line of it, says that there is nothing."""
    return any(is_none(line) for line in text.splitlines())


def _without_question(value: str) -> str:
    """Return a value without the question of the template that it answers, in a line of its own."""
    if "?" not in value:
        return value
    first, _, rest = value.partition("\n")
    return rest if first.rstrip().endswith("?") and not first.lstrip().startswith(("-", "*", "|")) else value


class GateView:
    """A record and the questions that gates ask of it."""

    def __init__(self, record: DecisionRecord) -> None:
        self.record = record
        self.page = record.page
        self._labels: dict[DocumentSection, dict[str, Label]] = {}

    def finding(self, level: int, code: str, line: int, message: str, hint: str | None = None) -> Finding:
        """Return a finding in this record."""
        return Finding(code, ERROR, message, self.record.file, line, hint=hint, gate=level)

    def text(self, span: Span) -> str:
        """Return the plain text of a part."""
        return self.page.plain[span.start : span.end]

    def starting(self, words: str) -> DocumentSection | None:
        """Return the first section whose title starts with these words."""
        return next((each for each in self.page.sections if each.title.lower().startswith(words)), None)

    def end_of(self, words: str) -> int:
        """Return the line of a section's heading, where something is missing in it; 1 when it is missing itself."""
        section = self.starting(words)
        return self.page.line(section.head) if section else 1

    def labels_of(self, section: DocumentSection) -> dict[str, Label]:
        """Return the labels of a section, without those of sections inside it."""
        found = self._labels.get(section)
        if found is None:
            found = self._labels[section] = labels(self.page, self.page.own(section))
        return found

    def place(self, section: DocumentSection, name: str) -> Label | None:
        """Return the label of a section, or the heading inside it, of that name."""
        found = self.labels_of(section).get(name)
        if found is not None:
            return found
        for inner in self.page.below(section):
            if label_key(inner.title) == name:
                return Label(name, inner.head, self.page.trimmed(inner.start, self.page.own(inner).end))
        return None

    def is_left(self, span: Span) -> bool:
        """Say whether a part still holds something that a template left to be filled in."""
        return self._has_left and has_placeholder(self.page, span)

    @cached_property
    def _has_left(self) -> bool:
        return has_placeholder(self.page, Span(0, len(self.page.text)))

    def is_filled(self, span: Span) -> bool:
        """Say whether a part says something, and holds nothing to be filled in."""
        return bool(self.text(span).strip(EMPTY)) and not self.is_left(span)

    def labelled(self, level: int, section: DocumentSection, names: Iterable[str]) -> Iterator[Finding]:
        """Yield what is missing of the labels that a section must have, each with a value."""
        there = self.labels_of(section)
        for name in names:
            label = there.get(name) or self.place(section, name)
            wrong, at = "is missing", section.head
            if label is not None:
                at = label.at
                if self.is_left(label.value):
                    wrong = "still contains text of the template"
                elif self._says_something(label):
                    continue
                else:
                    wrong = "is empty"
            code = "placeholder" if wrong.startswith("still") else "missing-part"
            said = f'{section.title}: "{shown_label(name)}" {wrong}'
            yield self.finding(level, code, self.page.line(at), said)

    def _says_something(self, label: Label) -> bool:
        value = _without_question(self.page.plain[label.value.start : label.value.end])
        return bool(value.strip(EMPTY)) or self.page.has_code(label.value)

    def left_in(self, level: int, span: Span) -> Iterator[Finding]:
        """Yield what a template left to be filled in, once a line."""
        lines = set()
        for at, text in placeholders(self.page, span):
            line = self.page.line(at)
            if line not in lines:
                lines.add(line)
                said = text if len(text) <= 60 else f"{text[:57]}..."
                yield self.finding(level, "placeholder", line, f"text of the template is left in: {said}")

    def is_elsewhere(self, line: int) -> bool:
        """Say whether another gate looks at what a line of the later parts holds."""
        return any(first <= line <= last for first, last in self._elsewhere)

    @cached_property
    def _elsewhere(self) -> list[tuple[int, int]]:
        found = []
        for title, name in (
            ("definition of done", "evidence"),
            ("review and approval", "reviewers"),
            ("review and approval", "review comments"),
            ("implementation sketch", "key integration points"),
            ("implementation sketch", "known sharp edges"),
        ):
            section = self.page.section(title)
            label = self.labels_of(section).get(name) if section else None
            if label:
                found.append((self.page.line(label.at), self.page.line(max(label.value.end - 1, label.at))))
        risks = self.page.section("risks")
        if risks:
            found.append((self.page.line(risks.head), self.page.line(risks.end - 1)))
        return found
