"""What `aiwg context` says against what real clients sent: every token of every messy project, before and after a file
is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.loading import LoadedContext
from aiwg.loading.model import CHANCE
from tests.conformance.table import clients
from tests.loading.predicting import counts, look
from tests.loading.projects import Messy, projects

RECORDED: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "recorded.yaml").read_text(encoding="utf-8"))
APART = {("openclaw", "started-below"): "its workspace is the folder that its settings name, wherever it is started"}
"""What was recorded and cannot be foretold, and why."""
RUNS = [(client, project) for client, entry in RECORDED.items() for project in entry["projects"]]
RUNS = [run for run in RUNS if run not in APART]


@pytest.mark.parametrize(("name", "project"), RUNS, ids=["-".join(run) for run in RUNS])
def test_what_is_said_is_what_was_sent(name: str, project: str, tmp_path: Path) -> None:
    """For each token, the count that is foretold is the count that the client sent."""
    client, messy = clients()[name], projects()[project]
    context = look(client, messy, tmp_path / "room")
    reads = bool(messy.read) and "file" in client.provoke
    said = counts(context, messy, tmp_path / "room", reads)
    sent = RECORDED[name]["projects"][project]
    assert by_chance(said, messy, context) == by_chance(sent, messy, context)


def by_chance(found: dict[str, Any], messy: Messy, context: LoadedContext) -> dict[str, Any]:
    """Return counts with one name for all files of which chance decides which one counts."""
    same = {item.shown: context_shown(context, item.by) for item in context.hidden if item.cause == CHANCE}
    result = {}
    for label, times in found.items():
        path, _, part = label.partition(" ")
        shown = path.removeprefix(f"{messy.start}/") if path.startswith(f"{messy.start}/") else path
        shown = f"../{path}" if messy.start and shown == path and not path.startswith(("~", "..")) else shown
        result[f"{same.get(shown, shown)} {part}"] = times
    return result


def context_shown(context: LoadedContext, path: str) -> str:
    """Return how a person writes the path of an item."""
    return next(item.shown for item in context.items if item.path == path)


def test_the_recording_is_of_the_pinned_versions() -> None:
    """Each client was recorded in the version that the conformance suite pins, in all projects."""
    for name, entry in RECORDED.items():
        assert entry["version"] == clients()[name].version, name
        assert set(entry["projects"]) == set(projects()), name


def test_the_recording_can_tell_right_from_wrong() -> None:
    """Clients were seen to load something and to leave something in most projects, so that a wrong guess shows."""
    for name, entry in RECORDED.items():
        telling = [
            project
            for project, sent in entry["projects"].items()
            if sent and len(sent) < len(projects()[project].tokens())
        ]
        assert len(telling) >= (1 if name in FEW else 10), name


FEW = ("aider",)
"""Clients that load nothing of a project but what their settings name."""
