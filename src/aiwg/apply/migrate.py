"""Taking over, once, the state that aiwg 0.1.0 kept: a folder `state` beside the manifest, and its record of undo."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from aiwg.apply.durable import TEMPORARY, write_synced
from aiwg.apply.user_state import Keeping
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_regular
from aiwg.fs import sealed

EARLIER = "state"
_IGNORE = b"*\n"
_DROPPED = ("lock", "snapshot.json")


def take_over(folder: Path) -> bool:
    """Bring what 0.1.0 left beside the manifest to where it lies now; return whether only that was in the folder.

    A journal is finished like any other. Backups stay where they are, with the .gitignore that hides them: they may be
    large, and are yours. The lock of a run of 0.1.0 that still goes on is respected.

    Raises UserError (locked) then.
    """
    old = folder / EARLIER
    try:
        if not stat.S_ISDIR(os.lstat(old).st_mode):
            return False
        only = all(name == EARLIER or TEMPORARY.match(name) for name in os.listdir(folder))
        names = os.listdir(old)
    except OSError:
        return False
    _refuse_if_held(old / "lock")
    journal = folder / "journal.json"
    try:
        if "journal.json" in names and not os.path.lexists(journal):
            os.rename(old / "journal.json", journal)
        for name in names:
            if name in _DROPPED or TEMPORARY.match(name):
                _unlink(old / name)
        if set(os.listdir(old)) == {".gitignore"} and _holds(old / ".gitignore", _IGNORE):
            _unlink(old / ".gitignore")
        os.rmdir(old)
    except OSError:
        return False
    return only


def take_over_undo(keeping: Keeping, scope: str) -> None:
    """Bring the record of undo that 0.1.0 kept to where it lies now, unless there is one already.

    Its folder counts only as 0.1.0 made it: a plain one of this user's that nobody else may look into.
    """
    base = sealed.state_folder()
    if base is None or not _is_private(os.path.join(base, "undo")):
        return
    import hashlib

    name = "user" if scope == "user" else hashlib.sha256(os.fsencode(keeping.place)).hexdigest()[:24]
    for suffix, target in ((".json", "undo.json"), (".running.json", "undo.running.json")):
        old = Path(base or "") / "undo" / f"{name}{suffix}"
        try:
            data = read_regular(old) if base else b""
            folder = keeping.make() if base else None
            if folder is None:
                return
            if not (folder / target).exists():
                write_synced(folder / target, keeping.seal(data, "undo"), mode=0o600)
        except OSError:
            continue
        _unlink(old)


def _is_private(folder: str) -> bool:
    try:
        info = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(info.st_mode) and info.st_uid == os.geteuid() and not info.st_mode & 0o077


def _refuse_if_held(lock: Path) -> None:
    import fcntl

    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UserError(
            "an aiwg of version 0.1.0 is writing here.", exit=Exit.LOCKED, hint="Wait for it to end, then run again."
        ) from None
    except OSError:
        return
    finally:
        os.close(descriptor)


def _holds(file: Path, data: bytes) -> bool:
    try:
        return read_regular(file) == data
    except OSError:
        return False


def _unlink(file: Path) -> None:
    try:
        os.unlink(file)
    except OSError:
        return
