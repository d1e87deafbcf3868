"""The hooks of .pre-commit-hooks.yaml in pre-commit and prek, from a hook repository made of this project."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import put
from tests.integrations.conftest import AIWG, ROOT, engine, texts_of_page

STYLE = "---\ndescription: Style.\n---\nWrite short sentences.\n"
HOOKS = [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
GIT = ("git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always")


def git(folder: Path, *words: str) -> str:
    """Run git in a folder and return what it prints."""
    return subprocess.check_output([*GIT, *words], cwd=folder, text=True)


@pytest.fixture(scope="module")
def hooks() -> Iterator[Path]:
    """Return a repository of this project's files with the tag v1, and a home for what pre-commit installs of it."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder) / "aiwg"
        listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
        for name in filter(None, listed):
            if not name.startswith("tests/") and (ROOT / name).is_file():
                (repository / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, repository / name)
        git(Path(folder), "init", "--quiet", "--initial-branch=main", str(repository))
        git(repository, "add", "--all", "--force")
        git(repository, "commit", "--quiet", "--message", "one")
        git(repository, "tag", "v1")
        yield repository


@pytest.fixture
def project(tmp_path: Path, home: Path, hooks: Path) -> Path:
    """Return a committed project that is up to date and uses every hook at v1."""
    folder = tmp_path / "project"
    put(folder / "aiwg.yaml", "platforms: [claude, cursor]\nbundles: []\n")
    put(folder / ".aiwg/rules/style.md", STYLE)
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(folder))
    subprocess.run([AIWG, "deploy", "-q", "--project", folder], check=True)
    entry = {"repo": f"file://{hooks}", "rev": "v1", "hooks": [{"id": name} for name in HOOKS]}
    put(folder / ".pre-commit-config.yaml", yaml.safe_dump({"repos": [entry]}))
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "one")
    return folder


def run(program: str, project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pre-commit or prek in a project, with what it installed for all tests of this module."""
    config = Path(yaml.safe_load((project / ".pre-commit-config.yaml").read_text())["repos"][0]["repo"][7:])
    kept = config.parent / program
    more = {"PRE_COMMIT_HOME": str(kept), "PREK_HOME": str(kept), "GIT_CONFIG_COUNT": "1", "NO_COLOR": "1"}
    more |= {"GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"}
    return subprocess.run(
        [engine(program), *words], cwd=project, env={**os.environ, **more}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip


def test_the_manifest_is_valid() -> None:
    """pre-commit accepts the file of hooks."""
    subprocess.run([engine("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True)


def test_the_page_names_every_hook(tmp_path: Path) -> None:
    """The page has each hook with its command, and its configurations are valid and use hooks that exist."""
    page = (ROOT / "docs/pre-commit.md").read_text(encoding="utf-8")
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert f"| `{hook['id']}` | `{hook['entry']}` |" in page
    for text in texts_of_page("pre-commit", "Check before each commit", "yaml"):
        put(tmp_path / "config.yaml", text)
        subprocess.run([engine("pre-commit"), "validate-config", tmp_path / "config.yaml"], check=True)
        assert {hook["id"] for hook in yaml.safe_load(text)["repos"][0]["hooks"]} <= set(HOOKS)


@pytest.mark.parametrize("program", ["pre-commit", "prek"])
def test_hooks_pass_and_fail(program: str, project: Path) -> None:
    """All hooks install from the repository and pass; after a change of a source they fail with the reason."""
    done = run(program, project, "run", "--all-files")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") >= len(HOOKS) - 1  # the project has no decision records
    assert git(project, "status", "--porcelain") == ""
    put(project / ".aiwg/rules/style.md", STYLE + "See [it](nowhere.md).\n")
    for hook, reason in (
        ("aiwg-check", "Next: aiwg sync"),
        ("aiwg-sync-check", "out of date"),
        ("aiwg-lint", "dead-link"),
    ):
        done = run(program, project, "run", "--all-files", hook)
        assert done.returncode == 1, done.stdout
        assert reason in done.stdout


def test_the_hook_that_updates(project: Path) -> None:
    """aiwg-sync updates the files and stops a commit once; the next one passes with the files added."""
    put(project / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    put(project / ".aiwg/agents/reviewer.md", "---\nname: reviewer\ndescription: Reviews changes.\n---\nReview.\n")
    git(project, "add", ".aiwg")
    done = run("pre-commit", project, "run", "aiwg-sync")
    assert done.returncode == 1
    assert "exit code: 5" in done.stdout
    assert (project / ".claude/agents/reviewer.md").exists()
    git(project, "add", "--all")
    done = run("pre-commit", project, "run", "aiwg-sync")
    assert done.returncode == 0, done.stdout


def test_an_installed_hook_guards_commits(project: Path) -> None:
    """After `pre-commit install`, git refuses a commit of a source without its outputs."""
    assert run("pre-commit", project, "install").returncode == 0
    put(project / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    git(project, "add", "--all")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(_home_of(project))}
    done = subprocess.run(
        [*GIT, "commit", "--message", "two"], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "out of date" in done.stdout + done.stderr


def _home_of(project: Path) -> Path:
    repository = yaml.safe_load((project / ".pre-commit-config.yaml").read_text())["repos"][0]["repo"]
    return Path(repository.removeprefix("file://")).parent / "pre-commit"


def test_autoupdate_moves_to_the_newest_tag(project: Path, hooks: Path) -> None:
    """`pre-commit autoupdate` moves from v1 to v2, and the hooks of v2 run."""
    git(hooks, "commit", "--quiet", "--allow-empty", "--message", "two")
    git(hooks, "tag", "v2")
    done = run("pre-commit", project, "autoupdate")
    assert "v1 -> v2" in done.stdout
    assert yaml.safe_load((project / ".pre-commit-config.yaml").read_text())["repos"][0]["rev"] == "v2"
    done = run("pre-commit", project, "run", "--all-files", "aiwg-check")
    assert done.returncode == 0, done.stdout


def test_try_repo(project: Path, hooks: Path) -> None:
    """`pre-commit try-repo` runs a hook without a configuration."""
    done = run("pre-commit", project, "try-repo", f"file://{hooks}", "aiwg-check", "--ref", "v1", "--all-files")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
