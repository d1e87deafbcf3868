"""Permissions in each platform's form: keys of a settings file, or rules in a Starlark file of ours; what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiwg.artifact.model import Artifact
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery, delivered, distinct, undeliverable
from aiwg.render.documents import format_of
from aiwg.render.keys import companions, selected
from aiwg.render.outputs import KeyEntry
from aiwg.render.permissions.forms import UnsupportedPermissionError, argument_of, is_exact, words_of
from aiwg.render.permissions.shapes import Grant, effect_of, grants
from aiwg.render.rendering import EntryPart, ItemPart, Rendering, together
from aiwg.render.values import Loss

FILE_ID = "aiwg"
HEADER = "# Written by aiwg from permissions.yaml; edit the source, not this file.\n"
RESTRICTING = ("deny", "ask")


def render_permission(placement: Placement, context: RenderContext) -> Rendering:
    """Return one permission in the file that its place names, or that some platforms cannot have it."""
    cell = placement.writer.adapter.cells["permissions"]
    render = _in_starlark if cell.get("shape") == "starlark" else _as_keys
    found = []
    for artifact in as_permissions(placement.artifact):
        try:
            found.append(render(artifact, placement, context))
        except UnsupportedPermissionError as error:
            lost = lost_permission(placement.artifact, artifact, placement.platforms, str(error))
            found.append(Rendering(deliveries=lost))
    return together(found)


def lost_permission(whole: Artifact, part: Artifact, platforms: Iterable[str], reason: str) -> tuple[Delivery, ...]:
    """Return the deliveries of a permission that does not arrive; a lost deny or ask leaves the agent freer.

    `whole` is the permission itself, or the ignore list that it is part of.
    """
    loss = Loss("effect" if whole.kind == "permission" else "patterns", reason, freer=True)
    return undeliverable(whole, platforms, reason, (loss,) if part.fields["effect"] in RESTRICTING else ())


def as_permissions(artifact: Artifact) -> list[Artifact]:
    """Return a permission itself, or the deny rules that an ignore list amounts to."""
    if artifact.kind == "permission":
        return [artifact]
    found = []
    for line in artifact.body.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith(("#", "!")):
            continue
        glob = pattern if pattern.startswith("/") else f"**/{pattern}"
        glob += "**" if pattern.endswith("/") else ""
        fields = {"effect": "deny", "tool": "read", "argument": glob, "pattern": f"read({glob})"}
        found.append(artifact.with_(id=f"deny read({glob})", fields=fields))
    return found


def _as_keys(artifact: Artifact, placement: Placement, context: RenderContext) -> Rendering:
    """Return a permission as keys of the settings file."""
    adapter = placement.writer.adapter
    cell, path = adapter.cells["permissions"], context.path_of(placement)
    prefix = selected(placement.spot.selector, artifact.id)
    found = grants(artifact, cell, adapter)
    parts = [
        part for grant in found for part in (_granted(grant, prefix, path, placement), *companions(placement, path))
    ]
    pattern = artifact.fields["pattern"]
    level = "native" if [grant.value for grant in found] == [pattern] else "translated"
    losses = _wider(artifact, str(cell.get("pattern", "")))
    return Rendering(tuple(parts), delivered(placement, level, path, distinct(losses)))


def _granted(grant: Grant, prefix: tuple[object, ...], path: str, placement: Placement) -> EntryPart:
    """Return one value; where two permissions say the same key, the stricter one, which comes later, wins."""
    keys = (*prefix, *grant.keys)
    entry = KeyEntry(keys, grant.value, (placement.artifact.named,), placement.platforms, rank=grant.rank)
    return EntryPart(path, format_of(path), entry, overrides=True)


def _wider(artifact: Artifact, form: str) -> list[Loss]:
    """Return the loss of an exact command that a platform takes as the start of many."""
    argument = argument_of(artifact)
    if artifact.fields["effect"] != "allow" or artifact.fields["tool"] != "bash" or argument is None:
        return []
    if not is_exact(argument) or "{prefix}" not in form:
        return []
    return [Loss("exactness", f'"{argument}" also allows longer commands', freer=True)]


def _in_starlark(artifact: Artifact, placement: Placement, context: RenderContext) -> Rendering:
    """Return one permission as a line of the rules file: only shell commands can be expressed there."""
    cell = placement.writer.adapter.cells["permissions"]
    argument = argument_of(artifact)
    if artifact.fields["tool"] != "bash" or argument is None:
        raise UnsupportedPermissionError("its rules only match the start of shell commands")
    decision = effect_of(artifact, cell)
    rule = f"prefix_rule(pattern={json.dumps(words_of(argument))}, decision={json.dumps(decision)})"
    path = placement.spot.path.replace("{id}", FILE_ID)
    part = ItemPart(path, rule, HEADER, "\n", (placement.artifact.named,), placement.platforms)
    return Rendering((part,), delivered(placement, "translated", path, distinct(_wider(artifact, "{prefix}"))))
