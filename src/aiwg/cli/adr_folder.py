"""Where the records of a project lie, and reading them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from aiwg.adr.names import may_be_record, number_in
from aiwg.adr.record import FREE, Record
from aiwg.adr.repository import Records
from aiwg.errors import Exit, UserError
from aiwg.files import read_whole

FOLDERS = (
    "docs/adr",
    "doc/adr",
    "docs/adrs",
    "doc/adrs",
    "docs/ADR",
    "docs/decisions",
    "doc/decisions",
    "docs/architecture/decisions",
    "doc/architecture/decisions",
    "docs/architecture/adr",
    "docs/architecture-decisions",
    "docs/architectural-decisions",
    "docs/arch",
    "architecture/decisions",
    "adr",
    "adrs",
    "decisions",
    ".aiwg/architecture/decisions",
    ".aiwg/architecture/adr",
    ".aiwg/architecture",
)
"""Where records are looked for, in this order; a new one goes into the first when there is none."""

_LOG4BRAINS = re.compile(r"^[ \t]*+adrFolder:\s*+[\"']?(?P<folder>[^\"'\n#]++)[\"']?[ \t\r]*+$", re.MULTILINE)


@dataclass(frozen=True)
class DecisionFolder:
    """The folder of a project's records. `path` is below the project, with slashes."""

    project: Path
    path: str

    @cached_property
    def names(self) -> list[str]:
        """The files that may hold records."""
        try:
            with os.scandir(self.project / self.path) as entries:
                return sorted(each.name for each in entries if may_be_record(each.name) and each.is_file())
        except (FileNotFoundError, NotADirectoryError):
            return []

    @cached_property
    def records(self) -> Records:
        """All records; other Markdown files in the folder are passed over."""
        read = (self.read(name) for name in self.names)
        return Records(each for each in read if number_in(each.name) is not None or each.form != FREE)

    def read(self, name: str) -> Record:
        """Return the record in a file. Bytes that are no UTF-8 are kept, and found by a check."""
        return Record(name, text_of(read_whole(self.project / self.path / name)), self.shown(name))

    def shown(self, name: str) -> str:
        """Return the path of a file of the folder below the project."""
        return f"{self.path}/{name}" if self.path not in ("", ".") else name

    def one(self, typed: str) -> Record:
        """Return the record that a person means. Raises UserError (usage) when none or several are."""
        found = self.records.named(typed)
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(each.name for each in found)
            raise UserError(f'"{typed}" names {len(found)} records.', exit=Exit.USAGE, hint=f"Say which file: {names}")
        if not self.records.all:
            raise UserError(
                f"there are no records in {self.path}.", exit=Exit.USAGE, hint='The first: aiwg adr new "Use ..."'
            )
        raise UserError(
            f'there is no record "{typed}" in {self.path}.', exit=Exit.USAGE, hint="All of them: aiwg adr list"
        )


def decision_folder(project: Path) -> DecisionFolder:
    """Return the folder of a project's records, whether it is there or not.

    Raises UserError: usage when the project is no folder, source when a setting names a place outside it.
    """
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    named = _configured(project) or _of_other_tools(project)
    if named is not None:
        path = os.path.normpath(named).replace(os.sep, "/")
        if path.startswith(("/", "..")) or "\0" in path:
            raise UserError(f'the folder of records "{named}" is outside the project.', exit=Exit.REFUSED)
        return DecisionFolder(project, path)
    there = [DecisionFolder(project, folder) for folder in FOLDERS if (project / folder).is_dir()]
    return next((each for each in there if each.names), there[0] if there else DecisionFolder(project, FOLDERS[0]))


def _configured(project: Path) -> str | None:
    """Return what aiwg.yaml says; it is only parsed when it says something of records."""
    try:
        if b"adr" not in read_whole(project / "aiwg.yaml"):
            return None
    except OSError:
        return None
    from aiwg.config import read_config

    return read_config(project).adr_folder


def _of_other_tools(project: Path) -> str | None:
    for name, pattern in ((".adr-dir", None), (".log4brains.yml", _LOG4BRAINS)):
        try:
            text = text_of(read_whole(project / name))
        except OSError:
            continue
        found = pattern.search(text) if pattern else None
        folder = (found["folder"].strip() if found else "") if pattern else text.strip()
        if folder:
            return folder
    return None


def text_of(data: bytes) -> str:
    """Return bytes as text from which the same bytes can be made again."""
    return data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the bytes of such a text."""
    return text.encode("utf-8", "surrogateescape")
