"""Hooks backwards: events, matchers and handlers of a settings file, one draft for each handler."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Cell
from aiwg.adapter.parse import field_rules
from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.events import WITHOUT_TOOL
from aiwg.artifact.fields import TYPES
from aiwg.artifact.hook_types import wrong_for_type
from aiwg.artifact.ids import slug
from aiwg.artifact.model import Artifact, Origin
from aiwg.artifact.spellings import EVERY, tools_named
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass
from aiwg.importing.command_secrets import secrets_in_command
from aiwg.importing.model import KEPT, RAW, UNREAD, Draft, KeyNote, Native, NativeReading, value_hash
from aiwg.importing.native.fields import invert
from aiwg.importing.native.texts import rules_of
from aiwg.importing.native.tools import neutral_tools
from aiwg.importing.random_tokens import joined, known_tokens, random_tokens
from aiwg.render.hook_events import tool_table
from aiwg.render.hooks import DEFAULT_HANDLER
from aiwg.render.values import NameTables
from aiwg.source.fields import coerce

_MOST = 1000
NO_MATCHER: tuple[Any, ...] = (None, "", "*", ".*", [])
"""Matchers that match everything."""
NO_TOOL = WITHOUT_TOOL | {"notification", "instructions_loaded", "file_changed", "file_created", "file_deleted"}
"""Events whose native matchers name something else than tools: files, reasons, types of messages."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,}")
_SECRET = re.compile(r"\.\.\. \([0-9]{1,9} characters, [\w-]{1,60}\)")
_WORDS = re.compile(r"[A-Za-z0-9_*]+(?:[-.:/][A-Za-z0-9_*]+)*")


@dataclass(frozen=True, slots=True)
class NativeHook:
    """One handler with its event, and the matcher beside it."""

    event: str
    matcher: Any
    handler: Mapping[str, Any]


def read_hooks(native: Native) -> NativeReading:
    """Return a draft for each hook of a settings file, and notes about those that aiwg does not understand."""
    if isinstance(native.value, str):
        return NativeReading(notes=(native.note(UNREAD, "is an executable, which has no text to import"),))
    drafts, notes, taken = list[Draft](), list[KeyNote](), set[str]()
    for number, (where, hook) in enumerate(_handlers(native.value, native.cell)):
        if number >= _MOST:
            notes.append(native.note(UNREAD, f"contains more than {_MOST:,} hooks"))
            break
        found = _draft(native, where, hook, taken) if hook is not None else "is not a hook that aiwg understands"
        if isinstance(found, str):
            notes.append(native.note(UNREAD, found, where))
        else:
            drafts.append(found)
    return NativeReading(tuple(drafts), tuple(notes))


def _handlers(value: Any, cell: Cell) -> Iterator[tuple[str, NativeHook | None]]:
    """Yield where each handler stands and what it is, whatever its shape; None for what is no handler."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            event = _event_in(each, cell)
            yield f"[{number}]", NativeHook(event, None, each) if event else None
        return
    for event, entries in value.items() if isinstance(value, Mapping) else ():
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            where = f"{event}[{number}]"
            if isinstance(entry, Mapping) and isinstance(entry.get("hooks"), list):
                for inner, handler in enumerate(entry["hooks"]):
                    fits = isinstance(handler, Mapping)
                    found = NativeHook(str(event), entry.get("matcher"), handler) if fits else None
                    yield f"{where}.hooks[{inner}]", found
            else:
                yield where, NativeHook(str(event), None, entry) if isinstance(entry, Mapping) else None


def _event_in(entry: Any, cell: Cell) -> str:
    """Return the event that a handler itself says, in a list of all."""
    key = next((rule.target for rule in cell.fields or () if rule.sources == ("event",)), "event")
    return str(entry.get(key) or "") if isinstance(entry, Mapping) else ""


def _draft(native: Native, where: str, hook: NativeHook, taken: set[str]) -> Draft | str:
    """Return the draft of one hook, or why there is none."""
    event, tools = neutral_event(hook.event, native.cell, native.adapter.id)
    rules = rules_of(native) or field_rules(DEFAULT_HANDLER)
    tables = NameTables(models=native.adapter.table(native.cell, "models"), platform_names=native.adapter.names)
    handler = {str(key): value for key, value in hook.handler.items()}
    said = native.name if native.place.spec.has_id else handler.get("id") or handler.get("name")
    given = {"event": event, "id": str(said or "")}
    inverted = invert(rules, handler, "hook", given["id"], tables, given)
    values = {**inverted.values, "event": event}
    matcher = values.pop("match", hook.matcher)
    if event in NO_TOOL and matcher not in NO_MATCHER:
        return "its matcher is not about tools; it stays here"
    try:
        match = [*tools, *_neutral_match(matcher, native)]
    except ArgumentError as error:
        return f"its matcher {error}"
    if match:
        values["match"] = match
    known = {key: value for key, value in values.items() if key in TYPES["hook"]}
    coerced = coerce("hook", known)
    wrong = coerced.wrong[0][1] if coerced.wrong else (wrong_for_type(coerced.fields) or ("",))[0]
    if wrong:
        return str(wrong)
    raw = {key: value for key, value in inverted.raw.items() if key not in ("matcher", "hooks", "name", "id")}
    fields = {key: value for key, value in coerced.fields.items() if value != "command" or key != "type"}
    id = _id_of(given["id"], event, fields, taken)
    overrides = {native.adapter.id: raw} if raw else {}
    artifact = Artifact("hook", id, Origin(native.shown, "project"), fields, overrides=overrides)
    notes = [native.note(RAW if key in raw else KEPT, "", f"{where}.{key}") for key in handler]
    keys = {native.adapter.id: {"hook": handler, "matcher": hook.matcher}}
    return Draft(artifact, (native,), tuple(notes), keys, (value_hash(hook.handler),))


def neutral_event(name: str, cell: Cell, platform: str) -> tuple[str, list[str]]:
    """Return the neutral event, and the tools that a native event is limited to; one of nobody else's is its own."""
    for event, native in cell.get("events", {}).items():
        if native == name:
            return event, []
    found: dict[str, list[str]] = {}
    for event, native in cell.get("events", {}).items():
        if isinstance(native, Mapping):
            tools = [tool for tool, each in native.items() if each == name]
            if tools:
                found[event] = tools
    for event, tools in found.items():
        return event, tools
    return f"{platform}:{name}", []


def _neutral_match(matcher: Any, native: Native) -> list[str]:
    """Return the tools that a matcher is for; none for all of them. Raises ArgumentError for one that is unclear."""
    if matcher in NO_MATCHER:
        return []
    table = tool_table(native.cell, native.adapter)
    texts = [str(each) for each in matcher] if isinstance(matcher, list) else [str(matcher)]
    found: list[str] = []
    for text in texts:
        bare = text.removeprefix("^(?:").removesuffix(")$") if text.startswith("^(?:") else text
        parts = bare.split("|")
        named = neutral_tools(parts, table) if all(_WORDS.fullmatch(part) for part in parts) else tools_named(text)
        found += [tool for tool in named if tool not in found]
    return [] if EVERY in found else found


def _id_of(said: str, event: str, fields: Mapping[str, Any], taken: set[str]) -> str:
    """Return an id that no other hook of the file has: what it is called, else its event and what it runs."""
    run = str(fields.get("command") or fields.get("url") or fields.get("prompt") or fields.get("tool") or "")
    run = _without_secrets(masked(_unnamed(run)))
    words = list(_NAME.findall(run.rsplit("/", 1)[-1] if "/" in run else run))[:3]
    base = slug(said) or slug("-".join([event.rpartition(":")[2], *words])[:56].strip("-")) or "hook"
    id, number = base, 2
    while id in taken:
        id, number = f"{base}-{number}", number + 1
    taken.add(id)
    return id


def _unnamed(command: str) -> str:
    """Return a command line without all that may be a secret, to name a hook by it."""
    named = ((start, end) for start, end, _ in secrets_in_command(command))
    parts, last = [], 0
    for start, end in joined(iter([*named, *known_tokens(command), *random_tokens(command)])):
        parts.append(command[last:start])
        last = end
    return "".join([*parts, command[last:]])


def signature(artifact: Artifact) -> str:
    """Return what makes two hooks the same, whatever they are called."""
    return json.dumps({key: artifact.fields[key] for key in sorted(artifact.fields)}, default=str)


def _without_secrets(text: str) -> str:
    """Return a masked text without its secrets, of which each begins behind the last space."""
    *parts, rest = _SECRET.split(text)
    return "".join([*(part.rpartition(" ")[0] for part in parts), rest])
