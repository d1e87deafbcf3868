"""Who refers to what, and what is broken."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit
from aiwg.decisions.folder import decision_folder
from aiwg.deployment.sources import SourceOverview, read_sources
from aiwg.findings.model import Finding
from aiwg.output.console import paint, print_problems, say, say_json
from aiwg.source.mentions import broken
from aiwg.source.references import Reference, References, references_of

SCHEMA = "aiwg.mentions/1"


def run_mentions(explicit: Sequence[str], project: Path, check: bool, as_json: bool) -> int:
    """Say who refers to what; return the exit code: 3 for an invalid source, with `check` for a broken reference."""
    sources = read_sources(project, explicit)
    records = decision_folder(sources.workspace.project).path
    references = references_of(sources.catalog, sources.layers, sources.workspace.project, records)
    wrong = [
        broken(each.mention, each.file, "error") for each in references.found if each.found is None
    ] + references.problems
    others = [problem for problem in sources.problems if problem.code != "broken-mention"]
    if as_json:
        say_json(_json(sources, references, wrong + others))
    else:
        if not check:
            _say(references)
        print_problems([*wrong, *(problem for problem in others if problem.level == "error")])
        say(_summary(references, len(wrong)))
    invalid = any(problem.level == "error" for problem in others)
    return Exit.SOURCE if invalid or (check and wrong) else Exit.OK


def _say(references: References) -> None:
    """Print each file that is mentioned, and below it every place that mentions it."""
    by_target: dict[str, list[Reference]] = {}
    for each in references.found:
        by_target.setdefault(each.mention.target, []).append(each)
    for target, found in sorted(by_target.items()):
        note = "" if found[0].found else f"  {paint('broken', 'error')}"
        say(f"@{shown(target)}{note}")
        for each in found:
            say(f"  {shown(each.file)}:{each.mention.line}")
    if by_target:
        say()


def _summary(references: References, wrong: int) -> str:
    count = len(references.found)
    said = "1 mention" if count == 1 else f"{count} mentions"
    files = "1 file" if references.files == 1 else f"{references.files} files"
    return f"{said} in {files}, {f'{wrong} broken' if wrong else 'none broken'}"


def _json(sources: SourceOverview, references: References, problems: Sequence[Finding]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "mentions": [
            {
                "file": each.file,
                "line": each.mention.line,
                "artifact": each.artifact,
                "target": each.mention.target,
                "found": _display_path(each.found, sources) if each.found else None,
            }
            for each in references.found
        ],
        "problems": [problem.as_problem() for problem in problems],
        "summary": {
            "files": references.files,
            "mentions": len(references.found),
            "broken": sum(each.found is None for each in references.found),
        },
    }


def _display_path(path: Path, sources: SourceOverview) -> str:
    """Return a file as messages name it: relative to the project, else below the name of its layer."""
    for layer in reversed(sources.layers):
        if path.is_relative_to(layer.root):
            return f"{layer.shown}/{path.relative_to(layer.root).as_posix()}"
    return os.path.relpath(path, sources.workspace.project).replace(os.sep, "/")
