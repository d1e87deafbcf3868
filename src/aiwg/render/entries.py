"""Artifacts that are entries of a shared file, body and all: members of a list, or values below their id."""

from __future__ import annotations

from aiwg.placement.place import Placement
from aiwg.render.documents import format_of
from aiwg.render.fields import losses_of
from aiwg.render.files import body_for, keys_for, pass_extras
from aiwg.render.keys import add_companions, selected
from aiwg.render.outputs import KeyEntry
from aiwg.render.state import RenderState
from aiwg.render.values import Loss


def render_entry(placement: Placement, context: RenderState) -> None:
    """Add one artifact as an entry to the file that its place names, with its fidelity."""
    adapter, cell = placement.writer.adapter, placement.writer.adapter.cells[placement.cell]
    artifact, path = placement.artifact, context.path_of(placement)
    body, losses = body_for(placement, cell, adapter, context, path)
    native = keys_for(placement, cell, adapter, context, body)
    losses += losses_of(artifact.fields, native) + pass_extras(artifact, cell, native, path)
    for name in adapter.names:
        native.keys.update(artifact.overrides.get(name, {}))
    if artifact.assets:
        losses.append(Loss("assets", f"only the text has a place there: {len(artifact.assets)} files are not written"))
    name = context.placed_id(placement).replace("/", "-")
    entry = KeyEntry(selected(placement.spot.selector, name), native.keys, (artifact.named,), placement.platforms)
    context.outputs.add_entry(path, cell.get("format") or format_of(path), entry)
    add_companions(placement, context, path)
    context.arrived(placement, "translated", path, losses)
