"""The table of layouts in docs/layouts.md, from their data."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.kinds import KIND_OF_CELL, KINDS, kinds_said
from aiwg.importing.layouts.find import all_layouts, layout_named
from aiwg.importing.layouts.model import TreeLayout

MARKER = "<!-- generated: layouts -->\n"
END = "<!-- /generated -->"


def with_table(text: str) -> str:
    """Return a page with its table of layouts. Raises ValueError for a page without its markers."""
    start = text.index(MARKER) + len(MARKER)
    rows = [
        f"| `{layout.id}` | {_marks(layout)} | {', '.join(_kinds(layout)) or 'all kinds'} | {_checked(layout)} |"
        for layout in sorted(all_layouts(), key=lambda layout: layout.rank)
    ]
    head = "| layout | recognized by | read | checked |\n|---|---|---|---|\n"
    return f"{text[:start]}{head}{chr(10).join(rows)}\n{text[text.index(END, start) :]}"


def _marks(layout: TreeLayout) -> str:
    return ", ".join(f"`{marker}`" for marker in layout.markers).replace("|", "\\|")


def _kinds(layout: TreeLayout) -> Iterator[str]:
    """Yield the kinds that a layout has; of one that holds packages those of their layouts."""
    inner = (layout.data.get("packages") or {}).get("layouts")
    if inner:
        yield f"what its plugins hold ({', '.join(f'`{layout_named(id).id}`' for id in inner)})"
    for cell in KIND_OF_CELL:
        if cell in layout.data:
            yield kinds_said(KIND_OF_CELL[cell])
    if "behaviors" in layout.data:
        yield kinds_said(KINDS["behavior"].name)


def _checked(layout: TreeLayout) -> str:
    evidence = layout.data["evidence"]
    return f"{evidence['version']}, {evidence['checked']}" if "version" in evidence else str(evidence["checked"])
