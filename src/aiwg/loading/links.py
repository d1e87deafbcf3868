"""Whether a platform follows links to the files and folders in its places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiwg.adapter.model import Cell, Place

if TYPE_CHECKING:  # a deploy asks for `is_followed` alone
    from aiwg.loading.find import FoundFile
    from aiwg.loading.reader import TreeReader

_FOLLOWED = {"no": ("",), "file": ("", "file"), "folder": ("", "folder")}
"""What of an artifact may be a link, by the word of the adapter; every other word leaves that open."""


def is_followed(cell: Cell, link: str) -> bool:
    """Say whether a platform takes a file of a kind. `link`: a "folder", the "file" itself or "both"; "" for none."""
    return _takes(cell.get("links", "yes"), link)


def why_refused(cell: Cell, place: Place, found: FoundFile, reader: TreeReader) -> str:
    """Return why a platform does not take a file, because it is a link; "" if it does."""
    way = place.settings.get("links", cell.get("links", "yes"))
    if way == "inside" and found.link and not _is_below(reader.real(found.path), reader.real(found.root)):
        return "refused: a link that leaves its folder"
    if _takes(way, found.link):
        return ""
    return "refused: a link" if found.link == "file" or way == "folder" else "refused: its folder is a link"


def _takes(way: str, link: str) -> bool:
    return link in _FOLLOWED.get(way, (link,))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
