"""Includes that a platform could do without: they work from every folder, and are left out where others follow them."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.core.dataclass import replace
from aiwg.placement.resolve import Platform, ResolvedCell
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.placement.visibility import ViewContext, follows, hides, reads_itself


def without_harmful_bridges(platforms: Sequence[Platform], standing: UserFiles) -> list[Platform]:
    """Return the platforms, without the includes that one could do without and by which a text would load twice.

    So it is where others follow the include as well, or where a setting of the user's makes the one read the file. It
    then reads the place itself, by a setting that may hold in the start folder alone.
    """
    plain = ViewContext("", NO_USER_FILES)
    return [_without_harmful_bridges(platform, platforms, plain, standing) for platform in platforms]


def _without_harmful_bridges(
    platform: Platform, platforms: Sequence[Platform], plain: ViewContext, standing: UserFiles
) -> Platform:
    bound = platform.cells.get("instructions")
    needless = {key for key in bound.included if _is_needless(platform, bound, key, plain)} if bound else set()
    if bound is None or not needless:
        return platform
    others = [each for each in platforms if each is not platform]
    kept = [
        write
        for write in bound.writes
        if write.imports not in needless
        or not (
            (platform.id, write.imports) in standing.ensured
            or any(_is_followed_by(each, write.spot.path, plain) for each in others)
        )
    ]
    if len(kept) == len(bound.writes):
        return platform
    return replace(platform, cells={**platform.cells, "instructions": ResolvedCell.of(bound.cell, bound.reads, kept)})


def _is_needless(platform: Platform, bound: ResolvedCell, key: str, view: ViewContext) -> bool:
    """Say whether a platform reads a place without an include, and does so beside each file that includes it, too.

    Where it passes over the place because of such a file, one of them at the top makes all below necessary.
    """
    including = [write.spot.key for write in bound.writes if write.imports == key]
    return reads_itself(platform, key, view) and not any(
        hides(platform, "instructions", path, [key]) for path in including
    )


def _is_followed_by(platform: Platform, path: str, view: ViewContext) -> bool:
    bound = platform.cells.get("instructions")
    return any(
        follows(platform, spot, surface, path, view)
        for spot in (bound.reads if bound else ())
        for surface in platform.adapter.surfaces
    )
