"""A power cut, simulated: a run's calls are recorded, and a disk is made that kept only what had to be kept by then.

A disk keeps what was synced. Of the rest it may have kept anything: of each folder the first few of its changes, of
each file nothing, the first half, or all. That is worse than what ext4 does, and as bad as POSIX allows.
"""

from __future__ import annotations

import builtins
import os
import pickle
import random
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiwg.apply import exchange, file_system
from aiwg.cli.app import run
from tests.crash.crash_points import fork

Entries = dict[str, int]
Content = tuple[int, bytes]
"""The permissions of a file and its bytes."""


@dataclass(frozen=True)
class Event:
    """One call: `sync` makes `contents` and all changes of `folders` durable (None: everything); others change names.

    `contents` also says what files held when a call changed names.
    """

    name: str
    folder: int = 0
    changes: tuple[tuple[str, int | None], ...] = ()
    folders: tuple[int, ...] | None = ()
    contents: dict[int, Content] = field(default_factory=dict)


@dataclass
class Tape:
    """What was recorded of one run: the tree before it and its calls. Every file and folder has a number of its own."""

    root: int
    entries: dict[int, Entries]
    contents: dict[int, Content]
    events: list[Event] = field(default_factory=list)


class Recorder:
    """Records the calls of this process that change names or sync, below one folder."""

    def __init__(self, root: Path) -> None:
        self.base = os.path.realpath(root)
        self._numbers: dict[int, int] = {}
        self._paths: dict[int, str] = {}
        self.tape = Tape(self._number(self.base), {}, {})
        for folder, folders, files in os.walk(self.base):
            number = self._number(folder)
            self.tape.entries[number] = {name: self._number(f"{folder}/{name}") for name in (*folders, *files)}
            for name in files:
                self.tape.contents[self._number(f"{folder}/{name}")] = _content(f"{folder}/{name}")

    def _number(self, path: str, is_new: bool = False) -> int:
        """Return the number of what is at a path. The system reuses its own, so a new file gets a new one."""
        inode = os.lstat(path).st_ino
        if is_new or inode not in self._numbers:
            self._numbers[inode] = len(self._paths) + 1
        number = self._numbers[inode]
        self._paths[number] = path
        return number

    def _full(self, path: Any, folder: int | None) -> str:
        name = os.fsdecode(path)
        base = os.path.realpath(f"/proc/self/fd/{folder}") if folder is not None else os.getcwd()
        full = os.path.join(base, name)
        return os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))

    def note(self, name: str, changes: Sequence[tuple[str, bool]]) -> None:
        """Record that names of one folder changed; each is a full path, and whether something new is there."""
        inside = [(path, is_new) for path, is_new in changes if path.startswith(f"{self.base}/")]
        if not inside:
            return
        folder = self._number(os.path.dirname(inside[0][0]))
        assert {os.path.dirname(path) for path, _ in inside} == {os.path.dirname(inside[0][0])}, inside
        now: list[tuple[str, int | None]] = []
        contents = {}
        for path, is_new in inside:
            there = self._number(path, is_new) if os.path.lexists(path) else None
            now.append((os.path.basename(path), there))
            if there is not None and stat.S_ISREG(os.lstat(path).st_mode):
                contents[there] = _content(path)
        self.tape.events.append(Event(name, folder, tuple(now), (), contents))

    def note_sync(self, descriptor: int) -> None:
        """Record that one file or folder is durable now."""
        path = os.path.realpath(f"/proc/self/fd/{descriptor}")
        if not path.startswith(self.base):
            return
        number = self._number(path)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            self.tape.events.append(Event("fsync", folders=(number,)))
        else:
            self.tape.events.append(Event("fsync", contents={number: _content(path)}))

    def note_sync_of_all(self) -> None:
        """Record that everything is durable now."""
        contents = {
            self._number(f"{folder}/{name}"): _content(f"{folder}/{name}")
            for folder, _, files in os.walk(self.base)
            for name in files
        }
        self.tape.events.append(Event("syncfs", folders=None, contents=contents))

    def install(self) -> None:
        """Replace the functions that change names or sync, for as long as this process lives."""
        self._install_opens()
        for name in ("mkdir", "rmdir", "unlink"):
            setattr(os, name, self._one(name, getattr(os, name)))
        for name in ("rename", "replace", "link"):
            setattr(os, name, self._two(name, getattr(os, name)))
        real_exchange, real_sync, real_all = exchange.renameat2, os.fsync, file_system.sync_file_system

        def renameat2(folder: int, old: str, new: str, flags: int) -> None:
            real_exchange(folder, old, new, flags)
            self.note("renameat2", [(self._full(old, folder), False), (self._full(new, folder), False)])

        def fsync(descriptor: int) -> None:
            real_sync(descriptor)
            self.note_sync(descriptor)

        def sync_all(descriptor: int) -> None:
            real_all(descriptor)
            self.note_sync_of_all()

        exchange.renameat2, os.fsync, file_system.sync_file_system = renameat2, fsync, sync_all  # type: ignore[assignment] # a double

    def _install_opens(self) -> None:
        real, real_open = os.open, builtins.open

        def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            was_there = bool(flags & os.O_CREAT) and os.path.lexists(self._full(path, dir_fd))
            descriptor = real(path, flags, mode, dir_fd=dir_fd)
            if flags & os.O_CREAT and not was_there:
                self.note("create", [(self._full(path, dir_fd), True)])
            return descriptor

        def built_in(file: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:
            is_path = not isinstance(file, int) and bool(set(mode) & set("wax"))
            was_there = is_path and os.path.lexists(file)
            found = real_open(file, mode, *arguments, **more)
            if is_path and not was_there:
                self.note("create", [(self._full(file, None), True)])
            return found

        os.open, builtins.open = opened, built_in

    def _one(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, dir_fd: int | None = None, **more: Any) -> Any:
            real(path, *arguments, dir_fd=dir_fd, **more)
            self.note(name, [(self._full(path, dir_fd), name == "mkdir")])

        return call

    def _two(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(old: Any, new: Any, **more: Any) -> Any:
            one = self._full(old, more.get("src_dir_fd"))
            other = self._full(new, more.get("dst_dir_fd"))
            real(old, new, **more)
            self.note(name, [(one, False), (other, False)])

        return call


def _content(path: str) -> Content:
    info = os.lstat(path)
    if not stat.S_ISREG(info.st_mode):
        return stat.S_IMODE(info.st_mode), b""
    return stat.S_IMODE(info.st_mode), Path(path).read_bytes()


def record(root: Path, arguments: Sequence[str], report: Path) -> tuple[int, Tape]:
    """Run the command line in a child; return its exit code and what was recorded below `root`."""
    child = fork()
    if child == 0:
        code = 99
        try:
            recorder = Recorder(root)
            recorder.install()
            code = run(arguments)
            report.write_bytes(pickle.dumps(recorder.tape))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    tape: Tape = pickle.loads(report.read_bytes())
    return os.waitstatus_to_exitcode(status), tape


def cut(tape: Tape, at: int, dice: random.Random, to: Path) -> None:
    """Make in an empty folder what a disk may hold after a power cut behind the first `at` calls of a run."""
    entries = {folder: dict(names) for folder, names in tape.entries.items()}
    durable, seen = dict(tape.contents), dict(tape.contents)
    waiting: dict[int, list[Event]] = {}
    for event in tape.events[:at]:
        seen.update(event.contents)
        if event.name in ("fsync", "syncfs"):
            durable.update(event.contents)
            for folder in list(waiting) if event.folders is None else event.folders:
                for change in waiting.pop(folder, []):
                    _apply(entries, change)
        else:
            waiting.setdefault(event.folder, []).append(event)
    for changes in waiting.values():
        for change in changes[: dice.choice((0, len(changes), dice.randint(0, len(changes))))]:
            _apply(entries, change)
    for number, (mode, data) in seen.items():
        if number not in durable:
            durable[number] = mode, data[: dice.choice((0, len(data) // 2, len(data)))]
    _write(tape.root, entries, durable, to)


def _apply(entries: dict[int, Entries], event: Event) -> None:
    names = entries.setdefault(event.folder, {})
    for name, there in event.changes:
        if there is None:
            names.pop(name, None)
        else:
            names[name] = there


def _write(number: int, entries: dict[int, Entries], contents: dict[int, Content], to: Path) -> None:
    to.mkdir(exist_ok=True)
    for name, inner in entries.get(number, {}).items():
        if inner in contents:
            mode, data = contents[inner]
            (to / name).write_bytes(data)
            (to / name).chmod(mode)
        else:
            _write(inner, entries, contents, to / name)
