"""The commit and state of a source are told without running anything that a repository brings along."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aiwg.commands.report.git_state import GitState, git_state
from tests.conftest import put


def git(folder: Path, *words: str) -> str:
    """Run git in a folder."""
    identity = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env={**os.environ, **identity}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a committed source."""
    folder = tmp_path / "repository"
    put(folder / "rules/a.md", "A.\n")
    put(folder / "rules/b.md", "B.\r\n")
    git(tmp_path, "init", "-q", "-b", "main", "repository")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    git(folder, "remote", "add", "origin", "https://me:secret@example.org/team/rules.git")
    return folder


def test_a_clean_source(source: Path) -> None:
    """A clean source has the commit, its date, its branch and its remote without the password."""
    state = git_state(source, ("rules", "skills"))
    assert (state.commit, state.is_dirty, state.branch) == (git(source, "rev-parse", "HEAD"), False, "main")
    assert state.remote == "https://example.org/team/rules.git"
    assert state.date is not None


@pytest.mark.parametrize("change", ["edit", "new", "gone", "staged", "line-ends"])
def test_a_changed_source(source: Path, change: str) -> None:
    """An edit, a new file, a deleted one and a staged one make it dirty; the line ends of a checkout do not."""
    file = source / "rules/a.md"
    if change == "line-ends":
        file.write_bytes(b"A.\r\n")
    elif change == "gone":
        file.unlink()
    else:
        put(source / "rules/c.md" if change == "new" else file, "Other.\n")
    if change == "staged":
        git(source, "add", ".")
        file.write_bytes(b"A.\n")
    assert git_state(source, ("rules",)).is_dirty is (change != "line-ends")


def test_what_lies_beside_the_source_does_not_count(source: Path) -> None:
    """Only the source's own parts make it dirty."""
    put(source / "notes.txt", "mine\n")
    assert git_state(source, ("rules",)).is_dirty is False


def test_no_repository(tmp_path: Path) -> None:
    """Without a repository nothing is known."""
    put(tmp_path / "plain/rules/a.md", "A.\n")
    assert git_state(tmp_path / "plain", ("rules",)) == GitState()


def test_nothing_of_a_hostile_repository_runs(source: Path, tmp_path: Path) -> None:
    """Hooks, monitors, filters, pagers, signature and fetch programs that its configuration names are not run."""
    mark = tmp_path / "ran"
    script = tmp_path / "evil.sh"
    put(script, f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    script.chmod(0o755)
    for name in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "gpg.program", "diff.external",
        "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "credential.helper", "core.askPass",
        "remote.origin.uploadpack", "diff.evil.textconv", "diff.evil.command", "pager.log",
    ):  # fmt: skip
        git(source, "config", name, str(script))
    for name, value in (
        ("log.showSignature", "true"), ("remote.origin.promisor", "true"), ("remote.origin.url", f"{source}/.git"),
        ("protocol.file.allow", "always"), ("core.hooksPath", str(tmp_path)), ("extensions.partialClone", "origin"),
    ):  # fmt: skip
        git(source, "config", name, value)
    put(source / ".git/info/attributes", "* filter=evil diff=evil\n")
    put(source / "rules/a.md", "Other.\n")
    mark.unlink(missing_ok=True)
    assert git_state(source, ("rules",)).is_dirty is True
    assert not mark.exists()
