"""Our own state: the manifest, an interrupted run, temporary files, backups, the record that an undo needs."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from aiwg.apply import undo_store
from aiwg.apply.durable import TEMPORARY, TEMPORARY_PREFIX
from aiwg.apply.lock import holder_of
from aiwg.apply.migrate import EARLIER
from aiwg.apply.state import State
from aiwg.artifact.originals import kept_at
from aiwg.core.digest import text_digest
from aiwg.core.errors import UserError
from aiwg.core.observation import ask
from aiwg.core.read import read_whole
from aiwg.doctor.home import is_outside
from aiwg.doctor.model import STATE, Check, CheckSkippedError, found
from aiwg.doctor.recover_manifest import salvaged
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule
from aiwg.fs.kept_places import GONE, kept_places
from aiwg.fs.tree import ABSENT, FILE, FileTree
from aiwg.merge.conflicts import has_markers

MANIFEST = Rule(
    "manifest-unreadable",
    ERROR,
    "aiwg cannot read the manifest",
    "aiwg cannot tell which files it wrote, so it writes and deletes nothing.",
    "rebuilds it, if enough of it is readable; the damaged file is kept",
)
NEWER = Rule("manifest-version", ERROR, "a newer aiwg made the manifest", "Only that version can read it.")
MERGE = Rule(
    "manifest-merge",
    ERROR,
    "the manifest has git conflict markers",
    "Other tools cannot read it until `aiwg sync` resolves it.",
)
NO_MANIFEST = Rule(
    "manifest-missing",
    WARNING,
    "the manifest is missing",
    "aiwg cannot tell which files it wrote. A deploy records every file that equals its own.",
)
REBUILT = (
    "aiwg doctor --fix keeps the damaged file and rebuilds the manifest from its readable part; "
    "aiwg remove leaves files that it no longer lists"
)
CUT_OFF = Rule(
    "run-cut-off",
    WARNING,
    "a run was interrupted",
    "Each file is complete, but the manifest is not up to date.",
    "finishes the run",
)
HELD = Rule("lock-held", INFO, "another aiwg is writing here", "It may change the results of this check.")
ODD_JOURNAL = Rule(
    "journal-unusable",
    ERROR,
    "the journal is not a regular file",
    "aiwg did not write it. Commands that write stop until you remove it.",
)
TEMPORARY_FILES = Rule(
    "temporary-left",
    WARNING,
    "temporary files of an interrupted run",
    "They block nothing and can be deleted.",
    "deletes them",
)
BACKUPS = Rule(
    "backups-large",
    WARNING,
    "the backups use a lot of space",
    "aiwg never removes them: only you know if you still need them.",
)
UNDO = Rule(
    "undo-unreadable",
    WARNING,
    "aiwg cannot read its record of the last run",
    "`aiwg undo` cannot restore the state before it.",
)
EARLIER_BACKUPS = Rule(
    "backups-earlier",
    INFO,
    "backups of aiwg 0.1.0 are in the project",
    "Newer versions write them to your own state folder. Only you know if you still need the old ones.",
)
NO_ORIGINAL = Rule(
    "original-missing",
    WARNING,
    "the original of a file that aiwg took over is missing or was edited",
    "aiwg remove cannot restore the file as it was.",
)
GONE_PLACES = Rule(
    "state-of-gone-projects",
    INFO,
    "aiwg keeps state of projects that no longer exist",
    "It only takes space: the record for undo, and for quick runs.",
)
RULES = (
    MANIFEST, NEWER, MERGE, NO_MANIFEST, CUT_OFF, HELD, ODD_JOURNAL, TEMPORARY_FILES, BACKUPS, UNDO, EARLIER_BACKUPS,
    NO_ORIGINAL, GONE_PLACES,
)  # fmt: skip

LARGE_BYTES = 50 * 1024 * 1024
"""Backups above this are told: a repository of text rarely has as much."""


def check_manifest(subject: InspectedScope) -> Iterator[Finding]:
    """Yield why the manifest cannot be used, or that it is gone."""
    workspace = subject.workspace
    if workspace is None:
        raise CheckSkippedError("there is no scope to check")
    state = workspace.state
    if subject.failed == "manifest" and subject.failure is not None:
        error = subject.failure
        if is_outside(error):
            return  # a home that was moved, which is told as that
        rule = _rule_of(error)
        can = rule is MANIFEST and salvaged(state) is not None
        hint = REBUILT if can else error.hint
        shown = state.shown_manifest
        yield found(rule, error.message.rstrip("."), shown, hint=hint, mend=STATE if can else "")
    elif _is_in_conflict(state):
        hint = "resolve it and all generated files: aiwg sync"
        yield found(MERGE, "has git conflict markers", state.shown_manifest, hint=hint)
    elif not state.manifest.exists() and _has_more(state):
        hint = "record it again: aiwg deploy   or restore the file from version control"
        yield found(NO_MANIFEST, "is missing, but other files of aiwg's state exist", state.shown_manifest, hint=hint)


def _is_in_conflict(state: State) -> bool:
    """Say whether a merge left conflict markers in the manifest, which can be read all the same."""
    try:
        return has_markers(read_whole(state.manifest).decode("utf-8", "replace"))
    except OSError:
        return False


def _rule_of(error: UserError) -> Rule:
    """Return what a manifest that was refused falls under."""
    if "conflict markers" in error.message:
        return MERGE
    return NEWER if "newer aiwg" in error.message else MANIFEST


def _has_more(state: State) -> bool:
    """Say whether this user keeps something that only a deploy leaves: a snapshot, or files of the last apply."""
    folder = state.keeping.folder
    if folder is None or any((folder / name).exists() for name in ("snapshot", "snapshot.json")):
        return folder is not None
    try:
        last = undo_store.read(state)
    except UserError:
        return False
    if last is None or not (last.delta.records or last.delta.before.records):
        return False  # an import, a new source or a lock: no deploy
    written = [change.path for change in last.changes if change.after is not None]
    return any(os.path.lexists(state.roots.full(path)) for path in written)


def check_runs(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what a run that was cut off, or one that goes on, has left: journal and lock."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    state = subject.workspace.state
    shown = subject.shown(state.journal)
    if state.has_journal and not stat.S_ISREG(os.lstat(state.journal).st_mode):
        yield found(ODD_JOURNAL, "is not a regular file", shown, hint="remove it")
    elif state.has_journal:
        yield found(
            CUT_OFF, "the last run was interrupted", shown, hint="aiwg doctor --fix, or the next deploy", mend=STATE
        )
    if ask("is_locked", os.path.abspath(state.roots.base)) and (holder := holder_of(state.roots.base)):
        message = f"another aiwg (process {holder}) is writing here"
        yield found(HELD, message, subject.shown(state.roots.base))


def check_rubbish(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the temporary files that were left beside outputs and in the state."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    state = subject.workspace.state
    for folder in (*subject.output_folders, os.fspath(state.folder)):
        left = [name for name in subject.here.reader.entries(folder) if name.startswith(TEMPORARY_PREFIX)]
        for name in sorted(left):
            if TEMPORARY.match(name):
                shown = subject.shown(os.path.realpath(os.path.join(folder, name)))
                yield found(TEMPORARY_FILES, "is from an interrupted run", shown, hint="aiwg doctor --fix", mend=STATE)


def check_kept(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what is wrong with what is kept for you: backups, and the record of the last apply."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    state = subject.workspace.state
    backups, size = state.backups, _bytes_below(os.fspath(state.backups or ""))
    if backups is not None and size > LARGE_BYTES:
        message = f"use {size / 1024 / 1024:,.0f} MiB"
        yield found(BACKUPS, message, subject.shown(backups), hint="delete the numbered folders that you do not need")
    earlier = state.folder / EARLIER / "backups"
    if earlier.is_dir():
        hint = "delete them when you do not need them"
        yield found(EARLIER_BACKUPS, "are from aiwg 0.1.0", subject.shown(earlier), hint=hint)
    try:
        undo_store.read(state)
    except UserError as error:
        file = undo_store.store_of(state)
        shown = subject.shown(file) if file is not None else ""
        yield found(UNDO, error.message.rstrip("."), shown, hint="delete it: it is only for undoing the last run")


def check_originals(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the files that were taken over and of which the bytes are not kept as they were."""
    if subject.workspace is None or subject.manifest is None:
        raise CheckSkippedError("there is no scope to look at")
    disk = FileTree(subject.workspace.roots)
    for path, original in sorted(subject.manifest.originals.items()):
        kept = disk.look(kept_at(path))
        if kept.kind == ABSENT:
            message = f"is missing, so aiwg remove cannot restore {path}"
        elif kept.kind != FILE or text_digest(kept.data) != original.sha256:
            message = f"was edited, so aiwg remove cannot restore {path}"
        else:
            continue
        hint = f"restore it from version control: git checkout -- {kept_at(path)}"
        yield found(NO_ORIGINAL, message, kept_at(path), hint=hint)


def check_places_kept(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that there is state of this user's of projects that are gone, and how to remove it."""
    gone = [each for each in kept_places() if each.state == GONE]
    if gone:
        of = f"{gone[0].place}, which no longer exists" if len(gone) == 1 else f"{len(gone)} projects that are gone"
        size = sum(each.size for each in gone) / 1000
        yield found(GONE_PLACES, f"aiwg keeps state of {of} ({size:,.1f} kB)", hint="remove it: aiwg cache prune")


def _bytes_below(folder: str) -> int:
    return sum(os.lstat(os.path.join(parent, name)).st_size for parent, _, names in os.walk(folder) for name in names)


CHECKS = (
    Check("manifest", "aiwg can read the manifest", check_manifest),
    Check("runs", "no run was interrupted", check_runs),
    Check("rubbish", "no temporary files", check_rubbish),
    Check("originals", "the originals of files that aiwg took over are unchanged", check_originals),
    Check("kept", "backups and the record of the last run are complete", check_kept),
    Check("places-kept", "aiwg keeps state only of projects that exist", check_places_kept),
)
