"""action.yml and the jobs of the pages: valid by the schemas of their hosts, and installed as on a runner."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import put
from tests.integrations.conftest import ROOT, engine, texts_of_page

SCHEMAS = {
    ("github-action", "Use aiwg in GitHub Actions"): "vendor.github-workflows",
    ("gitlab", "Use aiwg in GitLab CI"): "vendor.gitlab-ci",
}


def is_valid(schema: str, file: Path) -> bool:
    """Say whether a file fits a schema that check-jsonschema brings along."""
    return subprocess.run([engine("check-jsonschema"), "--builtin-schema", schema, file], check=False).returncode == 0


def test_the_metadata_is_valid(tmp_path: Path) -> None:
    """action.yml fits the schema of GitHub's action metadata; a text with a wrong key does not."""
    assert is_valid("vendor.github-actions", ROOT / "action.yml")
    put(tmp_path / "action.yml", (ROOT / "action.yml").read_text(encoding="utf-8") + "\nstep: x\n")
    assert not is_valid("vendor.github-actions", tmp_path / "action.yml")


@pytest.mark.parametrize("place", SCHEMAS, ids=lambda place: place[0])
def test_the_jobs_of_a_page_are_valid(place: tuple[str, str], tmp_path: Path) -> None:
    """Each job of a page fits the schema of its host."""
    for number, text in enumerate(texts_of_page(*place, "yaml")):
        put(tmp_path / f"{number}.yml", text)
        assert is_valid(SCHEMAS[place], tmp_path / f"{number}.yml"), text


def test_the_first_step_installs_this_version(tmp_path: Path, home: Path) -> None:
    """The first step makes an aiwg of this commit with the dependencies of the lock, and finds it the next time."""
    step = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"][0]
    put(tmp_path / "script.sh", step["run"])
    put(tmp_path / "repository/venv.py", "raise SystemExit('a module of the repository ran')\n")
    given = {"INPUT_PYTHON": "", "INPUT_WHEEL": "", "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(ROOT)}
    line = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(tmp_path / "script.sh")]
    for _ in range(2):
        subprocess.run(line, cwd=tmp_path / "repository", env={**os.environ, **given}, check=True)
    code = "import aiwg, click; print(aiwg.__file__, click.__version__)"
    said = subprocess.check_output([tmp_path / "aiwg/bin/python", "-I", "-c", code], text=True)
    file, click = said.split()
    assert Path(file).is_relative_to(tmp_path / "aiwg")
    assert f"click=={click} " in (ROOT / "requirements/runtime.lock").read_text(encoding="utf-8")
    subprocess.run([tmp_path / "aiwg/bin/aiwg", "check", "lint"], cwd=tmp_path / "repository", check=True)
