"""Artifacts with a file or a folder of their own: agents, skills, rules, commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import LIMITING_KEYS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.placement.loss import BY_HAND
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import delivered
from aiwg.render.documents import UnwritableValueError, document, format_of
from aiwg.render.fields import apply_rules, derive_access, losses_of
from aiwg.render.fit import fit_description, in_parts, only_where_it_can_be_named, only_where_it_fits
from aiwg.render.mentions import rewrite_asset, rewrite_mentions
from aiwg.render.outputs import FileOutput
from aiwg.render.placeholders import DOLLAR, FILE, SHELL, translate_command
from aiwg.render.reader_losses import with_reader_losses
from aiwg.render.rendering import Rendering, together
from aiwg.render.values import Loss, NameTables, NativeFields

NOTES = {
    "$ARGUMENTS": "$ARGUMENTS is the text that the user typed after this command's name.",
    "$1": "$1, $2, ... are the words that the user typed after this command's name.",
    SHELL: "!`command` is the output of that command: run it first.",
    DOLLAR: "A backslash and a dollar sign before a digit mean a dollar sign, not a placeholder.",
    FILE: "@path is the text of that file: read it first.",
}
"""What is said at the end of a command, where a platform has no syntax for one of its constructs."""


def render_file(placement: Placement, context: RenderContext) -> Rendering:
    """Return the file or the folder of one placement, with its fidelity."""
    adapter, cell = placement.writer.adapter, placement.writer.adapter.cells[placement.cell]
    artifact = placement.artifact
    path = context.path_of(placement)
    main = f"{path}SKILL.md" if path.endswith("/") else path
    body, losses = body_for(placement, cell, adapter, context, main)
    native = keys_for(placement, cell, adapter, context, body)
    losses += losses_of(artifact.fields, native) + pass_extras(artifact, cell, native, main)
    for name in adapter.names:
        native.keys.update(artifact.overrides.get(name, {}))
    shortened = fit_description(placement, native.keys, context)
    losses += shortened.losses
    text = _document(cell, main, native.keys, body, losses)
    changed = native.changed or body != artifact.body or bool(losses) or format_of(main) != "md"
    described = Rendering(problems=shortened.problems)
    if split := in_parts(placement, body, text, context):
        return together([described, split.said, *(render_file(part, context) for part in split.parts)])
    fitting, unfit = only_where_it_fits(placement, body, text, context)
    placement, unnamed = only_where_it_can_be_named(fitting, context)
    if not placement.platforms:
        return together([described, unfit, unnamed])
    parts = [_file(context, placement, main, text.encode())]
    parts += _assets(placement, path, context)
    if artifact.assets and not path.endswith("/"):
        losses.append(Loss("assets", f"the platform reads only the text: {len(artifact.assets)} files are not written"))
    parts += _further(placement, path, context)
    found = delivered(placement, "translated" if changed else "native", path, losses)
    found = with_reader_losses(found, placement, native, values_of(placement, context, body), context)
    written = Rendering(tuple(parts), found)
    return together([described, unfit, unnamed, written])


def _file(context: RenderContext, placement: Placement, path: str, data: bytes, executable: bool = False) -> FileOutput:
    return FileOutput(path, context.shared(data), executable, (placement.artifact.named,), placement.platforms)


def _assets(placement: Placement, path: str, context: RenderContext) -> Iterator[FileOutput]:
    """Yield the files that lie beside the text, where the artifact has a folder."""
    for asset in placement.artifact.assets if path.endswith("/") else ():
        is_text = asset.path.endswith(".md")
        data = rewrite_asset(asset.data, placement, context, path + asset.path) if is_text else asset.data
        yield _file(context, placement, path + asset.path, data, asset.executable)


def body_for(
    placement: Placement, cell: Cell, adapter: Adapter, context: RenderContext, path: str
) -> tuple[str, list[Loss]]:
    """Return the body for a platform: mentions and a command's placeholders in its own words, and what it lacks."""
    artifact = placement.artifact
    body = rewrite_mentions(placement, context, path)
    if artifact.kind != "command":
        return body, []
    body, lost = translate_command(body, adapter.table(cell, "text"))
    if lost:
        body = body.rstrip("\n") + "\n\n" + "\n".join(NOTES[construct] for construct in lost) + "\n"
    return body, [Loss(construct, "no such placeholder; a note at the end explains it") for construct in lost]


def _tables(placement: Placement, cell: Cell, adapter: Adapter, context: RenderContext) -> NameTables:
    models = {**adapter.table(cell, "models"), **adapter.own_part(context.given.models)}

    from aiwg.render.mcp import NoTransportError, server_value

    def server(name: str) -> Mapping[str, Any] | None:
        found = context.catalog.get(f"mcp_server/{name}")
        servers = adapter.cells.get("mcp_servers")
        try:
            return server_value(found, servers, adapter, {})[0] if found and servers else None
        except NoTransportError:
            return None

    return NameTables(adapter.table(cell, "tools"), models, server, adapter.names)


def keys_for(placement: Placement, cell: Cell, adapter: Adapter, context: RenderContext, body: str) -> NativeFields:
    """Return the native keys of an artifact, by the rules of its place or of its kind."""
    place = placement.spot.place
    rules: tuple[FieldRule, ...] | None = cell.fields
    if place is not None and "fields" in place.settings:
        rules = tuple(field_rules(place.settings["fields"]))
    if placement.cell == "skills":
        return _skill_keys(placement, context)
    if rules is None:
        return NativeFields()
    return apply_rules(rules, values_of(placement, context, body), _tables(placement, cell, adapter, context))


def values_of(placement: Placement, context: RenderContext, body: str) -> dict[str, Any]:
    """Return what native keys are made from: the fields of an artifact, its id, its body, and the access it needs."""
    artifact = placement.artifact
    values = {
        **artifact.extra,
        **artifact.fields,
        "id": context.placed_id(placement).replace("/", "-"),
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


def pass_extras(artifact: Artifact, cell: Cell, native: NativeFields, path: str) -> list[Loss]:
    """Pass unknown keys where the platform takes them; elsewhere they are a loss."""
    lost = []
    accepted = set(cell.get("accepts", ()))
    free = not cell.get("strict") and cell.get("format") != "md-lines" and format_of(path) == "md"
    open_to_all = free and (cell.fields is not None or cell.kind == "skills")
    for key, value in artifact.extra.items():
        if key in native.taken:
            continue
        if key in accepted or open_to_all:
            native.keys.setdefault(key, value)
        else:
            limits = artifact.kind == "agent" and key in LIMITING_KEYS
            # an unknown key that may limit an agent counts as a restriction lost: nobody here knows better
            lost.append(Loss(key, "unknown here", freer=limits))
    return lost


def _document(cell: Cell, path: str, keys: dict[str, Any], body: str, losses: list[Loss]) -> str:
    format = cell.get("format") or format_of(path)
    if format == "md-lines":
        for key in [key for key, value in keys.items() if isinstance(value, dict | list)]:
            losses.append(Loss(key, "the platform reads only single-line values"))
            del keys[key]
    try:
        return document(format, keys, body)
    except UnwritableValueError as error:
        losses.append(Loss("frontmatter", str(error)))
        return body


def _further(placement: Placement, path: str, context: RenderContext) -> Iterator[FileOutput]:
    """Yield the further files that readers of an artifact want beside it, each for those that want it."""
    artifact = placement.artifact
    manual = placement.is_carried and (artifact.kind == "command" or artifact.fields.get("activation") == "manual")
    values = {**artifact.fields, "body": artifact.body, "id": context.placed_id(placement)}
    if manual:
        values[BY_HAND] = True
    given = {asset.path for asset in artifact.assets}
    for id in placement.platforms:
        cell = context.platforms[id].adapter.cells.get(placement.cell)
        for further in cell.get("also", ()) if cell else ():
            wanted = all(values.get(key) == value for key, value in further.get("when", {}).items())
            if not wanted or further["path"] in given:
                continue
            native = apply_rules(field_rules(further["fields"]), values, NameTables())
            target = (path if path.endswith("/") else path.rpartition("/")[0] + "/") + further["path"]
            text = document(format_of(target), native.keys, artifact.body)
            yield FileOutput(target, context.shared(text.encode()), False, (artifact.named,), (id,))
