"""A waiting person sees one line that says how far a command is; nobody else does, and nothing of it stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiwg.core.progress import advance, begin_step, current_step, each_of
from aiwg.output import console
from aiwg.output.terminal import transient

from .pty_run import run_on_terminal
from .screen import terminal

SLOW = """
import time
from aiwg.doctor import runner
from aiwg.output.terminal import transient
outcome = runner.outcome
def slow(check, subject):
    time.sleep(0.01)
    return outcome(check, subject)
runner.outcome = slow
transient.SHOWN_AFTER, transient.SHOWN_EVERY = 0.05, 0.02
"""
"""Makes each of the checks of doctor take a while, and a while short."""

CLEAR = "\r\x1b[K"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Return a project with a source of its own."""
    project = tmp_path / "project"
    (project / ".aiwg" / "rules").mkdir(parents=True)
    (project / ".aiwg" / "rules" / "tidy.md").write_text("---\ndescription: Tidy.\n---\nTidy up.\n")
    (project / "aiwg.yaml").write_text("sources: [project]\nplatforms: [cursor]\n")
    return project


def test_a_slow_command_shows_where_it_is(world: Path) -> None:
    """After half a second the step and its count stand on one line, which is gone before the result is printed."""
    run = run_on_terminal(["doctor"], world, program=SLOW)
    assert "Checking the deployed files: " in run.text
    before, _, after = run.text.rpartition(CLEAR)
    assert "Checking the deployed files" not in after
    assert "\n" not in before.partition("Checking the deployed files")[2]
    assert run.code is not None


@pytest.mark.parametrize(("words", "program"), [(["doctor"], ""), (["doctor", "--json"], SLOW), (["lint", "-q"], SLOW)])
def test_no_line_is_shown_otherwise(words: list[str], program: str, world: Path) -> None:
    """A command that is quick shows no progress, and neither does one for programs or with -q."""
    quick = "from aiwg.output.terminal import transient\ntransient.SHOWN_AFTER = 30.0\n" if not program else ""
    assert CLEAR not in run_on_terminal(words, world, program=program + quick).text


def test_a_pipe_gets_no_line(world: Path) -> None:
    """Where standard error is no terminal nothing of it is written."""
    code = f"{SLOW}\nfrom aiwg.cli.app import run\nrun(['doctor'])"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=world,
        env={**os.environ, "HOME": str(world.parent)},
        capture_output=True,
        check=False,
    )
    assert (b"Checking" in ended.stdout + ended.stderr, b"\x1b" in ended.stdout + ended.stderr) == (False, False)


def test_the_line_is_cut_at_the_terminal(world: Path) -> None:
    """On a narrow terminal the line is cut, so that it can be taken away again."""
    run = run_on_terminal(["doctor"], world, columns=22, program=SLOW)
    shown = [part.rpartition("\r\x1b[K")[2] for part in run.text.split(CLEAR) if part.startswith("Checking")]
    assert shown
    assert all(len(part.partition("\n")[0]) < 22 for part in shown)


def test_a_dumb_terminal_gets_spaces(world: Path) -> None:
    """A terminal without codes gets no codes: the line is written over with spaces."""
    run = run_on_terminal(["doctor"], world, program=SLOW, more={"TERM": "dumb"})
    assert "Checking the deployed files: " in run.text
    assert "\x1b" not in run.text


def test_a_step_in_words() -> None:
    """A step is shown with its count if it has one."""
    begin_step("Reading")
    assert current_step() == "Reading..."
    advance()
    assert current_step() == "Reading: 1"
    assert [current_step() for _ in each_of("Writing files", ["a", "b"])] == [
        "Writing files: 1 of 2",
        "Writing files: 2 of 2",
    ]


def test_no_thread_and_no_handler_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that ends in time leaves no timer, no handler and no thread."""
    before = signal.getsignal(signal.SIGALRM)
    with terminal(monkeypatch, 80) as screen:
        with transient.transient_progress("aiwg status"):
            assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        assert screen.getvalue() == ""
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before
    assert console.before_output == []


def test_output_takes_the_line_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed meanwhile starts on an empty line, and a wait that names itself stays until it ends."""
    written: list[str] = []
    monkeypatch.setattr(transient, "_write", written.append)
    with terminal(monkeypatch, 80), transient.transient_progress("aiwg update"):
        transient.show_wait("Fetching example... ")
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
        console.say("A line.")
        assert written == ["Fetching example... ", CLEAR]
        transient.show_wait("")
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        with transient.paused():
            assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    transient.show_wait("Nobody sees it")
    assert len(written) == 2


def test_no_line_comes_before_half_a_second() -> None:
    """Half a second is the time after which people notice that they wait."""
    assert transient.SHOWN_AFTER == 0.5
    assert time.monotonic() > 0
