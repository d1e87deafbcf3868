"""The files that say what a fetched source is: a change of one of them changes what is deployed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.source.fetched.declared import SourceSpec, git_sources
from aiwg.source.fetched.lock import FILE, read_lock
from aiwg.source.fetched.trees import record_file, tree_folder

VENDOR = "vendor"


def fetched_inputs(sources: Sequence[SourceSpec], folder: Path) -> Iterator[str]:
    """Yield the paths of the lock beside the aiwg.yaml of a folder, of records and of vendored copies.

    Those that are not there are among them. Raises UserError when the lock cannot be read.
    """
    declared = git_sources(sources)
    lock = read_lock(folder) if declared else None
    if lock is None:
        return
    yield str(folder / FILE)
    for each in declared:
        if (locked := lock.entry_of(each)) is not None:
            yield str(record_file(tree_folder(locked)))
        top = str(folder / PROJECT_FOLDER / VENDOR / each.id)
        yield os.path.dirname(top)
        yield top
        for above, folders, files in os.walk(top):
            yield from (os.path.join(above, name) for name in (*folders, *files))
