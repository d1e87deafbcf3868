"""Artifacts with a file or a folder of their own: agents, skills, rules, commands."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.adapter.parse import field_rules
from aiwg.core.content import Content
from aiwg.placement.loss import BY_HAND
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import delivered, distinct
from aiwg.render.documents import document_parts, format_of
from aiwg.render.fields import apply_rules
from aiwg.render.fit import in_parts, only_where_it_can_be_named, only_where_it_fits
from aiwg.render.forms import FileForm, form_of
from aiwg.render.mentions import rewrite_asset
from aiwg.render.native_text import native_text
from aiwg.render.outputs import FileOutput
from aiwg.render.reader_losses import with_reader_losses
from aiwg.render.rendering import NOTHING, Rendering, together
from aiwg.render.values import Loss, NameTables


def render_file(placement: Placement, context: RenderContext) -> Rendering:
    """Return the file or the folder of one placement, with its fidelity."""
    artifact, path = placement.artifact, context.path_of(placement)
    is_folder = path.endswith("/")
    main = f"{path}SKILL.md" if is_folder else path
    form = form_of(placement, context, main)
    made = native_text(placement, form, context, main)
    described = Rendering(problems=made.problems) if made.problems else NOTHING
    if split := in_parts(placement, form, made):
        return together([described, split.said, *(render_file(part, context) for part in split.parts)])
    fitting, unfit = only_where_it_fits(placement, form, made)
    placement, unnamed = only_where_it_can_be_named(fitting, context)
    if not placement.platforms:
        return together([described, unfit, unnamed])
    losses = made.losses
    if artifact.assets and not is_folder:
        lost = Loss("assets", f"the platform reads only the text: {len(artifact.assets)} files are not written")
        losses = distinct((*losses, lost))
    parts = [_file(placement, main, made.content, context)]
    parts += _assets(placement, path, context)
    parts += _further(placement, form, path, context)
    found = delivered(placement, "translated" if made.is_changed else "native", path, losses)
    found = with_reader_losses(found, placement, made.native, made.values, form)
    return together([described, unfit, unnamed, Rendering(tuple(parts), found)])


def _file(
    placement: Placement, path: str, content: Content, context: RenderContext, executable: bool = False
) -> FileOutput:
    return FileOutput(path, content, executable, context.owners(placement.artifact), placement.platforms)


def _assets(placement: Placement, path: str, context: RenderContext) -> Iterator[FileOutput]:
    """Yield the files that lie beside the text, where the artifact has a folder."""
    for asset in placement.artifact.assets if path.endswith("/") else ():
        is_text = asset.path.endswith(".md")
        data = rewrite_asset(asset.data, placement, context, path + asset.path) if is_text else asset.data
        yield _file(placement, path + asset.path, context.shared(data), context, asset.executable)


def _further(placement: Placement, form: FileForm, path: str, context: RenderContext) -> Iterator[FileOutput]:
    """Yield the further files that readers of an artifact want beside it, each for those that want it."""
    if not form.further:
        return
    artifact = placement.artifact
    manual = placement.is_carried and (artifact.kind == "command" or artifact.fields.get("activation") == "manual")
    values = {**artifact.fields, "body": artifact.body, "id": context.placed_id(placement)}
    if manual:
        values[BY_HAND] = True
    given = {asset.path for asset in artifact.assets}
    for id, further in form.further:
        wanted = id in placement.platforms
        wanted = wanted and all(values.get(key) == value for key, value in further.get("when", {}).items())
        if not wanted or further["path"] in given:
            continue
        native = apply_rules(field_rules(further["fields"]), values, NameTables())
        target = (path if path.endswith("/") else path.rpartition("/")[0] + "/") + further["path"]
        head, body = document_parts(format_of(target), native.keys, artifact.body)
        yield FileOutput(target, context.shared(head.encode(), body), False, context.owners(artifact), (id,))
