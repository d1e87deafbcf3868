"""Rendering: each placement in its platform's own form, once per distinct output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.artifact.kinds import kind_of_cell
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import dataclass, field
from aiwg.findings.model import Finding
from aiwg.loading.limits import room_in
from aiwg.placement.coverage import GIVES_WAY
from aiwg.placement.place import CoverageGap, Placement, Placements
from aiwg.placement.resolve import Platform
from aiwg.render.blocks import render_bridge, render_section
from aiwg.render.cache import NO_RENDER_CACHE, RenderCache, Renderer
from aiwg.render.context import NOTHING_GIVEN, Inputs, RenderContext
from aiwg.render.delivery import DeliveryList, undeliverable
from aiwg.render.files import render_file
from aiwg.render.outputs import BlockOutput, CollisionError, Output
from aiwg.render.rendering import Gathering, Rendering


def _render_text(placement: Placement, context: RenderContext) -> Rendering:
    """Render an agent or a command: into a file of its own, or as an entry of a shared one."""
    if placement.spot.selector is None:
        return render_file(placement, context)
    from aiwg.render.settings import render_entry

    return render_entry(placement, context)


def _render_hook(placement: Placement, context: RenderContext) -> Rendering:
    from aiwg.render.hooks import render_hook

    return render_hook(placement, context)


def _render_server(placement: Placement, context: RenderContext) -> Rendering:
    from aiwg.render.servers import render_server

    return render_server(placement, context)


def _render_permission(placement: Placement, context: RenderContext) -> Rendering:
    from aiwg.render.permissions.permission import render_permission

    return render_permission(placement, context)


def _render_setting(placement: Placement, context: RenderContext) -> Rendering:
    from aiwg.render.settings import render_setting

    return render_setting(placement, context)


RENDERERS: dict[str, Renderer] = {
    "section": render_section,
    "file": render_file,
    "file-or-entry": _render_text,
    "hook-entry": _render_hook,
    "server-entry": _render_server,
    "permission-entry": _render_permission,
    "setting": _render_setting,
}
"""The renderers by the name that a kind's row gives; those of rarer kinds are imported with the first of these."""


@dataclass(frozen=True, slots=True)
class RenderedOutputs:
    """The outputs in path order, how each artifact arrives at each platform, and problems."""

    outputs: tuple[Output, ...] = ()
    deliveries: DeliveryList = field(default_factory=DeliveryList)
    problems: tuple[Finding, ...] = ()


def render(
    placements: Placements,
    catalog: Catalog,
    platforms: Sequence[Platform],
    given: Inputs = NOTHING_GIVEN,
    cache: RenderCache = NO_RENDER_CACHE,
    up: str = "",
    above: Sequence[Placement] = (),
) -> RenderedOutputs:
    """Return what should be on disk for these placements. Pure: no file is read or written.

    `cache` gives what was rendered before and would come out the same. Of a package, `up` leads to the project that it
    belongs to, and `above` are the placements of that; its paths start at the package.
    """
    by_id = {platform.id: platform for platform in platforms}
    context = RenderContext(
        catalog, by_id, placements.placements, given, placements.bridges, placements.through, placements.own_texts,
        up=up, above=above,
    )  # fmt: skip
    gathering = gather(placements.placements, context, cache)
    for _, bridge in sorted(placements.bridges.items(), key=lambda item: item[0]):
        gathering.add(render_bridge(bridge))
    _measure_room(gathering, by_id)
    add_shortfalls(gathering, placements.shortfalls)
    from aiwg.render.permissions.lost import lost_restrictions

    gathering.problems += lost_restrictions(gathering.deliveries_in_order(), by_id)
    deliveries = DeliveryList.of(gathering.deliveries_in_order())
    return RenderedOutputs(tuple(gathering.outputs.all()), deliveries, tuple(gathering.problems))


def gather(placements: Iterable[Placement], context: RenderContext, cache: RenderCache) -> Gathering:
    """Return what some placements add to outputs and deliveries, and what is wrong with it."""
    gathering = Gathering()
    for placement in placements:
        context.lookups.begin(placement.artifact)
        try:
            gathering.add(cache.render(placement, context, RENDERERS[kind_of_cell(placement.cell).rendering]))
        except CollisionError as error:
            message = f"{error}; a path can have only one of them"
            origin = placement.artifact.origin
            gathering.problems.append(
                Finding("collision", "error", message, origin.file, origin.line, hint="rename or exclude one")
            )
    return gathering


def add_shortfalls(gathering: Gathering, shortfalls: Iterable[CoverageGap]) -> None:
    """Add what the placements say of artifacts that a platform does not load exactly once."""
    for each in shortfalls:
        artifact = each.artifact
        if each.state not in ("unsupported", "missing", GIVES_WAY):
            gathering.note(artifact.named, each.platform, f"{each.state}: {each.reason}")
            continue
        platforms = (each.platform,)
        if artifact.kind == "permission":
            from aiwg.render.permissions.permission import lost_permission

            found = lost_permission(artifact, artifact, platforms, each.reason)
        else:
            found = undeliverable(artifact, platforms, each.reason)
        for delivery in found:
            gathering.deliver(delivery)


def _measure_room(gathering: Gathering, platforms: Mapping[str, Platform]) -> None:
    """Note in each block how much of its file is read: what stands behind that is cut."""
    for output in gathering.outputs.by_path.values():
        if isinstance(output, BlockOutput) and output.style == "html":
            readers = [platforms[id] for id in output.platforms]
            cells = [(reader.adapter.cells.get("instructions"), reader.scope) for reader in readers]
            output.room = room_in((cell, scope) for cell, scope in cells if cell is not None)
