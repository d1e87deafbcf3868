"""Dangerous settings in artifacts: addresses of models, modes that ask nothing, variables that reach far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.artifact.kinds import EXECUTABLE, KINDS
from aiwg.artifact.model import Artifact
from aiwg.audit import setting_rules as rules
from aiwg.audit.rules import RULES
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass, replace
from aiwg.findings.model import ERROR, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_STARTS = ("command", "script", "url", "pattern", "github", "git", "path")
"""Fields that say what is started, fetched or allowed."""

_SHELLS = ("bash", "shell", "execute", "*")
_HINTS = {
    "base-url": "remove it; your own environment may set it",
    "bypass": "remove it; set your own mode in your own settings",
    "environment": "check that the program needs it",
    "wide-grant": "allow only the commands that you need: bash(git *)",
    "lookalike": "write it with the letters that it shows",
}


_SERVERS = ("servers", "mcpservers", "mcp", "hooks", "contextservers", "experimentalmcpservers")
"""Settings that hold servers and hooks, each with an environment of its own."""


@dataclass(frozen=True, slots=True)
class Danger:
    """Something dangerous in settings: its code, what it does, its field, its level if not the usual, its key."""

    code: str
    message: str
    field: str = ""
    level: str = ""
    key: str = ""


def findings_of_settings(artifact: Artifact) -> Iterator[Finding]:
    """Yield what is dangerous in the fields of an artifact."""
    for said in dict.fromkeys(_in_artifact(artifact)):
        yield Finding(
            said.code,
            said.level or RULES[said.code].level,
            masked(f"{artifact.key}: {said.message}"),
            artifact.origin.file,
            artifact.origin.line_of(said.field),
            None,
            _HINTS[said.code],
            artifact=artifact.named,
        )


def findings_of_document(document: Any, text: str, file: str) -> Iterator[Finding]:
    """Yield what is dangerous in a platform's settings file that is parsed, each on the line where its key stands."""
    for danger in dict.fromkeys(dangers_in(document)):
        line = _line_of(danger.key, text)
        level = danger.level or RULES[danger.code].level
        yield Finding(danger.code, level, masked(danger.message), file, line, None, _HINTS[danger.code])


def _line_of(key: str, text: str) -> int | None:
    at = text.find(key) if key else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _in_artifact(artifact: Artifact) -> Iterator[Danger]:
    is_service = KINDS[artifact.kind].starts_process
    for platform, fields in artifact.overrides.items():
        found = dangers_in(fields, is_service=is_service)
        yield from (_named(said, f"for {platform}", "overrides") for said in found)
    for name, value in {**artifact.extra, **artifact.fields}.items():
        yield from (_named(said, "", name) for said in dangers_in({name: value}, is_service=is_service))
    if artifact.kind in EXECUTABLE:
        yield from _in_command(artifact)


def _named(said: Danger, where: str, field: str) -> Danger:
    return replace(said, message=f"{said.message} {where}".rstrip(), field=field, key="")


def _plain(name: object) -> str:
    return str(name).translate(_SEPARATORS).lower()


_SEPARATORS = dict.fromkeys(map(ord, "-_. "))


def dangers_in(value: Any, name: str = "", is_service: bool = False) -> Iterator[Danger]:
    """Yield what is dangerous in a value and all that is in it; `name` is the setting that it is of.

    `is_service`: an environment in it is that of a server or a hook, and not of the platform itself.
    """
    if isinstance(value, Mapping):
        is_environment = _plain(name) in ("env", "environment")
        for key, inner in value.items():
            yield from _in_pair(str(key), inner, is_environment)
            if is_environment:
                yield from _in_variable(str(key), inner, is_service)
            yield from dangers_in(inner, str(key), is_service or _plain(name) in _SERVERS)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from dangers_in(inner, name, is_service)
            if inner == "*" and rules.ALL_NAMES.match(_plain(name)):
                yield Danger("bypass", f'{name}: ["*"] allows everything', key=name)


def _in_pair(name: str, value: Any, is_variable: bool) -> Iterator[Danger]:
    plain = _plain(name)
    if isinstance(value, str):
        given, said = value.strip(), _plain(value)  # what tells most texts apart comes before the patterns
        if given and rules.is_address_of_a_model(name, is_variable) and not rules.PLACEHOLDER.match(given):
            yield Danger("base-url", f"{name} would send an agent's requests to {value}", key=name)
        if said in rules.BYPASS_VALUES and rules.MODES.search(plain):
            yield Danger("bypass", f"{name}: {value} lets an agent act without asking", key=name)
        if said == "never" and rules.NEVER.search(plain):
            yield Danger("wide-grant", f"{name}: {value} lets an agent act without asking, as far as its sandbox goes")
    if rules.switches_questions_off(plain) and value not in (False, None, "", 0, "false", "0", "off", "no"):
        yield Danger("bypass", f"{name} lets an agent act without asking", key=name)


def _in_variable(name: str, value: Any, is_service: bool) -> Iterator[Danger]:
    given = str(value)
    if not rules.ENVIRONMENT.match(name) or rules.PLACEHOLDER.match(given):
        return
    if name.upper() == "NODE_OPTIONS" and rules.MEMORY.match(given):
        return
    yield Danger("environment", f"sets {name}: {value}", "env", ERROR if not is_service else "", name)


def _in_command(artifact: Artifact) -> Iterator[Danger]:
    fields = artifact.fields
    words = [str(fields[name]) for name in _STARTS if fields.get(name)]
    words += [str(word) for word in fields.get("args") or ()]
    flag = rules.FLAGS.search(" ".join(words))
    if flag and artifact.kind != "permission":
        yield Danger("bypass", f"runs an agent that never asks: {flag[0]}", "command")
    line = " ".join(words)
    if not line.isascii():
        yield from _lookalikes(line)
    if artifact.kind == "permission" and fields.get("effect") == "allow" and _is_wide(fields):
        yield Danger("wide-grant", f"allows {fields['pattern']}")


def _lookalikes(line: str) -> Iterator[Danger]:
    from aiwg.audit.characters.homoglyphs import escaped, is_deceptive_name, seen_as

    for word in line.split():
        if is_deceptive_name(word):
            yield Danger("lookalike", f'"{escaped(word)}" looks like "{escaped(seen_as(word))}" and is not', "command")


def _is_wide(fields: Mapping[str, Any]) -> bool:
    return fields.get("tool") in _SHELLS and str(fields.get("argument", "*")).strip() in ("", "*", "**", ":*")
