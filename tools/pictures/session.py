"""A session: commands in a project, and what a terminal of 80 columns shows of them."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from aiwg.cli.app import run
from aiwg.output.terminal import prompts

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "tests" / "fixtures" / "shop"
COLUMNS = 80
_DURATION = re.compile(r"^ *\d+\.\d s\n| +(?:\x1b\[\d+m)*\d+\.\d s(?:\x1b\[0m)*$", re.MULTILINE)
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")
"""Variables of the machine that a session sees."""


class FailedCommandError(Exception):
    """A command of a session ended otherwise than it should."""


class Screen(io.StringIO):
    """A terminal that keeps what is written to it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say that it is a terminal."""
        return True


@dataclass(frozen=True)
class Step:
    """A command, and the answers that a person types; without answers nobody is at the terminal."""

    command: str
    answers: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Session:
    """One entry of sessions.yaml."""

    title: str
    project: str
    show: tuple[Step, ...]
    before: tuple[Step, ...] = ()


@dataclass
class Shown:
    """A command, and what the terminal showed, colours included."""

    command: str
    text: str = field(default="")


def sessions() -> dict[str, Session]:
    """Return the sessions by their names."""
    data = yaml.safe_load((Path(__file__).parent / "sessions.yaml").read_text(encoding="utf-8"))
    return {
        name: Session(entry["title"], entry["project"], steps(entry["show"]), steps(entry.get("before", [])))
        for name, entry in data.items()
    }


def steps(entries: list[str | dict[str, list[str]]]) -> tuple[Step, ...]:
    """Return the steps of entries: a command, or a command with its answers."""
    return tuple(
        Step(entry) if isinstance(entry, str) else Step(command, tuple(answers))
        for entry in entries
        for command, answers in ([(entry, [])] if isinstance(entry, str) else entry.items())
    )


@contextmanager
def fresh_project(name: str) -> Iterator[Path]:
    """Work in a project under git, a copy of the shop or an empty one, with an empty home folder."""
    environment, folder = dict(os.environ), os.getcwd()
    with tempfile.TemporaryDirectory() as place:
        project, home = Path(place, "shop" if name == "shop" else "project"), Path(place, "home")
        home.mkdir()
        if name == "shop":
            shutil.copytree(SHOP, project)
        else:
            project.mkdir()
        subprocess.run(["git", "init", "--quiet", project], check=True)  # noqa: S603, S607  # our own folder, any git
        os.environ.clear()
        os.environ |= {key: environment[key] for key in KEPT if key in environment}
        os.environ |= {"HOME": str(home), "COLUMNS": str(COLUMNS), "LINES": "50", "TERM": "xterm-256color"}
        os.chdir(project)
        try:
            yield project
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ |= environment


def typed(step: Step) -> str:
    """Run a command of aiwg in this process and return what a terminal shows, without times and with short paths.

    Raises FailedCommandError if it does not end with 0, or asks another number of questions.
    """
    screen, before = Screen(), (sys.stdin, sys.stdout, sys.stderr, prompts.read_line)
    answers = list(step.answers or ())

    def read_line() -> str:
        if not answers:
            raise FailedCommandError(f"{step.command} asks one more question:\n{screen.getvalue()}")
        screen.write(f"{answers[0]}\n")
        return answers.pop(0)

    sys.stdout = sys.stderr = screen
    sys.stdin = io.StringIO() if step.answers is None else Screen()
    prompts.read_line = read_line
    try:
        code = run(shlex.split(step.command)[1:])
    finally:
        sys.stdin, sys.stdout, sys.stderr, prompts.read_line = before
    if code or answers:
        raise FailedCommandError(f"{step.command} ended with {code}, {len(answers)} answers left:\n{screen.getvalue()}")
    return _DURATION.sub("", screen.getvalue().replace(os.getcwd(), "~/shop"))


def played(session: Session) -> list[Shown]:
    """Return what a session shows."""
    with fresh_project(session.project):
        for step in session.before:
            typed(step)
        return [Shown(step.command, typed(step)) for step in session.show]
