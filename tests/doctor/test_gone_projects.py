"""State of a project that no longer exists: doctor in another one says so, and names the command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.fs.kept_places import kept_places


def test_a_deploy_records_its_project_and_doctor_names_the_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a project was deleted, doctor in another one names the command, and has nothing to say afterwards."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        assert run(["deploy", "-p", "claude", "--project", str(tmp_path / name), "-q"]) == 0
    assert sorted(each.place for each in kept_places()) == [str(tmp_path / "first"), str(tmp_path / "second")]
    shutil.rmtree(tmp_path / "first")

    def codes() -> list[str]:
        capsys.readouterr()
        run(["doctor", "--json", "--project", str(tmp_path / "second")])
        return [each["code"] for each in json.loads(capsys.readouterr().out)["findings"]]

    assert "state-of-gone-projects" in codes()
    assert run(["cache", "prune"]) == 0
    assert "Removed the state of 1 project" in capsys.readouterr().out
    assert "state-of-gone-projects" not in codes()
    assert run(["undo", "--project", str(tmp_path / "second")]) == 0
