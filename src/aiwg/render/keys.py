"""What all artifacts that are keys in a shared file have in common, and MCP servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.adapter.paths import Selector, parse_selector
from aiwg.artifact.model import Artifact
from aiwg.merge.keys import Member, Value
from aiwg.placement.place import Placement
from aiwg.render.documents import format_of
from aiwg.render.outputs import KeyEntry, KeyPath
from aiwg.render.state import RenderState


def add_value(placement: Placement, context: RenderState, keys: KeyPath, value: Any) -> str:
    """Add a value of ours below a placement's selector; return the path of the file it goes to."""
    path = context.path_of(placement)
    entry = KeyEntry(keys, value, (placement.artifact.named,), placement.platforms)
    context.outputs.add_entry(path, format_of(path), entry)
    return path


def add_companions(placement: Placement, context: RenderState, path: str) -> None:
    """Add the settings that a place needs beside it, as the adapter's `ensure` says."""
    cell = placement.writer.adapter.cells[placement.cell]
    place = placement.spot.place
    wanted = {**cell.get("ensure", {}), **(place.ensure if place else {})}
    add_settings(wanted, placement.artifact, placement.platforms, context, path)


def add_settings(
    wanted: Mapping[str, Any], artifact: Artifact, platforms: tuple[str, ...], context: RenderState, path: str
) -> None:
    """Add settings, each under "path#selector", or "#selector" in the file at `path`; a list means its members."""
    for where, value in wanted.items():
        file, _, selector = where.partition("#")
        keys = parse_selector(selector).keys
        target = file or path
        for item in value if isinstance(value, list) else [value]:
            steps = (*keys, Value(item)) if isinstance(value, list) else keys
            entry = KeyEntry(steps, item, (artifact.named,), platforms, companion=True)
            context.outputs.add_entry(target, format_of(target), entry)


def selected(selector: Selector | None, name: str) -> KeyPath:
    """Return the key path of a selector for one artifact's name."""
    if selector is None:
        return ()
    keys: KeyPath = tuple(key.replace("{id}", name) for key in selector.keys)
    return (*keys, Member(selector.member_key, name)) if selector.member == "key" else keys
