"""Writing a page or a report: the file holds the whole old one or the whole new one, and nothing else is replaced."""

from __future__ import annotations

import os
import re
from pathlib import Path

from aiwg.apply.durable import make_folders, write_synced
from aiwg.core.changes import note_change
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole

MARK = re.compile(rb'<meta name="?generator"? content="aiwg[ "]')
"""Stands in the head of every page."""

_REPORT = re.compile(rb'"aiwg\.(check|sync)/\d|"aiwg check[":]|\A<!-- aiwg check -->|\A::\w+ [^\n]*title=aiwg check')
"""Stands in the head of every report of `aiwg check`."""

_HEAD = 4096
_TIMES = re.compile(rb"<time[^>]*>[^<]*</time>")


def write_page(file: Path, page: str) -> bool:
    """Write a page; return whether anything but times changed: else the file stays untouched.

    Raises UserError: conflict for a file that is no page of aiwg, io when it cannot be written.
    """
    data = page.encode("utf-8", "replace")
    path = Path(os.path.abspath(file))
    before = read_page(file)
    if before is not None and _TIMES.sub(b"", before) == _TIMES.sub(b"", data):
        return False
    try:
        make_folders(path.parent)
        write_synced(path, data)
        note_change()
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.", exit=Exit.IO) from None
    return True


def read_page(file: Path) -> bytes | None:
    """Return what is in the file of a page, None if there is none.

    Raises UserError: conflict for anything else than a page of aiwg, io when it cannot be read.
    """
    path = Path(os.path.abspath(file))
    try:
        if not os.path.lexists(path):
            return None
        before = read_whole(path) if path.is_file() and not path.is_symlink() else b""
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", exit=Exit.IO) from None
    if not MARK.search(before[:_HEAD]):
        hint = "Name another file: --html FILE"
        raise UserError(f"{file} is not a page that aiwg wrote.", exit=Exit.CONFLICT, hint=hint)
    return before


def write_report(file: Path, text: str) -> None:
    """Write a report of a check to a file that is new, empty, or holds an earlier report.

    Raises UserError: conflict for any other file, io when it cannot be written.
    """
    path = Path(os.path.abspath(file))
    try:
        if os.path.lexists(path):
            before = read_whole(path) if path.is_file() and not path.is_symlink() else b"?"
            if before.strip() not in (b"", b"[]") and not _REPORT.search(before[:_HEAD]):
                hint = "Name another file: --save FORMAT=FILE"
                raise UserError(f"{file} is not a report that aiwg wrote.", exit=Exit.CONFLICT, hint=hint)
        make_folders(path.parent)
        write_synced(path, text.encode("utf-8", "replace"))
        note_change()
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.", exit=Exit.IO) from None
