"""Permissions in each platform's form: patterns in lists, or command-prefix rules in a Starlark file of ours."""

from __future__ import annotations

import json
import shlex

from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.model import Artifact
from aiwg.merge.keys import Value
from aiwg.place.place import Placement
from aiwg.render.context import Context
from aiwg.render.keys import add_companions, add_value, selected
from aiwg.render.outputs import FileOutput
from aiwg.render.values import Loss, native_tools

FILE_ID = "aiwg"
HEADER = b"# Written by aiwg from permissions.yaml; edit the source, not this file.\n"


def render_permission(placement: Placement, context: Context) -> None:
    """Add one permission to the file its place names, or say which platforms cannot have it."""
    cell = placement.writer.adapter.cells["permissions"]
    if cell.get("shape") == "starlark":
        _add_starlark(placement, context)
        return
    for artifact in as_permissions(placement.artifact):
        _add_permission(artifact, placement, cell, context)


def _add_permission(artifact: Artifact, placement: Placement, cell: Cell, context: Context) -> None:
    shape, wanted = cell.get("shape", "lists"), artifact.fields["effect"]
    effect = cell.get("effects", {}).get(wanted, None if "effects" in cell.settings else wanted)
    if shape != "lists":
        refuse(placement, context, artifact, f"its permissions have a form ({shape}) that is not written yet")
        return
    if effect is None:
        refuse(placement, context, artifact, f'it has no "{wanted}" permissions')
        return
    values, reason = _patterns(artifact, cell, placement.writer.adapter)
    if not values:
        refuse(placement, context, artifact, reason)
        return
    keys = selected(placement.spot.selector, artifact.id)
    for value in values:
        path = add_value(placement, context, (*keys, effect, Value(value)), value)
        add_companions(placement, context, path)
    level = "native" if values == [artifact.fields["pattern"]] else "translated"
    context.arrived(placement, level, path)


def refuse(placement: Placement, context: Context, artifact: Artifact, reason: str) -> None:
    """Note a permission that does not arrive; a lost deny or ask leaves the agent freer."""
    for platform in placement.platforms:
        context.unsupported(placement.artifact, platform, reason)
        if artifact.fields["effect"] in ("deny", "ask"):
            arrival = context.arrival(placement.artifact, platform)
            loss = Loss("effect" if placement.artifact.kind == "permission" else "patterns", reason, freer=True)
            if loss not in arrival.losses:
                arrival.losses.append(loss)


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
        glob = f"./{glob.lstrip('/')}" + ("**" if pattern.endswith("/") else "")
        fields = {"effect": "deny", "tool": "read", "argument": glob, "pattern": f"read({glob})"}
        found.append(artifact.with_(id=f"deny read({glob})", fields=fields))
    return found


def _patterns(artifact: Artifact, cell: Cell, adapter: Adapter) -> tuple[list[str], str]:
    """Return the platform's patterns for a permission, or none and the reason."""
    fields = artifact.fields
    tools = {**adapter.table(None, "tools"), **adapter.table(cell, "tools")}
    name, argument = str(fields["tool"]), fields.get("argument")
    if name == "mcp" and argument is not None:
        found, _ = native_tools([f"mcp({argument})"], tools)
        return found, "it has no names for MCP tools"
    native = tools.get(name)
    if native is None:
        return [], f"it has no name for the tool {name}"
    names = [native] if isinstance(native, str) else list(native)
    forms = cell.get("pattern", "{tool}({arg})")
    forms = {"other": forms, "bare": "{tool}"} if isinstance(forms, str) else forms
    form = forms.get("bare", "{tool}") if argument is None else forms.get(name, forms.get("other"))
    if form is None:
        return [], "a permission for a whole tool is not known to work there"
    if argument is not None and form == "{tool}":
        return [], "its permissions name tools only"
    if argument is None:
        return [form.replace("{tool}", each) for each in names], ""
    return [_filled(form, names[0], str(argument))], ""


def _filled(form: str, tool: str, argument: str) -> str:
    word, _, rest = argument.partition(" ")
    if "{rest}" in form and not rest:
        form = form.replace(":{rest}", "")
    values = {
        "tool": tool,
        "arg": argument,
        "word": word,
        "rest": rest,
        "domain": argument.removeprefix("domain:"),
    }
    for key, value in values.items():
        form = form.replace(f"{{{key}}}", value)
    return form


def _add_starlark(placement: Placement, context: Context) -> None:
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
        _append_rule(placement, context, path, rule.encode())
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


def _append_rule(placement: Placement, context: Context, path: str, rule: bytes) -> None:
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
