"""How well it is known what a platform reads, for programs."""

from __future__ import annotations

from aiwg.adapter.model import Adapter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def evidence_json(adapter: Adapter) -> dict[str, Any]:
    """Return how well it is known what a platform reads: the grade, the version, the day, and the first source."""
    evidence = adapter.data["evidence"]
    return {
        "grade": evidence["grade"],
        "version": evidence.get("version"),
        "checked": str(evidence["checked"]) if "checked" in evidence else None,
        "source": next(iter(evidence.get("sources", ())), None),
    }
