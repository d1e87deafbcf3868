"""Numbers that two records took, put right."""

from __future__ import annotations

from pathlib import Path

from aiwg.adr.index import with_index
from aiwg.adr.names import shown_id
from aiwg.adr.record import DecisionRecord
from aiwg.adr.renumber import Renumbered, renumbered, to_renumber
from aiwg.adr.repository import Records
from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import shown
from aiwg.commands.adr.writing import taking_turns, write_files, write_records
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.decisions.folder import DecisionFolder, bytes_of, decision_folders, located, text_of
from aiwg.output.console import paint, say
from aiwg.output.written import CHANGED, RENAMED, say_file

README = "README.md"


def run_renumber(typed: str | None, to: int | None, project: Path, dry_run: bool) -> int:
    """Give a record, or all whose number another one has, a number that is free; return the exit code."""
    with taking_turns(project):
        if typed is not None:
            folder, record = located(project, typed)
            _renumber(folder, record, _free(folder.records, to), dry_run)
            return Exit.OK
        count = 0
        for folder in decision_folders(project):
            records = folder.records
            while wanted := to_renumber(records):
                _renumber(folder, wanted[0], records.next_number(), dry_run)
                count += 1
                if dry_run:
                    records = Records(each for each in records.all if each is not wanted[0])
                else:
                    folder = DecisionFolder(folder.project, folder.path, folder.package)
                    records = folder.records
    if not count:
        say("Each record has its own number.")
    return Exit.OK


def _free(records: Records, to: int | None) -> int:
    if to is not None and any(each.number == to for each in records.all):
        raise UserError(f"{shown_id(to)} is taken.", exit=Exit.CONFLICT, hint="Name another number, or omit it.")
    return to if to is not None else records.next_number()


def _renumber(folder: DecisionFolder, record: DecisionRecord, number: int, dry_run: bool) -> None:
    change = renumbered(record, number, folder.records)
    new = folder.shown(change.name)
    if not dry_run:
        _write(folder, change, new)
    now = f"{record.id} is now {shown_id(number)}"
    say_file(RENAMED, f"{shown(record.file)} to {shown(new)}", now, is_plan=dry_run)
    for other, _ in change.others:
        say_file(CHANGED, shown(other.file), is_plan=dry_run)
    for other, line in change.unclear:
        say(f"  {paint('note', 'warning')}  {shown(other.file)}:{line}  {record.id} may mean either record; it stays")


def _write(folder: DecisionFolder, change: Renumbered, new: str) -> None:
    """Write the record under its new name, then the others, then take the old name away, then renew the index."""
    record = change.record
    files = StartingFiles(folder.project)
    if new != record.file:
        if not files.copy(record.file, new, bytes_of(record.text), bytes_of(change.text)):
            raise UserError(f"{new} exists already; aiwg wrote nothing.", exit=Exit.CONFLICT, hint="Try again.")
    else:
        write_records(folder, [(record, change.text)])
    write_records(folder, change.others)
    if new != record.file:
        files.discard(record.file, bytes_of(record.text))
    _renew_index(DecisionFolder(folder.project, folder.path, folder.package))


def _renew_index(folder: DecisionFolder) -> None:
    """Renew the table of records where the folder has one that nobody edited."""
    name = folder.shown(README)
    try:
        before = read_whole(folder.project / name)
    except OSError:
        return
    if b"<!-- aiwg:adr-index" not in before:
        return
    after = bytes_of(with_index(text_of(before), folder.records.all, name))
    if after != before:
        write_files(folder, [(name, before, after)])
        say_file(CHANGED, name)
