"""One question to git, as a process of its own that asks nobody and fetches nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

SECONDS = 5

QUIET = {
    "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
}  # fmt: skip
"""No question needs the network: a repository that lacks objects starts no program to fetch them."""


_NO_PROGRAMS = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
"""The programs that the settings of a repository can name, and that a question would start: none."""

_DISTRUSTS = (b"dubious ownership", b"unsafe repository")
"""What git says of a repository of another user, whose settings it does not read: it answers no question then."""


class GitUnavailableError(Exception):
    """git does not answer: it took too long, cannot be run, or does not trust the owner of the repository."""


def git_output(command: str, folder: str, arguments: Sequence[str], paths: Iterable[str] = ()) -> str:
    """Return what git prints when it is asked in a folder; nothing when it says no. Paths go to its standard input.

    Raises GitUnavailableError when it takes too long, cannot be run, or does not trust the repository.
    """
    import subprocess  # only where it is needed: it is slow to import

    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | QUIET
    try:
        done = subprocess.run(  # noqa: S603  # git itself, and paths go to its input
            [command, *_NO_PROGRAMS, "-C", folder, *arguments],
            input="\0".join(paths).encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitUnavailableError(f"git does not answer ({type(error).__name__})") from None
    if done.returncode != 0 and any(words in done.stderr for words in _DISTRUSTS):
        raise GitUnavailableError("another user owns the repository, so git does not read it")
    return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else ""
