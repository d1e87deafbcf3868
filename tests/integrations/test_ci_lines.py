"""The lines that docs/ci.md and docs/gitlab.md give to CI systems, run in a clean clone."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import put

from .conftest import AIWG, texts_of_page

STYLE = "---\ndescription: Style.\n---\nWrite short sentences.\n"
COMMIT = ("git", "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "one")


def git(folder: Path, *words: str) -> str:
    """Run git in a folder and return what it prints."""
    return subprocess.check_output(["git", *words], cwd=folder, text=True)


@pytest.fixture
def clone(tmp_path: Path, home: Path) -> Path:
    """Return a clean clone of a repository that is up to date."""
    origin = tmp_path / "origin"
    put(origin / "aiwg.yaml", "platforms: [claude, cursor]\nbundles: []\n")
    put(origin / ".aiwg/rules/style.md", STYLE)
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(origin))
    subprocess.run([AIWG, "deploy", "-q", "--project", origin], check=True)
    git(origin, "add", "--all")
    subprocess.run(COMMIT, cwd=origin, check=True)
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    return tmp_path / "clone"


def run_lines(lines: list[str], folder: Path, **variables: str) -> int:
    """Run the lines of a job one after the other, as a runner does; return the code of the one that fails.

    Installing is left out, which `make check-integrations` tries: `pip` does nothing, and a `python` whose module pip
    does nothing stands in a folder that the lines make. aiwg is that of this working copy.
    """
    tools = folder.parent / "tools"
    put(tools / "pip", "#!/bin/sh\nexit 0\n")
    put(tools / "aiwg", f'#!/bin/sh\nexec {shlex.quote(str(AIWG))} "$@"\n')
    made = f'mkdir -p "$3/bin" && cp "{tools}/pip" "$3/bin/python" && cp "{tools}/aiwg" "$3/bin/aiwg"'
    put(tools / "python3", f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] && {made}\n')
    for program in tools.iterdir():
        program.chmod(0o755)
    path = os.pathsep.join((str(tools), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "CI": "true", "TMPDIR": str(folder.parent), "AIWG": "aiwg", **variables}
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(lines)], cwd=folder, env=environment, check=False)
    return done.returncode


def job_of(name: str, heading: str) -> dict[str, Any]:
    """Return the only job of a text of the GitLab page."""
    (text,) = texts_of_page(name, heading, "yaml")
    (job,) = yaml.safe_load(text).values()
    assert isinstance(job, dict)
    return job


def test_the_lines_for_any_system(clone: Path) -> None:
    """The three lines pass in a clean clone, write the reports, and fail with 5 after a source changed."""
    (text,) = texts_of_page("ci", "Any CI system", "sh")
    lines = text.splitlines()
    assert len(lines) == 3
    assert run_lines(lines, clone) == 0
    assert {each.split()[1] for each in git(clone, "status", "--porcelain").splitlines()} == {"aiwg.md", "aiwg.sarif"}
    put(clone / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    assert run_lines(lines, clone) == 5
    assert json.loads((clone / "aiwg.sarif").read_text())["runs"][0]["results"]


def test_the_job_of_gitlab(clone: Path) -> None:
    """The job passes in a clean clone, fails with 5 after a source changed, and writes the report that it names."""
    (text,) = [each for each in texts_of_page("gitlab", "Use aiwg in GitLab CI", "yaml") if "codequality" in each]
    (job,) = yaml.safe_load(text).values()
    report = clone / job["artifacts"]["reports"]["codequality"]
    assert run_lines(job["script"], clone) == 0
    assert json.loads(report.read_text()) == []
    put(clone / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    assert run_lines(job["script"], clone) == 5
    assert json.loads(report.read_text())[0]["check_name"] == "aiwg check: stale"


def test_the_job_of_gitlab_that_updates(clone: Path) -> None:
    """The job commits and pushes what a sync changed, and nothing when there is nothing to change."""
    job = job_of("gitlab", "Update the files")
    put(clone / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    git(clone, "add", "--all")
    subprocess.run(COMMIT, cwd=clone, check=True)
    git(clone.parent / "origin", "checkout", "--quiet", "--detach")
    # the address of the server is the origin beside the clone
    script = [line.replace("https://aiwg:${TOKEN}@${CI_SERVER_HOST}/${CI_PROJECT_PATH}.git", "../origin")
              for line in job["script"]]  # fmt: skip
    assert script != job["script"]
    assert run_lines(script, clone, CI_COMMIT_BRANCH="refs/heads/update") == 0
    assert git(clone, "status", "--porcelain") == ""
    first = git(clone.parent / "origin", "log", "--format=%s", "-1", "update").strip()
    assert first == "Update AI files"
    assert run_lines(script, clone, CI_COMMIT_BRANCH="refs/heads/update") == 0
    assert git(clone, "rev-list", "--count", "HEAD").strip() == "3"
