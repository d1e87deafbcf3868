"""`exclude:` of aiwg.yaml: what is left out of the sources, by name or by path, whether it can be read or not."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Patterns of what is left out: `kind/id`, an id, or the path of a file or folder, in its source or as shown."""

    patterns: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: Iterable[str]) -> Exclusion:
        """Return the exclusion that some texts ask for."""
        return cls(tuple(text.removeprefix("./").rstrip("/") or text for text in typed))

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def leaves_out(self, key: str, id: str, *paths: str) -> bool:
        """Say whether an artifact is left out. `paths` are its own path and those of the folders that are its own."""
        return any(
            fnmatch.fnmatchcase(key, pattern) or id == pattern or any(is_at_or_below(path, pattern) for path in paths)
            for pattern in self.patterns
        )

    def leaves_out_artifact(self, artifact: Artifact, shown_root: str) -> bool:
        """Say whether an artifact of the source that messages call `shown_root` is left out."""
        file = artifact.origin.file
        return self.leaves_out(artifact.key, artifact.id, file.removeprefix(f"{shown_root}/"), file)


NOTHING = Exclusion()


def is_at_or_below(path: str, pattern: str) -> bool:
    """Say whether a path is what a pattern of a path says, or lies in a folder of that path."""
    return path == pattern or path.startswith(f"{pattern}/") or fnmatch.fnmatchcase(path, pattern)
