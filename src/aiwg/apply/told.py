"""What aiwg told a user about a project already: a note, or an edit that it leaves alone, is told once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from aiwg.apply.durable import remove_quietly, temporary_name, write_synced
from aiwg.apply.user_state import Keeping

FILE, SEALED_AS = "told.json", "told"


def read_told(keeping: Keeping) -> frozenset[str]:
    """Return the texts that were told, nothing where that is not known."""
    if keeping.folder is None:
        return frozenset()
    try:
        data = keeping.read(keeping.folder / FILE, SEALED_AS)
        return frozenset(str(each) for each in json.loads(data)) if data else frozenset()
    except (OSError, ValueError, TypeError, RecursionError):
        return frozenset()


def keep_told(keeping: Keeping, texts: Iterable[str]) -> None:
    """Keep the texts that hold now and were told; what holds no longer may be told again. A failure keeps nothing."""
    listed = sorted(set(texts))
    if frozenset(listed) == read_told(keeping):
        return
    try:
        if not listed:
            _forget(keeping.folder)
        elif folder := keeping.make():
            sealed = keeping.seal(json.dumps(listed).encode(), SEALED_AS)
            write_synced(folder / FILE, sealed, folder / temporary_name(), 0o600)
    except OSError:  # what only saves a reader some lines is no reason to fail
        return


def _forget(folder: Path | None) -> None:
    if folder is not None:
        remove_quietly(folder / FILE)
