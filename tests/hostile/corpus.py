"""The hostile source: cases combined from data, each an artifact of its own with its own name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, product
from pathlib import Path
from typing import Any

import yaml

from tests.hostile.facts import DANGEROUS, facts

FILE = Path(__file__).parent / "corpus.yaml"
MARKDOWN = ("instructions", "rule", "agent", "skill", "command", "behavior")
NATIVE = {"agent": "agents", "skill": "skills", "command": "commands", "behavior": "skills", "rule": "rules"}


@dataclass(frozen=True)
class Case:
    """One hostile artifact: its files below the source, or its entry in a file of many; `what` says the trick."""

    id: str
    kind: str
    what: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    entry: Any = None


@cache
def ingredients() -> Mapping[str, Any]:
    """Return the data file."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@cache
def corpus() -> tuple[Case, ...]:
    """Return all cases, the same ones with the same names each time."""
    found: list[Case] = []
    for kind in MARKDOWN:
        found += [markdown(f"h{kind[:2]}{number:04}", kind, *trick) for number, trick in enumerate(_tricks(kind))]
    entries_of = {
        "hook": _hooks(),
        "mcp_server": _servers(),
        "permission": _permissions(),
        "plugin": _repeated("plugins"),
        "marketplace": _repeated("marketplaces"),
        "ignore": _ignored(),
    }
    for kind, entries in entries_of.items():
        found += [_entry(f"h{kind[:2]}{number:04}", kind, entry) for number, entry in enumerate(entries)]
    return tuple(found)


@cache
def innocents() -> tuple[Case, ...]:
    """Return the artifacts of an honest source."""
    return tuple(
        markdown(f"hok{number:04}", each["kind"], "honest", each.get("keys", {}), each["body"], each.get("files", {}))
        for number, each in enumerate(ingredients()["innocent"])
    )


def filled(value: Any, id: str, **more: str) -> Any:
    """Return a value of the data with its words in braces filled in."""
    if isinstance(value, str):
        mark = ingredients()["mark"].format(id=id)
        return value.format(id=id, mark=mark, **more)
    if isinstance(value, Mapping):
        return {filled(key, id) if "{" in str(key) else key: filled(item, id) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, id) for item in value]
    return value


def spelled(key: str, way: str) -> str:
    """Return a key in another spelling; what lies below another key is said with dots."""
    words = [word.lower() for word in re.split(r"[-_. ]|(?<=[a-z])(?=[A-Z])", key) if word]
    titled = [word.title() for word in words]
    return {
        "as-is": key,
        "Title": "-".join(titled),
        "UPPER": key.upper(),
        "camel": "".join([words[0], *titled[1:]]),
        "Pascal": "".join(titled),
        "snake": "_".join(words),
        "kebab": "-".join(words),
        "joined": "".join(words),
        "spaced": f"{key} ",
        "dotted": ".".join(words),
        "below metadata": f"metadata/{key}",
        "below x": f"x/{key}",
        "twice below": f"metadata/x/{key}",
    }[way]


Trick = tuple[str, dict[str, Any], str, Mapping[str, str]]
"""What it is called, keys of the frontmatter, the body, files beside it."""


def _tricks(kind: str) -> Iterator[Trick]:
    data = ingredients()
    plain = "Do it: {id}.\n"
    for name, text in data["acting"].items():
        yield f"text: {name}", {}, f"Begin.\n\n{text}\n", {}
        yield f"text first: {name}", {}, f"{text}\n", {}
    keys = cycle(data["keys_of_bodies"])
    for name, text in data["beginnings"].items():
        for _ in range(2):
            yield f"beginning: {name}", {}, text.replace("{keys}", next(keys)).replace("{act}", "!`{mark}`"), {}
    if kind == "instructions":
        for (name, text), again in product(data["acting"].items(), ("- {}", "# Title\n\n{}\n\nMore.")):
            yield f"text below: {name}", {}, again.replace("{}", text) + "\n", {}
        return
    for text, where in product(data["ending"], ("description", "argument-hint", "x-note")):
        yield f"ending in {where}: {text!r}", {where: text, "disable-model-invocation": True}, plain, {}
    for key, value in _keys(kind):
        yield f"key {key}", _nested(key, value), plain, {}
    if kind in ("skill", "behavior"):
        for path, text in data["assets"].items():
            yield f"asset {path}", {}, plain, {path: text}
        for paths in data["asset_sets"]:
            yield f"assets {', '.join(paths)}", {}, plain, {path: data["assets"][path] for path in paths}
    for platform, key in product(("claude", "opencode", "qwen-code", "kiro", "factory", "cursor"), ("hooks", "exec")):
        value = data["values"].get(key, "{mark}")
        yield f"override {platform} {key}", {"overrides": {platform: {key: value, "x": "{id}"}}}, plain, {}


def _keys(kind: str) -> Iterator[tuple[str, Any]]:
    """Yield keys in several spellings with a value that would do harm: what any client acts on, and unknown ones."""
    data, known = ingredients(), sorted(_dangerous(NATIVE[kind]))
    ways = cycle(data["spellings"][1:])
    for key in known:
        for way in ("as-is", next(ways)):
            yield spelled(key, way) if key not in data["values"] or "." not in key else key, _value(key)
    for way, key in product(data["spellings"][1:], ("allowed-tools", "hooks", "mcpServers")):
        yield spelled(key, way), _value(key)
    for key in data["unknown_keys"]:
        yield key, "{mark}"


def _dangerous(kind: str) -> set[str]:
    """Return the keys that some client acts on in files of a kind, and those of skills, which carry other kinds."""
    kinds = [each for each in facts().kinds if each.kind in (kind, "skills")]
    keys = {key for each in kinds for key, cls in each.keys.items() if cls in (*DANGEROUS, "values")}
    return {key for key in keys if "*" not in key}


def _value(key: str) -> Any:
    return ingredients()["values"].get(key, "{mark}")


def _nested(key: str, value: Any) -> dict[str, Any]:
    """Return a mapping in which a key of the data stands where it says; dots of the data are nesting."""
    if "/" in key:
        first, _, rest = key.partition("/")
        return {first: _nested(rest, value)}
    if "." in key and isinstance(value, Mapping):
        return {key.partition(".")[0]: value}
    if "." in key and isinstance(value, str):
        first, _, rest = key.partition(".")
        return {first: {rest: value}}
    return {key: value}


def markdown(id: str, kind: str, what: str, keys: Mapping[str, Any], body: str, beside: Mapping[str, str]) -> Case:
    """Return one Markdown artifact of a source, with files beside it."""
    folder = {"skill": f"skills/{id}/", "behavior": f"behaviors/{id}/"}.get(kind, "")
    main = {"skill": "SKILL.md", "behavior": "BEHAVIOR.md", "instructions": f"instructions/{id}.md"}.get(
        kind, f"{kind}s/{id}.md"
    )
    head: dict[str, Any] = {"name": id} if kind in ("agent", "skill", "behavior") else {}
    if kind in ("agent", "skill", "behavior") and "description" not in keys:
        head["description"] = f"For {id}."
    head.update(filled(keys, id))
    text = filled(body, id)
    front = "".join(f"{json.dumps(key)}: {json.dumps(value)}\n" for key, value in head.items())
    if front or re.match(r"\ufeff?---", text):
        text = f"---\n{front}---\n{text}"
    files = {f"{folder}{main}": text.encode()}
    files.update({f"{folder}{path}": filled(content, id).encode() for path, content in beside.items()})
    return Case(id, kind, what, files)


def _hooks() -> Iterator[Any]:
    data = ingredients()["hooks"]
    for event, form in product(data["events"], data["forms"]):
        yield {"event": event, **form}


def _servers() -> Iterator[Any]:
    for number in range(16):
        for form in ingredients()["servers"]:
            yield {**form, "description": f"{form.get('description', 'Server')} {number}"}


def _permissions() -> Iterator[Any]:
    data = ingredients()["permissions"]
    for number in range(17):
        for pattern in data["patterns"]:
            yield pattern.replace("{id}", "{id}" + "x" * number)


def _repeated(part: str) -> Iterator[Any]:
    for number in range(25):
        for form in ingredients()[part]:
            yield {**form, "description": f"Number {number}"}


def _ignored() -> Iterator[Any]:
    for number in range(17):
        for line in ingredients()["ignore"]:
            yield line.replace("{id}", "{id}" + "x" * number, 1)


def _entry(id: str, kind: str, entry: Any) -> Case:
    what = f"{kind} {json.dumps(entry)}"
    value = filled(entry, id)
    script = value.get("script") if isinstance(value, dict) else None
    files = {script: f"#!/bin/sh\ntouch {id}\n".encode()} if script else {}
    return Case(id, kind, what, files, value)


def write_source(cases: tuple[Case, ...] | list[Case], folder: Path) -> None:
    """Write cases as one source."""
    many: dict[str, list[Case]] = {}
    for case in cases:
        for path, data in case.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        if case.entry is not None:
            many.setdefault(case.kind, []).append(case)
    documents: dict[str, dict[str, Any]] = {
        "hooks.yaml": {"hooks": [{"id": case.id, **case.entry} for case in many.get("hook", ())]},
        "mcp.yaml": {"servers": {case.id: case.entry for case in many.get("mcp_server", ())}},
        "permissions.yaml": {"allow": [case.entry for case in many.get("permission", ())]},
        "plugins.yaml": {
            "plugins": {f"{case.id}@team": case.entry for case in many.get("plugin", ())},
            "marketplaces": {case.id: case.entry for case in many.get("marketplace", ())},
        },
    }
    if "ignore" in many:
        (folder / "ignore").write_text("".join(f"{case.entry}\n" for case in many["ignore"]), encoding="utf-8")
    for name, value in documents.items():
        if any(value.values()):
            (folder / name).write_text(json.dumps(value), encoding="utf-8")
