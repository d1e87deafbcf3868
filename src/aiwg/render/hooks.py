"""Hooks in each platform's shape: groups with a matcher, flat lists, one list, or one executable per event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.parse import field_rules
from aiwg.artifact.hook_types import COMMAND, type_of
from aiwg.artifact.model import Artifact
from aiwg.merge.keys import Value
from aiwg.placement.place import Placement
from aiwg.render import hook_runner
from aiwg.render.documents import json_text
from aiwg.render.fields import apply_rules, losses_of
from aiwg.render.hook_events import NativeEvent, NoToolError, matchers, native_events
from aiwg.render.keys import add_companions, add_value, selected
from aiwg.render.outputs import FileOutput, KeyPath
from aiwg.render.state import RenderState
from aiwg.render.values import Loss, NameTables, NativeFields

DEFAULT_HANDLER = [{"type": {"const": "command"}}, "command", "timeout"]
OWN = frozenset({"event", "type", "script", "skill", "description", "match", "contract"})
"""Fields of a hook that are no key of its handler: they say when it runs and what."""

_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class HookEntry:
    """One entry of a hook in a platform's file: below which keys, and what."""

    keys: KeyPath
    value: Any


def render_hook(placement: Placement, context: RenderState) -> None:
    """Add one hook to the file its place names, or say which platforms cannot have it."""
    artifact, cell = placement.artifact, placement.writer.adapter.cells["hooks"]
    events = native_events(artifact, cell, placement.writer.adapter.names)
    script = _script(placement, context)
    type = type_of(artifact.fields)
    if type not in cell.get("types", (COMMAND,)):
        _refuse(placement, context, f"it has no hooks of type {type}")
    elif not events:
        _refuse(placement, context, f"it has no hook event for {artifact.fields['event']}")
    elif script is None:
        _refuse(placement, context, f"the skill with the script {artifact.fields['script']} is not deployed there")
    elif _shape(cell, artifact) == "script":
        _render_event_files(placement, context, events, script)
    else:
        try:
            _render_entries(placement, context, events, script)
        except NoToolError as error:
            _refuse(placement, context, str(error))


def _refuse(placement: Placement, context: RenderState, reason: str) -> None:
    for platform in placement.platforms:
        context.unsupported(placement.artifact, platform, reason)


def _shape(cell: Cell, artifact: Artifact) -> str:
    """Return the shape of an event's hooks; a platform may write some events in another one."""
    shape: str | Mapping[str, str] = cell.get("shape", "grouped")
    if isinstance(shape, str):
        return shape
    return shape.get(str(artifact.fields["event"]), shape.get("other", "grouped"))


def _script(placement: Placement, context: RenderState) -> str | None:
    """Return the path of a hook's script, empty when it runs a command, None when the script is not deployed."""
    fields = placement.artifact.fields
    script = fields.get("script")
    if not script:
        return ""
    folder = context.skill_folder(str(fields["skill"]), placement.writer.id) if "skill" in fields else ""
    return None if folder is None else f"{folder}/{script}" if folder else str(script)


def _render_entries(placement: Placement, context: RenderState, events: list[NativeEvent], script: str) -> None:
    adapter, cell, artifact = placement.writer.adapter, placement.writer.adapter.cells["hooks"], placement.artifact
    in_one_form = hook_runner.in_one_form(artifact)
    filtered = in_one_form and hook_runner.knows_tools(cell)
    typed = str(artifact.fields.get("command", ""))
    own = hook_runner.with_own_root(typed, cell)
    command = hook_runner.path_for_shell(script, cell) if script else hook_runner.with_shell(own, cell)
    if in_one_form:
        command = hook_runner.command(placement)
    shape, entries, losses, kept = _shape(cell, artifact), list[HookEntry](), list[Loss](), set[str]()
    for event in events:
        found, lost = matchers(artifact, cell, adapter, event, filtered)
        losses += [loss for loss in lost if loss not in losses]
        for matcher in found:
            values = _values(artifact, event.name, command, matcher, len(entries) + 1, in_one_form)
            native = _handler(values, artifact, cell, adapter)
            kept |= native.taken
            losses += [loss for loss in native.losses if loss not in losses]
            entries.append(_shaped(shape, placement, event.name, native.keys, matcher))
    if in_one_form:
        losses += hook_runner.add(placement, context, script, ("timeout",) if "timeout" not in kept else ())
        kept |= hook_runner.CARRIES
    foreign = hook_runner.foreign_variables(typed, cell)
    if foreign:
        losses.append(Loss("command", f"nothing sets {', '.join(foreign)} there"))
    unkept = {key: value for key, value in artifact.fields.items() if key not in OWN}
    losses += losses_of(unkept, NativeFields(taken=kept)) + _unknown(artifact, kept)
    path = _written(placement, context, entries)
    context.arrived(placement, hook_runner.level(losses), path, losses)


def _unknown(artifact: Artifact, kept: set[str]) -> list[Loss]:
    """Return the keys of a hook that nobody knows and that no rule of the platform took."""
    return [Loss(key, "unknown here") for key in artifact.extra if key not in kept]


def _values(
    artifact: Artifact, event: str, command: str, matcher: str | None, number: int, in_one_form: bool
) -> dict[str, Any]:
    """Return the canonical values of one entry; the runner sets the environment and the folder itself."""
    carried = hook_runner.CARRIES - {"timeout"} if in_one_form else frozenset()
    values = {
        key: value
        for key, value in {**artifact.extra, **artifact.fields}.items()
        if key not in carried and key not in ("match", "contract", "script", "skill")
    }
    values.update(id=artifact.id if number == 1 else f"{artifact.id}-{number}", event=event)
    if type_of(artifact.fields) == COMMAND:
        values["command"] = command
    values["header_env"] = _variables(artifact.fields.get("headers", {}).values())
    if matcher:
        values["match"] = matcher
    return values


def _variables(texts: Iterable[str]) -> list[str]:
    """Return the environment variables that texts name, each once."""
    return list(dict.fromkeys(match[1] for text in texts for match in _VARIABLE.finditer(text)))


def _handler(values: Mapping[str, Any], artifact: Artifact, cell: Cell, adapter: Adapter) -> NativeFields:
    tables = NameTables(models=adapter.table(cell, "models"), platform_names=adapter.names)
    native = apply_rules(cell.fields or field_rules(DEFAULT_HANDLER), values, tables)
    for name in adapter.names:
        native.keys.update(artifact.overrides.get(name, {}))
    return native


def _shaped(shape: str, placement: Placement, event: str, handler: dict[str, Any], matcher: str | None) -> HookEntry:
    keys = selected(placement.spot.selector, placement.artifact.id)
    if shape == "grouped":
        return HookEntry((*keys, event), {**({"matcher": matcher} if matcher else {}), "hooks": [handler]})
    return HookEntry((*keys, event) if shape == "flat" else keys, handler)


def _written(placement: Placement, context: RenderState, entries: list[HookEntry]) -> str:
    """Add the entries to the shared file, or as a file of the hook's own; return its path."""
    if placement.spot.has_own_file:
        return _own_file(placement, context, entries)
    path = ""
    for entry in entries:
        path = add_value(placement, context, (*entry.keys, Value(entry.value)), entry.value)
        add_companions(placement, context, path)
    return path


def _own_file(placement: Placement, context: RenderState, entries: list[HookEntry]) -> str:
    """Write a hook as a file of its own, companions included."""
    cell = placement.writer.adapter.cells["hooks"]
    content: dict[str, Any] = {
        where[1:]: value for where, value in cell.get("ensure", {}).items() if where.startswith("#")
    }
    for entry in entries:
        inner = content
        for key in entry.keys[:-1]:
            inner = inner.setdefault(key, {})
        inner.setdefault(entry.keys[-1], []).append(entry.value)
    path = context.path_of(placement)
    owners = (placement.artifact.named,)
    context.outputs.add_file(FileOutput(path, json_text(content).encode(), False, owners, placement.platforms))
    values = {**placement.artifact.fields, "id": placement.artifact.id}
    for further in cell.get("also", ()):
        target = _folder_of(placement, context) + further["path"]
        data = json_text(apply_rules(field_rules(further["fields"]), values, NameTables()).keys).encode()
        context.outputs.add_file(FileOutput(target, data, False, owners, placement.platforms))
    return path


def _folder_of(placement: Placement, context: RenderState) -> str:
    """Return the folder that is the hook's own, or else the one that its file lies in, with a final slash."""
    path, template = context.path_of(placement), placement.spot.path
    parts = template.split("/")
    depth = next((number for number, part in enumerate(parts) if "{id" in part), len(parts) - 1)
    kept = depth + 1 if depth < len(parts) - 1 else depth
    return "".join(f"{part}/" for part in path.split("/")[:kept])


def _render_event_files(placement: Placement, context: RenderState, events: list[NativeEvent], script: str) -> None:
    """Name the hook in the executable of each event: there is one per event, for all hooks."""
    losses = hook_runner.add(placement, context, script, ("timeout",))
    taken = NativeFields(taken=set(hook_runner.CARRIES) | {"command"})
    losses += losses_of({key: value for key, value in placement.artifact.fields.items() if key not in OWN}, taken)
    losses += _unknown(placement.artifact, taken.taken)
    for event in events:
        path = context.path_of(placement).replace("{event}", event.name)
        hook_runner.add_event_file(placement, context, path)
        context.arrived(placement, hook_runner.level(losses), path, losses)
