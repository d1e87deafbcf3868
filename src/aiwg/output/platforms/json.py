"""All that is known of platforms, in the versioned shape that programs rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.output.platforms.cells import Support
from aiwg.output.platforms.facts import SETTINGS, format_said


def row_json(adapter: Adapter, row: Mapping[str, Support]) -> dict[str, Any]:
    """Return a platform's row of the table."""
    evidence = adapter.data["evidence"]
    return {
        "id": adapter.id,
        "name": adapter.name,
        "vendor": adapter.data["vendor"],
        "origin": adapter.origin,
        "status": adapter.status,
        "successor": adapter.successor,
        "evidence": {key: evidence.get(key) for key in ("grade", "version", "checked")},
        "kinds": {cell: found.as_json() for cell, found in row.items()},
    }


def platform_json(adapter: Adapter, row: Mapping[str, Support]) -> dict[str, Any]:
    """Return all that is known of a platform."""
    data = adapter.data
    return {
        "id": adapter.id,
        "name": adapter.name,
        "vendor": data["vendor"],
        "origin": adapter.origin,
        "evidence": data["evidence"],
        "docs": data["docs"],
        "status": adapter.status,
        "successor": adapter.successor,
        "aliases": list(adapter.aliases),
        "surfaces": list(data.get("surfaces", ())),
        "dirs": data.get("dirs", {}),
        "gates": {name: gate["say"] for name, gate in data.get("gates", {}).items()},
        "detect": data.get("detect", {}),
        **{key: dict(data.get(key, {})) for key in ("tools", "models", "text")},
        "none": list(data.get("none", ())),
        "notes": list(data.get("notes", ())),
        "kinds": {
            cell: {**found.as_json(), **(_cell_json(adapter.cells[cell]) if cell in adapter.cells else {})}
            for cell, found in row.items()
        },
    }


def _cell_json(cell: Cell) -> dict[str, Any]:
    written = {write.spec.text for write in cell.writes}
    return {
        "reads": [
            {
                "path": place.spec.text,
                "compat": place.compat,
                "gates": list(place.gates),
                "surfaces": list(place.surfaces),
                "nested": place.nested,
                "per": place.per,
                "up_to": place.up_to,
                "at": place.at,
                "without_git": place.without_git,
                "strongest": place.strongest,
                "within": place.within,
                "flat": place.flat,
                "instead": place.instead,
                "worktree": place.worktree,
                "names": list(place.names),
                "group": place.group,
                "rank": place.rank,
                "written": place.spec.text in written,
            }
            for place in cell.reads
        ],
        "writes": [{"path": write.spec.text, "imports": write.imports, "apart": write.apart} for write in cell.writes],
        "format": format_said(cell),
        "dedup": cell.dedup,
        "strict": bool(cell.get("strict")),
        "only": cell.get("only", {}),
        "limits": cell.get("limits", {}),
        "fields": None if cell.fields is None else [_rule(rule) for rule in cell.fields],
        "accepts": list(cell.get("accepts", ())),
        "settings": {key: cell.get(key) for key in SETTINGS if cell.get(key) is not None},
        "evidence": cell.get("evidence"),
        "notes": list(cell.get("notes", ())),
    }


def _rule(rule: FieldRule) -> dict[str, Any]:
    found: dict[str, Any] = {"key": rule.target, "from": list(rule.sources)}
    if rule.has_const:
        found["const"] = rule.const
    if rule.has_default:
        found["default"] = rule.default
    if rule.shape:
        found["as"] = rule.shape
    if rule.mapping is not None:
        found["map"] = dict(rule.mapping)
    return found
