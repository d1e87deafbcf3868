"""Permissions in each platform's form: keys of a settings file, or rules in a Starlark file of ours."""

from __future__ import annotations

import json

from aiwg.artifact.model import Artifact
from aiwg.placement.place import Placement
from aiwg.render.documents import format_of
from aiwg.render.keys import add_companions, selected
from aiwg.render.outputs import FileOutput, KeyEntry
from aiwg.render.permission_forms import UnsupportedPermissionError, argument_of, is_exact, words_of
from aiwg.render.permission_shapes import Grant, effect_of, grants
from aiwg.render.state import RenderState
from aiwg.render.values import Loss

FILE_ID = "aiwg"
HEADER = b"# Written by aiwg from permissions.yaml; edit the source, not this file.\n"
RESTRICTING = ("deny", "ask")


def render_permission(placement: Placement, context: RenderState) -> None:
    """Add one permission to the file its place names, or say which platforms cannot have it."""
    cell = placement.writer.adapter.cells["permissions"]
    add = _add_starlark if cell.get("shape") == "starlark" else _add_keys
    for artifact in as_permissions(placement.artifact):
        try:
            add(artifact, placement, context)
        except UnsupportedPermissionError as error:
            refuse(placement, context, artifact, str(error))


def refuse(placement: Placement, context: RenderState, artifact: Artifact, reason: str) -> None:
    """Note a permission that does not arrive; a lost deny or ask leaves the agent freer."""
    for platform in placement.platforms:
        context.unsupported(placement.artifact, platform, reason)
        note_lost_restriction(placement.artifact, artifact, platform, reason, context)


def note_lost_restriction(whole: Artifact, part: Artifact, platform: str, reason: str, context: RenderState) -> None:
    """Note that a deny or an ask is lost; `whole` is the permission itself, or the ignore list that it is part of."""
    if part.fields["effect"] in RESTRICTING:
        arrival = context.arrival(whole, platform)
        loss = Loss("effect" if whole.kind == "permission" else "patterns", reason, freer=True)
        arrival.lose([loss])


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


def _add_keys(artifact: Artifact, placement: Placement, context: RenderState) -> None:
    """Add a permission as keys of the settings file."""
    adapter = placement.writer.adapter
    cell, path = adapter.cells["permissions"], context.path_of(placement)
    prefix = selected(placement.spot.selector, artifact.id)
    found = grants(artifact, cell, adapter)
    for grant in found:
        _add_grant(grant, prefix, path, placement, context)
        add_companions(placement, context, path)
    pattern = artifact.fields["pattern"]
    level = "native" if [grant.value for grant in found] == [pattern] else "translated"
    context.arrived(placement, level, path, _wider(artifact, str(cell.get("pattern", ""))))


def _add_grant(grant: Grant, prefix: tuple[object, ...], path: str, placement: Placement, context: RenderState) -> None:
    """Add one value; where two permissions say the same key, the stricter one, which comes later, wins."""
    keys = (*prefix, *grant.keys)
    entry = KeyEntry(keys, grant.value, (placement.artifact.named,), placement.platforms, rank=grant.rank)
    context.outputs.override_entry(path, format_of(path), entry)


def _wider(artifact: Artifact, form: str) -> list[Loss]:
    """Return the loss of an exact command that a platform takes as the start of many."""
    argument = argument_of(artifact)
    if artifact.fields["effect"] != "allow" or artifact.fields["tool"] != "bash" or argument is None:
        return []
    if not is_exact(argument) or "{prefix}" not in form:
        return []
    return [Loss("exactness", f'"{argument}" also allows longer commands', freer=True)]


def _add_starlark(artifact: Artifact, placement: Placement, context: RenderState) -> None:
    """Add one permission to the rules file: only shell commands can be expressed there."""
    cell = placement.writer.adapter.cells["permissions"]
    argument = argument_of(artifact)
    if artifact.fields["tool"] != "bash" or argument is None:
        raise UnsupportedPermissionError("its rules cover shell commands by prefix only")
    decision = effect_of(artifact, cell)
    rule = f"prefix_rule(pattern={json.dumps(words_of(argument))}, decision={json.dumps(decision)})\n".encode()
    path = placement.spot.path.replace("{id}", FILE_ID)
    old = context.outputs.by_path.get(path)
    data = old.data if isinstance(old, FileOutput) else HEADER
    grown = data if rule in data else data + rule
    context.outputs.grow_file(FileOutput(path, grown, False, (placement.artifact.named,), placement.platforms))
    context.arrived(placement, "translated", path, _wider(artifact, "{prefix}"))
