"""All that is known of one platform, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule, Place
from aiwg.artifact.names import shown
from aiwg.cli import output
from aiwg.cli.output import paint, say
from aiwg.cli.platform_cells import Support
from aiwg.render.documents import format_of

Row = tuple[str, str, str]
"""A label, a text and a note."""

NESTED = {"down": "in subfolders too", "up": "in parent folders too", "both": "in subfolders and parent folders too"}
DEDUP = {
    "name": "of two with one name, one loads",
    "bytes": "identical copies load once",
    "realpath": "a copy behind a link loads once",
    "none": "every copy loads",
    "unknown": "nobody knows whether a second copy loads",
}


def platform_json(adapter: Adapter, row: Mapping[str, Support]) -> dict[str, Any]:
    """Return all that is known of a platform, in the versioned shape that programs rely on."""
    data = adapter.data
    return {
        "id": adapter.id,
        "name": adapter.name,
        "vendor": data["vendor"],
        "origin": adapter.origin,
        "evidence": data["evidence"],
        **{key: data.get(key) for key in ("docs", "status")},
        "aliases": list(adapter.aliases),
        "surfaces": list(data.get("surfaces", ())),
        "dirs": data.get("dirs", {}),
        "gates": {name: gate["say"] for name, gate in data.get("gates", {}).items()},
        "detect": data.get("detect", {}),
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
                "group": place.group,
                "rank": place.rank,
                "written": place.spec.text in written,
            }
            for place in cell.reads
        ],
        "writes": [{"path": write.spec.text, "imports": write.imports} for write in cell.writes],
        "format": _format(cell),
        "dedup": cell.dedup,
        "strict": bool(cell.get("strict")),
        "only": cell.get("only", {}),
        "limits": cell.get("limits", {}),
        "fields": None if cell.fields is None else [_rule(rule) for rule in cell.fields],
        "accepts": list(cell.get("accepts", ())),
        "evidence": cell.get("evidence"),
        "notes": list(cell.get("notes", ())),
    }


def say_platform(adapter: Adapter, scope: str, row: Mapping[str, Support]) -> None:
    """Print the page of a platform."""
    say(f"{paint(shown(adapter.name), 'ok')}   {adapter.id}")
    _say_rows(_facts(adapter))
    for cell, found in row.items():
        say()
        say(f"{cell.replace('_', ' ')}   {paint(found.said, 'faint')}")
        if cell in adapter.cells:
            _say_rows(_cell_rows(adapter, adapter.cells[cell]))
    if scope == "user":
        say(f"\n{paint('What is native and what is carried is said for your home folder.', 'faint')}")


def _say_rows(rows: Iterable[Row]) -> None:
    """Print labelled rows: notes aligned with each other, long texts broken at the width of the terminal."""
    listed = list(rows)
    labels = max((len(label) for label, _, _ in listed), default=0)
    texts = max((len(shown(text)) for _, text, note in listed if note), default=0)
    for label, text, note in listed:
        head, indent = f"  {label:<{labels}}  ", " " * (labels + 4)
        if note:
            say(f"{head}{shown(text):<{texts}}  {paint(shown(note), 'faint')}")
            continue
        room = max(40, output.width() - len(indent))
        for line in textwrap.wrap(shown(text), room, break_long_words=False, break_on_hyphens=False):
            say(head + line)
            head = indent


def _facts(adapter: Adapter) -> Iterator[Row]:
    data, evidence = adapter.data, adapter.data["evidence"]
    yield "vendor", str(data["vendor"]), ""
    yield "docs", str(data["docs"]), ""
    if data.get("status"):
        yield "status", str(data["status"]), ""
    if adapter.aliases:
        yield "also called", ", ".join(adapter.aliases), ""
    version = f" {evidence['version']}" if "version" in evidence else ""
    yield "evidence", f"{evidence['grade']}{version}, checked {evidence.get('checked', 'on no known day')}", ""
    yield from _labelled("", [*([evidence["note"]] if "note" in evidence else []), *evidence.get("sources", ())])
    if data.get("surfaces"):
        yield "surfaces", ", ".join(data["surfaces"]), ""
    yield from _labelled("folders", [f"{{{name}}} is {_directory(raw)}" for name, raw in data.get("dirs", {}).items()])
    yield from _labelled("gates", [f"{name}: {gate['say']}" for name, gate in data.get("gates", {}).items()])
    signs = data.get("detect", {})
    found = [*signs.get("paths", ()), *(f"the command {name}" for name in signs.get("commands", ()))]
    yield from _labelled("detected by", [", ".join(found)] if found else [])
    yield from _labelled("notes", data.get("notes", ()))
    if adapter.origin != "bundled":
        yield "adapter", f"{adapter.folder}", adapter.origin


def _labelled(label: str, texts: Iterable[str]) -> Iterator[Row]:
    for number, text in enumerate(texts):
        yield label if number == 0 else "", str(text), ""


def _directory(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    default = raw.get("default") or ", ".join(f"{value} ({key})" for key, value in raw.items() if key != "env")
    return f"{default}; {raw['env']} moves it" if "env" in raw else str(default)


def _cell_rows(adapter: Adapter, cell: Cell) -> Iterator[Row]:
    for number, place in enumerate(cell.reads):
        yield "reads" if number == 0 else "", place.spec.text, "; ".join(_conditions(adapter, cell, place))
    for write in cell.writes:
        if write.imports:
            yield "writes", write.spec.text, f"only an include of {write.imports}"
    if not cell.writes:
        yield "writes", "nothing", "known, but never written by aiwg"
    yield "format", f"{_format(cell)}{', unknown keys reject the file' if cell.get('strict') else ''}", ""
    yield "copies", DEDUP[cell.dedup], ""
    for name, values in cell.get("only", {}).items():
        yield "takes only", f"{name}: {', '.join(map(str, values))}", ""
    limits = cell.get("limits", {})
    yield from _labelled("limits", [", ".join(f"{name} {limit:,}" for name, limit in limits.items())] if limits else [])
    if cell.fields is not None:
        yield "fields", ", ".join(_said_rule(rule) for rule in cell.fields) or "none", ""
    if cell.get("accepts"):
        yield "accepts", f"{', '.join(cell.get('accepts'))} (in overrides)", ""
    evidence = cell.get("evidence")
    if evidence:
        yield "evidence", f"{evidence['grade']}{', ' + evidence['note'] if 'note' in evidence else ''}", ""
    yield from _labelled("notes", cell.get("notes", ()))


def _conditions(adapter: Adapter, cell: Cell, place: Place) -> Iterator[str]:
    if any(write.spec.text == place.spec.text and not write.imports for write in cell.writes):
        yield "we write it"
    if place.compat:
        yield "another tool's place"
    if place.rank:
        yield "only where the places before it do not exist"
    if place.nested:
        yield NESTED.get(place.nested, place.nested)
    if place.surfaces:
        yield f"only {', '.join(place.surfaces)}"
    gates = adapter.data.get("gates", {})
    for gate in place.gates:
        yield f"first: {gates[gate]['say']}"


def _format(cell: Cell) -> str:
    if cell.get("format"):
        return str(cell.get("format"))
    first = next((write.spec.rest for write in cell.writes), next((place.spec.rest for place in cell.reads), ""))
    return "md" if first.endswith("/") else format_of(first)


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


def _said_rule(rule: FieldRule) -> str:
    if rule.has_const:
        return f"{rule.target} = {json.dumps(rule.const)}"
    source = " or ".join(rule.sources)
    more = f" as {rule.shape}" if rule.shape else ""
    return f"{rule.target}{more}" if source == rule.target else f"{rule.target} <- {source}{more}"
