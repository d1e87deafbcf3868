"""`aiwg context` and `aiwg budget`: for people, for programs, and what they say of slips."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Runner


@pytest.fixture
def messy(aiwg: Runner, project: Path) -> Path:
    """Return the project with a deployed source, files of the person's own, and one of them in a subfolder."""
    aiwg("deploy", "--platform", "alpha")
    (project / "src").mkdir()
    (project / "src/AGENTS.md").write_text("# Sources\n\nOnly words.\n")
    home = Path.home() / ".alpha"
    home.mkdir(exist_ok=True)
    (home / "AGENTS.md").write_text("Call me Nina.\n")
    return project


def test_the_page(aiwg: Runner, messy: Path) -> None:
    """The page names every file with its owner, what comes later, the totals, and that nothing is wrong."""
    said = aiwg("context", "alfa").out
    for part in (
        "Alpha Code (cli) loads these files here, in this order",
        "In every request",
        "AGENTS.md",
        "~/.alpha/AGENTS.md",
        "your file",
        "aiwg",
        "With work in a subfolder",
        "src/AGENTS.md",
        "Every request: about",
        "No file is loaded twice or cut off.",
    ):
        assert part in said, part
    assert "\x1b" not in said
    assert "█" not in said


def test_what_a_file_brings_along(aiwg: Runner, messy: Path) -> None:
    """`--file` says what work on a file brings along, and that another one brings nothing."""
    said = aiwg("context", "alpha", "--file", "src/x.py", "--file", "top.py").out
    inside, outside = said.split("With work on src/x.py also")[1].split("With work on top.py also")
    assert "src/AGENTS.md" in inside
    assert "nothing more" in outside


def test_the_same_as_json(aiwg: Runner, messy: Path) -> None:
    """JSON holds every item, the sums of their sizes, and what files bring along."""
    found = aiwg("context", "alpha", "--json", "--file", "src/x.py").json
    assert found["schema"] == "aiwg.context/1"
    loaded = [item for item in found["items"] if item["state"] == "loaded"]
    assert found["always"]["chars"] == sum(item["chars"] for item in loaded)
    assert found["files"] == {"src/x.py": ["src/AGENTS.md"]}
    owners = {item["path"]: item["owner"] for item in loaded}
    assert owners["AGENTS.md"] == "ours"
    assert owners["~/.alpha/AGENTS.md"] == "yours"


def test_what_is_wrong_is_said(aiwg: Runner, messy: Path) -> None:
    """A second copy of a text is told of with both paths; in JSON too."""
    (Path.home() / ".alpha/AGENTS.md").write_text((messy / "AGENTS.md").read_text())
    said = aiwg("context", "alpha").out
    assert "Loaded twice: AGENTS.md and ~/.alpha/AGENTS.md" in said
    assert [each["certain"] for each in aiwg("context", "alpha", "--json").json["twice"]] == [True]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("context", "alhpa"), "Did you mean alpha?"),
        (("context", "alpha", "--surface", "edtior"), "Did you mean editor?"),
        (("context", "beta", "--surface", "cli"), "knows only one program of Beta."),
        (("context", "alpha", "--project", "nowhere"), 'the project "nowhere" is not a folder.'),
        (("budget", "-p", "alhpa"), "Did you mean alpha?"),
    ],
)
def test_slips(aiwg: Runner, words: tuple[str, ...], message: str) -> None:
    """A name that is none is a usage error that names the closest one."""
    done = aiwg(*words, expect=2)
    assert message in done.err


def test_a_budget(aiwg: Runner, messy: Path) -> None:
    """The budget is of the platforms deployed to, and ends with 5 only where it is above the most that is allowed."""
    found = aiwg("budget", "--json").json
    (row,) = found["platforms"]
    assert (found["schema"], row["platform"], row["over"]) == ("aiwg.budget/1", "alpha", False)
    assert row["always_tokens"] == aiwg("context", "alpha", "--json").json["always"]["tokens"]
    aiwg("budget", "--max-tokens", str(row["always_tokens"]))
    over = aiwg("budget", "--max-tokens", str(row["always_tokens"] - 1), expect=5)
    assert "Over the limit: Alpha Code" in over.out


def test_a_budget_of_nothing(aiwg: Runner) -> None:
    """Where no platform is named, recorded or detected, that is said, with what to type."""
    done = aiwg("budget", expect=2)
    assert "-p cursor" in done.err


def test_looking_changes_nothing(aiwg: Runner, messy: Path) -> None:
    """Neither command writes anything, in the project or the home folder."""
    before = sorted((path, path.lstat().st_mtime_ns) for path in [*messy.rglob("*"), *Path.home().rglob("*")])
    aiwg("context", "alpha")
    aiwg("budget")
    assert before == sorted((path, path.lstat().st_mtime_ns) for path in [*messy.rglob("*"), *Path.home().rglob("*")])
