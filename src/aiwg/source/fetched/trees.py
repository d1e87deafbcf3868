"""Where the content of a locked source lies: a folder of the user's cache that a record vouches for.

The folder's name is made of what the lock says and of the version of aiwg, so that a changed lock or a new aiwg never
meets old content. The record beside it holds the hash of all its files under a seal of this machine: a file that was
changed, a folder that was put in another's place, or a cache that came from elsewhere is seen before it is used.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from aiwg import __version__
from aiwg.core.dataclass import dataclass
from aiwg.fs import sealed
from aiwg.fs.user_folders import user_path
from aiwg.source.fetched.lock import LockedSource

TREES: Final = "trees"
SEALED_AS: Final = "fetched-tree"  # at most 16 bytes
FileFacts = tuple[str, bool, bytes]
"""The path of a file, whether it is executable, and its bytes."""


@dataclass(frozen=True, slots=True)
class TreeRecord:
    """What a sealed record says of a tree: the hash of its files, and that of the raw files it was made of."""

    digest: str
    raw: str


def cache_folder() -> Path:
    """Return the folder of everything that aiwg fetched for this user. It may be missing."""
    return Path(user_path("cache"))


def files_hash(files: Iterable[FileFacts]) -> str:
    """Return the SHA-256 of files by their path, executable bit, length and bytes, whatever their order."""
    made = hashlib.sha256()
    for path, executable, data in sorted(files):
        name = path.encode("utf-8", "surrogatepass")
        made.update(b"%d %s %d %d\n" % (len(name), name, executable, len(data)))
        made.update(data)
    return made.hexdigest()


def artifact_hash(files: Iterable[FileFacts]) -> str:
    """Return the hash of an artifact as aiwg.lock writes it, of its raw files."""
    return f"sha256:{files_hash(files)}"


def tree_name(locked: LockedSource) -> str:
    """Return the name of the folder for what an entry of the lock pins, for this version of aiwg."""
    where = [locked.commit, locked.path, locked.layout, list(locked.plugins)]
    pinned = [__version__, *where, dict(sorted(locked.artifacts.items()))]
    return hashlib.sha256(json.dumps(pinned, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def tree_folder(locked: LockedSource) -> Path:
    """Return where the content of a locked source lies, or will lie."""
    return cache_folder() / TREES / tree_name(locked)


def record_file(folder: Path) -> Path:
    """Return the file of the record about a tree."""
    return folder.with_name(f"{folder.name}.record")


def read_record(folder: Path) -> TreeRecord | None:
    """Return what this machine recorded of a tree, None when it recorded nothing that can be believed."""
    base = sealed.state_folder()
    secret = sealed.read_secret(base) if base else None
    if secret is None:
        return None
    try:
        data = sealed.read_sealed(os.fspath(record_file(folder)), SEALED_AS, folder.name, secret)
        content = json.loads(data) if data is not None else {}
        return TreeRecord(str(content["digest"]), str(content["raw"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_tree(folder: Path) -> list[FileFacts]:
    """Return the files of a tree, links and special files aside. Raises OSError when one cannot be read."""
    found: list[FileFacts] = []
    for top, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        for name in names:
            full = os.path.join(top, name)
            descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(descriptor, "rb") as stream:
                executable = bool(os.fstat(descriptor).st_mode & 0o100)
                found.append((os.path.relpath(full, folder).replace(os.sep, "/"), executable, stream.read()))
    return found


def is_sound(folder: Path) -> bool:
    """Say whether a tree is there and holds what this machine put there."""
    record = read_record(folder)
    if record is None:
        return False
    try:
        return files_hash(read_tree(folder)) == record.digest
    except OSError:
        return False


def _raise(error: OSError) -> None:
    raise error
