"""Our outputs: whether they are there, whole, ours, and what a deploy would write."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.core.digest import digest
from aiwg.core.errors import UserError
from aiwg.doctor.corruption import broken_markers, damage_of, unparsable
from aiwg.doctor.model import PLANNED, REWRITTEN, TAKEN, Check, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule
from aiwg.fs.tree import ABSENT, FILE
from aiwg.manifest import FILE as WHOLE_FILE
from aiwg.manifest import Record
from aiwg.plan.actions import (
    ADOPT,
    CONFLICT,
    CREATE,
    DELETE,
    DELETED,
    EDITED,
    KEEP,
    KEEP_OR_REPLACE,
    ORPHAN,
    UPDATE,
    Action,
)
from aiwg.plan.files import known_again, ours

MISSING = Rule(
    "output-missing",
    ERROR,
    "an output is missing",
    "The platform no longer loads its content.",
    "writes it again",
)
UNREADABLE = Rule("output-unreadable", ERROR, "an output cannot be read", "Neither aiwg nor the platform can read it.")
TRUNCATED = Rule(
    "output-truncated",
    ERROR,
    "an output is cut off",
    "It has only the beginning of aiwg's text: an accident, such as a full disk, not an edit.",
    "writes it again",
)
GARBLED = Rule(
    "output-garbled",
    ERROR,
    "an output can no longer be parsed",
    "The platform drops the file or its content, usually without a message. You may have edited it.",
)
MARKERS = Rule(
    "block-broken",
    ERROR,
    "the markers around aiwg's block are damaged",
    "aiwg cannot tell its text from your text, so it writes nothing there until you fix the markers.",
)
EDITED_BY_USER = Rule(
    "output-edited",
    WARNING,
    "an output was edited after the deploy",
    "aiwg does not update it. Take your edit back to the source with `aiwg reconcile`, or replace the file.",
)
MARK = Rule(
    "output-mark",
    WARNING,
    "a byte order mark before an output",
    "Several clients drop a file that does not begin with its frontmatter.",
    "removes the mark",
)
LINE_ENDS = Rule(
    "output-line-ends",
    INFO,
    "an output has Windows line ends",
    "Platforms still read texts. A script that begins with `#!` does not run: there it is a warning.",
    "restores the line ends",
)
MODE = Rule(
    "output-mode",
    WARNING,
    "the executable bit of an output changed",
    "A script that is not executable does not run.",
    "restores it",
)
STALE = Rule(
    "output-stale",
    WARNING,
    "an output is out of date",
    "The source, the adapter or aiwg.yaml changed after the deploy, so platforms load the old text.",
    "updates it",
)
UNWANTED = Rule(
    "output-unwanted",
    WARNING,
    "an output has no source any more",
    "The platform still loads an artifact that you removed.",
    "removes it; files that you edited stay",
)
ORPHANED = Rule(
    "output-orphan",
    WARNING,
    "an output has no source any more, and you edited it",
    "It counts as your file now, and the platform still loads it.",
)
IN_THE_WAY = Rule(
    "in-the-way",
    ERROR,
    "your file has the path of an output",
    "aiwg does not overwrite your file, so the platform does not load the artifact.",
)
UNRECORDED = Rule(
    "output-unrecorded",
    WARNING,
    "an output is not in the manifest",
    "It equals what a deploy would write, but aiwg has no record of it, so `aiwg remove` would leave it.",
    "records it",
)
RULES = (
    MISSING, UNREADABLE, TRUNCATED, GARBLED, MARKERS, EDITED_BY_USER, MARK, LINE_ENDS, MODE, STALE, UNWANTED, ORPHANED,
    IN_THE_WAY, UNRECORDED,
)  # fmt: skip


def check_outputs(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what is wrong with each output, by the plan or, when there is none, by the manifest alone."""
    if subject.deployment is None:
        yield from _by_the_manifest(subject)
        return
    for action in subject.actions:
        yield from _about(action)


def _about(action: Action) -> Iterator[Finding]:
    """Yield what one action of the plan says about its path."""
    path, who = action.path, action.platforms
    if action.action == DELETED:
        yield found(MISSING, f"{action.reason}", path, hint=_again(), platforms=who, mend=TAKEN)
    elif action.action == CREATE:
        yield found(STALE, "is not written yet", path, hint=_sync(), platforms=who, mend=PLANNED)
    elif action.action == UPDATE:
        yield _outdated(action)
    elif action.action == DELETE:
        yield found(UNWANTED, "no source produces this file any more", path, hint=_sync(), platforms=who, mend=PLANNED)
    elif action.action == ADOPT:
        yield found(UNRECORDED, "has aiwg's text, but is not recorded", path, hint=_sync(), platforms=who, mend=PLANNED)
    elif action.action == ORPHAN:
        yield found(ORPHANED, action.reason, path, hint=action.hint or None, platforms=who)
    elif action.action == EDITED:
        yield _changed(action)
    elif action.action == CONFLICT:
        yield _conflicting(action)
    elif action.action == KEEP and action.own == WHOLE_FILE and _has_windows_ends(action):
        yield _line_ends(action)


def _has_windows_ends(action: Action) -> bool:
    before, after = action.before or b"", action.after or b""
    return before is not after and b"\r\n" in before and b"\r\n" not in after  # most are one and the same bytes


def _outdated(action: Action) -> Finding:
    """Return what is to be said about a file of ours that a deploy would write over."""
    if action.own == WHOLE_FILE and action.before == action.after:
        wanted = "must be executable, but is not" if action.executable else "is executable, and should not be"
        return found(MODE, wanted, action.path, hint=_sync(), platforms=action.platforms, mend=PLANNED)
    reason = action.reason or "its source or its adapter changed after the deploy"
    return found(STALE, reason, action.path, hint=_sync(), platforms=action.platforms, mend=PLANNED)


def _changed(action: Action) -> Finding:
    """Return what is to be said about an output that somebody changed: an accident, or an edit."""
    path, who = action.path, action.platforms
    damage = damage_of(action)
    if damage == "mark":
        return found(MARK, "begins with a byte order mark", path, line=1, hint=_again(), platforms=who, mend=REWRITTEN)
    if damage:
        return found(TRUNCATED, damage, path, hint=_again(), platforms=who, mend=REWRITTEN)
    hint = f"see: aiwg diff {path}   replace it: aiwg deploy --force (your file is backed up)"
    if broken := unparsable(action):
        return found(GARBLED, broken.reason, path, line=broken.line, hint=hint, platforms=who)
    return found(EDITED_BY_USER, action.reason, path, hint=hint, platforms=who)


def _conflicting(action: Action) -> Finding:
    """Return what is to be said about something that stops a deploy."""
    path, who, hint = action.path, action.platforms, action.hint or None
    hint = f"aiwg diff {path}   see: aiwg status" if hint == KEEP_OR_REPLACE else hint
    if broken := broken_markers(action):
        return found(MARKERS, broken.reason, path, line=broken.line, hint=hint, platforms=who)
    if broken := unparsable(action):
        return found(GARBLED, broken.reason, path, line=broken.line, hint="fix it, then run again", platforms=who)
    return found(IN_THE_WAY, action.reason, path, hint=hint, platforms=who)


def _line_ends(action: Action) -> Finding:
    is_script = (action.after or b"").startswith(b"#!")
    level = WARNING if is_script else INFO
    message = "has Windows line ends" + (", so the script does not run" if is_script else "")
    return found(
        LINE_ENDS, message, action.path, hint=_again(), level=level, platforms=action.platforms, mend=REWRITTEN
    )


def _by_the_manifest(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what can be said of whole files without a plan: what is gone, and what differs from what aiwg wrote."""
    if subject.manifest is None or subject.disk is None:
        return
    for path, record in sorted(subject.manifest.records.items()):
        if not subject.concerns(record.platforms):
            continue
        try:
            actual = subject.disk.look(path)
        except UserError as error:
            yield found(UNREADABLE, error.message, path, hint=error.hint, platforms=record.platforms)
            continue
        if actual.kind == ABSENT:
            yield found(MISSING, "is gone", path, hint="fix the sources, then: aiwg deploy", platforms=record.platforms)
        elif record.own == WHOLE_FILE and not (actual.kind == FILE and _is_ours(path, actual.data, record)):
            empty = actual.kind == FILE and digest(actual.data) == digest(b"")
            message = "is empty" if empty else "differs from aiwg's text"
            yield found(TRUNCATED if empty else EDITED_BY_USER, message, path, platforms=record.platforms)


def _is_ours(path: str, data: bytes, record: Record) -> bool:
    return ours(data, record) or known_again(path, data, record)


def _sync() -> str:
    return "aiwg doctor --fix, or aiwg sync"


def _again() -> str:
    return "aiwg doctor --fix"


CHECKS = (Check("outputs", "every output exists and is up to date", check_outputs),)
