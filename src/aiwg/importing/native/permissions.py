"""Permissions backwards: each native value becomes the permission that renders to it; what none renders to stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Cell
from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.model import Artifact, Origin
from aiwg.audit.secrets.search import secrets_in
from aiwg.importing.model import KEPT, UNREAD, Draft, KeyNote, Native, NativeReading, value_hash
from aiwg.importing.native.allowed_values import as_clients_read
from aiwg.importing.native.fields import MISSING, at
from aiwg.importing.native.tools import native_table
from aiwg.merge.keys import Value
from aiwg.render.permissions.forms import UnsupportedPermissionError
from aiwg.render.permissions.shapes import EFFECTS, Grant, grants
from aiwg.source.settings import permissions_of

_MOST = 5000
_DEEP = re.compile(r"(?<!\*)\*(?!\*)")
_STARLARK = re.compile(r"prefix_rule\(\s*pattern\s*=\s*\[([^\[\]]*)\]\s*,\s*decision\s*=\s*\"(\w+)\"\s*,?\s*\)")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|\"(?:[^\"\\]|\\.)*+")
"""A text in quotes; one that is not closed has no group, and takes with it what else would be looked at again."""


def read_permissions(native: Native) -> NativeReading:
    """Return a draft for each permission of a file, and notes about those that aiwg cannot say.

    What it cannot say stays in the native file, where it holds as before.
    """
    drafts, notes = dict[str, Draft](), list[KeyNote]()
    values = list(_values(native))
    covered = set[tuple[str, str, Any]]()
    order = _order_that_matters(native, values)
    allowed = [(tool, value) for _, effect, tool, value in values if effect == "allow"]
    for number, (where, effect, tool, value) in enumerate(values):
        if number >= _MOST:
            notes.append(native.note(UNREAD, f"contains more than {_MOST:,} permissions"))
            break
        if effect is not None and (effect, *_meant((tool, value))) in covered:
            notes.append(native.note(KEPT, key=where))
            continue
        secret = bool(secrets_in(str(value).encode("utf-8", "replace")))
        found = [] if effect is None or order or secret else _permissions(native, effect, tool, value, allowed)
        if not found:
            reason = (
                "contains a secret; it stays here" if secret else order or "has no form for other tools; it stays here"
            )
            notes.append(native.note(UNREAD, reason, where))
        for artifact in found:
            hashes = (value_hash(_as_it_stands(native, str(effect), tool, value)),)
            drafts[artifact.id] = Draft(artifact, (native,), (native.note(KEPT, key=where),), values=hashes)
            covered |= {(str(effect), *_meant(each)) for each in _made(native, artifact, tool)}
    return NativeReading(tuple(drafts.values()), tuple(notes))


def _as_it_stands(native: Native, effect: str, tool: str, value: Any) -> Any:
    """Return what stands in the file for a value: of a tool's own it is a key with its word."""
    if native.cell.get("shape") not in ("tool-map", "tool-lists"):
        return value
    if native.cell.get("shape") == "tool-lists" and value is not None:
        return value
    effects: Mapping[str, str | None] = native.cell.get("effects", {})
    return {tool if value is None else str(value): effects.get(effect, effect)}


def _values(native: Native) -> Iterator[tuple[str, str | None, str, Any]]:
    """Yield where each value stands, its effect, the tool it stands below, and the value."""
    cell, value = native.cell, native.value
    shape = cell.get("shape", "lists")
    if isinstance(value, str):
        yield from _in_starlark(value, cell) if shape == "starlark" else ()
    elif shape in ("lists", "commands"):
        yield from _in_lists(value, cell)
    elif shape == "tool-map" and isinstance(value, Mapping):
        for tool, said in value.items():
            for pattern, word in said.items() if isinstance(said, Mapping) else ((None, said),):
                where = f"{tool}.{pattern}" if pattern is not None else str(tool)
                yield where, _effect_of(word, cell), str(tool), pattern
    elif shape == "rules" and isinstance(value, list):
        key = next((rule.target for rule in cell.fields or () if rule.sources == ("effect",)), "effect")
        for number, rule in enumerate(value):
            word = at(rule, key)
            yield f"[{number}]", _effect_of(word, cell), "", rule
    elif shape == "tool-lists" and isinstance(value, Mapping):
        yield from _in_tool_lists(value, cell)


def _in_lists(value: Any, cell: Cell) -> Iterator[tuple[str, str | None, str, Any]]:
    effects: Mapping[str, str | None] = cell.get("effects", dict(zip(EFFECTS, EFFECTS, strict=True)))
    for effect, key in effects.items():
        found = value
        for part in key.split(".") if key else ():
            found = found.get(part) if isinstance(found, Mapping) else None
        for number, each in enumerate(found if isinstance(found, list) else ()):
            yield f"{key or ''}[{number}]", effect, "", each


def _in_tool_lists(value: Mapping[str, Any], cell: Cell) -> Iterator[tuple[str, str | None, str, Any]]:
    bare: Mapping[str, str] = cell.get("bare", {})
    for tool, said in value.items():
        for key, inner in said.items() if isinstance(said, Mapping) else ():
            if key == bare.get("key"):
                effect = next((each for each in EFFECTS if bare.get(each) == inner), None)
                yield f"{tool}.{key}", effect, str(tool), None
            for number, each in enumerate(inner if isinstance(inner, list) else ()):
                yield f"{tool}.{key}[{number}]", _effect_of(key, cell), str(tool), each


def _in_starlark(text: str, cell: Cell) -> Iterator[tuple[str, str | None, str, Any]]:
    for match in _STARLARK.finditer(text):
        words = [each[1] for each in _QUOTED.finditer(match[1]) if each[1] is not None]
        line = text.count("\n", 0, match.start()) + 1
        yield f"line {line}", _effect_of(match[2], cell), "bash", " ".join(words)


def _effect_of(word: Any, cell: Cell) -> str | None:
    effects: Mapping[str, str | None] = cell.get("effects", dict(zip(EFFECTS, EFFECTS, strict=True)))
    return next((effect for effect, native in effects.items() if native == word), None)


def _order_that_matters(native: Native, values: list[tuple[str, str | None, str, Any]]) -> str:
    """Return why the order of values decides what they mean, so that they cannot be told apart; else nothing.

    A deploy writes the strictest where it counts, so a freer one that stood there would be lost.
    """
    if native.cell.get("shape") not in ("tool-map", "rules"):
        return ""
    last = native.cell.get("wins", "last" if native.cell.get("shape") == "tool-map" else "first") == "last"
    strictness: dict[str, int] = {}
    for _, effect, tool, _ in values:
        if effect is None:
            continue
        rank = EFFECTS.index(effect) if last else -EFFECTS.index(effect)
        if rank < strictness.get(tool, -len(EFFECTS)):
            return "their order decides which of them counts; they stay here"
        strictness[tool] = rank
    return ""


def _permissions(native: Native, effect: str, tool: str, value: Any, allowed: list[tuple[str, Any]]) -> list[Artifact]:
    """Return the permissions that render to a native value; one that allows renders to what was allowed alone."""
    tries = list(dict.fromkeys(_patterns(native, effect, tool, value)))
    for as_written in (True, False):  # what is written alike means the same; other spellings are understood so
        for pattern in tries:
            try:
                made = [_artifact(native, effect, fields) for fields in permissions_of(pattern)]
            except ArgumentError:
                continue
            found = [each for each in made if _renders_to(native, each, (tool, value), allowed, as_written)]
            if found:
                return found
    return []


def _artifact(native: Native, effect: str, fields: Mapping[str, str]) -> Artifact:
    pattern = fields["pattern"]
    return Artifact("permission", f"{effect} {pattern}", Origin(native.shown, "project"), {"effect": effect, **fields})


def _patterns(native: Native, effect: str, tool: str, value: Any) -> Iterator[str]:
    """Yield what a native value may be called in the neutral form, the narrowest first."""
    table = native_table({**native.adapter.table(None, "tools"), **native.adapter.table(native.cell, "tools")})
    names = [each for each, own in table.items() if tool in ([own] if isinstance(own, str) else own)] if tool else []
    if isinstance(value, Mapping):
        yield from _of_rule(native, table, value)
        return
    text = "" if value is None else str(value)
    if native.cell.get("shape") == "starlark":
        yield f"bash({text} *)"
        return
    if not tool:
        yield text
        yield from _by_forms(native, table, text)
        return
    for name in names:
        if "{prefix}" in str(native.cell.get("pattern")) and value is not None:
            yield f"{name}({text} *)"
            continue
        if effect != "allow" and _DEEP.search(text) and text != "*" and "{crossing}" in str(native.cell.get("pattern")):
            yield f"{name}({_DEEP.sub('**', text)})"  # `*` crosses slashes there: what is kept out lies deeper, too
        yield name if value is None or text in ("*", "") else f"{name}({text})"
        yield f"{name}({text})"
        yield f"{name}({text} *)"


def _of_rule(native: Native, table: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a rule object may be called: each neutral name of its tool, with what limits it."""
    targets = {source: rule.target for rule in native.cell.fields or () for source in rule.sources}
    own = str(at(value, targets.get("tool", "tool")))
    limits = [at(value, targets[key]) for key in ("argument", "prefix", "regex") if key in targets]
    texts = [
        text
        for limit in limits
        if limit is not MISSING
        for each in (limit if isinstance(limit, list) else [limit])
        for text in (str(each), _of_regex(str(each)))
        if text
    ]
    for name, native_name in table.items():
        if own in ([native_name] if isinstance(native_name, str) else native_name):
            for text in texts:
                yield f"{name}({text})"
                yield f"{name}({text} *)"
            if not texts:
                yield name


def _of_regex(text: str) -> str:
    """Return the glob that a regular expression for a command was made of; nothing for another one."""
    if not text.startswith("^") or not text.endswith("$"):
        return ""
    bare = text[1:-1].removesuffix("(?: .*)?") + (" *" if text.endswith("(?: .*)?$") else "")
    glob = bare.replace(".*", "*")
    return re.sub(r"\\(.)", r"\1", glob)


def _by_forms(native: Native, table: Mapping[str, Any], text: str) -> Iterator[str]:
    """Yield what a text may be called by the platform's own forms: `Shell(git:status)` is `bash(git status)`."""
    forms = native.cell.get("pattern", "{tool}({arg})")
    forms = {"other": forms} if isinstance(forms, str) else forms
    for key, form in forms.items():
        if not isinstance(form, str):
            continue
        match = _form(form).fullmatch(text)
        groups = match.groupdict() if match else {}
        if match is None:
            continue
        if groups.get("prefix"):
            yield f"bash({groups['prefix']} *)"
            continue
        words = " ".join(each for each in (groups.get("word"), groups.get("rest")) if each)
        argument = groups.get("arg") or groups.get("path") or groups.get("prefix") or words or groups.get("domain")
        named = [name for name, own in table.items() if groups.get("tool") in ([own] if isinstance(own, str) else own)]
        for name in [key] if key not in ("other", "bare") else named or ["bash"]:
            yield f"{name}({argument})" if argument else name
            if argument:
                yield f"{name}({argument} *)"


def _form(form: str) -> re.Pattern[str]:
    text = re.escape(form)
    for name in ("tool", "arg", "path", "crossing", "word", "rest", "prefix", "domain", "regex"):
        group = f"(?P<{name}>[^():]+)" if name in ("tool", "word") else f"(?P<{name}>.+)"
        text = text.replace(rf"\{{{name}\}}", group, 1)
    return re.compile(text.replace(":(?P<rest>.+)", "(?::(?P<rest>.+))?"), re.DOTALL)


def _renders_to(
    native: Native, artifact: Artifact, said: tuple[str, Any], allowed: list[tuple[str, Any]], as_written: bool
) -> bool:
    """Say whether a permission is written so on its platform; an allowance must not say more than was there."""
    if native.cell.get("shape") == "starlark":
        return artifact.fields["tool"] == "bash" and "argument" in artifact.fields
    made = _made(native, artifact, said[0])
    meant = [_meant(each) for each in made]
    if artifact.fields["effect"] == "allow":
        known = [_meant(each) for each in allowed]
        if any(each not in known for each in meant):
            return False
        if not as_written and isinstance(said[1], str):
            return as_clients_read(said[1]) in {as_clients_read(str(value)) for _, value in made}
    return said in made if as_written else _meant(said) in meant


def _made(native: Native, artifact: Artifact, tool: str) -> list[tuple[str, Any]]:
    """Return the values that a permission is written as on its platform; none where it has no way to say it."""
    if native.cell.get("shape") == "starlark":
        return []
    try:
        return [_said(grant, tool) for grant in grants(artifact, native.cell, native.adapter)]
    except UnsupportedPermissionError:
        return []


def _meant(said: tuple[str, Any]) -> tuple[str, Any]:
    """Return a value in the neutral form where it is a text that has one: clients accept several spellings."""
    tool, value = said
    if tool or not isinstance(value, str):
        return tool, json.dumps(value, sort_keys=True, default=str) if isinstance(value, Mapping) else value
    try:
        return tool, tuple(each["pattern"] for each in permissions_of(value))
    except ArgumentError:
        return said


def _said(grant: Grant, tool: str) -> tuple[str, Any]:
    """Return the tool that a grant stands below, if values do there, and its value: as native values are told."""
    step = grant.keys[-1]
    below = str(grant.keys[0]) if tool else ""
    if isinstance(step, Value):
        return below, step.value
    return below, None if len(grant.keys) == 1 else step
