"""Applying a plan: journal, staging, renames, deletions, folders, and the manifest last.

Until the first rename nothing of the user's has changed, and an interrupt leaves everything as it was. The renames
are not interrupted; if one fails, those before it are taken back.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from aiwg.apply import journal, undo_store
from aiwg.apply.durable import make_folders, temporary_name, write_marked, write_synced, write_text_synced
from aiwg.apply.renames import ChangedOnDiskError, Staged
from aiwg.apply.signals import defer_interrupts
from aiwg.apply.state import State, is_news
from aiwg.apply.writer import Writer
from aiwg.core.changes import note_change, note_record
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.core.progress import advance, begin_step
from aiwg.core.read import read_whole
from aiwg.fs.roots import Roots
from aiwg.manifest import Manifest, Record, folders_above
from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, DELETE, DELETED, EDITED, KEEP, UPDATE, Action, Plan
from aiwg.plan.manifest_delta import delta_between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.plan.writable import Writable

RECORDED = (CREATE, UPDATE, ADOPT, KEEP, EDITED, DELETED, CONFLICT)


def recorded(plan: Plan) -> dict[str, Record]:
    """Return what the manifest will say once a plan is carried out."""
    return {
        action.path: action.record for action in plan.actions if action.action in RECORDED and action.record is not None
    }


@dataclass(slots=True)
class _Run:
    """One apply under way. `path` is what it is at, for the message if that fails.

    `numbers` are those of the temporary files, in the order of the changes that they are for.
    """

    changes: Sequence[Action]
    state: State
    writer: Writer
    path: str = ""
    numbers: list[int] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)

    def staged(self) -> Iterator[Staged]:
        """Yield what is ready beside its target; it is made of the changes anew, as there may be many."""
        numbers = iter(self.numbers)
        for each in self.changes:
            if each.action != DELETE and each.new is not None and (number := next(numbers, None)) is not None:
                yield Staged(each.path, number, each.old, each.new)


def apply(
    plan: Plan, old: Manifest, new: Manifest, state: State, believe: journal.Believe, undoing: bool = False
) -> list[str]:
    """Carry out a plan under the lock; return the paths of the backups that were made.

    `new` is the manifest to come, its folders excepted: they are filled in here, those alone that `believe` lets the
    next run believe. `undoing`: the plan is an undo.
    Nothing is written when nothing changes, the manifest included.

    Raises UserError when a file changed since the plan or cannot be written, or when it is interrupted; then every
    file is as it was before.
    """
    changes = plan.changes
    new.folders = _folders_to_come(changes, old, new, state)
    run = _Run(changes, state, Writer(state.roots))
    try:
        if changes:
            _get_ready(run, old, new, undoing)
        with defer_interrupts():  # a rename half way through a set would leave a mixture that nobody planned
            _commit(run)
            if changes:
                note_change()
            _finish(run, old, new, believe(new))
    except KeyboardInterrupt:
        raise UserError(
            "interrupted after all files were written; every file is complete.", exit=Exit.INTERRUPTED
        ) from None
    finally:
        run.writer.close()
    return run.backups


def _get_ready(run: _Run, old: Manifest, new: Manifest, undoing: bool) -> None:
    """Write everything beside its target, and what an undo needs; on any failure remove it all again."""
    state = run.state
    try:
        run.path = str(state.folder)
        state.prepare()
        hashes = journal.hashes_after(run.changes)
        journal.begin(state, new, hashes)  # before any byte: a file without it would be a stranger to us
        begin_step("Writing files", len(run.changes))
        for action in run.changes:
            run.path = action.path
            advance()
            if action.action != DELETE and action.new is not None:
                wanted = (action.path, action.new, action.executable, action.mode, action.old)
                run.numbers.append(run.writer.write_beside(*wanted))
        run.writer.sync_staged()
        for action in run.changes:
            if action.backup:
                run.path = f"the backup of {action.path}"
                mode = os.lstat(state.roots.full(action.path)).st_mode & 0o777
                run.backups.append(back_up(state, action.path, action.before or b"", mode))
        run.path = "the undo record"
        undo_store.remember(state, delta_between(old, new), run.changes, hashes, undoing)
    except BaseException as error:
        why, left = error, list[str]()
        try:
            with defer_interrupts():
                left = _take_back(run)
        except KeyboardInterrupt as again:  # it came while taking back, which was done all the same
            why = again
        raise _explained(why, run, left) from error


def _commit(run: _Run) -> None:
    """Rename what is staged, then put aside what goes; on failure take back what was done."""
    try:
        for file in run.staged():
            run.path = file.path
            run.writer.renames.commit(file)
        for action in run.changes:  # new files first: a client that reads meanwhile sees a text twice, never not at all
            if action.action == DELETE:
                run.path = action.path
                run.writer.renames.delete(action.path, action.old)
    except BaseException as error:
        left = _take_back(run)
        raise _explained(error, run, left) from error


def _take_back(run: _Run) -> list[str]:
    """Restore what was replaced, and let the books say what really is there; return what could not be restored."""
    left = run.writer.take_back()
    if left:
        note_change()
    for file in run.staged():
        run.writer.discard(file)
    try:
        for folder in reversed(run.writer.folders.made):
            run.writer.folders.remove(folder)
        journal.settle(run.state)
    except (OSError, UserError):
        return left  # the journal is still there: the next run does it
    return left


def _folders_to_come(changes: Iterable[Action], old: Manifest, new: Manifest, state: State) -> list[str]:
    """Return the folders that the manifest to come names until it is known which of them are empty."""
    more = {*_folders_to_make(changes, state.roots)}
    if state.made_folder or not state.folder.exists():
        more.add(state.name)
    if new.folders != old.folders:  # one that is made of the other has the very same
        more |= {*new.folders}
    more.difference_update(old.folders)
    return sorted({*old.folders, *more}) if more else list(old.folders)


def _folders_to_make(changes: Iterable[Action], roots: Roots) -> list[str]:
    """Return the folders that do not exist yet and will, so that a removal can take them away again."""
    missing: set[str] = set()
    there: set[str] = {"", "~", *(folder.rstrip("/") for folder in roots.moved)}
    # asked before anything is made: afterwards nobody can tell ours from yours
    for above in dict.fromkeys(action.path.rpartition("/")[0] for action in changes if action.action == CREATE):
        folder, below = above, list[str]()
        while folder not in there and folder not in missing:
            below.append(folder)
            folder = folder.rpartition("/")[0]
        for each in reversed(below):  # nothing is in a folder that is missing: the system is not asked
            parent = each.rpartition("/")[0]
            (there if parent not in missing and os.path.isdir(roots.full(each)) else missing).add(each)
    return sorted(missing)


def back_up(state: State, path: str, data: bytes, mode: int | None) -> str:
    """Copy what will be overwritten to a folder of a number never used before, durably and whole or not at all.

    Raises UserError (refused) where nothing can be kept, OSError when it cannot be written.
    """
    folder = state.keeping.make()
    if folder is None:
        raise UserError(
            f"aiwg cannot back up {path}: there is no home folder for the backup.",
            exit=Exit.REFUSED,
            hint="aiwg changed no file. Set HOME to your home folder, then run again.",
        )
    backups = folder / "backups"
    taken = [int(name) for name in os.listdir(backups) if name.isdigit()] if backups.is_dir() else []
    target = backups / str(max(taken, default=0) + 1) / path.replace("~/", "home/", 1).lstrip("/")
    make_folders(target.parent, 0o700)
    write_synced(target, data, folder / temporary_name(), mode)
    return str(target)


def replace_manifest(state: State, manifest: Manifest) -> str:
    """Write a manifest over one that cannot be read, having copied that to the backups; return the copy's path.

    Raises OSError, and UserError (refused) where nothing can be kept.
    """
    state.prepare()
    backup = back_up(state, "manifest.json", read_whole(state.manifest), None)
    write_text_synced(state.manifest, manifest.pieces())
    note_record(state.shown_manifest, state.is_manifest_seen)
    return backup


def _explained(error: BaseException, run: _Run, left: Sequence[str]) -> BaseException:
    path, nothing = run.path, "aiwg changed no file."
    if left:
        nothing = f"aiwg could not restore {', '.join(left)}: run again."
    if isinstance(error, KeyboardInterrupt):
        return UserError("interrupted.", exit=Exit.INTERRUPTED, hint=nothing)
    if isinstance(error, ChangedOnDiskError):
        message = f"{path} changed while aiwg was running, so aiwg did not write it."
        return UserError(message, exit=Exit.CONFLICT, hint=f"{nothing} Run again.")
    if isinstance(error, OSError):
        hint = f"{nothing} {_way_out(error, run)}, then run again."
        return UserError(f"aiwg cannot write {path}: {error.strerror}.", exit=Exit.IO, hint=hint)
    return error


def _way_out(error: OSError, run: _Run) -> str:
    """Return what a person can do about a failure to write, without the full stop."""
    if error.errno in (errno.EACCES, errno.EROFS):
        return "Make sure that you may write there"
    if error.errno == errno.EPERM:
        return "Make sure that you may write there, and that it is not immutable (lsattr)"
    if error.errno == errno.EBUSY:
        return "It is a mount of its own (as in containers): mount its folder instead, or exclude it"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "Allow more open files (ulimit -n)"
    needed = sum(len(action.new or b"") for action in run.changes)
    return f"Free {needed:,} bytes of disk space"


def _finish(run: _Run, old: Manifest, new: Manifest, writable: Callable[[], Writable]) -> None:
    """Make it all durable, with the manifest last; from here on a failure leaves only books to be finished."""
    try:
        # the old bytes go before the books are written: a kill in between leaves only leftovers to sweep
        run.writer.renames.settle()
        _remove_empty_folders(run.writer, new, run.state.name, writable)
        run.writer.folders.sync()
        _write_books(run, old, new)
    except OSError as error:
        message = f"aiwg wrote all files, but could not finish its record: {error.strerror}."
        raise UserError(message, exit=Exit.IO, hint="Run again to finish it.") from error


def _remove_empty_folders(writer: Writer, new: Manifest, state: str, writable: Callable[[], Writable]) -> None:
    """Remove folders in which nothing is any more, and forget those that are now the user's: no platform is there."""
    needed = folders_above(new.records)
    useless = [folder for folder in new.folders if folder not in needed and folder != state]
    gone = {folder for folder in sorted(useless, key=len, reverse=True) if writer.folders.remove(folder)}
    new.folders = [folder for folder in new.folders if folder not in gone]
    useless = [folder for folder in useless if folder not in gone]
    # folders of a source are the user's, whoever made them
    in_state = f"{state}/"
    forgotten = {folder for folder in useless if folder.startswith(in_state) or not _may_be_ours(folder, writable)}
    new.folders = [folder for folder in new.folders if folder not in forgotten]


def _may_be_ours(folder: str, writable: Callable[[], Writable]) -> bool:
    from aiwg.plan.manifest_check import is_believable

    return is_believable(folder, writable)


def _write_books(run: _Run, old: Manifest, new: Manifest) -> None:
    """Write the manifest, or remove all state when nothing is ours; then what was done can be undone."""
    state = run.state
    if new.is_empty:
        state.clear(remove_folder=state.name in new.folders or state.roots.scope == "user")
    else:
        if is_news(old, new, state):
            note_record(state.shown_manifest, state.is_manifest_seen)
            state.prepare()
            if new.known is not None:
                new.known.take(new)
                new.known.stamp = write_marked(state.manifest, new.known.data)
            else:
                write_text_synced(state.manifest, new.pieces())
        state.journal.unlink(missing_ok=True)
    if run.changes:
        undo_store.keep(state)
    else:
        undo_store.settle(state)
