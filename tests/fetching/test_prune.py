"""aiwg cache prune: state of projects that are gone is removed, and doubtful state only when its age is named."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from aiwg.apply.user_state import Keeping
from aiwg.cli.app import run
from aiwg.fs.kept_places import BACKED_UP, GONE, IN_USE, UNKNOWN, UNMOUNTED, kept_places

DAY = 24 * 60 * 60


def kept(folder: Path, fate: str, with_backup: bool = False) -> Path:
    """Keep something of a project that then has a fate; return the folder in the user's state."""
    project = folder / fate / "project"
    project.mkdir(parents=True)
    (folder / fate / "other").mkdir()
    made = Keeping(str(project)).make()
    assert made is not None
    (made / "undo.json").write_text("{}")
    if with_backup or fate == BACKED_UP:
        (made / "backups/1").mkdir(parents=True)
        (made / "backups/1/AGENTS.md").write_text("mine\n")
    if fate == UNKNOWN:
        (made / "place").unlink()
    if fate != IN_USE:
        shutil.rmtree(project)
    if fate == UNMOUNTED:
        shutil.rmtree(folder / fate)
    return made


def age(folder: Path, days: float) -> None:
    """Let all files below a folder be some days old."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - days * DAY,) * 2)


def prune(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """Run the command; return what it said."""
    capsys.readouterr()
    assert run(["cache", "prune", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("fate", [IN_USE, GONE, UNMOUNTED, BACKED_UP, UNKNOWN])
@pytest.mark.parametrize("with_backup", [False, True])
def test_only_what_is_surely_of_no_use_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fate: str, with_backup: bool
) -> None:
    """What is gone goes; in doubt it stays, until its age is named; backups stay while the project may be there."""
    made = kept(tmp_path, fate, with_backup)
    state = BACKED_UP if fate == GONE and with_backup else fate
    assert [each.state for each in kept_places()] == [state]
    assert prune(capsys)["changed"] is (state == GONE)
    assert made.exists() is (state != GONE)
    age(made, 10)
    assert prune(capsys, "--days", "20")["removed"] == []
    said = prune(capsys, "--days", "5")
    goes = state == BACKED_UP or (state in (UNMOUNTED, UNKNOWN) and not with_backup)
    assert [each["state"] for each in said["removed"]] == [state] * goes
    assert made.exists() is (not goes and state != GONE)


def test_an_empty_mount_point_is_no_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A project in the root of a disk that is not mounted leaves an empty folder, so its state stays."""
    made = kept(tmp_path, GONE)
    (tmp_path / GONE / "other").rmdir()
    assert prune(capsys)["kept"][0]["state"] == UNMOUNTED
    assert made.exists()


def test_a_place_that_does_not_fit_is_not_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that claims to be of another project, one that is gone, is of an unknown one."""
    made = kept(tmp_path, IN_USE)
    (made / "place").write_text(str(tmp_path / "nothing"))
    assert prune(capsys)["kept"][0]["state"] == UNKNOWN
