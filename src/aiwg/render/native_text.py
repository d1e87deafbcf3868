"""The text of an artifact in the words of a platform: its body, its native keys, the document of both."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.artifact.fields import LIMITING_KEYS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import distinct
from aiwg.render.documents import UnwritableValueError, document_parts
from aiwg.render.fields import apply_rules, derive_access, losses_of
from aiwg.render.fit import fit_description
from aiwg.render.forms import FileForm, PlatformText
from aiwg.render.mentions import rewrite_mentions
from aiwg.render.placeholders import DOLLAR, FILE, SHELL, translate_command
from aiwg.render.values import Loss, NativeFields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOTES = {
    "$ARGUMENTS": "$ARGUMENTS is the text that the user typed after this command's name.",
    "$1": "$1, $2, ... are the words that the user typed after this command's name.",
    SHELL: "!`command` is the output of that command: run it first.",
    DOLLAR: "A backslash and a dollar sign before a digit mean a dollar sign, not a placeholder.",
    FILE: "@path is the text of that file: read it first.",
}
"""What is said at the end of a command, where a platform has no syntax for one of its constructs."""


def native_text(placement: Placement, form: FileForm, context: RenderContext, path: str) -> PlatformText:
    """Return the text of an artifact for a file at a path: made once for all platforms that want the same bytes."""
    artifact = placement.artifact
    if "@" in artifact.body or artifact.overrides or "mcp_servers" in artifact.fields:
        return _native_text(placement, form, context, path)
    key = (id(artifact), *form.sharing.key_for(artifact))
    known = context.lookups.native_texts.get(key)
    if known is None or known.artifact is not artifact:
        known = context.lookups.native_texts[key] = _native_text(placement, form, context, path)
    return known


def _native_text(placement: Placement, form: FileForm, context: RenderContext, path: str) -> PlatformText:
    artifact = placement.artifact
    body, losses = body_for(placement, form, context, path)
    values = values_of(placement, context, body)
    native = keys_for(placement, form, context, values)
    losses += losses_of(artifact.fields, native) + pass_extras(artifact, form, native)
    for name in form.adapter.names if artifact.overrides else ():
        native.keys.update(artifact.overrides.get(name, {}))
    shortened = fit_description(artifact, native.keys, form.described)
    losses += shortened.losses
    head, rest = _document(form, native.keys, body, losses)
    content = context.shared(head.encode(), rest)
    size = max(len(content), len(body) if body.isascii() else len(body.encode()))
    is_changed = native.changed or body != artifact.body or bool(losses) or form.suffix != "md"
    return PlatformText(artifact, body, native, values, content, size, distinct(losses), shortened.problems, is_changed)


def body_for(placement: Placement, form: FileForm, context: RenderContext, path: str) -> tuple[str, list[Loss]]:
    """Return the body for a platform: mentions and a command's placeholders in its own words, and what it lacks."""
    artifact = placement.artifact
    body = rewrite_mentions(placement, context, path)
    if artifact.kind != "command":
        return body, []
    body, lost = translate_command(body, form.placeholders)
    if lost:
        body = body.rstrip("\n") + "\n\n" + "\n".join(NOTES[construct] for construct in lost) + "\n"
    return body, [Loss(construct, "no such placeholder; a note at the end explains it") for construct in lost]


def keys_for(placement: Placement, form: FileForm, context: RenderContext, values: Mapping[str, Any]) -> NativeFields:
    """Return the native keys of an artifact from its `values`, by the rules of its place or of its kind."""
    if placement.cell == "skills":
        return _skill_keys(placement, context)
    if form.rules is None:
        return NativeFields()
    return apply_rules(form.rules, values, form.tables)


def values_of(placement: Placement, context: RenderContext, body: str) -> Mapping[str, Any]:
    """Return what native keys are made from: the fields of an artifact, its id, its body, and the access it needs."""
    artifact, name = placement.artifact, context.placed_id(placement).replace("/", "-")
    if body is not artifact.body:
        return _values(artifact, name, body)
    known = context.lookups.values.get(name)  # most platforms take the body as it is
    if known is None or known[0] is not artifact:
        known = context.lookups.values[name] = artifact, _values(artifact, name, body)
    return known[1]


def _values(artifact: Artifact, name: str, body: str) -> Mapping[str, Any]:
    values = {
        **artifact.extra,
        **artifact.fields,
        "id": name,
        "body": body.lstrip("\n"),  # an empty line behind a frontmatter belongs to the layout
    }
    access = derive_access(artifact.fields)
    if access:
        values["access"] = access
    return values


def _skill_keys(placement: Placement, context: RenderContext) -> NativeFields:
    """Skills keep the keys of the Agent Skills spec; what is carried as a skill gets a name and a description."""
    artifact, name = placement.artifact, context.placed_id(placement).replace("/", "-")
    if not placement.is_carried:
        keys: dict[str, Any] = {"name": name}
        keys.update((key, value) for key, value in artifact.fields.items() if key != "name")
        return NativeFields(keys, set(artifact.fields))
    keys = {"name": name, "description": artifact.fields.get("description") or _stand_in(artifact)}
    taken = {"description", "name"}
    if "argument-hint" in artifact.fields:
        keys["argument-hint"] = artifact.fields["argument-hint"]
        taken.add("argument-hint")
    # people start commands; as a skill, a model would start it by its description
    if artifact.kind == "command" or artifact.fields.get("activation") == "manual":
        keys["disable-model-invocation"] = True
        taken.add("disable-model-invocation")
    return NativeFields(keys, taken)


def _stand_in(artifact: Artifact) -> str:
    return KINDS[artifact.kind].stand_in.format(id=artifact.id)


def pass_extras(artifact: Artifact, form: FileForm, native: NativeFields) -> list[Loss]:
    """Pass unknown keys where the platform takes them; elsewhere they are a loss."""
    lost = []
    for key, value in artifact.extra.items():
        if key in native.taken:
            continue
        if key in form.accepted or form.takes_extras:
            native.keys.setdefault(key, value)
        else:
            limits = artifact.kind == "agent" and key in LIMITING_KEYS
            # an unknown key that may limit an agent counts as a restriction lost: nobody here knows better
            lost.append(Loss(key, "unknown here", freer=limits))
    return lost


def _document(form: FileForm, keys: dict[str, Any], body: str, losses: list[Loss]) -> tuple[str, str]:
    """Return the document in two parts, as `document_parts` does."""
    if form.format == "md-lines":
        for key in [key for key, value in keys.items() if isinstance(value, dict | list)]:
            losses.append(Loss(key, "the platform reads only single-line values"))
            del keys[key]
    try:
        return document_parts(form.format, keys, body)
    except UnwritableValueError as error:
        losses.append(Loss("frontmatter", str(error)))
        return "", body
