"""What all artifacts that are keys in a shared file have in common, and MCP servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.adapter.paths import Selector, parse_selector
from aiwg.artifact.model import Artifact
from aiwg.placement.place import Placement
from aiwg.render.documents import format_of
from aiwg.render.outputs import KeyEntry, KeyPath
from aiwg.render.rendering import EntryPart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def value_part(placement: Placement, path: str, keys: KeyPath, value: Any) -> EntryPart:
    """Return a value of ours in the shared file at `path`."""
    entry = KeyEntry(keys, value, (placement.artifact.named,), placement.platforms)
    return EntryPart(path, format_of(path), entry)


def companions(placement: Placement, path: str) -> Iterator[EntryPart]:
    """Yield the settings that a place needs beside it, as the adapter's `ensure` says."""
    cell = placement.writer.adapter.cells[placement.cell]
    place = placement.spot.place
    wanted = {**cell.get("ensure", {}), **(place.ensure if place else {})}
    return settings(wanted, placement.artifact, placement.platforms, path)


def settings(
    wanted: Mapping[str, Any], artifact: Artifact, platforms: tuple[str, ...], path: str
) -> Iterator[EntryPart]:
    """Yield settings, each under "path#selector", or "#selector" in the file at `path`; a list means its members."""
    for where, value in wanted.items():
        file, _, selector = where.partition("#")
        keys = parse_selector(selector).keys
        target = file or path
        for item in value if isinstance(value, list) else [value]:
            from aiwg.merge.keys import Value

            steps = (*keys, Value(item)) if isinstance(value, list) else keys
            entry = KeyEntry(steps, item, (artifact.named,), platforms, companion=True)
            yield EntryPart(target, format_of(target), entry)


def selected(selector: Selector | None, name: str) -> KeyPath:
    """Return the key path of a selector for one artifact's name."""
    if selector is None:
        return ()
    keys: KeyPath = tuple(key.replace("{id}", name) for key in selector.keys)
    from aiwg.merge.keys import Member

    return (*keys, Member(selector.member_key, name)) if selector.member == "key" else keys
