"""The way from a manifest back to the one before: small where little changed, however much both record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set

from aiwg.core.dataclass import dataclass, replace
from aiwg.core.generics import TypeVar
from aiwg.manifest import Manifest, folders_above, parse_manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ManifestDelta:
    """What an earlier manifest said otherwise than a later one.

    `before` is the earlier one, with those of its records, folders and places alone that the later one has otherwise or
    not at all. `records`, `folders` and `places` name what only the later one has. `is_whole`: `before` is all of the
    earlier one, and names nothing else.
    """

    before: Manifest
    records: Set[str] = frozenset()
    folders: Set[str] = frozenset()
    places: frozenset[str] = frozenset()
    is_whole: bool = False

    def undone(self, now: Manifest) -> Manifest:
        """Return the earlier manifest, from the later one or from one that others have changed since."""
        if self.is_whole:
            return self.before
        before = self.before
        return replace(
            before,
            records={**_without(now.records, self.records), **before.records},
            folders=sorted({*now.folders} - self.folders | {*before.folders}),
            placed={**_without(now.placed, self.places), **before.placed},
        )

    def after(self, first: ManifestDelta) -> ManifestDelta:
        """Return the way back over this change and the one before it, as one."""
        if first.is_whole:
            return first
        earlier, later = first.before, self.before
        return ManifestDelta(
            replace(
                earlier,
                records={**_without(later.records, first.records), **earlier.records},
                folders=sorted({*later.folders} - first.folders | {*earlier.folders}),
                placed={**_without(later.placed, first.places), **earlier.placed},
            ),
            first.records | (self.records - earlier.records.keys()),
            first.folders | (self.folders - {*earlier.folders}),
            first.places | (self.places - earlier.placed.keys()),
            self.is_whole,
        )


def delta_between(before: Manifest, after: Manifest) -> ManifestDelta:
    """Return the way back from a manifest to the one before it.

    Folders that can be empty afterwards are in it, whether the later manifest names them or not: they may go with what
    was in them.
    """
    gone = [path for path in before.records if path not in after.records]
    emptied = folders_above(gone)
    # the keys of mappings, as sets of so many take up to five times as much memory
    came = dict.fromkeys(path for path in after.records if path not in before.records).keys()
    new_folders, lost_folders = dict[str, None]().keys(), list[str]()
    if before.folders != after.folders or not after.records or emptied:
        remaining = dict.fromkeys(after.folders if after.records else ())
        lost_folders = [folder for folder in before.folders if folder not in remaining or folder in emptied]
        known = dict.fromkeys(before.folders)
        new_folders = dict.fromkeys(folder for folder in after.folders if folder not in known).keys()
    return ManifestDelta(
        replace(
            before,
            records=before.records_unlike(after),
            folders=lost_folders,
            placed={group: places for group, places in before.placed.items() if after.placed.get(group) != places},
            others={},
        ),
        came,
        new_folders,
        frozenset(after.placed.keys() - before.placed.keys()),
    )


def part_of(manifest: Manifest, paths: Iterable[str], also: str) -> Manifest:
    """Return what a manifest says of some paths and the folders above them, of the folder `also`, and in general."""
    wanted = dict.fromkeys(paths)  # a set of so many takes up to five times as much memory
    wanted.update(dict.fromkeys(manifest.originals))
    above = {*folders_above(wanted), also}
    return replace(
        manifest,
        records={path: manifest.records[path] for path in wanted if path in manifest.records},
        folders=[folder for folder in manifest.folders if folder in above],
        placed={},
        others={},
    )


def manifest_in(value: Any, shown: str) -> Manifest:
    """Return the manifest that another file holds, as JSON or, in files of earlier versions, as a text of it.

    Raises UserError as `parse_manifest` does.
    """
    return parse_manifest(value if isinstance(value, str) else json.dumps(value), shown)


def _without(found: Mapping[str, Value], names: Set[str]) -> dict[str, Value]:
    return {name: value for name, value in found.items() if name not in names}
