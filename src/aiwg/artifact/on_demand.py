"""Artifacts that are not deployed, but found when an agent looks for them: which may be, and why others may not."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.artifact.kinds import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

DELIVERY: Final = "delivery"
"""The key in frontmatter, in YAML sources and in bundles.yaml."""

DEPLOY, ON_DEMAND = "deploy", "on-demand"
DELIVERIES: Final = (DEPLOY, ON_DEMAND)

STAYS, LIMITS, OWN_CATALOG, NOT_CARRIED = CODES = ("stays-deployed", "on-demand-limits", "own-catalog", "no-catalog")
"""The codes of findings about it, each told once.

An artifact stays deployed all the same; nobody limits the tools of one that was only read; a skill of the sources takes
the place of the catalog skill; a platform cannot load the catalog skill.
"""

REMOVE: Final = "remove delivery: aiwg always deploys it"


def why_never(kind: str, fields: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return why an artifact cannot be on demand, and what to do instead; None for one that can.

    On demand is for what an agent or the user calls for by name. What must hold without that, or would run by itself,
    is always deployed: nobody may lose a restriction because no agent looked for it.
    """
    row = KINDS[kind]
    named = f"{row.article} {row.word or kind.replace('_', ' ')}"
    activation = fields.get("activation", "always")
    if row.is_invoked:
        if not fields.get("hooks"):
            return None
        return f"{named} with hooks cannot be on demand: its hooks must always run", REMOVE
    if not row.delivered_as or "activation" not in fields:
        return f"{named} cannot be on demand: it must always be in force", REMOVE
    if row.delivered_as.get(activation) == "skills":
        return None
    reason = f"{named} with activation: {activation} cannot be on demand: it must always be in force"
    return reason, "remove delivery, or set activation: model"
