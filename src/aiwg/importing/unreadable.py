"""Files that cannot be read where platforms read: each is named with the reason, and stops no other."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.core.dataclass import dataclass, field
from aiwg.importing.model import CHANGED, UNREAD, KeyNote
from aiwg.importing.native.read import UnreadableNativeError, read_bytes, read_text
from aiwg.loading import FileEntry, StartFolder, TreeReader
from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError

UNKNOWN = "\ufffd"
"""Stands in a text for bytes that are no character of its encoding."""


class FailureReader:
    """Reads a tree through another reader, and remembers the files that are there and cannot be read."""

    def __init__(self, base: TreeReader) -> None:
        self.base = base
        self.failed: dict[str, None] = {}

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        text = self.base.text(path)
        if text is None:
            self.failed[path] = None
        return text

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder."""
        return self.base.entries(folder)

    def real(self, path: str) -> str:
        """Return the path with links resolved."""
        return self.base.real(path)


def unreadable_files(
    failed: Collection[str], adapters: Sequence[Adapter], here: StartFolder, root: str, scope: str
) -> Iterator[KeyNote]:
    """Yield a note for each file below a root that a platform reads and that cannot be read.

    `failed` are the files of which no text was had. A folder counts where a platform wants a file of its name.
    """
    wanted = _Wanted()
    for adapter in adapters:
        wanted.add(adapter, here, scope)
    for path in sorted({*failed, *wanted.files, *wanted.misplaced(here.reader)}):
        inside = path.startswith(f"{root.rstrip('/')}/") and "/.git/" not in f"{path}/"
        if not inside or not os.path.lexists(path):
            continue
        if os.path.isdir(path):
            reason = "is a folder in the place of a file" if wanted.is_file(path) else ""
        else:
            reason = why_unreadable(path) if path in failed else ""
        if reason:
            yield KeyNote(here.shown(path), "", UNREAD, reason)


@dataclass(slots=True)
class _Wanted:
    """What platforms want to be a file: by its whole path, or in a folder by the end of its name."""

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    ends: dict[str, set[str]] = field(default_factory=dict)

    def add(self, adapter: Adapter, here: StartFolder, scope: str) -> None:
        """Add the places of a platform in a scope."""
        for cell in adapter.cells.values():
            for place in cell.reads:
                found, root = here.root_of(adapter, place.spec)
                for spelling in place.spec.spellings() if found == scope and root else ():
                    self._add(root.rstrip("/"), spelling)

    def _add(self, root: str, spelling: str) -> None:
        fixed = spelling.partition("{")[0].partition("*")[0]
        parts = fixed.split("/")[:-1]
        self.folders |= {"/".join((root, *parts[: end + 1])) for end in range(len(parts))}
        if fixed == spelling:
            self.files |= {f"{root}/{spelling}"} if spelling and not spelling.endswith("/") else set()
        elif "." in (end := spelling.rpartition("}")[2]) and "/" not in end:
            self.ends.setdefault("/".join((root, *parts)), set()).add(end)

    def misplaced(self, reader: TreeReader) -> Iterator[str]:
        """Yield the folders that lie where platforms look for files of such names."""
        for folder, ends in self.ends.items():
            for name, entry in reader.entries(folder).items():
                if entry.is_folder and name.endswith(tuple(ends)):
                    yield f"{folder}/{name}"

    def is_file(self, path: str) -> bool:
        """Say whether a path should be a file, and is no folder that platforms look into."""
        folder, _, name = path.rpartition("/")
        return path not in self.folders and (path in self.files or name.endswith(tuple(self.ends.get(folder, ()))))


def why_unreadable(path: str) -> str:
    """Return why a file cannot be read; nothing for one that can."""
    if os.path.islink(path) and not os.path.exists(path):
        return "is a broken link"
    try:
        read_text(path)
    except UnreadableNativeError as error:
        return str(error)
    return ""


def settings_notes(shown: str, path: str, text: str | None, document: Any, format: str) -> Iterator[KeyNote]:
    """Yield what is wrong with a settings file: a note of the level UNREAD where it cannot be imported from."""
    if text is None:
        return
    if UNKNOWN in text:
        try:
            read_bytes(path)[0].decode("utf-8-sig")
        except (UnreadableNativeError, UnicodeDecodeError):
            yield KeyNote(shown, "", UNREAD, "is not UTF-8")
            return
    if document is None:
        try:
            keys.parse(text, format)
        except EditRefusedError as error:
            yield KeyNote(shown, "", UNREAD, error.reason, error.line)
    elif not isinstance(document, Mapping):
        yield KeyNote(shown, "", UNREAD, "has no keys")
    else:
        for key in _repeated(document):
            yield KeyNote(shown, key, CHANGED, "occurs twice; the last one counts")


def _repeated(document: Any, where: str = "") -> Iterator[str]:
    """Yield the keys that stand more than once in a document, however deep."""
    waiting: list[tuple[str, Any]] = [(where, document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, keys.RepeatedKeys):
            yield from (f"{path}{key}" for key in sorted(map(str, value.repeated)))
        if isinstance(value, Mapping):
            waiting += [(f"{path}{key}.", each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [(path, each) for each in value]
