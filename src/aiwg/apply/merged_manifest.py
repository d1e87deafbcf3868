"""The manifest that git left with conflict markers: what every version of it says is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.apply.manifest_lines import read_lines
from aiwg.artifact.originals import Original
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.manifest import Manifest, Record, parse_manifest
from aiwg.merge.conflicts import ancestor_of, versions_of
from aiwg.merge.errors import EditRefusedError


def read_merged(text: str, shown: str) -> Manifest:
    """Return the union of what the sides of a manifest with conflict markers say.

    Raises UserError (state) when one was made by a newer aiwg, or too little of it can be read.
    """
    try:
        versions = [parse_manifest(version, shown) for version in versions_of(text)]
    except (EditRefusedError, UserError) as error:
        if isinstance(error, UserError) and (error.exit is Exit.REFUSED or "newer aiwg" in error.message):
            raise
        found = read_lines(text, shown)
        if found is None:
            raise UserError(
                f"{shown} contains git conflict markers that aiwg cannot resolve.",
                exit=Exit.STATE,
                hint=f"Choose one side: git checkout --theirs {shown}   then run: aiwg sync",
            ) from None
        versions = [found]
    return united(versions, _read(ancestor_of(text), shown))


def _read(text: str | None, shown: str) -> Manifest | None:
    if text is None:
        return None
    try:
        return parse_manifest(text, shown)
    except UserError:
        return None


def united(versions: Sequence[Manifest], base: Manifest | None = None) -> Manifest:
    """Return one manifest of several versions; with `base`, which they come from, what one of them dropped is dropped.

    Of a path of which they say different things, all are in `others`, and `records` has what they say together.
    """
    records: dict[str, list[Record]] = {}
    for version in versions:
        for path, record in version.records.items():
            known = records.setdefault(path, [])
            known += [each for each in (*version.others.get(path, ()), record) if each not in known]
    return Manifest(
        platforms=_texts([each.platforms for each in versions], base.platforms if base is not None else None),
        selection=_selection(versions, base),
        sources=_sources(versions, base),
        placed=_placed(versions),
        records={path: _together(found) for path, found in records.items()},
        folders=_texts([each.folders for each in versions], None),
        packages=_texts([each.packages for each in versions], base.packages if base is not None else None),
        originals=_originals(versions, base),
        outputs=max((each.outputs for each in versions), default=0),
        is_cut=True,
        others={path: tuple(found) for path, found in records.items() if len(found) > 1},
    )


def _together(records: Sequence[Record]) -> Record:
    """Return the first record, with the artifacts, platforms and keys of all."""
    first = records[0]
    if len(records) == 1:
        return first
    keys = {repr(key.path): key for record in reversed(records) for key in record.keys if record.own == first.own}
    made = {repr(path): path for record in records for path in record.made if record.own == first.own}
    return replace(
        first,
        part=replace(
            first.part,
            keys=tuple(keys[path] for path in sorted(keys)),
            made=tuple(made[path] for path in sorted(made)),
        ),
        artifacts=tuple(sorted({name for record in records for name in record.artifacts})),
        platforms=tuple(sorted({name for record in records for name in record.platforms})),
    )


def _texts(lists: Iterable[Iterable[str]], base: Iterable[str] | None) -> list[str]:
    sets = [set(each) for each in lists]
    dropped = {each for each in base or () if any(each not in found for found in sets)}
    return sorted(set().union(*sets) - dropped)


def _selection(versions: Sequence[Manifest], base: Manifest | None) -> list[str] | None:
    """Return the selections together; whoever has none has everything."""
    known = [each.selection for each in versions if base is None or each.selection != base.selection]
    lists = [each for each in known if each is not None]
    if not known:
        return versions[0].selection
    return _texts(lists, None) if len(lists) == len(known) else None


def _sources(versions: Sequence[Manifest], base: Manifest | None) -> list[str] | None:
    """Return the sources of the version that changed them, else of the first that names some: their order counts."""
    changed = [each.sources for each in versions if base is not None and each.sources != base.sources]
    named = [each.sources for each in versions if each.sources is not None]
    return changed[0] if changed else named[0] if named else None


def _originals(versions: Sequence[Manifest], base: Manifest | None) -> dict[str, Original]:
    """Return the files that any version took over, without those that one of them brought back."""
    known = base.originals if base is not None else {}
    back = {path for path in known if any(path not in each.originals for each in versions)}
    found = {path: each for version in reversed(versions) for path, each in version.originals.items()}
    return {path: each for path, each in found.items() if path not in back}


def _placed(versions: Sequence[Manifest]) -> dict[str, list[str]]:
    """Return where groups were placed, without those on which versions disagree: they are placed anew."""
    found: dict[str, list[str]] = {}
    disputed: set[str] = set()
    for version in versions:
        for group, places in version.placed.items():
            if found.setdefault(group, places) != places:
                disputed.add(group)
    return {group: places for group, places in found.items() if group not in disputed}
