"""The workflows for GitHub: they cannot run here, so their parts are checked against what they use."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def jobs_of(file: Path) -> dict[str, dict[str, Any]]:
    """Return the jobs of a workflow."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    return found


def steps_of(file: Path) -> list[dict[str, Any]]:
    """Return the steps of all jobs of a workflow."""
    return [step for job in jobs_of(file).values() for step in job["steps"]]


def test_all_supported_pythons_are_tried() -> None:
    """The Pythons of the matrix are those that the package says it supports, on Linux and macOS."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [each.rpartition(" ")[2] for each in project["classifiers"] if re.search(r":: 3\.\d+$", each)]
    matrix = jobs_of(ROOT / ".github/workflows/ci.yml")["tests"]["strategy"]["matrix"]
    assert matrix["python"] == named
    assert project["requires-python"] == f">={named[0]}"
    assert [each.partition("-")[0] for each in matrix["system"]] == ["ubuntu", "macos"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_every_action_is_pinned(file: Path) -> None:
    """Each action is named by a whole commit, with its version beside it."""
    uses = [line.strip().removeprefix("- ") for line in file.read_text().splitlines() if "uses:" in line]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_every_target_exists(file: Path) -> None:
    """Each `make` of a step names targets of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = [step["run"] for step in steps_of(file) if "make " in step.get("run", "")]
    assert commands
    for command in commands:
        assert set(command.partition("make ")[2].split()) <= targets, command


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_job_may_do_no_more_than_it_does(file: Path) -> None:
    """Nothing is granted to a whole workflow but to read; only named jobs get more, and no checkout keeps a token."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert content["permissions"] in ({}, {"contents": "read"})
    granted = {name: set(job.get("permissions", {})) for name, job in content["jobs"].items()}
    expected = {"build": {"contents", "id-token", "attestations"}, "publish": {"id-token"}}
    assert granted == {name: expected.get(name, set()) for name in granted}
    for step in steps_of(file):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert not re.search(r"run:.*\$\{\{", file.read_text())
