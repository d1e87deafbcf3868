"""Looking at what is on disk, without following links and without changing anything."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable

from aiwg.artifact.ids import folded
from aiwg.core.content import NOTHING, Content
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_up_to
from aiwg.core.stat_cache import StatCache
from aiwg.fs.roots import Roots

ABSENT, FILE, LINK, FOLDER, SPECIAL, BLOCKED = "absent", "file", "link", "folder", "special", "blocked"
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileState:
    """What stands at a path. `detail` says more for a person: where a link goes, which parent is in the way.

    `unsafe`: it leads out of the scope, or opening it could hang or do harm.
    """

    kind: str
    content: Content = NOTHING
    mode: int = 0
    links: int = 1
    detail: str = ""
    unsafe: bool = False

    @property
    def data(self) -> bytes:
        """Return the bytes of a file."""
        return self.content.data

    @property
    def executable(self) -> bool:
        """Say whether the owner may execute the file."""
        return bool(self.mode & 0o100)


NOTHING_THERE = FileState(ABSENT)

NO_STATES: StatCache[FileState] = StatCache(keeps=False)


class FileTree:
    """Reads below the roots of a scope. Folder listings and parents are looked at once, missing ones too.

    `known` holds the files that were read before. `expected` are contents that files may have: what is read and equals
    one of them is not kept in memory a second time.
    """

    def __init__(self, roots: Roots, known: StatCache[FileState] = NO_STATES, expected: Iterable[Content] = ()) -> None:
        self.roots = roots
        self.known = known
        self._expected = expected
        self._by_hash: dict[int, Content] | None = None
        self._parents: dict[str, str] = {}
        self._folders: dict[str, bool] = {}
        """Whether a folder is there, by its output path, where no link is on the way. One string is kept of each."""
        self._names: dict[str, dict[str, list[str]]] = {}
        self._ignores_case = _ignores_case(str(roots.base))

    def canonical(self, path: str) -> str:
        """Return the path with links among its parents resolved: two spellings of one place become one.

        Raises UserError (refused for safety) when a parent leaves the scope, or (conflict) is a file.
        """
        root, rest = self.roots.split(path)
        above, _, name = path.rpartition("/")
        if "/" not in rest:
            return path
        canonical = self._parents.get(above)
        if canonical is None:
            canonical = self._parents[above] = self._resolve(path, root, rest.rpartition("/")[0], above)
        return path if canonical == above else f"{canonical}/{name}"

    def _resolve(self, path: str, root: str, folder: str, above: str) -> str:
        """Return the output path of the folder `above` a path, with links resolved; below the root it is `folder`."""
        full, end = root, len(above) - len(folder) - 1
        for part in folder.split("/"):
            end += len(part) + 1
            there = self._folders.get(above[:end])
            if there is None:
                full = os.path.join(root, above[len(above) - len(folder) : end])
            elif there:
                continue
            else:
                self._folders[above] = False
                return above
            try:
                mode = os.lstat(full).st_mode
            except FileNotFoundError:
                twin = self._twin(full)
                if twin is None:
                    self._folders[above[:end]] = self._folders[above] = False
                    return above
                shown = os.path.relpath(os.path.join(os.path.dirname(full), twin), root)
                raise UserError(
                    f"{shown} differs only in case from a folder that {path} needs.",
                    exit=Exit.CONFLICT,
                    hint="Rename it, or exclude the artifacts for that path.",
                ) from None
            if stat.S_ISLNK(mode):
                return self._through_link(path, root, folder)
            if not stat.S_ISDIR(mode):
                shown = os.path.relpath(full, root)
                raise UserError(
                    f"{shown} is a file, but {path} needs a folder there.",
                    exit=Exit.CONFLICT,
                    hint="Move it, or exclude the artifacts for that path.",
                )
            self._folders[above[:end]] = True
        return above

    def _through_link(self, path: str, root: str, folder: str) -> str:
        real = os.path.realpath(os.path.join(root, folder))
        named = self.roots.named(real)
        if named is None:
            raise UserError(
                f"{path} would be outside {root}: a parent folder is a link to {real}.",
                exit=Exit.REFUSED,
                hint="Replace the link by a folder, or exclude the artifacts for that path.",
            )
        return named

    def followed(self, path: str) -> str:
        """Return where a link in the home folder leads that the user made for a settings file, as dotfiles managers do.

        Only a link of the user's own counts, to a regular file of theirs inside the scope; else the path itself.
        """
        full = self.roots.full(path)
        if self.roots.scope != "user" or not os.path.islink(full):
            return path
        real = os.path.realpath(full)
        named = self.roots.named(real)
        try:
            owners = {os.lstat(full).st_uid, os.stat(real).st_uid}
            if named is None or owners != {os.geteuid()} or not os.path.isfile(real):
                return path
            self.roots.split(named)
        except (OSError, UserError):
            return path
        return named

    def look(self, path: str, read: bool = True) -> FileState:
        """Return what stands at a canonical path; the bytes too, unless `read` is false."""
        if self._folders.get(path.rpartition("/")[0]) is False:
            return NOTHING_THERE  # most files of a first deploy: the system is not asked for each of them
        full = self.roots.full(path)
        try:
            info = os.lstat(full)
        except FileNotFoundError:
            twin = self._twin(full)
            return _blocked(twin) if twin else NOTHING_THERE
        except NotADirectoryError:
            return FileState(BLOCKED, detail="a parent of it is a file")
        except PermissionError:
            raise UserError(f"aiwg cannot look at {path}: permission denied.", exit=Exit.IO) from None
        if stat.S_ISLNK(info.st_mode):
            return self._link(full)
        if stat.S_ISDIR(info.st_mode):
            return FileState(FOLDER)
        if not stat.S_ISREG(info.st_mode):
            return FileState(SPECIAL, unsafe=True)
        if info.st_size > MAX_BYTES:
            raise UserError(
                f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB.",
                exit=Exit.CONFLICT,
                hint="Move it, or exclude the artifacts for that path.",
            )
        if self._ignores_case and (twin := self._twin(full)) and not _same_letters(twin, full):
            return _blocked(twin)
        if not (read and self.known.keeps):
            content = self._read(full, path) if read else NOTHING
            return FileState(FILE, content, stat.S_IMODE(info.st_mode), info.st_nlink)
        found = self.known.get(full, info)
        if found is None or found.links != info.st_nlink:
            found = FileState(FILE, self._read(full, path), stat.S_IMODE(info.st_mode), info.st_nlink)
            self.known.keep(full, info, found)
        return found

    def _link(self, full: str) -> FileState:
        """Return a link; it is unsafe when there is something outside the scope that it leads to."""
        real = os.path.realpath(full)
        leaves = os.path.exists(real) and self.roots.named(real) is None
        return FileState(LINK, detail=os.readlink(full), unsafe=leaves)

    def _read(self, full: str, path: str) -> Content:
        try:
            descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                data = read_up_to(descriptor, MAX_BYTES)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise UserError(f"aiwg cannot read {path}: {error.strerror}.", exit=Exit.IO) from None
        return self._as_expected(data)

    def _as_expected(self, data: bytes) -> Content:
        """Return a content of these bytes, one of those that are expected if it can be."""
        if self._by_hash is None:
            self._by_hash = {hash(each): each for each in self._expected}
        known = self._by_hash.get(hash(data))
        return known if known is not None and known.holds(data) else Content(data)

    def _twin(self, full: str) -> str | None:
        """Return the name of a neighbour that differs from `full` only in case or Unicode form, or None.

        There is none beside a file that is spelt just like `full`.
        """
        folder, name = os.path.split(full)
        if folder not in self._names:
            self._names[folder] = _names_in(folder)
        alike = self._names[folder].get(folded(name), [])
        return None if name in alike else next(iter(alike), None)

    def is_link_to(self, path: str, target: str) -> bool:
        """Say whether a path is a link, of the user's, to another output path."""
        full = self.roots.full(path)
        return os.path.islink(full) and os.path.realpath(full) == os.path.realpath(self.roots.full(target))

    def exists(self, path: str) -> bool:
        """Say whether anything stands at a path."""
        return os.path.lexists(self.roots.full(path))


def _blocked(twin: str) -> FileState:
    return FileState(BLOCKED, detail=f"{twin} differs from it only in case")


def _same_letters(name: str, full: str) -> bool:
    """Say whether a name is that of a path but for its Unicode form, which some file systems choose themselves."""
    return unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", os.path.basename(full))


def _ignores_case(folder: str) -> bool:
    """Say whether the file system takes the folder's name in other case for the same folder."""
    other = folder.swapcase()
    try:
        return other != folder and os.path.samefile(folder, other)
    except OSError:
        return False


def _names_in(folder: str) -> dict[str, list[str]]:
    """Return the names in a folder by what some file systems take them for."""
    names: dict[str, list[str]] = {}
    try:
        for name in sorted(os.listdir(folder)):
            names.setdefault(folded(name), []).append(name)
    except OSError:
        return {}
    return names
