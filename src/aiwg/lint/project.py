"""What a source is looked at against: the project, the platforms, and the artifacts of all layers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from aiwg.adapter.discover import Registry
from aiwg.adapter.model import Adapter
from aiwg.adapter.parse import field_rules
from aiwg.artifact.kinds import CELL_OF, KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.core.globs import pattern_of

MAX_FILES = 50_000
"""In a project with more files, globs are not looked for: minutes are too long to wait for a hint."""

_PASSED_OVER = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__", ".tox", "target", "dist", "build"})


@dataclass
class ProjectFacts:
    """The project, the platforms that count and whether somebody chose them, and all artifacts by key."""

    project: Path
    platforms: Sequence[Adapter]
    chosen: bool
    registry: Registry
    artifacts: Mapping[str, Artifact]
    roots: Sequence[Path]
    _there: dict[str, bool] = field(default_factory=dict, repr=False)
    _limited: dict[str, list[tuple[Adapter, Mapping[str, int]]]] = field(default_factory=dict, repr=False)

    def exists(self, path: str) -> bool:
        """Say whether a path below the project is there."""
        if path not in self._there:
            self._there[path] = os.path.exists(self.project / path)
        return self._there[path]

    def has_id(self, kind: str, id: str) -> bool:
        """Say whether some layer has an artifact; a behavior is a skill too."""
        return f"{kind}/{id}" in self.artifacts or (kind == "skill" and f"behavior/{id}" in self.artifacts)

    def limited(self, cell: str) -> list[tuple[Adapter, Mapping[str, int]]]:
        """Return the platforms that limit what they take of a kind, and how."""
        if cell not in self._limited:
            found = [
                (adapter, adapter.cells[cell].get("limits")) for adapter in self.platforms if cell in adapter.cells
            ]
            self._limited[cell] = [(adapter, limits) for adapter, limits in found if limits]
        return self._limited[cell]

    @cached_property
    def native_tools(self) -> frozenset[str]:
        """What tools are called on the platforms, in lower case."""
        return frozenset(
            name.lower()
            for adapter in self.registry.all()
            for table in (adapter.data.get("tools"), *(cell.get("tools") for cell in adapter.cells.values()))
            for value in (table or {}).values()
            for name in ([value] if isinstance(value, str) else value)
        )

    def native_keys(self, kind: str) -> frozenset[str]:
        """Return the keys that some platform takes for a kind: a key nobody else knows has a meaning there."""
        return self._native_keys.get(KINDS[kind].as_skill, frozenset())

    @cached_property
    def _native_keys(self) -> dict[str, frozenset[str]]:
        return {
            kind: frozenset(key for adapter in self.registry.all() for key in _keys_of(adapter, cell))
            for kind, cell in CELL_OF.items()
        }

    def names_file(self, glob: str) -> bool | None:
        """Say whether a glob names a file of the project; None when the project has too many to look.

        Raises GlobError for what is none.
        """
        pattern = pattern_of(glob)
        if self._files is None:
            return None
        return re.search(rf"^{pattern}$", self._files, re.MULTILINE) is not None

    @cached_property
    def _files(self) -> str | None:
        """The files of the project, one a line: one search goes through all of them."""
        found: list[str] = []
        for path in _walk(str(self.project), ""):
            found.append(path)
            if len(found) > MAX_FILES:
                return None
        return "\n".join(found)


def _walk(folder: str, prefix: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _PASSED_OVER:
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}"


def _keys_of(adapter: Adapter, cell_name: str) -> Iterator[str]:
    cell = adapter.cells.get(cell_name)
    if cell is None:
        return
    yield from (str(key).partition(".")[0] for key in cell.get("accepts", ()))
    own = (field_rules(place.settings["fields"]) for place in cell.reads if "fields" in place.settings)
    for rules in (cell.fields or (), *own):
        yield from (rule.target.partition(".")[0] for rule in rules)
