"""Changing records: status, supersession, links, form."""

from __future__ import annotations

from pathlib import Path

from aiwg.adr.check import Checked, check_record
from aiwg.adr.editing import linked_pair, superseded_pair, with_link, with_status
from aiwg.adr.forms.convert import adopted
from aiwg.adr.lifecycle import Changes, accepting, is_pending, rejecting
from aiwg.adr.links import AMENDS, SUPERSEDED_BY, SUPERSEDES
from aiwg.adr.record import DecisionRecord
from aiwg.adr.status import ACCEPTED, REJECTED, SUPERSEDED, Status, status_of
from aiwg.artifact.ids import shown
from aiwg.commands.adr.mentions import mentions_of
from aiwg.commands.adr.person import git_name, require_person
from aiwg.commands.adr.template import template_text
from aiwg.commands.adr.writing import say_written, today, write_records
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.decisions.folder import DecisionFolder, located
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.output.console import paint, say
from aiwg.output.written import say_text

SHOWN = 8
"""How many missing parts are listed."""


def run_status(typed: str, status: str, project: Path, force: bool = False) -> int:
    """Set a record's status; return the exit code. `force` accepts a record that says nothing yet."""
    status = " ".join(status.split())
    if not status or not status.isprintable():
        raise UserError("the status is empty or cannot be printed.", exit=Exit.USAGE)
    meant = status_of(status)
    if meant.kind == SUPERSEDED and meant.by is not None:
        return run_supersede(typed, str(meant.by), project)
    if meant.kind in (ACCEPTED, REJECTED):
        require_person("accept or reject a decision")
    folder, record = located(project, typed)
    if record.status_text.lower() == status.lower():
        say_written([], f"{record.id} is {record.status_text}.")
        return Exit.OK
    if meant.kind == ACCEPTED:
        _refuse_empty(record, project, force)
    changes = _changes(folder, record, status)
    again = DecisionRecord(record.name, changes[0][1], record.file)
    if meant.kind != SUPERSEDED and again.status.kind == SUPERSEDED:
        line = next((again.page.line(link.at) for link in again.links if link.kind == SUPERSEDED_BY), 1)
        raise UserError(
            f"{record.file}:{line}: this line names a superseding record; aiwg wrote nothing.",
            exit=Exit.CONFLICT,
            hint="Remove that line first, and the one in the other record.",
        )
    say_written(write_records(folder, changes), f"{record.id} is {status} (before: {record.status_text}).")
    for other, text in changes[1:]:
        say(f"{other.id} is {DecisionRecord(other.name, text).status_text} (before: {other.status_text}).")
    _say_blocking(again, project, meant)
    return Exit.OK


def _changes(folder: DecisionFolder, record: DecisionRecord, status: str) -> Changes:
    kind = status_of(status).kind
    if kind not in (ACCEPTED, REJECTED):
        return [(record, with_status(record, status, today()))]
    name = git_name(folder.project)
    step = f"{kind} by {name}" if name else f"status {status}"
    change = accepting if kind == ACCEPTED else rejecting
    return change(record, folder.records, status, today(), step)


def _refuse_empty(record: DecisionRecord, project: Path, force: bool) -> None:
    """Refuse to accept a record that does not even say what is to be decided, or say what it lacks.

    Raises UserError (source) unless forced.
    """
    checked = check_record(record, mentions_of(project))
    lacking = [each for each in checked.found if each.gate == 1] if record.is_ours else _empty_parts(checked)
    if not lacking:
        return
    problems = [replace(each, level=WARNING, hint=None) for each in lacking[:SHOWN]]
    if force:
        for each in lacking[:SHOWN]:
            say(f"  {paint('missing', 'warning')}  {shown(each.where())}  {shown(each.message)}")
        return
    count = "1 part is" if len(lacking) == 1 else f"{len(lacking)} parts are"
    raise UserError(
        f"{record.id} is incomplete: {count} missing.",
        problems=problems,
        hint=f"Fill them in: aiwg adr check {record.number or record.name}   Accept it incomplete: --force",
    )


def _empty_parts(checked: Checked) -> list[Finding]:
    """Return what shows that a record in another form is not filled in: text of a template, or its main parts."""
    missing = [each for each in checked.found if each.code == "missing-part"]
    left = [each for each in checked.found if each.code == "placeholder"]
    nothing = checked.found[:1] if not checked.record.text.strip() else []
    errors = [each for each in missing if each.level == ERROR]
    return nothing or [*left, *errors] or (missing if len(missing) > 1 else [])


def _say_blocking(record: DecisionRecord, project: Path, meant: Status) -> None:
    """Say what an accepted record lacks for L3: people decide, and should know."""
    if meant.kind != ACCEPTED or not record.is_ours:
        return
    checked = check_record(record, mentions_of(project))
    count = len([finding for finding in checked.found if 0 < finding.gate <= 3])
    if count:
        where = paint(f"aiwg adr check {record.number} --level L3", "hint")
        items = "1 item is" if count == 1 else f"{count} items are"
        say(f"  {paint('note', 'warning')}  an accepted record should meet L3; {items} missing   {where}")


def run_supersede(typed: str, by: str, project: Path) -> int:
    """Write a supersession into both records; return the exit code.

    When the new record is not accepted yet, only it is changed: the old one stays in force.
    """
    folder, old = located(project, typed)
    new = folder.one(by)
    _refuse_itself(old, new)
    if any(link.kind == SUPERSEDES and folder.records.get(link.target) is new for link in old.links):
        raise UserError(f"{old.id} supersedes {new.id}: it cannot be superseded by it.", exit=Exit.CONFLICT)
    if new.status.kind == REJECTED:
        raise UserError(f"{new.id} was rejected: it cannot supersede {old.id}.", exit=Exit.CONFLICT)
    there = old.status.kind == SUPERSEDED and old.status.by is not None
    if there and folder.records.get(old.status.by or "") not in (None, new):
        raise UserError(
            f"{old.id} is superseded already: {old.status_text}.",
            exit=Exit.CONFLICT,
            hint="Set its status first: aiwg adr status N Accepted",
        )
    if is_pending(new):
        written = write_records(folder, [(new, with_link(new, old, SUPERSEDES))])
        accept = paint(f"aiwg adr accept {new.number or new.name}", "hint")
        say_written(written, f"{old.id} stays in force until {new.id} is accepted.   {accept}")
        return Exit.OK
    require_person("supersede a decision by one that is in force")
    old_text, new_text = superseded_pair(old, new, today())
    done = there and folder.records.get(old.status.by or "") is new
    changes = [(new, new_text)] if done else [(old, old_text), (new, new_text)]
    say_written(write_records(folder, changes), f"{old.id} is superseded by {new.id}.")
    return Exit.OK


def run_link(typed: str, other: str, kind: str, project: Path) -> int:
    """Write a link into both records; return the exit code."""
    folder, first = located(project, typed)
    second = folder.one(other)
    _refuse_itself(first, second)
    texts = linked_pair(first, second, kind)
    written = write_records(folder, [(first, texts[0]), (second, texts[1])])
    say_written(
        written, f"{second.id} is {kind} of {first.id}." if kind != "related" else f"{first.id} and {second.id}."
    )
    return Exit.OK


def run_amend(typed: str, by: str, project: Path) -> int:
    """Write into both records that one amends the other; return the exit code."""
    folder, old = located(project, typed)
    new = folder.one(by)
    _refuse_itself(old, new)
    texts = linked_pair(new, old, AMENDS)
    written = write_records(folder, [(new, texts[0]), (old, texts[1])])
    say_written(written, f"{old.id} is amended by {new.id}, and stays in force for the rest.")
    return Exit.OK


def _refuse_itself(first: DecisionRecord, second: DecisionRecord) -> None:
    if first is second:
        raise UserError(f"{first.id} cannot name itself.", exit=Exit.USAGE)


def run_adopt(typed: str, project: Path, dry_run: bool, brackets: bool = False) -> int:
    """Move a record to our template, in the form with braces or with brackets; return the exit code."""
    folder, record = located(project, typed)
    if record.is_ours and record.is_bracketed == brackets:
        raise UserError(f"{record.file} already has the form of the template.", exit=Exit.USAGE, hint="aiwg adr check")
    number = record.number if record.number is not None else folder.records.next_number()
    template = template_text(project, "adr-brackets" if brackets else None)
    text = adopted(record, template, number, today(), folder.records)
    if dry_run:
        say_text(text.replace("\r\n", "\n"))
        return Exit.OK
    say_written(write_records(folder, [(record, text)]), f"{record.id} now has the form of the template.")
    left = "square brackets" if brackets else "curly braces"
    say(f"Next: fill in the parts in {left}   {paint(f'aiwg adr check {number}', 'hint')}")
    return Exit.OK
