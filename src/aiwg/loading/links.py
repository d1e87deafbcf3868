"""Whether a platform follows links to the files and folders in its places."""

from __future__ import annotations

from aiwg.adapter.model import Cell, Place

TYPE_CHECKING = False
if TYPE_CHECKING:  # a deploy asks for `is_followed` alone
    from aiwg.loading.find import FoundFile
    from aiwg.loading.reader import TreeReader

UNKNOWN, DIRECT = "unknown", "direct"
_FOLLOWED = {"no": ("",), "direct": ("",), "file": ("", "file"), "folder": ("", "folder")}
"""What of an artifact may be a link, by the word of the adapter; every other word leaves that open."""


def way_of(cell: Cell, place: Place) -> str:
    """Return an adapter's word on the links at a place; UNKNOWN where nobody has seen what becomes of them."""
    return str(place.settings.get("links", cell.get("links", UNKNOWN)))


def is_followed(cell: Cell, link: str) -> bool:
    """Say whether a platform may take a file of a kind. `link`: a "folder", the "file" or "both"; "" for none."""
    return _takes(cell.get("links", UNKNOWN), link)


def why_refused(cell: Cell, place: Place, found: FoundFile, reader: TreeReader) -> str:
    """Return why a platform does not take a file, because it is a link; "" if it does, or nobody knows."""
    way = way_of(cell, place)
    if way == "inside" and found.link and not _is_below(reader.real(found.path), reader.real(found.root)):
        return "refused: a link that leaves its folder"
    if way == DIRECT and not found.link and _has_linked_folder(found, reader):
        return "refused: a folder above it is a link"
    if _takes(way, found.link):
        return ""
    return "refused: a link" if found.link == "file" or way == "folder" else "refused: its folder is a link"


def _takes(way: str, link: str) -> bool:
    return link in _FOLLOWED.get(way, (link,))


def _has_linked_folder(found: FoundFile, reader: TreeReader) -> bool:
    """Say whether a link lies between the folder that a place was looked for in and the file."""
    return reader.real(found.path) != reader.real(found.base).rstrip("/") + found.path[len(found.base.rstrip("/")) :]


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
