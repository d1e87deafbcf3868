"""A reviewer's sign-off, a level that is claimed, and labels of the metadata: one line of a record each."""

from __future__ import annotations

import re

from aiwg.adr.document import Span
from aiwg.adr.editing import Splice, end_of_item, spliced, unproved
from aiwg.adr.forms.elements import Label, Task, is_none, is_placeholder, labels, tasks
from aiwg.adr.gates.reviewed import unsigned
from aiwg.adr.record import DecisionRecord
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern

_NAMED = lazy_pattern(r"\((?P<name>[^()\n]+)\)")
_LABELS = {"tags": "Tags", "domain": "Domain", "applies to": "Applies to"}


def with_signature(record: DecisionRecord, role: str, name: str, day: str, conditions: str) -> str:
    """Return the text with the sign-off of a reviewer, ticked and dated, and the conditions in their list.

    Raises UserError: usage when the record has no list of reviewers, conflict when the line names another person.
    """
    label = _label(record, "review and approval", "reviewers")
    if label is None:
        raise UserError(
            f"{record.file} has no list of reviewers to sign in.",
            exit=Exit.USAGE,
            hint=f"Move it to the template first: aiwg adr adopt {record.number or record.name}",
        )
    found = list(tasks(record.page, label.value))
    task = _line_of(found, role)
    who = _who(task, role, name, record)
    approved = "approved with conditions" if conditions else "approved"
    text = _with_item(record, label, task, f"[x] {who} - {approved} {day}")
    if conditions:
        text = _with_condition(DecisionRecord(record.name, text, record.file), f"[ ] {conditions} ({role})")
    signed = [each for each in _tasks_of(DecisionRecord(record.name, text)) if _words(role) <= _words(each.text)]
    if not any(unsigned(each) is None for each in signed):
        raise unproved(record, "sign-off")
    return text


def _tasks_of(record: DecisionRecord) -> list[Task]:
    label = _label(record, "review and approval", "reviewers")
    return list(tasks(record.page, label.value)) if label else []


def _label(record: DecisionRecord, title: str, name: str) -> Label | None:
    section = record.section(title) if record.is_ours else None
    return labels(record.page, Span(section.start, section.end)).get(name) if section else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _line_of(found: list[Task], role: str) -> Task | None:
    """Return the line for a role: one that names it, else one that nobody filled in yet."""
    named = [each for each in found if _words(role) <= _words(each.text) and not is_placeholder(each.text)]
    left = [each for each in found if is_placeholder(each.text)]
    return next(iter(named or left), None)


def _who(task: Task | None, role: str, name: str, record: DecisionRecord) -> str:
    """Return the role and the name for the line."""
    if task is None or is_placeholder(task.text):
        return f"{role} ({name})" if name else role
    said = re.split(r"(?<!\s)\s++-\s++|(?<!\s)\s*+:\s", task.text, maxsplit=1)[0]
    person = _NAMED.search(said)
    if person is None:
        return f"{said} ({name})" if name else said
    if name and not _words(name) & _words(person["name"]):
        raise UserError(
            f"{record.file}:{record.page.line(task.at)}: {said} is the reviewer, and git names you {name}.",
            exit=Exit.CONFLICT,
            hint="Change the line if the reviewer changed, or sign in another role.",
        )
    return said


def _with_item(record: DecisionRecord, label: Label, task: Task | None, said: str) -> str:
    """Return the text with an item of a checklist replaced, or added at its end."""
    page = record.page
    if task is not None:
        line = page.text.index("\n", task.at) if "\n" in page.text[task.at :] else len(page.text)
        end = end_of_item(page, line, label.value.end)
        mark = page.text[task.at : page.text.index("[", task.at)]
        return spliced(record.text, [Splice(task.at, end, f"{mark}{said}")])
    end = label.value.end if label.value.end > label.value.start else len(record.text[: label.value.end].rstrip())
    gap = page.newline if list(tasks(page, label.value)) else page.newline * 2
    return spliced(record.text, [Splice(end, end, f"{gap}- {said}")])


def _with_condition(record: DecisionRecord, said: str) -> str:
    label = _label(record, "review and approval", "approval conditions")
    if label is None:
        raise UserError(f'{record.file} has no "Approval conditions".', hint="Add the label, then sign again.")
    free = (each for each in tasks(record.page, label.value) if is_none(each.text) or is_placeholder(each.text))
    task = next(free, None)
    if task is None and is_none(record.text[label.value.start : label.value.end]):
        return spliced(record.text, [Splice(label.value.start, label.value.end, f"{record.page.newline * 2}- {said}")])
    return _with_item(record, label, task, said)


def with_level(record: DecisionRecord, level: str) -> str:
    """Return the text with another level claimed. Raises UserError when the record has no place for it."""
    label = _label(record, "definition of done", "current level")
    if label is None:
        raise UserError(f'{record.file} has no "Current level".', hint="aiwg adr check")
    value = record.text[label.value.start : label.value.end]
    claimed = re.match(r"\W*L[1-5]\b", value)
    end = label.value.start + claimed.end() if claimed and not is_placeholder(value) else label.value.end
    gap = "" if record.text[label.value.start - 1 : label.value.start] in (" ", "\t") else " "
    text = spliced(record.text, [Splice(label.value.start, end, f"{gap}{level}")])
    if DecisionRecord(record.name, text).level != level:
        raise unproved(record, "level")
    return text


def with_field(record: DecisionRecord, name: str, value: str) -> str:
    """Return the text with tags, a domain or paths set, where the record's form keeps its status or date."""
    spans = record.fields.get(name, [])
    if spans:
        gap = " " if record.text[spans[0].start - 1 : spans[0].start] == ":" else ""
        text = spliced(record.text, [Splice(spans[0].start, spans[0].end, gap + value)])
    else:
        text = _with_new_field(record, name, value)
    if DecisionRecord(record.name, text).value(name) != value:
        raise unproved(record, name)
    return text


def _with_new_field(record: DecisionRecord, name: str, value: str) -> str:
    """Return the text with a line below the date, or the status, that looks as that line does."""
    front = record.page.front
    for other in ("reviewers", "authors", "date", "status") if record.is_ours else ("date", "status", "authors"):
        for span in record.fields.get(other, ()):
            start = record.text.rfind("\n", 0, span.start) + 1
            stop = record.text.find("\n", span.end)
            end = stop if stop >= 0 else len(record.text)
            end -= record.text[end - 1 : end] == "\r"
            before = record.text[start : span.start]
            if ":" not in before or (record.is_ours and record.page.line(span.start) > 30):
                continue
            line = _line_like(before, _LABELS[name], front is not None and span.start < front.end)
            return spliced(record.text, [Splice(end, end, f"{record.page.newline}{line}{value}")])
    hint = f"aiwg adr adopt {record.number or record.name}"
    raise UserError(f"{record.file} has no line of metadata to add {name} to.", hint=hint)


def _line_like(before: str, shown: str, in_front: bool) -> str:
    """Return the beginning of a line for a field, made as the line of another one begins."""
    found = re.match(r"(?P<lead>\W*+)[A-Za-z][\w ()/-]*+(?P<tail>.*)", before)
    lead, tail = (found["lead"], found["tail"]) if found else ("", ": ")
    key = shown.lower().replace(" ", "-") if in_front else shown
    return f"{lead}{key}{tail.replace(chr(34), '').replace(chr(39), '').rstrip()} "
