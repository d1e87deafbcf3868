"""Groups of artifacts that are placed alike, and what a platform has for them: its own kind, or one that carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.artifact.fields import LIMITING_KEYS, TYPES
from aiwg.artifact.kinds import CELL_OF, KINDS, LIMITED
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.placement.loss import NO_LOSS, carried_loss, loses_nothing
from aiwg.placement.readers import PlatformReader
from aiwg.placement.resolve import Platform
from aiwg.placement.visibility import is_on, reader_of

SAME_NAME, OTHER_NAME, PERHAPS = "same name", "other name", "perhaps"
"""How a platform has an artifact in a file of the user's: by its id, by another name, or only if a gate is open."""


@dataclass(frozen=True, slots=True)
class Group:
    """Artifacts that are placed alike: same kind, same activation, same platforms, same subfolder.

    `having` are platforms that load them from a file of the user's, and should not load them once more; of each how.
    `is_for_some`: not all platforms that are deployed to should get them. `written` are the places where a file of the
    user's holds their text already.
    """

    kind: str
    variant: str
    wanted: frozenset[str]
    folder: str = ""
    having: frozenset[tuple[str, str]] = frozenset()
    is_for_some: bool = False
    written: frozenset[str] = frozenset()

    @property
    def cell(self) -> str:
        """Return the adapter cell of the kind."""
        return CELL_OF[self.kind]

    @property
    def name(self) -> str:
        """Return the name under which the manifest remembers where this group went; no two groups share one."""
        return ":".join(part for part in (self.kind, self.variant, self.folder) if part) + self.ending

    @property
    def ending(self) -> str:
        """Return what sets the names of groups for some platforms apart: what others need says nothing about them."""
        if not self.is_for_some:
            return ""
        beside = ",".join(f"{id}{' (renamed)' * (how == OTHER_NAME)}" for id, how in sorted(self.having))
        return f" for {','.join(sorted(self.wanted))}{' beside ' * bool(beside)}{beside}"

    @property
    def former_name(self) -> str:
        """Return the name under which a manifest may remember it that was written before its kind was divided."""
        return self.kind if self.variant == LIMITED and not self.is_for_some else self.name


def variant_of(artifact: Artifact) -> str:
    """Return what sets an artifact apart from others of its kind when it is placed."""
    if "activation" in TYPES[artifact.kind]:
        return str(artifact.fields.get("activation", ""))
    return LIMITED if LIMITED in KINDS[artifact.kind].delivered_as and _is_limited(artifact) else ""


def _is_limited(artifact: Artifact) -> bool:
    """Say whether an agent may do less than the session that starts it, because its author said so."""
    fields = artifact.fields
    limits = fields.get("tools") or fields.get("deny_tools") or fields.get("access") == "read"
    return bool(limits) or not LIMITING_KEYS.isdisjoint(artifact.extra)


def fallback_cell(platform: Platform, group: Group) -> str | None:
    """Return the cell that carries this group where the platform lacks its kind, or None."""
    own = platform.adapter.cells.get(group.cell)
    override = own.get("as") if own else None
    return CELL_OF[override] if override else KINDS[group.kind].delivered_as.get(group.variant)


def is_native(platform: Platform, group: Group) -> bool:
    """Say whether the platform has this kind and takes this variant of it."""
    bound = platform.cells.get(group.cell)
    if bound is None or not bound.reads:
        return False
    only: Mapping[str, Sequence[str]] = bound.cell.get("only", {})
    return not only or group.variant in only.get("activation", (group.variant,))


def is_equal_form(platform: Platform, group: Group, cell: str) -> bool:
    """Say whether a platform could have a group as its own kind, and loses nothing when `cell` carries it."""
    if cell == group.cell or not loses_nothing(group.kind, group.variant, cell):
        return False
    if carried_loss(group.kind, group.variant, cell, platform) != NO_LOSS:
        return False
    return is_native(platform, group) and bool(platform.cells[group.cell].writes)


def readers_of(platform: Platform, group: Group) -> list[PlatformReader]:
    """Return the implementations of a platform that can load this group at all."""
    cell = group.cell if is_native(platform, group) else fallback_cell(platform, group)
    bound = platform.cells.get(cell) if cell else None
    if bound is None or (group.folder and platform.scope != "project"):
        return []
    return [
        reader_of(platform, surface)
        for surface in platform.adapter.surfaces
        if any(is_on(spot, surface) for spot in bound.reads)
    ]
