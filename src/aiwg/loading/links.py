"""Whether a platform follows links to the files and folders in its places."""

from __future__ import annotations

from aiwg.adapter.model import Cell


def is_followed(cell: Cell, link: str) -> bool:
    """Say whether a platform takes a file of a kind. `link`: a "folder" or the "file" itself is a link, "" for none."""
    links = cell.get("links", "yes")
    return not link or not (links == "no" or (links == "file" and link == "folder"))
