"""Several projects: a row each, the worst first, the same finding across them, and the cost of each tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.output.html import text
from aiwg.output.html.matrix import LEVELS
from aiwg.output.html.sections import level_of, shares_of

Json = Mapping[str, Any]


PARTS = (
    ("unapproved", "ask", "to approve"),
    ("drift", "note", "edited or missing"),
    ("out_of_date", "note", "out of date"),
    ("doubled", "note", "loaded twice"),
)
"""What the row of a project counts beside its findings, and the look of each tag."""
STATUS = {"ok": "up to date", "not-deployed": "not deployed"}


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
    names = {each["id"]: text.safe(each["name"]) for each in fleet["cost"]}
    rows = sorted((_row(each, names) for each in fleet["projects"]), key=lambda row: (row.rank, row.name, row.path))
    context = {
        "fleet": fleet,
        "verdict": _verdict(rows),
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
        "costs": fleet["cost"],
        "words": {short: word for short, word, _ in LEVELS.values()},
    }
    return context, [width for row in rows for _, width in row.shares]


def _row(project: Json, names: Mapping[str, str]) -> ProjectRow:
    tags, rank = _tags(project)
    counts = {LEVELS[level][0]: int(count) for level, count in project["delivered"].items() if level in LEVELS}
    meant = sum(counts.get(level, 0) for level in "ntduh")
    words = {short: word for short, word, _ in LEVELS.values()} | {"h": "to approve"}
    return ProjectRow(
        name=text.safe(project["name"]),
        path=text.safe(project["path"]),
        href=text.beside(project["report"]),
        rank=rank,
        tags=tuple(tags),
        tools=text.listed((names.get(each, text.safe(each)) for each in project["tools"]), 4),
        tokens=int(project["tokens"] or 0),
        shares=tuple(shares_of((level, counts.get(level, 0)) for level in "ntduh")),
        shares_said=", ".join(f"{counts[level]:,} {words[level]}" for level in "ntduh" if counts.get(level)),
        full=100 * (counts.get("n", 0) + counts.get("t", 0)) // meant if meant else 0,
        files=int(project["files"] or 0),
        command=text.command(project["command"]),
    )


def _tags(project: Json) -> tuple[list[tuple[str, str]], int]:
    """Return the tags of a project (look, text), and its rank: those that need somebody come first."""
    found = project["findings"]
    tags = [(level, text.count(found[level], level)) for level in ("error", "warning") if found.get(level)]
    for key, look, said in PARTS:
        if project[key]:
            tags.append((look, f"{project[key]:,} {said}"))
    if not tags or project["status"] == "not-deployed":
        status = STATUS.get(project["status"], text.safe(project["status"]))
        tags.append(("ok" if project["status"] == "ok" else "note", status))
    weight = (found.get("error", 0) * 10**3 + found.get("warning", 0)) * 10**3 + sum(project[key] for key, *_ in PARTS)
    return tags, 10**9 - weight - (project["status"] == "not-deployed")


def _verdict(rows: list[ProjectRow]) -> Mapping[str, str]:
    """Return how many projects need somebody, and the worst level of them."""
    levels = {look for row in rows for look, _ in row.tags}
    waiting = sum(row.tags != (("ok", STATUS["ok"]),) for row in rows)
    worst = next((level for level in ("error", "warning") if level in levels), "ok")
    if not waiting:
        return {"level": worst, "text": "Every project is up to date."}
    verb = "needs" if waiting == 1 else "need"
    return {"level": worst, "text": f"{waiting:,} of {text.count(len(rows), 'project')} {verb} your attention."}
