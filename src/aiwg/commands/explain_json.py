"""An explanation of a path for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, DELETE, DELETED, EDITED, FORGET, KEEP, ORPHAN, UPDATE, Action

if TYPE_CHECKING:
    from aiwg.commands.explain import Explanation

SCHEMA = "aiwg.explain/1"
STATES = {
    KEEP: "unchanged",
    EDITED: "edited by you; a deploy does not change it",
    DELETED: "deleted by you; a deploy does not write it again",
    ORPHAN: "no source produces it any more, and you edited it: it counts as your file",
    UPDATE: "its source changed: a deploy will update it",
    DELETE: "no source produces it any more: a deploy will remove it",
    CREATE: "does not exist yet: a deploy would create it",
    ADOPT: "your file with the same content; a deploy only records it",
    FORGET: "deleted, and no source produces it any more",
    CONFLICT: "your file, where a deploy would write; aiwg does not overwrite it",
}


def explanation_json(found: Explanation) -> dict[str, Any]:
    """Return an explanation in the versioned shape that programs rely on."""
    action = found.action
    return {
        "schema": SCHEMA,
        "path": found.path,
        "scope": found.scope,
        "exists": found.there,
        "same_as": found.same_as or None,
        "ours": found.ours,
        "own": action.own if action else None,
        "personal": found.for_one,
        "state": action.action if action else None,
        "says": (action.reason or STATES[action.action]) if action else None,
        "platforms": list(action.platforms) if action else [],
        "artifacts": [_held_json(artifact, found) for artifact in held(action)],
        "reasons": [
            {"artifact": reason.artifact or None, "platform": reason.platform, "reason": reason.says}
            for reason in found.reasons
        ],
        "source_of": found.source_of or None,
        "on_demand": found.on_demand or None,
        "original": found.original.kept or None,
        "original_of": found.original.of or None,
        "moves": [move.as_json() for move in found.moves],
        "elsewhere": [
            {"artifact": each.artifact, "platform": each.platform, "paths": list(each.paths)}
            for each in found.elsewhere
        ],
        "below": [gap.as_json() for gap in found.below],
        "read_by": [
            {
                "platform": reading.platform,
                "kind": reading.cell,
                "compat": reading.compat,
                "gates": list(reading.gates),
                "surfaces": list(reading.surfaces),
            }
            for reading in found.readings
        ],
    }


def _held_json(artifact: str, found: Explanation) -> dict[str, Any]:
    fetched = found.fetched.get(artifact)
    origin = fetched.as_json() if fetched else None
    return {"artifact": artifact, "source": found.origins.get(artifact), "from": origin}


def held(action: Action | None) -> list[str]:
    """Return the artifacts at the path; an include of another file is none."""
    return [artifact for artifact in action.artifacts if "/" in artifact.split(" ")[0]] if action else []
