"""What the machine allows: watches, room, writing, names that differ only in case, a policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.artifact.ids import folded
from aiwg.core.errors import UserError
from aiwg.core.observation import ask
from aiwg.core.questions import FEW_FILES, LITTLE_BYTES
from aiwg.deployment.gate.policy import policy_here
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule

WATCHES = Rule(
    "watch-limit",
    WARNING,
    "Linux allows fewer watches than there are folders to watch",
    "`aiwg sync --watch` then looks every second instead.",
)
UNWRITABLE = Rule("not-writable", ERROR, "aiwg cannot write one of its folders or files", "Every deploy fails.")
READ_ONLY = Rule(
    "output-read-only",
    WARNING,
    "an output is read-only",
    "aiwg does not change it, so the next change of its source stops there.",
)
ROOM = Rule("disk-full", WARNING, "the disk is nearly full", "A deploy without enough space changes nothing.")
CASE = Rule(
    "case-clash",
    WARNING,
    "two names differ only in case",
    "On macOS and Windows both names are one file, so one of the two is lost.",
)
POLICY_BROKEN = Rule(
    "policy-broken",
    ERROR,
    "a policy cannot be used",
    "aiwg deploys nothing until it is fixed: a restriction could be lost otherwise.",
)
POLICY_IGNORED = Rule(
    "policy-ignored",
    WARNING,
    "the approvals of a policy do not count",
    "Somebody other than root or you could write it. Its restrictions still apply.",
)
POLICY_HOLDS = Rule(
    "policy-holds",
    INFO,
    "a policy applies here",
    "It is outside the project and decides which artifacts may be deployed.",
)
RULES = (WATCHES, UNWRITABLE, READ_ONLY, ROOM, CASE, POLICY_BROKEN, POLICY_IGNORED, POLICY_HOLDS)

LIMITS = Path("/proc/sys/fs/inotify")


def check_watches(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that Linux allows fewer watches than the sources have folders."""
    if subject.deployment is None:
        raise CheckSkippedError("there is no source to watch")
    try:
        allowed = int(str(ask("read_setting", os.fspath(LIMITS / "max_user_watches"))))
    except ValueError:
        raise CheckSkippedError("this system has no such limit") from None
    needed = sum(1 for layer in subject.deployment.loaded.layers for _ in _folders(layer.root))
    if needed > allowed:
        hint = f"sysctl fs.inotify.max_user_watches={max(8192, 2 * needed)}"
        yield found(WATCHES, f"{needed:,} folders to watch, at most {allowed:,} allowed", hint=hint)


def _folders(root: Path) -> Iterator[str]:
    """Yield the folders of a source, as far as the parts that hold artifacts go."""
    from aiwg.source.load import PARTS

    for part in PARTS:
        if (root / part).is_dir():
            yield from (folder for folder, _, _ in os.walk(root / part))


def check_writing(subject: InspectedScope) -> Iterator[Finding]:
    """Yield folders and files of ours that may not be written, and what was made read-only."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    for folder in dict.fromkeys((*subject.output_folders, os.fspath(subject.workspace.state.folder))):
        if not os.access(folder, os.W_OK | os.X_OK) and os.path.isdir(folder):
            shown = subject.shown(os.path.realpath(folder)) or folder
            yield found(UNWRITABLE, "is a folder that you may not write to", shown, hint="change its permissions")
    records = subject.manifest.records if subject.manifest else {}
    for path in sorted(path for path in records if _is_read_only(subject.full(path))):
        platforms = records[path].platforms
        if subject.concerns(platforms):
            yield found(READ_ONLY, "is read-only", path, hint=f"chmod u+w {path}", platforms=platforms)


def _is_read_only(path: str) -> bool:
    """Say whether there is something at a path that its owner may not write to."""
    try:
        return not os.lstat(path).st_mode & 0o200
    except OSError:
        return False


def check_room(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that there is hardly any room, or hardly an inode, left."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    base = subject.workspace.roots.base
    if ask("is_full", os.fspath(base)) is False:
        return
    try:
        info = os.statvfs(base)
    except OSError as error:
        raise CheckSkippedError(f"the file system does not report it ({error.strerror})") from None
    free = info.f_bavail * info.f_frsize
    if free < LITTLE_BYTES and info.f_blocks:
        yield found(ROOM, f"{free / 1024 / 1024:,.0f} MiB are free", hint="free some space")
    elif info.f_files and info.f_favail < FEW_FILES:
        yield found(ROOM, f"{info.f_favail:,} more files are possible", hint="remove files that you do not need")


def check_case(subject: InspectedScope) -> Iterator[Finding]:
    """Yield outputs beside which there is a name that differs only in case."""
    mine: dict[str, set[str]] = {}
    for path in subject.manifest.records if subject.manifest else ():
        folder, _, name = path.rpartition("/")
        mine.setdefault(folder, set()).add(name)
    for folder, names in sorted(mine.items()):
        there = subject.names_in(os.path.dirname(subject.full(f"{folder}/x" if folder else "x")))
        others = [name for name in there if name not in names]
        by_letters = {folded(name): name for name in names} if others else {}
        for other in others:
            if known := by_letters.get(folded(other)):
                path = f"{folder}/{other}" if folder else other
                yield found(CASE, f"differs only in case from {known}, which aiwg wrote", path, hint="rename it")


def check_policy(subject: InspectedScope) -> Iterator[Finding]:
    """Yield each policy that holds, why one cannot be used, and why what one approves does not count."""
    try:
        policy = policy_here(subject.project)
    except UserError as error:
        first = next(iter(error.problems), None)
        said = f"{error.message.rstrip('.')}: {first.message}" if first else error.message.rstrip(".")
        line = first.line if first else None
        yield found(
            POLICY_BROKEN, said, first.file if first else None, line=line, hint=(first and first.hint) or error.hint
        )
        return
    for file in policy.files:
        if file.ignored and file.approvals:
            hint = "docs/policy.md lists the people who may write a policy that approves"
            yield found(POLICY_IGNORED, f"its approvals do not count: {file.ignored}", file.path, hint=hint)
        yield found(POLICY_HOLDS, f"the policy of {file.role} applies here: mode {file.mode}", file.path)


CHECKS = (
    Check("watches", "Linux allows enough watches", check_watches),
    Check("writing", "aiwg can write all its files", check_writing),
    Check("room", "the disk has enough space", check_room),
    Check("case", "no two names differ only in case", check_case),
    Check("policy", "there is no policy, so only your own approvals count", check_policy),
)
