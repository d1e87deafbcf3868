"""Permissions backwards: each native value becomes the permission that renders to it; what none renders to stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.model import Artifact, Origin
from aiwg.audit.secrets.search import secrets_in
from aiwg.importing.model import KEPT, UNREAD, Draft, KeyNote, Native, NativeReading, value_hash
from aiwg.importing.native.allowed_values import as_clients_read
from aiwg.importing.native.fields import MISSING, at
from aiwg.importing.native.permission_values import permission_values
from aiwg.importing.native.tools import native_table
from aiwg.merge.keys import Value
from aiwg.render.permissions.forms import UnsupportedPermissionError
from aiwg.render.permissions.shapes import EFFECTS, Grant, grants
from aiwg.source.settings import permissions_of

Values = frozenset[tuple[str, Any]]
"""What several values mean: for each the tool that it stands below, and the rest."""

_MOST = 5000
_DEEP = re.compile(r"(?<!\*)\*(?!\*)")


def read_permissions(native: Native) -> NativeReading:
    """Return a draft for each permission of a file, and notes about those that aiwg cannot say.

    What it cannot say stays in the native file, where it holds as before.
    """
    drafts, notes = dict[str, Draft](), list[KeyNote]()
    values = list(permission_values(native))
    covered = set[tuple[str, str, Any]]()
    order = _order_that_matters(native, values)
    allowed = frozenset(_allowed((tool, value)) for _, effect, tool, value in values if effect == "allow")
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


def _permissions(native: Native, effect: str, tool: str, value: Any, allowed: Values) -> list[Artifact]:
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


def _renders_to(native: Native, artifact: Artifact, said: tuple[str, Any], allowed: Values, as_written: bool) -> bool:
    """Say whether a permission is written so on its platform; an allowance must not say more than was there."""
    if native.cell.get("shape") == "starlark":
        return artifact.fields["tool"] == "bash" and "argument" in artifact.fields
    made = _made(native, artifact, said[0])
    allows = artifact.fields["effect"] == "allow"
    meaning = _allowed if allows else _meant
    meant = {meaning(each) for each in made}
    if allows and not meant <= allowed:
        return False
    return said in made if as_written else meaning(said) in meant


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
    if value is not None and not isinstance(value, str):
        return tool, json.dumps(value, sort_keys=True, default=str)
    if tool or value is None:
        return tool, None if value == "*" else value  # in a map, a word for a tool and one for `*` are the same
    try:
        return tool, tuple(each["pattern"] for each in permissions_of(value))
    except ArgumentError:
        return said


def _allowed(said: tuple[str, Any]) -> tuple[str, Any]:
    """Return what a value allows: of a text no more than clients read in it."""
    tool, value = said
    return (tool, as_clients_read(value)) if not tool and isinstance(value, str) else _meant(said)


def _said(grant: Grant, tool: str) -> tuple[str, Any]:
    """Return the tool that a grant stands below, if values do there, and its value: as native values are told."""
    step = grant.keys[-1]
    below = str(grant.keys[0]) if tool else ""
    if isinstance(step, Value):
        return below, step.value
    return below, None if len(grant.keys) == 1 else step
