"""Writing records: what they held is compared before it is replaced, and all change or none."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aiwg.adr.record import DecisionRecord
from aiwg.apply.new_files import StartingFiles
from aiwg.apply.renames import ChangedOnDiskError
from aiwg.core.errors import Exit, UserError
from aiwg.decisions.folder import DecisionFolder, bytes_of
from aiwg.output.console import say
from aiwg.output.written import CHANGED, say_file


def today() -> str:
    """Return the day, as YYYY-MM-DD."""
    return datetime.date.today().isoformat()


@contextmanager
def taking_turns(project: Path) -> Iterator[None]:
    """Let one process at a time choose a number and write its record; the lock ends with its process.

    What is locked is the project's folder itself, so nothing is left behind.
    """
    import fcntl

    descriptor = os.open(project, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_records(folder: DecisionFolder, changes: Sequence[tuple[DecisionRecord, str]]) -> list[str]:
    """Write the new texts of records; return the files that changed.

    Raises UserError (conflict) when one changed meanwhile, or is a link.
    """
    wanted = [(record, text) for record, text in changes if text != record.text]
    write_files(folder, [(record.file, bytes_of(record.text), bytes_of(text)) for record, text in wanted])
    return [record.file for record, _ in wanted]


def write_files(folder: DecisionFolder, changes: Sequence[tuple[str, bytes, bytes]]) -> None:
    """Replace what files hold. Raises UserError (conflict) when one holds something else, or is a link."""
    if not changes:
        return
    try:
        StartingFiles(folder.project).change_all(changes)
    except ChangedOnDiskError as changed:
        raise UserError(
            f"{changed.args[0] if changed.args else 'a file'} changed meanwhile, or is a link; aiwg wrote nothing.",
            exit=Exit.CONFLICT,
            hint="Try again.",
        ) from None


def say_written(files: Sequence[str], what: str) -> None:
    """Say which files changed, or that all was there already."""
    for file in files:
        say_file(CHANGED, file)
    say(what if files else f"{what} It was so already.")


def one_line(text: str, what: str) -> str:
    """Return a text that was typed as one line. Raises UserError (usage) when it is empty or cannot be printed."""
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise UserError(f"the {what} is empty or cannot be printed.", exit=Exit.USAGE)
    return line
