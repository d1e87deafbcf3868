"""MCP servers in the files of the platforms that reach them, one form per file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.core.dataclass import replace
from aiwg.findings.model import Finding
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery, delivered, distinct, undeliverable
from aiwg.render.keys import companions, selected, value_part
from aiwg.render.mcp import NoTransportError, server_value, variables_without_default
from aiwg.render.rendering import Rendering, together
from aiwg.render.values import Loss


def render_server(placement: Placement, context: RenderContext) -> Rendering:
    """Return one MCP server in the file that its place names."""
    placement, refused = _only_reachable(placement, context)
    if not placement.platforms:
        return refused
    adapter, settings = _settings_of(placement.writer.id, placement, context)
    cell = adapter.cells["mcp_servers"]
    value, losses, changed = server_value(placement.artifact, cell, adapter, settings)
    path = context.path_of(placement)
    forms = _other_forms(placement, context, value, path)
    selector = placement.spot.selector
    if selector is not None and selector.member == "key":
        value = {selector.member_key: placement.artifact.id, **value}
    own = value_part(placement, path, selected(selector, placement.artifact.id), value)
    deliveries = tuple(
        replace(each, losses=(forms[each.platform][0], *each.losses)) if each.platform in forms else each
        for each in delivered(placement, "translated" if changed else "native", path, distinct(losses))
    )
    problems = [problem for _, problem in forms.values()]
    if settings.get("unset", cell.get("unset")) == "loses-server":
        problems += _unset_variables(placement, context)
    return together([refused, Rendering((own, *companions(placement, path)), deliveries, tuple(problems))])


def _settings_of(id: str, placement: Placement, context: RenderContext) -> tuple[Adapter, Mapping[str, Any]]:
    """Return a reader's adapter, and what it says of the very place that is written."""
    platform = context.platforms[id]
    spots = platform.cells["mcp_servers"].reads
    place = next((spot.place for spot in spots if spot.key == placement.spot.key), None)
    return platform.adapter, place.settings if place else {}


def _only_reachable(placement: Placement, context: RenderContext) -> tuple[Placement, Rendering]:
    """Return the placement without the platforms that have no servers of this sort, and what these get."""
    left: list[str] = []
    refused: list[Delivery] = []
    for id in placement.platforms:
        adapter, settings = _settings_of(id, placement, context)
        try:
            server_value(placement.artifact, adapter.cells["mcp_servers"], adapter, settings)
            left.append(id)
        except NoTransportError as error:
            refused += undeliverable(placement.artifact, (id,), str(error))
    writer = placement.writer if placement.writer.id in left or not left else context.platforms[left[0]]
    return replace(placement, platforms=tuple(left), writer=writer), Rendering(deliveries=tuple(refused))


def _other_forms(
    placement: Placement, context: RenderContext, value: Mapping[str, Any], path: str
) -> dict[str, tuple[Loss, Finding]]:
    """Return for each reader of the place that wants a server written otherwise than it is what it loses."""
    artifact, writer = placement.artifact, placement.writer.adapter.name
    found = {}
    for id in placement.platforms:
        adapter, settings = _settings_of(id, placement, context)
        own, _, _ = server_value(artifact, adapter.cells["mcp_servers"], adapter, settings)
        wanting = sorted(key for key, item in own.items() if key not in value or value[key] != item)
        if wanting:
            form = f"{path} has one form for all, {writer}'s: {', '.join(wanting)} differs"
            message = (
                f"{adapter.name} also reads {path}, but needs another form of {', '.join(wanting)} in {artifact.id}"
            )
            hint = f"the file has {writer}'s form; exclude one of the two if it fails"
            problem = Finding("two-forms", "warning", message, artifact.origin.file, artifact.origin.line, hint=hint)
            found[id] = Loss("form", form), problem
    return found


def _unset_variables(placement: Placement, context: RenderContext) -> Iterator[Finding]:
    """Yield a warning where a variable that is not set would lose the server without a word."""
    artifact, known = placement.artifact, context.given.variables
    unset = [name for name in variables_without_default(artifact.fields) if known is not None and name not in known]
    if unset:
        message = (
            f"{', '.join(unset)} is not set: {placement.writer.adapter.name} then ignores the server {artifact.id}"
        )
        hint = "set it where the platform runs, or give it a default: ${NAME:-value}"
        yield Finding("unset-variable", "warning", message, artifact.origin.file, artifact.origin.line, hint=hint)
