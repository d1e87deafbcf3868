"""Questions to git about the repository that a folder lies in. Each may take 5 seconds; nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from aiwg.core.read import read_whole
from aiwg.fs.git_process import GitUnavailableError as GitUnavailableError  # part of this module
from aiwg.fs.git_process import git_output

BLOCK_MARK = b"aiwg:begin"
"""Stands in every block of ours in a file."""


class GitAnswers:
    """The repository that a folder lies in."""

    def __init__(self, folder: Path, command: str) -> None:
        self.folder = folder
        self.command = command

    def ask(self, *arguments: str, paths: Iterable[str] = ()) -> list[str]:
        """Return what git answers, split at zero bytes; nothing when it says no. Paths go to its standard input.

        Raises GitUnavailableError when it takes too long or cannot be run.
        """
        from aiwg.fs.git_files import ask_git  # as rare as the process that is started next

        asked, folder = list(paths), os.fspath(self.folder)
        answer = ask_git(
            self.command, folder, arguments, asked, lambda: git_output(self.command, folder, arguments, asked)
        )
        return [part for part in answer.split("\0") if part]

    def line(self, *arguments: str) -> str:
        """Return the one line that git answers, empty when it says no. Raises GitUnavailableError."""
        return "".join(self.ask(*arguments)).removesuffix("\n")

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the paths below the folder that git ignores; tracked ones are not. Raises GitUnavailableError."""
        asked = list(paths)
        return frozenset(self.ask("check-ignore", "-z", "--stdin", paths=asked)) if asked else frozenset()

    @cached_property
    def settings(self) -> dict[str, str]:
        """Return the settings of this repository, the last value of each."""
        pairs = (entry.partition("\n") for entry in self.ask("config", "--list", "-z"))
        return {name.lower(): value for name, _, value in pairs}


def is_in_repository(folder: Path) -> bool:
    """Say whether a folder lies in a git repository; git itself is not asked."""
    real = folder.resolve()
    return any((each / ".git").exists() for each in (real, *real.parents))


def repository_of(folder: Path) -> GitAnswers | None:
    """Return the repository that a folder lies in, None when there is none, or no git."""
    if not is_in_repository(folder):
        return None
    command = git_command()
    return GitAnswers(folder, command) if command else None


def git_command() -> str | None:
    """Return the path of git, None when there is none, or inside `without_git`."""
    if _without:
        return None
    import shutil  # most runs have no question to git

    return shutil.which("git")


_without: list[bool] = []


@contextmanager
def without_git() -> Iterator[None]:
    """Work as on a machine without git: a server for agents starts no program."""
    _without.append(True)
    try:
        yield
    finally:
        _without.pop()


def exclude_holds(project: Path, mark: bytes) -> bool:
    """Say whether git's exclude file most likely holds some bytes; git itself is not asked."""
    return any(_holds(file, mark) for file in _likely_files(project))


def _likely_files(project: Path) -> Iterable[Path]:
    """Yield where git most likely has its exclude file, found without a process: a run asks for it each time."""
    real = project.resolve()
    for folder in (real, *real.parents):
        git = folder / ".git"
        if git.is_dir():
            yield git / "info/exclude"
            return
        if git.is_file():
            yield from _of_pointer(git)
            return


def _of_pointer(file: Path) -> Iterable[Path]:
    """Yield the exclude files of a worktree or a submodule, whose .git is a text that says where git's folder is."""
    try:
        named = read_whole(file).decode("utf-8", "surrogateescape").removeprefix("gitdir:").strip()
        folder = Path(os.path.join(file.parent, named))
        yield folder / "info/exclude"
        common = read_whole(folder / "commondir").decode("utf-8", "surrogateescape").strip()
        yield folder / common / "info/exclude"
    except (OSError, ValueError):
        return


def _holds(file: Path, mark: bytes) -> bool:
    try:
        return mark in read_whole(file)
    except OSError:
        return False
