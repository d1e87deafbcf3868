"""aiwg vendor: copies of the locked sources in the project, so that a clone needs no other repository."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.commands.sources.place import DeclaringPlace, named_sources, write_sources
from aiwg.commands.sources.policy import check_before, policy_of
from aiwg.core.changes import has_changed
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.fetching.fetch import as_locked, fetch
from aiwg.fetching.git import Waiting, silent
from aiwg.fetching.vendored import vendor_folder, vendor_path
from aiwg.output.console import paint, say, say_json
from aiwg.output.terminal.transient import show_wait
from aiwg.plan.actions import CREATE, DELETE, UPDATE, Action, file_action
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.find import not_locked
from aiwg.source.fetched.lock import FILE
from aiwg.source.fetched.trees import FileFacts

SCHEMA = "aiwg.vendor/1"
ATTRIBUTES = f"{vendor_path('')}.gitattributes"


def run_vendor(ids: Sequence[str], place: DeclaringPlace, dry_run: bool, as_json: bool) -> int:
    """Copy the locked state of sources into the project; return the exit code."""
    declared = named_sources(place, ids)
    waiting = silent if as_json else show_wait
    copies = {each.id: _copy(place, each, waiting) for each in declared}
    changes = list(_attributes(place)) if copies else []
    changes += [action for id, files in copies.items() for action in _actions(place, id, files)]
    if changes and not dry_run:
        write_sources(place, place.text, place.lock, changes)
    if as_json:
        paths = [{"action": action.action, "path": action.path} for action in changes]
        changed = has_changed() or bool(dry_run and changes)
        head = {"schema": SCHEMA, "changed": changed, "written": not dry_run}
        say_json({**head, "sources": list(copies), "files": paths})
        return Exit.OK
    if not declared:
        say("aiwg.yaml declares no fetched source.")
    for id, files in copies.items():
        count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
        done = "Would copy" if dry_run else "Copied"
        say(f"{paint(done, 'ok')} {id} to {vendor_path(id)} ({count}). Commit them with {FILE}.")
    return Exit.OK


def _copy(place: DeclaringPlace, declared: GitSource, waiting: Waiting) -> Mapping[str, FileFacts]:
    """Return the files of a source as the lock pins it. Raises UserError (refused) when they are others."""
    locked = place.lock.entry_of(declared)
    if locked is None:
        raise not_locked(declared, place.lock)
    check_before(policy_of(place), declared)
    fetched = fetch(as_locked(declared, locked), locked.commit, waiting)
    if dict(fetched.locked.artifacts) != dict(locked.artifacts):
        raise UserError(
            f"{declared.id} is not what {FILE} pins at {locked.commit[:12]}.",
            exit=Exit.REFUSED,
            hint=f"Restore {FILE} from version control, or review the new content: aiwg update {declared.id}",
        )
    return {path: (path, executable, data) for path, executable, data in fetched.raw}


def _actions(place: DeclaringPlace, id: str, files: Mapping[str, FileFacts]) -> Iterator[Action]:
    below = f"{place.prefix}{vendor_path(id)}/"
    there = dict(vendored_files(place, id))
    for path, executable, data in files.values():
        before = there.get(path)
        if before is None or before != (executable, data):
            kind = CREATE if before is None else UPDATE
            mode = None if before is None else 0o755 if executable else 0o644
            yield file_action(kind, below + path, before[1] if before else None, data, executable, mode)
    for path in there.keys() - files.keys():
        yield file_action(DELETE, below + path, there[path][1], None)


def _attributes(place: DeclaringPlace) -> Iterator[Action]:
    """Yield the file that keeps git from changing the line ends of the copies, unless it is there."""
    if not os.path.lexists(place.folder / ATTRIBUTES):
        yield file_action(CREATE, f"{place.prefix}{ATTRIBUTES}", None, b"* -text\n")


def removals(place: DeclaringPlace, id: str) -> Iterator[Action]:
    """Yield the deletion of each file of a vendored copy, and of what stands beside all copies with the last one."""
    folder = vendor_folder(place.folder, id)
    if folder is not None and {each.name for each in folder.parent.iterdir()} <= {id, Path(ATTRIBUTES).name}:
        data = read_whole(place.folder / ATTRIBUTES) if (place.folder / ATTRIBUTES).is_file() else None
        if data is not None:
            yield file_action(DELETE, f"{place.prefix}{ATTRIBUTES}", data, None)
    for path, (_, data) in vendored_files(place, id):
        yield file_action(DELETE, f"{place.prefix}{vendor_path(id)}/{path}", data, None)


def vendored_files(place: DeclaringPlace, id: str) -> Iterator[tuple[str, tuple[bool, bytes]]]:
    """Yield the files of a vendored copy: path, executable bit and bytes; links and what lies behind them are not."""
    folder = vendor_folder(place.folder, id)
    for top, folders, names in os.walk(folder) if folder else ():
        folders[:] = sorted(name for name in folders if not os.path.islink(os.path.join(top, name)))
        for name in sorted(names):
            file = Path(top, name)
            if not file.is_symlink() and file.is_file():
                executable = bool(file.stat().st_mode & 0o100)
                yield file.relative_to(folder or top).as_posix(), (executable, read_whole(file))
