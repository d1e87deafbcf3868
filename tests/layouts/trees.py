"""The trees of trees.yaml: one in each layout, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aiwg.importing.layouts.find import find_layout
from aiwg.importing.layouts.model import Translation
from aiwg.importing.layouts.translate import translate
from aiwg.source.tree_file import TreeFile
from tests.conftest import put


@dataclass(frozen=True)
class SampleTree:
    """A tree, the artifacts that it gives, what is told of it, and files that nobody takes or tells of."""

    id: str
    files: dict[str, str]
    gives: dict[str, dict[str, Any]]
    told: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()

    @property
    def held(self) -> dict[str, TreeFile]:
        """Return the tree in memory; scripts are executable."""
        return {path: TreeFile(text.encode(), path.endswith(".sh")) for path, text in self.files.items()}

    def translated(self, *pick: str) -> Translation:
        """Return what becomes of it."""
        return translate(self.held, find_layout(self.held), pick=pick)

    def write(self, folder: Path) -> Path:
        """Write it below a folder, and return that."""
        for path, text in self.files.items():
            put(folder / path, text)
        return folder


def sample_trees() -> dict[str, SampleTree]:
    """Return all of them by the id of their layout."""
    data = yaml.safe_load((Path(__file__).parent / "trees.yaml").read_text(encoding="utf-8"))
    return {
        id: SampleTree(id, each["files"], each["gives"], tuple(each.get("told", ())), tuple(each.get("rest", ())))
        for id, each in data.items()
    }


def held(**files: str) -> dict[str, TreeFile]:
    """Return a tree of some files, whose names are given with `__` for a slash and `_dot_` for a dot."""
    return {name.replace("__", "/").replace("_dot_", "."): TreeFile(text.encode()) for name, text in files.items()}
