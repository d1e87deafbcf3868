"""What of a manifest can be believed: the records of what an adapter of a recorded platform can write."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping

from aiwg.core.dataclass import dataclass, replace
from aiwg.fs.roots import PACKAGES_FOLDER, PERSONAL_FOLDER, PROJECT_FOLDER
from aiwg.manifest import BLOCK, FILE, KEYS, Manifest, Record
from aiwg.render.outputs import BlockOutput, FileOutput, KeysOutput, Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.plan.writable import Writable

TYPE_CHECKING = False
if TYPE_CHECKING:  # few projects have any
    from aiwg.artifact.originals import Original

NOTHING: Mapping[str, Output] = {}
OF_OUTPUT = {FileOutput: FILE, BlockOutput: BLOCK, KeysOutput: KEYS}


@dataclass(frozen=True, slots=True)
class Stray:
    """A recorded path, or keys of one, that no adapter of the recorded platforms can write. Nothing is done to it.

    `platforms` are the recorded ones that have no adapter here: theirs it may have been.
    """

    path: str
    keys: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


def credible(
    manifest: Manifest,
    writable: Callable[[], Writable],
    desired: Mapping[str, Output] = NOTHING,
    unknown: Iterable[str] = (),
    given: Container[str] = (),
) -> tuple[Manifest, list[Stray]]:
    """Return the manifest without what cannot be believed, the very same if there is none, and what that was.

    `desired` are the outputs of a plan, which an adapter writes by their nature: most records are of these, and need
    no look, and `writable` is not made then. `unknown` are the recorded platforms without an adapter, `given` are
    paths of the user's own files that this very run takes over: no manifest says so yet.
    """
    gone = frozenset(unknown)
    strays: list[Stray] = []
    changed: dict[str, Record | None] = {}
    for path, record in manifest.records.items():
        if path in given:
            continue
        output = desired.get(path)
        if output is not None and OF_OUTPUT[type(output)] == record.own and record.own != KEYS:
            continue
        kept, stray = _checked(path, record, output, writable, gone)
        if stray is not None:
            changed[path] = kept
            strays.append(stray)
    originals, odd = _believable_originals(manifest, writable, gone)
    strays += odd
    folders = believable_folders(manifest, writable, {*manifest.records, *desired} - {*changed})
    if not changed and not odd and len(folders) == len(manifest.folders):
        return manifest, []
    records = {path: changed.get(path, record) for path, record in manifest.records.items()}
    believed = replace(
        manifest,
        records={path: record for path, record in records.items() if record is not None},
        folders=folders,
        originals=originals,
        is_cut=True,
    )
    return believed, sorted(strays, key=lambda stray: stray.path)


def _checked(
    path: str, record: Record, output: Output | None, writable: Callable[[], Writable], gone: frozenset[str]
) -> tuple[Record | None, Stray | None]:
    """Return what of a record can be believed, and what cannot."""
    missing = tuple(sorted(gone.intersection(record.platforms)))
    if record.own == FILE:
        return (record, None) if writable().file(path) else (None, Stray(path, (), missing))
    if record.own == BLOCK:
        return (record, None) if writable().block(path) else (None, Stray(path, (), missing))
    from aiwg.merge.key_paths import encode_path

    wanted = [encode_path(entry.path) for entry in output.entries] if isinstance(output, KeysOutput) else []
    kept = tuple(key for key in record.keys if key.path in wanted or writable().key(path, key.path))
    if len(kept) == len(record.keys):
        return record, None
    from aiwg.merge.key_paths import decode_path, readable_key_path

    left = tuple(readable_key_path(decode_path(key.path)) for key in record.keys if key not in kept)
    return (record.with_keys(kept) if kept else None), Stray(path, left, missing)


def _believable_originals(
    manifest: Manifest, writable: Callable[[], Writable], gone: frozenset[str]
) -> tuple[dict[str, Original], list[Stray]]:
    """Return the files that were taken over and that an adapter can write, and the others.

    Those of a platform without an adapter are no strays: they wait for it.
    """
    strays = [
        Stray(path, ("its original",))
        for path, original in manifest.originals.items()
        if gone.isdisjoint(original.platforms) and not _is_writable(path, original, writable())
    ]
    odd = {stray.path for stray in strays}
    return {path: each for path, each in manifest.originals.items() if path not in odd}, strays


def _is_writable(path: str, original: Original, writable: Writable) -> bool:
    return all(writable.key(path, key) for key in original.keys) if original.keys else writable.path(path)


def believable_folders(manifest: Manifest, writable: Callable[[], Writable], paths: Iterable[str]) -> list[str]:
    """Return the recorded folders that can be ours: those above something that is, that only an
    adapter names, or in which a source lies."""
    above: set[str] = set()
    for path in paths:
        while "/" in path:
            path = path.rpartition("/")[0]
            if path in above:
                break
            above.add(path)
    return [folder for folder in manifest.folders if folder in above or is_believable(folder, writable)]


def is_believable(folder: str, writable: Callable[[], Writable]) -> bool:
    """Say whether a folder in which nothing of ours is can be ours: an adapter names it, or a source lies in it."""
    return (
        folder in (PACKAGES_FOLDER, PROJECT_FOLDER, PERSONAL_FOLDER)
        or folder.startswith(f"{PROJECT_FOLDER}/")
        or writable().folder(folder)
    )
