"""Faults of class permission: what may not be written, and whose and how what is written will be."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .harness import Box, listing
from .instruments import (
    SOMEBODY,
    as_somebody,
    failing,
    give_to_somebody,
    immutable,
    mounted,
    needs_linux,
    needs_root,
    patch_renames,
    read_only,
    rule,
    scene,
    temporaries,
    texts,
    tmpfs,
    umask,
    users_file,
)

NOT_HERE: dict[str, str] = {}
"""The rows that cannot be tested here: why, and what covers them instead."""

ONE = ".claude/rules/one.md"


def changed(box: Box) -> None:
    """Deploy, then change the source."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    scene(box, "New.")


def goes_on(box: Box) -> None:
    """Check that the next run, without the fault, gets everything done."""
    result = box.deploy()
    assert result.exit == 0, result.said
    assert box.read(ONE) == rule("New.")
    assert box.read("AGENTS.md").startswith("Mine.\n")


def mode_of(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def modes(mode: int, *paths: Path) -> Iterator[None]:
    """Change permissions for a while."""
    before = [mode_of(path) for path in paths]
    for path in paths:
        path.chmod(mode)
    try:
        yield
    finally:
        for path, old in zip(paths, before, strict=True):
            path.chmod(old)


@needs_root
@pytest.mark.parametrize("folder", ["project/.claude/rules", "project/.claude", "project"])
def test_perm_01_folder_not_writable(box: Box, folder: str) -> None:
    """A user who may not write into a folder gets a message before anything changes, in other folders too."""
    changed(box)
    box.rule(rule("New."), "new")
    box.deploy("--dry-run")  # so that all is imported
    give_to_somebody(box.root)
    if folder == "project/.claude":
        box.put("source/agents/helper.md", "---\nname: helper\ndescription: d\n---\nYou help.\n")
    with modes(0o555, box.root / folder), as_somebody():
        result = box.refuses(1, "ermission denied", "aiwg changed no file", "may write there")
        assert "new" in result.err or "AGENTS.md" in result.err or "helper.md" in result.err
    assert temporaries(box.project) == []
    goes_on(box)


@needs_root
def test_perm_01_project_not_writable(box: Box) -> None:
    """A user who may not write into a new project gets a message, and nothing is made there."""
    scene(box)
    box.deploy("--dry-run")
    give_to_somebody(box.root)
    with modes(0o555, box.project), as_somebody():
        box.refuses(1, "cannot write", "project/.aiwg: Permission denied", "may write there")
    assert listing(box.project) == {}


@pytest.mark.parametrize("name", ["open", "rename"])
def test_perm_01_emulated(box: Box, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """When a file may not be made or renamed, nothing changes, and the message names it and says what to do."""
    changed(box)

    def ours(path: Any, *_: Any, **more: Any) -> bool:
        if name == "rename":
            return bool(_[0] == "two.md")
        return str(path).startswith(".aiwg-") and "dir_fd" in more

    with monkeypatch.context() as patch:
        failing(patch, name, errno.EACCES, ours)
        box.refuses(1, "cannot write", ": Permission denied", "aiwg changed no file", "may write there")
    goes_on(box)


@needs_root
@needs_linux
def test_perm_02_read_only_file_system(box: Box) -> None:
    """A project on a read-only file system gets a message, and a plan of it still works."""
    changed(box)
    with read_only(box.project):
        box.refuses(1, "Read-only file system", "aiwg changed no file", "may write there")
        assert box.deploy("--dry-run").exit == 0
    goes_on(box)


@needs_root
@needs_linux
def test_perm_02_part_is_read_only(box: Box) -> None:
    """A read-only file system inside the project stops the deploy before any file changes elsewhere."""
    changed(box)
    with read_only(box.project / ".claude/rules"):
        box.refuses(1, "cannot write .claude/rules/one.md: Read-only file system", "aiwg changed no file")
    goes_on(box)


def test_perm_02_emulated(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that turns out to be read-only gets a message, and no folder stays of the attempt."""
    scene(box)
    with monkeypatch.context() as patch:
        failing(patch, "mkdir", errno.EROFS)
        box.refuses(1, "cannot write", ".aiwg: Read-only file system", "may write there")
    assert listing(box.project) == {}


@pytest.mark.parametrize("path", [ONE, "AGENTS.md", ".mcp.json"])
def test_perm_03_read_only_target(box: Box, path: str) -> None:
    """A file that its user made read-only is a conflict, not replaced, whatever is ours of it; --force or not."""
    box.put("project/.mcp.json", '{\n  "mine": 1\n}\n')
    box.put("source/mcp.yaml", "servers:\n  old: {command: run}\n")
    changed(box)
    box.put("source/mcp.yaml", "servers:\n  new: {command: run}\n")
    (box.project / path).chmod(0o444)
    box.refuses(4, path, "you made it read-only", f"chmod u+w {path}")
    before = (box.project / path).read_bytes()
    assert box.deploy("--force").exit == 4
    assert (box.project / path).read_bytes() == before
    (box.project / path).chmod(0o644)
    goes_on(box)


@pytest.mark.parametrize("path", ["AGENTS.md", ".mcp.json"])
def test_perm_03_read_only_when_removing(box: Box, path: str) -> None:
    """A shared file that its user made read-only is a conflict for a removal, too: it stays, and goes later."""
    box.put("project/.mcp.json", '{\n  "mine": 1\n}\n')
    box.put("source/mcp.yaml", "servers:\n  old: {command: run}\n")
    scene(box)
    users_file(box)
    assert box.deploy().exit == 0
    (box.project / path).chmod(0o444)
    before = (box.project / path).read_bytes()
    result = box.aiwg("remove", "--project", "project")
    assert result.exit == 4, result.said
    assert f"chmod u+w {path}" in result.err
    assert (box.project / path).read_bytes() == before
    (box.project / path).chmod(0o644)
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert (box.project / path).read_bytes() != before
    assert not (box.project / ".aiwg/manifest.json").exists()


@needs_root
@needs_linux
@pytest.mark.parametrize("path", [ONE, "AGENTS.md"])
def test_perm_04_immutable(box: Box, path: str) -> None:
    """An immutable file gets a clear message that says where to look, and what was replaced before is restored."""
    changed(box)
    with immutable(box.project / path):
        box.refuses(1, f"cannot write {path}: Operation not permitted", "aiwg changed no file", "lsattr")
    assert temporaries(box.project) == []
    goes_on(box)


def test_perm_04_emulated(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that not even its owner may replace gets a clear message, and nothing changes."""
    changed(box)
    with monkeypatch.context() as patch:
        failing(patch, "rename", errno.EPERM, lambda source, target, **_: target == "two.md")
        box.refuses(1, "cannot write", "two.md: Operation not permitted", "aiwg changed no file", "lsattr")
    goes_on(box)


@needs_root
@needs_linux
def test_perm_05_folders_on_other_devices(box: Box) -> None:
    """Folders that are file systems of their own are written like any other: renames stay within a folder."""
    with tmpfs(box.project / ".claude/rules", "size=1m"), tmpfs(box.project / ".aiwg", "size=1m"):
        changed(box)
        goes_on(box)
        assert box.aiwg("remove", "--project", "project").exit == 0
        assert texts(box.project) == {"AGENTS.md": b"Mine.\n"}


def test_perm_05_renames_stay_in_a_folder(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every temporary file of a target lies in the target's folder."""
    changed(box)
    seen = []

    def watched(rename: Callable[[], None], source: str, target: str, folder: int | None) -> None:
        assert folder is not None or os.stat(os.path.dirname(source)).st_dev == os.stat(box.project).st_dev
        seen.append(target)
        rename()

    patch_renames(monkeypatch, watched)
    goes_on(box)
    assert {"one.md", "two.md", "AGENTS.md"} <= set(seen)


@needs_root
@needs_linux
@pytest.mark.parametrize("path", [ONE, "AGENTS.md"])
def test_perm_06_mounted_target(box: Box, path: str) -> None:
    """A file that is mounted on its own is refused with a hint, and what was replaced before is restored."""
    changed(box)
    with mounted(box.project / path, "--bind", str(box.put("outside.md", box.read(path)))):
        box.refuses(1, f"cannot write {path}", "aiwg changed no file", "mount its folder instead, or exclude it")
        result = box.aiwg("remove", "--project", "project")
        assert result.exit == 1, result.said
        assert "mount its folder instead" in result.err
    assert temporaries(box.project) == []
    goes_on(box)


def test_perm_06_emulated(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that is busy is refused with a hint, and nothing changes."""
    changed(box)
    with monkeypatch.context() as patch:
        failing(patch, "rename", errno.EBUSY, lambda source, target, **_: target == "two.md")
        box.refuses(1, "cannot write", "two.md", "mount its folder instead, or exclude it", "aiwg changed no file")
    goes_on(box)


@needs_root
def test_perm_07_root_in_a_users_project(box: Box) -> None:
    """As root, what is new belongs to the owner of its folder, state and backups too, and one warning says so."""
    scene(box)
    box.put("project/.claude/rules/one.md", "Mine.\n")
    users_file(box)
    give_to_somebody(box.project)
    result = box.deploy("--force")
    assert result.exit == 0, result.said
    assert result.err.count("you are root") == 1
    assert f"belongs to uid {SOMEBODY}" in result.err
    assert "without sudo" in result.err
    for path in (box.project, *box.project.rglob("*")):
        assert (path.stat().st_uid, path.stat().st_gid) == (SOMEBODY, SOMEBODY), path
    scene(box, "New.")
    give_to_somebody(box.root)
    with as_somebody():
        result = box.deploy()
    assert result.exit == 0, result.said
    assert "you are root" not in result.said


@needs_root
def test_perm_07_owners_of_existing_files(box: Box) -> None:
    """As root, a file that is replaced keeps the owner it had, whoever owns the folder."""
    changed(box)
    os.chown(box.project / "AGENTS.md", SOMEBODY, SOMEBODY)
    os.chown(box.project / ".claude/rules", SOMEBODY + 1, SOMEBODY + 1)
    goes_on(box)
    assert (box.project / "AGENTS.md").stat().st_uid == SOMEBODY
    assert (box.project / ONE).stat().st_uid == 0
    box.rule(rule("New."), "three")
    assert box.deploy().exit == 0
    assert (box.project / ".claude/rules/three.md").stat().st_uid == SOMEBODY + 1


@needs_root
@pytest.mark.parametrize("command", ["init", "new"])
def test_perm_07_starting_files(box: Box, command: str) -> None:
    """As root, the files that a person starts from belong to the owner of the project."""
    give_to_somebody(box.project)
    arguments = ["init", "--project", "project"] if command == "init" else ["new", "rule", "x", "--project", "project"]
    result = box.aiwg(*arguments)
    assert result.exit == 0, result.said
    found = list(box.project.rglob("*"))
    assert found
    assert {path.stat().st_uid for path in found} == {SOMEBODY}


def user_scope(box: Box) -> tuple[str, ...]:
    """Return the arguments of a deploy into the home folder."""
    return ("deploy", "-p", "claude", "--source", "source", "--scope", "user")


@needs_root
def test_perm_07_the_home_of_another(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home folder that belongs to another user is refused, unless the environment says that it is meant."""
    scene(box)
    give_to_somebody(box.home)
    before = listing(box.home)
    for arguments in (user_scope(box), (*user_scope(box), "--dry-run"), ("remove", "--scope", "user")):
        result = box.aiwg(*arguments)
        assert result.exit == 7, result.said
        assert f"belongs to another user (uid {SOMEBODY}, you are 0)" in result.err
        assert "AIWG_OTHERS_HOME=1" in result.err
        assert listing(box.home) == before
    monkeypatch.setenv("AIWG_OTHERS_HOME", "1")
    result = box.aiwg(*user_scope(box))
    assert result.exit == 0, result.said
    assert {path.stat().st_uid for path in box.home.rglob("*")} == {SOMEBODY}


def test_perm_07_the_home_of_another_emulated(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who is not the owner of the home folder is refused, root or not."""
    scene(box)
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    result = box.aiwg(*user_scope(box))
    assert result.exit == 7, result.said
    assert listing(box.home) == {}


@needs_root
def test_perm_07_a_file_system_without_owners(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot be given away, root deploys all the same."""
    scene(box)
    give_to_somebody(box.project)
    for name in ("chown", "fchown"):
        failing(monkeypatch, name, errno.EPERM)
    assert box.deploy().exit == 0


@pytest.mark.parametrize(
    ("mask", "file", "script", "folder"),
    [
        (0o000, 0o644, 0o755, 0o775),
        (0o002, 0o644, 0o755, 0o775),
        (0o022, 0o644, 0o755, 0o755),
        (0o077, 0o600, 0o700, 0o700),
        (0o777, 0o600, 0o700, 0o700),
    ],
)
def test_perm_08_umask(box: Box, mask: int, file: int, script: int, folder: int) -> None:
    """Under any umask, what is new is usable by its owner and never writable by everybody."""
    scene(box)
    box.skill()
    box.put("source/skills/greet/run.sh", "#!/bin/sh\n", mode=0o755)
    with umask(mask):
        result = box.deploy()
    assert result.exit == 0, result.said
    assert mode_of(box.project / ONE) == file
    assert mode_of(box.project / "AGENTS.md") == file
    assert mode_of(box.project / ".claude/skills/greet/run.sh") == script
    assert mode_of(box.project / ".claude/skills") == folder
    for path in box.project.rglob("*"):
        assert mode_of(path) & 0o600 == 0o600, path
        assert not mode_of(path) & 0o002, path
    scene(box, "New.")
    with umask(mask):
        result = box.deploy()
    assert result.exit == 0, result.said
    assert box.read(ONE) == rule("New.")


def test_perm_09_executable_bit(box: Box) -> None:
    """A script stays executable, and one that lost its bit, or gained one, is reported and mended."""
    box.skill()
    box.put("source/skills/greet/run.sh", "#!/bin/sh\n", mode=0o755)
    box.put("source/skills/greet/data.txt", "x", mode=0o644)
    assert box.deploy().exit == 0
    script, data = box.project / ".claude/skills/greet/run.sh", box.project / ".claude/skills/greet/data.txt"
    assert (mode_of(script), mode_of(data)) == (0o755, 0o644)
    script.chmod(0o644)
    data.chmod(0o755)
    said = box.aiwg("status", "--project", "project").out
    assert "update  .claude/skills/greet/run.sh" in said
    assert "update  .claude/skills/greet/data.txt" in said
    assert "2 updated" in box.deploy().out
    assert (mode_of(script), mode_of(data)) == (0o755, 0o644)


def test_perm_09_the_source_becomes_executable(box: Box) -> None:
    """A script that becomes executable in the source becomes so where it is deployed."""
    box.skill()
    source = box.put("source/skills/greet/run.sh", "#!/bin/sh\n", mode=0o644)
    assert box.deploy().exit == 0
    source.chmod(0o755)
    assert box.deploy_apart().exit == 0
    assert mode_of(box.project / ".claude/skills/greet/run.sh") == 0o755


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o4755])
def test_perm_10_mode_of_a_merged_file(box: Box, mode: int) -> None:
    """A file of the user's that we write into keeps its permissions: deployed, updated, removed, undone."""
    mine = users_file(box)
    mine.chmod(mode)
    scene(box, "Old.")
    assert box.deploy().exit == 0
    assert mode_of(mine) == mode
    scene(box, "New.")
    goes_on(box)
    assert mode_of(mine) == mode
    assert box.aiwg("undo", "--project", "project").exit == 0
    assert mode_of(mine) == mode
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert mode_of(mine) == mode
    assert mine.read_text() == "Mine.\n"


def test_perm_10_backups_are_as_private_as_the_file(box: Box) -> None:
    """The backup of a file that only its owner may read is not readable by others."""
    scene(box)
    box.put(f"project/{ONE}", "Secret.\n", mode=0o600)
    assert box.deploy("--force").exit == 0
    backup = next(box.backups.rglob("one.md"))
    assert mode_of(backup) == 0o600
    assert mode_of(box.kept) == mode_of(box.kept.parent) == mode_of(box.backups) == 0o700
    assert {mode_of(path) for path in (*box.kept.glob("*.json"), box.root / "state/aiwg/secret")} <= {0o600}


ATTRIBUTES = {"user.mine": b"kept", "user.more": b"kept, too"}


def with_attributes(path: Path) -> None:
    """Give a file extended attributes, or skip the test where there are none."""
    try:
        for name, value in ATTRIBUTES.items():
            os.setxattr(path, name, value)
    except (OSError, AttributeError):
        pytest.skip("this file system has no extended attributes")


def test_perm_10_attributes_of_a_merged_file(box: Box) -> None:
    """A file of the user's that we write into keeps its extended attributes."""
    mine = users_file(box)
    with_attributes(mine)
    scene(box, "New.")
    goes_on(box)
    assert {name: os.getxattr(mine, name) for name in ATTRIBUTES} == ATTRIBUTES


def test_perm_10_attributes_that_cannot_be_set(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attribute that only the system may set does not cost the file the others, nor stop the deploy."""
    mine = users_file(box)
    with_attributes(mine)
    scene(box, "New.")
    failing(monkeypatch, "setxattr", errno.EPERM, lambda where, name, *_: name == "user.mine")
    goes_on(box)
    assert os.getxattr(mine, "user.more") == b"kept, too"


@needs_linux
def test_perm_10_access_list_of_a_merged_file(box: Box) -> None:
    """A file of the user's that we write into keeps its access list."""
    mine = users_file(box)
    entries = (
        (0x01, 6, 0xFFFFFFFF),
        (0x02, 4, SOMEBODY),
        (0x04, 4, 0xFFFFFFFF),
        (0x10, 4, 0xFFFFFFFF),
        (0x20, 0, 0xFFFFFFFF),
    )
    packed = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little") + rights.to_bytes(2, "little") + who.to_bytes(4, "little")
        for tag, rights, who in entries
    )
    try:
        os.setxattr(mine, "system.posix_acl_access", packed)
    except OSError:
        pytest.skip("this file system has no access lists")
    scene(box, "New.")
    goes_on(box)
    assert os.getxattr(mine, "system.posix_acl_access") == packed
    assert mode_of(mine) == 0o640


@pytest.mark.parametrize("path", [ONE, "AGENTS.md", ".mcp.json"])
def test_perm_11_hard_link(box: Box, path: str) -> None:
    """A file with a second name is a conflict, whatever is ours of it: neither name changes; --force or not."""
    box.put("project/.mcp.json", '{\n  "mine": 1\n}\n')
    box.put("source/mcp.yaml", "servers:\n  old: {command: run}\n")
    changed(box)
    box.put("source/mcp.yaml", "servers:\n  new: {command: run}\n")
    other = box.root / "other"
    other.hardlink_to(box.project / path)
    text = other.read_bytes()
    box.refuses(4, path, "second name (hard link)", "break the link")
    assert box.deploy("--force").exit == 4
    assert (box.project / path).read_bytes() == text
    assert other.read_bytes() == text
    assert other.stat().st_nlink == 2
    other.unlink()
    goes_on(box)


def test_perm_11_hard_link_of_the_users(box: Box) -> None:
    """A file of the user's with a second name that is in our way is a conflict, even with --force."""
    scene(box)
    mine = box.put(f"project/{ONE}", "Mine.\n")
    (box.root / "other").hardlink_to(mine)
    box.refuses(4, ONE, "second name (hard link)")
    assert box.deploy("--force").exit == 4
    assert mine.read_text() == "Mine.\n"


def test_perm_11_removing_one_name(box: Box) -> None:
    """A removal takes our name of a hard-linked file away and leaves the other as it is."""
    scene(box)
    assert box.deploy().exit == 0
    other = box.root / "other"
    other.hardlink_to(box.project / ONE)
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert not (box.project / ONE).exists()
    assert other.read_text() == rule("Old.")


def test_perm_11_a_deploy_leaves_no_second_names(box: Box) -> None:
    """After a deploy, none of our files and none of the user's has a second name."""
    changed(box)
    goes_on(box)
    assert {path.stat().st_nlink for path in box.project.rglob("*") if path.is_file()} == {1}
