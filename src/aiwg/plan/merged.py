"""What a merge made of a file: whether all of it is text that aiwg wrote on one of the branches, and which part is.

A version's record says what aiwg wrote on that branch. What git made of several such texts is ours as well, as long as
no line of it is the user's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiwg.core.dataclass import dataclass, replace
from aiwg.core.digest import digest
from aiwg.formatters.normal_form import normal_form
from aiwg.manifest import FILE, Record
from aiwg.merge import block
from aiwg.merge.conflicts import has_markers, marker_of, versions_of
from aiwg.merge.errors import EditRefusedError
from aiwg.plan.files import ours


@dataclass(frozen=True, slots=True)
class Versions:
    """What the versions of a merge record and hold at one path; `base` and `before` are what they come from, if known.

    `written` are the hashes of all whole files that they record, and `further` returns the texts of these. `is_merged`:
    git made what stands there, so lines of several versions may stand in it.
    """

    records: tuple[Record, ...]
    texts: tuple[bytes, ...] = ()
    base: bytes | None = None
    written: frozenset[str] = frozenset()
    further: Callable[[], Iterable[bytes]] = lambda: ()
    is_merged: bool = False
    before: Record | None = None

    def owned_as(self, own: str) -> list[Record]:
        """Return the records of one way of owning, those first that are no adoption."""
        return sorted((each for each in self.records if each.own == own), key=lambda each: each.adopted)


def settle_file(path: str, actual: bytes, versions: Versions) -> tuple[bytes, Record] | None:
    """Return a whole file without conflicts and the record that says so, None when some of it is the user's.

    Of a file in conflict the first version stands in the place of all, for as long as nobody writes another.
    """
    records = versions.owned_as(FILE)
    for record in records:
        if ours(actual, record):
            return actual, record
    texts = versions.texts or tuple(_texts_in(actual))
    if not versions.is_merged and (versions.texts or not texts):
        return None
    if not records or not texts or any(_hash(text).isdisjoint(versions.written) for text in texts):
        return None
    lines = {line for line in _lines(actual) if not marker_of(line)[0]}
    for further in (texts, (versions.base or b"",), versions.further()):
        lines.difference_update(*(_lines(text) for text in further))
        if not lines:
            data = texts[0] if has_markers(actual.decode("utf-8", "replace")) else actual
            return data, replace(records[0], sha256=digest(data), adopted=False, form=normal_form(path, data))
    return None


def _hash(data: bytes) -> set[str]:
    return {digest(data), digest(data.replace(b"\r\n", b"\n"))}


def _texts_in(data: bytes) -> list[bytes]:
    """Return the versions that a file itself holds, where git cannot be asked."""
    try:
        text = data.decode("utf-8")
        return [version.encode() for version in versions_of(text)] if has_markers(text) else []
    except (EditRefusedError, UnicodeDecodeError):
        return []


def _lines(data: bytes) -> list[str]:
    return [line.rstrip("\r") for line in data.decode("utf-8", "surrogateescape").split("\n")]


def same_lines(one: bytes | None, other: bytes) -> bool:
    """Say whether two texts are equal but for their line ends."""
    return one is not None and one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def form_of(path: str, data: bytes, record: Record) -> str:
    """Return the form of what a record says is aiwg's in a file: all of it, or its block."""
    if record.own == FILE:
        return normal_form(path, data)
    found = block.find(data.decode("utf-8"), record.style)
    return normal_form(path, found.body.encode(), True) if found else ""
