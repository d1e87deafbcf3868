"""completion answers shells; pipes and NO_COLOR get plain text."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Runner, put

SOURCE = Path(__file__).parent.parent.parent / "src"


def completions(words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the shell is offered for a line of words; the last one is incomplete."""
    from aiwg.cli.app import run

    monkeypatch.setenv("_AIWG_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    capsys.readouterr()
    with contextlib.suppress(SystemExit):
        run([])
    said = capsys.readouterr()
    assert said.err == ""
    return [line.partition(",")[2] for line in said.out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("aiwg sta", ["status"]),
        ("aiwg deploy --dr", ["--dry-run"]),
        ("aiwg deploy -p al", ["alpha", "all"]),
        ("aiwg deploy -p alpha,b", ["alpha,beta"]),
        ("aiwg deploy -p alf", ["alfa"]),
        ("aiwg platforms b", ["beta"]),
        ("aiwg list sk", ["skill"]),
        ("aiwg new be", ["behavior"]),
        ("aiwg show ti", ["tidy"]),
        ("aiwg show rule/", ["rule/tidy"]),
        ("aiwg completion z", ["zsh"]),
        ("aiwg nonsense x", []),
    ],
)
def test_the_shell_is_offered_what_goes_on(
    words: str, offered: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands, options, platforms, kinds and artifacts are completed; nonsense is met with silence."""
    assert completions(words, capsys, monkeypatch) == offered


def test_completion_is_silent_about_a_broken_project(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invalid aiwg.yaml offers nothing and prints nothing into the line that is being typed."""
    put(project / "aiwg.yaml", "platforms: {")
    assert completions("aiwg show ti", capsys, monkeypatch) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(aiwg: Runner, shell: str) -> None:
    """Each shell gets a script that asks through our variable."""
    assert "_AIWG_COMPLETE" in aiwg("completion", shell).out


def test_completion_knows_three_shells(aiwg: Runner) -> None:
    """Another shell ends with 2."""
    assert "bash" in aiwg("completion", "tcsh", expect=2).err


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes(tmp_path: Path) -> None:
    """The script works in a real bash, with the real program."""
    program = tmp_path / "bin" / "aiwg"
    put(program, f'#!/bin/sh\nPYTHONPATH={SOURCE} exec {sys.executable} -m aiwg "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(aiwg completion bash)"; COMP_WORDS=(aiwg deploy -p cur); COMP_CWORD=3; '
        '_aiwg_completion aiwg; echo "${COMPREPLY[@]}"'
    )
    path = f"{program.parent}:{os.environ['PATH']}"
    ended = subprocess.run(
        ["bash", "--norc", "-c", script], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "cursor"
    assert ended.stderr == ""


def test_pipes_get_plain_text(deployed: Path) -> None:
    """In a pipe no colour codes are written, by any verb."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    for words in (["status"], ["platforms"], ["list"], ["explain", "AGENTS.md"]):
        ended = subprocess.run(
            [sys.executable, "-m", "aiwg", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert "\x1b" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    "words", [["status"], ["diff"], ["list"], ["show", "tidy"], ["platforms"], ["platforms", "alpha"], ["explain", "x"]]
)
def test_json_is_all_there_is(aiwg: Runner, deployed: Path, words: list[str]) -> None:
    """--json prints one JSON document with its schema, and nothing on standard error."""
    said = aiwg(*words, "--json")
    assert said.json["schema"].startswith("aiwg.")
    assert said.err == ""


def test_what_was_typed_is_printed_safely(aiwg: Runner, deployed: Path) -> None:
    """Control characters in arguments are escaped in every message."""
    for words in (
        ["show", "a\x1b[31m"],
        ["list", "a\x1b[31m"],
        ["platforms", "a\x1b[31m"],
        ["new", "rule", "a\x1b[31m"],
    ):
        assert "\x1b[31m" not in aiwg(*words, expect=2).err
    assert "\x1b[31m" not in aiwg("explain", "a\x1b[31m").out
