"""What stands already: files of the user's own where platforms read, which may hide ours or bring them along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiwg.core.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class UserFile:
    """A file of the user's own.

    `has_text`: it holds more than includes and our block. `is_added`: it is a file that we created, and the user
    wrote into it. `includes`: the paths that it includes, itself or through what it includes; `deeper`: those to which
    more than one include leads, with how many. `link`: another name of the same file, under which we write it; most
    often the path that it is a link to. `is_link`: it is the link, not the file. `is_blank`: nothing stands in it.
    """

    path: str
    has_text: bool = True
    is_added: bool = False
    includes: frozenset[str] = frozenset()
    link: str = ""
    deeper: frozenset[tuple[str, int]] = frozenset()
    is_link: bool = False
    is_blank: bool = False

    def leads_to(self, path: str, hops: int) -> bool:
        """Say whether a reader that loads this file and follows so many includes in a row loads another one, too."""
        return path == self.link or self.includes_within(path, hops)

    def includes_within(self, path: str, hops: int) -> bool:
        """Say whether at most so many includes lead from this file to another one."""
        return path in self.includes and (dict(self.deeper).get(path, 1) if self.deeper else 1) <= hops

    @property
    def is_personal(self) -> bool:
        """Say whether it is by its name one person's and not the project's, so that it must not decide for all."""
        return ".local." in self.path


@dataclass(frozen=True, slots=True)
class UserFiles:
    """The files of the user's own, by path. `looked` are all paths that were asked for: any of them may come or go.

    `bridges` are files of ours, written before, that only include another one. `ensured` are the places, by platform
    and key, that a setting of the user's in the project makes it read. `names`: of a file with several names, through
    links that we follow, the one that stands for it, by each other.
    """

    files: Mapping[str, UserFile] = field(default_factory=dict)
    looked: frozenset[str] = frozenset()
    bridges: frozenset[str] = frozenset()
    ensured: frozenset[tuple[str, str]] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def get(self, path: str) -> UserFile | None:
        """Return the user's file at a path, or None."""
        return self.files.get(path)

    @property
    def key(self) -> frozenset[UserFile | str | tuple[str, str]]:
        """Return what placement depends on: equal for two that lead to the same places."""
        return frozenset((*self.files.values(), *self.bridges, *self.ensured))


NO_USER_FILES = UserFiles()


def standing_at(paths: Iterable[str]) -> UserFiles:
    """Return files with nothing but text in them at these paths."""
    return UserFiles({path: UserFile(path) for path in paths}, frozenset(paths))


def texts_beside(paths: Iterable[str], target: str, standing: UserFiles, hops: int) -> Iterator[UserFile]:
    """Yield the user's files at these paths that hold text for the whole project and do not lead to `target`.

    `hops` is how many files deep includes are followed.
    """
    for path in paths:
        file = standing.get(path)
        if file is None or path == target or file.leads_to(target, hops):
            continue
        if file.has_text and not file.is_added and not file.is_personal:
            yield file
