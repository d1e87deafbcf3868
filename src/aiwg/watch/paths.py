"""What to watch: sources, aiwg.yaml, adapters, consents, the user's instruction files; nothing else of the project."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiwg import config
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.core.project_above import FOLDER as PROJECT_FOLDER
from aiwg.core.stamps import stamp
from aiwg.decisions.in_force import folders_to_watch
from aiwg.deployment.personal import settings as personal
from aiwg.source.fetched.inputs import VENDOR
from aiwg.source.fetched.lock import FILE as LOCK
from aiwg.source.layers import Layer
from aiwg.source.load import PARTS
from aiwg.source.packages import find_packages
from aiwg.source.reader import SKIPPED, is_clutter
from aiwg.source.user import user_folder
from aiwg.trust.platforms import platforms_of
from aiwg.trust.policy.places import policy_places
from aiwg.trust.store import trust_file

Stat = tuple[int, int, int, int, int]

ANY_FOLDER = "*/"
"""Among the names of a watched folder: any folder in it counts."""


@dataclass(frozen=True, slots=True)
class WatchPath:
    """A folder to watch: with all below it, or (`names`) only the entries of these names. The path is a real one."""

    folder: str
    names: frozenset[str] | None = None

    @property
    def deep(self) -> bool:
        """Say whether all below the folder counts."""
        return self.names is None

    def holds(self, path: str) -> bool:
        """Say whether a path is one that counts here; the folder itself always does."""
        if path == self.folder:
            return True
        if not path.startswith(self.folder.rstrip("/") + "/"):
            return False
        name = path[len(self.folder.rstrip("/")) + 1 :]
        return self.names is None or name in self.names or (ANY_FOLDER in self.names and "/" not in name)

    def counts(self, path: str, is_folder: bool) -> bool:
        """Say whether a path that holds here may matter: where any folder does, not every file."""
        return is_folder or self.names is None or ANY_FOLDER not in self.names or os.path.basename(path) in self.names


def places_of(project: Path | None, layers: Iterable[Layer], standing: Iterable[str] = ()) -> list[WatchPath]:
    """Return what to watch for some layers; `project`: its aiwg.yaml and its adapters too.

    `standing` are the full paths of instruction files of the user's own, there or not, that decide where ours go.
    """
    found: list[WatchPath] = []
    known = list(layers)
    for layer in known:
        found += _source(str(layer.root)) if layer.locked is None else ()  # the lock says what it is
    if project is not None:
        found += _file(project / config.FILE)
        found += _file(project / LOCK)
        if any(layer.locked is not None for layer in known):
            found += _folder(str(project / PROJECT_FOLDER / VENDOR))
        found += _file(project / personal.FILE)
        found += _folder(str(platforms_of(project)))
        for folder in folders_to_watch(project):
            found += _folder(folder)
        found += _packages(project)
    found += _file(user_folder() / config.FILE)
    found += _file(user_folder() / LOCK)
    found += _folder(str(user_folder() / "platforms"))
    found += _file(trust_file())
    for place in policy_places():
        found += _file(Path(place.path))
    for path in standing:
        found += _file(Path(path))
    return _merged(found)


def _source(root: str) -> Iterator[WatchPath]:
    yield _coming(root)  # it may come, and be moved away: only its parent tells
    if not os.path.isdir(root):
        return
    yield WatchPath(os.path.realpath(root), frozenset(PARTS))
    for part in PARTS:
        path = os.path.join(root, part)
        if os.path.isdir(path):
            yield from _folder(path)
        elif os.path.islink(path):
            yield from _file(Path(path))


def _folder(path: str) -> Iterator[WatchPath]:
    """Yield a folder with all below it, and what links in it lead to; its parent, too, as it may be replaced."""
    yield _coming(path)
    if not os.path.isdir(path):
        return
    yield WatchPath(os.path.realpath(path))
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in (*folders, *files):
            inside = os.path.join(folder, name)
            if not os.path.islink(inside):
                continue
            real = os.path.realpath(inside)
            yield WatchPath(real) if os.path.isdir(real) else WatchPath(os.path.dirname(real), frozenset({_last(real)}))


def _packages(project: Path) -> Iterator[WatchPath]:
    """Yield where a package may come or go, or become a project of its own."""
    try:
        found = find_packages(project, config.read_config(project).packages)
    except UserError:  # the run says what is wrong with aiwg.yaml, which is watched itself
        return
    yield from (WatchPath(os.path.realpath(folder), frozenset({ANY_FOLDER})) for folder in found.listed)
    for path in found.looked:
        yield _coming(path)


def _file(path: Path) -> Iterator[WatchPath]:
    yield _coming(str(path))
    if path.is_symlink():
        yield _coming(os.path.realpath(path))


def _coming(path: str) -> WatchPath:
    """Return the place where something can be seen to come: its folder, or the nearest one that exists."""
    folder, name = os.path.split(os.path.abspath(path))
    while not os.path.isdir(folder) and folder != "/":
        folder, name = os.path.split(folder)
    return WatchPath(os.path.realpath(folder), frozenset({name}))


def _last(path: str) -> str:
    return os.path.basename(path)


def _merged(places: Iterable[WatchPath]) -> list[WatchPath]:
    """Return the places with one per folder, those within a deep one left out."""
    deep = {place.folder for place in places if place.deep}
    named: dict[str, frozenset[str]] = {}
    for place in places:
        if place.names is not None:
            named[place.folder] = named.get(place.folder, frozenset()) | place.names

    def within(folder: str) -> bool:
        while folder != "/":
            folder = os.path.dirname(folder)
            if folder in deep:
                return True
        return False

    tops = sorted(folder for folder in deep if not within(folder))
    rest = [
        WatchPath(folder, names) for folder, names in sorted(named.items()) if folder not in deep and not within(folder)
    ]
    return [*map(WatchPath, tops), *rest]


def stat_of(path: str) -> Stat | None:
    """Return the stat of a file itself, None where there is none."""
    try:
        return stamp(os.lstat(path))
    except OSError:
        return None


def listing(places: Iterable[WatchPath]) -> dict[str, Stat]:
    """Return the stat of everything that is watched, by path: what changed between two of them, no event is needed for.

    Folders end in a slash, and have no times: those of what is in them say more.
    """
    found: dict[str, Stat] = {}
    for place in places:
        if place.deep:
            _list(place.folder, found)
            continue
        for name in place.names or ():
            if name == ANY_FOLDER:
                _list_folders(place.folder, found)
                continue
            path = os.path.join(place.folder, name)
            try:
                info = os.stat(path)
            except OSError:
                continue
            if not os.path.isdir(path):
                found[path] = stamp(info)
    return found


def _list_folders(folder: str, found: dict[str, Stat]) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as scan:
        for entry in scan:
            if entry.is_dir(follow_symlinks=False):
                found[f"{entry.path}/"] = (0, 0, 0, entry.inode(), 0)


def _list(folder: str, found: dict[str, Stat]) -> None:
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
        info = os.stat(folder)
    except OSError:
        return
    found[f"{folder}/"] = (0, 0, 0, info.st_ino, info.st_dev)
    for entry in entries:
        if is_clutter(entry.name):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                _list(entry.path, found)
            else:
                found[entry.path] = stamp(entry.stat())
        except OSError:
            continue
