"""Questions at a terminal: they fit, show their default, end well, and never wait for an answer that cannot come."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from aiwg.core.errors import Exit, UserError
from aiwg.output.terminal import prompts
from tests.answers import answer_questions
from tests.conftest import put

from .pty_run import run_on_terminal
from .screen import overflowing, terminal

HOOKS = "hooks:\n  - {id: format-everything-on-every-save, event: stop, command: make format}\n"
QUESTION = "Approve hook/format-everything-on-every-save?"


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """Return a project with something to approve."""
    project = tmp_path / "project"
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude]\n")
    put(project / ".aiwg" / "hooks.yaml", HOOKS)
    return project


@pytest.mark.parametrize(("typed", "answer"), [("", "blue"), ("red", "red"), ("  red ", "red")])
def test_enter_gives_the_default(typed: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default stands in the question, and Enter takes it."""
    asked = answer_questions(monkeypatch, typed)
    assert prompts.ask("Which colour?", "blue") == answer
    assert asked == ["Which colour? [blue]: "]


def test_a_question_without_a_default_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter is no answer to a question without a default."""
    asked = answer_questions(monkeypatch, "", "red")
    assert prompts.ask("Which colour?") == "red"
    assert len(asked) == 2


def test_what_is_no_answer_is_explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Anything else than an answer shows the answers and asks again."""
    answer_questions(monkeypatch, "perhaps", "YES", "5", "2")
    assert prompts.confirm("Go on?")
    assert "Type one of: y, yes, n, no" in capsys.readouterr().out
    assert prompts.pick(["one", "two"]) == 1
    assert "Type a number from 1 to 2." in capsys.readouterr().out


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_a_question_ends_well(end: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends all of it, the end of the input this question; both leave the line."""
    answer_questions(monkeypatch, end())
    with pytest.raises(click.Abort if end is EOFError else KeyboardInterrupt):
        prompts.ask("Which colour?")


def test_without_a_terminal_a_question_is_an_error() -> None:
    """No question waits for somebody who is not there."""
    with pytest.raises(UserError) as raised:
        prompts.ask("Which colour?")
    assert raised.value.exit == Exit.USAGE


def test_a_long_question_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that is longer than the terminal is broken, and the answer follows it after a space."""
    answer_questions(monkeypatch, "")
    with terminal(monkeypatch, 40) as screen:
        prompts.choose("Which of the many colours do you want for the new door?", {"b": "blue"}, "b", indent="    ")
    assert overflowing(screen.getvalue(), 40) == []
    assert screen.getvalue().endswith("[b]: ")


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ([b"y\n"], 0, "Approved"),
        ([b"\n"], 0, "You approved nothing."),
        ([b"\x03"], 130, "aiwg: interrupted."),
        ([b"\x04"], 130, "aiwg: interrupted."),
        ([b"x\n", b"y\n"], 0, "Approved"),
    ],
)
def test_a_person_answers(typed: list[bytes], code: int, said: str, waiting: Path) -> None:
    """On a real terminal of 40 columns yes, Enter, Ctrl-C, Ctrl-D and nonsense each end with their exit code."""
    run = run_on_terminal(["trust"], waiting, columns=40, answers=[("[n]: ", each) for each in typed])
    assert (run.code, said in run.text) == (code, True), run.text
    assert overflowing(run.text, 40) == []
    assert QUESTION in " ".join(run.text.split())


@pytest.mark.parametrize("words", [["trust"], ["reconcile"], ["init"], ["import"], ["deploy"], ["trust", "--json"]])
def test_nobody_is_waited_for(words: list[str], waiting: Path) -> None:
    """With an input that stays open and is no terminal, every command that asks ends by itself."""
    reader, writer = os.pipe()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "aiwg", *words],
            cwd=waiting,
            env={**os.environ, "HOME": str(waiting.parent)},
            stdin=reader,
            capture_output=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(reader)
        os.close(writer)
    assert b"Traceback" not in ended.stderr
