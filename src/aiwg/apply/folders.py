"""Opening folders link by no link, and remembering what was made and touched on the way."""

from __future__ import annotations

import errno
import os
from collections import OrderedDict

from aiwg.apply.pending_syncs import sync_folders
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fs.owner import Owner, chown_like, owner_of, root_as_owner
from aiwg.fs.roots import Roots

_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

_IN_USE = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.ELOOP, errno.EBUSY, errno.EACCES, errno.EPERM)
"""Why a folder stays: something of the user's is in it, stands in its place, or protects it."""


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A folder that is open, its device and its owner. `is_new`: this run has just made it, so nothing else is in it.

    A folder that was just made has the device and the owner of the one above: the system is not asked again.
    """

    descriptor: int
    device: int
    owner: Owner
    is_new: bool = False


class Folders:
    """Descriptors of the folders below the roots of a scope: each opened once, never through a link.

    A descriptor stays with the folder it was opened for, whatever somebody puts in its place meanwhile.
    `file_systems` has one of each file system by device, opened before anything was written there.
    `root` is whose the files are that this process makes as root, None for everybody else.
    """

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.made: list[str] = []
        self.file_systems: dict[int, int] = {}
        self.root = root_as_owner()
        # By the output path of the folder, of which there is one string: there may be many.
        self._open: OrderedDict[str, OpenFolder] = OrderedDict()
        self._touched: dict[str, None] = {}
        self._latest: tuple[str, OpenFolder] | None = None
        self._facts: dict[str, tuple[int, Owner]] = {}
        self._equal_facts: dict[tuple[int, Owner], tuple[int, Owner]] = {}
        soft = os.sysconf("SC_OPEN_MAX")  # the limit of this process: to import `resource` takes longer than to ask
        self.limit = max(4, min(64, soft // 8))  # an eighth: clients and libraries in this process need some, too

    def of(self, path: str, make: bool) -> tuple[int, str]:
        """Return the descriptor of the folder of an output path, and the file's name in it.

        Raises UserError (refused) when a parent is a link or a file, FileNotFoundError when it is missing
        and `make` is false.
        """
        folder, name = self.enter(path, make)
        return folder.descriptor, name

    def enter(self, path: str, make: bool) -> tuple[OpenFolder, str]:
        """Return the open folder of an output path, and the file's name in it. Raises as `of` does."""
        root, rest = self.roots.split(path)
        above, _, name = path.rpartition("/")
        latest = self._latest
        if latest is not None and latest[0] == above:  # files of one folder come one after the other
            return latest[1], name
        found = self._open.get(above)
        if found is None:
            found = self._opened(root, above, len(path) - len(rest), make)
        else:
            self._open.move_to_end(above)
        self._touched[above] = None
        self._latest = above, found  # the last to be closed of those that are open
        return found, name

    def _opened(self, root: str, path: str, prefix: int, make: bool) -> OpenFolder:
        """Return the folder at an output path, opened from its parent; so many characters of it stand for the root."""
        found = self._open.get(path)
        if found is None:
            if len(path) > prefix:
                above, _, part = path.rpartition("/")
                found = self._enter(self._opened(root, above, prefix, make), part, path, make)
                if found.is_new:
                    self._touched[above] = None
            else:
                found = self._looked_at(self._open_root(root, make), path)
            self._open[path] = found
            facts = found.device, found.owner
            self._facts[path] = self._equal_facts.setdefault(facts, facts)
            if found.device not in self.file_systems:
                self.file_systems[found.device] = os.dup(found.descriptor)
            if len(self._open) > self.limit:
                _, oldest = self._open.popitem(last=False)
                os.close(oldest.descriptor)
        self._open.move_to_end(path)
        return found

    def _open_root(self, root: str, make: bool) -> int:
        """Open a root; one that a variable moved out of the home folder need not be there yet."""
        try:
            # the root itself may be a link, as many home folders are: only what lies below must not be
            return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            if not make or root not in self.roots.moved:
                raise
        os.makedirs(root, exist_ok=True)
        return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def _enter(self, above: OpenFolder, part: str, path: str, make: bool) -> OpenFolder:
        """Return a folder opened from the one above it, made if it is missing and `make` is true."""
        if not (make and above.is_new):  # in a folder of this very run it cannot be there: asking would only fail
            try:
                return self._looked_at(_open_in(above, part, path), path)
            except FileNotFoundError:
                if not make:
                    raise
        try:
            os.mkdir(part, 0o777, dir_fd=above.descriptor)
        except FileExistsError:  # somebody has just made it
            return self._looked_at(_open_in(above, part, path), path)
        self.made.append(path)
        descriptor = _open_in(above, part, path)
        if self.root not in (None, above.owner):
            chown_like(descriptor, above.owner)
        return OpenFolder(descriptor, above.device, above.owner, is_new=True)

    def _looked_at(self, descriptor: int, path: str) -> OpenFolder:
        """Return an open folder with what the system says of it, which is asked the first time only."""
        facts = self._facts.get(path)
        if facts is None:
            info = os.fstat(descriptor)
            facts = info.st_dev, owner_of(info)
        return OpenFolder(descriptor, *facts)

    def remove(self, path: str) -> bool:
        """Remove a folder if it is empty; return whether it is gone. Raises OSError when that could not be tried."""
        try:
            descriptor, name = self.of(path, make=False)
            os.rmdir(name, dir_fd=descriptor)
        except FileNotFoundError:
            return True
        except UserError:
            return False  # a link is where one of its parents was: it is not the folder that we made
        except OSError as error:
            if error.errno in _IN_USE:
                return False
            raise
        return True

    def sync(self) -> None:
        """Make renames and deletions in all touched folders durable. Raises OSError."""
        touched = {path: self._facts[path][0] for path in self._touched}
        sync_folders(touched, self._full, self.file_systems, self.limit)
        self._touched.clear()
        self._latest = None

    def _full(self, path: str) -> str:
        """Return the absolute path of a folder that was opened."""
        return os.path.dirname(self.roots.full(f"{path}/_" if path else "_"))

    def close(self) -> None:
        """Close all descriptors."""
        self._latest = None
        while self._open:
            os.close(self._open.popitem()[1].descriptor)
        while self.file_systems:
            os.close(self.file_systems.popitem()[1])


def _open_in(above: OpenFolder, part: str, path: str) -> int:
    """Open a folder in another one. Raises UserError (refused) when it is a link or a file, and OSError."""
    try:
        return os.open(part, _FLAGS, dir_fd=above.descriptor)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise UserError(
                f"{path} is a link or a file, but aiwg needs a folder there.",
                exit=Exit.REFUSED,
                hint="aiwg wrote no file through it. Replace it by a folder.",
            ) from None
        raise
