"""What breaks a machine on purpose: signals, full and read-only file systems, limits, other users, recorded calls."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiwg.apply import exchange

from .harness import CODE, SECONDS, Box, Result

ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="only root can mount, and change users")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this")
SOMEBODY = 23456
"""The id of a user and a group that no machine has."""


def rule(text: str) -> str:
    """Return a rule that becomes a file of its own, with the very same bytes."""
    return f'---\npaths: ["src/**"]\n---\n\n{text}\n'


def scene(box: Box, text: str = "Old.") -> None:
    """Write a source of two rules and instructions, which become two files of ours and a block in the user's file."""
    for name in ("one", "two"):
        box.rule(rule(text), name)
    box.put("source/instructions.md", f"{text}\n")


def users_file(box: Box) -> Path:
    """Write the file of the user's that a block goes into."""
    return box.put("project/AGENTS.md", "Mine.\n")


def temporaries(*folders: Path) -> list[str]:
    """Return the temporary files that were left anywhere below some folders."""
    return [
        str(path) for folder in folders for path in folder.rglob("*") if ".tmp" in path.name or "running" in path.name
    ]


def texts(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, links and the journal of a run excepted."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.name != "journal.json"
    }


def failing(
    monkeypatch: pytest.MonkeyPatch, name: str, number: int, when: Callable[..., bool] = lambda *_, **__: True
) -> None:
    """Let a function of `os` fail with an error number whenever `when` says so of its arguments."""
    if name == "rename":
        refuse_renames(monkeypatch, number, when)
        return
    real = getattr(os, name)

    def fail(*arguments: Any, **more: Any) -> Any:
        if when(*arguments, **more):
            raise OSError(number, os.strerror(number))
        return real(*arguments, **more)

    monkeypatch.setattr(os, name, fail)


Rename = Callable[[Callable[[], None], str, str, int | None], None]
"""What happens instead of a rename: it gets the rename itself to call, source, target and the open folder."""


def patch_renames(monkeypatch: pytest.MonkeyPatch, instead: Rename) -> None:
    """Put something before every rename, the plain ones and those that lose nothing."""
    rename, renameat2 = os.rename, exchange.renameat2

    def plain(source: Any, target: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
        assert src_dir_fd == dst_dir_fd
        instead(
            lambda: rename(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd),
            str(source),
            str(target),
            src_dir_fd,
        )

    def careful(folder: int, old: str, new: str, flags: int) -> None:
        instead(lambda: renameat2(folder, old, new, flags), old, new, folder)

    monkeypatch.setattr(os, "rename", plain)
    monkeypatch.setattr(os, "replace", plain)
    monkeypatch.setattr(exchange, "renameat2", careful)


def refuse_renames(monkeypatch: pytest.MonkeyPatch, number: int, when: Callable[..., bool]) -> None:
    """Let every rename fail of which `when` says so, asked with source, target and the open folder."""

    def refuse(rename: Callable[[], None], source: str, target: str, folder: int | None) -> None:
        if when(source, target, **({} if folder is None else {"src_dir_fd": folder, "dst_dir_fd": folder})):
            raise OSError(number, os.strerror(number))
        rename()

    patch_renames(monkeypatch, refuse)


@pytest.fixture
def plain_renames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the renames that lose nothing, as on systems that lack them."""

    def lacking(*_: object) -> None:
        raise exchange.ExchangeUnavailableError

    monkeypatch.setattr(exchange, "renameat2", lacking)


def path_of(descriptor: int) -> str:
    """Return the path that a descriptor was opened for."""
    if sys.platform == "darwin":
        return os.fsdecode(fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))
    return os.readlink(f"/proc/self/fd/{descriptor}")


def is_below(folder: Path) -> Callable[..., bool]:
    """Return a test of a descriptor: whether its file lies below a folder."""

    def test(descriptor: int, *_: Any) -> bool:
        return path_of(descriptor).startswith(f"{folder}/")

    return test


def run_with(box: Box, prelude: str, *arguments: str) -> Result:
    """Run the command line in a process of its own that does something else first; killed by n is exit -n."""
    code = f"import os, signal, sys\n{prelude}\nfrom aiwg.cli.app import run\nsys.exit(run(sys.argv[1:]))\n"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": CODE},
        cwd=box.root,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


DEPLOY = ("deploy", "-p", "claude", "--source", "source", "--project", "project")

AT = '''
seen = 0
def at(names, number, what, when=lambda *_, **__: True):
    """Do something at the n-th call of some functions of os."""
    def wrapped(real):
        def call(*arguments, **more):
            global seen
            if when(*arguments, **more):
                seen += 1
                if seen == number:
                    what()
            return real(*arguments, **more)
        return call
    for name in names:
        setattr(os, name, wrapped(getattr(os, name)))
    if "rename" in names:
        from aiwg.apply import exchange
        real = exchange.renameat2
        exchange.renameat2 = lambda folder, old, new, flags: wrapped(
            lambda source, target, **_: real(folder, source, target, flags)
        )(old, new, src_dir_fd=folder, dst_dir_fd=folder)
def kill():
    os.kill(os.getpid(), signal.SIGKILL)
WRITING = ("write", "fsync", "rename", "replace", "link", "unlink", "mkdir", "rmdir", "fchmod")
'''
"""For a prelude: doing something at the n-th call of functions that write."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was recorded: its name, what it was about, and for a rename the folder that it went to."""

    name: str
    inode: int
    target: str = ""
    folder: int = 0


@contextmanager
def recorded_calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Call]]:
    """Record every fsync, rename and mkdir of this process."""
    calls: list[Call] = []
    fsync, mkdir = os.fsync, os.mkdir

    def new_fsync(descriptor: int) -> None:
        fsync(descriptor)
        calls.append(Call("fsync", os.fstat(descriptor).st_ino))

    def new_rename(rename: Callable[[], None], source: str, target: str, folder: int | None) -> None:
        inode = os.lstat(source, dir_fd=folder).st_ino
        place = os.fstat(folder) if folder is not None else os.stat(os.path.dirname(target) or ".")
        rename()
        calls.append(Call("rename", inode, os.path.basename(target), place.st_ino))

    def new_mkdir(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        mkdir(path, mode, dir_fd=dir_fd)
        folder = os.fstat(dir_fd) if dir_fd is not None else os.stat(os.path.dirname(path) or ".")
        calls.append(Call("mkdir", os.lstat(path, dir_fd=dir_fd).st_ino, os.path.basename(path), folder.st_ino))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", new_fsync)
        patch_renames(patch, new_rename)
        patch.setattr(os, "mkdir", new_mkdir)
        yield calls


@contextmanager
def mounted(at: Path, *arguments: str) -> Iterator[Path]:
    """Mount something at a path, or skip the test where that is not allowed."""
    done = subprocess.run(["mount", *arguments, str(at)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


def tmpfs(at: Path, options: str) -> Any:
    """Mount a small file system in memory at a folder, which is made."""
    at.mkdir(parents=True, exist_ok=True)
    return mounted(at, "-t", "tmpfs", "-o", options, "none")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder a read-only file system."""
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield


@contextmanager
def immutable(path: Path) -> Iterator[None]:
    """Give a file the attribute that forbids even root to change it, or skip the test where there is none."""
    if shutil.which("chattr") is None or subprocess.run(["chattr", "+i", path], capture_output=True).returncode:
        pytest.skip("chattr +i does not work here")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


@contextmanager
def limited(which: int, soft: int) -> Iterator[None]:
    """Lower a limit of this process for a while."""
    before = resource.getrlimit(which)
    resource.setrlimit(which, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(which, before)


def give_to_somebody(folder: Path) -> None:
    """Give everything below a folder to a user who is not us, and let that user get there."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent.is_relative_to("/tmp"):
            parent.chmod(stat.S_IMODE(parent.stat().st_mode) | 0o011)


@contextmanager
def as_somebody() -> Iterator[None]:
    """Be a user without any rights for a while: what is imported must be imported before."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(SOMEBODY)
    os.seteuid(SOMEBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Set the umask for a while."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)
