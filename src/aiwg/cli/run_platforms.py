"""The platforms: one row each, or one page about one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.cli import output
from aiwg.cli.output import paint, say, say_json, table
from aiwg.cli.platform_cells import CARRIED, NATIVE, NONE, UNKNOWN, Support, support
from aiwg.cli.platform_page import platform_json, say_platform
from aiwg.errors import Exit, UserError
from aiwg.place.bind import bind
from aiwg.workplace import describe_platforms

SCHEMA = "aiwg.platforms/1"
SHORT = {"instructions": "instr", "commands": "cmds", "mcp_servers": "mcp", "permissions": "perms"}
"""Headings that keep the table within a terminal."""


def run_platforms(name: str | None, project: Path, scope: str, as_json: bool) -> int:
    """Say the table, or the page of one platform; return the exit code."""
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    registry = describe_platforms(project)
    adapters = [registry.named(name)] if name else registry.all()
    if as_json:
        say_json(
            {
                "schema": SCHEMA,
                "scope": scope,
                "platforms": [
                    platform_json(adapter, _row(adapter, scope)) if name else _row_json(adapter, scope)
                    for adapter in adapters
                ],
            }
        )
    elif name:
        say_platform(adapters[0], scope, _row(adapters[0], scope))
    else:
        _say_table(adapters, scope)
    return Exit.OK


def _row(adapter: Adapter, scope: str) -> dict[str, Support]:
    platform = bind(adapter, scope, Environment.current())
    return {cell: support(platform, cell) for cell in KIND_OF_CELL}


def _row_json(adapter: Adapter, scope: str) -> dict[str, Any]:
    evidence = adapter.data["evidence"]
    return {
        "id": adapter.id,
        "name": adapter.name,
        "vendor": adapter.data["vendor"],
        "origin": adapter.origin,
        "evidence": {key: evidence.get(key) for key in ("grade", "version", "checked")},
        "kinds": {cell: found.as_json() for cell, found in _row(adapter, scope).items()},
    }


def _say_table(adapters: list[Adapter], scope: str) -> None:
    rows = [["", *(SHORT.get(cell, cell) for cell in KIND_OF_CELL), "evidence"]]
    for adapter in adapters:
        evidence = adapter.data["evidence"]
        seen = f"{evidence['grade']} {evidence.get('checked', '')}".strip()
        rows.append([adapter.id, *(_mark(found) for found in _row(adapter, scope).values()), paint(seen, "faint")])
    for line in _fitting(rows):
        say(line)
    say()
    say("native: it has this kind   skills, instr, ...: carried by that kind   -: none   ?: nobody knows")
    where = "a project" if scope == "project" else "your home folder"
    say(f"These are the places in {where}.   All about one: {paint('aiwg platforms ID', 'hint')}")


def _mark(found: Support) -> str:
    if found.state == NATIVE:
        return paint("native", "ok")
    if found.state == CARRIED:
        return paint(SHORT.get(found.by[0], found.by[0]), "warning")
    return {NONE: "-", UNKNOWN: "?"}[found.state]


def _fitting(rows: list[list[str]]) -> list[str]:
    """Return the table with as much of the evidence as the terminal has room for."""
    grades = [[*row[:-1], click.unstyle(row[-1]).split(" ")[0]] for row in rows]
    lines: list[str] = []
    for attempt in (rows, grades, [row[:-1] for row in rows]):
        lines = table(attempt, indent="")
        if max(len(click.unstyle(line)) for line in lines) <= output.width():
            break
    return lines
