"""Faults of class resource: no space, no inodes, failing disks, limits, and more than anybody can hold."""

from __future__ import annotations

import errno
import os
import resource
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from aiwg.source import reader

from .harness import Box, Result, listing
from .instruments import (
    DEPLOY,
    failing,
    is_below,
    limited,
    needs_linux,
    needs_root,
    path_of,
    run_with,
    scene,
    temporaries,
    texts,
    tmpfs,
    users_file,
)

NOT_HERE: dict[str, str] = {}
"""The rows that cannot be tested here: why, and what covers them instead."""

ONE = ".claude/rules/one.md"


def changed(box: Box) -> dict[str, bytes]:
    """Deploy, change the source, and return the project's texts."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    scene(box, "New.")
    return texts(box.project)


def fails_whole(box: Box, *needles: str, code: int = 1) -> Result:
    """Deploy, and check that it fails, says the needles and what to do, and leaves all as it was."""
    before, state = listing(box.project), listing(box.root / "state") if (box.root / "state").exists() else {}
    result = box.deploy()
    assert result.exit == code, result.said
    assert result.err.startswith("aiwg: "), result.said
    assert "Deployed" not in result.out
    for needle in needles:
        assert needle in result.err, result.said
    assert listing(box.project) == before
    assert (
        {path: entry[3] for path, entry in state.items()}.items()
        <= {path: entry[3] for path, entry in listing(box.root / "state").items()}.items()
        if state
        else True
    )
    assert temporaries(box.project) == []
    return result


def goes_on(box: Box) -> None:
    """Check that the next run, without the fault, gets everything done."""
    result = box.deploy()
    assert result.exit == 0, result.said
    assert box.read(ONE).endswith("New.\n")
    assert box.read("AGENTS.md").startswith("Mine.\n")


def big(box: Box) -> None:
    """Write a source that needs more room than the small file systems of these tests have."""
    box.skill()
    box.put("source/skills/greet/big.bin", os.urandom(300_000))


@needs_root
@needs_linux
def test_reso_01_a_full_disk(box: Box) -> None:
    """On a full disk nothing changes, no temporary file stays, and path and bytes needed are named."""
    with tmpfs(box.project, "size=256k"):
        scene(box)
        users_file(box)
        assert box.deploy().exit == 0
        big(box)
        result = fails_whole(box, "cannot write .claude/skills/greet/big.bin", "No space left", "aiwg changed no file")
        assert "300," in result.err
        assert "of disk space" in result.err
        (box.source / "skills/greet/big.bin").write_bytes(b"small")
        assert box.deploy().exit == 0


@pytest.mark.parametrize("place", ["target", "journal", "undo"])
def test_reso_01_a_full_disk_emulated(box: Box, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Wherever the disk turns out to be full, nothing changes and nothing is left."""
    changed(box)
    folder = {
        "target": box.project / ".claude",
        "journal": box.project / ".aiwg/.aiwg-",
        "undo": box.root / "state/aiwg/projects",
    }[place]

    def test(descriptor: int, *_: object) -> bool:
        return path_of(descriptor).startswith(str(folder))

    with monkeypatch.context() as patch:
        failing(patch, "write", errno.ENOSPC, test)
        fails_whole(box, "No space left on device", "of disk space", "aiwg changed no file")
    goes_on(box)


def test_reso_01_a_full_disk_for_the_first_deploy(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first deploy that finds the disk full leaves no folder of ours behind."""
    scene(box)
    with monkeypatch.context() as patch:
        failing(patch, "write", errno.ENOSPC)
        result = box.deploy()
    assert result.exit == 1, result.said
    assert listing(box.project) == {}
    assert box.deploy().exit == 0


def test_reso_02_no_space_for_the_manifest(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """When only the manifest cannot be written, the next run knows the files as ours by what is in them."""
    changed(box)
    with monkeypatch.context() as patch:
        failing(patch, "rename", errno.ENOSPC, lambda source, target, **_: str(target).endswith("manifest.json"))
        result = box.deploy()
    assert result.exit == 1, result.said
    assert "No space left on device" in result.err
    assert "Run again" in result.err
    goes_on(box)
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert texts(box.project) == {"AGENTS.md": b"Mine.\n"}


@needs_root
@needs_linux
def test_reso_03_no_inodes(box: Box) -> None:
    """When a file system has no room for another file, nothing changes and nothing is left."""
    with tmpfs(box.project, "nr_inodes=16"):
        scene(box)
        for number in range(20):
            box.rule(f"---\npaths: src/**\n---\n{number}\n", f"more{number}")
        fails_whole(box, "No space left on device", "aiwg changed no file")
        assert listing(box.project) == {}


@pytest.mark.parametrize("name", ["open", "mkdir"])
def test_reso_03_no_inodes_emulated(box: Box, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """When no file or folder can be made, nothing changes."""
    changed(box)
    box.skill()

    def makes(path: Any, flags: int = os.O_CREAT, *_: object, **more: object) -> bool:
        return bool(flags & os.O_CREAT) and more.get("dir_fd") is not None and "lock" not in str(path)

    with monkeypatch.context() as patch:
        failing(patch, name, errno.ENOSPC, makes if name == "open" else lambda *_, **more: "dir_fd" in more)
        fails_whole(box, "No space left on device", "aiwg changed no file")
    goes_on(box)


@pytest.mark.parametrize("call", ["write", "fsync", "close"])
def test_reso_04_the_disk_fails(box: Box, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """An input or output error is fatal and is never reported as deployed."""
    changed(box)
    close, test = os.close, is_below(box.project / ".claude")
    with monkeypatch.context() as patch:
        if call == "close":

            def fail(descriptor: int) -> None:
                ours = test(descriptor) and ".tmp" in path_of(descriptor)
                close(descriptor)
                if ours:
                    raise OSError(errno.EIO, "Input/output error")

            patch.setattr(os, "close", fail)
        else:
            failing(patch, call, errno.EIO, test)
        fails_whole(box, "Input/output error", "aiwg changed no file", "run again")
    goes_on(box)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_reso_05_a_sync_fails(box: Box, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """When the contents of one file cannot be synced, every old file stays."""
    changed(box)
    only = [True]

    def once(descriptor: int) -> bool:
        return is_below(box.project / ".claude")(descriptor) and bool(only) and only.pop()

    with monkeypatch.context() as patch:
        failing(patch, "fsync", number, once)
        fails_whole(box, os.strerror(number), "aiwg changed no file")
    goes_on(box)


def test_reso_05_a_folder_cannot_be_synced(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a folder cannot be synced after the renames, success is not claimed, and the next run completes it."""
    changed(box)
    rules = (box.project / ".claude/rules").stat().st_ino
    with monkeypatch.context() as patch:
        failing(patch, "fsync", errno.EIO, lambda descriptor: os.fstat(descriptor).st_ino == rules)
        result = box.deploy()
    assert result.exit == 1, result.said
    assert "Deployed" not in result.out
    assert "Input/output error" in result.err
    assert "un again" in result.err
    goes_on(box)


@pytest.mark.parametrize("call", ["rename", "unlink", "fchmod"])
def test_reso_06_interrupted_calls(box: Box, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """A call that a signal breaks off is tried again or fails cleanly, and the next run gets it done."""
    old = changed(box)
    (box.source / "rules/two.md").unlink()
    broken = [True]

    def once(*_: object, **more: object) -> bool:
        return bool(broken) and (call == "fchmod" or any("dir_fd" in key for key in more)) and broken.pop()

    with monkeypatch.context() as patch:
        failing(patch, call, errno.EINTR, once)
        result = box.deploy()
    assert not broken
    assert result.exit in (0, 1), result.said
    if result.exit == 1:
        assert "Interrupted system call" in result.err
        assert "un again" in result.err
        new = {path: data.replace(b"Old.", b"New.") for path, data in old.items()}
        for path, data in texts(box.project).items():
            assert path.endswith(("manifest.json", ".tmp")) or data in (old[path], new[path])
    goes_on(box)
    assert not (box.project / ".claude/rules/two.md").exists()
    assert temporaries(box.project) == []


def test_reso_07_files_may_not_be_so_large(box: Box) -> None:
    """Where files may not grow as large as one of ours, nothing changes, and the file is named."""
    changed(box)
    box.skill()
    box.put("source/skills/greet/big.bin", b"x" * 60_000)
    with limited(resource.RLIMIT_FSIZE, 30_000):
        fails_whole(box, "cannot write", "big.bin: File too large", "of disk space")
    goes_on(box)


def test_reso_08_few_open_files(box: Box) -> None:
    """With few open files allowed, a deploy into many folders works all the same."""
    for number in range(60):
        box.skill(f"skill{number}")
    prelude = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))"
    result = run_with(box, prelude, *DEPLOY)
    assert result.exit == 0, result.said
    assert len(list((box.project / ".claude/skills").iterdir())) == 60
    assert temporaries(box.project) == []


def test_reso_08_too_few_open_files(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """With too few open files allowed, nothing changes, and the run says so."""
    changed(box)
    with monkeypatch.context() as patch:
        failing(
            patch, "open", errno.EMFILE, lambda path, *_, **more: "dir_fd" in more and str(path).startswith(".aiwg-")
        )
        fails_whole(box, "Too many open files", "ulimit -n", "aiwg changed no file")
    goes_on(box)


def test_reso_08_hardly_any_open_files(box: Box) -> None:
    """With hardly any open files allowed, the run ends with a message, not with a traceback or half a deploy."""
    changed(box)
    before = texts(box.project)
    prelude = "import resource\nimport aiwg.cli.app, aiwg.commands.deploy, aiwg.cli.deploy, aiwg.noop_cache\n"
    for limit in (5, 7, 9):
        result = run_with(box, f"{prelude}resource.setrlimit(resource.RLIMIT_NOFILE, ({limit}, {limit}))", *DEPLOY)
        if result.exit == 0:
            break
        assert result.exit in (1, 3), result.said
        assert "open files" in result.err, result.said
        assert "Traceback" not in result.err, result.said
        assert texts(box.project) == before
    goes_on(box)


def test_reso_09_a_file_of_100_mb(box: Box) -> None:
    """A source file of more than 10 MiB is refused without being read, one of more than 1 MiB is warned about."""
    box.skill()
    box.put("source/skills/greet/large.bin", b"x" * (1024 * 1024 + 1))
    result = box.deploy()
    assert result.exit == 0, result.said
    assert "source/skills/greet/large.bin" in result.err
    assert "1.0 MiB" in result.err
    with (box.source / "skills/greet/huge.bin").open("wb") as stream:
        stream.truncate(100 * 1000 * 1000)
    tracemalloc.start()
    result = box.deploy()
    assert result.exit == 3, result.said
    assert "source/skills/greet/huge.bin: is larger than 10 MiB" in result.err
    assert "leave it out" in result.err
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_reso_09_no_memory(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without enough memory the run says so, and nothing changes."""
    changed(box)

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(reader.SourceReader, "read", fail)
        fails_whole(box, "ran out of memory", "--only")
    goes_on(box)


def test_reso_09_too_much_altogether(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source whose files together are more than can be held in memory is refused, and no more of it is read."""
    monkeypatch.setattr(reader, "MAX_TOTAL_BYTES", 2 * 1024 * 1024)
    box.skill()
    for number in range(6):
        box.put(f"source/skills/greet/{number}.bin", b"x" * 500_000)
    result = box.refuses(3, "the source has more than 2 MiB")
    assert result.err.count("error  ") == 1


def test_reso_10_too_many_files(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source of more files than the limit is refused with one clear message."""
    assert reader.MAX_FILES == 100_000
    monkeypatch.setattr(reader, "MAX_FILES", 50)
    box.skill()
    for number in range(60):
        box.put(f"source/skills/greet/x{number}", "x")
    result = box.refuses(3, "the source has more than 50 files and folders")
    assert result.err.count("error  ") == 1


def timed_plan(box: Box, count: int) -> tuple[float, int]:
    """Return the processor time and the peak of memory of a dry run over `count` files of a skill."""
    folder: Path = box.source / "skills/greet/data"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:05}").write_bytes(b"x")
    tracemalloc.start()
    start = time.process_time()
    result = box.deploy("--dry-run", "--quiet")
    spent = time.process_time() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.exit == 0, result.said
    return spent, peak


def test_reso_10_many_files_cost_what_they_are(box: Box) -> None:
    """Four times the files cost about four times the time and the memory: at 100,000 both stay bounded."""
    box.skill()
    timed_plan(box, 1)
    some, some_memory = map(min, timed_plan(box, 500), timed_plan(box, 500))
    many, many_memory = map(min, timed_plan(box, 2000), timed_plan(box, 2000))
    assert many < 10 * some
    assert many_memory < 6 * some_memory
    assert many_memory / 2000 * 100_000 < 1_000_000_000
