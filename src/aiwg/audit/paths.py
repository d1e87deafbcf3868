"""Looking at files and folders by their paths, whatever they are for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from aiwg.audit.auditor import Audited, audited_file
from aiwg.core.errors import Exit, UserError
from aiwg.core.progress import each_of
from aiwg.core.read import read_up_to
from aiwg.findings.model import INFO, Finding
from aiwg.source.reader import MAX_BYTES, SKIPPED

PASSED_OVER = SKIPPED | {".venv", "venv", ".tox", ".hg", ".svn", ".ruff_cache", ".hypothesis"}
"""Folders in which nothing is anybody's text; one that is named itself is looked at."""


def audit_paths(paths: Sequence[str]) -> Iterator[tuple[str, int, Audited]]:
    """Yield each file at or below the paths, how many bytes were looked at, and what was found.

    Raises UserError (usage) for a path where nothing is.
    """
    for typed in paths:
        if not os.path.lexists(typed):
            raise UserError(f'aiwg found no file at "{typed}".', exit=Exit.USAGE, hint="Name a file or a folder.")
    files = list(dict.fromkeys(file for typed in paths for file in _files(os.path.normpath(typed))))
    for file in each_of("Looking at files", files):
        shown = PurePath(file).as_posix()
        data, why = read_to_audit(file)
        audited = unread(shown, why) if why else audited_file(data, shown, shown, _is_settings(Path(file)))
        yield shown, len(data), audited


def _files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in PASSED_OVER)
        yield from (os.path.normpath(os.path.join(folder, name)) for name in sorted(names))


def read_to_audit(file: str) -> tuple[bytes, str]:
    """Return the bytes of a file, or why it cannot be looked at, in words that a file is the subject of."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would make it wait
        try:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode):
                return b"", "is not a regular file"
            if info.st_size > MAX_BYTES:
                return b"", f"is larger than {MAX_BYTES // 1024 // 1024} MiB"
            return read_up_to(descriptor, MAX_BYTES + 1, info.st_size), ""
        finally:
            os.close(descriptor)
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"


def unread(shown: str, why: str) -> Audited:
    """Return what there is to say about a file that could not be looked at."""
    return Audited((Finding("unread", INFO, f"{why}: aiwg did not check it", shown),))


def _is_settings(file: Path) -> bool:
    """Say whether a file may be a platform's own settings: those lie in folders, or have names, with a dot first."""
    parts = [part for part in file.parts if part.startswith(".") and part not in (".", "..")]
    return bool(parts) and ".github" not in parts
