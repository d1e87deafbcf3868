"""All that is known of a platform, as rows of words: what the page prints and the documents are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule, Place
from aiwg.render.documents import format_of

Row = tuple[str, str, str]
"""A label, a text and a note."""

NESTED = {"down": "in subfolders too", "up": "in parent folders too", "both": "in subfolders and parent folders too"}
WORKTREE = {
    "skip": "not those of the main checkout above a worktree",
    "main": "those of the main checkout if a worktree has none",
}
DEDUP = {
    "name": "of two files with one name, one loads",
    "path": "a file does not load if an earlier one has the name of its path",
    "bytes": "identical copies load once",
    "realpath": "a copy behind a link loads once",
    "none": "every copy loads",
    "unknown": "it is unknown if a second copy loads",
}

READING = {
    "winner": "same name",
    "links": "links",
    "inside": "inside others",
    "scope": "hidden by",
    "everywhere": "everywhere is",
    "listed": "listed by",
    "undescribed": "no description",
    "ignores": "ignores",
    "heeds": "follows",
    "below": "of subfolders",
    "yields": "comes after",
    "whole": "sent whole",
    "globs_from": "globs count from",
    "globs_like": "globs read by",
    "off": "switched off in",
    "includes": "includes",
    "blank": "empty files",
    "cuts": "cuts at",
}
"""What a cell may say of how its files are read, and its label."""
SETTINGS = {
    "as": "fallback",
    "shape": "layout",
    "match": "tools by",
    "types": "hook types",
    "events": "events",
    "root": "project in",
    "effects": "effects",
    "pattern": "pattern",
    "bare": "whole tools",
    "paths": "paths begin",
    "wins": "wins",
    "payload": "input",
    "block": "to block",
    "pass": "to allow",
    "context": "to tell",
    "home": "home in",
    "shell": "with a shell",
    "env": "variables",
    "env_default": "defaults",
    "unset": "unset ones",
    "stdio": "stdio",
    "http": "http",
    "sse": "sse",
    "tools": "tools",
    "models": "models",
    "text": "text",
    "also": "also writes",
    "ensure": "also sets",
    "refuses": "refuses",
    "local": "personal",
    "switch_off": "switched off by",
    "switch_alone": "unless set",
    **READING,
}
"""What else a cell may say of itself, and its label: the layout of its files, and the native names in them."""


def facts(adapter: Adapter) -> Iterator[Row]:
    """Yield what is known of the platform as a whole, strongest first: what it is, how that is known, its names."""
    data = adapter.data
    yield "vendor", str(data["vendor"]), ""
    yield "docs", str(data["docs"]), ""
    if adapter.status:
        yield "status", adapter.status, ""
    if adapter.successor:
        yield "successor", adapter.successor, ""
    if adapter.aliases:
        yield "also called", ", ".join(adapter.aliases), ""
    yield from _evidence(data["evidence"])
    if data.get("surfaces"):
        yield "programs", ", ".join(data["surfaces"]), ""
    yield from _labelled("folders", [f"{{{name}}} is {_directory(raw)}" for name, raw in data.get("dirs", {}).items()])
    yield from _labelled("needs from you", [_gate(name, gate) for name, gate in data.get("gates", {}).items()])
    signs = data.get("detect", {})
    found = [*signs.get("paths", ()), *(f"the command {name}" for name in signs.get("commands", ()))]
    yield from _labelled("detected by", [", ".join(found)] if found else [])
    yield from _labelled("earlier places", [_earlier(entry) for entry in data.get("legacy", ())])
    yield from _labelled("can list", [" ".join(entry["command"]) for entry in data.get("listing", ())])
    yield from _tables(data, ("tools", "models", "text"))
    yield from _labelled("notes", data.get("notes", ()))
    if adapter.origin != "bundled":
        yield "adapter", f"{adapter.folder} ({adapter.origin})", ""


def _earlier(entry: Mapping[str, Any]) -> str:
    state = "no longer read" if entry.get("gone") else "still read"
    return f"{entry['path']}: {state}; use {entry['use']}"


def _gate(name: str, gate: Mapping[str, Any]) -> str:
    default = f" ({gate['default']} by default)" if "default" in gate else ""
    return f"{name}: {gate['say']}{default}"


def _evidence(evidence: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the grade with version and date, then what it says and where it was read."""
    version = f" {evidence['version']}" if "version" in evidence else ""
    checked = f", checked {evidence['checked']}" if "checked" in evidence else ""
    yield "evidence", f"{evidence['grade']}{version}{checked}", ""
    yield from _labelled("", [*([evidence["note"]] if "note" in evidence else []), *evidence.get("sources", ())])


def _tables(data: Mapping[str, Any], keys: Iterable[str]) -> Iterator[Row]:
    """Yield the native names that the data has under some of its keys."""
    for key in keys:
        if key in data:
            yield SETTINGS[key], _said(data[key]), ""


def _said(value: Any) -> str:
    """Return a value of an adapter in one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_inner(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value)
    return "left out" if value is None else value if isinstance(value, str) else json.dumps(value)


def _inner(value: Any) -> str:
    return f"({_said(value)})" if isinstance(value, Mapping | list) else _said(value)


def _labelled(label: str, texts: Iterable[str]) -> Iterator[Row]:
    for number, text in enumerate(texts):
        yield label if number == 0 else "", str(text), ""


def _directory(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    default = raw.get("default") or ", ".join(f"{value} ({key})" for key, value in raw.items() if key != "env")
    return f"{default}; {raw['env']} moves it" if "env" in raw else str(default)


def cell_facts(cell: Cell) -> Iterator[Row]:
    """Yield what is known of one kind: its places, strongest first, then what its files look like."""
    for number, place in enumerate(cell.reads):
        yield "reads" if number == 0 else "", place.spec.text, "; ".join(_conditions(cell, place))
    for write in cell.writes:
        if write.imports:
            yield "writes", write.spec.text, f"only an include of {write.imports}"
    if not cell.writes:
        yield "writes", "no file", "aiwg knows it, but never writes it"
    yield "format", f"{format_said(cell)}{', unknown keys reject the file' if cell.get('strict') else ''}", ""
    yield "copies", DEDUP[cell.dedup], ""
    for name, values in cell.get("only", {}).items():
        yield "only", f"{name}: {', '.join(map(str, values))}", ""
    limits = cell.get("limits", {})
    yield from _labelled("limits", [", ".join(f"{name} {limit:,}" for name, limit in limits.items())] if limits else [])
    if cell.fields is not None:
        yield "fields", ", ".join(_said_rule(rule) for rule in cell.fields) or "none", ""
    if cell.get("accepts"):
        yield "accepts", f"{', '.join(cell.get('accepts'))} (in overrides)", ""
    yield from _tables(cell.settings, SETTINGS)
    if cell.get("evidence"):
        yield from _evidence(cell.get("evidence"))
    yield from _labelled("notes", cell.get("notes", ()))


def _conditions(cell: Cell, place: Place) -> Iterator[str]:
    ours = next((write for write in cell.writes if write.spec.text == place.spec.text and not write.imports), None)
    if ours:
        yield "aiwg writes it for subfolders" if ours.nested_only else "aiwg writes it"
    if place.compat:
        yield "folder of another tool"
    if place.rank:
        yield "only if the places before it do not exist"
    if place.nested:
        yield NESTED.get(place.nested, place.nested)
    yield from _where(place)
    if place.without_git == "disk":
        yield "without git: up to the top of the disk"
    if place.worktree in WORKTREE:
        yield WORKTREE[place.worktree]
    if place.names:
        yield f"{'or' if place.instead else 'and'} files named in {', '.join(place.names)}"
    if place.surfaces:
        yield f"only {', '.join(place.surfaces)}"
    yield from (f"needs {gate}" for gate in place.gates)
    yield from (f"with its own {SETTINGS.get(key, key)}" for key in place.settings)


_WORDS = {
    ("up_to", "disk"): "up to the top of the disk",
    ("up_to", "parent"): "up to the folder that contains the work tree",
    ("at", "top"): "at the top of the work tree",
    ("at", "git"): "at the top of the work tree; without git, nowhere",
    ("strongest", "top"): "the top folder first",
    ("within", "last"): "the last of one name in one folder",
    ("flat", True): "and files in the folder itself",
}


def _where(place: Place) -> Iterator[str]:
    return (words for (key, value), words in _WORDS.items() if getattr(place, key) == value)


def format_said(cell: Cell) -> str:
    """Return the document format of a kind's files: the one said, else what the suffix tells."""
    if cell.get("format"):
        return str(cell.get("format"))
    first = next((write.spec.rest for write in cell.writes), next((place.spec.rest for place in cell.reads), ""))
    return "md" if first.endswith("/") else format_of(first)


def _said_rule(rule: FieldRule) -> str:
    if rule.has_const:
        return f"{rule.target} = {json.dumps(rule.const)}"
    source = " or ".join(rule.sources)
    more = f" as {rule.shape}" if rule.shape else ""
    return f"{rule.target}{more}" if source == rule.target else f"{rule.target} <- {source}{more}"
