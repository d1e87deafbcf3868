"""Recording what a run looks at, whatever code it looks with.

Python tells an audit hook of every file that is opened, every folder that is listed and every program that starts (PEP
578). It tells of no `stat` and no variable, so these functions are replaced for as long as a run is observed.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiwg.core.observation import Observation, ask, current, recorded_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LISTINGS = frozenset({"os.listdir", "os.scandir"})
_HARMLESS = _LISTINGS | {"os.walk", "os.fwalk", "os.getxattr", "os.listxattr"}
_TELLING = ("builtins.input", "fcntl.", "os.", "pty.", "shutil.", "socket.", "sqlite3.", "subprocess.", "tempfile.")
"""The events of a run that does more than look begin so."""

_LIBRARY = f"{os.path.dirname(os.__file__)}{os.sep}"
_PACKAGES, _COMPILED = f"{os.sep}site-packages{os.sep}", f"{os.sep}__pycache__{os.sep}"

_ABLE: tuple[set[Any], ...] = (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks)
"""What functions can do is looked up by themselves: `shutil` goes by it."""

_hooked: list[bool] = []


@contextmanager
def observed() -> Iterator[Observation]:
    """Record everything that is looked at inside. The modules that are imported count as looked at."""
    observation = Observation()
    if not _hooked:  # a hook cannot be taken away again
        sys.addaudithook(_hear)
        _hooked.append(True)
    calls, variables = _ObservedCalls(), type(os.environ)
    get_item, iterate = variables.__getitem__, variables.__iter__
    variables.__getitem__, variables.__iter__ = _variables(get_item, iterate)  # type: ignore[method-assign]
    calls.begin()
    try:
        with recorded_in(observation):
            yield observation
            for module in list(sys.modules.values()):
                file = getattr(module, "__file__", None)
                if file and not _is_library(file):
                    observation.see(file)
    finally:
        calls.end()
        variables.__getitem__, variables.__iter__ = get_item, iterate  # type: ignore[method-assign]


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Take in what the audit hook is told."""
    seen = current()
    if seen is None:
        return
    if event == "open":
        path, _, flags = arguments
        if flags & _WRITING:
            if path != os.devnull and not isinstance(path, int) and not _is_compiled(path):
                seen.hinder(f"{path} was written")
        elif not _is_library(path):
            seen.see(path, not flags & os.O_NOFOLLOW)
    elif event in _LISTINGS:
        seen.see_list("." if arguments[0] is None else arguments[0])
    elif event.startswith(_TELLING) and event not in _HARMLESS and not _is_compiled(next(iter(arguments), "")):
        seen.hinder(event)


def _is_compiled(path: Any) -> bool:
    return isinstance(path, str) and _COMPILED in f"{path}{os.sep}"


def _is_library(path: Any) -> bool:
    """Say whether a file is a part of Python, which its version stands for, or was compiled from another."""
    if not isinstance(path, str):
        return False
    return path.endswith(".pyc") or (path.startswith(_LIBRARY) and _PACKAGES not in path)


class _ObservedCalls:
    """Functions that do what those of `os` with their names do, and record what they were asked."""

    def __init__(self) -> None:
        self._own = {
            "stat": self._stat,
            "lstat": self._lstat,
            "readlink": self._readlink,
            "access": self._access,
            "statvfs": self._statvfs,
            "scandir": self._scandir,
        }
        self._real: dict[str, Any] = {name: getattr(os, name) for name in self._own}

    def begin(self) -> None:
        """Let the functions of `os` be these."""
        self._replace(self._real, self._own)

    def end(self) -> None:
        """Let the functions of `os` be their own again."""
        self._replace(self._own, self._real)

    def _replace(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        for name, function in new.items():
            setattr(os, name, function)
            for able in _ABLE:
                if old[name] in able:
                    able.remove(old[name])
                    able.add(function)

    def _stat(self, path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
        try:
            info: os.stat_result = self._real["stat"](path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
        except OSError as error:
            _note(path, error.errno or errno.EIO, follow_symlinks, dir_fd)
            raise
        _note(path, info, follow_symlinks, dir_fd)
        return info

    def _lstat(self, path: Any, *, dir_fd: int | None = None) -> os.stat_result:
        try:
            info: os.stat_result = self._real["lstat"](path, dir_fd=dir_fd)
        except OSError as error:
            _note(path, error.errno or errno.EIO, False, dir_fd)
            raise
        _note(path, info, False, dir_fd)
        return info

    def _readlink(self, path: Any, *, dir_fd: int | None = None) -> Any:
        seen = current()
        if seen is not None:
            seen.see(path, False)
        return self._real["readlink"](path, dir_fd=dir_fd)

    def _access(self, path: Any, mode: int, **options: Any) -> bool:
        seen = current()
        if seen is not None and not options:
            return bool(ask("may", os.path.abspath(path), str(mode)))
        if seen is not None:
            seen.hinder("rights were asked for in an unusual way")
        return bool(self._real["access"](path, mode, **options))

    def _statvfs(self, path: Any) -> Any:
        seen = current()
        if seen is not None:
            seen.hinder("the room on a disk was asked for")
        return self._real["statvfs"](path)

    def _scandir(self, path: Any = ".") -> Any:
        scan = self._real["scandir"](path)
        return scan if current() is None else _ScanSeen(scan)


def _note(path: Any, found: os.stat_result | int, follow: bool, folder: int | None) -> None:
    seen = current()
    if seen is None:
        return
    if folder is not None:
        seen.hinder(f"{path} was seen from an open folder")
    seen.note(path, found, follow)


class _ScanSeen:
    """A scan of a folder that records what its links lead to, when an entry is asked for that."""

    def __init__(self, scan: Any) -> None:
        self._scan = scan

    def __iter__(self) -> _ScanSeen:
        return self

    def __next__(self) -> Any:
        entry = next(self._scan)
        return _LinkSeen(entry) if entry.is_symlink() else entry

    def __enter__(self) -> _ScanSeen:
        return self

    def __exit__(self, *error: object) -> None:
        self._scan.close()

    def close(self) -> None:
        """Close the scan."""
        self._scan.close()


class _LinkSeen:
    """A link that was found in a folder, as `os.scandir` gives it."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self.name, self.path = entry.name, entry.path
        self._entry = entry

    def __fspath__(self) -> str:
        return self.path

    def is_symlink(self) -> bool:
        """Say that it is a link."""
        return True

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Say whether it leads to a folder."""
        self._ask(follow_symlinks)
        return self._entry.is_dir(follow_symlinks=follow_symlinks)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Say whether it leads to a plain file."""
        self._ask(follow_symlinks)
        return self._entry.is_file(follow_symlinks=follow_symlinks)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return what is known of it, or of what it leads to."""
        return os.stat(self.path, follow_symlinks=follow_symlinks)

    def _ask(self, follow: bool) -> None:
        """Record the kind of what it leads to, and no more: it may lie where everything changes all the time."""
        if follow and current() is not None:
            ask("leads_to", os.path.abspath(self.path))


def _variables(get_item: Any, iterate: Any) -> tuple[Any, Any]:
    """Return how the environment gives one variable, and the names of all, with a record of it."""

    def looked_up(variables: Any, name: Any) -> Any:
        seen = current()
        try:
            value = get_item(variables, name)
        except KeyError:
            if seen is not None:
                seen.variables[os.fsdecode(name)] = None
            raise
        if seen is not None:
            seen.variables[os.fsdecode(name)] = value
        return value

    def all_names(variables: Any) -> Iterator[Any]:
        seen = current()
        if seen is not None:
            seen.hinder("all variables were read")
        names: Iterator[Any] = iterate(variables)
        return names

    return looked_up, all_names
