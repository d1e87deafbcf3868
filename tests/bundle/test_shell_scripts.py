"""The shell scripts of the bundled source: conflict-guard, changes since a tag, repeat, hotspots."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scripts import HOSTILE, git, run

CONFLICTS = "behaviors/conflict-guard/scripts/check-conflicts.sh"
CHANGES = "skills/release-notes/scripts/changes_since_tag.sh"
REPEAT = "skills/debugging/scripts/repeat.sh"
HOTSPOTS = "skills/refactoring/scripts/hotspots.sh"
ODD = "odd name\u00e9 $(touch x).txt"


@pytest.fixture
def repository(project: Path) -> Path:
    """Return a repository with two commits and a tag between them, and a file with an odd name."""
    git(project, "init", "-q", "-b", "main")
    for name, text in (("a.txt", "a\n"), (ODD, "one\ntwo\n")):
        (project / name).write_text(text, encoding="utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "First")
    git(project, "tag", "v1")
    (project / "src").mkdir()
    (project / "src/b.txt").write_text("b\n", encoding="utf-8")
    (project / "a.txt").write_text("a\na\n", encoding="utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "Second")
    return project


def test_conflict_markers_are_found_where_they_are(repository: Path) -> None:
    """Markers in changed and in new files are listed with file and line, also under an odd name."""
    assert run(CONFLICTS, cwd=repository).returncode == 0
    (repository / ODD).write_text("one\n<<<<<<< HEAD\ntwo\n=======\n>>>>>>> x\n", encoding="utf-8")
    done = run(CONFLICTS, cwd=repository)
    assert done.returncode == 2
    assert f"{ODD}:2: <<<<<<<" in done.stderr
    assert not (repository / "x").exists()


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_conflict_guard_does_not_care_what_it_is_told(repository: Path, payload: bytes) -> None:
    """Whatever stands on standard input, a clean repository is clean, and a folder without git too."""
    assert run(CONFLICTS, stdin=payload, cwd=repository).returncode == 0
    assert run(CONFLICTS, stdin=payload, cwd=repository.parent).returncode == 0


def test_changes_since_the_last_tag(repository: Path) -> None:
    """Commits since the tag are grouped by folder; a tag that is none and wrong usage end with 2."""
    said = run(CHANGES, cwd=repository).stdout
    assert "# Changes since v1" in said
    assert "## src (1)" in said
    assert "Second" in said
    assert "First" not in said
    assert run(CHANGES, "gone", cwd=repository).returncode == 2
    assert run(CHANGES, "--output=x", cwd=repository).returncode == 2
    assert run(CHANGES, cwd=repository.parent).returncode == 1


def test_repeat_counts_failures(tmp_path: Path) -> None:
    """A command that fails from its third run on is counted, and its first failure is shown."""
    counter = tmp_path / "n"
    script = f"echo x >>'{counter}'; echo run $(wc -l <'{counter}'); [ $(wc -l <'{counter}') -lt 3 ]"
    done = run(REPEAT, "5", "sh", "-c", script)
    assert done.returncode == 1
    assert "3 of 5 runs failed; first in run 3, exit status 1:" in done.stdout
    assert "run 3\n" in done.stdout
    assert "run 4" not in done.stdout
    assert run(REPEAT, "3", "true").stdout == "0 of 3 runs failed\n"


@pytest.mark.parametrize("arguments", [(), ("3",), ("0", "true"), ("-1", "true"), ("x", "true"), ("1e9", "true")])
def test_repeat_refuses_wrong_usage(arguments: tuple[str, ...]) -> None:
    """Without a command or a usable count it ends with 2 and says how it is used."""
    done = run(REPEAT, *arguments)
    assert (done.returncode, done.stderr[:6]) == (2, "usage:")


def test_repeat_of_a_command_that_is_not_there() -> None:
    """A command that does not exist fails in every run."""
    assert "2 of 2 runs failed" in run(REPEAT, "2", "no-such-command-at-all").stdout


def test_hotspots_lists_what_changes_most(repository: Path) -> None:
    """Files are listed by commits, with their lines; what is gone is left out; the count limits them."""
    (repository / "gone.txt").write_text("x\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Third")
    git(repository, "rm", "-q", "gone.txt")
    git(repository, "commit", "-qm", "Fourth")
    lines = run(HOTSPOTS, cwd=repository / "src").stdout.splitlines()
    assert [line.split(None, 2) for line in lines] == [
        ["2", "2", "a.txt"],
        ["1", "2", ODD],
        ["1", "1", "src/b.txt"],
    ]
    assert len(run(HOTSPOTS, "1", cwd=repository).stdout.splitlines()) == 1
    assert run(HOTSPOTS, "5", "10.years.ago", cwd=repository).returncode == 0


def test_hotspots_refuses_wrong_usage(repository: Path, tmp_path: Path) -> None:
    """Options of git do not slip in; without a repository it ends with 1, without commits with nothing."""
    for arguments in (("x",), ("0",), ("5", "--all"), ("5", "1.year", "x")):
        assert run(HOTSPOTS, *arguments, cwd=repository).returncode == 2
    assert run(HOTSPOTS, cwd=tmp_path).returncode == 1
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "-q")
    assert (run(HOTSPOTS, cwd=empty).returncode, run(HOTSPOTS, cwd=empty).stdout) == (0, "")
