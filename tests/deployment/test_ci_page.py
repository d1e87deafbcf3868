"""The command of the documentation for CI, run on fresh clones with an empty home."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import put
from tests.merges.world import WHO

from .team import SOURCES, Team, spoil

PAGE = Path(__file__).parents[2] / "docs" / "ci.md"
PROGRAM = f"{shlex.quote(sys.executable)} -m aiwg"


def command_of_the_page() -> str:
    """Return the first command of the page."""
    block = re.search(r"(?s)```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"))
    assert block
    return block[1].strip()


def run_in_ci(origin: Path, folder: Path) -> int:
    """Run the command on a clone, as a fresh machine would; return its code."""
    home = folder / "home"
    home.mkdir(parents=True)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    environment = kept | WHO | {"HOME": str(home), "CI": "true"}
    clone = ["git", "clone", "-q", "--depth", "1", origin.as_uri(), str(folder / "clone")]
    subprocess.run(clone, env=environment, check=True)
    command = re.sub("^aiwg ", f"{PROGRAM} ", command_of_the_page())
    done = subprocess.run(["bash", "-e", "-c", command], cwd=folder / "clone", env=environment, capture_output=True)
    assert list(home.rglob("*")) == []
    status = ["git", "status", "--porcelain", "--ignored"]
    assert subprocess.check_output(status, cwd=folder / "clone", env=environment) == b""
    return done.returncode


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


def test_the_command_is_green_exactly_when_the_outputs_are_up_to_date(team: Team, tmp_path: Path) -> None:
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
