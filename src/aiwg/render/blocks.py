"""Artifacts that are text in our block of a shared file: instructions, carried rules, ignore lists."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.placement.candidates import Bridge
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Location, Platform
from aiwg.render.context import RenderContext
from aiwg.render.delivery import delivered, distinct
from aiwg.render.keys import settings
from aiwg.render.mentions import rewrite_mentions
from aiwg.render.outputs import BlockSection
from aiwg.render.rendering import EntryPart, OutputPart, Rendering, SectionPart, together
from aiwg.render.values import Loss

POINTER = 3
POINTED = Loss("paths", "a line in the instructions names the rule")

RULE_BEGINS = "<!-- aiwg:rule -->"
"""Without the rule's name: Hermes takes a comment with a word such as `secret` or `system` in it for a prompt
injection, and then drops the whole file (tools/threat_patterns.py of 0.19.0). `aiwg explain FILE` has the names."""


def style_of(path: str) -> str:
    """Return the marker style of a shared text file: HTML comments in Markdown, # lines elsewhere."""
    return "html" if path.endswith((".md", ".mdc", ".markdown")) else "hash"


def render_section(placement: Placement, context: RenderContext) -> Rendering:
    """Return one artifact's text in the block of the file that its place names."""
    path = context.path_of(placement)
    apart = [
        (bridge.included, name)
        for name in placement.platforms
        if (bridge := context.bridges.get((name, path))) is not None and bridge.apart
    ]
    # where the user's own file is the one that is read, our text goes beside it and is included: theirs stays theirs
    others = tuple(name for name in placement.platforms if name not in {name for _, name in apart})
    found = []
    if others or not apart:
        found.append(_section(replace(placement, platforms=others), context, path))
    found += [_section(replace(placement, platforms=(name,)), context, included) for included, name in apart]
    return together(found)


def _section(placement: Placement, context: RenderContext, path: str) -> Rendering:
    """Return one artifact's text in the block of one file, for the platforms that load it from there."""
    artifact = placement.artifact
    if artifact.kind == "rule" and placement.pointer_to is not None:
        section, losses, level = _pointer(artifact, placement.pointer_to), [POINTED], "degraded"
    else:
        text = rewrite_mentions(placement, context, path).strip("\n")
        losses, level = [], "native"
        if artifact.kind == "rule":
            paths = artifact.fields.get("paths", ())
            is_scoped = paths and artifact.fields["activation"] == "paths"
            scope = f"For files that match {_globs(paths)}:\n\n" if is_scoped else ""
            text = f"{RULE_BEGINS}\n\n{scope}{text}"
            # a file that everybody reads cannot be scoped: the words keep the scope that the frontmatter would
            losses = [Loss("paths", "always loaded; the text names its files")] if scope else []
        section = BlockSection(KINDS[artifact.kind].order, artifact.key, text)
    parts: tuple[OutputPart, ...] = tuple(_companions_of_readers(placement, context, path))
    if path not in context.own_texts.get(artifact.key, ()):
        parts += (SectionPart(path, style_of(path), section, placement.platforms),)
    return Rendering(parts, delivered(placement, level, path, distinct(losses)))


def _companions_of_readers(placement: Placement, context: RenderContext, path: str) -> Iterator[EntryPart]:
    """Yield the settings that a platform needs to read a file that it shares with others."""
    for name in placement.platforms:
        bound = context.platforms[name].cells.get(placement.cell)
        if (name, path) in context.through or (name, path) in context.bridges:
            continue
        for spot in bound.reads if bound else ():
            if spot.key == placement.spot.key and spot.place is not None:
                yield from settings(spot.place.ensure, placement.artifact, (name,), path)


def _pointer(artifact: Artifact, target: Location) -> BlockSection:
    """Return the line for a scoped rule, where rules cannot be scoped, that says when to read which file."""
    file = target.path.replace("{id:path}", artifact.id).replace("{id}", artifact.id.replace("/", "-"))
    text = f"When you work on files that match {_globs(artifact.fields['paths'])}, first read `{file}`."
    return BlockSection(POINTER, artifact.key, text)


def _globs(paths: list[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths)


def render_bridge(bridge: Bridge) -> Rendering:
    """Return the file that only includes another, so that a platform loads that one too."""
    platform, path = bridge.platform, bridge.path
    section = include_section(platform, path, bridge.included)
    return Rendering((SectionPart(path, style_of(path), section, (platform.id,)),))


def include_section(platform: Platform, path: str, target: str) -> BlockSection:
    """Return the line in the file at a path by which a platform loads another file, too."""
    cell = platform.adapter.cells["instructions"]
    form = platform.adapter.table(cell, "text").get("file", "@{path}")
    text = form.replace("{path}", posixpath.relpath(target, posixpath.dirname(path) or "."))
    return BlockSection(0, f"include {target}", text)
