"""From a tree of any layout to a canonical one: what a fetched source is before it is read like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiwg.artifact.kinds import KINDS, SETTINGS
from aiwg.artifact.model import Artifact
from aiwg.importing.layouts.model import Translation, TreeLayout
from aiwg.importing.layouts.packages import find_packages
from aiwg.importing.layouts.tree import HeldTree
from aiwg.source.load import PARTS, load_tree
from aiwg.source.locations import BUNDLES
from aiwg.source.tree_file import TreeFile

_LAYER, _SHOWN = "project", ""


def translate(files: Mapping[str, TreeFile], layout: TreeLayout, *, pick: Sequence[str] = ()) -> Translation:
    """Return the canonical tree of a tree. `pick` names the plugins that are wanted; all of them without it.

    Nothing is written, and nothing of the tree is run.
    """
    if layout.is_canonical:
        find_packages(HeldTree(files), layout, pick)
        return _canonical(files, layout)
    from aiwg.importing.layouts.translated import translated  # a source of our own needs nothing of what it imports

    return translated(files, layout, pick)


def _canonical(files: Mapping[str, TreeFile], layout: TreeLayout) -> Translation:
    """Return what of a source is one, as it is; what does not load is left out and found."""
    tree = HeldTree(files)
    parts = {path: file for path in tree.paths if path.partition("/")[0] in PARTS and (file := tree.get(path))}
    loaded = load_tree(parts, _LAYER, _SHOWN)
    origins = {artifact.key: tuple(_own_paths(artifact, parts)) for artifact in loaded.artifacts}
    used = {path for paths in origins.values() for path in paths}
    kept = {path: file for path, file in parts.items() if path in used or path in (BUNDLES, *SETTINGS)}
    return Translation(kept, origins, tuple(loaded.problems), layout.id)


def _own_paths(artifact: Artifact, paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths of an artifact's files: those of its folder, or its one file, or that of its entries."""
    path = artifact.origin.path or KINDS[artifact.kind].settings or artifact.origin.file
    if not KINDS[artifact.kind].has_folder:
        yield path
        return
    folder = path.rpartition("/")[0]
    assets = {f"{folder}/{asset.path}" for asset in artifact.assets}
    yield from (each for each in paths if each == path or each in assets)
