"""What a run is about to do, written down first, so that the next run can tell our bytes from the user's."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from aiwg.apply.durable import sweep, write_text_synced
from aiwg.apply.folders import Folders
from aiwg.apply.renames import remove_quietly_at
from aiwg.apply.state import State
from aiwg.artifact.recorded_paths import check_paths
from aiwg.core.changes import note_record
from aiwg.core.digest import digest
from aiwg.core.errors import Exit, UserError
from aiwg.core.json_text import quoted
from aiwg.core.read import read_regular
from aiwg.fs.tree import ABSENT, FILE, FileTree
from aiwg.manifest import BLOCK, KEYS, KeyRecord, Manifest, Record
from aiwg.merge.errors import EditRefusedError
from aiwg.plan.actions import DELETE, Action
from aiwg.plan.manifest_delta import manifest_in, part_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.plan.writable import Writable

    Believe = Callable[..., Callable[[], Writable]]
    """Returns what gives what the platforms of some manifests could have written: a journal may come with a clone."""

SCHEMA = "aiwg.journal/2"
VENDOR = "vendor"
"""The folder in that of the state with copies of fetched sources: all files of one are written, or none."""


Hashes = Mapping[str, str | None]
"""The hash that each path of a run will have, None for one that goes."""


def hashes_after(changes: Iterable[Action]) -> Hashes:
    """Return what a run will leave at each of its paths."""
    return {
        action.path: None if action.new is None or action.action == DELETE else action.new.sha256 for action in changes
    }


def begin(state: State, planned: Manifest, hashes: Hashes) -> None:
    """Write the journal: the paths of a run, and what the manifest to come says of them.

    Other records are not in it: however far the run gets, they stay as the manifest has them.
    """
    write_text_synced(state.journal, _pieces(part_of(planned, hashes, state.name), hashes))


def _pieces(planned: Manifest, hashes: Hashes) -> Iterator[str]:
    yield f'{{"schema": "{SCHEMA}", "manifest": '
    yield from planned.pieces()
    yield ', "paths": {'
    for number, (path, wanted) in enumerate(hashes.items()):
        yield f"{', ' if number else ''}{quoted(path)}: {'null' if wanted is None else quoted(wanted)}"
    yield "}}"


def recover(state: State, believe: Believe) -> bool:
    """Finish the books of a run that was cut off; return whether there was one.

    Files are whole-old or whole-new already. What has the journal's hash is recorded as ours, and so is a shared
    file that holds our parts beside what its user changed since; everything else stays as the old manifest has it.
    Our stale temporary files and empty folders are removed. A journal that cannot be read is dropped: then identical
    files are adopted and others are conflicts, as if the manifest had been lost. Only what `believe` says the
    recorded platforms could have written is looked at, and files of the user's that this user's own run was changing.
    """
    found = _read(state)
    if found is None:
        return False
    if found is not UNREADABLE:
        planned, paths = found
        current = state.read_manifest()
        writable = believe(planned, current)
        from aiwg.plan.manifest_check import credible

        planned, _ = credible(planned, writable)
        copies = f"{state.name}/{VENDOR}/"
        ours = {
            path: wanted
            for path, wanted in paths.items()
            if path in planned.records
            or (path.startswith(f"{state.name}/") and not path.startswith(copies))
            or writable().path(path)
        }
        from aiwg.apply.own_files import restore_half_done

        restore_half_done(state, paths.keys() - ours.keys())
        _finish(state, planned, ours, current)
    state.journal.unlink(missing_ok=True)
    if found is not UNREADABLE and found[0].is_empty and not state.manifest.exists():
        state.remove_empty_folder()  # the run was about to: nothing is recorded any more
    return True


def settle(state: State) -> None:
    """Finish the books of this very run, whose journal was just written, as far as it got."""
    found = _read(state)
    if found is not None:
        _finish(state, *found, state.read_manifest())
        state.journal.unlink(missing_ok=True)


UNREADABLE = (Manifest(), dict[str, str | None]())


def _read(state: State) -> tuple[Manifest, dict[str, str | None]] | None:
    """Return the manifest to come and the hashes of a journal, None when there is none.

    Of the manifest, a journal of an earlier version had all records, as a text.
    """
    try:
        content = json.loads(read_regular(state.journal).decode("utf-8"))
        planned = manifest_in(content["manifest"], "the journal")
        paths: dict[str, str | None] = dict(content["paths"])
        check_paths(paths, "the journal")
        return planned, paths
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO):
            raise UserError(
                f"{state.journal} is not a regular file, so aiwg did not write it.",
                exit=Exit.REFUSED,
                hint="aiwg changed no file. Remove it, then run again.",
            ) from None
        raise UserError(f"aiwg cannot read the journal of an earlier run: {error.strerror}.", exit=Exit.IO) from None
    except Exception:  # a clone may bring any bytes along; whatever is wrong with them, the answer is the same
        return UNREADABLE


def _finish(state: State, planned: Manifest, paths: Hashes, current: Manifest) -> None:
    """Record what a cut-off run got done, and remove what it left half done."""
    before = current.text()
    arrived, kept = _clear_up(state, paths, planned, current)
    for path in arrived:
        if path in planned.records:
            current.records[path] = planned.records[path]
        else:
            current.records.pop(path, None)
    _finish_originals(state, planned, {path: path in arrived for path in paths}, current)
    kept = [folder for folder in kept if not folder.startswith(f"{state.name}/")]
    current.folders = sorted({*current.folders, *kept, *({state.name} & {*planned.folders})})
    if arrived and planned.platforms:  # a removal that was cut off leaves what to deploy again from
        current.platforms = sorted({*current.platforms, *planned.platforms})
        current.packages = sorted({*current.packages, *planned.packages})
        current.outputs = max(current.outputs, planned.outputs)
        current.sources, current.selection = planned.sources, planned.selection
    if not current.is_empty and current.text() != before:
        write_text_synced(state.manifest, current.pieces())
        note_record(state.shown_manifest, state.is_manifest_seen)


def _finish_originals(state: State, planned: Manifest, done: Mapping[str, bool], current: Manifest) -> None:
    """Record the files that were taken over, and drop those that are back. `done` says it of each path of the run.

    The bytes are kept before anything else is written, and go last: where they are, a file of which nothing was to be
    written is taken over, and where they are gone, it is back.
    """
    from aiwg.artifact.originals import kept_at

    for path, original in planned.originals.items():
        is_kept = os.path.lexists(state.roots.full(kept_at(path)))
        if done.get(path, is_kept):
            current.originals[path] = original
            if path not in done and path in planned.records:
                current.records[path] = planned.records[path]
    for path in [path for path in current.originals if path not in planned.originals and done.get(kept_at(path))]:
        del current.originals[path]
        if path not in planned.records:
            current.records.pop(path, None)


def _clear_up(state: State, paths: Hashes, planned: Manifest, current: Manifest) -> tuple[list[str], list[str]]:
    """Remove temporary files and empty folders; return the paths that a cut-off run got done, and folders that stay."""
    folders = Folders(state.roots)
    try:
        for path in {path.rpartition("/")[0]: path for path in paths}.values():
            _sweep_beside(path, folders)
        arrived = _arrived(state, paths, planned.records, current.records)
        _drop_needless(state, planned, paths, folders)
        made = sorted({*planned.folders} - {*current.folders, state.name}, key=len, reverse=True)
        return arrived, [folder for folder in made if not folders.remove(folder)]
    finally:
        folders.close()


def _drop_needless(state: State, planned: Manifest, paths: Hashes, folders: Folders) -> None:
    """Remove the kept bytes of files that were to be taken over and stand there as they were."""
    disk = FileTree(state.roots)
    for path in planned.originals:
        from aiwg.artifact.originals import kept_at

        if path not in paths or kept_at(path) not in paths:
            continue
        try:
            kept, there = disk.look(kept_at(path)), disk.look(path)
            if kept.kind == there.kind == FILE and digest(kept.data) == paths[kept_at(path)] == digest(there.data):
                folder, name = folders.of(kept_at(path), make=False)
                remove_quietly_at(name, folder)
        except (OSError, UserError):
            continue


def _sweep_beside(path: str, folders: Folders) -> None:
    """Remove the temporary files of a run beside a path that it was about to write; never through a link."""
    try:
        folder, _ = folders.of(path, make=False)
    except (OSError, UserError):
        return
    sweep(folder)


def _arrived(state: State, paths: Hashes, planned: Mapping[str, Record], old: Mapping[str, Record]) -> list[str]:
    """Return the paths that a cut-off run got done."""
    disk = FileTree(state.roots)
    found = []
    for path, wanted in paths.items():
        actual = disk.look(path)
        if wanted is None:
            done = actual.kind == ABSENT  # anything there now was put there since: it stays
        else:
            done = actual.kind == FILE and (
                digest(actual.data) == wanted or _holds_ours(actual.data, planned.get(path), old.get(path))
            )
        if done:
            found.append(path)
    return found


def _holds_ours(data: bytes, record: Record | None, old: Record | None) -> bool:
    """Say whether a shared file, which the user may have changed since, holds the very parts that were to arrive.

    It does not while parts of ours that were to go are there: then it was not written.
    """
    try:
        if record is not None and record.own == BLOCK:
            from aiwg.merge.block import find

            block = find(data.decode("utf-8"), record.style)
            return block is not None and digest(block.body.encode()) == record.sha256
        if record is not None and record.own == KEYS:
            from aiwg.merge.keys import parse

            document = parse(data.decode("utf-8"), record.format)
            staying = [key.path for key in record.keys]
            going = [key for key in (old.keys if old else ()) if key.path not in staying and not key.adopted]
            return all(_stands(document, key) for key in record.keys) and not any(
                _stands(document, key) for key in going
            )
    except (EditRefusedError, ValueError):
        return False
    return False


def _stands(document: object, key: KeyRecord) -> bool:
    """Say whether a document holds a value of ours as it is recorded."""
    from aiwg.merge.key_paths import decode_path
    from aiwg.merge.keys import get

    value = get(document, decode_path(key.path))
    from aiwg.merge.keys import MISSING
    from aiwg.plan.keys import digest_found

    return value is not MISSING and digest_found(value) == key.sha256
