"""A project in a work tree of git: what git tracks and ignores of it, and the clone's own list of exclusions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fs.git import GitAnswers, GitUnavailableError, is_in_repository, repository_of

CHUNK = 500
"""Paths that one call of git is given: a command line has an end."""

_SPECIAL = re.compile(r"([\\*?\[\]!#]| (?=\Z))")


@dataclass(frozen=True, slots=True)
class Checkout:
    """The work tree that a project lies in. `prefix` is the project's path below its top, `exclude` that list."""

    git: GitAnswers
    prefix: str
    exclude: Path

    def tracked(self, paths: Iterable[str]) -> set[str]:
        """Return those paths of the project that git tracks. Raises UserError when git cannot say."""
        wanted = sorted(set(paths))
        found: set[str] = set()
        for start in range(0, len(wanted), CHUNK):
            found.update(self._listed(wanted[start : start + CHUNK]))
        return found.intersection(wanted)

    def tracks_below(self, folder: str) -> bool:
        """Say whether git tracks anything in a folder of the project. Raises UserError when git cannot say."""
        return bool(self._listed([folder]))

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Return those paths of the project that git ignores. Raises UserError when git cannot say."""
        try:
            return self.git.ignored(paths)
        except GitUnavailableError as error:
            raise _unknown(str(error)) from None

    def pattern(self, path: str) -> str:
        """Return the line of an exclusion that means exactly this path of the project."""
        return "/" + _SPECIAL.sub(r"\\\1", self.prefix + path)

    def _listed(self, paths: Sequence[str]) -> list[str]:
        try:
            return self.git.ask("--literal-pathspecs", "ls-files", "-z", "--", *paths)
        except GitUnavailableError as error:
            raise _unknown(str(error)) from None


def checkout_of(project: Path) -> Checkout | None:
    """Return the work tree of a project, None where there is none. Raises UserError when git cannot say."""
    if not is_in_repository(project):
        return None
    git = repository_of(Path(os.path.realpath(project)))
    if git is None:
        raise _unknown("git is not installed")
    try:
        answer = git.line("rev-parse", "--show-prefix", "--git-path", "info/exclude").split("\n")
    except GitUnavailableError as error:
        raise _unknown(str(error)) from None
    if len(answer) != 2:
        raise _unknown("it does not take this folder for a work tree")
    return Checkout(git, answer[0], Path(os.path.join(git.folder, answer[1])))


def _unknown(why: str) -> UserError:
    return UserError(
        f"git cannot say what it tracks here: {why}.",
        exit=Exit.IO,
        hint="Your personal parts were not written: they might be committed.",
    )
