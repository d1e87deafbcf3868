"""Making the folder where a user keeps what belongs to one project, and the secret that it is named with."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from aiwg.apply.durable import make_folders, remove_quietly, sweep, sync_folder, temporary_name, write_all
from aiwg.fs import sealed
from aiwg.fs.owner import chown_like, give_to_folders_owner, owner_of

_NO_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ELOOP, errno.EEXIST)


class Keeping:
    """What one user keeps of one place, a project or a home; nothing at all without a usable home folder."""

    def __init__(self, place: str) -> None:
        self.place = os.path.realpath(place)
        self._base = sealed.state_folder()
        self._secret = sealed.read_secret(self._base) if self._base else None

    @property
    def folder(self) -> Path | None:
        """Return the folder of this place, None while nothing can be kept. It may be missing."""
        if self._base is None or self._secret is None:
            return None
        return Path(sealed.folder_for(self.place, self._secret, self._base))

    def make(self) -> Path | None:
        """Make the folder, and the secret when there is none; return it, None where nobody may write there.

        Raises OSError when it cannot be written for another reason.
        """
        if self._base is None:
            return None
        try:
            if self._secret is None:
                make_folders(Path(self._base), 0o700)
                self._secret = _new_secret(self._base)
            folder = self.folder
            if folder is not None:
                make_folders(folder, 0o700)
                note = folder / sealed.PLACE
                if not note.exists():  # so that the folder can go when its project has gone
                    keep_in_cache(note, os.fsencode(self.place))
            return folder
        except OSError as error:
            if error.errno in _NO_PLACE:
                return None
            raise

    def sweep(self) -> None:
        """Remove the temporary files that a run which was cut off has left here."""
        for folder in (self._base, self.folder):
            if folder is not None:
                sweep(Path(folder))

    def seal(self, data: bytes, what: str) -> bytes:
        """Return data sealed as one sort of file of this place. The folder has been made."""
        assert self._secret is not None  # noqa: S101  the folder is named with it
        return sealed.sealed(data, what, self.place, self._secret)

    def write_sealed(self, descriptor: int, blocks: Iterable[bytes], what: str) -> None:
        """Write data that comes in blocks, sealed like this, into an open new file."""
        assert self._secret is not None  # noqa: S101  the folder is named with it
        seal = sealed.Sealing(what, self.place, self._secret)
        write_all(descriptor, b"0" * seal.room)  # no seal holds until it is known: it comes last, before all else
        for block in blocks:
            seal.add(block)
            write_all(descriptor, block)
        os.pwrite(descriptor, seal.line(), 0)

    def read(self, file: Path, what: str) -> bytes | None:
        """Return the data of a sealed file, None when the seal does not hold. Raises OSError."""
        return None if self._secret is None else sealed.read_sealed(os.fspath(file), what, self.place, self._secret)


def keep_in_cache(file: Path, data: bytes) -> None:
    """Write a file that only saves time: whole, but not synced. A failure leaves none, and is no reason to fail."""
    temporary = file.parent / temporary_name()
    try:
        make_folders(file.parent, 0o700)
        sweep(file.parent)  # a run that was killed here left its own
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            write_all(descriptor, data)
            chown_like(descriptor, owner_of(file.parent.stat()))
        finally:
            os.close(descriptor)
        temporary.rename(file)
    except OSError:
        remove_quietly(temporary)


def _new_secret(base: str) -> bytes | None:
    """Write a new secret, unless another process has just done so; return the one that is there. Raises OSError."""
    temporary, file = os.path.join(base, temporary_name()), os.path.join(base, sealed.SECRET)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            write_all(descriptor, os.urandom(sealed.SECRET_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.link(temporary, file)  # not a rename: of two processes that do this at once, one wins
        folder = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            give_to_folders_owner(sealed.SECRET, folder)
        finally:
            os.close(folder)
    except (FileExistsError, FileNotFoundError):
        pass  # another process made it, or swept ours away after it had made it
    finally:
        remove_quietly(Path(temporary))
    sync_folder(Path(base))
    return sealed.read_secret(base)
