"""What to do next, and the verdict in one sentence: both follow from the findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.commands.report.artifacts import command
from aiwg.commands.report.snapshot import Snapshot
from aiwg.doctor.sources import PLAN, SETUP

MOST = 6
"""The most steps that a person is given at once."""

STEPS = {
    "source": ("Fix the sources", "aiwg does not deploy an artifact with an error.", ("aiwg", "lint")),
    "conflict": ("Resolve the conflicts", "aiwg left these files as you have them.", ("aiwg", "status")),
    "approval": (
        "Review items that can run commands",
        "aiwg does not deploy it until you approve it.",
        ("aiwg", "trust"),
    ),
    "restriction": ("Decide on lost restrictions", "", None),
    "out-of-date": ("Update the deployed files", "The sources changed after the last deploy.", ("aiwg", "sync")),
    "drift": ("Decide on your edits", "Someone changed or deleted files that aiwg wrote.", ("aiwg", "reconcile")),
    "cut": ("Shorten the texts that are cut", "", None),
    "twice": ("Remove the second copies", "", None),
    "state": ("Repair aiwg's records", "", ("aiwg", "doctor", "--fix")),
}
"""Title, sentence and command by category, in the order of doing; without a sentence the finding says it."""


def next_steps(snapshot: Snapshot, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps in their order, at most one for each category. Notes are no step, but for approvals."""
    found: list[dict[str, Any]] = []
    if not snapshot.subject.is_deployed and snapshot.planned is not None:
        text = "aiwg has no files here yet."
        found.append({"title": "Deploy", "text": text, "command": command("aiwg", "deploy"), "finding": None})
    for category, (title, text, argv) in STEPS.items():
        for index, each in enumerate(findings):
            is_step = each["level"] != "note" or category in ("approval",)
            if each["category"] == category and is_step:
                if each["code"] in (PLAN.code, SETUP.code):
                    title, text, argv = "Fix the setup", "", None
                told = command(*argv) if argv is not None else each["command"]
                found.append({"title": title, "text": text or each["text"], "command": told, "finding": index})
                break
    return found[:MOST]


def verdict(snapshot: Snapshot, findings: Sequence[dict[str, Any]], artifacts: int) -> dict[str, str]:
    """Return how things stand, as a level and one sentence."""
    errors = sum(each["level"] == "error" for each in findings)
    warnings = sum(each["level"] == "warning" for each in findings)
    tools = len(snapshot.adapters)
    who = f"{tools} tool{'' if tools == 1 else 's'}"
    what = f"{artifacts:,} artifact{'' if artifacts == 1 else 's'}"
    if errors or warnings:
        said = [f"{errors} error{'' if errors == 1 else 's'}"] if errors else []
        said += [f"{warnings} warning{'' if warnings == 1 else 's'}"] if warnings else []
        return {"level": "error" if errors else "warning", "text": f"{' and '.join(said)}: {what} for {who}."}
    if not snapshot.subject.is_deployed:
        return {"level": "ok", "text": f"aiwg has not deployed anything yet. A deploy would write {what} for {who}."}
    return {"level": "ok", "text": f"Everything is up to date: {what} for {who}."}
