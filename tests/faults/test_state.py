"""Faults of class state: a manifest that is torn, newer, hostile, lost or moved."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from aiwg.apply import undo_store
from aiwg.apply.state import State
from aiwg.fs.roots import Roots, project_roots

from .harness import Box, Result, listing
from .instruments import rule, scene, texts, users_file

NOT_HERE: dict[str, str] = {}
"""The rows that cannot be tested here: why, and what covers them instead."""

COMMANDS = (
    ("deploy", "-p", "claude", "--source", "source", "--project", "project"),
    ("deploy", "-p", "claude", "--source", "source", "--project", "project", "--force"),
    ("remove", "--project", "project"),
    ("status", "--project", "project"),
)


def deployed(box: Box) -> Path:
    """Deploy, and return the manifest."""
    scene(box, "Old.")
    users_file(box)
    assert box.deploy().exit == 0
    return box.project / ".aiwg/manifest.json"


def all_refuse(box: Box, code: int, *needles: str) -> list[Result]:
    """Check that every command ends with `code`, says the needles, and changes nothing."""
    scene(box, "New.")
    before, results = listing(box.project), []
    for command in COMMANDS:
        result = box.aiwg(*command)
        assert result.exit == code, (command, result.said)
        assert result.err.startswith("aiwg: ")
        for needle in needles:
            assert needle in result.err, result.said
        assert listing(box.project) == before
        results.append(result)
    return results


@pytest.mark.parametrize("how", ["half", "empty", "bytes", "list", "deep", "types"])
def test_stat_01_unreadable(box: Box, how: str) -> None:
    """A manifest that is cut off or no manifest stops everything: nothing is deleted, nothing overwritten."""
    manifest = deployed(box)
    text = manifest.read_bytes()
    manifest.write_bytes(
        {
            "half": text[: len(text) // 2],
            "empty": b"",
            "bytes": b"\xff\xfe\x00",
            "list": b"[]",
            "deep": b"[" * 100_000,
            "types": text.replace(b'"artifacts": [', b'"artifacts": {"x": [').replace(b"]}", b"]}}"),
        }[how]
    )
    all_refuse(box, 8, ".aiwg/manifest.json", "Restore it from version control")


def test_stat_01_rebuilt_by_hash(box: Box) -> None:
    """After a torn manifest is deleted, a deploy rebuilds it from what the files hold."""
    manifest = deployed(box)
    paths = set(json.loads(manifest.read_text())["paths"])
    manifest.write_text("{")
    result = box.deploy_apart()
    assert result.exit == 8, result.said
    assert "delete it" in result.err
    manifest.unlink()
    assert box.deploy().exit == 0
    assert set(json.loads(manifest.read_text())["paths"]) == paths


def test_stat_01_doctor_rebuilds(box: Box) -> None:
    """Doctor calls a torn manifest unreadable; --fix keeps it, and records anew what is ours, by hash."""
    manifest = deployed(box)
    whole = json.loads(manifest.read_text())["paths"]
    torn = manifest.read_bytes()[:-150]
    manifest.write_bytes(torn)
    files = listing(box.project / ".claude")
    result = box.aiwg("doctor", "--project", "project")
    assert result.exit == 5, result.said
    assert "manifest-unreadable" in result.out
    result = box.aiwg("doctor", "--project", "project", "--fix")
    assert result.exit == 0, result.said
    assert set(json.loads(manifest.read_text())["paths"]) == set(whole)
    assert (box.backups / "1/manifest.json").read_bytes() == torn
    assert listing(box.project / ".claude") == files


def test_stat_02_newer(box: Box) -> None:
    """A manifest of a newer version is not written to, and the version is named."""
    manifest = deployed(box)
    manifest.write_text(manifest.read_text().replace("aiwg.manifest/1", "aiwg.manifest/2"))
    all_refuse(box, 8, "a newer aiwg wrote", "format 2", "upgrade")


def test_stat_03_conflict_markers(box: Box) -> None:
    """A manifest with git's conflict markers is resolved; where too little is left, the message has the way out."""
    manifest = deployed(box)
    before = manifest.read_text()
    lines = before.splitlines(keepends=True)
    manifest.write_text(
        "".join([*lines[:3], "<<<<<<< HEAD\n", *lines[3:6], "=======\n", *lines[3:6], ">>>>>>> other\n", *lines[6:]])
    )
    assert box.aiwg("sync", "--project", "project").exit == 0
    assert manifest.read_text() == before
    manifest.write_text("".join(["<<<<<<< HEAD\n", *lines[:3], "=======\n", *lines[:2]]))
    all_refuse(box, 8, "git conflict markers", "git checkout --theirs", "then run: aiwg sync")


HOSTILE = ("../victim", ".claude/../../victim", "/etc/aiwg-victim", "~/victim", "a\\..\\victim", "a//b", "./victim", "")


@pytest.mark.parametrize("path", HOSTILE)
def test_stat_04_recorded_paths_that_leave(box: Box, path: str) -> None:
    """A manifest that lists a path outside the project is refused, and nothing is deleted."""
    manifest = deployed(box)
    content = json.loads(manifest.read_text())
    record = content["paths"].pop(".claude/rules/one.md")
    content["paths"][path] = record
    manifest.write_text(json.dumps(content))
    victims = [box.put(name, rule("Old.")) for name in ("victim", "home/victim")]
    for command in COMMANDS:
        before = listing(box.project)
        result = box.aiwg(*command)
        assert result.exit == 7, (command, result.said)
        assert path in result.err
        assert listing(box.project) == before
    assert all(victim.read_text() == rule("Old.") for victim in victims)


@pytest.mark.parametrize("path", ["../victim", "/etc/aiwg-victim", "~/victim", ".git/hooks"])
def test_stat_04_recorded_folders_that_leave(box: Box, path: str) -> None:
    """A manifest that lists a folder outside the project as ours is refused, and no folder is removed."""
    manifest = deployed(box)
    content = json.loads(manifest.read_text())
    content["folders"].append(path)
    manifest.write_text(json.dumps(content))
    victims = [box.root / "victim", box.home / "victim"]
    for victim in victims:
        victim.mkdir()
    all_refuse(box, 7, path)
    assert all(victim.is_dir() for victim in victims)


@pytest.mark.parametrize("path", ["../victim", "/etc/aiwg-victim"])
def test_stat_04_undo_records_that_leave(box: Box, path: str) -> None:
    """A record of the last apply that lists a path outside the project is refused, even under a seal that holds."""
    deployed(box)
    state = State(project_roots(box.project))
    file = undo_store.store_of(state)
    assert file is not None
    content = json.loads(file.read_text().partition("\n")[2])
    content["changes"][0]["path"] = path
    file.write_bytes(state.keeping.seal(json.dumps(content).encode(), undo_store.SEALED_AS))
    victim = box.put("victim", rule("Old."))
    before = listing(box.project)
    result = box.aiwg("undo", "--project", "project")
    assert result.exit == 7, result.said
    assert path in result.err
    assert listing(box.project) == before
    assert victim.exists()


@pytest.mark.parametrize("path", ["../victim", "/etc/aiwg-victim", "~/victim"])
def test_stat_04_journals_that_leave(box: Box, path: str) -> None:
    """A journal that lists a path outside the project deletes nothing and records nothing."""
    manifest = deployed(box)
    recorded = manifest.read_text()
    victim = box.put("victim", rule("Old."))
    journal = {"schema": "aiwg.journal/1", "manifest": recorded, "paths": {path: None}}
    box.put("project/.aiwg/journal.json", json.dumps(journal))
    before = texts(box.project)
    result = box.deploy()
    assert result.exit in (0, 7), result.said
    assert texts(box.project) == before
    assert victim.exists()
    assert path not in manifest.read_text()


def test_stat_05_lost(box: Box) -> None:
    """Without its manifest, a deploy adopts what is as it would write it, and writes nothing but the manifest."""
    manifest = deployed(box)
    manifest.unlink()
    before = listing(box.project)
    result = box.deploy()
    assert result.exit == 0, result.said
    after = listing(box.project)
    after.pop(".aiwg/manifest.json")
    assert after == before
    assert set(json.loads(manifest.read_text())["paths"]) >= {".claude/rules/one.md", "AGENTS.md"}


def test_stat_05_lost_and_edited(box: Box) -> None:
    """Without its manifest, what differs is a conflict, in a block too; with --force the user's goes to a backup."""
    manifest = deployed(box)
    manifest.unlink()
    box.put("project/.claude/rules/one.md", "Mine now.\n")
    box.put("project/AGENTS.md", box.read("AGENTS.md").replace("Old.", "Edited."))
    before = texts(box.project)
    result = box.deploy()
    assert result.exit == 4, result.said
    assert ".claude/rules/one.md" in result.err
    assert "AGENTS.md" in result.err
    assert "--force" in result.err
    assert "two.md" not in result.err
    manifest.unlink()
    assert texts(box.project) == before
    assert box.deploy("--force").exit == 0
    kept = {path.name: path.read_text() for path in box.backups.rglob("*.md")}
    assert kept["one.md"] == "Mine now.\n"
    assert "Edited." in kept["AGENTS.md"]


def test_stat_05_adopted_again_is_updated(box: Box) -> None:
    """What was adopted again is ours: the next change of the source updates it without a conflict."""
    deployed(box).unlink()
    assert box.deploy().exit == 0
    scene(box, "New.")
    result = box.deploy()
    assert result.exit == 0, result.said
    assert box.read(".claude/rules/one.md") == rule("New.")
    assert box.read("AGENTS.md").startswith("Mine.\n")


def test_stat_06_cloned_elsewhere(box: Box) -> None:
    """A manifest holds no absolute path and nothing of the machine; in a clone elsewhere nothing is to be done."""
    manifest = deployed(box)
    text = manifest.read_text()
    content = json.loads(text)
    for path in (*content["paths"], *content["folders"], *content["sources"]):
        assert not path.startswith(("/", "~"))
        assert "\\" not in path
    for secret in (str(box.root), os.uname().nodename, str(os.getpid())):
        assert secret not in text
    assert not re.search(r"20\d\d-\d\d|\d{2}:\d{2}", text)
    clone = box.root / "elsewhere/deeper/project"
    shutil.copytree(box.project, clone, ignore=shutil.ignore_patterns("state"))
    shutil.copytree(box.source, clone.parent / "source")
    before = texts(clone)
    assert box.aiwg("trust", "--yes", "--project", str(clone)).exit == 0  # the source is outside the project
    result = box.aiwg("deploy", "--project", str(clone))
    assert result.exit == 0, result.said
    assert "all up to date" in result.out
    assert texts(clone) == before
    assert box.aiwg("remove", "--project", str(clone)).exit == 0
    assert texts(clone) == {"AGENTS.md": b"Mine.\n"}


def test_stat_06_line_ends_of_another_system(box: Box) -> None:
    """A manifest and files that git checked out with other line ends are still ours."""
    manifest = deployed(box)
    for path in (manifest, box.project / ".claude/rules/one.md", box.project / "AGENTS.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    result = box.deploy()
    assert result.exit == 0, result.said
    scene(box, "New.")
    result = box.deploy()
    assert result.exit == 0, result.said


def test_stat_07_a_neighbour_with_the_same_beginning(box: Box) -> None:
    """A folder whose name only begins like the project's is outside, through a link in any parent."""
    scene(box)
    evil = box.root / "project-evil"
    (evil / "rules").mkdir(parents=True)
    (box.project / ".claude").symlink_to(evil)
    box.refuses(7, "would be outside", str(evil))
    assert texts(evil) == {}


@pytest.mark.parametrize(
    ("absolute", "named"),
    [
        ("{base}/a/b", "a/b"),
        ("{base}-evil/a", None),
        ("{base}evil", None),
        ("{base}", None),
        ("{base}/../project-evil/a", "../project-evil/a"),
    ],
)
def test_stat_07_containment_is_by_component(box: Box, absolute: str, named: str | None) -> None:
    """A path is inside a project only below its folder, never because it begins with the same letters."""
    roots = project_roots(box.project)
    base = os.path.realpath(box.project)
    if ".." in absolute:
        absolute = os.path.realpath(absolute.format(base=base))
        named = None
    assert roots.named(absolute.format(base=base)) == named


@pytest.mark.parametrize("moved", ["/opt/tool", "/opt/tool/"])
def test_stat_07_moved_folders(box: Box, moved: str) -> None:
    """A folder that was moved out of the home folder has the same exact border."""
    roots = Roots("user", box.home, box.root / "state", (moved,))
    assert roots.split("/opt/tool/a/b") == (moved, "a/b")
    for path in ("/opt/tool-evil/a", "/opt/toolevil", "/opt/tool"):
        with pytest.raises(Exception, match="outside the home folder"):
            roots.split(path)


def test_stat_07_source_with_the_same_beginning(box: Box) -> None:
    """A link in a source to a neighbour whose name begins like the source's is outside the source."""
    scene(box)
    box.put("source-evil/secret.md", "secret\n")
    (box.source / "rules/leak.md").symlink_to(box.root / "source-evil/secret.md")
    box.refuses(7, "source/rules/leak.md: is a link to a place outside the source")
