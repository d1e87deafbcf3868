"""The questions of init: whatever the answers are, the options that init prints do the same in a fresh copy."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import aiwg.commands.init.approvals
import aiwg.commands.init.write
import aiwg.commands.sources.add  # noqa: F401  before `is_terminal` is replaced: a module keeps the one it imports
from aiwg.trust.store import read_consents
from tests.answers import answer_questions
from tests.conftest import tree

from .conftest import Runner, put

SOURCE = "../company"
IMPORT = {"all": ["1"], "some": ["2", "y", "n", "all"], "none": ["2", "quit"]}
START = {"mine": ["1"], "basics": ["2"], "bundled": ["3"], "source": ["4", "nowhere", "4", SOURCE, "y"]}
TOOLS = {"found": [""], "number": ["1"], "typo": ["alpah", "alfa beta"], "none": ["none"]}
OUTPUTS = {"commit": [""], "ignore": ["2"], "exclude": ["3"]}
APPROVE = {"yes": ["1", "y"], "enter": ["1", ""], "later": ["2"]}
WRITE = {"now": ["1"], "plan": ["2", "1"], "later": ["3"]}
AXES: Sequence[dict[str, list[str]]] = (IMPORT, START, TOOLS, OUTPUTS, APPROVE, WRITE)


def pairs() -> Iterator[tuple[str, ...]]:
    """Yield combinations of answers in which every two answers of two questions meet."""
    left = {
        (one, a, two, b)
        for (one, first), (two, second) in itertools.combinations(enumerate(AXES), 2)
        for a, b in itertools.product(first, second)
    }
    everything = list(itertools.product(*AXES))
    while left:
        best = max(everything, key=lambda names: len(left & _pairs_of(names)))
        left -= _pairs_of(best)
        yield best


def _pairs_of(names: Sequence[str]) -> set[tuple[int, str, int, str]]:
    return {(one, a, two, b) for (one, a), (two, b) in itertools.combinations(enumerate(names), 2)}


Person = Callable[[Sequence[str | BaseException]], list[str]]


@pytest.fixture
def messy(project: Path, tmp_path: Path) -> Path:
    """Return a git project with files of two tools, one of which starts a server, beside a company source."""
    put(project / ".git/HEAD", "ref: refs/heads/main\n")
    (project / ".git/objects").mkdir()
    (project / ".git/refs").mkdir()
    put(project / ".beta/rules/tabs.md", "Use tabs.\n")
    put(project / ".alpha/agents/rev.md", "---\nname: rev\ndescription: Reviews.\n---\nReview.\n")
    put(project / "AGENTS.md", "# Shop\n\nBuild with make.\n")
    put(project / ".mcp.json", '{"mcpServers": {"wiki": {"command": "wiki-server"}}}\n')
    put(tmp_path / "company/rules/house.md", "---\ndescription: House style.\n---\nOur style.\n")
    put(tmp_path / "bundled/bundles.yaml", "bundles:\n  basics: {description: Basics., artifacts: [rule/tidy]}\n")
    return project


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """Return a function that lets a person at a terminal type answers, and returns the questions."""
    return lambda answers: answer_questions(monkeypatch, *answers)


def options_in(said: str) -> list[str]:
    """Return the words of the command that init prints at its end."""
    command = said.partition("The same without questions:\n")[2]
    return shlex.split(command.replace("\\\n", " "))


@pytest.mark.parametrize("names", list(pairs()), ids="-".join)
def test_printed_options_do_the_same(aiwg: Runner, messy: Path, person: Person, names: tuple[str, ...]) -> None:
    """The options that init prints give the same files, byte for byte, and the same approvals; they ask nothing."""
    fresh = messy.parent / "fresh"
    shutil.copytree(messy, fresh)
    answers = [axis[name] for axis, name in zip(AXES, names, strict=True)]
    runs = names[0] == "all" or names[0] == "some"  # the server waits for an approval
    if not runs:
        answers[4] = []
    if names[2] == "none":
        answers[5] = []
    typed = [answer for each in answers for answer in each]
    asked = person(typed)
    said = aiwg("init", expect=None)
    assert (len(asked), "interrupted" in said.err) == (len(typed), False), said.out + said.err
    kept = messy.parent / "kept"
    shutil.move(messy, kept)
    consents = read_consents(messy)
    _forget(messy)
    shutil.move(fresh, messy)
    os.chdir(messy)
    again = aiwg(*options_in(said.out)[1:], expect=None)
    assert again.code == said.code, again.err
    assert tree(messy, skip=()) == tree(kept, skip=())
    assert read_consents(messy) == consents


def _forget(project: Path) -> None:
    from aiwg.trust.store import write_consents

    write_consents(project, {})


ENTER = ["", "", "", "", "", "", ""]
"""Enter at each question, with one more for the item that runs."""


def test_enter_approves_nothing(aiwg: Runner, messy: Path, person: Person) -> None:
    """With Enter at every question the server is shown and stays unapproved, and everything else is deployed."""
    person(ENTER)
    said = aiwg("init")
    assert "runs  wiki-server" in said.out
    assert {key for key in read_consents(messy) if not key.startswith("original/")} == set()
    assert options_in(said.out)[-3:] == ["--approve", "none", "--deploy"]
    assert json.loads((messy / ".mcp.json").read_text()) == {"mcpServers": {"wiki": {"command": "wiki-server"}}}


@pytest.mark.parametrize("typed", range(len(ENTER)))
def test_an_end_at_any_question_leaves_what_was_said(aiwg: Runner, messy: Path, person: Person, typed: int) -> None:
    """Ctrl-C or the end of the input at a question ends with 130, with nothing written that is not on the screen."""
    before = tree(messy, skip=())
    person([*ENTER[:typed], *([KeyboardInterrupt()] if typed % 2 else [])])
    said = aiwg("init", expect=130)
    changed = {path for path, data in tree(messy, skip=()).items() if before.get(path) != data}
    assert bool(changed) == (typed >= 4)
    named = ("aiwg.yaml", ".aiwg/")
    assert all(path.startswith(named) for path in changed)
    assert not changed or ("wrote  aiwg.yaml" in said.out and "Wrote .aiwg/:" in said.out)
    assert read_consents(messy) == {}


def test_a_second_init_says_that_the_project_is_set_up(aiwg: Runner, messy: Path, person: Person) -> None:
    """With an aiwg.yaml there init says so and what to do, asks only what is open, and changes nothing."""
    aiwg("init", "--import", "all", "--start", "mine", "-p", "detected", "--commit", "--approve", "wiki", "--deploy")
    before = tree(messy, skip=())
    person(["3"])
    said = aiwg("init").out
    assert said.startswith("aiwg.yaml exists: aiwg changes only the settings that you choose now.")
    assert "then aiwg sync" in said
    assert "1 of 6  Skipped: your files are imported already." in said
    assert "4 of 6  Skipped: aiwg.yaml says it." in said
    assert "--import" not in options_in(said)
    assert tree(messy, skip=()) == before


@pytest.mark.parametrize("columns", [40, 80])
def test_questions_fit_the_terminal(
    aiwg: Runner, messy: Path, person: Person, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """No line of a question is longer than the terminal is wide, but for a path alone on its line."""
    monkeypatch.setattr("aiwg.output.console.columns_of", lambda stream: columns)
    person(["2", "all", "4", SOURCE, "y", "alpah", "ticked", "", "", "", "2"])
    said = aiwg("init", expect=130)
    assert "6 of 6" in said.out
    assert "The same" not in said.out
    lines = re.sub(r"(\w\]): ", r"\1:\n", said.out).splitlines()  # after a question a person's Enter ends the line
    assert [line for line in lines if len(line) > columns and " " in line.strip()] == []


WRONG = {
    ("--import", "ask"): "--import ask needs a terminal",
    ("--import", "all", "--import", "AGENTS.md"): "--import takes all, ask or none, or names of files.",
    ("--import", "nowhere.md"): 'nothing here is called "nowhere.md"',
    ("--start", "basic"): "Did you mean basics?",
    ("--start", "./nowhere"): "is not a folder",
    ("-p", "alpah"): "Did you mean alpha?",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_a_wrong_option_is_an_error_before_anything_is_written(
    aiwg: Runner, messy: Path, options: tuple[str, ...]
) -> None:
    """An option that means nothing ends with 2 and says why; nothing is written."""
    before = tree(messy, skip=())
    assert WRONG[options] in aiwg("init", *options, expect=2).err
    assert tree(messy, skip=()) == before


def test_without_a_terminal_a_source_needs_a_yes(aiwg: Runner, messy: Path) -> None:
    """Without a terminal --start SOURCE shows the source and ends with 7; with --yes it is declared."""
    before = tree(messy, skip=())
    said = aiwg("init", "--start", SOURCE, expect=7)
    assert "Our style." in said.out
    assert f"aiwg init --start {SOURCE} --yes" in said.out
    assert tree(messy, skip=()) == before
    aiwg("init", "--start", SOURCE, "--yes")
    assert "house" in aiwg("list", "rule").out
