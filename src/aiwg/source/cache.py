"""What was loaded before: files that have not changed, and the artifacts and problems that came of them."""

from __future__ import annotations

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
    """The files and artifacts of the sources that were loaded in the last round.

    `earlier` are the versions that this round's took the place of: who changes a branch often goes back to the last.
    """

    files: StatCache[SourceFile] = field(default_factory=StatCache)
    artifacts: GenerationCache[Key, KnownFile] = field(default_factory=GenerationCache)
    earlier: dict[Key, KnownFile] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a round."""
        self.files.begin()
        self.artifacts.begin()
        self.earlier.clear()

    def recall(self, key: Key, files: tuple[SourceFile, ...]) -> KnownFile | None:
        """Return what came of these files before, or of files with the same bytes; None if nothing did."""
        known = self.artifacts.get(key)
        if known is None or (len(known.files) == len(files) and all(map(is_, known.files, files))):
            return known
        for version in (known, self.earlier.get(key)):
            if version is not None and version.files == files:
                self.keep(key, again := KnownFile(files, version.artifact, version.problems))
                return again
        return None

    def keep(self, key: Key, known: KnownFile) -> None:
        """Keep what came of some files, and what it takes the place of."""
        if not self.artifacts.keeps:
            return
        replaced = self.artifacts.get(key)
        if replaced is not None and replaced.artifact is not known.artifact:
            self.earlier[key] = replaced
        self.artifacts.put(key, known)


NO_SOURCE_CACHE = SourceCache(StatCache(keeps=False), GenerationCache(keeps=False))
