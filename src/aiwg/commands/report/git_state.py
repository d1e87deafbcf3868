"""The commit, the date and the state of a source that lies in a git repository.

The repository may be a hostile one, so git runs none of its programs: no hooks, no monitor, no signature program, no
filters (files are compared here, not by git), and it fetches nothing. Tried with git 2.39; settings: git-config(1).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

from aiwg.core.dataclass import dataclass
from aiwg.core.read import read_whole
from aiwg.fs.git import GitAnswers, GitUnavailableError, is_in_repository

SAFE = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false", "core.pager=cat",
    "log.showSignature=false", "protocol.allow=never", "core.sshCommand=false", "core.askPass=",
)  # fmt: skip
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class GitState:
    """The last commit that changed a folder, and whether files in it differ from what is committed; None: unknown."""

    commit: str | None = None
    date: datetime | None = None
    is_dirty: bool | None = None
    remote: str | None = None
    branch: str | None = None


def git_state(folder: Path, names: Sequence[str]) -> GitState:
    """Return the state of what lies in a folder under some names.

    All of it is unknown where there is no git or no repository.
    """
    program, there = which("git"), [name for name in names if os.path.lexists(folder / name)]
    if program is None or not there or not is_in_repository(folder):
        return GitState()
    git = GitAnswers(folder, program)
    try:
        told = _ask(git, "log", "-1", "--no-show-signature", "--format=%H%x00%cI", "--", *there)
        commit, date = (told[0], _date(told[1].strip())) if len(told) > 1 else (None, None)
        remote = "".join(_ask(git, "config", "--get", "remote.origin.url")).strip()
        branch = "".join(_ask(git, "symbolic-ref", "--short", "-q", "HEAD")).strip()
        is_dirty = _is_dirty(git, folder, there) if commit is not None else None
    except GitUnavailableError:
        return GitState()
    return GitState(commit, date, is_dirty, _PASSWORD.sub("", remote) or None, branch or None)


def _ask(git: GitAnswers, *arguments: str) -> list[str]:
    return git.ask(*(part for setting in SAFE for part in ("-c", setting)), *arguments)


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _is_dirty(git: GitAnswers, folder: Path, names: Sequence[str]) -> bool:
    """Say whether a file is new, gone, staged or other than the one in git's index."""
    if _ask(git, "ls-files", "-z", "--others", "--exclude-standard", "--", *names):
        return True
    if _ask(git, "diff-index", "-z", "--cached", "--no-ext-diff", "HEAD", "--", *names):
        return True
    return any(_differs(folder, entry) for entry in _ask(git, "ls-files", "-z", "--stage", "--", *names))


def _differs(folder: Path, entry: str) -> bool:
    about, _, name = entry.partition("\t")
    mode, expected, _ = [*about.split(" "), "", "", ""][:3]
    if mode == "160000":  # a submodule: its commit is its own affair
        return False
    path = os.path.join(folder, name)
    try:
        data = os.fsencode(os.readlink(path)) if mode == "120000" else read_whole(path)
    except (OSError, ValueError):
        return True
    return expected not in set(_hashes(data, 40 if len(expected) == 40 else 64))


def _hashes(data: bytes, length: int) -> Iterator[str]:
    """Yield the hashes that git may have for a file: of its bytes, and with the line ends of a checkout undone."""
    for each in (data, data.replace(b"\r\n", b"\n")):
        made = hashlib.sha1(usedforsecurity=False) if length == 40 else hashlib.sha256()
        made.update(b"blob %d\0" % len(each) + each)
        yield made.hexdigest()
