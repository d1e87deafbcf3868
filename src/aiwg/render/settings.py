"""Artifacts that are one entry of a shared file each: settings, made of their fields, and texts, body and all."""

from __future__ import annotations

from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery, delivered, distinct, undeliverable
from aiwg.render.fields import apply_rules, losses_of
from aiwg.render.forms import form_of
from aiwg.render.keys import companions, selected, value_part
from aiwg.render.native_text import body_for, keys_for, pass_extras, values_of
from aiwg.render.outputs import KeyEntry
from aiwg.render.reader_losses import with_reader_losses
from aiwg.render.rendering import EntryPart, Rendering, together
from aiwg.render.values import Loss, NameTables, NativeFields

WHOLE = "="
"""The native key that stands for the entry itself: `x: true` instead of `x: {enabled: true}`."""


def render_setting(placement: Placement, context: RenderContext) -> Rendering:
    """Return one entry of the settings file that its place names, for the platforms that can express it."""
    placement, refused = _only_able(placement, context)
    if not placement.platforms:
        return refused
    artifact, adapter = placement.artifact, placement.writer.adapter
    native = _native(artifact, adapter, adapter.cells[placement.cell])
    losses = losses_of(_told(artifact), native) + [Loss(key, "unknown here") for key in artifact.extra]
    value: Any = native.keys.get(WHOLE)
    overrides = {key: item for name in adapter.names for key, item in artifact.overrides.get(name, {}).items()}
    if value is None:
        value = {**native.keys, **overrides}
    else:
        losses += [Loss(key, "the entry there is one value") for key in overrides]
    path = context.path_of(placement)
    own = value_part(placement, path, selected(placement.spot.selector, artifact.id), value)
    changed = (native.changed and WHOLE not in native.keys) or losses
    level = "translated" if changed else "native"
    written = Rendering((own, *companions(placement, path)), delivered(placement, level, path, distinct(losses)))
    return together([refused, written])


def _only_able(placement: Placement, context: RenderContext) -> tuple[Placement, Rendering]:
    """Return the placement without the platforms that cannot express the entry, and what these get."""
    able: list[str] = []
    refused: list[Delivery] = []
    artifact = placement.artifact
    for id in placement.platforms:
        adapter = context.platforms[id].adapter
        native = _native(artifact, adapter, adapter.cells[placement.cell])
        missing = _missing(artifact, native)
        if missing:
            lost = (Loss(missing, "not supported", freer=True),) if _restricts(artifact) else ()
            refused += undeliverable(artifact, (id,), f"it cannot say {missing}", lost)
        else:
            able.append(id)
    writer = placement.writer if placement.writer.id in able or not able else context.platforms[able[0]]
    return replace(placement, platforms=tuple(able), writer=writer), Rendering(deliveries=tuple(refused))


def _missing(artifact: Artifact, native: NativeFields) -> str:
    """Return the field without which the entry would mean something else; empty when the platform takes them all."""
    needed = [field for field in KINDS[artifact.kind].one_of if field in artifact.fields]
    lost = {loss.field for loss in native.losses}
    return next((field for field in needed if field not in native.taken or lost & {field, "form"}), "")


def _restricts(artifact: Artifact) -> bool:
    only_if = KINDS[artifact.kind].runs_if
    return only_if is not None and artifact.fields.get(only_if[0]) != only_if[1]


def _told(artifact: Artifact) -> dict[str, Any]:
    return {key: value for key, value in artifact.fields.items() if key != "description"}


def _native(artifact: Artifact, adapter: Adapter, cell: Cell) -> NativeFields:
    """Return the native keys of an entry. `form` is which of its alternatives it has, `clone_url` what git clones."""
    fields = artifact.fields
    form = next((field for field in KINDS[artifact.kind].one_of if field in fields), None)
    clone = f"https://github.com/{fields['github']}.git" if "github" in fields else fields.get("git")
    rules = cell.fields or tuple(FieldRule(field, (field,)) for field in fields)
    native = apply_rules(
        rules, {**_told(artifact), "form": form, "clone_url": clone}, NameTables(platform_names=adapter.names)
    )
    if "clone_url" in native.taken and form:
        native.taken.add(form)
    return native


def render_entry(placement: Placement, context: RenderContext) -> Rendering:
    """Return one artifact as an entry of the file that its place names, with its fidelity."""
    artifact, path = placement.artifact, context.path_of(placement)
    form = form_of(placement, context, path)
    body, losses = body_for(placement, form, context, path)
    values = values_of(placement, context, body)
    native = keys_for(placement, form, context, values)
    losses += losses_of(artifact.fields, native) + pass_extras(artifact, form, native)
    for name in form.adapter.names:
        native.keys.update(artifact.overrides.get(name, {}))
    if artifact.assets:
        losses.append(Loss("assets", f"the platform reads only the text: {len(artifact.assets)} files are not written"))
    name = context.placed_id(placement).replace("/", "-")
    entry = KeyEntry(selected(placement.spot.selector, name), native.keys, (artifact.named,), placement.platforms)
    own = EntryPart(path, form.format, entry)
    found = delivered(placement, "translated", path, distinct(losses))
    found = with_reader_losses(found, placement, native, values, form)
    return Rendering((own, *companions(placement, path)), found)
