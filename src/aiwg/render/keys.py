"""What all artifacts that are keys in a shared file have in common, and MCP servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.adapter.paths import Selector, parse_selector
from aiwg.artifact.model import Artifact
from aiwg.errors import Problem
from aiwg.merge.keys import Member, Value
from aiwg.place.place import Placement
from aiwg.render.context import Context
from aiwg.render.documents import format_of
from aiwg.render.mcp import server_value, variables_without_default
from aiwg.render.outputs import KeyEntry, KeyPath


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
    if settings.get("unset", cell.get("unset")) == "loses-server":
        _warn_of_unset(placement, context)


def _warn_of_unset(placement: Placement, context: Context) -> None:
    """Warn where a variable that is not set would lose the server without a word."""
    artifact, known = placement.artifact, context.given.variables
    unset = [name for name in variables_without_default(artifact.fields) if known is not None and name not in known]
    if unset:
        message = (
            f"{', '.join(unset)} is not set: {placement.writer.adapter.name} then leaves out the server {artifact.id}"
        )
        hint = "set it where the platform runs, or give it a default: ${NAME:-value}"
        context.problems.append(
            Problem("warning", "unset-variable", message, artifact.origin.file, artifact.origin.line, hint)
        )
