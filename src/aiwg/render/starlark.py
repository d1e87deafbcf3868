"""Permissions as command-prefix rules in a Starlark file that is ours altogether."""

from __future__ import annotations

import json
import shlex

from aiwg.place.place import Placement
from aiwg.render.context import Context
from aiwg.render.fields import Loss
from aiwg.render.keys import as_permissions, refuse
from aiwg.render.outputs import FileOutput

FILE_ID = "aiwg"
HEADER = b"# Written by aiwg from permissions.yaml; edit the source, not this file.\n"


def render_starlark(placement: Placement, context: Context) -> None:
    """Add one permission to the rules file: only shell commands can be expressed there."""
    cell = placement.writer.adapter.cells["permissions"]
    for artifact in as_permissions(placement.artifact):
        fields = artifact.fields
        words = _prefix(str(fields.get("argument", "")))
        decision = cell.get("effects", {}).get(fields["effect"])
        if fields["tool"] != "bash" or not words or decision is None:
            refuse(placement, context, artifact, "its rules cover shell commands by prefix only")
            continue
        rule = f"prefix_rule(pattern={json.dumps(words)}, decision={json.dumps(decision)})\n"
        path = placement.spot.path.replace("{id}", FILE_ID)
        _append(placement, context, path, rule.encode())
        wider = fields["effect"] == "allow" and not str(fields["argument"]).endswith("*")
        losses = [Loss("exactness", f'"{fields["argument"]}" also allows longer commands', freer=True)] if wider else []
        context.arrived(placement, "translated", path, losses)


def _prefix(argument: str) -> list[str] | None:
    """Return the words of `git status *`, or None when a glob stands anywhere but at the end."""
    text = argument.removesuffix("*").removesuffix(":").rstrip()
    if any(char in text for char in "*?["):
        return None
    try:
        return shlex.split(text)
    except ValueError:
        return None


def _append(placement: Placement, context: Context, path: str, rule: bytes) -> None:
    old = context.outputs.by_path.get(path)
    data = old.data if isinstance(old, FileOutput) else HEADER
    owners = old.artifacts if isinstance(old, FileOutput) else ()
    platforms = old.platforms if isinstance(old, FileOutput) else ()
    context.outputs.by_path[path] = FileOutput(
        path,
        data if rule in data else data + rule,
        False,
        tuple(sorted({*owners, placement.artifact.named})),
        tuple(sorted({*platforms, *placement.platforms})),
    )
