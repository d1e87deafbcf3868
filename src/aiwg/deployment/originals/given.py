"""Native files that a run takes over, and the source that it writes beside: nothing of it is on disk yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.stat_cache import StatCache
from aiwg.fs.roots import Roots
from aiwg.fs.tree import ABSENT, NO_STATES, FileState, FileTree
from aiwg.manifest import FILE, KEYS, Manifest, Record

TYPE_CHECKING = False
if TYPE_CHECKING:  # no other run needs them
    from aiwg.artifact.originals import Original
    from aiwg.deployment.existing.imported import ImportedFile
    from aiwg.source.layers import Layer
    from aiwg.source.reader import SourceFile


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file of the user's that becomes aiwg's: its bytes and mode, and the record by which it counts as aiwg's now.

    The record is one of the whole file, or of the values in it that are taken.
    """

    data: bytes
    mode: int
    record: Record
    original: Original


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What a run takes over: the files by path, the files that it adds to the project's source, where these came from.

    `imported` is None where nothing is taken over.
    """

    files: Mapping[str, GivenFile] = field(default_factory=dict)
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    imported: Sequence[ImportedFile] | None = None

    @property
    def whole(self) -> frozenset[str]:
        """Return the files of which nothing stays the user's."""
        return frozenset(path for path, given in self.files.items() if given.record.own == FILE)


NOTHING_TAKEN = TakeOver()


def with_given(recorded: Manifest, taking: TakeOver) -> Manifest:
    """Return a manifest that says of the files that are taken over that they are aiwg's, the very same without any."""
    if not taking.files:
        return recorded
    records = dict(recorded.records)
    for path, given in taking.files.items():
        known = records.get(path)
        is_shared = known is not None and known.own == KEYS == given.record.own
        records[path] = _together(known, given.record) if known is not None and is_shared else given.record
    originals = {**recorded.originals, **{path: given.original for path, given in taking.files.items()}}
    return replace(recorded, records=records, originals=originals)


def _together(known: Record, given: Record) -> Record:
    return replace(
        known.with_keys((*known.keys, *given.keys)),
        artifacts=tuple(sorted({*known.artifacts, *given.artifacts})),
        platforms=tuple(sorted({*known.platforms, *given.platforms})),
    )


def with_coming(layers: Sequence[Layer], taking: TakeOver, source: str) -> list[Layer]:
    """Return the layers, the one whose folder is `source` with the files that are about to be written there."""
    return [
        replace(layer, coming=taking.sources) if taking.sources and f"{layer.root}" == source else layer
        for layer in layers
    ]


class TreeWithout(FileTree):
    """The disk as it is once some files are gone."""

    def __init__(self, roots: Roots, gone: Collection[str], known: StatCache[FileState] = NO_STATES) -> None:
        super().__init__(roots, known)
        self._gone = gone

    def look(self, path: str, read: bool = True) -> FileState:
        """Return what stands at a canonical path."""
        return FileState(ABSENT) if path in self._gone else super().look(path, read)

    def exists(self, path: str) -> bool:
        """Say whether anything stands at a path."""
        return path not in self._gone and super().exists(path)
