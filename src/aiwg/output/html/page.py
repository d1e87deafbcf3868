"""A report or a fleet, as `aiwg report --json` prints it, to one page of HTML.

The page makes no request, runs no text of the report, and is the same bytes for the same report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.output.html import delivery, document, sections, text
from aiwg.output.html.files import folders_of
from aiwg.output.html.fleet import fleet_context
from aiwg.output.html.loads import LoadTables
from aiwg.output.html.matrix import LEVELS, groups_of
from aiwg.output.html.tools import ToolRow, scale_of, tool_row


def render_report(report: Mapping[str, Any]) -> str:
    """Return the page of one report, `aiwg.report/1`."""
    cells = delivery.cells_of(report)
    letters = delivery.letters_of(report, cells)
    groups = groups_of(report["artifacts"], letters)
    tables = LoadTables(report["artifacts"])
    scale = scale_of(report["tools"])
    flags = sections.flags_by_tool(report["findings"])
    tools = [tool_row(tool, scale, tables, flags.get(tool["id"], ())) for tool in report["tools"]]
    names = {tool["id"]: text.safe(tool["name"]) for tool in report["tools"]}
    folders = folders_of(report, names)
    ticks = scale.ticks()
    facts = list(sections.facts_of(tools, letters, folders.count, folders.shared, report["project"]["is_deployed"]))
    shares = {fact.term: sections.shares_of(fact.shares) for fact in facts}
    context = {
        **_head(report),
        "report": report,
        "tools": tools,
        "ticks": ticks,
        "facts": facts,
        "shares": shares,
        "groups": groups,
        "levels": [level for level in LEVELS.values() if level[0] in set("".join(letters))],
        "words": {short: word for short, word, _ in LEVELS.values()},
        "steps": [
            {**step, "command": text.command(step["command"]), "finding": step["finding"]} for step in report["next"]
        ],
        "findings": sections.finding_groups(report["findings"], names),
        "counted": sections.counted(report["findings"]),
        "held": [sections.held_row(each, names) for each in report["held"]],
        "folders": folders,
        "sources": [sections.source_row(each, is_read=not report["errors"]) for each in report["sources"]],
        "decisions": sections.decision_rows(report["decisions"]),
    }
    data = {**delivery.data_of(report, cells, groups), **tables.data(), **folders.data()}
    return document.render("report.html.j2", context, data, _widths(tools, ticks, shares))


def render_fleet(fleet: Mapping[str, Any]) -> str:
    """Return the page of several projects, `aiwg.fleet/1`."""
    context, widths = fleet_context(fleet)
    return document.render("fleet.html.j2", context, {}, widths)


def _head(report: Mapping[str, Any]) -> dict[str, Any]:
    project = report["project"]
    return {"name": text.safe(project["name"]) or "(no name)", "version": text.safe(report["version"])}


def _widths(
    tools: list[ToolRow], ticks: list[tuple[str, int]], shares: Mapping[str, list[tuple[str, int]]]
) -> list[int]:
    return [
        *(part.width for tool in tools for part in tool.parts),
        *(tool.lost for tool in tools),
        *(limit.used for tool in tools for limit in tool.limits),
        *(place for _, place in ticks),
        *(width for each in shares.values() for _, width in each),
    ]
