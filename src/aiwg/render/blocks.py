"""Artifacts that are text in our block of a shared file: instructions, carried rules, ignore lists."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from aiwg.artifact.kinds import KINDS
from aiwg.placement.candidates import Bridge
from aiwg.placement.place import Placement
from aiwg.render.keys import add_settings
from aiwg.render.mentions import rewrite_mentions
from aiwg.render.outputs import BlockSection
from aiwg.render.state import RenderState
from aiwg.render.values import Loss

POINTER = 3

RULE_BEGINS = "<!-- aiwg:rule -->"
"""Without the rule's name: Hermes takes a comment with a word such as `secret` or `system` in it for a prompt
injection, and then drops the whole file (tools/threat_patterns.py of 0.19.0). `aiwg explain FILE` has the names."""


def style_of(path: str) -> str:
    """Return the marker style of a shared text file: HTML comments in Markdown, # lines elsewhere."""
    return "html" if path.endswith((".md", ".mdc", ".markdown")) else "hash"


def render_section(placement: Placement, context: RenderState) -> None:
    """Add one artifact's text to the block in the file that its place names."""
    path = context.path_of(placement)
    apart = [
        (bridge.included, name)
        for name in placement.platforms
        if (bridge := context.bridges.get((name, path))) is not None and bridge.apart
    ]
    together = tuple(name for name in placement.platforms if name not in {name for _, name in apart})
    if together or not apart:
        _add_section(replace(placement, platforms=together), context, path)
    for included, name in apart:
        _add_section(replace(placement, platforms=(name,)), context, included)


def _add_section(placement: Placement, context: RenderState, path: str) -> None:
    """Add one artifact's text to the block in one file, for the platforms that load it from there."""
    artifact = placement.artifact
    _add_companions_of_readers(placement, context, path)
    if artifact.kind == "rule" and placement.pointer_to is not None:
        _add_pointer(placement, context, path)
        return
    text = rewrite_mentions(placement, context, path).strip("\n")
    losses = []
    if artifact.kind == "rule":
        paths = artifact.fields.get("paths", ())
        scope = (
            f"For files that match {_globs(paths)}:\n\n" if paths and artifact.fields["activation"] == "paths" else ""
        )
        text = f"{RULE_BEGINS}\n{scope}{text}"
        losses = [Loss("paths", "always loaded; the text says which files it is for")] if scope else []
    section = BlockSection(KINDS[artifact.kind].order, artifact.key, text)
    context.outputs.add_section(path, style_of(path), section, placement.platforms)
    context.arrived(placement, "native", path, losses)


def _add_companions_of_readers(placement: Placement, context: RenderState, path: str) -> None:
    """Add the settings that a platform needs to read a file that it shares with others."""
    for name in placement.platforms:
        bound = context.platforms[name].cells.get(placement.cell)
        if (name, path) in context.through:
            continue
        for spot in bound.reads if bound else ():
            if spot.key == placement.spot.key and spot.place is not None:
                add_settings(spot.place.ensure, placement.artifact, (name,), context, path)


def _add_pointer(placement: Placement, context: RenderState, path: str) -> None:
    """A scoped rule, where rules cannot be scoped: one line that says when to read which file."""
    artifact, target = placement.artifact, placement.pointer_to
    assert target is not None  # noqa: S101  the caller asked
    file = target.path.replace("{id:path}", artifact.id).replace("{id}", artifact.id.replace("/", "-"))
    text = f"When you work on files that match {_globs(artifact.fields['paths'])}, first read `{file}`."
    context.outputs.add_section(path, style_of(path), BlockSection(POINTER, artifact.key, text), placement.platforms)
    context.arrived(placement, "degraded", path, [Loss("paths", "a line in the instructions points to the rule")])


def _globs(paths: list[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths)


def render_bridge(bridge: Bridge, context: RenderState) -> None:
    """Add the file that only includes another, so that a platform loads that one too."""
    platform, path, target = bridge.platform, bridge.path, bridge.included
    cell = platform.adapter.cells["instructions"]
    form = platform.adapter.table(cell, "text").get("file", "@{path}")
    text = form.replace("{path}", posixpath.relpath(target, posixpath.dirname(path) or "."))
    context.outputs.add_section(path, style_of(path), BlockSection(0, f"include {target}", text), (platform.id,))
