"""One checkout, several users and homes: they exclude each other, finish each other's runs, and leave nothing there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aiwg.apply import lock
from aiwg.apply.migrate import EARLIER

from .harness import CODE, SECONDS, Box, listing
from .instruments import as_somebody, give_to_somebody, rule, run_with, scene, texts

KILL = """
import os, signal
def kill(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
from aiwg.apply import renames
real, seen = renames.Renames.commit, []
def commit(self, staged):
    real(self, staged)
    seen.append(staged)
    if len(seen) == 2: kill()
renames.Renames.commit = commit
"""
DEPLOY = ("deploy", "-p", "claude", "--source", "source", "--project", "project")


def elsewhere(box: Box, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with another home."""
    home = box.root / "other"
    home.mkdir(exist_ok=True)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return subprocess.run(
        [sys.executable, "-m", "aiwg", *arguments],
        env={**variables, "HOME": str(home), "PYTHONPATH": CODE, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=box.root,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_two_homes_exclude_each_other(box: Box) -> None:
    """While one holds the lock, a run with another home ends with 6 and writes nothing."""
    scene(box)
    with lock.locked(box.project):
        before = listing(box.project)
        done = elsewhere(box, *DEPLOY)
        assert done.returncode == 6, done.stderr
        assert f"process {os.getpid()}" in done.stderr
        assert listing(box.project) == before


def test_another_home_finishes_a_killed_run(box: Box) -> None:
    """A run that was killed half way is finished by one with another home, and nothing of it is left."""
    scene(box, "Old.")
    assert box.deploy().exit == 0
    scene(box, "New.")
    assert run_with(box, KILL, *DEPLOY).exit == -signal.SIGKILL
    assert (box.project / ".aiwg/journal.json").exists()
    done = elsewhere(box, *DEPLOY)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (box.project / ".aiwg").iterdir()) == ["manifest.json"]
    assert all(b"Old." not in data for data in texts(box.project).values())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_another_user_finishes_a_killed_run(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who may write the checkout finishes what root's killed run left half done there."""
    scene(box, "Old.")
    assert box.deploy().exit == 0
    scene(box, "New.")
    assert run_with(box, KILL, *DEPLOY).exit == -signal.SIGKILL
    box.deploy("--dry-run")  # so that all is imported
    kept = listing(box.root / "state")
    give_to_somebody(box.project)
    give_to_somebody(box.source)
    (box.root / "theirs").mkdir()
    give_to_somebody(box.root / "theirs")
    monkeypatch.setenv("HOME", str(box.root / "theirs"))
    monkeypatch.setenv("XDG_STATE_HOME", str(box.root / "theirs/state"))
    with as_somebody():
        result = box.deploy()
    assert result.exit == 0, result.said
    assert not (box.project / ".aiwg/journal.json").exists()
    assert all(b"Old." not in data for data in texts(box.project).values())
    assert listing(box.root / "state") == kept


def test_the_state_of_0_1_0_is_taken_over(box: Box) -> None:
    """What 0.1.0 kept in the project goes once; backups stay, and doctor names them."""
    scene(box)
    assert box.deploy().exit == 0
    old = box.project / ".aiwg" / EARLIER
    for name, text in ((".gitignore", "*\n"), ("lock", "1\n"), ("snapshot.json", "{}")):
        box.put(f"project/.aiwg/{EARLIER}/{name}", text)
    assert box.aiwg("sync", "--project", "project").exit == 0
    assert not old.exists()
    backup = box.put(f"project/.aiwg/{EARLIER}/backups/1/a.md", "mine\n")
    box.put(f"project/.aiwg/{EARLIER}/lock", "1\n")
    box.rule(rule("New."), "new")
    assert box.aiwg("sync", "--project", "project").exit == 0
    assert [path for path in old.rglob("*") if path.is_file()] == [backup]
    assert "backups-earlier" in box.aiwg("doctor", "-v", "--project", "project").out


def test_without_a_home_force_refuses(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a home folder nothing is kept: a deploy works, and --force over a file of the user's ends with 7."""
    scene(box)
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "nowhere")
    assert box.deploy().exit == 0
    mine = box.put("project/.claude/rules/one.md", "Mine.\n")
    scene(box, "New.")
    before = listing(box.project)
    result = box.deploy("--force")
    assert result.exit == 7, result.said
    assert "Set HOME to your home folder" in result.err
    assert listing(box.project) == before
    assert mine.read_text() == "Mine.\n"


def test_sources_outside_wait_for_consent(box: Box) -> None:
    """A source outside the project that aiwg.yaml names is read after `aiwg trust` only."""
    box.rule()
    box.put("project/aiwg.yaml", "platforms: [claude]\nsources: [../source]\n")
    before = listing(box.project)
    for verb in ("deploy", "sync", "list", "audit"):
        result = box.aiwg(verb, "--project", "project")
        assert result.exit == 7, result.said
        assert "aiwg trust" in result.err
    assert listing(box.project) == before
    shown = box.aiwg("trust", "--project", "project")
    assert str(Path("source").resolve()) in shown.out
    assert box.aiwg("trust", "--yes", "--project", "project").exit == 0
    assert box.aiwg("deploy", "--project", "project").exit == 0
