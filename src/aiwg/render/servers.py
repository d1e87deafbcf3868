"""MCP servers in the files of the platforms that reach them, one form per file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.findings.model import Finding
from aiwg.placement.place import Placement
from aiwg.render.keys import add_companions, add_value, selected
from aiwg.render.mcp import NoTransportError, server_value, variables_without_default
from aiwg.render.state import RenderState
from aiwg.render.values import Loss


def render_server(placement: Placement, context: RenderState) -> None:
    """Add one MCP server to the file its place names."""
    placement = _only_reachable(placement, context)
    if not placement.platforms:
        return
    adapter, settings = _settings_of(placement.writer.id, placement, context)
    cell = adapter.cells["mcp_servers"]
    value, losses, changed = server_value(placement.artifact, cell, adapter, settings)
    _warn_of_other_forms(placement, context, value)
    selector = placement.spot.selector
    if selector is not None and selector.member == "key":
        value = {selector.member_key: placement.artifact.id, **value}
    path = add_value(placement, context, selected(selector, placement.artifact.id), value)
    add_companions(placement, context, path)
    context.arrived(placement, "translated" if changed else "native", path, losses)
    if settings.get("unset", cell.get("unset")) == "loses-server":
        _warn_of_unset(placement, context)


def _settings_of(id: str, placement: Placement, context: RenderState) -> tuple[Adapter, Mapping[str, Any]]:
    """Return a reader's adapter, and what it says of the very place that is written."""
    platform = context.platforms[id]
    spots = platform.cells["mcp_servers"].reads
    place = next((spot.place for spot in spots if spot.key == placement.spot.key), None)
    return platform.adapter, place.settings if place else {}


def _only_reachable(placement: Placement, context: RenderState) -> Placement:
    """Return the placement without the platforms that have no servers of this sort; they are told about."""
    left = []
    for id in placement.platforms:
        adapter, settings = _settings_of(id, placement, context)
        try:
            server_value(placement.artifact, adapter.cells["mcp_servers"], adapter, settings)
            left.append(id)
        except NoTransportError as error:
            context.unsupported(placement.artifact, id, str(error))
    writer = placement.writer if placement.writer.id in left or not left else context.platforms[left[0]]
    return replace(placement, platforms=tuple(left), writer=writer)


def _warn_of_other_forms(placement: Placement, context: RenderState, value: Mapping[str, Any]) -> None:
    """Say which readers of the place want a server written otherwise than it is."""
    artifact, path = placement.artifact, context.path_of(placement)
    for id in placement.platforms:
        adapter, settings = _settings_of(id, placement, context)
        own, _, _ = server_value(artifact, adapter.cells["mcp_servers"], adapter, settings)
        wanting = sorted(key for key, item in own.items() if key not in value or value[key] != item)
        if wanting:
            form = f"{path} has one form for all, {placement.writer.adapter.name}'s: {', '.join(wanting)} differs"
            context.arrival(artifact, id).lose([Loss("form", form)])
            message = f"{adapter.name} reads {path} too, and wants {', '.join(wanting)} of {artifact.id} otherwise"
            hint = f"the file holds {placement.writer.adapter.name}'s form; leave one of the two out if it fails"
            context.problems.append(
                Finding("two-forms", "warning", message, artifact.origin.file, artifact.origin.line, hint=hint)
            )


def _warn_of_unset(placement: Placement, context: RenderState) -> None:
    """Warn where a variable that is not set would lose the server without a word."""
    artifact, known = placement.artifact, context.given.variables
    unset = [name for name in variables_without_default(artifact.fields) if known is not None and name not in known]
    if unset:
        message = (
            f"{', '.join(unset)} is not set: {placement.writer.adapter.name} then leaves out the server {artifact.id}"
        )
        hint = "set it where the platform runs, or give it a default: ${NAME:-value}"
        context.problems.append(
            Finding("unset-variable", "warning", message, artifact.origin.file, artifact.origin.line, hint=hint)
        )
