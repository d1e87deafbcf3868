"""Every cell of the matrix for the script: distinct outcomes, paths and rows once, artifacts by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.artifact.kinds import KINDS, MAIN_FILES, kinds_said
from aiwg.output.html import text
from aiwg.output.html.compact import Table, runs
from aiwg.output.html.matrix import LEVELS, MatrixGroup, letter, said

Json = Mapping[str, Any]

Cell = tuple[int, int]
"""An outcome and a path template, -1 for none."""


def cells_of(report: Json) -> list[tuple[Cell, ...]]:
    """Return, per artifact, its cell on each tool."""
    count = len(report["artifacts"])
    columns = [[tuple(cell) for cell in column] for column in report["deliveries"]]
    return [tuple((column[index][0], column[index][1]) for column in columns) for index in range(count)]


def letters_of(report: Json, cells: Sequence[tuple[Cell, ...]]) -> list[str]:
    """Return, per artifact, the letter of its level on each tool."""
    levels = [letter(outcome) for outcome in report["outcomes"]]
    known: dict[tuple[Cell, ...], str] = {}
    for row in cells:
        if row not in known:
            known[row] = "".join(levels[outcome] for outcome, _ in row)
    return [known[row] for row in cells]


def data_of(report: Json, cells: Sequence[tuple[Cell, ...]], groups: Sequence[MatrixGroup]) -> dict[str, Any]:
    """Return what the script needs for cells that nobody has opened yet."""
    distinct: Table[Cell] = Table()
    rows: Table[tuple[int, ...]] = Table()
    numbers = [rows.number_of(tuple(map(distinct.number_of, row))) for row in cells]
    kinds = sorted({str(artifact["kind"]) for artifact in report["artifacts"]})
    return {
        "tools": [[text.safe(tool["id"]), text.safe(tool["name"])] for tool in report["tools"]],
        "main": MAIN_FILES[0],  # what lies in a folder of its own on a platform is a skill
        "levels": {short: [word, meaning] for short, word, meaning in LEVELS.values()},
        "kinds": [[text.safe(kind), *_words(kind)] for kind in kinds],
        "artifacts": [_artifact(each, kinds) for each in report["artifacts"]],
        "outcomes": [_outcome(each) for each in report["outcomes"]],
        "paths": [text.safe(each, text.COMMAND) for each in report["paths"]],
        "cells": distinct.values,
        "rows": rows.values,
        "row": numbers,
        "patterns": [runs(row.members) for group in groups for row in group.rows],
    }


def _words(kind: str) -> list[str]:
    one = said(kind, 1).removeprefix("1 ")
    return [one, text.safe(kinds_said(kind) if kind in KINDS else kind)]


def _artifact(artifact: Json, kinds: Sequence[str]) -> list[Any]:
    description = text.safe(artifact["description"], 240)
    place = text.safe(artifact["source_path"])
    return [
        kinds.index(artifact["kind"]),
        text.safe(artifact["name"]),
        text.safe(artifact["layer"]),
        place,
        description,
    ]


def _outcome(outcome: Json) -> list[Any]:
    via = outcome["via"] or {}
    form = ", ".join(
        f"{text.safe(how)} {text.safe(what)}" if how in ("in", "as") else text.safe(how) for how, what in via.items()
    )
    losses = [text.prose(each["text"]) for each in outcome["losses"]]
    reason = text.prose((outcome["reason"] or {}).get("text"))
    return [letter(outcome), form, reason, losses, [text.prose(each) for each in outcome["notes"]]]
