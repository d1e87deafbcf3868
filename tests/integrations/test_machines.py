"""The texts of docs/machines.md that need no engine, run by sh as a tool for dotfiles does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import put

from .conftest import AIWG, texts_of_page


def run_text(heading: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the text of a section of the page in a home folder."""
    (text,) = texts_of_page("machines", heading, "sh")
    environment = {"HOME": str(home), "PATH": f"{AIWG.parent}:{os.environ['PATH']}"}
    return subprocess.run(
        ["/bin/sh", "-c", text], cwd=home, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def dotfiles(home: Path) -> Path:
    """Return a home folder as a tool for dotfiles leaves it."""
    put(home / ".config/aiwg/aiwg.yaml", texts_of_page("machines", "Your own source", "yaml")[0])
    put(home / ".config/aiwg/rules/plain.md", "Be kind.\n")
    return home


def test_the_script_deploys_once_and_says_nothing(dotfiles: Path) -> None:
    """The script writes the user's rules, a second run is silent, and the last text leaves the home as it was."""
    before = set(dotfiles.rglob("*"))
    for _ in range(2):
        done = run_text("chezmoi", dotfiles)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Be kind." in (dotfiles / ".claude/rules/plain.md").read_text(encoding="utf-8")
    assert run_text("Remove it", dotfiles).returncode == 0
    left = {path for path in set(dotfiles.rglob("*")) - before if ".local" not in path.parts}
    assert {path for path in left if ".cache" not in path.parts} == set()


def test_a_file_of_the_user_stops_only_itself(dotfiles: Path) -> None:
    """A conflict does not fail the script of chezmoi; the plain command ends with its code."""
    put(dotfiles / ".claude/rules/plain.md", "Mine.\n")
    assert run_text("chezmoi", dotfiles).returncode == 0
    assert (dotfiles / ".claude/rules/plain.md").read_text(encoding="utf-8") == "Mine.\n"
    assert run_text("Other dotfiles", dotfiles).returncode == 4


def test_a_wrong_setting_fails_the_script(dotfiles: Path) -> None:
    """Everything but a conflict fails the script, so that chezmoi says it."""
    put(dotfiles / ".config/aiwg/aiwg.yaml", "platforms: [nosuch]\n")
    assert run_text("chezmoi", dotfiles).returncode == 2
