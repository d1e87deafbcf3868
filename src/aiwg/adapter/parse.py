"""From the data of one platform.yaml to an adapter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiwg.adapter.model import Adapter, Cell, FieldRule, Place, Write
from aiwg.adapter.paths import parse_path
from aiwg.artifact.kinds import KIND_OF_CELL, kind_of_cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_RULE_KEYS = {
    "as": "shape",
    "map": "mapping",
    "else": "otherwise",
    "const": "const",
    "default": "default",
    "unit": "unit",
    "when": "when",
    "unless": "unless",
    "max": "maximum",
    "pattern": "pattern",
    "absent": "absent",
}
_PLACE_SETTINGS = (
    "fields",
    "events",
    "tools",
    "text",
    "stdio",
    "http",
    "sse",
    "env",
    "env_default",
    "unset",
    "blank",
    "includes",
    "links",
    "listed",
)


def adapter_from(id: str, folder: Path, origin: str, data: Mapping[str, Any]) -> Adapter:
    """Return the adapter described by `data`, which has the right shape.

    Raises PathError for a path that is unsafe or cannot be understood.
    """
    cells = {name: _cell(name, data[name]) for name in KIND_OF_CELL if name in data}
    return Adapter(id, str(data["name"]), folder, origin, data, cells)


def _cell(name: str, raw: Any) -> Cell:
    settings: Mapping[str, Any] = {"reads": raw} if isinstance(raw, list) else raw
    places: list[Place] = []
    for entry in settings.get("reads", ()):
        _add_place(entry, places, compat=False)
    for entry in settings.get("compat", ()):
        _add_place(entry, places, compat=True)
    if "write" in settings:
        writes = tuple(_write(entry) for entry in settings["write"])
    else:
        writes = tuple(Write(place.spec) for place in places if _writable(place))
    fields = tuple(field_rules(settings["fields"])) if "fields" in settings else None
    dedup = settings.get("dedup", "none" if kind_of_cell(name).copies_add_up else "name")
    local = tuple(_write(entry) for entry in settings.get("local", ()))
    return Cell(name, tuple(places), writes, dedup, fields, settings, local)


def _writable(place: Place) -> bool:
    return (
        not place.compat
        and place.spec.anchor != "/"
        and "*" not in place.spec.rest
        and "{agent}" not in place.spec.rest
    )


def _add_place(
    raw: Any,
    places: list[Place],
    compat: bool,
    group: int | None = None,
    rank: int = 0,
    inherited: Mapping[str, Any] | None = None,
) -> None:
    if isinstance(raw, str) and not inherited:  # as most places are
        places.append(Place(parse_path(raw), compat, group=group, rank=rank))
        return
    entry: Mapping[str, Any] = {**(inherited or {}), **({"path": raw} if isinstance(raw, str) else raw)}
    if "first" not in entry:
        places.append(_place(entry, compat, group, rank))
        return
    shared = {key: value for key, value in entry.items() if key not in ("first", "path")}
    number = len(places)
    for position, choice in enumerate(entry["first"]):
        for member in choice if isinstance(choice, list) else [choice]:
            _add_place(member, places, compat, number, position, shared)


def _place(entry: Mapping[str, Any], compat: bool, group: int | None, rank: int) -> Place:
    gate = entry.get("gate", ())
    return Place(
        spec=parse_path(entry["path"]),
        compat=compat or bool(entry.get("compat")),
        gates=(gate,) if isinstance(gate, str) else tuple(gate),
        surfaces=tuple(entry.get("in", ())),
        nested=entry.get("nested"),
        group=group,
        rank=rank,
        per=entry.get("per"),
        up_to=entry.get("up_to"),
        at=entry.get("at"),
        without_git=entry.get("without_git"),
        strongest=entry.get("strongest"),
        within=entry.get("within"),
        worktree=entry.get("worktree"),
        flat=bool(entry.get("flat")),
        names=tuple(entry.get("names", ())),
        instead=bool(entry.get("instead")),
        ensure=entry.get("ensure", {}),
        settings={key: entry[key] for key in _PLACE_SETTINGS if key in entry},
    )


def _write(raw: Any) -> Write:
    if isinstance(raw, str):
        return Write(parse_path(raw))
    return Write(parse_path(raw["path"]), raw.get("imports"), raw.get("apart"), raw.get("nested") == "only")


def field_rules(raw: list[Any]) -> list[FieldRule]:
    """Return the rules of a `fields`, `stdio`, `http` or `sse` list, in order of emission."""
    rules = []
    for entry in raw:
        for target, meaning in ({entry: entry} if isinstance(entry, str) else entry).items():
            rules.append(_rule(target, meaning))
    return rules


def _rule(target: str, meaning: Any) -> FieldRule:
    if isinstance(meaning, str):
        return FieldRule(target, (meaning,))
    source = meaning.get("from", () if "const" in meaning else target)
    known = {_RULE_KEYS[key]: value for key, value in meaning.items() if key in _RULE_KEYS}
    sources = (source,) if isinstance(source, str) else tuple(source)
    return FieldRule(target, sources, has_const="const" in meaning, has_default="default" in meaning, **known)
