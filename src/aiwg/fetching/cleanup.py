"""The cache of fetched sources: what is in it, and what goes when nobody used it for long."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from aiwg.apply.lock import locked
from aiwg.apply.search_index import INDEXES, remove_indexes
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.core.read import read_whole
from aiwg.fetching.store import (
    NOTE,
    REPOSITORIES,
    discard,
    mark_used,
    remove_record,
    sweep_temporary,
    was_used,
)
from aiwg.fs.sealed import ANSWERS
from aiwg.source.fetched.trees import TREES, cache_folder, record_file

DAY: Final = 86_400.0
UNUSED_DAYS: Final = 90
"""After so many days without use, a tree or repository goes by itself; it is fetched again when it is needed."""

CLEANED: Final = "cleaned"
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class CachedPart:
    """One repository or tree of the cache: what it is to a person, its size in bytes, and when it was last used.

    `used` is in seconds since 1970; a repository is named by its URL, a tree by its hash.
    """

    folder: Path
    name: str
    is_repository: bool
    size: int
    used: float


def cached_parts() -> list[CachedPart]:
    """Return everything in the cache, repositories first, each by name."""
    found = [_part(folder, True) for folder in _folders(REPOSITORIES)]
    found += [_part(folder, False) for folder in _folders(TREES)]
    return sorted(found, key=lambda part: (not part.is_repository, part.name))


def clean_cache(keep_days: float = UNUSED_DAYS, clock: Clock = time.time) -> list[CachedPart]:
    """Remove what nobody used for some days, and what runs that were cut off left; return what went.

    With 0 days everything goes. A repository that another process writes to stays.
    """
    now = clock()
    gone = [part for part in cached_parts() if part.used <= now - keep_days * DAY and _remove(part)]
    for each in (REPOSITORIES, TREES):
        sweep_temporary(cache_folder() / each, now - DAY)
    for each in (INDEXES, ANSWERS):
        remove_indexes(cache_folder() / each, keep_days * DAY)
    return gone


def note_use(folder: Path, clock: Clock = time.time) -> None:
    """Note that a tree is in use, at most once a day, so that it stays."""
    record = record_file(folder)
    if not was_used(record, clock() - DAY):
        with suppress(OSError):
            mark_used(record)


def clean_sometimes(clock: Clock = time.time) -> None:
    """Clean the cache unless that was done in the last day: whoever fetches something does it."""
    if was_used(cache_folder() / CLEANED, clock() - DAY):
        return
    with suppress(OSError):
        mark_used(cache_folder() / CLEANED)
    clean_cache(clock=clock)


def _folders(part: str) -> Iterator[Path]:
    with suppress(OSError):
        yield from (
            each for each in (cache_folder() / part).iterdir() if each.is_dir() and not each.name.startswith(".")
        )


def _part(folder: Path, is_repository: bool) -> CachedPart:
    note = folder / NOTE if is_repository else folder.with_name(f"{folder.name}.record")
    name, used = folder.name, 0.0
    with suppress(OSError):
        used = max(folder.stat().st_mtime, note.stat().st_mtime)
        if is_repository:
            name = read_whole(note).decode("utf-8", "replace").strip()
    return CachedPart(folder, name, is_repository, _size(folder), used)


def _size(folder: Path) -> int:
    total = 0
    for top, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(top, name)).st_size
    return total


def _remove(part: CachedPart) -> bool:
    try:
        if part.is_repository:
            with locked(part.folder, 0):
                discard(part.folder)
        else:
            remove_record(part.folder)
            discard(part.folder)
    except (OSError, UserError):
        return False
    return True
