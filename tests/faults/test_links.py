"""Faults of class link: links, special files and folders where a file should be, in the project and the source."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.apply import journal
from aiwg.apply.state import State
from aiwg.manifest import Manifest
from aiwg.source import reader

from .harness import Box, listing
from .instruments import patch_renames

RULE = "---\npaths: src/**\n---\nBe kind.\n"
TARGET = "project/.claude/rules/kind.md"


def scoped_rule(box: Box) -> None:
    """Write a rule that becomes `.claude/rules/kind.md`."""
    box.rule(RULE)


def link(box: Box, path: str, target: str | Path) -> Path:
    """Make a link below the box, its folders too."""
    made = box.root / path
    made.parent.mkdir(parents=True, exist_ok=True)
    made.symlink_to(target)
    return made


def test_link_01_target_is_a_link_inside(box: Box) -> None:
    """A link where a file of ours should be is a conflict, and nothing is written through it."""
    scoped_rule(box)
    box.put("project/mine.md", "mine\n")
    link(box, TARGET, "../../mine.md")
    box.refuses(4, ".claude/rules/kind.md", "a link to ../../mine.md")


def test_link_01_shared_file_is_a_link(box: Box) -> None:
    """A shared file that is a link to another of the user's files is a conflict, too."""
    box.put("source/instructions.md", "Be kind.\n")
    box.put("project/CLAUDE.md", "mine\n")
    link(box, "project/AGENTS.md", "CLAUDE.md")
    box.refuses(4, "AGENTS.md", "a link to CLAUDE.md", platforms="codex")


def test_link_01_force_does_not_write_through(box: Box) -> None:
    """Even --force neither writes through a link nor replaces it."""
    scoped_rule(box)
    box.put("project/mine.md", "mine\n")
    link(box, TARGET, "../../mine.md")
    before = listing(box.project)
    assert box.deploy("--force").exit == 4
    assert listing(box.project) == before


def test_link_02_target_is_a_link_to_the_outside(box: Box) -> None:
    """A link out of the project where a file of ours should be is refused for safety."""
    scoped_rule(box)
    secret = box.put("home/secret", "secret\n")
    link(box, TARGET, secret)
    box.refuses(7, ".claude/rules/kind.md", f"a link to {secret}")


def test_link_02_dry_run_says_the_same(box: Box) -> None:
    """A dry run ends with the same exit code."""
    scoped_rule(box)
    link(box, TARGET, box.put("home/secret", "secret\n"))
    assert box.deploy("--dry-run").exit == 7


def test_link_02_ours_was_replaced_by_a_link(box: Box) -> None:
    """A file of ours that was replaced by a link to the outside is not removed, and what it leads to stays."""
    scoped_rule(box)
    assert box.deploy().exit == 0
    secret = box.put("home/secret", "secret\n")
    (box.root / TARGET).unlink()
    link(box, TARGET, secret)
    result = box.aiwg("remove", "--project", "project")
    assert result.exit == 0, result.said
    assert secret.read_text() == "secret\n"
    assert (box.root / TARGET).is_symlink()


@pytest.mark.parametrize("parent", ["project/.claude", "project/.claude/rules"])
def test_link_03_parent_leaves(box: Box, parent: str) -> None:
    """A parent folder that is a link out of the project is refused for safety."""
    scoped_rule(box)
    outside = box.root / "outside"
    (outside / "rules").mkdir(parents=True)
    link(box, parent, outside)
    box.refuses(7, "would be outside", str(outside))
    assert listing(outside) == {"rules": ("folder", 0o755, 0, b"")}


def test_link_03_state_leaves(box: Box) -> None:
    """A state folder that is a link out of the project is refused for safety."""
    scoped_rule(box)
    outside = box.root / "outside"
    outside.mkdir()
    link(box, "project/.aiwg", outside)
    box.refuses(7, ".aiwg is a link to a place outside the project")
    assert listing(outside) == {}


def test_link_03_state_of_earlier_versions_leaves(box: Box) -> None:
    """A link in the place of the state that 0.1.0 kept is nothing of ours: it stays, and so does all behind it."""
    scoped_rule(box)
    outside = box.put("outside/lock", "1\n").parent
    box.put("outside/.gitignore", "*\n")
    made = link(box, "project/.aiwg/state", outside)
    before = listing(outside)
    box.works()
    assert made.is_symlink()
    assert listing(outside) == before


def test_link_03_a_neighbour_with_the_same_beginning(box: Box) -> None:
    """A folder whose name only begins like the project's is outside."""
    scoped_rule(box)
    (box.root / "project-evil").mkdir()
    link(box, "project/.claude", box.root / "project-evil")
    box.refuses(7, "would be outside")


def test_link_04_parent_is_a_link_inside(box: Box) -> None:
    """A folder that is a link to another in the project is written once, at the real place, and stays a link."""
    box.skill()
    (box.project / ".agents/skills").mkdir(parents=True)
    made = link(box, "project/.claude/skills", "../.agents/skills")
    box.works(platforms="claude,codex")
    assert made.is_symlink()
    assert os.readlink(made) == "../.agents/skills"
    skill = box.project / ".agents/skills/greet/SKILL.md"
    assert skill.is_file()
    assert not skill.is_symlink()
    manifest = box.read(".aiwg/manifest.json")
    assert '".agents/skills/greet/SKILL.md"' in manifest
    assert '".claude/skills/greet' not in manifest


def test_link_04_one_platform_writes_at_the_real_place(box: Box) -> None:
    """One platform alone whose folder is a link writes at the real place, and remove leaves the link."""
    box.skill()
    (box.project / ".agents/skills").mkdir(parents=True)
    link(box, "project/.claude/skills", "../.agents/skills")
    before = listing(box.project)
    box.works()
    assert (box.project / ".agents/skills/greet/SKILL.md").is_file()
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert listing(box.project) == before


def test_link_04_two_platforms_want_different_bytes(box: Box) -> None:
    """Two platforms whose folders are one by a link, and that need different bytes, get a clear error."""
    box.agent("name: helper\ndescription: d\ntools: [read, bash]\nmodel: deep")
    (box.project / ".cursor/agents").mkdir(parents=True)
    link(box, "project/.claude/agents", "../.cursor/agents")
    result = box.refuses(3, "different bytes", platforms="claude,cursor")
    assert "agents/helper.md" in result.err


def test_link_05_dangling(box: Box) -> None:
    """A link to nothing where a file of ours should be is a conflict, and what it names is not created."""
    scoped_rule(box)
    link(box, TARGET, box.root / "outside.md")
    box.refuses(4, "a link to ")
    assert not (box.root / "outside.md").exists()


def swapping(monkeypatch: pytest.MonkeyPatch, swap: Callable[[], None]) -> None:
    """Let `swap` happen after the plan and before anything is written."""
    begin = journal.begin

    def late(state: State, planned: Manifest, hashes: journal.Hashes) -> None:
        begin(state, planned, hashes)
        swap()

    monkeypatch.setattr(journal, "begin", late)


def test_link_06_parent_swapped_before_the_write(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent folder that becomes a link after the plan is refused: nothing is written outside."""
    scoped_rule(box)
    outside = box.root / "outside"
    (outside / "rules").mkdir(parents=True)
    swapping(monkeypatch, lambda: (box.project / ".claude").symlink_to(outside))
    result = box.deploy()
    assert result.exit == 7, result.said
    assert "is a link or a file, but aiwg needs a folder there" in result.err
    assert listing(outside) == {"rules": ("folder", 0o755, 0, b"")}


def test_link_06_target_swapped_before_the_write(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of ours that becomes a link after the plan is left as it is."""
    scoped_rule(box)
    assert box.deploy().exit == 0
    scoped_rule(box)
    box.rule(RULE.replace("kind", "brief"))
    secret = box.put("home/secret", "secret\n")

    def swap() -> None:
        (box.root / TARGET).unlink()
        (box.root / TARGET).symlink_to(secret)

    swapping(monkeypatch, swap)
    result = box.deploy()
    assert result.exit == 4, result.said
    assert "changed while aiwg was running" in result.err
    assert secret.read_text() == "secret\n"
    assert (box.root / TARGET).is_symlink()


def test_link_06_target_swapped_at_the_last_moment(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that appears just before the rename stays, and what it leads to is untouched."""
    scoped_rule(box)
    secret = box.put("home/secret", "secret\n")

    def late(rename: Callable[[], None], source: str, target: str, folder: int | None) -> None:
        if target == "kind.md":
            os.symlink(secret, target, dir_fd=folder)
        rename()

    patch_renames(monkeypatch, late)
    assert box.deploy().exit == 4
    assert secret.read_text() == "secret\n"
    assert (box.root / TARGET).is_symlink()


def test_link_07_target_is_a_fifo(box: Box) -> None:
    """A named pipe where a file of ours should be is refused for safety, and never opened."""
    scoped_rule(box)
    (box.root / TARGET).parent.mkdir(parents=True)
    os.mkfifo(box.root / TARGET)
    box.refuses(7, ".claude/rules/kind.md", "neither a file nor a folder", apart=True)


@pytest.mark.parametrize(
    ("path", "platform"), [("AGENTS.md", "codex"), (".mcp.json", "claude"), (".codex/config.toml", "codex")]
)
def test_link_07_shared_file_is_a_fifo(box: Box, path: str, platform: str) -> None:
    """A named pipe where a shared file should be is refused for safety, and never opened."""
    box.put("source/instructions.md", "Be kind.\n")
    box.put("source/mcp.yaml", "servers:\n  one: {command: run}\n")
    (box.project / path).parent.mkdir(exist_ok=True)
    os.mkfifo(box.project / path)
    box.refuses(7, path, "neither a file nor a folder", platforms=platform, apart=True)


@pytest.mark.parametrize("path", ["aiwg.yaml", ".aiwg/manifest.json", ".aiwg/journal.json"])
def test_link_07_own_files_are_fifos(box: Box, path: str) -> None:
    """A named pipe in place of a file that is read on every run does not make it hang."""
    scoped_rule(box)
    (box.project / path).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(box.project / path)
    result = box.deploy_apart()
    assert "Traceback" not in result.said
    assert result.exit in (0, 1, 7, 8), result.said
    if result.exit:
        assert result.err.startswith("aiwg: ")
        assert path in result.err


def test_link_07_fifo_in_the_source(box: Box) -> None:
    """A named pipe in a source is refused for safety, and never opened."""
    box.skill()
    (box.source / "rules").mkdir()
    os.mkfifo(box.source / "rules/pipe.md")
    os.mkfifo(box.source / "skills/greet/pipe")
    os.mkfifo(box.source / "mcp.yaml")
    box.refuses(
        7,
        "source/rules/pipe.md: is neither a file nor a folder",
        "source/skills/greet/pipe: is neither a file nor a folder",
        "source/mcp.yaml: is neither a file nor a folder",
        apart=True,
    )


def test_link_08_target_is_a_socket(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket where a file of ours should be is refused for safety."""
    scoped_rule(box)
    (box.root / TARGET).parent.mkdir(parents=True)
    monkeypatch.chdir((box.root / TARGET).parent)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("kind.md")
    monkeypatch.chdir(box.root)
    box.refuses(7, ".claude/rules/kind.md", "neither a file nor a folder", apart=True)


def test_link_08_target_is_a_device(box: Box) -> None:
    """A link to a device where a file of ours should be is refused for safety, and nothing is written to it."""
    scoped_rule(box)
    link(box, TARGET, "/dev/null")
    box.refuses(7, ".claude/rules/kind.md", "a link to /dev/null", apart=True)


@pytest.mark.parametrize("content", [None, "mine\n"])
def test_link_09_folder_where_a_file_should_be(box: Box, content: str | None) -> None:
    """A folder where a file of ours should be is a conflict, empty or not, also with --force."""
    scoped_rule(box)
    (box.root / TARGET).mkdir(parents=True)
    if content is not None:
        box.put(f"{TARGET}/mine.md", content)
    box.refuses(4, ".claude/rules/kind.md", "a folder of that name")
    before = listing(box.project)
    assert box.deploy("--force").exit == 4
    assert listing(box.project) == before


def test_link_09_ours_was_replaced_by_a_folder(box: Box) -> None:
    """A file of ours that was replaced by a folder is not removed with all that is in it."""
    scoped_rule(box)
    assert box.deploy().exit == 0
    (box.root / TARGET).unlink()
    mine = box.put(f"{TARGET}/mine.md", "mine\n")
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert mine.read_text() == "mine\n"


@pytest.mark.parametrize("path", [".claude", ".claude/rules"])
def test_link_10_file_where_a_folder_should_be(box: Box, path: str) -> None:
    """A file where a folder for ours should be is a conflict."""
    scoped_rule(box)
    box.put(f"project/{path}", "mine\n")
    box.refuses(4, f"{path} is a file, but .claude/rules/kind.md needs a folder there")


def test_link_10_special_file_where_a_folder_should_be(box: Box) -> None:
    """A named pipe where a folder for ours should be is in the way, too."""
    scoped_rule(box)
    os.mkfifo(box.project / ".claude")
    box.refuses(4, ".claude", "needs a folder", apart=True)


def test_link_10_state_folder_is_a_file(box: Box) -> None:
    """A file named .aiwg gets a clear error, and stays."""
    scoped_rule(box)
    mine = box.put("project/.aiwg", "mine\n")
    result = box.deploy()
    assert result.exit in (1, 4), result.said
    assert result.err.startswith("aiwg: ")
    assert ".aiwg" in result.err
    assert mine.read_text() == "mine\n"
    assert list(listing(box.project)) == [".aiwg"]


@pytest.mark.parametrize("target", [".", "..", "../..", "loop"])
def test_link_11_cycle_in_the_source(box: Box, target: str) -> None:
    """A link in a skill to itself or to a folder it lies in is refused, and named."""
    box.skill()
    link(box, "source/skills/greet/docs/loop", target)
    box.refuses(3, "source/skills/greet/docs/loop: is a link ", "loop" if target == "loop" else "parent folders")


def test_link_11_folders_that_link_to_each_other(box: Box) -> None:
    """Folders that lead to each other by many links end with an error, and quickly."""
    box.skill()
    for one, other in (("a", "b"), ("b", "a")):
        for number in range(8):
            link(box, f"source/skills/greet/{one}/{number}", f"../{other}")
    box.refuses(3, "source/skills/greet/a/0/0: is a link to one of its own parent folders", apart=True)


def test_link_11_groups_that_link_to_each_other(box: Box) -> None:
    """Folders that group skills and lead to each other end with an error, and quickly."""
    for one, other in (("one", "two"), ("two", "one")):
        for number in range(8):
            link(box, f"source/skills/{one}/{number}", f"../{other}")
    box.refuses(3, "source/skills/one/0/0: is a link to one of its own parent folders", apart=True)


def test_link_11_links_that_multiply(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links without a cycle that would make millions of folders of a few are stopped, with one error."""
    monkeypatch.setattr(reader, "MAX_FILES", 1000)
    box.skill()
    for level in range(25):
        for number in range(4):
            link(box, f"source/skills/greet/d{level}/{number}", f"../d{level + 1}")
    box.put("source/skills/greet/d25/x", "x")
    result = box.refuses(3, "has more than 1,000 files and folders")
    assert result.err.count("error  ") == 1


def test_link_11_deep_groups(box: Box) -> None:
    """Folders of skills nested without end get a clear error."""
    box.put("source/skills/" + "/".join("d" * 500) + "/x", "x")
    box.refuses(3, "is nested deeper than 32 folders")


@pytest.mark.parametrize("path", ["rules/leak.md", "skills/greet/leak", "instructions.md", "mcp.yaml", "agents"])
def test_link_12_source_links_to_the_outside(box: Box, path: str) -> None:
    """A link out of the source is refused for safety: what it leads to must not be published."""
    box.skill()
    secret = box.put("home/secret/a.md", "secret\n")
    link(box, f"source/{path}", secret.parent if path == "agents" else secret)
    result = box.refuses(7, f"source/{path}: is a link to a place outside the source")
    assert "secret" not in result.said.replace("outside the source", "")


def test_link_12_links_inside_the_source(box: Box) -> None:
    """A link that stays inside the source is followed: its content is deployed, not the link."""
    box.skill()
    box.put("source/elsewhere/style.md", RULE)
    link(box, "source/rules/style.md", "../elsewhere/style.md")
    link(box, "source/skills/greet/style.md", "../../elsewhere/style.md")
    box.works()
    deployed = box.project / ".claude/skills/greet/style.md"
    assert deployed.read_text() == RULE
    assert not deployed.is_symlink()
    assert "Be kind." in box.read(".claude/rules/style.md")


def test_link_12_what_a_link_leads_to_changes(box: Box) -> None:
    """A change of what a link inside the source leads to, be it in a folder, is deployed by the next run."""
    box.skill()
    box.put("source/elsewhere/style.md", RULE)
    box.put("source/elsewhere/docs/more.md", "Old.\n")
    link(box, "source/rules/style.md", "../elsewhere/style.md")
    link(box, "source/skills/greet/docs", "../../elsewhere/docs")
    for _ in range(2):
        assert box.deploy_apart().exit == 0
    box.put("source/elsewhere/style.md", RULE.replace("kind", "brief"))
    assert box.deploy_apart().exit == 0
    assert "Be brief." in box.read(".claude/rules/style.md")
    assert box.deploy_apart().exit == 0
    box.put("source/elsewhere/docs/more.md", "New.\n")
    assert box.deploy_apart().exit == 0
    assert box.read(".claude/skills/greet/docs/more.md") == "New.\n"


def test_link_12_links_beside_the_source_are_no_matter(box: Box) -> None:
    """Links at the root of a source that are no part of it are not looked at."""
    box.skill()
    link(box, "source/elsewhere", "/etc")
    link(box, "source/nothing", "gone")
    box.works()


def test_link_13_project_inside_the_source(box: Box) -> None:
    """A project inside a folder that it would be deployed from is refused in the plan."""
    box.skill()
    inside = box.source / "skills/greet/demo"
    inside.mkdir()
    before = listing(box.source)
    result = box.deploy("--project", str(inside))
    assert result.exit == 3, result.said
    assert "is inside the source" in result.err
    assert listing(box.source) == before


def test_link_13_source_inside_what_is_written(box: Box) -> None:
    """A source that a deploy would overwrite is refused in the plan."""
    box.put("project/.claude/agents/helper.md", "---\ndescription: d\ntools: [read]\nname: helper\n---\nYou help.\n")
    before = listing(box.project)
    for force in ((), ("--force",)):
        result = box.aiwg("deploy", "-p", "claude", "--source", "project/.claude", "--project", "project", *force)
        assert result.exit == 3, result.said
        assert "is inside the source" in result.err
        assert ".claude/agents/helper.md" in result.err
        assert listing(box.project) == before


def test_link_13_source_reached_by_a_link(box: Box) -> None:
    """A source that is reached by a link is recognised as what it is."""
    box.put("project/.claude/agents/helper.md", "---\ndescription: d\ntools: [read]\nname: helper\n---\nYou help.\n")
    link(box, "elsewhere", "project/.claude")
    before = listing(box.project)
    result = box.aiwg("deploy", "-p", "claude", "--source", "elsewhere", "--project", "project", "--force")
    assert result.exit == 3, result.said
    assert "is inside the source" in result.err
    assert listing(box.project) == before


def test_link_14_source_and_destination_are_one(box: Box) -> None:
    """A source that lies where it would be deployed to, byte for byte, is left as it is."""
    text = "---\nname: greet\ndescription: Greetings\n---\nSay hello.\n"
    box.put("project/.claude/skills/greet/SKILL.md", text)
    box.put("project/.claude/skills/greet/run.sh", "#!/bin/sh\n", mode=0o755)
    before = listing(box.project / ".claude")
    arguments = ("deploy", "-p", "claude", "--source", "project/.claude", "--project", "project")
    for _ in range(2):
        result = box.aiwg(*arguments)
        assert result.exit == 0, result.said
        assert listing(box.project / ".claude") == before
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert listing(box.project / ".claude") == before
