"""Rules that several platforms read: a scope that one ignores, and where a second load comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.cli.app import run
from aiwg.deployment.intent import Inspect, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.workspace import open_workspace
from aiwg.doctor import unread
from tests.conftest import put

ALL = sorted(id for id in discover().ids() if discover().get(id).cells.get("rules"))
SETS = [ALL, *(ALL[start::7] for start in range(7)), ["claude", "codewhale"], ["cursor", "crush"]]
RULE = "---\ndescription: For the sources.\npaths:\n  - src/**\n---\nUse tabs.\n"


@pytest.mark.parametrize("platforms", SETS, ids=lambda ids: f"{len(ids)} from {ids[0]}")
def test_a_scope_that_is_ignored_is_a_loss(
    platforms: list[str], project: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever ignores the globs of a deployed rule has that loss in the plan, and doctor says nothing more of it."""
    monkeypatch.chdir(project)
    put(project / "aiwg.yaml", f"platforms: [{', '.join(platforms)}]\nbundles: []\n")
    put(project / ".aiwg/rules/tabs.md", RULE)
    assert run(["deploy", "-q"]) == 0
    targets = Targets(Path(), "project")
    planned = plan_deployment(Inspect(targets), open_workspace(Path(), "project"))
    losing = {each.platform for each in planned.deliveries if any(loss.field == "paths" for loss in each.losses)}
    capsys.readouterr()
    run(["doctor", "--json"])
    assert "scope-ignored" not in {each["code"] for each in json.loads(capsys.readouterr().out)["findings"]}
    monkeypatch.setattr(unread, "_is_output", lambda *_: False)
    run(["doctor", "--json", "-v"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {id for each in found if each["code"] == "scope-ignored" for id in each["platforms"]} <= losing


def test_a_second_load_names_both_places(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If other platforms need a place that a platform reads beside its own, doctor names the two places."""
    monkeypatch.chdir(project)
    put(project / "aiwg.yaml", f"platforms: [{', '.join(ALL)}]\nbundles: []\n")
    put(project / ".aiwg/rules/tabs.md", RULE)
    assert run(["deploy", "-q"]) == 0
    capsys.readouterr()
    run(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    said = {id: each["message"] for each in found if each["code"] == "loaded-twice" for id in each["platforms"]}
    assert said == {"devin": "loads twice 1 artifact: it reads .cursor/rules/{id}.mdc and .devin/rules/{id}.md"}
