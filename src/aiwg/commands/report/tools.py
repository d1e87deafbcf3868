"""What each tool loads, as data: in order, with its cost, its limits, and what it passes over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.commands.report.names import Names
from aiwg.loading import LoadedContext, LoadedItem
from aiwg.loading.limits import Overrun
from aiwg.loading.model import ALWAYS, FILES, FOLDER, LISTED, MACHINE, MANUAL, OURS, SHARED, YOURS
from aiwg.manifest import BLOCK, Record
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.output.evidence import evidence_json

MOMENTS = {ALWAYS: "always", LISTED: "line", FILES: "matching", FOLDER: "subfolder", MANUAL: "called"}
OWNERS = {OURS: "aiwg", SHARED: "shared", YOURS: "you", MACHINE: "machine"}


def tool_data(
    adapter: Adapter, context: LoadedContext | None, records: Mapping[str, Record], names: Names
) -> dict[str, Any]:
    """Return one tool; `records` say by absolute path what is aiwg's."""
    found: dict[str, Any] = {
        "id": adapter.id,
        "name": adapter.name,
        "evidence": evidence_json(adapter),
        "surface": None,
        "tokens": {"always": NOTHING, "on_demand": NOTHING},
        "limits": [],
        "loads": [],
        "not_loaded": [],
        "partial": False,
    }
    if context is None:
        return found
    return found | {
        "surface": context.surface or None,
        "tokens": {"always": context.always_cost.as_json(), "on_demand": context.on_demand_cost.as_json()},
        "limits": [limit_data(each, names) for each in context.limits],
        "loads": [
            _load(number, item, context, records, names) for number, item in enumerate(_in_order(context), start=1)
        ],
        "not_loaded": [_not_loaded(item, names) for item in context.hidden],
        "partial": context.is_partial,
    }


NOTHING = {"chars": 0, "tokens": 0, "certain": 0, "perhaps": 0}


def _in_order(context: LoadedContext) -> list[LoadedItem]:
    """Return what is loaded in the order of a request: by moment, then as the platform reads it."""
    order = {moment: number for number, moment in enumerate(MOMENTS)}
    return sorted(context.loaded, key=lambda item: order[item.when])


def limit_data(each: Overrun, names: Names) -> dict[str, Any]:
    """Return a limit with how much of it is used, and where the tool cuts what is beyond it."""
    return {
        "file": names.path(each.path),
        "kind": each.kind,
        "what": each.what,
        "used": each.size,
        "limit": each.limit,
        "unit": each.unit,
        "cuts": each.cuts,
        "certain": not each.may_grow,
        "beyond": each.is_beyond,
    }


def _load(
    number: int, item: LoadedItem, context: LoadedContext, records: Mapping[str, Record], names: Names
) -> dict[str, Any]:
    now, later = context.shares(item)
    return {
        "order": number,
        "moment": MOMENTS[item.when],
        "kind": item.kind,
        "path": names.path(item.shown),
        "owner": OWNERS[item.owner],
        "chars": item.chars,
        "later_chars": item.later_chars,
        "aiwg_chars": _ours(item, records),
        "tokens": now,
        "later_tokens": later,
        "artifacts": names.artifacts(item.artifacts),
        "gates": list(item.gates),
        "condition": _condition(item),
        "cause": f"{names.path(item.includer)} includes it" if item.parent else item.why or None,
        "cut": item.cut,
    }


def _condition(item: LoadedItem) -> str | None:
    """Return for which files something is loaded."""
    if item.when == FILES:
        return ", ".join(item.globs) or None
    return f"{item.shown_folder}/**" if item.folder else None


def _ours(item: LoadedItem, records: Mapping[str, Record]) -> int:
    """Return how many of the characters that every request holds of a file are aiwg's."""
    if item.owner == OURS:
        return item.chars
    record = records.get(item.path) or records.get(item.real)
    if item.owner != SHARED or record is None or record.own != BLOCK or not item.text:
        return 0
    try:
        found = block.find(item.text, record.style)
    except EditRefusedError:
        return 0
    return found.end - found.start if found else 0


def _not_loaded(item: LoadedItem, names: Names) -> dict[str, Any]:
    return {
        "path": names.path(item.shown),
        "kind": item.kind,
        "owner": OWNERS[item.owner],
        "artifacts": names.artifacts(item.artifacts),
        "reason": {"code": item.cause or item.state, "text": item.why},
        "by": names.path(names.shown(item.by)) if item.by else None,
    }
