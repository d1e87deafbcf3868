"""A manifest with its text, kept by a process that writes it again and again with few changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiwg.core.dataclass import dataclass
from aiwg.manifest.records import line_of

if TYPE_CHECKING:
    from aiwg.core.stamps import Stamp
    from aiwg.manifest import Manifest

_PATHS = b'\n "paths": {'
"""What stands before the rows, and nowhere else: a line that is one space in."""

_INDENT = len("  ")

_NEAR = 1024
"""How far from the last row, in bytes, the next one is looked for first."""

_path_at = json.JSONDecoder().raw_decode
"""Returns the path at the beginning of a row, and where it ends."""


@dataclass(slots=True)
class KnownManifest:
    """A manifest and its text as UTF-8: they change together.

    `rows` is where the rows begin in it. `stamp` is that of the file with this text, None where only its bytes tell it.
    """

    manifest: Manifest
    data: bytearray
    rows: int = 0
    stamp: Stamp | None = None

    @classmethod
    def of(cls, manifest: Manifest) -> KnownManifest:
        """Return a manifest with its text."""
        data = bytearray(manifest.text().encode())
        return cls(manifest, data, data.index(b"\n", data.index(_PATHS) + 1) + 1)

    def part(self, *paths: str) -> Manifest:
        """Return what the manifest says of some of its paths, and in general. All else is known to stay."""
        records = {path: self.manifest.records[path] for path in paths}
        return self.manifest.having(records, self)

    def take(self, part: Manifest) -> None:
        """Put the records of a part in the place of those at the same paths: the cost is that of the part."""
        begin = self.rows
        for path, record in sorted(part.records.items(), key=lambda item: item[0]):
            begin, end = self._row(path, begin)
            row = line_of(path, record).encode()
            self.data[begin:end] = row + b"," if self.data[end - 1] == ord(",") else row
            self.manifest.records[path] = record

    def _row(self, path: str, low: int) -> tuple[int, int]:
        """Return where the row of a path begins and ends in the text; rows are in the order of their paths.

        It is looked for from a row on that is not behind it, near that first: of many rows the next is mostly close.
        """
        last = self.data.rindex(b"\n }\n}\n") + 1
        high, reach = last, _NEAR
        while low + reach < last:
            begin, _, there = self._row_before(low, low + reach)
            if there > path:
                high = begin
                break
            low, reach = begin, reach * 2
        while low < high:
            begin, end, there = self._row_before(low, (low + high) // 2)
            if there == path:
                return begin, end
            low, high = (end + 1, high) if there < path else (low, begin)
        raise KeyError(path)

    def _row_before(self, low: int, at: int) -> tuple[int, int, str]:
        """Return where the row begins and ends that some offset is in, and its path. `low` is where a row begins."""
        begin = self.data.rfind(b"\n", low, at) + 1 or low
        end = self.data.index(b"\n", begin)
        return begin, end, _path_at(self.data[begin:end].decode(), _INDENT)[0]
