"""Checking one record: what its form asks of it, which level holds and what blocks the next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from aiwg.adr.document import Span
from aiwg.adr.forms.elements import is_placeholder, placeholders
from aiwg.adr.gates.levels import Exists, blockers, level_held
from aiwg.adr.record import LEVELS, LOG4BRAINS, MADR, NYGARD, DecisionRecord
from aiwg.adr.status import ACCEPTED, DEPRECATED, MISSING, REJECTED, SUPERSEDED
from aiwg.adr.titles import weakness
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.findings.suppressions import allowed_in

CLOSED = (REJECTED, SUPERSEDED, DEPRECATED)
"""What was decided for good: the record is history, and no gate applies any more."""

_STRANGE = lazy_pattern("[\x00\udc80-\udcff]")
"""What no Markdown holds: a zero byte, or a byte that is no UTF-8, as it is decoded."""

_NEEDED = {
    NYGARD: (("context",), ("decision",)),
    MADR: (("context and problem statement", "context"), ("decision outcome", "decision")),
    LOG4BRAINS: (("context and problem statement", "context"), ("decision outcome", "decision")),
}


@dataclass(frozen=True)
class Checked:
    """A record, what was found, and the level that it must hold: what is demanded, else what it claims, else L1."""

    record: DecisionRecord
    found: list[Finding]
    required: int

    @property
    def held(self) -> int:
        """The highest level that holds, 0 for none."""
        return level_held(self.found) if self.record.is_ours else 0

    @property
    def next(self) -> int:
        """The level that comes after the one that holds, 5 at most."""
        return min(self.held + 1, len(LEVELS))

    @cached_property
    def failing(self) -> list[Finding]:
        """What makes the check fail: errors, and what blocks the levels that must hold."""
        return [each for each in self.found if each.level == ERROR and each.gate <= self.required]

    @property
    def warnings(self) -> list[Finding]:
        """What should be looked at and makes nothing fail."""
        return [each for each in self.found if each.level == WARNING]

    @property
    def blocking(self) -> list[Finding]:
        """What blocks the next level; of a record in another form, what is wrong with it."""
        if not self.record.is_ours:
            return [each for each in self.found if each.level == ERROR]
        return [each for each in self.found if each.gate == self.next] if self.held < len(LEVELS) else []


def check_record(record: DecisionRecord, exists: Exists, demanded: int | None = None, brief: bool = False) -> Checked:
    """Return what is found in a record. `demanded` is the level that it must hold, whatever it claims.

    A brief check stops at the first gate that blocks, beyond the level that must hold.
    """
    broken = _malformed(record)
    if broken is not None:
        return Checked(record, [broken], 0)
    closed = record.status.kind in CLOSED
    if not record.is_ours:
        found = list(_check_other(record))
        if demanded and not closed:
            found.append(
                _of(record, "no-levels", 1, f"the form is {record.form}, which has no levels", hint=_adopt(record))
            )
        return Checked(record, _standing(record, found), 0)
    claimed = LEVELS.index(record.level) + 1 if record.level else 0
    found = _standing(record, blockers(record, exists, (demanded or claimed or 1) if brief else None))
    held = level_held(found)
    if claimed > held and not closed:
        said = f"it meets only {LEVELS[held - 1]}" if held else "it does not meet L1"
        found.append(
            _of(record, "level-claimed", record.line_of_level, f"the record claims {record.level}, but {said}")
        )
    if record.status.kind == ACCEPTED and held < 3:
        said = LEVELS[held - 1] if held else "below L1"
        found.append(
            _of(
                record,
                "status-mismatch",
                record.at("status"),
                f"an accepted record should meet L3, but this one is at {said}",
                WARNING,
            )
        )
    return Checked(record, _standing(record, found), 0 if closed else demanded or claimed or 1)


def _standing(record: DecisionRecord, found: list[Finding]) -> list[Finding]:
    """Return what no line of the record allows: `<!-- aiwg-allow: CODE -->` in it, or alone in the line above."""
    allowed = allowed_in(record.text)
    return [each for each in found if each.code not in allowed.get(each.line or 0, ())] if allowed else found


def _of(
    record: DecisionRecord, code: str, line: int, message: str, level: str = ERROR, hint: str | None = None
) -> Finding:
    return Finding(code, level, message, record.file, line, hint=hint)


def _adopt(record: DecisionRecord) -> str:
    return f"aiwg adr adopt {record.number if record.number is not None else record.id}"


def _malformed(record: DecisionRecord) -> Finding | None:
    """Return why a file cannot be read as a record, or None."""
    if not record.text.strip():
        return _of(record, "malformed", 1, "the file is empty")
    plain = record.text.isascii() and "\0" not in record.text  # looked at first: it is so for most, and quick
    strange = None if plain else _STRANGE.search(record.text)
    if strange is not None:
        reason = "the file is not text" if strange[0] == "\0" else "the file is not UTF-8 text"
        return _of(record, "malformed", record.page.line(strange.start()), reason)
    if not record.title and not record.is_ours:
        return _of(record, "malformed", 1, "the record has no title: the first line should be a heading, `# ...`")
    if record.page.front is None and record.text.lstrip("\ufeff").startswith("---\n"):
        return _of(record, "malformed", 1, "the frontmatter is opened and never closed")
    return None


def _check_other(record: DecisionRecord) -> Iterator[Finding]:
    page = record.page
    if record.status.kind == MISSING:
        text = record.value("status")
        if is_placeholder(text):
            yield _of(record, "placeholder", record.at("status"), "the status still has text of the template")
        else:
            yield _of(record, "no-status", 1, "the record has no status", WARNING)
    for titles in _NEEDED.get(record.form, ()):
        section = page.section(*titles)
        if section is None:
            yield _of(record, "missing-part", 1, f'there is no "{titles[0].capitalize()}"', WARNING)
        elif not page.plain[section.start : section.end].strip() and not page.has_code(
            Span(section.start, section.end)
        ):
            yield _of(record, "missing-part", page.line(section.head), f'"{section.title}" is empty')
    lines = set()
    for at, text in placeholders(page, Span(0, len(record.text))):
        if page.line(at) not in lines:
            lines.add(page.line(at))
            yield _of(record, "placeholder", page.line(at), f"text of the template is left in: {text[:60]}")
    reason = weakness(record.title)
    if reason:
        yield _of(record, "weak-title", record.at("title"), f'the title "{record.title}" {reason}', WARNING)
