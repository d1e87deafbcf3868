"""decision-reminder: one question, at the right time."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scripts import HOSTILE, git, hook, run

SCRIPT = "behaviors/decision-reminder/scripts/remind.py"


@pytest.fixture
def repository(project: Path) -> Path:
    """Return a repository with one committed record."""
    git(project, "init", "-q")
    (project / "docs/adr").mkdir(parents=True)
    (project / "docs/adr/0001-x.md").write_text("# X\n", encoding="utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "One record")
    return project


def edited(project: Path, path: str, session: str = "", temporary: Path | None = None) -> int:
    """Return the exit status after an edit of a file."""
    told = {"event": "tool_after", "tool": "edit", "path": path, "project": str(project), "session": session}
    return hook(SCRIPT, told, TMPDIR=str(temporary or project.parent)).returncode


@pytest.mark.parametrize(
    "path",
    [
        "package.json",
        "services/a/pyproject.toml",
        "requirements-dev.txt",
        "db/migrations/0007_add.sql",
        "prisma/schema.prisma",
        "api/openapi.v2.yaml",
        "x.proto",
        "Dockerfile",
        "docker-compose.prod.yml",
        "infra/main.tf",
        ".github/workflows/ci.yml",
    ],
)
def test_files_with_costly_choices_are_asked_about(repository: Path, path: str) -> None:
    """Manifests, the shape of data, interfaces and pipelines lead to a reminder, also by an absolute path."""
    assert edited(repository, path) == 2
    assert edited(repository, str(repository / path)) == 2


@pytest.mark.parametrize(
    "path",
    [
        "src/app.py",
        "README.md",
        "package-lock.json",
        "node_modules/x/package.json",
        "vendor/a/go.mod",
        "tests/fixtures/a/package.json",
        "my-package.json.md",
        "../outside/package.json",
        "/etc/package.json",
        "",
    ],
)
def test_other_files_are_not(repository: Path, path: str) -> None:
    """Code, lock files, foreign and generated files, and files outside the project lead to nothing."""
    assert edited(repository, path) == 0


def test_a_record_that_is_being_written_is_enough(repository: Path) -> None:
    """Where a record is new or changed in the working tree, nothing is said."""
    (repository / "docs/adr/0002-y.md").write_text("# Y\n", encoding="utf-8")
    assert edited(repository, "package.json") == 0


def test_a_project_without_records_is_left_alone(project: Path) -> None:
    """Where nobody keeps records, nobody is asked for one."""
    assert edited(project, "package.json") == 0


def test_without_git_it_still_asks(project: Path) -> None:
    """A project that is no repository is asked, too."""
    (project / "docs/decisions").mkdir(parents=True)
    assert edited(project, "package.json") == 2


def test_a_session_is_asked_once_per_kind(repository: Path, tmp_path: Path) -> None:
    """A second edit of the same kind in a session passes; another kind, session or an unusable folder asks."""
    for path, session, code in (
        ("package.json", "one", 2),
        ("pyproject.toml", "one", 0),
        ("Dockerfile", "one", 2),
        ("package.json", "two", 2),
    ):
        assert edited(repository, path, session, tmp_path) == code
    assert (repository / ".git").is_dir()
    assert git(repository, "status", "--porcelain") == ""


def test_what_it_says(repository: Path) -> None:
    """The reminder names the file and the folder of records; control characters do not reach the terminal."""
    said = hook(SCRIPT, {"path": "a\x1b[31m/package.json", "project": str(repository)}).stderr
    assert "package.json says what the project depends on" in said
    assert "docs/adr" in said
    assert "\x1b" not in said


def test_by_hand(repository: Path) -> None:
    """--path asks about one file of the current folder."""
    assert run(SCRIPT, "--path", "go.mod", cwd=repository).returncode == 2
    assert run(SCRIPT, "--path", "main.go", cwd=repository).returncode == 0
    assert run(SCRIPT, "--path", cwd=repository).returncode == 0


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_payload_says_nothing(payload: bytes, project: Path) -> None:
    """What is no payload ends quickly, with 0 or 1."""
    assert run(SCRIPT, stdin=payload, cwd=project).returncode in (0, 1)
