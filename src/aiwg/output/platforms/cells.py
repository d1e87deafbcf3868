"""What one platform does with one kind, computed from its adapter."""

from __future__ import annotations

from typing import Any

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.fields import ENUMS
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core.dataclass import dataclass
from aiwg.placement.groups import Group, fallback_cell, is_native
from aiwg.placement.resolve import Platform, bind

NATIVE, CARRIED, NONE, UNKNOWN = "native", "carried", "none", "unknown"


@dataclass(frozen=True, slots=True)
class Support:
    """How a kind gets to a platform. `by`: the kinds that carry it, or for a native one some of its variants."""

    state: str
    by: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the support in the shape that programs rely on."""
        return {"state": self.state, "by": list(self.by)}

    @property
    def said(self) -> str:
        """Return the support in words."""
        carriers = " and ".join(cell.replace("_", " ") for cell in self.by)
        if self.state == NATIVE:
            return f"native; the rest as {carriers}" if self.by else "native"
        return {
            CARRIED: f"not native; delivered as {carriers}",
            NONE: "not supported",
            UNKNOWN: "unknown" + (f"; delivered as {carriers}" if self.by else ""),
        }[self.state]


def support_row(adapter: Adapter, scope: str) -> dict[str, Support]:
    """Return what a platform does with each kind in a scope."""
    platform = bind(adapter, scope, Environment.current())
    return {cell: support(platform, cell) for cell in KIND_OF_CELL}


def support(platform: Platform, cell: str) -> Support:
    """Return what a platform does with the kind of a cell, in the scope that it is bound to."""
    groups = [
        Group(KIND_OF_CELL[cell], variant, frozenset({platform.id}))
        for variant in (ENUMS["activation"] if cell == "rules" else ("",))
    ]
    bound = platform.cells.get(cell)
    native = [group for group in groups if is_native(platform, group) and bound is not None and bound.writes]
    carriers = [fallback_cell(platform, group) for group in groups if group not in native]
    by = tuple(dict.fromkeys(carrier for carrier in carriers if carrier and _can_carry(platform, carrier)))
    if native:
        return Support(NATIVE, by)
    if cell not in platform.adapter.cells and cell not in platform.adapter.lacks:
        return Support(UNKNOWN, by)
    return Support(CARRIED, by) if by else Support(NONE)


def _can_carry(platform: Platform, cell: str) -> bool:
    bound = platform.cells.get(cell)
    return bound is not None and any(not write.nested_only for write in bound.writes)
