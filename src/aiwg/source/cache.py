"""What was loaded before: files that have not changed, and the artifacts and problems that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.core.stat_cache import GenerationCache, StatCache
from aiwg.findings.model import Finding
from aiwg.source.reader import SourceFile

Key = tuple[str, str, str, str]
"""Root, layer, kind and name: an artifact is called by its path, and shown as its root is."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What came of some files: the artifact, if any, and the problems."""

    files: tuple[SourceFile, ...]
    artifact: Artifact | None
    problems: tuple[Finding, ...]


@dataclass(slots=True)
class SourceCache:
    """The files and artifacts of the sources that were loaded in the last round."""

    files: StatCache[SourceFile] = field(default_factory=StatCache)
    artifacts: GenerationCache[Key, KnownFile] = field(default_factory=GenerationCache)

    def begin(self) -> None:
        """Begin a round."""
        self.files.begin()
        self.artifacts.begin()

    def recall(self, key: Key, files: Sequence[SourceFile]) -> KnownFile | None:
        """Return what came of these very files before, or None."""
        known = self.artifacts.get(key)
        same = known is not None and len(known.files) == len(files)
        return known if known and same and all(map(is_, known.files, files)) else None


NO_SOURCE_CACHE = SourceCache(StatCache(keeps=False), GenerationCache(keeps=False))
