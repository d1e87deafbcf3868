"""Artifacts that a platform lists twice because an installed plugin brings them too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.loading.model import LoadedItem


def copies_of(items: Iterable[LoadedItem]) -> Iterator[list[LoadedItem]]:
    """Yield the items of one kind and one file name of which a plugin brings at least one, under another name."""
    groups: dict[tuple[str, str], list[LoadedItem]] = {}
    for item in items:
        groups.setdefault((item.kind, item.path_name.rpartition("/")[2].lower()), []).append(item)
    for group in groups.values():
        if any(item.plugin for item in group) and len({item.name.lower() for item in group}) > 1:
            yield group
