"""Every file that a platform reads in a folder: what is loaded, what lies beside it, and the settings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PathSpec, Selector
from aiwg.artifact.kinds import LOADED_CELLS
from aiwg.core.dataclass import dataclass, replace
from aiwg.loading.find import SKILL_FILE, files_at
from aiwg.loading.load import look_around
from aiwg.loading.location import StartFolder
from aiwg.manifest import Record

MOST_BESIDE = 2000
"""How many files beside one skill are named: a skill with more is a checkout, and its first files stand for it."""

_NOT_READ = frozenset({".git", "node_modules", "__pycache__"})
_NOTHING: Mapping[str, Record] = {}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file that a platform reads: its absolute path, the kind that it is read for, and its scope.

    `selectors` say which parts of a settings file the platform takes; none for a file that is read as a text.
    """

    path: str
    kind: str
    scope: str
    selectors: tuple[Selector, ...] = ()
    format: str = ""

    @property
    def is_settings(self) -> bool:
        """Say whether the platform takes settings from the file, and not a text."""
        return self.kind not in LOADED_CELLS or bool(self.selectors)


def files_read(adapter: Adapter, here: StartFolder, records: Mapping[str, Record] = _NOTHING) -> list[ReadFile]:
    """Return every file that a platform reads when it is started in a folder, by any of its surfaces, each once.

    Files that it passes over here are among them: a setting, or a name, is enough for it to load them.
    """
    found: dict[str, ReadFile] = {}
    for each in (*_texts(adapter, here, records), *_settings(adapter, here)):
        known = found.get(each.path)
        if known is None:
            found[each.path] = each
        elif each.selectors:
            selectors = tuple(dict.fromkeys((*known.selectors, *each.selectors)))
            found[each.path] = replace(known, selectors=selectors, format=known.format or each.format)
    return list(found.values())


def _texts(adapter: Adapter, here: StartFolder, records: Mapping[str, Record]) -> Iterator[ReadFile]:
    for surface in adapter.surfaces:
        for item in look_around(adapter, here, surface, records).items:
            path, _, entry = item.path.partition("#")
            if entry:
                selector = item.place.spec.selector
                yield ReadFile(path, item.kind, item.scope, (selector,) if selector else ())
            else:
                yield ReadFile(path, item.kind, item.scope)
                if item.kind == "skills" and posixpath.basename(path) == SKILL_FILE:
                    folder = posixpath.dirname(path)
                    yield from (ReadFile(file, item.kind, item.scope) for file in _beside(here, folder))


def _beside(here: StartFolder, folder: str) -> Iterator[str]:
    """Yield the files beside a skill, links to folders not followed."""
    waiting, count = [folder], 0
    while waiting:
        each = waiting.pop()
        for name, entry in sorted(here.reader.entries(each).items()):
            path = f"{each}/{name}"
            if not entry.is_folder:
                count += 1
                yield path
                if count >= MOST_BESIDE:
                    return
            elif not entry.is_link and name not in _NOT_READ:
                waiting.append(path)


def _settings(adapter: Adapter, here: StartFolder) -> Iterator[ReadFile]:
    """Yield the files of the other kinds, and all that a platform takes parts of."""
    for cell in adapter.cells.values():
        for place in cell.reads:
            if cell.kind not in LOADED_CELLS or place.spec.selector is not None:
                yield from _at(adapter, here, cell, place)


def _at(adapter: Adapter, here: StartFolder, cell: Cell, place: Place) -> Iterator[ReadFile]:
    spec = place.spec
    scope, _ = here.environment.located(adapter, spec)
    whole = replace(place, spec=PathSpec(spec.text, spec.anchor, spec.rest, None))
    selectors = (spec.selector,) if spec.selector is not None else ()
    for found in files_at(adapter, whole, here):
        if here.reader.text(found.path) is not None:
            yield ReadFile(found.path, cell.kind, scope, selectors, str(cell.get("format") or ""))
