"""The files that stand in the places a platform reads, yours and ours: what is there, not what it says."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiwg.artifact.kinds import KINDS
from aiwg.doctor.scope import InspectedScope
from aiwg.placement.resolve import Location, Platform, ResolvedCell

READ_CELLS = tuple(kind.cell for kind in KINDS.values() if kind.is_loaded and not kind.single)
"""The kinds whose artifacts are files of their own that a platform takes or refuses one by one."""

SKILL = "SKILL.md"
_VARIABLE = re.compile(r"\{[^{}]*+\}")


@dataclass
class Places:
    """What stands in places, each folder listed once however many platforms read it."""

    subject: InspectedScope
    _listed: dict[tuple[str, bool], list[str]] = field(default_factory=dict)

    def files(self, platform: Platform) -> Iterator[tuple[ResolvedCell, str]]:
        """Yield the files that a platform reads as artifacts of their own, as output paths, each once per kind."""
        for name in READ_CELLS:
            bound = platform.cells.get(name)
            seen: set[str] = set()
            for spot in bound.reads if bound else ():
                if bound is not None and spot.has_own_file and spot.selector is None:
                    for path in self.at(spot):
                        if path not in seen:
                            seen.add(path)
                            yield bound, path

    def at(self, spot: Location) -> Iterator[str]:
        """Yield the files at one place."""
        root, _, rest = spot.path.partition("{")
        folder = root.rpartition("/")[0]
        if spot.path.endswith("/"):
            for entry in self.below(folder, deep=False):
                path = f"{folder}/{entry}/{SKILL}"
                if os.path.isfile(self.subject.full(path)):
                    yield path
            return
        deep = "{id:path}" in spot.path
        pattern = _VARIABLE.sub("*", f"{root}{{{rest}")
        for entry in self.below(folder, deep):
            path = f"{folder}/{entry}"
            if fnmatch.fnmatchcase(path, pattern) and (deep or "/" not in entry):
                yield path

    def below(self, folder: str, deep: bool) -> list[str]:
        """Return the names in a folder, with those below it when `deep`; nothing when it is not there."""
        key = (folder, deep)
        if key not in self._listed:
            full = self.subject.full(folder) if folder else os.fspath(self.subject.project)
            self._listed[key] = sorted(_names(full, "", deep))
        return self._listed[key]


def _names(folder: str, prefix: str, deep: bool) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if deep and entry.is_dir(follow_symlinks=False):
            yield from _names(entry.path, f"{prefix}{entry.name}/", deep)
        else:
            yield prefix + entry.name
