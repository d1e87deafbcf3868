"""Finding the content of a declared source on this machine, without the network, and seeing that it is right."""

from __future__ import annotations

from pathlib import Path

from aiwg.core.errors import Exit, UserError
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.lock import FILE, Lock, LockedSource, read_lock
from aiwg.source.fetched.trees import FileFacts, files_hash, read_record, tree_folder
from aiwg.source.reader import Look, SourceFile


def find_tree(declared: GitSource, folder: Path) -> tuple[Path, LockedSource]:
    """Return where the content of a source lies that the aiwg.yaml of a folder declares, and its entry in the lock.

    Raises UserError: drift when the lock has no such entry, source when the content is not on this machine.
    """
    lock = read_lock(folder)
    locked = lock.entry_of(declared)
    if locked is None:
        raise not_locked(declared, lock)
    root = tree_folder(locked)
    if not root.is_dir():
        raise UserError(
            f"the source {declared.id} is not on this machine yet.", hint="Fetch it, as aiwg.lock pins it: aiwg sync"
        )
    return root, locked


def not_locked(declared: GitSource, lock: Lock) -> UserError:
    """Return the error about a declared source that the lock beside the aiwg.yaml does not pin."""
    what = f"aiwg.yaml and {FILE} disagree about" if declared.id in lock.sources else f"{FILE} does not pin"
    return UserError(
        f"{what} the source {declared.id}.",
        exit=Exit.DRIFT,
        hint=f"Review and lock it: aiwg update {declared.id}",
    )


class TreeCheck:
    """Sees every file of a fetched source that is read, so that exactly what was read is checked."""

    def __init__(self, look: Look | None) -> None:
        self._look = look
        self._seen: dict[str, FileFacts] = {}

    def look(self, file: SourceFile, shown: str) -> None:
        """See a file, and show it to whoever else wants to."""
        self._seen[file.path] = (file.path, file.executable, file.data)
        if self._look is not None:
            self._look(file, shown)

    def check(self, root: Path, shown: str) -> None:
        """Raise UserError (refused) unless the files seen are all those that this machine recorded of the tree."""
        record = read_record(root)
        if record is None or files_hash(self._seen.values()) != record.digest:
            raise UserError(
                f"the cached files of {shown} are not the ones that {FILE} pins.",
                exit=Exit.REFUSED,
                hint="Replace them: aiwg sync",
            )
