"""Writing a page of the report: the file holds the whole old page or the whole new one, and only pages are replaced."""

from __future__ import annotations

import os
import re
from pathlib import Path

from aiwg.apply.durable import make_folders, write_synced
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole

MARK = re.compile(rb'<meta name="?generator"? content="aiwg[ "]')
"""Stands in the head of every page."""

_HEAD = 4096
_TIMES = re.compile(rb"<time[^>]*>[^<]*</time>")


def write_page(file: Path, page: str) -> bool:
    """Write a page; return whether anything but times changed: else the file stays untouched.

    Raises UserError: conflict for a file that is no page of aiwg, io when it cannot be written.
    """
    data = page.encode("utf-8", "replace")
    path = Path(os.path.abspath(file))
    try:
        if os.path.lexists(path):
            before = read_whole(path) if path.is_file() and not path.is_symlink() else b""
            if not MARK.search(before[:_HEAD]):
                hint = "Name another file: --html FILE"
                raise UserError(f"{file} is not a page that aiwg wrote.", exit=Exit.CONFLICT, hint=hint)
            if _TIMES.sub(b"", before) == _TIMES.sub(b"", data):
                return False
        make_folders(path.parent)
        write_synced(path, data)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.", exit=Exit.IO) from None
    return True
