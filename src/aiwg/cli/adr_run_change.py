"""Changing records: status, supersession, links, form."""

from __future__ import annotations

from pathlib import Path

from aiwg.adr.adopting import adopted
from aiwg.adr.check import check_record
from aiwg.adr.editing import linked_pair, superseded_pair, with_status
from aiwg.adr.links import SUPERSEDED_BY
from aiwg.adr.record import Record
from aiwg.adr.status import SUPERSEDED, status_of
from aiwg.cli.adr_folder import decision_folder
from aiwg.cli.adr_mentions import mentions_of
from aiwg.cli.adr_template import template_text
from aiwg.cli.adr_writing import say_written, today, write_records
from aiwg.cli.output import emit, paint, say
from aiwg.errors import Exit, UserError


def run_status(typed: str, status: str, project: Path) -> int:
    """Set a record's status; return the exit code."""
    status = " ".join(status.split())
    if not status or not status.isprintable():
        raise UserError("the status is empty or cannot be printed.", exit=Exit.USAGE)
    meant = status_of(status)
    if meant.kind == SUPERSEDED and meant.by is not None:
        return run_supersede(typed, str(meant.by), project)
    folder = decision_folder(project)
    record = folder.one(typed)
    if record.status_text.lower() == status.lower():
        say_written([], f"{record.id} is {record.status_text}.")
        return Exit.OK
    text = with_status(record, status, today())
    again = Record(record.name, text, record.file)
    if meant.kind != SUPERSEDED and again.status.kind == SUPERSEDED:
        line = next((again.page.line(link.at) for link in again.links if link.kind == SUPERSEDED_BY), 1)
        raise UserError(
            f"{record.file}:{line}: says by what the record is superseded; nothing was written.",
            exit=Exit.CONFLICT,
            hint="Remove that line first, and the one in the other record.",
        )
    say_written(write_records(folder, [(record, text)]), f"{record.id} is {status} (before: {record.status_text}).")
    _say_blocking(again, project, status)
    return Exit.OK


def _say_blocking(record: Record, project: Path, status: str) -> None:
    """Say what an accepted record lacks for L3: people decide, and should know."""
    if status.lower() != "accepted" or not record.is_ours:
        return
    checked = check_record(record, mentions_of(project))
    count = len([finding for finding in checked.found if 0 < finding.level <= 3])
    if count:
        where = paint(f"aiwg adr check {record.number} --level L3", "hint")
        say(f"  {paint('note', 'warning')}  L3, which Accepted stands for, is blocked by {count}   {where}")


def run_supersede(typed: str, by: str, project: Path) -> int:
    """Write a supersession into both records; return the exit code."""
    folder = decision_folder(project)
    old, new = folder.one(typed), folder.one(by)
    _refuse_itself(old, new)
    if any(link.kind == "supersedes" and folder.records.get(link.target) is new for link in old.links):
        raise UserError(f"{old.id} supersedes {new.id}: it cannot be superseded by it.", exit=Exit.CONFLICT)
    there = old.status.kind == SUPERSEDED and old.status.by is not None
    if there and folder.records.get(old.status.by or "") not in (None, new):
        raise UserError(
            f"{old.id} is superseded already: {old.status_text}.",
            exit=Exit.CONFLICT,
            hint="Set its status first: aiwg adr status N Accepted",
        )
    old_text, new_text = superseded_pair(old, new, today())
    done = there and folder.records.get(old.status.by or "") is new
    changes = [(new, new_text)] if done else [(old, old_text), (new, new_text)]
    say_written(write_records(folder, changes), f"{old.id} is superseded by {new.id}.")
    return Exit.OK


def run_link(typed: str, other: str, kind: str, project: Path) -> int:
    """Write a link into both records; return the exit code."""
    folder = decision_folder(project)
    first, second = folder.one(typed), folder.one(other)
    _refuse_itself(first, second)
    texts = linked_pair(first, second, kind)
    written = write_records(folder, [(first, texts[0]), (second, texts[1])])
    say_written(
        written, f"{second.id} is {kind} of {first.id}." if kind != "related" else f"{first.id} and {second.id}."
    )
    return Exit.OK


def _refuse_itself(first: Record, second: Record) -> None:
    if first is second:
        raise UserError(f"{first.id} cannot name itself.", exit=Exit.USAGE)


def run_adopt(typed: str, project: Path, dry_run: bool) -> int:
    """Move a record to our template; return the exit code."""
    folder = decision_folder(project)
    record = folder.one(typed)
    if record.is_ours:
        raise UserError(f"{record.file} is in our form already.", exit=Exit.USAGE, hint="aiwg adr check")
    number = record.number if record.number is not None else folder.records.next_number()
    text = adopted(record, template_text(project), number, today(), folder.records)
    if dry_run:
        emit(text.replace("\r\n", "\n"))
        return Exit.OK
    say_written(write_records(folder, [(record, text)]), f"{record.id} is in our form now.")
    say(f"Next: fill in what is in curly braces   {paint(f'aiwg adr check {number}', 'hint')}")
    return Exit.OK
