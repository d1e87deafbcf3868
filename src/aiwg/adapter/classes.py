"""What the native keys of an adapter do, and the union over all adapters that consent goes by.

A file has more readers than the platform that it is deployed to, so a key counts as what it is for the worst of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.adapter.schema.classes import CLASSES, DANGEROUS
from aiwg.artifact.kinds import EXECUTABLE, KIND_OF_CELL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

CANONICAL: Final[Mapping[str, Mapping[str, str]]] = {
    "rule": dict.fromkeys(("description", "paths", "activation", "agents"), "harmless"),
    "agent": {
        **dict.fromkeys(("name", "title", "description", "model", "effort", "color", "temperature"), "harmless"),
        **dict.fromkeys(("skills", "background", "invocation"), "harmless"),
        **dict.fromkeys(("tools", "deny_tools", "max_turns", "access"), "restricts"),
        "mcp_servers": "runs",
    },
    "skill": {
        **dict.fromkeys(("name", "description", "license", "compatibility", "argument-hint", "model"), "harmless"),
        **dict.fromkeys(("metadata",), "harmless"),
        **dict.fromkeys(("disable-model-invocation", "user-invocable", "paths"), "restricts"),
        "allowed-tools": "grants",
        "context": "runs",
        "agent": "runs",
    },
    "command": {
        **dict.fromkeys(("description", "argument-hint", "arguments", "model", "effort"), "harmless"),
        "disable-model-invocation": "restricts",
        "tools": "grants",
        "context": "runs",
        "agent": "runs",
    },
}
"""What the canonical fields of a kind do; a native key made of one does the same, unless its adapter says otherwise.

`skills` of an agent names texts, which are looked at themselves; `access` grants when it is `full`.
"""

_DERIVED: Final = {"id": "harmless", "body": "harmless", "argv": "runs"}
"""What rules are also made from: the name, the text (looked at as a text), a command line."""

_LISTS: Final = ("fields", "stdio", "http", "sse")
Folded = tuple[str, ...]


def fold(key: str) -> Folded:
    """Return a dotted key as its parts, each without case, hyphens, underscores and spaces."""
    return tuple(folded_part(part) for part in key.split("."))


def folded_part(part: str) -> str:
    """Return one part of a key as it is looked up."""
    return part.casefold().replace("-", "").replace("_", "").replace(" ", "")


def entries(adapter: Adapter, cell: str) -> Iterator[tuple[str, str, tuple[Any, ...] | None]]:
    """Yield what an adapter says about the keys of a cell: the key, its class, and the values that it holds for."""
    said = adapter.data.get("classes", {}).get(cell, {})
    for name in CLASSES:
        for entry in said.get(name, ()):
            if isinstance(entry, str):
                yield entry, name, None
            else:
                for key, values in entry.items():
                    yield key, name, tuple(values)


def native_targets(adapter: Adapter, cell: Cell) -> Iterator[tuple[str, str | None]]:
    """Yield every native key that an adapter can write for a cell, with the class that it has; None when nobody said.

    A key that is always the same is the adapter's own word, and harmless as such.
    """
    said: dict[Folded, str] = {}
    for key, name, _ in entries(adapter, cell.kind):
        said[fold(key)] = name
    kind = KIND_OF_CELL[cell.kind]
    for rule in _rules(cell):
        yield rule.target, said.get(fold(rule.target)) or _made_from(rule, kind)
    for key in cell.get("accepts", ()):
        yield key, said.get(fold(key)) or ("runs" if kind in EXECUTABLE else None)


def _rules(cell: Cell) -> Iterator[FieldRule]:
    lists = [cell.get(name) for name in _LISTS]
    lists += [place.settings.get(name) for place in cell.reads for name in _LISTS]
    lists += [further.get("fields") for further in cell.get("also", ())]
    for each in lists:
        yield from field_rules(each or [])


def _made_from(rule: FieldRule, kind: str) -> str | None:
    if rule.has_const:
        return "harmless"
    if kind in EXECUTABLE:
        return "runs"  # the artifact waits as a whole, whatever its fields are called
    known = CANONICAL.get(kind, {})
    found = {known.get(source, _DERIVED.get(source)) for source in rule.sources}
    return next((name for name in CLASSES if name in found), None)


def union(adapters: Iterable[Adapter]) -> dict[str, Any]:
    """Return what all adapters together say: per cell the dangerous, restricting and harmless keys, folded, and forms.

    Restricting keys map to the values that narrow, None for any. `texts` and `servers` hold the text and the names of
    servers; `limits` are keys, as they are spelled, that an adapter makes of a limit and that grant elsewhere. Of two
    adapters the stricter word counts.
    """
    cells: dict[str, dict[str, Any]] = {}
    files: set[str] = set()
    for adapter in adapters:
        files |= {name.casefold() for name in adapter.data.get("classes", {}).get("files", ())}
        for cell in KIND_OF_CELL:
            if KIND_OF_CELL[cell] not in EXECUTABLE:
                _add(cells.setdefault(cell, _nothing()), adapter, cell)
    return {
        "cells": {name: _sorted(cell) for name, cell in cells.items() if any(cell.values())},
        "files": sorted(files),
    }


def _nothing() -> dict[str, Any]:
    sets = {name: set[str]() for name in ("harmless", "texts", "servers", "limits")}
    return {"dangerous": {}, "restricts": {}, "written": {}, "body": {}, **sets}


def _add(known: dict[str, Any], adapter: Adapter, cell: str) -> None:
    said = list(entries(adapter, cell))
    told = {fold(key) for key, _, _ in said}
    if cell in adapter.cells:
        targets = native_targets(adapter, adapter.cells[cell])
        said += [(key, name, None) for key, name in targets if name and fold(key) not in told]
        _add_written(known, adapter.cells[cell])
    for key, name, values in said:
        path = ".".join(fold(key))
        if name in DANGEROUS:
            known["dangerous"][path] = min(known["dangerous"].get(path, name), name, key=CLASSES.index)
        elif name == "restricts":
            _narrow(known["restricts"], path, values)
        else:
            known["harmless"].add(path)
    for form, effect in adapter.data.get("classes", {}).get(cell, {}).get("body", {}).items():
        known["body"].setdefault(form, set()).add(effect)


def _add_written(known: dict[str, Any], cell: Cell) -> None:
    """Note what an adapter itself writes: the keys for texts and for servers, and the words for harmless fields."""
    canonical = CANONICAL.get(KIND_OF_CELL[cell.kind], {})
    for rule in _rules(cell):
        path = ".".join(fold(rule.target))
        if "body" in rule.sources:
            known["texts"].add(path)
        if "mcp_servers" in rule.sources:
            known["servers"].add(path)
        if any(canonical.get(source) == "restricts" for source in rule.sources):
            known["limits"].add(rule.target)
        if not any(canonical.get(source) in DANGEROUS for source in rule.sources):
            words = {key: word for key, word in (rule.mapping or {}).items() if not _widens(rule, key)}
            known["written"].setdefault(path, []).extend([*words.values(), rule.const, rule.default])


def _widens(rule: FieldRule, value: Any) -> bool:
    return "access" in rule.sources and value in ("write", "full")


def _narrow(known: dict[str, list[Any] | None], path: str, values: tuple[Any, ...] | None) -> None:
    texts = None if values is None else [folded_value(value) for value in values]
    before = known.get(path)
    known[path] = texts if before is None else before if texts is None else [each for each in before if each in texts]


def folded_value(value: Any) -> str:
    """Return a plain value as values are compared: true, True and "true" are one."""
    return folded_part(str(value))


def _sorted(cell: Mapping[str, Any]) -> dict[str, Any]:
    restricts = dict(cell["restricts"])
    for path in sorted({*cell["dangerous"], *(path for path, values in restricts.items() if values is not None)}):
        words = [folded_value(word) for word in cell["written"].get(path, ()) if isinstance(word, str | bool | int)]
        if words:
            restricts[path] = sorted({*words, *(restricts.get(path) or ())})
    return {
        "dangerous": dict(sorted(cell["dangerous"].items())),
        "restricts": dict(sorted(restricts.items())),
        "harmless": sorted(cell["harmless"]),
        "texts": sorted(cell["texts"]),
        "servers": sorted(cell["servers"]),
        "limits": sorted(
            key
            for key in cell["limits"]
            if (path := ".".join(fold(key))) in cell["dangerous"] and restricts.get(path) is None
        ),
        "body": {form: sorted(effects) for form, effects in sorted(cell["body"].items())},
    }
