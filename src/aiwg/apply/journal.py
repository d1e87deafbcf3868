"""What a run is about to do, written down first, so that the next run can tell our bytes from the user's."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg.apply.folders import Folders
from aiwg.apply.state import STATE_FOLDER, State
from aiwg.apply.writer import TEMPORARY_PREFIX, TEMPORARY_SUFFIX
from aiwg.disk import FILE, Disk
from aiwg.manifest import Manifest, check_path, digest, parse_manifest
from aiwg.plan.actions import DELETE, Action

TEMPORARY = re.compile(rf"^{re.escape(TEMPORARY_PREFIX)}[0-9a-f]+{re.escape(TEMPORARY_SUFFIX)}$")
SCHEMA = "aiwg.journal/1"


def write_synced(path: Path, text: str) -> None:
    """Replace a file of our own state whole: temporary file, sync, rename."""
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{os.getpid()}{TEMPORARY_SUFFIX}")
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin(state: State, planned: Manifest, changes: Sequence[Action]) -> None:
    """Write the journal: the manifest to come, and per path the hash that it will have (None: gone)."""
    paths = {
        action.path: None if action.action == DELETE or action.after is None else digest(action.after)
        for action in changes
    }
    content = {"schema": SCHEMA, "manifest": planned.text(), "paths": paths}
    write_synced(state.journal, json.dumps(content))


def recover(state: State) -> bool:
    """Finish the books of a run that was cut off; return whether there was one.

    Files are whole-old or whole-new already. What has the journal's hash is recorded as ours, everything else stays
    as the old manifest has it; our stale temporary files and empty folders are removed. A journal that cannot be
    read is dropped: then identical files are adopted and others are conflicts, as if the manifest had been lost.
    """
    try:
        content = json.loads(state.journal.read_text(encoding="utf-8"))
        planned = parse_manifest(content["manifest"], "the journal")
        paths: dict[str, str | None] = dict(content["paths"])
        for path in paths:
            check_path(path, "the journal")
    except FileNotFoundError:
        return False
    except Exception:
        state.journal.unlink(missing_ok=True)
        return True
    current = state.read_manifest()
    arrived = _arrived(state, paths)
    for path in arrived:
        if path in planned.records:
            current.records[path] = planned.records[path]
        else:
            current.records.pop(path, None)
    folders = Folders(state.roots)
    made = sorted({*planned.folders} - {*current.folders, STATE_FOLDER}, key=len, reverse=True)
    kept = [folder for folder in made if not folders.remove(folder)]
    folders.close()
    current.folders = sorted({*current.folders, *kept, *({STATE_FOLDER} & {*planned.folders})})
    if arrived:
        current.platforms = sorted({*current.platforms, *planned.platforms})
        current.sources = planned.sources
    if not current.is_empty:
        write_synced(state.manifest, current.text())
    state.journal.unlink(missing_ok=True)
    return True


def _arrived(state: State, paths: Mapping[str, str | None]) -> list[str]:
    """Return the paths that a cut-off run got done, removing its temporary files on the way."""
    disk = Disk(state.roots)
    found = []
    for path, wanted in paths.items():
        _sweep(state.roots.full(path))
        actual = disk.look(path)
        if actual.kind == "absent" if wanted is None else actual.kind == FILE and digest(actual.data) == wanted:
            found.append(path)
    return found


def _sweep(full: str) -> None:
    """Remove temporary files of ours beside a path that a run was about to write."""
    folder = os.path.dirname(full)
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if TEMPORARY.match(name):
            os.unlink(os.path.join(folder, name))
