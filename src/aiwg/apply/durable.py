"""Files of our own state: each is replaced whole and durably, and what a cut-off run left beside it is swept away."""

from __future__ import annotations

import functools
import itertools
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from aiwg.core.patterns import lazy_pattern
from aiwg.core.stamps import stamp
from aiwg.fs.owner import chown_like, give_to_folders_owner, owner_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.core.stamps import Stamp

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".aiwg-", ".tmp"
TEMPORARY = lazy_pattern(rf"^{re.escape(TEMPORARY_PREFIX)}[0-9a-f]+{re.escape(TEMPORARY_SUFFIX)}$")
BLOCK_CHARACTERS = 64 * 1024
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


_COUNT = itertools.count()


@functools.cache
def _own_name() -> str:
    """Return a random name for this process."""
    return f"{os.getpid():x}{os.urandom(4).hex()}"


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_own_name.cache_clear)  # a child takes a name of its own


def temporary_name() -> str:
    """Return a name for a temporary file that nobody else has and that is known as ours.

    It is this process's own random name with a number: asking the system for a new one each time takes longer.
    """
    return numbered_name(next_number())


def next_number() -> int:
    """Return a number that no other temporary file of this process has."""
    return next(_COUNT)


def numbered_name(number: int) -> str:
    """Return the name of this process's temporary file of a number."""
    return f"{TEMPORARY_PREFIX}{_own_name()}{number:x}{TEMPORARY_SUFFIX}"


def write_all(descriptor: int, data: bytes | bytearray) -> None:
    """Write all the bytes, however many calls it takes."""
    written = os.write(descriptor, data)  # nearly always all: a view of the rest is made only where it is needed
    while written < len(data):
        written += os.write(descriptor, memoryview(data)[written:])


def blocks_of(pieces: Iterable[str]) -> Iterator[bytes]:
    """Yield a text in blocks of UTF-8, so that a large one is never held as a whole."""
    waiting, size = list[str](), 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > BLOCK_CHARACTERS:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def write_synced(path: Path, data: bytes, temporary: Path | None = None, mode: int | None = None) -> None:
    """Replace a file whole by another with these bytes, as `replace_synced` does."""
    replace_synced(path, lambda descriptor: write_all(descriptor, data), temporary, mode)


def write_marked(path: Path, data: bytes | bytearray) -> Stamp | None:
    """Replace a file whole, as `replace_synced` does; return the stamp by which it is known again, None if by none.

    It gets a time between two ticks of the clock that stamps files: whoever writes to it afterwards changes that,
    even within the same tick.
    """
    now, inode = time.time_ns(), 0

    def fill(descriptor: int) -> None:
        nonlocal inode
        write_all(descriptor, data)
        os.utime(descriptor, ns=(now, now))
        inode = os.fstat(descriptor).st_ino

    replace_synced(path, fill)
    info = os.lstat(path)
    return stamp(info) if (info.st_ino, info.st_mtime_ns) == (inode, now) else None


def write_text_synced(path: Path, pieces: Iterable[str]) -> None:
    """Replace a file whole by a text in pieces, as `replace_synced` does."""

    def fill(descriptor: int) -> None:
        for block in blocks_of(pieces):
            write_all(descriptor, block)

    replace_synced(path, fill)


def replace_synced(
    path: Path, fill: Callable[[int], None], temporary: Path | None = None, mode: int | None = None
) -> None:
    """Replace a file whole: temporary file, which `fill` writes, sync, rename, sync of its folder.

    The temporary file is `temporary`, whose name is ours alone; else one beside the path, where a sweep will look.
    """
    if temporary is None:
        temporary = path.parent / temporary_name()
    else:
        remove_quietly(temporary)
    # 0o600 until the mode is set: what is secret must not be readable for an instant
    descriptor = os.open(temporary, _FLAGS, 0o666 if mode is None else 0o600)
    try:
        try:
            fill(descriptor)
            chown_like(descriptor, owner_of(path.parent.stat()))
            if mode is not None:
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)  # before the rename: else a power cut may leave the new name with no bytes
        finally:
            os.close(descriptor)
        os.rename(temporary, path)
    except BaseException:
        remove_quietly(temporary)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make what was renamed into a folder, made in it or removed from it durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, durably."""
    missing = [folder, *folder.parents]
    missing = missing[: next(number for number, each in enumerate(missing) if each.is_dir())]
    for each in reversed(missing):
        each.mkdir(mode, exist_ok=True)
        parent = os.open(each.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            give_to_folders_owner(each.name, parent)
            os.fsync(parent)
        finally:
            os.close(parent)


def sweep(folder: Path | int) -> None:
    """Remove the temporary files that a cut-off run of ours left in a folder, given by path or by descriptor."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if not (name.endswith(TEMPORARY_SUFFIX) and TEMPORARY.match(name)):
            continue
        try:
            if isinstance(folder, int):
                os.unlink(name, dir_fd=folder)
            else:
                os.unlink(folder / name)
        except OSError:  # another user's, or a file system that is read-only: it harms nobody
            continue


def remove_quietly(path: Path) -> None:
    """Remove a file if that can be done."""
    try:
        os.unlink(path)
    except OSError:
        return
