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
        "aiwg does not deploy them until you approve them.",
        ("aiwg", "trust"),
    ),
    "restriction": ("Decide on lost restrictions", "", None),
    "out-of-date": ("Update the deployed files", "The sources changed after the last deploy.", ("aiwg", "sync")),
    "drift": ("Decide on your edits", "Someone changed or deleted files that aiwg wrote.", ("aiwg", "reconcile")),
    "cut": ("Shorten the texts that are cut", "", None),
    "twice": ("Remove the second copies", "", None),
    "state": ("Repair aiwg's records", "", ("aiwg", "doctor", "--fix")),
}
"""Title, sentence and command by category, in the order of doing; without them the finding says it."""

OF_PROJECT = frozenset({"reconcile"})
"""Commands that only a project has."""


def next_steps(snapshot: Snapshot, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps in their order, at most one for each category. Notes are no step, but for approvals.

    Every error and warning is part of a step, so that no report with one says that there is nothing to do.
    """
    first: dict[str, int] = {}
    for index, each in enumerate(findings):
        if each["level"] != "note" or each["category"] == "approval":
            first.setdefault(each["category"], index)
    found = _first_deploy(snapshot)
    for category in (*STEPS, *(each for each in first if each not in STEPS)):
        if category in first:
            found.append(_step(findings[first[category]], first[category], snapshot.subject.scope))
    return found[:MOST]


def _first_deploy(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the step where aiwg has no files yet: to deploy, or to say for which tools."""
    if snapshot.subject.is_deployed or snapshot.subject.failure is not None:
        return []
    if snapshot.planned is not None:
        title, text, told = "Deploy", "aiwg has no files here yet.", command("aiwg", "deploy")
    elif snapshot.subject.scope == "project":
        title, text, told = "Choose your tools", "aiwg found none here. It asks for them.", command("aiwg", "init")
    else:
        title, text, told = "Choose your tools", "Name each one: aiwg deploy --scope user --platform ID", None
    return [{"title": title, "text": text, "command": told, "finding": None}]


def _step(each: dict[str, Any], index: int, scope: str) -> dict[str, Any]:
    title, text, argv = STEPS.get(each["category"], (each["title"], "", None))
    if each["code"] in (PLAN.code, SETUP.code):
        title, text, argv = "Fix the setup", "", None
    elif each["category"] == "source" and each["level"] != "error":
        title, text = "Read the warnings of the sources", ""
    if argv is not None and scope == "user" and argv[1] in OF_PROJECT:
        argv = None
    told = command(*argv) if argv is not None else each["command"]
    return {"title": title, "text": text or each["text"], "command": told, "finding": index}


def verdict(snapshot: Snapshot, findings: Sequence[dict[str, Any]], artifacts: int) -> dict[str, str]:
    """Return how things stand, as a level and one sentence."""
    counts = [(sum(each["level"] == level for each in findings), level) for level in ("error", "warning")]
    worst = next((level for count, level in counts if count), "ok")
    said = " and ".join(_counted(count, level) for count, level in counts if count)
    tools, what = len(snapshot.adapters), _counted(artifacts, "artifact")
    who = _counted(tools, "tool")
    if snapshot.subject.is_deployed:
        return {"level": worst, "text": f"{said or 'Everything is up to date'}: {what} for {who}."}
    if snapshot.planned is not None:
        doing = f"A deploy would write {what} for {who}"
        return {"level": worst, "text": f"Not deployed yet. {doing}{f', with {said}' if said else ''}."}
    if snapshot.subject.failure is not None:
        return {"level": worst, "text": f"Not deployed yet: {said or 'a deploy would fail'}."}
    return {"level": worst, "text": f"Not deployed yet: {what}, and no tool to deploy to."}


def _counted(amount: int, noun: str) -> str:
    return f"{amount:,} {noun}{'' if amount == 1 else 's'}"
