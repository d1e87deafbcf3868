"""A source on disk and what loading it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aiwg.artifact.model import Artifact
from aiwg.findings.model import Finding
from aiwg.source.load import LoadedSource, load_source


@dataclass(frozen=True, slots=True)
class Tree:
    """The folder of a source."""

    root: Path

    def put(self, path: str, content: str | bytes, mode: int | None = None) -> Path:
        """Write a file of the source, its folders too."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            file.chmod(mode)
        return file

    def load(self) -> LoadedSource:
        """Load the source."""
        return load_source(self.root, "source", "src")

    def one(self) -> Artifact:
        """Return the only artifact of a source without any problem."""
        loaded = self.load()
        assert loaded.problems == []
        [artifact] = loaded.artifacts
        return artifact

    def said(self) -> list[str]:
        """Return the problems, each as `level code where`."""
        return [said(problem) for problem in self.load().problems]


def said(problem: Finding) -> str:
    """Return a problem as `level code where`."""
    return f"{problem.level} {problem.code} {problem.where()}"
