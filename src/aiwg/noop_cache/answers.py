"""Saying again what a command said, when everything that it looked at is as it was.

An answer is kept in the user's cache, sealed, for one command line in one folder and one sort of terminal. This module
is imported before everything else, and imports next to nothing.
"""

from __future__ import annotations

import marshal
import os
import sys
import time

from aiwg import __version__
from aiwg.core.stamps import identity, stamp
from aiwg.fs import sealed

TYPE_CHECKING = False  # typing itself costs more to import than this module takes to run
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TextIO

    from aiwg.core.stamps import Seen, Stamp

    Grouped = dict[str, list[tuple[str, Seen]]]
    """What was seen, by folder and name."""

    ListedFolder = tuple[Stamp, tuple[int, int, int], str]
    """The stamp and the identity of a folder, and what stands for the names in it."""

COMMANDS = frozenset(
    {"status", "doctor", "list", "context", "budget", "explain", "lint", "mentions", "platforms", "audit"}
)
"""Commands that only look. Whether a run of one did more is seen while it runs."""

LOUD = frozenset({"-v", "--verbose", "-h", "--help", "--watch", "--fix", "--run-clients"})
"""Options that want the whole run."""

SCHEMA, SEALED_AS = "aiwg.answer/1", "answer"

SECONDS_KEPT = 86_400
"""An answer is made anew after a day: a fetched source notes daily that it is used, so that no cleaning takes it."""

_PROJECT_MARKS = (".git", "aiwg.yaml", ".aiwg")


class AnswerPlace:
    """Where one answer is kept. `key` is all that it depends on and no stamp tells."""

    def __init__(self, folder: str, secret: bytes, key: str) -> None:
        self.folder, self.secret, self.key = folder, secret, key
        self.file = os.path.join(folder, sealed.keyed_name(key, secret))


def is_kept(arguments: Sequence[str]) -> bool:
    """Say whether the answer to a command line may be kept. Of the short options only -p: others may hide in one."""
    if not arguments or arguments[0] not in COMMANDS or "_AIWG_COMPLETE" in os.environ:
        return False
    return not any(
        each in LOUD or (each.startswith("-") and not each.startswith("--") and each != "-p") for each in arguments
    )


def place_of(arguments: Sequence[str]) -> AnswerPlace | None:
    """Return where the answer to a command line is kept, None where nothing can be kept."""
    try:
        base, cache, here = sealed.state_folder(), sealed.cache_folder(), os.getcwd()
        secret = sealed.read_secret(base) if base else None
        if base is None or cache is None or secret is None or not _are_own(here, base, cache):
            return None
        user = (os.geteuid(), os.getegid())
        streams = (_manner_of(sys.stdout), _manner_of(sys.stderr), sys.stdin.isatty())
        key = repr((SCHEMA, __version__, sys.hexversion, here, user, streams, [*arguments]))
        return AnswerPlace(os.path.join(cache, sealed.ANSWERS), secret, key)
    except (OSError, ValueError):
        return None


def _manner_of(stream: TextIO) -> tuple[object, ...]:
    """Return what a text depends on that is written to a stream."""
    if not stream.isatty():
        return (stream.encoding,)
    try:
        return stream.encoding, os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return stream.encoding, 0


def _are_own(here: str, base: str, cache: str) -> bool:
    """Say whether the state and the cache are this user's, and did not come with the project around a folder.

    A repository may set the variables that move them. The account's own home folder is never taken for a project.
    """
    user = os.geteuid()
    if os.stat(base).st_uid != user:
        return False
    top, folder = "", here
    while folder != os.path.dirname(folder):
        marks = [mark for mark in _PROJECT_MARKS if os.path.lexists(os.path.join(folder, mark))]
        if marks:
            top = folder
        if ".git" in marks and os.path.isdir(os.path.join(folder, ".git")):
            break
        folder = os.path.dirname(folder)
    if not top or not any(os.path.realpath(each).startswith(f"{top}/") for each in (base, cache)):
        return True
    import pwd  # a home folder that is a repository is rare

    try:
        home = pwd.getpwuid(user).pw_dir.rstrip("/")
    except KeyError:
        return False
    return (base, cache) == (f"{home}/.local/state/aiwg", f"{home}/.cache/aiwg")


def say_again(place: AnswerPlace) -> int | None:
    """Say what was said last time, and return the exit code; None, and nothing is said, when that may not hold."""
    try:
        data = sealed.read_sealed(place.file, SEALED_AS, place.folder, place.secret)
        if data is None:
            return None
        key, made, code, texts, variables, questions, links, targets, listed = marshal.loads(data)  # noqa: S302  sealed by us
        if key != place.key or not 0 <= time.time() - made < SECONDS_KEPT:
            return None
        if any(_digest_of(os.environ.get(name), place.secret) != value for name, value in variables.items()):
            return None
        if not (_is_seen(links, os.lstat) and _is_seen(targets, os.stat)):
            return None
        if not (_is_listed(listed) and _is_answered(questions)):
            return None
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return _say(texts, code)


def _is_seen(grouped: Grouped, look: Any) -> bool:
    """Say whether everything is there as it was seen. This loop is what an answer spends its time on."""
    for folder, entries in grouped.items():
        for name, seen in entries:
            try:
                info = look(folder + name)
            except OSError as error:
                if error.errno != seen:
                    return False
                continue
            if stamp(info) != seen and identity(info) != seen:
                return False
    return True


def _is_listed(listed: dict[str, ListedFolder]) -> bool:
    """Say whether folders hold the names that they held. A file that is written anew changes its folder's times."""
    for folder, (before, who, names) in listed.items():
        info = os.stat(folder)
        if stamp(info) != before:
            from aiwg.core.questions import names_in

            if identity(info) != who or names_in(folder) != names:
                return False
    return True


def _is_answered(questions: Sequence[tuple[tuple[str, ...], object]]) -> bool:
    if not questions:
        return True
    from aiwg.core.questions import QUESTIONS

    return all(QUESTIONS[name](*arguments) == answer for (name, *arguments), answer in questions)


def _digest_of(value: str | None, secret: bytes) -> str | None:
    """Return what stands for the value of a variable: it may be a password, which no file is to hold."""
    return None if value is None else sealed.keyed_name(value, secret)


def _say(texts: Sequence[tuple[bool, str]], code: int) -> int | None:
    """Write texts to standard error or output; return the exit code, None when they cannot be written."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # as for every command
    for is_error, text in texts:
        stream = sys.stderr if is_error else sys.stdout
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:  # nobody reads any more, which is no failure
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        except OSError:
            return None  # the whole run says what is wrong
    return code
