"""Where the records of a project lie, and reading them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from aiwg.adr.names import may_be_record, number_in
from aiwg.adr.record import FREE, DecisionRecord
from aiwg.adr.repository import Records
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_whole
from aiwg.decisions.packages import FOLDERS, package_folders, usual_folders

SKIPPED = frozenset(("node_modules", "assets", "images", "img"))
"""Folders inside that hold no records."""

_LOG4BRAINS = lazy_pattern(r"^[ \t]*+adrFolder:\s*+[\"']?(?P<folder>[^\"'\n#]++)[\"']?[ \t\r]*+$", re.MULTILINE)


@dataclass(frozen=True)
class DecisionFolder:
    """The folder of a project's records, or of one of its packages. `path` is below the project, with slashes."""

    project: Path
    path: str
    package: str = ""

    @cached_property
    def names(self) -> list[str]:
        """The files that may hold records, in subfolders too, as paths below the folder."""
        return sorted(_names(str(self.project / self.path), ""))

    @cached_property
    def records(self) -> Records:
        """All records; other Markdown files in the folder are passed over."""
        read = (self.read(name) for name in self.names)
        return Records(each for each in read if number_in(each.base) is not None or each.form != FREE)

    def read(self, name: str) -> DecisionRecord:
        """Return the record in a file. Bytes that are no UTF-8 are kept, and found by a check."""
        text = text_of(read_whole(os.path.join(self.project, self.path, name)))
        return DecisionRecord(name, text, self.shown(name), self.package)

    def shown(self, name: str) -> str:
        """Return the path of a file of the folder below the project."""
        return f"{self.path}/{name}" if self.path not in ("", ".") else name

    def one(self, typed: str) -> DecisionRecord:
        """Return the record that a person means. Raises UserError (usage) when none or several are."""
        found = self.records.named(typed)
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(each.name for each in found)
            raise UserError(f'"{typed}" names {len(found)} records.', exit=Exit.USAGE, hint=f"Name the file: {names}")
        if not self.records.all:
            raise UserError(
                f"aiwg found no records in {self.path}.", exit=Exit.USAGE, hint='Create one: aiwg adr new "Use ..."'
            )
        raise UserError(f'aiwg found no record "{typed}" in {self.path}.', exit=Exit.USAGE, hint="All: aiwg adr list")


def _names(top: str, below: str) -> Iterator[str]:
    """Yield the files below a folder that may hold records. Links to folders are not followed, hidden ones skipped."""
    try:
        with os.scandir(os.path.join(top, below) if below else top) as entries:
            for each in entries:
                name = f"{below}{each.name}"
                if may_be_record(each.name):
                    if each.is_file():
                        yield name
                elif "." not in each.name[:1] and each.name not in SKIPPED and each.is_dir(follow_symlinks=False):
                    yield from _names(top, f"{name}/")
    except (FileNotFoundError, NotADirectoryError):
        return


def decision_folders(project: Path) -> list[DecisionFolder]:
    """Return the folder of a project's records, then those of its packages that have records."""
    first = decision_folder(project)
    found = [DecisionFolder(project, path, name) for name, path in package_folders(project)]
    return [first, *(each for each in found if each.path != first.path and each.names)]


def located(project: Path, typed: str) -> tuple[DecisionFolder, DecisionRecord]:
    """Return the record that a person means, and its folder: `7`, or `billing/7` for one of a package.

    Raises UserError (usage) when none or several are.
    """
    folder = decision_folder(project)
    if "/" in typed:
        name, _, rest = typed.rpartition("/")
        for each in decision_folders(project)[1:]:
            if each.package == name or typed.startswith(f"{each.path}/"):
                return each, each.one(rest if each.package == name else typed)
    elif not folder.names:
        others = decision_folders(project)[1:]
        if len(others) == 1:
            return others[0], others[0].one(typed)
    return folder, folder.one(typed)


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
    there = [DecisionFolder(project, folder) for folder in usual_folders(project)]
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
