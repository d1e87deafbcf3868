"""From a place to the files that lie there: its variables, its alternative spellings, its folders up and down."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from aiwg.adapter.model import Adapter, Place
from aiwg.adapter.paths import PROJECT
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.patterns import lazy_pattern
from aiwg.loading.location import StartFolder
from aiwg.loading.reader import FileEntry, TreeReader

SKILL_FILE = "SKILL.md"
DEEPEST = 8
"""How many folders down a {id:path} is followed: deeper ones are nobody's, and a link may go round in a circle."""

_VARIABLE = lazy_pattern(r"\{[a-z:]+\}|\*")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file at a place. `base` is the folder that the place was looked for in, `depth` how far below the start.

    A depth below zero is above the start folder. `link` says what of it is a link: its "folder", the "file", "both", or
    "" for none; the `root`, the folder in which the variables of the place begin, may be a link without being one.
    """

    path: str
    name: str
    base: str
    depth: int
    link: str = ""
    root: str = ""


def files_at(adapter: Adapter, place: Place, here: StartFolder, inside: bool = True) -> Iterable[FoundFile]:
    """Return the files at a place, nearest folder first; of alternative spellings the first one first.

    `inside`: an artifact that is a folder may hold others. Of a place in one folder the reader may remember them: then
    they are the same tuple for all platforms.
    """
    scope, root = here.root_of(adapter, place.spec)
    if not root:
        return ()
    bases = list(_bases(adapter, place, here)) if scope == PROJECT else [(root, 0)]
    if len(bases) == 1 and bases[0][1] == 0 and place.within != "last":
        return files_in(place, bases[0][0], here.reader, inside)
    return _files_below(place, bases, here, inside)


def _files_below(
    place: Place, bases: Iterable[tuple[str, int]], here: StartFolder, inside: bool
) -> Iterator[FoundFile]:
    for base, depth in bases:
        # a folder below is looked into once for each place: there are too many of them to remember
        found = (files_in if depth <= 0 else _found_in)(place, base, here.reader, inside)
        for each in reversed(list(found)) if place.within == "last" else found:
            yield replace(each, depth=depth) if depth else each


def files_in(place: Place, folder: str, reader: TreeReader, inside: bool = True) -> Iterable[FoundFile]:
    """Return the files at a place as it lies in one folder; of alternative spellings the first one first.

    Many platforms read the same places: a reader that remembers what it saw remembers these files, too.
    """
    searches: dict[object, tuple[FoundFile, ...]] | None = getattr(reader, "searches", None)
    if searches is None:
        return _found_in(place, folder, reader, inside)
    key = (place.spec.rest, folder, inside, place.flat)
    found = searches.get(key)
    if found is None:
        found = searches[key] = tuple(_found_in(place, folder, reader, inside))
    return found


def _found_in(place: Place, folder: str, reader: TreeReader, inside: bool) -> Iterator[FoundFile]:
    for spelling in place.spec.spellings():
        search = _Search(reader, spelling.endswith("/"), inside, place.flat)
        segments = spelling.rstrip("/").split("/") if spelling else []
        root = "/".join((folder.rstrip("/"), *_fixed(segments)))
        for path, name, link in search.descend(folder, segments) if segments else ():
            yield FoundFile(path, name, folder, 0, link, root)


def in_start_folder(adapter: Adapter, place: Place, here: StartFolder, inside: bool = True) -> Iterable[FoundFile]:
    """Return the files at a place as if it were looked for in the start folder alone, or in the home folder."""
    return files_at(adapter, replace(place, nested=None, at=None, worktree=None), here, inside)


def _bases(adapter: Adapter, place: Place, here: StartFolder) -> Iterator[tuple[str, int]]:
    """Yield the folders that a project place is looked for in, with their depth."""
    folders = here.settings_folders(adapter, place.spec)
    if place.nested in ("up", "both"):
        for number, folder in _upwards(place, here):
            if place.worktree != "skip" or not here.is_skipped_in_worktree(folder):
                yield folder, -number
    elif folders is not None:
        yield from ((folder, 0) for folder in folders)
    elif place.at == "git":
        yield from [(here.top, 0)] * here.has_git
    elif place.at == "top":
        yield here.top, 0
    else:
        yield here.start, 0
    if place.worktree == "main" and here.main_checkout and not here.is_there(_held_in(place, here.top)):
        yield here.main_checkout, 0
    if place.nested in ("down", "both"):
        for folder in here.below:
            yield folder, folder.count("/") - here.start.count("/")


def _upwards(place: Place, here: StartFolder) -> list[tuple[int, str]]:
    """Return the start folder and those above it with their numbers, as far up as a place goes, strongest first."""
    numbered = list(enumerate(here.upwards(_last(place, here))))
    return numbered[::-1] if place.strongest == "top" else numbered


def _last(place: Place, here: StartFolder) -> str:
    """Return the last folder, going up, that a place is looked for in."""
    if place.up_to == "disk" or (place.without_git == "disk" and not here.has_git):
        return "/"
    return posixpath.dirname(here.top) if place.up_to == "parent" and here.has_git else here.top


def _held_in(place: Place, top: str) -> str:
    """Return the folder at the top of a work tree that holds the artifacts of a place."""
    head, _, _ = place.spec.rest.partition("{")
    return f"{top}/{head.rstrip('/')}"


@dataclass(frozen=True, slots=True)
class _Search:
    """One walk down a path with variables. `is_folder`: an artifact is a folder there; `inside` it may lie others.

    `is_flat`: a Markdown file in the folder of the artifacts is one too.
    """

    reader: TreeReader
    is_folder: bool
    inside: bool
    is_flat: bool = False

    def descend(self, folder: str, segments: list[str], name: str = "", linked: bool = False) -> Iterator[_Match]:
        """Yield what fits the segments below a folder."""
        head, rest = segments[0], segments[1:]
        entries = self.reader.entries(folder)
        if "{id:path}" in head and not rest:
            yield from self._deep(folder, head, "", linked, DEEPEST)
            return
        for each in sorted(entries) if _VARIABLE.search(head) else [head]:
            entry = entries.get(each)
            match = _pattern(head).fullmatch(each) if entry else None
            if entry is None or match is None:
                continue
            found = match.groupdict().get("id") or name
            if not rest:
                yield from self._artifact(f"{folder}/{each}", found or each, entry, linked)
            elif entry.is_folder:
                # of a link above the variables a client sees nothing: it opens the folder, and lists it
                below = linked or (entry.is_link and _VARIABLE.search(head) is not None)
                yield from self.descend(f"{folder}/{each}", rest, found, below)

    def _deep(self, folder: str, head: str, prefix: str, linked: bool, left: int) -> Iterator[_Match]:
        """Yield what fits {id:path} in a folder and its subfolders."""
        for each, entry in sorted(self.reader.entries(folder).items()):
            match = _pattern(head).fullmatch(each)
            found = False
            if self.is_flat and not prefix and each.endswith(".md") and not entry.is_folder:
                yield f"{folder}/{each}", folder.rpartition("/")[2], _link(linked, entry)
            elif match:
                name = prefix + (match.groupdict().get("id") or each)
                for artifact in self._artifact(f"{folder}/{each}", name, entry, linked):
                    found = self.is_folder and not self.inside
                    yield artifact
            if entry.is_folder and left and not found:
                yield from self._deep(f"{folder}/{each}", head, f"{prefix}{each}/", linked or entry.is_link, left - 1)

    def _artifact(self, path: str, name: str, entry: FileEntry, linked: bool) -> Iterator[_Match]:
        """Yield the file that makes an artifact of what lies at a path, if there is one."""
        if self.is_folder and entry.is_folder:
            file = self.reader.entries(path).get(SKILL_FILE)
            if file and not file.is_folder:
                yield f"{path}/{SKILL_FILE}", name, _link(linked or entry.is_link, file)
        elif not self.is_folder and not entry.is_folder:
            yield path, name, _link(linked, entry)


_Match = tuple[str, str, str]


def _link(linked: bool, file: FileEntry) -> str:
    if linked:
        return "both" if file.is_link else "folder"
    return "file" if file.is_link else ""


def _fixed(segments: list[str]) -> list[str]:
    """Return the folders of a path before its first variable."""
    return list(takewhile(lambda segment: not _VARIABLE.search(segment), segments[:-1]))


def _pattern(segment: str) -> re.Pattern[str]:
    """Return what one segment of a path looks like; {id} is remembered."""
    if segment not in _patterns:
        parts, last, seen = [], 0, False
        for variable in _VARIABLE.finditer(segment):
            parts.append(re.escape(segment[last : variable.start()]))
            is_id = variable[0].startswith("{id") and not seen
            parts.append("(?P<id>.+)" if is_id else ".+" if variable[0] != "*" else ".*")
            seen, last = seen or is_id, variable.end()
        _patterns[segment] = re.compile("".join((*parts, re.escape(segment[last:]))), re.DOTALL)
    return _patterns[segment]


_patterns: dict[str, re.Pattern[str]] = {}
