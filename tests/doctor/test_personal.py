"""What doctor says of one person's parts of a team's project: each note comes with its cause and goes without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.personal.team import OWN, Team, team

CODES = ("personal-committed", "personal-stale", "stays-on")


@pytest.fixture
def mine(tmp_path: Path, home: Path) -> Team:
    """Return a team's project in which one person has parts of their own, deployed."""
    (tmp_path / "project").mkdir()
    made = team(tmp_path / "project", "claude, cursor")
    made.write(OWN)
    assert made.aiwg("deploy", "-q") == 0
    return made


def codes(project: Team, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the codes about one person's parts that doctor reports."""
    capsys.readouterr()
    run(["doctor", "--project", str(project.project), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return {each["code"] for each in found}.intersection(CODES)


def test_parts_in_order_are_not_mentioned(mine: Team, capsys: pytest.CaptureFixture[str]) -> None:
    """Parts that are deployed, and that git does not see, are no finding."""
    assert codes(mine, capsys) == set()


def test_parts_that_git_tracks_are_named(mine: Team, capsys: pytest.CaptureFixture[str]) -> None:
    """A committed folder of one person is reported: everybody gets it."""
    mine.git("add", "-f", ".aiwg.local")
    mine.git("commit", "-qm", "mine")
    assert "personal-committed" in codes(mine, capsys)


def test_parts_that_changed_are_named(mine: Team, capsys: pytest.CaptureFixture[str]) -> None:
    """A part that was not deployed again is reported until it is."""
    mine.write({".aiwg.local/rules/mine.md": "Prefer spaces.\n"})
    assert codes(mine, capsys) == {"personal-stale"}
    assert mine.aiwg("deploy", "-q") == 0
    assert codes(mine, capsys) == set()


def test_what_a_platform_cannot_switch_off_is_named(mine: Team, capsys: pytest.CaptureFixture[str]) -> None:
    """An artifact that one person wants off, and that a platform loads all the same, is reported."""
    mine.write({".aiwg.local/aiwg.yaml": "disable: [rule/team]\n"})
    assert mine.aiwg("deploy", "-q") == 0
    assert codes(mine, capsys) == {"stays-on"}
