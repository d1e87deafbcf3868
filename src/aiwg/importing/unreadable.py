"""Files that cannot be read where platforms read: each is named with the reason, and stops no other."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Adapter
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
    files, folders = set[str](), set[str]()
    for adapter in adapters:
        _add_fixed(adapter, here, scope, files, folders)
    for path in (*sorted(failed), *sorted(files - {*failed})):
        inside = path.startswith(f"{root.rstrip('/')}/") and "/.git/" not in f"{path}/"
        if not inside or not os.path.lexists(path):
            continue
        reason = why_unreadable(path) if path in failed and not os.path.isdir(path) else ""
        if os.path.isdir(path) and path in files and path not in folders:
            reason = "is a folder in the place of a file"
        if reason:
            yield KeyNote(here.shown(path), "", UNREAD, reason)


def _add_fixed(adapter: Adapter, here: StartFolder, scope: str, files: set[str], folders: set[str]) -> None:
    """Add the files that a platform's places name without a variable, and the folders that places begin with."""
    for cell in adapter.cells.values():
        for place in cell.reads:
            found, root = here.root_of(adapter, place.spec)
            for spelling in place.spec.spellings() if found == scope and root else ():
                fixed = spelling.partition("{")[0].partition("*")[0]
                if fixed == spelling and not spelling.endswith("/"):
                    files.add(f"{root}/{spelling}".rstrip("/"))
                parts = fixed.split("/")[:-1]
                folders |= {"/".join((root, *parts[: end + 1])) for end in range(len(parts))}


def why_unreadable(path: str) -> str:
    """Return why a file cannot be read; nothing for one that can."""
    if os.path.islink(path) and not os.path.exists(path):
        return "is a link that leads nowhere"
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
        yield KeyNote(shown, "", UNREAD, "holds no keys")
    else:
        for key in _repeated(document):
            yield KeyNote(shown, key, CHANGED, "stands twice; the last one counts")


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
