"""Running the git program: the user's own credentials, proxies and URL rewrites, but none of a repository's programs.

git is run without a checkout, so there are no filters, hooks, attributes or submodules to run. The flags and variables
are those of git(1), git-config(1) and git-fetch(1), tried with git 2.39.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aiwg.apply.signals import defer_interrupts
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fetching.failures import failure_of, offline_failure, unreachable
from aiwg.fs.git import git_command

SECONDS_ASKING, SECONDS_FETCHING = 60.0, 300.0
TIMEOUT: Final = "AIWG_GIT_TIMEOUT"
"""The environment variable that sets how many seconds git may take to answer."""

PROGRESS_AFTER: Final = 0.5
PROTOCOLS: Final = ("https", "ssh", "file")
_CONFIG: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.ext.allow=never",
    "transfer.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=30",
)
_OF_A_REPOSITORY: Final = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_PREFIX", "GIT_REPLACE_REF_BASE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_QUARANTINE_PATH", "GIT_CONFIG", "GIT_EXTERNAL_DIFF", "GIT_EXEC_PATH",
    "GIT_TEMPLATE_DIR",
)  # fmt: skip
"""Variables that would point git at another repository than the one in the cache."""

Waiting = Callable[[str], None]
"""Is given a text once somebody has waited long enough to want one, and an empty text when the wait is over."""


def silent(text: str) -> None:
    """Say nothing to somebody who waits."""


@dataclass(frozen=True, slots=True)
class GitProgram:
    """The git program in one folder of the cache. `waiting` hears of long answers; `offline`: never use the network."""

    command: str
    folder: Path
    waiting: Waiting = silent
    offline: bool = False

    def remote(self, url: str, seconds: float, *arguments: str, doing: str) -> bytes:
        """Return what git prints about a repository elsewhere; `doing` says what somebody waits for.

        Raises UserError with the cause in words.
        """
        if self.offline:
            raise offline_failure(doing)
        limit = _limit(seconds)
        with self._started(arguments, subprocess.DEVNULL) as process:
            shown = threading.Timer(PROGRESS_AFTER, self.waiting, (f"{doing}... ",))
            if _may_ask():  # later it would hide a question of git's
                self.waiting(f"{doing}... ")
            else:
                shown.start()
            try:
                out, error = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                raise unreachable(url, f"it did not answer within {limit:.0f} seconds") from None
            finally:
                shown.cancel()
                if shown.ident is not None:
                    shown.join()
                self.waiting("")
        if process.returncode:
            raise failure_of(url, error.decode("utf-8", "replace"))
        return out

    def local(self, *arguments: str, data: bytes = b"") -> tuple[int, bytes]:
        """Return git's exit code and output about the repository in the cache."""
        with self._started(arguments, subprocess.PIPE) as process:
            out, _ = process.communicate(data, timeout=_limit(SECONDS_FETCHING))
        return process.returncode, out

    def ask(self, *arguments: str) -> tuple[int, str, str]:
        """Return git's exit code, and as text what it prints and what it says about the repository in the cache."""
        with self._started(arguments, subprocess.DEVNULL) as process:
            out, error = process.communicate(timeout=_limit(SECONDS_FETCHING))
        return process.returncode, out.decode("utf-8", "replace"), error.decode("utf-8", "replace")

    @contextmanager
    def talk(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Start a git that answers one request after the other on its standard streams."""
        with self._started(arguments, subprocess.PIPE, subprocess.DEVNULL) as process:
            yield process

    @contextmanager
    def _started(
        self, arguments: Sequence[str], stdin: int, stderr: int = subprocess.PIPE
    ) -> Iterator[subprocess.Popen[bytes]]:
        command = [self.command, *(part for setting in _CONFIG for part in ("-c", setting)), *arguments]
        asks = _may_ask()
        process: subprocess.Popen[bytes] | None = None
        try:
            with defer_interrupts():  # else a git could start that nobody knows of
                process = subprocess.Popen(  # noqa: S603  # git itself; URLs and refs are checked, after --end-of-options
                    command,
                    stdin=stdin,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    cwd=self.folder,
                    env=_environment(asks),
                    start_new_session=not asks,  # without a terminal, ssh finds none to ask on
                )
            yield process
        except OSError as error:
            if process is not None:
                raise
            raise UserError(f"git cannot be run: {error.strerror}.", exit=Exit.IO) from None
        finally:
            if process is not None:
                _end(process, group=not asks)


def git_in(folder: Path, waiting: Waiting = silent, offline: bool = False) -> GitProgram:
    """Return git for a folder. Raises UserError when it is not installed."""
    command = git_command()
    if command is None:
        raise UserError(
            "git is not installed, and sources from git repositories need it.",
            exit=Exit.IO,
            hint="Install git (https://git-scm.com), then run again.",
        )
    return GitProgram(command, folder, waiting, offline)


def _may_ask() -> bool:
    """Say whether git may ask for a name or a password: somebody is there who can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def _limit(seconds: float) -> float:
    typed = os.environ.get(TIMEOUT, "")
    return float(typed) if typed.isdigit() and int(typed) > 0 else seconds


def _environment(asks: bool) -> Mapping[str, str]:
    """Return the environment for git: the user's, without what points at another repository."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    mine = kept.get("GIT_ALLOW_PROTOCOL")
    allowed = [each for each in PROTOCOLS if mine is None or each in mine.split(":")]
    kept |= {"LC_ALL": "C", "GIT_ALLOW_PROTOCOL": ":".join(allowed), "GIT_NO_REPLACE_OBJECTS": "1"}
    kept |= {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_PROTOCOL_FROM_USER": "0"}
    return kept if asks else kept | {"GIT_TERMINAL_PROMPT": "0"}


def _end(process: subprocess.Popen[bytes], group: bool) -> None:
    """See that git and what it started has ended, and that no pipe stays open."""
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            try:
                stream.close()
            except OSError:  # it has gone already
                continue
    if process.poll() is None:
        try:
            if group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.terminate()
        except ProcessLookupError:
            pass
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
