"""A layout in memory, and what it makes of a tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.core.dataclass import dataclass, field
from aiwg.findings.model import Finding
from aiwg.source.tree_file import TreeFile

AUTO = "auto"
"""The layout that a tree's own files tell."""


@dataclass(frozen=True, slots=True)
class TreeLayout:
    """How a tree of files is laid out, as its `layout.yaml` says: its marks, where kinds lie, what is left behind.

    `make` gives the places and the field rules of its kinds, as a platform's adapter has them. `rank`: of two layouts
    that fit a tree the lower one is meant.
    """

    id: str
    name: str
    rank: int
    data: Mapping[str, Any]
    make: Callable[[], Adapter]

    @property
    def adapter(self) -> Adapter:
        """Return its places and field rules; they are made when they are first asked for."""
        return self.make()

    @property
    def markers(self) -> tuple[str, ...]:
        """Return the globs of paths of which one is enough for a tree to be of this layout."""
        return tuple(self.data["marker"])

    @property
    def is_package(self) -> bool:
        """Say whether a file of it describes what somebody publishes."""
        return "manifest" in self.data or "packages" in self.data

    @property
    def is_of_project(self) -> bool:
        """Say whether it is the source of a project, whose outputs lie beside it."""
        return "project" in self.data

    @property
    def is_canonical(self) -> bool:
        """Say whether a tree of this layout is a source already, whose files are taken as they are."""
        return bool(self.data.get("canonical"))


@dataclass(frozen=True, slots=True)
class Translation:
    """A canonical tree, made of another one.

    `origins` are the raw paths that the content of each artifact came from, by `kind/id`. `findings` say what was not
    taken and why. `layout` is the id of the layout that was read.
    """

    files: Mapping[str, TreeFile]
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    layout: str = ""
