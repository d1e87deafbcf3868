"""What is kept, where, for how long; and what is not believed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.core.stamps import GRAIN_NS
from aiwg.noop_cache.answers import SECONDS_KEPT, is_kept
from aiwg.noop_cache.files import keep_newest
from tests.noop_cache.world import World, messy_world, open_answer, seal_answer, settle

COMMAND = ("mentions",)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a world that each test leaves as it was."""
    with messy_world(tmp_path_factory.mktemp("kept")) as made:
        yield made


@pytest.fixture
def answer(world: World) -> Path:
    """Return the only kept answer, which a command has just left."""
    for file in world.kept.glob("*"):
        file.unlink()
    settle()
    said = world.run(*COMMAND)
    assert said.kept, said.obstacle
    (file,) = world.kept.iterdir()
    return file


def test_nobody_else_can_read_an_answer(answer: Path) -> None:
    """An answer, and the folder that it lies in, are their user's alone."""
    assert answer.stat().st_mode & 0o777 == 0o600
    assert answer.parent.stat().st_mode & 0o777 == 0o700


def test_an_answer_holds_no_value_of_a_variable(world: World, answer: Path) -> None:
    """Of the variables that counted an answer holds what tells a change, and not the values."""
    answer.unlink()
    world.variables["NO_COLOR"] = "a-password"
    try:
        assert world.run(*COMMAND).kept
    finally:
        del world.variables["NO_COLOR"]
    data = next(world.kept.iterdir()).read_bytes()
    assert b"NO_COLOR" in data
    assert b"a-password" not in data


@pytest.mark.parametrize("damage", ["other", "cut off", "empty", "of another command", "a link", "a folder"])
def test_a_forged_answer_is_not_believed(world: World, answer: Path, damage: str) -> None:
    """An answer that aiwg has not written for this very command line here is not said, and does no harm."""
    data = answer.read_bytes()
    if damage == "of another command":
        assert world.run("list").kept
        (other,) = (file for file in world.kept.iterdir() if file != answer)
        other.replace(answer)
    elif damage == "a link":
        answer.rename(world.root / "away")
        answer.symlink_to(world.root / "away")
    elif damage == "a folder":
        answer.unlink()
        answer.mkdir()
    else:
        answer.write_bytes({"other": data.replace(b"broken", b"intact"), "cut off": data[:-9], "empty": b""}[damage])
    said = world.run(*COMMAND)
    assert not said.again
    assert said.out == world.run(*COMMAND, whole=True).out
    if damage == "a folder":
        answer.rmdir()


def test_an_answer_is_made_anew_after_a_day(world: World, answer: Path) -> None:
    """An answer that is a day old, or from the future, is not said."""
    content = open_answer(world, answer)
    assert world.run(*COMMAND).again
    for seconds in (-SECONDS_KEPT - 5, 1000):
        seal_answer(world, answer, (content[0], content[1] + seconds, *content[2:]))
        assert not world.run(*COMMAND).again


def test_answers_of_a_state_that_the_repository_brought_are_not_kept(world: World, answer: Path) -> None:
    """A repository may set the environment: where it moves state or cache into itself, nothing is kept or said."""
    for name, folder in (("XDG_STATE_HOME", world.home / ".local/state"), ("XDG_CACHE_HOME", world.home / ".cache")):
        subprocess.run(["cp", "-a", str(folder), str(world.root / "copied")], check=True)
        for place, holds in ((world.root, True), (world.project, False)):
            copied = (world.root / "copied").rename(place / "copied")
            world.variables[name] = str(copied)
            time.sleep(2 * GRAIN_NS / 1e9)  # a file that is as young as the clock's grain keeps nothing
            try:
                assert world.run(*COMMAND).kept == holds
            finally:
                del world.variables[name]
        subprocess.run(["rm", "-r", str(copied)], check=True)


def test_nothing_is_kept_before_aiwg_keeps_anything(world: World, answer: Path) -> None:
    """Where this user has deployed nothing yet, a command that only looks leaves nothing behind."""
    answer.unlink()
    answer.parent.rmdir()
    (world.home / ".local").rename(world.home / "apart")
    assert not world.run(*COMMAND).kept
    assert not answer.parent.exists()
    assert not (world.home / ".local").exists()
    (world.home / "apart").rename(world.home / ".local")


def test_a_cache_that_cannot_be_written_is_no_failure(world: World, answer: Path) -> None:
    """Where no answer can be kept, the command says what it says."""
    answer.unlink()
    answer.parent.rmdir()
    answer.parent.write_text("in the way")
    assert world.run(*COMMAND).code == 0
    answer.parent.unlink()


def test_another_process_that_writes_is_seen(world: World, answer: Path) -> None:
    """A kept answer of the doctor does not hold while another aiwg works here."""
    world.run("doctor")
    assert world.run("doctor").again
    descriptor = os.open(world.project, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        said = world.run("doctor")
        assert not said.again
        assert not said.kept
    finally:
        os.close(descriptor)
    assert world.run("doctor").again


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ("status", True),
        ("doctor -p claude --json", True),
        ("status -v", False),
        ("doctor --fix", False),
        ("doctor --run-clients", False),
        ("status --help", False),
        ("status -vh", False),
        ("deploy", False),
        ("sync", False),
        ("diff", False),
    ],
)
def test_what_wants_the_whole_run_gets_it(arguments: str, kept: bool) -> None:
    """Commands that write, and options that ask for all, are never answered from before."""
    assert is_kept(arguments.split()) == kept


def test_the_oldest_answers_leave(tmp_path: Path) -> None:
    """A folder of answers holds so many at most, and so many bytes; the newest stay."""
    folder = tmp_path / "answers"
    folder.mkdir()
    for number in range(6):
        (folder / str(number)).write_bytes(b"x" * 10)
        os.utime(folder / str(number), (number, number))
    for most_bytes, left in ((1000, ["2", "3", "4", "5"]), (25, ["4", "5"])):
        keep_newest(str(folder), 4, most_bytes)
        assert sorted(file.name for file in folder.iterdir()) == left


def test_an_answer_that_holds_loads_next_to_nothing(world: World, answer: Path) -> None:
    """To say an answer again, none of the modules is loaded that a command needs."""
    code = (
        "import sys\nfrom aiwg.__main__ import _run\nbefore = set(sys.modules)\n_run(['mentions'])\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    variables = {**os.environ, "HOME": str(world.home)}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=world.project,
            env=variables,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    loaded = done.stderr.splitlines()[-1].split()
    assert "aiwg.noop_cache.answers" in loaded
    assert not {"click", "json", "re", "typing", "pathlib", "yaml", "aiwg.cli.app"} & set(loaded)
    assert len(loaded) < 20


def test_cleaning_the_cache_removes_the_answers(world: World, answer: Path) -> None:
    """`aiwg cache clean` leaves no answer."""
    assert world.run("cache", "clean").code == 0
    assert not answer.exists()
