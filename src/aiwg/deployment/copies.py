"""Copies that other platforms load too: which platforms may get one, by aiwg.yaml or for one deploy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.adapter.discover import Registry
from aiwg.adapter.model import Adapter
from aiwg.core.errors import Exit, UserError
from aiwg.placement.objective import CopyPolicy

ALL, NONE = "all", "none"


def copy_policies(wanted: Sequence[str], adapters: Sequence[Adapter], registry: Registry) -> Mapping[str, CopyPolicy]:
    """Return by platform whether it may get a copy; without a wish none is named, and all are FREE.

    `wanted` holds platforms, or one of the words all and none.

    Raises UserError (usage) for a name that is no platform, or none beside another.
    """
    words = [part.strip() for each in wanted for part in each.split(",") if part.strip()]
    if NONE in words and len(set(words)) > 1:
        raise UserError("use copies: none alone, without names of platforms.", exit=Exit.USAGE)
    if NONE in words:
        return {adapter.id: CopyPolicy.REFUSED for adapter in adapters}
    if ALL in words:
        return {adapter.id: CopyPolicy.ACCEPTED for adapter in adapters}
    return {registry.named(word).id: CopyPolicy.ACCEPTED for word in words}
