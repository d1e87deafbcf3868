"""Everything that a run looks at: files, folders, variables, and questions to the system.

`observed_calls` records it while the run looks. A list kept by hand would miss what the next feature reads.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiwg.core.questions import QUESTIONS
from aiwg.core.stamps import GRAIN_NS, SECOND_NS, identity, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.core.questions import SystemAnswer
    from aiwg.core.stamps import Seen

_real_stat, _real_lstat = os.stat, os.lstat
_active: list[Observation] = []


class Observation:
    """What a run looked at, by absolute path, as it was just before.

    `links` holds what `lstat` says, `targets` what `stat` says, `listed` the stamps of folders whose names were read;
    `questions` holds the answers by name and arguments. An `obstacle` is why nobody can tell later whether another run
    would see the same.
    """

    def __init__(self) -> None:
        self.links: dict[str, Seen] = {}
        self.targets: dict[str, Seen] = {}
        self.listed: dict[str, os.stat_result] = {}
        self.variables: dict[str, str | None] = {}
        self.questions: dict[tuple[str, ...], SystemAnswer] = {}
        self.obstacle = ""
        self._here = os.getcwd()
        self._since = time.time_ns()
        self._done: set[str] = set()

    def hinder(self, reason: str) -> None:
        """Take in an obstacle; the first one stays."""
        self.obstacle = self.obstacle or reason

    def is_first(self, what: str) -> bool:
        """Say whether something that would be recorded alike each time is recorded for the first time."""
        is_new = what not in self._done
        self._done.add(what)
        return is_new

    def see(self, path: Any, follow: bool = True) -> None:
        """Record what is at a path now; `follow` asks for what a link leads to."""
        full = self._full(path)
        if full is not None and full not in (self.targets if follow else self.links):
            self.note(full, look_at(full, follow), follow)

    def see_list(self, folder: Any) -> None:
        """Record a folder of which the names are going to be read."""
        full = self._full(folder)
        if full is not None and full not in self.listed:
            self.note_list(full, look_at(full, True))

    def note_list(self, folder: str, found: os.stat_result | int) -> None:
        """Record what a stat said of a folder, before its names were read."""
        if isinstance(found, int):
            self.note(folder, found, True)
        elif folder not in self.listed:
            self.listed[folder] = found
            self._need_age(folder, found)

    def note(self, path: Any, found: os.stat_result | int, follow: bool) -> None:
        """Record what a stat said: its result, or the number of its error. What is recorded first stays."""
        full = self._full(path)
        table = self.targets if follow else self.links
        if full is None or full in table:
            return
        if isinstance(found, int):
            table[full] = found
        elif stat.S_ISDIR(found.st_mode):
            table[full] = identity(found)
        else:
            table[full] = stamp(found)
            self._need_age(full, found)

    def _need_age(self, path: str, info: os.stat_result) -> None:
        """Have nothing kept that may change again within the same tick of the clock. Nobody can set a ctime."""
        is_coarse = info.st_ctime_ns % SECOND_NS == 0  # some file systems tell seconds only, or every second one
        if info.st_ctime_ns > self._since - (2 * SECOND_NS if is_coarse else GRAIN_NS):
            self.hinder(f"{path} has just changed")

    def _full(self, path: Any) -> str | None:
        """Return a path as an absolute text, None for an open file, which was seen when it was opened."""
        if isinstance(path, int):
            return None
        text = os.fsdecode(path)
        if text.startswith("/"):
            return text if text[1:2] != "/" else f"/{text.lstrip('/')}"
        while text.startswith("./"):
            text = text[2:].lstrip("/")
        return self._here if text in ("", ".") else f"{self._here.rstrip('/')}/{text}"


def look_at(path: str, follow: bool = True) -> os.stat_result | int:
    """Return what a stat says of a path, or the number of its error. It is not recorded."""
    try:
        return _real_stat(path) if follow else _real_lstat(path)
    except OSError as error:
        return error.errno or errno.EIO
    except ValueError:  # a zero byte, which no path can hold
        return errno.EINVAL


def current() -> Observation | None:
    """Return the observation of this run, None while it is not observed."""
    return _active[-1] if _active else None


@contextmanager
def recorded_in(observation: Observation) -> Iterator[None]:
    """Record in an observation what is looked at inside."""
    _active.append(observation)
    try:
        yield
    finally:
        _active.remove(observation)


@contextmanager
def unobserved() -> Iterator[Observation | None]:
    """Do something that is not recorded, because what it depends on is recorded otherwise."""
    seen = _active.pop() if _active else None
    try:
        yield seen
    finally:
        if seen is not None:
            _active.append(seen)


def ask(name: str, *arguments: str) -> SystemAnswer:
    """Return the answer to one of `QUESTIONS`, and record it: whoever wants to say the same later asks it again."""
    with unobserved() as seen:
        answer = QUESTIONS[name](*arguments)
    if seen is not None:
        seen.questions[name, *arguments] = answer
    return answer
