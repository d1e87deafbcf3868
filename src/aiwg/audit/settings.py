"""Dangerous settings in artifacts: addresses of models, modes that ask nothing, variables that reach far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aiwg.artifact.kinds import EXECUTABLE
from aiwg.artifact.model import Artifact
from aiwg.audit import setting_rules as rules
from aiwg.audit.rules import RULES
from aiwg.audit.secrets import masked
from aiwg.findings.model import Finding

_SHELLS = ("bash", "shell", "execute", "*")
_HINTS = {
    "base-url": "take it out; your own environment may set it",
    "bypass": "take it out; a mode of your own belongs into your own settings",
    "environment": "see that the program needs it",
    "wide-grant": "allow the commands that are needed: bash(git *)",
    "lookalike": "write it with the letters that it shows",
}


@dataclass(frozen=True, slots=True)
class _Said:
    code: str
    message: str
    field: str = ""


def findings_of_settings(artifact: Artifact) -> Iterator[Finding]:
    """Yield what is dangerous in the fields of an artifact."""
    for said in dict.fromkeys(_in_artifact(artifact)):
        yield Finding(
            said.code,
            RULES[said.code].level,
            masked(f"{artifact.key}: {said.message}"),
            artifact.origin.file,
            artifact.origin.line_of(said.field),
            None,
            _HINTS[said.code],
            artifact=artifact.named,
        )


def _in_artifact(artifact: Artifact) -> Iterator[_Said]:
    for platform, fields in artifact.overrides.items():
        yield from (_named(said, f"for {platform}", "overrides") for said in _in_values(fields))
    for name, value in {**artifact.extra, **artifact.fields}.items():
        if name == "env" and isinstance(value, dict):
            yield from _in_environment(value)
        yield from (_named(said, "", name) for said in _in_values({name: value}))
    if artifact.kind in EXECUTABLE:
        yield from _in_command(artifact)


def _named(said: _Said, where: str, field: str) -> _Said:
    return _Said(said.code, f"{said.message} {where}".rstrip(), field)


def _plain(name: object) -> str:
    return re.sub(r"[-_. ]", "", str(name)).lower()


def _in_values(value: Any, name: str = "") -> Iterator[_Said]:
    """Yield what is dangerous in a value and all that is in it; `name` is the setting that it is of."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _in_pair(str(key), inner)
            yield from _in_values(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _in_values(inner, name)
            if inner == "*" and rules.ALL_NAMES.match(_plain(name)):
                yield _Said("bypass", f'{name}: ["*"] lets everything through')


def _in_pair(name: str, value: Any) -> Iterator[_Said]:
    plain = _plain(name)
    if isinstance(value, str):
        if rules.BASE_URL.match(plain) and value.strip() and not rules.PLACEHOLDER.match(value.strip()):
            yield _Said("base-url", f"{name} would send an agent's requests to {value}")
        if rules.MODES.search(plain) and _plain(value) in rules.BYPASS_VALUES:
            yield _Said("bypass", f"{name}: {value} lets an agent act without asking")
        if rules.NEVER.search(plain) and _plain(value) == "never":
            yield _Said("wide-grant", f"{name}: {value} lets an agent act without asking, as far as its sandbox goes")
    if rules.BYPASS_NAMES.match(plain) and value not in (False, None, "", 0, "false", "0", "off", "no"):
        yield _Said("bypass", f"{name} lets an agent act without asking")


def _in_environment(variables: Mapping[str, Any]) -> Iterator[_Said]:
    for name, value in variables.items():
        if rules.ENVIRONMENT.match(str(name)) and not rules.PLACEHOLDER.match(str(value)):
            yield _Said("environment", f"sets {name}: {value}", "env")


def _in_command(artifact: Artifact) -> Iterator[_Said]:
    fields = artifact.fields
    words = [str(fields[name]) for name in ("command", "script", "url", "pattern") if fields.get(name)]
    words += [str(word) for word in fields.get("args") or ()]
    flag = rules.FLAGS.search(" ".join(words))
    if flag and artifact.kind != "permission":
        yield _Said("bypass", f"runs an agent that asks nothing: {flag[0]}", "command")
    line = " ".join(words)
    if not line.isascii():
        yield from _lookalikes(line)
    if artifact.kind == "permission" and fields.get("effect") == "allow" and _is_wide(fields):
        yield _Said("wide-grant", f"allows {fields['pattern']}")


def _lookalikes(line: str) -> Iterator[_Said]:
    from aiwg.audit.lookalikes import escaped, is_deceptive_name, seen_as

    for word in line.split():
        if is_deceptive_name(word):
            yield _Said("lookalike", f'"{escaped(word)}" looks like "{escaped(seen_as(word))}" and is not', "command")


def _is_wide(fields: Mapping[str, Any]) -> bool:
    return fields.get("tool") in _SHELLS and str(fields.get("argument", "*")).strip() in ("", "*", "**", ":*")
