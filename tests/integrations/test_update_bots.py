"""The texts of docs/update-bots.md and docs/fleet.md, copied from the pages and run against remotes on this machine."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.fetching.remote import RULE, Remote, git
from tests.integrations.conftest import AIWG, ROOT, texts_of_page

ROLLOUT = ROOT / "integrations" / "rollout"
BRANCH = "aiwg/update"
DECLARED = "platforms: [claude]\nsources:\n- git: {url}\n  ref: {ref}\n"


@pytest.fixture
def source(tmp_path: Path) -> Remote:
    """Return a source with two versions, and a third one that the audit refuses."""
    made = Remote(tmp_path / "ai-context.git").make()
    made.commit({"rules/plain.md": RULE}, "v1.0.0")
    return made


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the environment of a job: our programs, an identity, and a `gh` that only notes what it is asked."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "gh").write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n')
    (programs / "gh").chmod(0o755)
    (programs / "rollout.py").symlink_to(ROLLOUT / "rollout.py")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "bot")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "bot@example.org")
    path = os.pathsep.join((str(programs), str(AIWG.parent), os.environ["PATH"]))
    return {**os.environ, "PATH": path, "TMPDIR": str(tmp_path), "CI": "true"}


def clone_with(folder: Path, remote: Remote, name: str) -> Path:
    """Return a new clone of a remote."""
    git(folder, "clone", "--quiet", remote.url, name)
    return folder / name


def run(script: str, folder: Path, environment: dict[str, str]) -> int:
    """Run a shell text as a step of a job; return its exit code."""
    return subprocess.run(["sh", "-e", "-c", script], cwd=folder, env=environment, capture_output=True).returncode


def test_the_script_for_another_bot(source: Remote, tmp_path: Path, environment: dict[str, str]) -> None:
    """It pushes a branch with the deployed update and asks for a pull request with the review; then nothing more."""
    (script,) = texts_of_page("update-bots", "Another bot", "sh")
    remote = Remote(tmp_path / "shop.git").make()
    remote.commit({"aiwg.yaml": DECLARED.format(url=source.url, ref="v1.0.0"), "README.md": "# Shop\n"})
    assert run(script, clone_with(tmp_path, remote, "one"), environment) == 0
    files = git(remote.folder, "diff", "--name-only", "main", BRANCH).splitlines()
    assert files == [".aiwg/manifest.json", ".claude/rules/plain.md", "aiwg.lock"]
    assert "pr create --title Update the AI context --body-file" in (tmp_path / "asked").read_text()
    assert "new `rule/plain`" in (tmp_path / "body.md").read_text()
    git(remote.folder, "update-ref", "refs/heads/main", BRANCH)
    (tmp_path / "asked").unlink()
    assert run(script, clone_with(tmp_path, remote, "two"), environment) == 0
    assert not (tmp_path / "asked").exists()


def test_the_job_behind_the_hosted_renovate(source: Remote, tmp_path: Path, environment: dict[str, str]) -> None:
    """On the branch of an update the job locks and deploys what Renovate wrote, once, and nothing newer."""
    (text,) = texts_of_page("update-bots", "Renovate as a hosted app", "yaml")
    steps = yaml.safe_load(text)["jobs"]["aiwg"]["steps"]
    lines = "\n".join(step["run"] for step in steps if "run" in step and not step["run"].startswith("pip "))
    remote = Remote(tmp_path / "shop.git").make()
    remote.commit({"aiwg.yaml": DECLARED.format(url=source.url, ref="v1.1.0")})
    source.commit({"rules/plain.md": f"{RULE}\nMore.\n"}, "v1.1.0")
    source.commit({"rules/plain.md": f"{RULE}\nToo new.\n"}, "v1.2.0")
    assert run(lines, clone_with(tmp_path, remote, "one"), environment) == 0
    assert git(remote.folder, "show", "main:.claude/rules/plain.md").endswith("More.")
    tip = git(remote.folder, "rev-parse", "main")
    assert run(lines, clone_with(tmp_path, remote, "two"), environment) == 0
    assert git(remote.folder, "rev-parse", "main") == tip


def test_the_roll_out_of_the_page(source: Remote, tmp_path: Path, environment: dict[str, str]) -> None:
    """The step and the lines to copy give three repositories their branches, and then a pull request each."""
    step, lines, request, with_requests = texts_of_page("fleet", "Roll out", "sh")[:4]
    remotes = [Remote(tmp_path / f"r{number}.git").make() for number in range(3)]
    for remote in remotes:
        remote.commit({"README.md": "# Service\n"})
    (tmp_path / "remotes.txt").write_text("".join(f"{remote.url}\n" for remote in remotes))
    address = "https://git.example.com/platform/ai-context.git"
    assert address in step
    assert run(step.replace(address, source.url), tmp_path, environment) == 0
    dry, real = (f"rollout.py{line}" for line in lines.split("rollout.py")[1:])
    assert run(dry, tmp_path, environment) == 0
    assert not any(git(remote.folder, "branch", "--list", BRANCH) for remote in remotes)
    assert run(real, tmp_path, environment) == 0
    for remote in remotes:
        assert "AGENTS.md" in git(remote.folder, "diff", "--name-only", "main", BRANCH).splitlines()
        git(remote.folder, "update-ref", "refs/heads/main", BRANCH)
    source.commit({"rules/plain.md": f"{RULE}\nMore.\n"}, "v1.1.0")
    assert run(request, tmp_path, environment) == 0
    assert run(with_requests, tmp_path, environment) == 0
    assert (tmp_path / "asked").read_text().splitlines() == [f"pr view {BRANCH}"] * 3


def test_the_presets_name_what_the_pages_name() -> None:
    """The command that a Renovate of your own has to allow is the one of the preset, and it is a real one."""
    preset = json.loads((ROOT / "integrations" / "renovate" / "self-hosted.json").read_text(encoding="utf-8"))
    (command,) = preset["packageRules"][0]["postUpgradeTasks"]["commands"]
    (text,) = texts_of_page("update-bots", "Renovate of your own", "js")
    assert f'["^{command}$"]' in text
    assert subprocess.run([AIWG, *command.split()[1:], "--help"], capture_output=True).returncode == 0
