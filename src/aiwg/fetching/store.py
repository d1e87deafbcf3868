"""Writing to the user's cache: a tree is there whole or not at all, and whoever comes second finds the first one's."""

from __future__ import annotations

import json
import math
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from aiwg.apply.durable import TEMPORARY, temporary_name
from aiwg.apply.lock import locked
from aiwg.apply.user_state import Keeping
from aiwg.core.errors import Exit, UserError
from aiwg.fs import sealed
from aiwg.source.fetched.lock import LockedSource
from aiwg.source.fetched.proofs import PROOFS, proof_bytes, proof_file
from aiwg.source.fetched.proofs import SEALED_AS as SEALED_PROOF
from aiwg.source.fetched.trees import (
    SEALED_AS,
    TREES,
    FileFacts,
    cache_folder,
    files_hash,
    is_sound,
    record_file,
)
from aiwg.source.provenance import Provenance

REPOSITORIES: Final = "git"
SECONDS_STORING: Final = 60.0
"""How long to wait for another process that puts a tree into the cache."""

NOTE: Final = "aiwg-url"
"""The file in a repository of the cache that says which URL it stands for; its time says when it was last used."""


def make_cache(part: str) -> Path:
    """Return a folder of the cache, made if need be. Raises UserError when it cannot be made."""
    folder = cache_folder() / part
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"the cache {folder} cannot be made: {error.strerror}.",
            exit=Exit.IO,
            hint="Set XDG_CACHE_HOME to a folder that you may write to, then run again.",
        ) from None
    return folder


def store_tree(folder: Path, files: Iterable[FileFacts], raw: str) -> None:
    """Put files into the cache as the tree at `folder`; `raw` is the hash of the files that they were made of.

    Raises UserError when they cannot be written.
    """
    make_cache(TREES)
    facts = list(files)
    secret = _secret()
    content = json.dumps({"digest": files_hash(facts), "raw": raw}).encode()
    try:
        with locked(folder.parent, SECONDS_STORING):
            sweep_temporary(folder.parent)  # nobody else is writing here now
            if not is_sound(folder):
                _put(folder, facts)
            _replace(record_file(folder), sealed.sealed(content, SEALED_AS, folder.name, secret))
    except OSError as error:
        raise UserError(
            f"the cache {folder.parent} cannot be written: {error.strerror}.",
            exit=Exit.IO,
            hint="Free disk space, or set XDG_CACHE_HOME to another folder, then run again.",
        ) from None


def _put(folder: Path, facts: Iterable[FileFacts]) -> None:
    """Make the folder of a tree, whole, in the place of what is there."""
    temporary = folder.with_name(temporary_name())
    temporary.mkdir(0o700)
    try:
        for path, executable, data in facts:
            _write(temporary / path, data, 0o555 if executable else 0o444)
        discard(folder)
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, onerror=_make_writable)
        raise


def store_proof(locked: LockedSource, source: Provenance) -> None:
    """Keep where an entry of the lock comes from, as this machine saw it. Raises UserError when it cannot be kept."""
    file = proof_file(locked)
    make_cache(PROOFS)
    try:
        _replace(file, sealed.sealed(proof_bytes(source), SEALED_PROOF, file.name, _secret()))
    except OSError as error:
        raise UserError(f"the cache {file.parent} cannot be written: {error.strerror}.", exit=Exit.IO) from None


def discard(folder: Path) -> None:
    """Remove a folder of the cache, if it is there; what others still read goes with its last reader."""
    if folder.is_symlink():
        folder.unlink()
        return
    aside = folder.with_name(temporary_name())
    try:
        folder.rename(aside)
    except FileNotFoundError:
        return
    shutil.rmtree(aside, onerror=_make_writable)


def sweep_temporary(folder: Path, before: float = math.inf) -> None:
    """Remove what runs that were cut off before a time left in a folder of the cache."""
    with suppress(OSError):
        for each in folder.iterdir():
            with suppress(OSError):
                if TEMPORARY.match(each.name) and each.lstat().st_mtime < before:
                    shutil.rmtree(each, onerror=_make_writable) if each.is_dir() else each.unlink()


def remove_stale_locks(repository: Path) -> None:
    """Remove git's lock files that a run which was killed left in a repository. Nobody else may be writing there."""
    for folder in (repository, repository / "refs" / "aiwg"):
        for file in folder.glob("*.lock"):
            with suppress(OSError):
                file.unlink()


def note_url(repository: Path, url: str) -> None:
    """Write down which URL a repository of the cache stands for. Raises OSError."""
    _replace(repository / NOTE, f"{url}\n".encode())


def mark_used(file: Path) -> None:
    """Note in a file of the cache, which is made if need be, that something was used just now. Raises OSError."""
    try:
        os.utime(file)
    except FileNotFoundError:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))


def was_used(file: Path, since: float) -> bool:
    """Say whether something was used since a time, going by the file that notes it."""
    try:
        return file.stat().st_mtime >= since
    except OSError:
        return False


def remove_record(folder: Path) -> None:
    """Remove the record of a tree. Raises OSError."""
    record_file(folder).unlink(missing_ok=True)


def _write(file: Path, data: bytes, mode: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(data)
        os.fchmod(descriptor, mode)


def _replace(file: Path, data: bytes) -> None:
    temporary = file.with_name(temporary_name())
    try:
        _write(temporary, data, 0o600)
        temporary.replace(file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _secret() -> bytes:
    """Return the secret of this machine, made if need be. Raises UserError without a home folder to keep it in."""
    base = sealed.state_folder()
    secret = sealed.read_secret(base) if base else None
    if secret is None:
        Keeping(os.fspath(cache_folder())).make()
        secret = sealed.read_secret(base) if base else None
    if secret is None:
        raise UserError(
            "fetched sources need a home folder that you may write to.", exit=Exit.IO, hint="Set HOME, then run again."
        )
    return secret


def _make_writable(function: object, path: str, why: object) -> None:
    """Make what cannot be removed writable, and try once more."""
    with suppress(OSError):
        os.chmod(os.path.dirname(path), stat.S_IRWXU)
        os.unlink(path)
