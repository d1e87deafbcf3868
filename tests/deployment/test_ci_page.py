"""The script of the documentation for CI, run line by line on fresh clones with an empty home."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import put
from tests.merges.world import WHO

from .team import SOURCES, Team, spoil

PAGE = Path(__file__).parents[2] / "docs" / "teams.md"
PROGRAM = f"{shlex.quote(sys.executable)} -m aiwg"


def steps_of_the_page() -> list[dict[str, str]]:
    """Return the steps of the workflow under "Check in CI"."""
    section = PAGE.read_text(encoding="utf-8").partition("## Check in CI")[2]
    block = re.search(r"(?s)```yaml\n(.*?)```", section)
    assert block
    workflow = yaml.safe_load(block[1])
    steps: list[dict[str, str]] = workflow["jobs"]["aiwg"]["steps"]
    return steps


def run_in_ci(origin: Path, folder: Path) -> int:
    """Run the steps on a clone, as a fresh machine would; return the code of the first one that fails, else 0."""
    home = folder / "home"
    home.mkdir(parents=True)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    environment = kept | WHO | {"HOME": str(home), "CI": "true"}
    for step in steps_of_the_page():
        if step.get("uses", "").startswith("actions/checkout@"):
            command = f"git clone -q --depth 1 {shlex.quote(origin.as_uri())} {shlex.quote(str(folder / 'clone'))}"
            where = folder
        else:
            assert step["run"].startswith("pipx run aiwg "), step
            command, where = step["run"].replace("pipx run aiwg", PROGRAM), folder / "clone"
        done = subprocess.run(["bash", "-e", "-c", command], cwd=where, env=environment, capture_output=True, text=True)
        if done.returncode:
            return done.returncode
    assert list(home.rglob("*")) == []
    status = ["git", "status", "--porcelain", "--ignored"]
    assert subprocess.check_output(status, cwd=folder / "clone", env=environment) == b""
    return 0


def git(project: Path, *words: str) -> None:
    """Run git in a project."""
    subprocess.run(["git", *words], cwd=project, env=os.environ | WHO, check=True, capture_output=True)


def commit(project: Path) -> None:
    """Commit everything."""
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "more")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Return a team that committed hooks, servers and all else that needs an approval."""
    team = Team(tmp_path / "team", ("claude", "codex", "cursor"), tuple(SOURCES))
    team.start()
    git(team.origin, "init", "-q", "-b", "main")
    commit(team.origin)
    return team


def test_the_script_is_green_exactly_when_the_outputs_are_up_to_date(team: Team, tmp_path: Path) -> None:
    """It ends with 0; with 5 for an edited output and a source that was not deployed; with 3 for a refused artifact."""
    origin = team.origin
    assert run_in_ci(origin, tmp_path / "good") == 0
    spoil(origin, ".claude/agents/a.md", "file")
    commit(origin)
    assert run_in_ci(origin, tmp_path / "edited") == 5
    git(origin, "reset", "-q", "--hard", "HEAD~")
    team.write_sources(origin, "two")
    commit(origin)
    assert run_in_ci(origin, tmp_path / "stale") == 5
    team.approve(origin)
    commit(origin)
    assert run_in_ci(origin, tmp_path / "deployed") == 0
    put(origin / ".aiwg/agents/b.md", "---\nname: [\n---\nx\n")
    commit(origin)
    assert run_in_ci(origin, tmp_path / "refused") == 3
