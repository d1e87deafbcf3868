"""Faults of class crash: killed, interrupted or powered off at any moment of a run."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from aiwg.apply import journal
from aiwg.manifest import parse_manifest

from .harness import Box, Result, listing
from .instruments import (
    AT,
    DEPLOY,
    Call,
    failing,
    recorded_calls,
    rule,
    run_with,
    scene,
    temporaries,
    texts,
    users_file,
)

NOT_HERE: dict[str, str] = {}
"""The rows that cannot be tested here: why, and what covers them instead."""

NOT_SYNCED = ("snapshot", "claude.json", "adapters", ".cache")
"""What begins so is made again when it is lost, and is sealed, so that nobody takes a torn one for whole."""

RULES = (".claude/rules/one.md", ".claude/rules/two.md")


def deployed_then_changed(box: Box) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Deploy, then change the source; return the project's texts now, and as the next deploy should leave them."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    old = texts(box.project)
    new = {path: data.replace(b"Old.", b"New.") for path, data in old.items() if path != RULES[1]}
    new[".claude/rules/three.md"] = new[RULES[0]]
    scene(box, "New.")
    (box.source / "rules/two.md").rename(box.source / "rules/three.md")
    return old, new


def content(found: dict[str, bytes]) -> dict[str, bytes]:
    """Return texts without the manifest, whose hashes differ."""
    return {path: data for path, data in found.items() if path != ".aiwg/manifest.json"}


def check_whole(box: Box, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Check that every file is as it was or as it should become, and that the manifest can be read."""
    found = {path: data for path, data in content(texts(box.project)).items() if not path.endswith(".tmp")}
    for path in {*found, *content(old), *content(new)}:
        assert found.get(path) in (old.get(path), new.get(path)), path
    parse_manifest(box.read(".aiwg/manifest.json"), "the manifest")


def check_converges(box: Box, new: dict[str, bytes], leave: Iterable[str] = ()) -> Result:
    """Check that the next run succeeds, gets everything done, leaves nothing of the cut-off run, and is the last."""
    result = box.deploy()
    assert result.exit == 0, result.said
    assert content(texts(box.project)) == content(new)
    assert temporaries(box.project, box.home, box.root / "state") == list(leave)
    assert not (box.project / ".aiwg/journal.json").exists()
    before = listing(box.project)
    assert box.deploy().exit == 0
    assert listing(box.project) == before
    return result


@pytest.mark.parametrize("number", [1, 8, 16, 22, 28, 32])
def test_cras_01_killed_at_some_call(box: Box, number: int) -> None:
    """Killed at any call that writes, every file is whole-old or whole-new, and the next run converges."""
    old, new = deployed_then_changed(box)
    result = run_with(box, f"{AT}\nat(WRITING, {number}, kill)", *DEPLOY)
    assert result.exit == -9, result.said
    check_whole(box, old, new)
    check_converges(box, new)
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert texts(box.project) == {"AGENTS.md": b"Mine.\n"}


def index(calls: list[Call], name: str, target: str) -> int:
    """Return the number of the last call of this name about this target."""
    return max(number for number, call in enumerate(calls) if (call.name, call.target) == (name, target))


def test_cras_02_contents_are_synced_before_the_rename(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file, those of the state too, is synced before it gets its name: no power loss leaves an empty one."""
    deployed_then_changed(box)
    with recorded_calls(monkeypatch) as calls:
        assert box.deploy().exit == 0
    synced: set[int] = set()
    for call in calls:
        if call.name == "fsync":
            synced.add(call.inode)
        if call.name == "rename" and not call.target.startswith((".aiwg-", *NOT_SYNCED)):
            assert call.inode in synced, f"{call.target} was renamed before it was synced"
    renamed = {call.target for call in calls if call.name == "rename"}
    assert {"one.md", "three.md", "AGENTS.md", "journal.json", "manifest.json"} <= renamed


def test_cras_03_folders_are_synced_before_success(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder that something was renamed into or made in is synced after that, and before the manifest."""
    scene(box)
    users_file(box)
    with recorded_calls(monkeypatch) as calls:
        assert box.deploy().exit == 0
    manifest = index(calls, "rename", "manifest.json")
    for number, call in enumerate(calls):
        if call.name == "fsync" or call.target.startswith(NOT_SYNCED):
            continue
        end = len(calls) if number >= manifest else manifest
        if call.target.endswith(".json") and "running" not in call.target:
            end = len(calls)
        later = [each for each in calls[number:end] if each.name == "fsync" and each.inode == call.folder]
        assert later, f"the folder of {call.target} was not synced after its {call.name}"


def test_cras_03_removals_are_synced(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a deleted file is synced before the manifest forgets the file."""
    deployed_then_changed(box)
    with recorded_calls(monkeypatch) as calls:
        assert box.deploy().exit == 0
    folder = (box.project / ".claude/rules").stat().st_ino
    last = max(number for number, call in enumerate(calls) if (call.name, call.inode) == ("fsync", folder))
    assert index(calls, "rename", "one.md") < last < index(calls, "rename", "manifest.json")


def test_cras_04_journal_first_manifest_last(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal has its name before the first file is renamed, and the manifest gets its after the last."""
    deployed_then_changed(box)
    with recorded_calls(monkeypatch) as calls:
        assert box.deploy().exit == 0
    files = [index(calls, "rename", name) for name in ("one.md", "three.md", "AGENTS.md")]
    assert index(calls, "rename", "journal.json") < min(files)
    assert max(files) < index(calls, "rename", "manifest.json")


def test_cras_04_cut_off_before_the_manifest(box: Box) -> None:
    """Cut off between the files and the manifest, the next run knows ours from what the user wrote since."""
    _, new = deployed_then_changed(box)
    only = "lambda source, target, **_: str(target).endswith('manifest.json')"
    result = run_with(box, f"{AT}\nat(('rename',), 1, kill, {only})", *DEPLOY)
    assert result.exit == -9, result.said
    box.put("project/.claude/rules/three.md", "Edited by me.\n")
    result = box.deploy()
    assert result.exit == 4, result.said
    assert ".claude/rules/three.md" in result.err
    assert "Recovered from an interrupted run" in result.err
    assert box.read(".claude/rules/three.md") == "Edited by me.\n"
    (box.project / ".claude/rules/three.md").unlink()
    assert box.deploy("--force").exit == 0
    assert content(texts(box.project)) == content(new)


def test_cras_04_first_deploy_cut_off(box: Box) -> None:
    """What a first deploy wrote before it was cut off is ours, not adopted: a removal takes all of it away."""
    scene(box)
    users_file(box)
    before = {path: entry[3] for path, entry in listing(box.project).items()}
    only = "lambda source, target, **_: str(target).endswith('manifest.json')"
    assert run_with(box, f"{AT}\nat(('rename',), 1, kill, {only})", *DEPLOY).exit == -9
    assert box.deploy().exit == 0
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert {path: entry[3] for path, entry in listing(box.project).items()} == before


def test_cras_05_only_our_own_leftovers_go(box: Box) -> None:
    """Temporary files that a killed run left are removed by the next one; the user's, alike in name, stay."""
    _, new = deployed_then_changed(box)
    only = "lambda source, target, **_: target == 'one.md'"
    result = run_with(box, f"{AT}\nat(('rename',), 1, kill, {only})", *DEPLOY)
    assert result.exit == -9, result.said
    assert temporaries(box.project)
    mine = [box.put(f"project/.claude/rules/{name}", "mine\n") for name in (".aiwg-notes.tmp", "x.tmp", ".aiwg-1.tmp~")]
    new |= {path.relative_to(box.project).as_posix(): b"mine\n" for path in mine}
    check_converges(box, new, leave=[str(path) for path in temporaries_of(mine)])


def test_cras_05_doctor_mends(box: Box) -> None:
    """Doctor reports a killed run and what it left, and --fix finishes its books and removes only our own leftovers."""
    _, new = deployed_then_changed(box)
    only = "lambda source, target, **_: target == 'one.md'"
    result = run_with(box, f"{AT}\nat(('rename',), 1, kill, {only})", *DEPLOY)
    assert result.exit == -9, result.said
    mine = box.put("project/.claude/rules/.aiwg-notes.tmp", "mine\n")
    said = box.aiwg("doctor", "--project", "project", "--strict").out
    assert "run-cut-off" in said  # as CRAS-04 wants it
    assert "temporary-left" in said
    result = box.aiwg("doctor", "--project", "project", "--fix", "--strict")
    assert result.exit == 0, result.said
    assert temporaries(box.project) == [str(mine)]
    files = [path for path in new if not path.startswith(".aiwg/")]
    assert {path: (box.project / path).read_bytes() for path in files} == {path: new[path] for path in files}


def temporaries_of(paths: list[Path]) -> list[Path]:
    """Return paths in the order in which a folder lists them."""
    return [path for path in paths[0].parent.iterdir() if path in paths]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_cras_06_interrupted(box: Box, name: str, call: str) -> None:
    """Interrupted while it writes, a run leaves all as it was or finishes, says which, and ends with 130."""
    old, new = deployed_then_changed(box)
    when = "lambda *it, **_: it[-1] == 'one.md'" if call == "rename" else "lambda *_: True"
    send = f"lambda: os.kill(os.getpid(), signal.{name})"
    result = run_with(box, f"{AT}\nat(({call!r},), 2 if {call!r} != 'rename' else 1, {send}, {when})", *DEPLOY)
    assert result.exit == 130, result.said
    assert result.err.startswith("aiwg: interrupted"), result.said
    assert temporaries(box.project, box.root / "state") == []
    if call == "rename":
        assert content(texts(box.project)) == content(new)
        assert "all files were written" in result.err
    else:
        assert texts(box.project) == old
        assert "iwg changed no file" in result.err
    check_converges(box, new)


def test_cras_07_interrupted_again_while_cleaning_up(box: Box) -> None:
    """A second Ctrl-C while the first one is cleaned up loses nothing, and the next run goes on."""
    old, new = deployed_then_changed(box)
    prelude = f"{AT}\nagain = lambda: os.kill(os.getpid(), signal.SIGINT)\nat(('fsync',), 6, again)\n"
    prelude += (
        "unlink = os.unlink\ndef late(*it, **more):\n    again()\n    return unlink(*it, **more)\nos.unlink = late"
    )
    result = run_with(box, prelude, *DEPLOY)
    assert result.exit == 130, result.said
    assert "Traceback" not in result.said
    assert "after all files were written" not in result.said
    assert content(texts(box.project)) == content(old)
    check_converges(box, new)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_cras_08_killed_while_taking_back(box: Box, number: int) -> None:
    """Killed while a failed run is taken back, every file is whole, nothing is lost, and the next run converges."""
    old, new = deployed_then_changed(box)
    prelude = f"""{AT}
from aiwg.apply import exchange
real, failed = exchange.renameat2, []
def rename(folder, source, target, flags):
    real(folder, source, target, flags)
    if target == "AGENTS.md" and not failed:
        failed.append(1)
        at(("rename", "unlink"), {number}, kill)
        raise OSError(5, "Input/output error")
exchange.renameat2 = rename"""
    result = run_with(box, prelude, *DEPLOY)
    assert result.exit == -9, result.said
    check_whole(box, old, new)
    check_converges(box, new)


def forced(box: Box) -> dict[str, bytes]:
    """Put something of the user's in the way of two files of ours."""
    scene(box)
    for path in RULES:
        box.put(f"project/{path}", f"My own {path}\n")
    return texts(box.project)


def test_cras_09_backups_are_durable_first(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --force, the backups and their folders are synced before the first file is replaced."""
    forced(box)
    with recorded_calls(monkeypatch) as calls:
        result = box.deploy("--force")
    assert result.exit == 0, result.said
    backups = list((box.backups).rglob("*.md"))
    assert sorted(path.read_text() for path in backups) == [f"My own {path}\n" for path in RULES]
    first = min(
        number
        for number, call in enumerate(calls)
        if call.name == "rename" and call.folder == (box.project / ".claude/rules").stat().st_ino
        and not call.target.startswith(".aiwg-")
    )  # fmt: skip
    synced = {call.inode for call in calls[:first] if call.name == "fsync"}
    for backup in backups:
        assert backup.stat().st_ino in synced
        folders = [folder for folder in backup.parents if folder.is_relative_to(box.backups)]
        assert {folder.stat().st_ino for folder in folders} <= synced


def test_cras_09_killed_between_backup_and_overwrite(box: Box) -> None:
    """Killed before the first file is replaced, the user's files are there, whole, and so are the backups."""
    before = forced(box)
    only = "lambda source, target, **_: target == 'one.md' and 'src_dir_fd' in _"
    result = run_with(box, f"{AT}\nat(('rename',), 1, kill, {only})", *DEPLOY, "--force")
    assert result.exit == -9, result.said
    found = texts(box.project)
    assert before.items() <= found.items()
    assert len(list((box.backups).rglob("*.md"))) == 2
    assert box.deploy("--force").exit == 0
    assert box.read(RULES[0]) == rule("Old.")


@pytest.mark.parametrize("number", [2, 6, 10, 14])
def test_cras_10_killed_while_removing(box: Box, number: int) -> None:
    """Killed in the middle of a removal, nothing is forgotten before it is gone, and the next removal finishes."""
    scene(box)
    users_file(box)
    before = listing(box.project)
    assert box.deploy().exit == 0
    ours = {path for path in texts(box.project) if path.startswith(".claude")}
    names = ("rename", "unlink", "rmdir", "link")
    result = run_with(box, f"{AT}\nat({names}, {number}, kill)", "remove", "--project", "project")
    if result.exit == 0:  # there are fewer points than that
        return
    assert result.exit == -9, result.said
    manifest = box.project / ".aiwg/manifest.json"
    there = {path for path in ours if (box.project / path).exists()}
    if there:
        assert there <= set(json.loads(manifest.read_text())["paths"])
    assert box.aiwg("remove", "--project", "project").exit == 0
    found = listing(box.project)
    assert {path: entry[3] for path, entry in found.items()} == {path: entry[3] for path, entry in before.items()}


def test_cras_11_a_later_file_fails(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a later file of a deploy cannot be written, the earlier ones are taken back, times and modes too."""
    deployed_then_changed(box)
    (box.project / RULES[0]).chmod(0o640)
    before = listing(box.project)
    failing(monkeypatch, "rename", errno.EIO, lambda source, target, **_: target == "AGENTS.md")
    result = box.deploy()
    assert result.exit == 1, result.said
    assert "cannot write AGENTS.md" in result.err
    assert "aiwg changed no file" in result.err
    assert listing(box.project) == before


def test_cras_11_what_cannot_be_taken_back_is_named(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """When even taking back fails, the run says which file is new, and the next run knows it as ours."""
    _, new = deployed_then_changed(box)
    failed: list[str] = []

    def late(source: str, target: str, **_: Any) -> bool:
        if target == "three.md" or (failed and target == "one.md"):
            failed.append(target)
            return True
        return False

    with monkeypatch.context() as patch:
        failing(patch, "rename", errno.EIO, late)
        result = box.deploy()
    assert result.exit == 1, result.said
    assert "aiwg changed no file" not in result.err
    assert f"could not restore {RULES[0]}" in result.err
    assert box.read(RULES[0]) == rule("New.")
    check_converges(box, new)


def test_cras_11_the_order_of_a_plan_is_written_down(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal names every path that is about to change, with the hash that it will have."""
    deployed_then_changed(box)
    seen: list[set[str]] = []
    begin = journal.begin

    def look(*arguments: object) -> None:
        begin(*arguments)  # type: ignore[arg-type]  # passed on as they came
        seen.append(set(json.loads((box.project / ".aiwg/journal.json").read_text())["paths"]))

    monkeypatch.setattr(journal, "begin", look)
    assert box.deploy().exit == 0
    assert seen == [{"AGENTS.md", RULES[0], RULES[1], ".claude/rules/three.md"}]
