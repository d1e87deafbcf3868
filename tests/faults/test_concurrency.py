"""Faults of class concurrency: other runs, and people who save while one is under way."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from aiwg.apply import journal, lock
from aiwg.apply.state import State
from aiwg.manifest import Manifest
from aiwg.source import reader

from .harness import CODE, SECONDS, Box, listing
from .instruments import DEPLOY, patch_renames, rule, run_with, scene, temporaries, texts, users_file

HOLD = """
from pathlib import Path
from aiwg.apply.lock import locked
with locked(Path("project")):
    print("held", flush=True)
    sys.stdin.read()
sys.exit(0)
"""


def holder(box: Box) -> subprocess.Popen[str]:
    """Return another process that holds the lock of the project until it is ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{HOLD}"],
        env={**os.environ, "PYTHONPATH": CODE},
        cwd=box.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    """End another process and wait for it."""
    process.kill()
    process.communicate(timeout=SECONDS)


def test_conc_01_another_deploy_is_running(box: Box) -> None:
    """A deploy beside a running one waits a little, then ends with 6, names the process, and touches nothing.

    The lock stays with its holder: a third run is kept out as well.
    """
    scene(box)
    process = holder(box)
    try:
        before = listing(box.project)
        result = box.deploy()
        assert result.exit == 6, result.said
        assert f"process {process.pid}" in result.err
        assert "Wait for it to end, then run again" in result.err
        assert listing(box.project) == before
        assert lock.holder_of(box.project) == str(process.pid)
    finally:
        end(process)
    assert box.deploy().exit == 0


def test_conc_01_waits_for_a_short_one(box: Box) -> None:
    """A deploy waits for one that ends soon, and then does its work."""
    scene(box)
    process = holder(box)
    timer = threading.Timer(0.4, process.kill)
    timer.start()
    result = box.deploy()
    timer.join()
    end(process)
    assert result.exit == 0, result.said


def test_conc_01_many_at_once(box: Box) -> None:
    """Deploys and removals that start together do not get into each other's way, nor lose anything."""
    scene(box)
    users_file(box)
    commands = [DEPLOY, DEPLOY, ("remove", "--project", "project"), DEPLOY]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "aiwg", *command],
            env={**os.environ, "PYTHONPATH": CODE},
            cwd=box.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    for process in running:
        _, said = process.communicate(timeout=SECONDS)
        assert process.returncode in (0, 6), said
    assert box.deploy().exit == 0
    assert temporaries(box.project) == []
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert {path: entry[3] for path, entry in listing(box.project).items()} == {"AGENTS.md": b"Mine.\n"}


def test_conc_02_the_lock_of_a_dead_process(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock of a process that was killed is free at once: nobody has to wait for it."""
    scene(box)
    process = holder(box)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=SECONDS)
    assert lock.holder_of(box.project) == ""
    flock, refused = fcntl.flock, list[int]()

    def watched(descriptor: int, how: int) -> None:
        try:
            flock(descriptor, how)
        except BlockingIOError:
            refused.append(descriptor)
            raise

    monkeypatch.setattr(fcntl, "flock", watched)
    result = box.deploy()
    assert result.exit == 0, result.said
    assert refused == []


def test_conc_02_the_folder_was_replaced(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock on a folder that somebody replaced while it was waited for counts for nobody: the new one is locked."""
    flock, seen = fcntl.flock, list[int]()

    def late(descriptor: int, how: int) -> None:
        if not seen:
            box.project.rename(box.root / "aside")
            box.project.mkdir()
            seen.append(descriptor)
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with lock.locked(box.project):
        assert lock.holder_of(box.project) == str(os.getpid())
        assert lock.holder_of(box.root / "aside") == ""


def saving(monkeypatch: pytest.MonkeyPatch, save: Callable[[], object]) -> None:
    """Let the user save something after the plan and before the renames."""
    begin = journal.begin

    def late(state: State, planned: Manifest, hashes: journal.Hashes) -> None:
        begin(state, planned, hashes)
        save()

    monkeypatch.setattr(journal, "begin", late)


@pytest.mark.parametrize("path", ["AGENTS.md", ".claude/rules/two.md", ".claude/rules/new.md"])
def test_conc_04_saved_between_plan_and_write(box: Box, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """What the user saves between the plan and the rename is kept, and nothing else changes either."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    scene(box, "New.")
    box.rule(rule("New."), "new")
    before = texts(box.project)
    with monkeypatch.context() as patch:
        saving(patch, lambda: box.put(f"project/{path}", "Saved just now.\n"))
        result = box.deploy()
    assert result.exit == 4, result.said
    assert f"{path} changed while aiwg was running" in result.err
    assert "Run again" in result.err
    assert texts(box.project) == {**before, path: b"Saved just now.\n"}
    assert temporaries(box.project) == []


def test_conc_04_saved_before_a_removal(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user saves between the plan of a removal and the deletion is kept."""
    scene(box)
    assert box.deploy().exit == 0
    before = texts(box.project)
    saving(monkeypatch, lambda: box.put("project/.claude/rules/two.md", "Saved just now.\n"))
    result = box.aiwg("remove", "--project", "project")
    assert result.exit == 4, result.said
    assert texts(box.project) == {**before, ".claude/rules/two.md": b"Saved just now.\n"}


@pytest.mark.parametrize("how", ["in place", "by rename", "twice"])
@pytest.mark.parametrize("path", ["AGENTS.md", ".claude/rules/one.md", ".claude/rules/new.md", ".claude/rules/two.md"])
def test_conc_04_saved_just_before_the_rename(box: Box, monkeypatch: pytest.MonkeyPatch, path: str, how: str) -> None:
    """What is saved when nothing but the rename is left to do, or even while it is undone, is kept."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    scene(box, "New.")
    box.rule(rule("New."), "new")
    (box.source / "rules/two.md").unlink()
    before = texts(box.project)
    saved = (
        [b"Saved second.\n", b"Saved first.\n"]
        if how == "twice" and "new" not in path and "two" not in path
        else [b"Saved first.\n"]
    )
    last = saved[0]

    def late(rename: Callable[[], None], source: str, target: str, folder: int | None) -> None:
        names = {source, target} if path.endswith("two.md") else {target}
        if os.path.basename(path) in names and folder is not None and saved:
            file = box.project / path
            if how == "by rename":
                (box.root / "saved").write_bytes(saved.pop())
                os.replace(box.root / "saved", file)
            else:
                file.write_bytes(saved.pop())
        rename()

    with monkeypatch.context() as patch:
        patch_renames(patch, late)
        result = box.deploy()
    assert not saved
    assert result.exit == 4, result.said
    assert f"{path} changed while aiwg was running" in result.err
    assert texts(box.project) == {**before, path: last}
    assert temporaries(box.project) == []


@pytest.mark.usefixtures("plain_renames")
def test_conc_04_without_renames_that_lose_nothing(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot change places, the last look is just before the rename; all else is the same."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    scene(box, "New.")
    before = texts(box.project)
    with monkeypatch.context() as patch:
        saving(patch, lambda: box.put("project/AGENTS.md", "Saved just now.\n"))
        assert box.deploy().exit == 4
    assert texts(box.project) == {**before, "AGENTS.md": b"Saved just now.\n"}
    box.put("project/AGENTS.md", before["AGENTS.md"].decode())
    assert box.deploy().exit == 0
    assert b"New." in texts(box.project)["AGENTS.md"]
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert texts(box.project) == {"AGENTS.md": b"Mine.\n"}


def test_conc_05_the_source_changes_meanwhile(box: Box) -> None:
    """A source that changes after it was read is deployed as it was read, and by the next run as it is then."""
    scene(box, "Old.")
    time.sleep(0.05)
    prelude = """
import time
from aiwg.source.reader import SourceReader
read = SourceReader.read
def late(self, path):
    file = read(self, path)
    if path == "rules/one.md":
        time.sleep(0.03)
        with open("source/rules/one.md", "a") as stream:
            stream.write("More.\\n")
        time.sleep(0.06)
    return file
SourceReader.read = late
"""
    result = run_with(box, prelude, *DEPLOY)
    assert result.exit == 0, result.said
    assert box.read(".claude/rules/one.md") == rule("Old.")
    assert box.deploy_apart().exit == 0
    assert box.read(".claude/rules/one.md") == rule("Old.") + "More.\n"


def test_conc_05_every_file_is_read_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file of a source is read once in a run, so that it cannot be two things in it."""
    scene(box)
    box.skill()
    read: list[str] = []
    real = reader.SourceReader.read

    def counted(self: reader.SourceReader, path: str) -> reader.SourceFile | None:
        read.append(path)
        return real(self, path)

    monkeypatch.setattr(reader.SourceReader, "read", counted)
    assert box.deploy("-p", "all").exit == 0
    assert len(read) == len(set(read))


@pytest.mark.parametrize("number", [errno.ENOTSUP, errno.ENOLCK])
def test_conc_06_a_file_system_without_locks(box: Box, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Where files cannot be locked, nothing is written, and the run ends with 6 and says why."""
    scene(box)

    def fail(descriptor: int, how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", fail)
    box.refuses(6, "project cannot be locked", os.strerror(number), "copy on a local disk")
    assert listing(box.project) == {}
