"""What stands already, on disk or in the commits being merged: such bytes are no new grant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.core.dataclass import dataclass, field
from aiwg.core.digest import digest_value
from aiwg.core.errors import UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.deployment.gate.committed import CommittedBytes, nothing_committed
from aiwg.fs.tree import FILE, FileState, FileTree
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.render.outputs import (
    BlockOutput,
    BlockSection,
    FileItem,
    FileItems,
    FileOutput,
    KeyEntry,
    KeysOutput,
    Output,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.merge.keys import Lookup


Piece = FileOutput | FileItem | BlockSection | KeyEntry
"""What one artifact adds to an output: the whole file or an item of it, a section of a block, the value of a key."""

_TEXTS = lazy_pattern(r"""(?:"(?:[^"\\\n]{1,999}+|\\.){0,40}+"|'(?:[^'\\\n]{1,999}+|\\.){0,40}+')(?:, ?)?""")


@dataclass(slots=True)
class Standing:
    """Answers whether a piece of an output stands at its path, having looked at each file once."""

    disk: FileTree
    committed: CommittedBytes = nothing_committed
    _states: dict[str, FileState | None] = field(default_factory=dict)
    _documents: dict[tuple[str, bytes], Lookup | None] = field(default_factory=dict)

    def has(self, output: Output, piece: Piece) -> bool:
        """Say whether exactly this piece of an output stands there."""
        if isinstance(output, FileOutput):
            return self._has_file(output) or (isinstance(piece, FileItem) and self._has_item(output, piece))
        path = self._real_path(output.path, followed=True)
        return path is not None and any(_holds(text, output, piece, self._documents) for text in self.texts(path))

    def texts(self, path: str) -> Iterator[bytes]:
        """Yield the bytes at a real path: on disk, then in the commits being merged."""
        state = self.state(path)
        if state is not None and state.kind == FILE:
            yield state.data
        yield from self.committed(path)

    def state(self, path: str) -> FileState | None:
        """Return what stands at a real path, None where aiwg cannot look."""
        if path not in self._states:
            try:
                self._states[path] = self.disk.look(path)
            except UserError:
                self._states[path] = None
        return self._states[path]

    def _has_file(self, output: FileOutput) -> bool:
        path = self._real_path(output.path, followed=False)
        if path is None:
            return False
        state = self.state(path)
        is_file = state is not None and state.kind == FILE and state.executable == output.executable
        if is_file and state and output.data in (state.data, state.data.replace(b"\r\n", b"\n")):
            return True
        return output.data in self.committed(path)

    def _has_item(self, output: FileOutput, item: FileItem) -> bool:
        path = self._real_path(output.path, followed=False)
        items = output.items
        if path is None or items is None:
            return False
        state = self.state(path)
        there = state is not None and state.kind == FILE and state.executable == output.executable
        texts = self.texts(path) if there else iter(self.committed(path))
        return any(_lists(text, items, item) for text in texts)

    def _real_path(self, path: str, followed: bool) -> str | None:
        try:
            real = self.disk.canonical(path)
        except UserError:
            return None
        return self.disk.followed(real) if followed else real


def _holds(text: bytes, output: Output, piece: Piece, documents: dict[tuple[str, bytes], Lookup | None]) -> bool:
    if isinstance(output, BlockOutput) and isinstance(piece, BlockSection):
        return section_stands(piece.text, _block_in(text, output.style), output.style)
    if isinstance(output, KeysOutput) and isinstance(piece, KeyEntry):
        key = (output.format, text)
        if key not in documents:
            documents[key] = _document(text, output.format)
        found = documents[key]
        return found is not None and _has_entry(found, piece)
    return False


def _lists(data: bytes, items: FileItems, item: FileItem) -> bool:
    """Say whether a file lists an item, and nothing that could make it mean something else.

    Everything else there has to be of the form of some item now: a text that goes over several lines, say, is not.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    if not text.startswith(items.head) or not text.endswith("\n"):
        return False
    found = text[len(items.head) : -1].split(items.separator)
    forms = {_form_of(each.text) for each in items.items}
    return item.text in found and all(_form_of(each) in forms for each in found)


def _form_of(item: str) -> str:
    """Return an item with every list of texts as one."""
    return re.sub('(?:"")+', '""', _TEXTS.sub('""', item))


def _block_in(data: bytes, style: str) -> str:
    try:
        found = block.find(data.decode("utf-8"), style)
    except (EditRefusedError, UnicodeDecodeError):
        return ""
    return found.body if found else ""


def section_stands(text: str, body: str, style: str) -> bool:
    """Say whether a section's text is one of those in the body of a block."""
    between = "\n\n" if style == "html" else "\n"
    return f"{between}{text}{between}" in f"{between}{body.rstrip()}{between}"


def _document(data: bytes, format: str) -> Lookup | None:
    try:
        from aiwg.merge.keys import Lookup, parse

        return Lookup(parse(data.decode("utf-8"), format))
    except (EditRefusedError, ValueError):
        return None


def _has_entry(found: Lookup, entry: KeyEntry) -> bool:
    there = found.get(entry.path)
    from aiwg.merge.keys import MISSING, Value

    if there is MISSING and entry.companion and isinstance(entry.path[-1], Value):
        return found.get(entry.path[:-1]) is not MISSING and not isinstance(found.get(entry.path[:-1]), list)
    if there is MISSING:
        return False
    from aiwg.plan.keys import digest_found

    return entry.companion or digest_found(there) == digest_value(entry.value)
