"""Rendering: each placement in its platform's own form, once per distinct output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiwg.artifact.kinds import KINDS, kind_of_cell
from aiwg.artifact.model import Catalog
from aiwg.errors import LOST_PERMISSION, Exit
from aiwg.findings.model import Finding
from aiwg.loading.limits import room_in
from aiwg.placement.place import Placement, Placements
from aiwg.placement.resolve import Platform
from aiwg.render.blocks import render_bridge, render_section
from aiwg.render.cache import RenderCache
from aiwg.render.entries import render_entry
from aiwg.render.files import render_file
from aiwg.render.hooks import render_hook
from aiwg.render.outputs import BlockOutput, CollisionError, Output
from aiwg.render.permissions import note_lost_restriction, render_permission
from aiwg.render.servers import render_server
from aiwg.render.settings import render_setting
from aiwg.render.state import Delivery, Inputs, RenderState
from aiwg.render.values import Loss


def _render_text(placement: Placement, context: RenderState) -> None:
    """Render an agent or a command: into a file of its own, or as an entry of a shared one."""
    (render_file if placement.spot.selector is None else render_entry)(placement, context)


RENDERERS: dict[str, Callable[[Placement, RenderState], None]] = {
    "section": render_section,
    "file": render_file,
    "file-or-entry": _render_text,
    "hook-entry": render_hook,
    "server-entry": render_server,
    "permission-entry": render_permission,
    "setting": render_setting,
}
"""The renderers by the name that a kind's row gives."""


NAMED = 5
"""Platforms that a warning about all of them names."""


@dataclass(slots=True)
class Rendered:
    """The outputs in path order, how each artifact arrives at each platform, and problems."""

    outputs: list[Output]
    arrivals: list[Delivery]
    problems: list[Finding]


def render(
    placements: Placements,
    catalog: Catalog,
    platforms: Sequence[Platform],
    given: Inputs | None = None,
    memory: RenderCache | None = None,
) -> Rendered:
    """Return what should be on disk for these placements. Pure: no file is read or written.

    `memory` gives what was rendered before and would come out the same.
    """
    by_id = {platform.id: platform for platform in platforms}
    context = RenderState(
        catalog, by_id, placements.placements, given or Inputs(), bridges=placements.bridges, through=placements.through
    )
    for placement in placements.placements:
        try:
            if memory is None:
                RENDERERS[kind_of_cell(placement.cell).rendering](placement, context)
            else:
                memory.render(placement, context, RENDERERS[kind_of_cell(placement.cell).rendering])
        except CollisionError as error:
            message = f"{error}; one path can hold only one of them"
            origin = placement.artifact.origin
            context.problems.append(
                Finding("collision", "error", message, origin.file, origin.line, hint="rename or exclude one")
            )
    for _, bridge in sorted(placements.bridges.items(), key=lambda item: item[0]):
        render_bridge(bridge, context)
    _measure_room(context)
    for shortfall in placements.shortfalls:
        if shortfall.state in ("unsupported", "missing"):
            artifact, platform_id = shortfall.artifact, shortfall.platform
            context.unsupported(artifact, platform_id, shortfall.reason)
            if artifact.kind == "permission":
                note_lost_restriction(artifact, artifact, platform_id, shortfall.reason, context)
        else:
            arrival = context.arrival(shortfall.artifact, shortfall.platform)
            arrival.note(f"{shortfall.state}: {shortfall.reason}")
    _lost_restrictions(context)
    arrivals = [context.arrivals[key] for key in sorted(context.arrivals)]
    return Rendered(context.outputs.all(), arrivals, context.problems)


def _measure_room(context: RenderState) -> None:
    """Note in each block how much of its file is read: what stands behind that is cut."""
    for output in context.outputs.by_path.values():
        if isinstance(output, BlockOutput) and output.style == "html":
            readers = [context.platforms[id] for id in output.platforms]
            cells = [(reader.adapter.cells.get("instructions"), reader.scope) for reader in readers]
            output.room = room_in((cell, scope) for cell, scope in cells if cell is not None)


def _lost_restrictions(context: RenderState) -> None:
    """A lost restriction lets an agent do more: always a warning of its own, one per platform and reason.

    One that somebody wrote as a permission is of its own kind (LOST_PERMISSION): a deploy that loses it is refused.
    """
    lost: dict[tuple[str, str, str, str], list[str]] = {}
    losing = {key: arrival for key, arrival in context.arrivals.items() if arrival.losses}
    for (_, platform), arrival in sorted(losing.items()):
        for loss in arrival.losses:
            if loss.freer:
                code = LOST_PERMISSION if _was_written(arrival, loss) else "freer"
                lost.setdefault((code, platform, loss.field, loss.reason), []).append(arrival.artifact)
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for (code, platform, field, reason), artifacts in sorted(lost.items()):
        listed = ", ".join(artifact.removeprefix("permission/") for artifact in artifacts)
        if code == LOST_PERMISSION:
            context.problems.append(_less_restricted(code, [platform], field, listed, reason, context))
        else:
            alike.setdefault((code, field, listed, reason), []).append(platform)
    for (code, field, listed, reason), platforms in alike.items():
        context.problems.append(_less_restricted(code, platforms, field, listed, reason, context))


def _less_restricted(
    code: str, platforms: list[str], field: str, listed: str, reason: str, context: RenderState
) -> Finding:
    names = [context.platforms[platform].adapter.name for platform in platforms]
    where = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    message = f"less restricted in {where}: {field} of {listed}: {reason}"
    hint = "agents may do more there than you said; leave it out there, or accept it"
    return Finding(code, "warning", message, hint=hint, exit=Exit.REFUSED, platform=platforms[0])


def _was_written(arrival: Delivery, loss: Loss) -> bool:
    """Say whether a loss is that of a restriction which somebody wrote: a deny, an ask, a plugin that is off."""
    kind = KINDS.get(arrival.artifact.partition("/")[0])
    return kind is not None and kind.runs_if is not None and loss.field == kind.runs_if[0]
