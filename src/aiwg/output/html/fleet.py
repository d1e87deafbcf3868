"""Several projects: a row each, the worst first, the same finding across them, and the cost of each tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.output.html import text
from aiwg.output.html.matrix import LEVELS
from aiwg.output.html.sections import SEVERITIES, level_of, shares_of

Json = Mapping[str, Any]


@dataclass(frozen=True)
class ProjectRow:
    """A project of a fleet as the page shows it."""

    name: str
    path: str
    href: str | None
    rank: int
    tags: tuple[tuple[str, str], ...]
    tools: str
    tokens: int
    shares: tuple[tuple[str, int], ...]
    shares_said: str
    full: int
    files: int
    command: Mapping[str, Any] | None


def fleet_context(fleet: Json) -> tuple[dict[str, Any], list[int]]:
    """Return the context of a fleet's page, and the widths that it uses."""
    rows = sorted((_row(each) for each in fleet["projects"]), key=lambda row: (row.rank, row.name, row.path))
    context = {
        "fleet": fleet,
        "version": text.safe(fleet["version"]),
        "rows": rows,
        "findings": [
            {
                "level": level_of(each),
                "title": text.prose(each["title"]),
                "count": len(each["projects"]),
                "where": text.listed((text.safe(name) for name in each["projects"]), 5),
            }
            for each in fleet["findings"]
        ],
        "costs": [{**each, "name": text.safe(each["name"])} for each in fleet["cost"]],
        "words": {short: word for short, word, _ in LEVELS.values()},
    }
    return context, [width for row in rows for _, width in row.shares]


def _row(project: Json) -> ProjectRow:
    tags, rank = _tags(project)
    counts = {LEVELS[level][0]: int(count) for level, count in project["delivered"].items() if level in LEVELS}
    meant = sum(counts.get(level, 0) for level in "ntduh")
    words = {short: word for short, word, _ in LEVELS.values()}
    return ProjectRow(
        name=text.safe(project["name"]),
        path=text.safe(project["path"]),
        href=text.beside(project["report"]),
        rank=rank,
        tags=tuple(tags),
        tools=text.listed((text.safe(each) for each in project["tools"]), 4),
        tokens=int(project["tokens"] or 0),
        shares=tuple(shares_of((level, counts.get(level, 0)) for level in "ntduh")),
        shares_said=", ".join(f"{counts[level]:,} {words[level]}" for level in "ntduh" if counts.get(level)),
        full=100 * (counts.get("n", 0) + counts.get("t", 0)) // meant if meant else 0,
        files=int(project["files"] or 0),
        command=text.command(project["command"]),
    )


def _tags(project: Json) -> tuple[list[tuple[str, str]], int]:
    """Return the tags of a project (level, text), and its rank: those that need somebody come first."""
    found = project["findings"]
    tags = [(level, text.count(found[level], level)) for level in SEVERITIES if found.get(level)]
    if project["unapproved"]:
        tags.append(("ask", f"{project['unapproved']:,} to approve"))
    errors, warnings = found.get("error", 0), found.get("warning", 0)
    rank = 10**9 - errors * 10**6 - warnings * 10**3 - (project["unapproved"] or 0)
    return tags or [("ok", text.safe(project["status"]))], rank
