"""What a translation depends on beside the tree: whoever keeps one makes it anew when this changes."""

from __future__ import annotations

from functools import cache

from aiwg import __version__
from aiwg.core.digest import digest
from aiwg.importing.layouts.find import FILE, FOLDER, all_layouts, known_platforms

_STEP = "1"
"""Changed with every change of what a translation makes of a tree."""


@cache
def translation_version() -> str:
    """Return a text that is another one as soon as this aiwg may make something else of the same tree."""
    said = [f"{__version__} {_STEP}"]
    for layout in all_layouts():
        said.append((FOLDER / layout.id / FILE).read_text(encoding="utf-8"))
        if like := layout.data.get("like"):
            folder, _ = known_platforms().folders[like]
            said.append((folder / "platform.yaml").read_text(encoding="utf-8"))
    return digest("\0".join(said).encode())
