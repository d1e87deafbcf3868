"""The platforms as Markdown: a table of some of them, and a page for each in its own folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import COLUMNS, KIND_OF_CELL
from aiwg.output.platforms.cells import Support, support
from aiwg.output.platforms.facts import SETTINGS, Row, cell_facts, facts
from aiwg.placement.resolve import bind

SIGNS = {"native": "yes", "carried": "as {by}", "none": "-", "unknown": "?"}
HEADINGS = {"mcp_servers": "MCP servers"}
SHORT_HEADINGS = {"mcp_servers": "MCP"}
TECHNICAL = {
    "also called",
    "folders",
    "detected by",
    "format",
    "takes only",
    "limits",
    "fields",
    "accepts",
    *SETTINGS.values(),
}
"""Labels of rows that hold native names, which stand as code."""

SOMEBODY = Environment("/home/you", {}, "linux")
LEGEND = (
    "`yes`: the platform has the kind in a project. `as ...`: aiwg delivers it as another kind. `-`: aiwg\n"
    "found no file for it in a project. `?`: not documented or tested; aiwg writes nothing there."
)


def table(adapters: Iterable[Adapter]) -> str:
    """Return the table of platforms and kinds, project scope, with links to their folders."""
    cells = COLUMNS
    rows = [["platform", *(SHORT_HEADINGS.get(cell, cell) for cell in cells), "evidence"], ["---"] * (len(cells) + 2)]
    for adapter in adapters:
        row = _supports(adapter, "project")
        name = f"[{adapter.name}](../platforms/{adapter.id}) `{adapter.id}`"
        name += " (ending or ended)" if adapter.status else ""
        rows.append([name, *(_sign(row[cell]) for cell in cells), _evidence(adapter)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def links(adapters: Iterable[Adapter]) -> str:
    """Return links to the pages of platforms, in the order of their names, as one paragraph."""
    named = sorted(adapters, key=lambda adapter: adapter.name.lower())
    linked = [f"[{adapter.name}](../platforms/{adapter.id}/README.md)" for adapter in named]
    return ",\n".join(linked) + "."


def page(adapter: Adapter) -> str:
    """Return the page of one platform: the same facts as `aiwg platforms ID`."""
    parts = [
        f"# {adapter.name}",
        "",
        "Generated from [platform.yaml](platform.yaml) (`make docs`).",
        f"`aiwg platforms {adapter.id}` prints the same.",
        "",
        *_list(facts(adapter)),
    ]
    project, user = _supports(adapter, "project"), _supports(adapter, "user")
    for cell in KIND_OF_CELL:
        parts += ["", f"## {HEADINGS.get(cell) or cell.capitalize()}", ""]
        parts.append(f"In a project: {project[cell].said}. In your home folder: {user[cell].said}.")
        if cell in adapter.cells:
            rows = list(cell_facts(adapter.cells[cell]))
            parts += ["", *_places(rows), "", *_list(row for row in _named(rows) if row[0] != "reads")]
    return "\n".join(parts) + "\n"


def _supports(adapter: Adapter, scope: str) -> dict[str, Support]:
    platform = bind(adapter, scope, SOMEBODY)
    return {cell: support(platform, cell) for cell in KIND_OF_CELL}


def _sign(found: Support) -> str:
    carriers = ", ".join(by.rstrip("s") if by == "skills" else by for by in found.by)
    return SIGNS[found.state].format(by=carriers)


def _evidence(adapter: Adapter) -> str:
    evidence = adapter.data["evidence"]
    return ", ".join(str(evidence[key]) for key in ("grade", "version", "checked") if key in evidence)


def _named(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows with the label of the row that they go on from."""
    last = ""
    for label, text, note in rows:
        last = label or last
        yield last, text, note


def _places(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the table of the places that are read, strongest first."""
    yield "| reads, strongest first | |"
    yield "|---|---|"
    for label, text, note in _named(rows):
        if label == "reads":
            yield f"| {_code(text).replace('|', chr(92) + '|')} | {_prose(note)} |"


def _list(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows as a list, what goes on under one label as a list inside."""
    groups: dict[str, list[str]] = {}
    for label, text, note in _named(rows):
        said = _code(text) if label in TECHNICAL else _prose(text)
        groups.setdefault(label, []).append(f"{said} ({_prose(note)})" if note else said)
    for label, texts in groups.items():
        if len(texts) == 1:
            yield f"- **{label}**: {texts[0]}"
        else:
            yield f"- **{label}**:"
            yield from (f"  - {text}" for text in texts)


def _code(text: str) -> str:
    ticks = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _prose(text: str) -> str:
    """Return a sentence as Markdown: what it holds in backticks is code, all else stands as it is."""
    if text.startswith("https://"):
        return f"<{text}>"
    parts = re.split(r"(`[^`]+`)", text)
    parts[::2] = [re.sub(r"([\\*_<|\[\]`])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts)
