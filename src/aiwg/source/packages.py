"""The packages of a monorepo: the folders below a project that the globs under `packages` in aiwg.yaml name.

A glob starts at the project, a name at a time. It never leads out of the project, through a link, or into a folder that
nobody keeps a package in. A folder with an aiwg.yaml or `.aiwg/` of its own is a project, and a folder with a `.git` is
a repository: both, and all below them, are left to themselves.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aiwg.artifact.ids import is_git_folder
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.globs import GlobError, expression_of, pattern_of, written_out
from aiwg.core.patterns import lazy_pattern

MOST_PACKAGES = 200
"""Folders that the globs of one project may name: each gets files of its own."""

MOST_FOLDERS = 20_000
"""Folders that are looked into for packages."""

OWN_PROJECT, OWN_REPOSITORY, UNUSABLE_NAME = "own-project", "own-repository", "unusable-name"
"""Why a folder that a glob names gets nothing."""

_PASSED_OVER = frozenset({"node_modules", "__pycache__", ".aiwg"})
_DEEP = "**"
_UNUSABLE = lazy_pattern(r"[\0-\x1f\x7f\\\ud800-\udfff]|^~")


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages of a project, by their paths below it, and the folders left to themselves, each with why.

    `looked` are the absolute paths that decided it: a folder that comes or goes changes one of them. `listed` are
    those of them in which any folder may come.
    """

    folders: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    looked: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


NO_PACKAGES = Packages()


def why_no_package_glob(glob: str) -> str:
    """Return what is wrong with a glob for packages, an empty text when nothing is."""
    bare = glob.removeprefix("!")
    try:
        pattern_of(bare)
        for each in written_out(bare):
            for segment in _segments(each):
                expression_of(segment)
    except GlobError as error:
        return str(error)
    if any(not _segments(each) for each in written_out(bare)):
        return "names the project itself"
    if any(is_git_folder(segment) for each in written_out(bare) for segment in _segments(each)):
        return "leads into .git"
    return ""


def find_packages(project: Path, globs: Sequence[str]) -> Packages:
    """Return the packages that sound globs name; without globs there are none, and nothing is looked at.

    Raises UserError (usage) when they name, or make aiwg look into, too many folders.
    """
    wanted = [glob for glob in globs if not glob.startswith("!")]
    if not wanted:
        return NO_PACKAGES
    walk = _Walk(os.path.abspath(project), _patterns(wanted), _patterns(glob[1:] for glob in globs if glob[0] == "!"))
    walk.into("", walk.starts(), walk.excluded_starts())
    looked = tuple(dict.fromkeys((*walk.listed, *walk.looked)))
    return Packages(tuple(sorted(walk.found)), tuple(sorted(set(walk.left))), looked, tuple(walk.listed))


def _segments(glob: str) -> list[str]:
    return [segment for segment in glob.strip().split("/") if segment not in ("", ".")]


def _patterns(globs: Iterable[str]) -> list[list[str]]:
    """Return the segments of each glob; one that ends in `**` names what is below a folder, and not the folder."""
    found = [_segments(each) for glob in globs for each in written_out(glob)]
    return [[*segments, "*"] if segments[-1] == _DEEP else segments for segments in found]


_State = tuple[int, int]
"""A glob and how many of its segments have been matched."""


class _Walk:
    """One walk below a project, with all globs at once: each folder is looked into at most once."""

    def __init__(self, base: str, patterns: list[list[str]], excluded: list[list[str]]) -> None:
        self.base, self.patterns, self.excluded = base, patterns, excluded
        self.found: list[str] = []
        self.left: list[tuple[str, str]] = []
        self.looked: list[str] = []
        self.listed: list[str] = []
        self._compiled: dict[str, re.Pattern[str]] = {}

    def starts(self) -> frozenset[_State]:
        """Return where the globs begin."""
        return _closed({(number, 0) for number in range(len(self.patterns))}, self.patterns)

    def excluded_starts(self) -> frozenset[_State]:
        """Return where the globs of what is left out begin."""
        return _closed({(number, 0) for number in range(len(self.excluded))}, self.excluded)

    def into(self, folder: str, states: frozenset[_State], excluded: frozenset[_State]) -> None:
        """Look into a folder, and those below it that a glob may lead to."""
        waiting = [(folder, states, excluded)]
        while waiting:
            folder, states, excluded = waiting.pop()
            for name in self._names(folder, states):
                path = f"{folder}/{name}" if folder else name
                inside = self._after(states, name, self.patterns)
                out = self._after(excluded, name, self.excluded)
                if not inside or _is_whole(out, self.excluded) or not self._is_folder(path):
                    continue
                why = self._why_left(path, name)
                if why:
                    self.left += [(path, why)] if name not in _PASSED_OVER else []
                    continue
                if _is_whole(inside, self.patterns):
                    self._add(path)
                waiting.append((path, inside, out))

    def _add(self, path: str) -> None:
        self.found.append(path)
        if len(self.found) > MOST_PACKAGES:
            raise UserError(
                f"packages: in aiwg.yaml names more than {MOST_PACKAGES} folders.",
                exit=Exit.USAGE,
                hint='Name them more narrowly, such as "packages/*", or exclude some with "!packages/old/**".',
            )

    def _names(self, folder: str, states: frozenset[_State]) -> Iterator[str]:
        """Yield the names in a folder that a glob may go on with, sorted; only a wildcard needs a listing."""
        wanted = {self.patterns[number][at] for number, at in states if at < len(self.patterns[number])}
        if not wanted:
            return
        full = os.path.join(self.base, folder)
        if not any(segment == _DEEP or re.search(r"[*?\[]", segment) for segment in wanted):
            yield from sorted(wanted)
            return
        self.listed.append(full)
        if len(self.listed) > MOST_FOLDERS:
            raise UserError(
                f"packages: in aiwg.yaml makes aiwg look into more than {MOST_FOLDERS:,} folders.",
                exit=Exit.USAGE,
                hint='Name their folders, such as "packages/*".',
            )
        try:
            with os.scandir(full) as entries:
                names = sorted(each.name for each in entries if each.is_dir(follow_symlinks=False))
        except OSError:
            return
        dotted = any(segment.startswith(".") for segment in wanted)
        yield from (name for name in names if dotted or not name.startswith("."))

    def _is_folder(self, path: str) -> bool:
        full = os.path.join(self.base, path)
        self.looked.append(full)
        return os.path.isdir(full) and not os.path.islink(full)

    def _why_left(self, path: str, name: str) -> str:
        """Return why a folder and all below it get nothing, an empty text when they may get something."""
        if name in _PASSED_OVER or is_git_folder(name) or _UNUSABLE.search(name):
            return UNUSABLE_NAME
        full = os.path.join(self.base, path)
        for own, why in (("aiwg.yaml", OWN_PROJECT), (".aiwg", OWN_PROJECT), (".git", OWN_REPOSITORY)):
            self.looked.append(os.path.join(full, own))
            if os.path.lexists(os.path.join(full, own)):
                return why
        return ""

    def _after(self, states: frozenset[_State], name: str, patterns: list[list[str]]) -> frozenset[_State]:
        """Return where the globs stand after a further name."""
        found: set[_State] = set()
        for number, at in states:
            segments = patterns[number]
            if at == len(segments):
                continue
            if segments[at] == _DEEP:
                if not name.startswith("."):
                    found.add((number, at))
            elif self._is_match(segments[at], name):
                found.add((number, at + 1))
        return _closed(found, patterns)

    def _is_match(self, segment: str, name: str) -> bool:
        if name.startswith(".") and not segment.startswith("."):
            return False
        if segment not in self._compiled:
            self._compiled[segment] = re.compile(expression_of(segment))
        return self._compiled[segment].fullmatch(name) is not None


def _closed(states: set[_State], patterns: list[list[str]]) -> frozenset[_State]:
    """Return states with those that a `**` of no folder leads to."""
    waiting, found = list(states), set(states)
    while waiting:
        number, at = waiting.pop()
        if at < len(patterns[number]) and patterns[number][at] == _DEEP and (number, at + 1) not in found:
            found.add((number, at + 1))
            waiting.append((number, at + 1))
    return frozenset(found)


def _is_whole(states: frozenset[_State], patterns: list[list[str]]) -> bool:
    """Say whether a glob names a folder."""
    return any(at == len(patterns[number]) for number, at in states)
