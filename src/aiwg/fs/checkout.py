"""A project in a work tree of git: what git tracks and ignores of it. Where git cannot say, that is an error."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fs.git import GitAnswers, GitUnavailableError, is_in_repository, repository_of

CHUNK = 500
"""Paths that one call of git is given: a command line has an end."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The work tree that a project lies in."""

    git: GitAnswers

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
            raise no_answer(str(error)) from None

    def _listed(self, paths: Sequence[str]) -> list[str]:
        try:
            return self.git.ask("--literal-pathspecs", "ls-files", "-z", "--", *paths)
        except GitUnavailableError as error:
            raise no_answer(str(error)) from None


def checkout_of(project: Path) -> Checkout | None:
    """Return the work tree of a project, None where there is none. Raises UserError when git cannot say."""
    if not is_in_repository(project):
        return None
    git = repository_of(Path(os.path.realpath(project)))
    if git is None:
        raise no_answer("git is not installed")
    try:
        is_work_tree = git.line("rev-parse", "--is-inside-work-tree") == "true"
    except GitUnavailableError as error:
        raise no_answer(str(error)) from None
    if not is_work_tree:
        raise no_answer("it does not take this folder for a work tree")
    return Checkout(git)


def no_answer(why: str) -> UserError:
    """Return the error that stops what one person has: it might be committed."""
    return UserError(
        f"git cannot list its files here: {why}.",
        exit=Exit.IO,
        hint="aiwg did not write your personal parts, because git might commit them.",
    )
