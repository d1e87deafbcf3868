"""Every story comes out as it is told. `make stories` writes them anew; then read the diff."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from aiwg.cli.app import run

from .story import parse_story, play

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_a_story_comes_out_as_it_is_told(
    file: Path,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    """What a story's commands print, how they end, and the files after them are as the story says."""
    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    # what is published at https://git.example.com lies beside the project
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.file://{project.parent}/remotes/.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://git.example.com/")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("CI", raising=False)

    def type_in(words: list[str]) -> tuple[int, str]:
        capsys.readouterr()
        code = run(words)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    text = file.read_text(encoding="utf-8")
    told = play(text, project, type_in)
    if request.config.getoption("--write-golden"):
        file.write_text(told, encoding="utf-8")
    elif told != text:
        lines = difflib.unified_diff(text.split("\n"), told.split("\n"), str(file), "it came out", lineterm="")
        pytest.fail("\n".join([*lines, "", "Right so? Then: make stories"]), pytrace=False)


def test_a_changed_story_fails(project: Path) -> None:
    """A story whose text differs from what is printed comes out otherwise."""
    text = "Something.\n\n$ aiwg list\n  no such line\n"
    assert play(text, project, lambda words: (0, "another line\n")) == "Something.\n\n$ aiwg list\n  another line\n"


def test_there_are_twenty_stories_and_each_says_what_holds() -> None:
    """At least twenty stories are told, and each begins with a sentence."""
    assert len(STORIES) >= 20
    for file in STORIES:
        about, steps = parse_story(file.read_text(encoding="utf-8"))
        assert about.strip().endswith("."), file.name
        assert any(step.line.startswith("$ aiwg") for step in steps), file.name
