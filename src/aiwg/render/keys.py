"""Artifacts that are keys in a shared file: hooks, MCP servers and permissions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.parse import field_rules
from aiwg.adapter.paths import Selector, parse_selector
from aiwg.artifact.model import Artifact
from aiwg.merge.keys import Member, Value
from aiwg.place.place import Placement
from aiwg.render.context import Context
from aiwg.render.documents import format_of, json_text
from aiwg.render.fields import apply_rules, losses_of
from aiwg.render.mcp import server_value
from aiwg.render.outputs import FileOutput, KeyEntry, KeyPath
from aiwg.render.values import Loss, Tables, native_tools

DEFAULT_HANDLER = [{"type": {"const": "command"}}, "command", "timeout"]


def add_value(placement: Placement, context: Context, keys: KeyPath, value: Any) -> str:
    """Add a value of ours below a placement's selector; return the path of the file it goes to."""
    path = context.path_of(placement)
    entry = KeyEntry(keys, value, (placement.artifact.named,), placement.platforms)
    context.outputs.add_entry(path, format_of(path), entry)
    return path


def add_companions(placement: Placement, context: Context, path: str) -> None:
    """Add the settings that a place needs beside it, as the adapter's `ensure` says."""
    cell = placement.writer.adapter.cells[placement.cell]
    place = placement.spot.place
    wanted = {**cell.get("ensure", {}), **(place.ensure if place else {})}
    add_settings(wanted, placement.artifact, placement.platforms, context, path)


def add_settings(
    wanted: Mapping[str, Any], artifact: Artifact, platforms: tuple[str, ...], context: Context, path: str
) -> None:
    """Add settings, each under "path#selector", or "#selector" in the file at `path`; a list means its members."""
    for where, value in wanted.items():
        file, _, selector = where.partition("#")
        keys = parse_selector(selector).keys
        target = file or path
        for item in value if isinstance(value, list) else [value]:
            steps = (*keys, Value(item)) if isinstance(value, list) else keys
            entry = KeyEntry(steps, item, (artifact.named,), platforms, companion=True)
            context.outputs.add_entry(target, format_of(target), entry)


def selected(selector: Selector | None, name: str) -> KeyPath:
    """Return the key path of a selector for one artifact's name."""
    if selector is None:
        return ()
    keys: KeyPath = tuple(key.replace("{id}", name) for key in selector.keys)
    return (*keys, Member(selector.member_key, name)) if selector.member == "key" else keys


def render_server(placement: Placement, context: Context) -> None:
    """Add one MCP server to the file its place names."""
    adapter, cell = placement.writer.adapter, placement.writer.adapter.cells["mcp_servers"]
    settings = placement.spot.place.settings if placement.spot.place else {}
    value, losses, changed = server_value(placement.artifact, cell, adapter, settings)
    selector = placement.spot.selector
    if selector is not None and selector.member == "key":
        value = {selector.member_key: placement.artifact.id, **value}
    path = add_value(placement, context, selected(selector, placement.artifact.id), value)
    add_companions(placement, context, path)
    context.arrived(placement, "translated" if changed else "native", path, losses)


def render_hook(placement: Placement, context: Context) -> None:
    """Add one hook to the file its place names, or say which platforms cannot have it."""
    adapter, cell = placement.writer.adapter, placement.writer.adapter.cells["hooks"]
    artifact = placement.artifact
    event = native_event(artifact, cell, adapter)
    shape = cell.get("shape", "grouped")
    if event is None or shape == "script":
        reason = (
            f"it has no hook event for {artifact.fields['event']}"
            if event is None
            else "its hooks are one script per event"
        )
        for platform in placement.platforms:
            context.unsupported(artifact, platform, reason)
        return
    command = _command(placement, cell, context)
    if command is None:
        for platform in placement.platforms:
            context.unsupported(
                artifact,
                platform,
                f"the skill with the script {artifact.fields['script']} is not deployed there",
            )
        return
    handler, matcher, losses = _handler(artifact, cell, adapter, event, command)
    keys, value = _shaped(shape, placement, event, handler, matcher)
    if placement.spot.has_own_file:
        path = _own_file(placement, context, keys, value)
    else:
        path = add_value(placement, context, (*keys, Value(value)), value)
        add_companions(placement, context, path)
    context.arrived(placement, "translated", path, losses)


def native_event(artifact: Artifact, cell: Cell, adapter: Adapter) -> str | None:
    """Return the platform's name of a hook's event, or None."""
    event = str(artifact.fields["event"])
    owner, colon, name = event.partition(":")
    if colon:
        return name if owner in adapter.names else None
    native: str | Mapping[str, str] | None = cell.get("events", {}).get(event)
    if isinstance(native, Mapping):
        tools = artifact.fields.get("match", ())
        return next((native[tool] for tool in tools if tool in native), None)
    return native


def _command(placement: Placement, cell: Cell, context: Context) -> str | None:
    fields = placement.artifact.fields
    script = fields.get("script")
    if not script:
        return str(fields["command"])
    folder = context.skill_folder(str(fields["skill"]), placement.writer.id) if "skill" in fields else ""
    if folder is None:
        return None
    path = f"{folder}/{script}" if folder else str(script)
    if path.startswith("~/"):
        return f'"$HOME/{path[2:]}"'
    root = cell.get("root")
    return f'"{root}"/{path}' if root else path


def _handler(
    artifact: Artifact, cell: Cell, adapter: Adapter, event: str, command: str
) -> tuple[dict[str, Any], str | None, list[Loss]]:
    """Return one handler's keys, its matcher, and what is lost."""
    fields = {
        key: value for key, value in artifact.fields.items() if key not in ("event", "script", "skill", "description")
    }
    fields["command"] = command
    tools = {**adapter.table(None, "tools"), **adapter.table(cell, "tools")}
    tools.pop("argument", None)
    limited: list[str] = []
    names, unknown = native_tools(fields.get("match", ()), tools, limited)
    losses = [Loss("match", f"no native name for {', '.join(unknown)}")] if unknown else []
    if limited:
        losses.append(Loss("match", f"{', '.join(limited)}: the argument is not looked at"))
    style = cell.get("match", "regex")
    matcher = None
    if names and style != "none":
        matcher = "|".join(_as_pattern(name) if style == "regex" else name for name in names)
    elif names:
        losses.append(Loss("match", "hooks see every tool here"))
    values = {**artifact.extra, **fields, "event": event}
    values.pop("match", None)
    if matcher:
        values["match"] = matcher
    native = apply_rules(cell.fields or field_rules(DEFAULT_HANDLER), values, Tables(platform_names=adapter.names))
    kept = {key: value for key, value in fields.items() if key != "match"}
    for name in adapter.names:
        native.keys.update(artifact.overrides.get(name, {}))
    return native.keys, matcher, losses + losses_of(kept, native)


def _as_pattern(name: str) -> str:
    """Return a tool's name as a regular expression; `*` stands for any tool of an MCP server."""
    return name if name.isidentifier() else re.escape(name).replace(r"\*", ".*")


def _shaped(
    shape: str, placement: Placement, event: str, handler: dict[str, Any], matcher: str | None
) -> tuple[KeyPath, Any]:
    keys = selected(placement.spot.selector, placement.artifact.id)
    if shape == "grouped":
        return (*keys, event), {**({"matcher": matcher} if matcher else {}), "hooks": [handler]}
    if shape == "flat":
        return (*keys, event), handler
    return keys, handler


def _own_file(placement: Placement, context: Context, keys: KeyPath, value: Any) -> str:
    """Write a hook as a file of its own, companions included."""
    cell = placement.writer.adapter.cells["hooks"]
    content: dict[str, Any] = {}
    for where, companion in cell.get("ensure", {}).items():
        if where.startswith("#"):
            content[where[1:]] = companion
    inner = content
    for key in keys[:-1]:
        inner = inner.setdefault(key, {})
    inner[keys[-1]] = [value]
    path = context.path_of(placement)
    owners = (placement.artifact.named,)
    context.outputs.add_file(FileOutput(path, json_text(content).encode(), False, owners, placement.platforms))
    return path
