"""The text of a new adapter: what must be said, and every other key in a comment, explained by the schema."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.schema.document import CELL, EVIDENCE, PLACE, SCHEMA
from aiwg.artifact.kinds import KIND_OF_CELL, KINDS
from aiwg.core.dataclass import dataclass

COLUMN, LINE = 34, 118
"""Where explanations begin, and the longest line."""

IN_FULL, WITH_CONDITIONS = KINDS["agent"].cell, KINDS["rule"].cell
"""The kinds that show every key of a cell, and every key of a place."""

OPEN = object()
"""Stands for a value that follows on the lines below."""

HEAD = """\
# The files that {title} reads, and their form. This file is valid, but empty.
# Remove the # from lines that you know. Leave out unknown facts: aiwg then writes nothing there.
# A path: no prefix is the project, ~/ or {{dir}}/ the home folder. {{id}} in it means a file or folder of aiwg,
# #keys mean those keys in a shared file; without both it means a marked block in a shared text file.
# Check it: aiwg lint --platform {folder}
"""
MORE = """
# `aiwg new platform ID --all` lists every key. platforms/README.md of aiwg explains the fixed words (`as`, `shape`,
# `dedup`). The adapter of a similar tool is the best example.
"""
USUAL = ("aliases", "dirs", "detect", "none")
"""The keys of a platform as a whole that most adapters have."""
PLACES = {kind.cell: list(kind.example_places) for kind in KINDS.values() if kind.example_places}
EXAMPLES: Mapping[str, Any] = {
    "aliases": ["ID-cli"],
    "status": "Ended on 2026-01-31.",
    "successor": "another-platform",
    "stand_in": False,
    "version": "1.0.0",
    "checked": "2026-01-31",
    "sources": ["https://example.com/ID"],
    "dirs": {"home": "~/.ID"},
    "detect": {"paths": [".ID"], "commands": ["ID"]},
    "legacy": [{"path": ".IDrules", "use": "AGENTS.md"}],
    "listing": [{"command": ["ID", "skills", "list"], "kinds": ["skills"]}],
    "refuses": {"without": ["name"]},
    "surfaces": ["cli"],
    "gates": {"trust": {"say": "trust this folder"}},
    "gate": "trust",
    "in": ["cli"],
    "tools": {"bash": "Shell"},
    "models": {"fast": "small", "inherit": None},
    "text": {"args": "$ARGUMENTS"},
    "none": [],
    "only": {"activation": ["always"]},
    "fields": ["description"],
    "accepts": ["license"],
    "limits": {"description_chars": 1024},
    "as": "skill",
    "events": {"tool_before": "BeforeTool"},
    "effects": {"deny": "deny"},
    "stdio": ["command", "args", "env"],
    "http": ["url", "headers"],
    "env": "${VAR}",
    "evidence": {"grade": "docs"},
    "ensure": {".ID/settings.json#enabled": True},
}
"""Values for comments, by key, ID being the new platform's; a key without one gets an empty value of its type."""

OF_A_RULE: Mapping[str, Any] = {"from": "effort", "as": "list", "map": {"high": "max"}, "pattern": ".*"}


def scaffold(id: str, folder: str) -> str:
    """Return the platform.yaml of a new platform that will lie in `folder`, with the keys that most adapters need."""
    lines = _required(id, folder, _SHOWN_EVIDENCE)
    lines.append("\n# The platform as a whole.\n")
    lines += [_Line("# ", key, SCHEMA["properties"][key]).said(id) for key in USUAL]
    lines.append("\n# The kinds: each a list of places, strongest first, or a mapping.\n")
    lines += [_Line("# ", cell, {}, places).said(id) for cell, places in PLACES.items()]
    lines += [_Line("# ", WITH_CONDITIONS, {}, [".ID/rules/{id:path}.md"]).said(id)]
    lines += [_Line("# ", IN_FULL, {}, OPEN).said(id)]
    lines += [_Line("#   ", "reads", CELL["properties"]["reads"], [".ID/agents/{id:path}.md"]).said(id)]
    lines += [_Line("#   ", "fields", CELL["properties"]["fields"], _USUAL_FIELDS).said(id)]
    return "".join([*lines, MORE])


def scaffold_in_full(id: str, folder: str) -> str:
    """Return the platform.yaml of a new platform that will lie in `folder`, with every key that the schema knows."""
    properties = SCHEMA["properties"]
    general = {key: sub for key, sub in properties.items() if key not in {*_must(id), *KIND_OF_CELL, "evidence"}}
    lines = _required(id, folder, tuple(EVIDENCE["properties"]))
    lines.append("\n# The platform as a whole.\n")
    lines += [_Line("# ", key, sub).said(id) for key, sub in general.items()]
    lines.append("\n# The kinds: each a list of places, or a mapping as agents and rules show it.\n")
    lines += [_Line("# ", cell, {}, places).said(id) for cell, places in PLACES.items()]
    lines.append("#\n# A kind with all its keys. Some keys belong to some kinds only, such as events to hooks.\n")
    lines += [line.said(id) for line in _cell_in_full()]
    lines.append("#\n# A place with all its keys.\n")
    lines += [line.said(id) for line in _place_in_full()]
    return "".join(lines)


_SHOWN_EVIDENCE = ("checked", "version", "sources")
_USUAL_FIELDS = [{"name": "id"}, "description", "model", "tools"]


def _must(id: str) -> dict[str, str]:
    """Return the keys that every adapter has, with values to start from."""
    return {"name": id.replace("-", " ").capitalize(), "vendor": "Unknown", "docs": "https://example.com/ID"}


def _required(id: str, folder: str, evidence: Sequence[str]) -> list[str]:
    """Return the lines that make the file valid, with these further keys of the evidence in comments."""
    must, properties = _must(id), SCHEMA["properties"]
    lines = [HEAD.format(title=must["name"], folder=folder)]
    lines += [_Line("", key, properties[key], value).said(id) for key, value in must.items()]
    lines += [_Line("", "evidence", properties["evidence"], OPEN).said(id)]
    lines += [_Line("  ", "grade", EVIDENCE["properties"]["grade"], "third-party").said(id)]
    return lines + [_Line("#   ", key, EVIDENCE["properties"][key]).said(id) for key in evidence if key != "grade"]


@dataclass(frozen=True, slots=True)
class _Line:
    """One key with an example value and what the schema says of it."""

    prefix: str
    key: str
    schema: Mapping[str, Any]
    value: Any = None

    def said(self, id: str) -> str:
        """Return `key: value   # what it means`, over several lines where it is long."""
        value = self.value
        if value is None:
            value = EXAMPLES[self.key] if self.key in EXAMPLES else _empty(self.schema)
        text = f"{self.prefix}{self.key}:{'' if value is OPEN else ' ' + _flow(value).replace('ID', id)}"
        about = str(self.schema.get("description", ""))
        if "enum" in self.schema:
            about += f": {', '.join(self.schema['enum'])}"
        first, *more = textwrap.wrap(about, LINE - COLUMN - 2) or [""]
        mark = "#" if self.prefix.startswith("#") else " "
        if first and len(text) > COLUMN:
            more, first = [first, *more], ""
        lines = [f"{text:<{COLUMN}}  # {first}" if first else text, *(f"{mark:<{COLUMN}}  # {each}" for each in more)]
        return "".join(f"{line}\n" for line in lines)


def _cell_in_full() -> Iterator[_Line]:
    """Yield the lines of a cell with every key that it may have, and of a field rule with every one of its keys."""
    yield _Line("# ", IN_FULL, {}, OPEN)
    for key, sub in CELL["properties"].items():
        if key in ("reads", "write"):
            yield _Line("#   ", key, sub, [".ID/agents/{id:path}.md"])
        elif key == "fields":
            yield _Line("#   ", key, sub, OPEN)
            yield _Line("#   - ", "name", {}, "id")
            yield _Line("#   - ", "effort", {}, OPEN)
            yield from (_Line("#       ", name, about, OF_A_RULE.get(name)) for name, about in _rule_keys().items())
        else:
            yield _Line("#   ", key, sub)


def _place_in_full() -> Iterator[_Line]:
    """Yield the lines of a place with every condition that it may have."""
    yield _Line("# ", WITH_CONDITIONS, {}, OPEN)
    yield _Line("#   ", "reads", {}, OPEN)
    properties = PLACE["anyOf"][1]["properties"]
    yield _Line("#   - ", "path", properties["path"], ".ID/rules/{id:path}.md")
    yield from (_Line("#     ", key, sub) for key, sub in properties.items() if key not in ("path", "first", "per"))
    yield _Line("#   - ", "first", properties["first"], [".IDrules", "RULES.md"])
    yield _Line("#     ", "per", properties["per"])


def _rule_keys() -> Mapping[str, Any]:
    """Return the keys of a field rule."""
    field: Mapping[str, Any] = CELL["properties"]["fields"]["items"]["anyOf"][1]
    keys: Mapping[str, Any] = field["additionalProperties"]["anyOf"][1]["properties"]
    return keys


def _empty(schema: Mapping[str, Any]) -> Any:
    """Return an empty value that a schema allows."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _empty(schema["anyOf"][0])
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if kind == "object":
        return {key: _empty(schema["properties"][key]) for key in schema.get("required", ())}
    return {"array": [], "boolean": False, "integer": 1, "number": 1}.get(kind, "")


def _flow(value: Any) -> str:
    """Return a value as YAML on one line: JSON, with plain words unquoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str) and value.replace("-", "").replace("_", "").replace(" ", "").isalpha():
        return value
    return json.dumps(value)
