"""Faults of class name: names that collide, that leave their folder, that no other file system can hold."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from aiwg.fs import tree

from .harness import Box, listing

COMPOSED = unicodedata.normalize("NFC", "é")
DECOMPOSED = unicodedata.normalize("NFD", "é")


def test_name_01_two_artifacts(box: Box) -> None:
    """Two artifacts whose names differ only by case are a collision, and both files are named."""
    box.rule(name="kind")
    box.rule(name="Kind")
    box.refuses(3, "source/rules/kind.md:1: is the second rule called kind; the first is source/rules/Kind.md")


def test_name_01_two_names_in_frontmatter(box: Box) -> None:
    """Two agents that call themselves the same but for case are a collision, with both lines."""
    box.agent("name: helper\ndescription: d", name="one")
    box.agent("description: d\nname: Helper", name="two")
    box.refuses(3, "source/agents/two.md:3: is the second agent called helper; the first is source/agents/one.md:2")


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.txt", "A.txt"), ("docs/a.txt", "Docs/b.txt"), ("a/b/c", "a/B"), ("skill.md", "x"), ("x", "Skill.MD")],
)
def test_name_01_two_assets(box: Box, one: str, other: str) -> None:
    """Two names in a skill that differ only by case, its main file's and folders' too, are a collision."""
    box.skill()
    for path in (one, other):
        box.put(f"source/skills/greet/{path}", "x")
    box.refuses(3, "source/skills/greet/SKILL.md: two names next to it differ only in case")


def test_name_01_permissions_are_no_files(box: Box) -> None:
    """Permission patterns that differ only by case are two, as they never become file names."""
    box.put("source/permissions.yaml", "deny:\n  - read(secret)\n  - read(SECRET)\n  - read(a/b)\n  - read(a-b)\n")
    box.works()
    for pattern in ("Read(secret)", "Read(SECRET)", "Read(a/b)", "Read(a-b)"):
        assert f'"{pattern}"' in box.read(".claude/settings.json")


def test_name_02_unicode_forms_of_one_name(box: Box) -> None:
    """Two names in a skill that are one but for their Unicode form are a collision."""
    box.skill()
    box.put(f"source/skills/greet/{COMPOSED}.txt", "x")
    box.put(f"source/skills/greet/{DECOMPOSED}.txt", "y")
    box.refuses(3, "source/skills/greet/SKILL.md: two names next to it", "Unicode form")


def test_name_02_written_composed(box: Box) -> None:
    """A name in decomposed form, as some file systems list it, is written in composed form."""
    box.skill()
    box.put(f"source/skills/greet/{DECOMPOSED}.txt", "x")
    box.works()
    assert f"{COMPOSED}.txt" in os.listdir(box.project / ".claude/skills/greet")
    assert DECOMPOSED not in box.read(".aiwg/manifest.json")


def test_name_02_existing_target_in_another_form(box: Box) -> None:
    """A file of the user's that some file system takes for ours is a conflict, not a second file."""
    box.skill()
    box.put(f"source/skills/greet/{COMPOSED}.txt", "x")
    box.put(f"project/.claude/skills/greet/{DECOMPOSED}.txt", "yours")
    box.refuses(4, "differs from it only in case")


@pytest.mark.parametrize("name", ["agents.md", "Agents.md"])
def test_name_03_existing_file_differs_in_case(box: Box, name: str) -> None:
    """An existing agents.md where AGENTS.md is wanted is a conflict, not a second file."""
    box.put("source/instructions.md", "Be kind.\n")
    box.put(f"project/{name}", "mine\n")
    box.refuses(4, "AGENTS.md", f"{name} differs from it only in case", platforms="codex")


def test_name_03_on_a_file_system_that_ignores_case(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where agents.md answers to the name AGENTS.md too, it is the same conflict, and not written into."""
    box.put("source/instructions.md", "Be kind.\n")
    box.put("project/agents.md", "mine\n")
    look = os.lstat

    def either_case(path: str | Path, *, dir_fd: int | None = None) -> os.stat_result:
        if isinstance(path, str) and path.endswith("/AGENTS.md"):
            path = path.replace("AGENTS.md", "agents.md")
        return look(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "lstat", either_case)
    monkeypatch.setattr(tree, "_ignores_case", lambda folder: True)
    box.refuses(4, "AGENTS.md", "agents.md differs from it only in case", platforms="codex")


def test_name_03_own_files_on_a_file_system_that_ignores_case(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, files that are spelt as they should be are no conflict."""
    monkeypatch.setattr(tree, "_ignores_case", lambda folder: True)
    box.put("source/instructions.md", "Be kind.\n")
    box.put("project/AGENTS.md", "mine\n")
    box.works(platforms="codex")
    assert box.read("AGENTS.md").startswith("mine\n")


def test_name_03_existing_folder_differs_in_case(box: Box) -> None:
    """An existing .Claude folder where .claude is wanted is a conflict, not a second folder."""
    box.rule("---\npaths: a\n---\nBe kind.\n")
    box.put("project/.Claude/notes.md", "mine\n")
    box.refuses(4, ".Claude differs only in case")


@pytest.mark.parametrize("length", [250, 255])
def test_name_04_long_names_that_fit(box: Box, length: int) -> None:
    """A name as long as file systems allow is written: temporary names are not made from it."""
    box.skill()
    box.put(f"source/skills/greet/{'x' * length}", "data")
    box.works()
    assert box.read(f".claude/skills/greet/{'x' * length}") == "data"


def test_name_04_long_id(box: Box) -> None:
    """An id longer than 64 characters is refused with the limit."""
    box.rule(name="x" * 65)
    box.refuses(3, f"source/rules/{'x' * 65}.md: ", "at most 64")


def test_name_04_long_component(box: Box) -> None:
    """An id whose parts are joined to a file name that is too long is refused with the limit."""
    name = "/".join(["x" * 60] * 5)
    box.put(f"source/skills/{name}/SKILL.md", f"---\ndescription: d\n---\n{name}\n")
    box.refuses(3, "file systems allow 255")


def test_name_04_long_path(box: Box) -> None:
    """A path that only the project makes too long is refused with the limit."""
    box.skill()
    deep = "/".join(["d" * 200] * 18)
    box.put(f"source/skills/greet/{deep}/x", "data")
    project = box.project
    while len(str(project)) < 500:
        project = project / ("p" * 100)
    project.mkdir(parents=True)
    before = listing(box.project)
    result = box.deploy("--project", str(project))
    assert result.exit == 3, result.said
    assert "file systems allow 4,095" in result.err
    assert listing(box.project) == before


def test_name_04_source_path_that_cannot_be_listed(box: Box) -> None:
    """A source nested so deeply that its path cannot be used is refused with the limit."""
    box.skill()
    here = os.open(box.source / "skills/greet", os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        inner = os.open("d" * 250, os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    result = box.deploy()
    assert result.exit == 3, result.said
    assert "longer than 4,096 bytes" in result.err
    assert listing(box.project) == {}


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "Lpt9", "aux.v2", "con.tar"])
def test_name_05_reserved_on_windows(box: Box, name: str) -> None:
    """A device name of Windows is refused on every system: as a file, in frontmatter and of an asset."""
    box.rule(name=name)
    box.agent(f"description: d\nname: {name}")
    box.skill()
    box.put(f"source/skills/greet/{name}.txt", "x")
    box.refuses(
        3,
        f"source/rules/{name}.md: the name is a reserved device name",
        f'source/agents/helper.md:3: the name "{name}" is a reserved device name',
        f"source/skills/greet/{name}.txt: the name is a reserved device name",
    )


def test_name_05_names_that_become_reserved(box: Box) -> None:
    """A name that would be mended into a device name is refused too, and so are ids of hooks."""
    box.agent("description: d\nname: con-")
    box.put("source/hooks.yaml", "hooks:\n  - id: nul\n    event: stop\n    command: x\n")
    box.put("source/mcp.yaml", "servers:\n  aux: {command: x}\n")
    box.refuses(3, "source/agents/helper.md:3: ", "source/hooks.yaml:2: ", "source/mcp.yaml:2: ")


@pytest.mark.parametrize("name", ["dot.", "space ", "ab:stream", "back\\slash"])
def test_name_06_names_windows_changes(box: Box, name: str) -> None:
    """A trailing dot or space, a colon and a backslash are refused, on disk and in frontmatter."""
    box.skill()
    box.put(f"source/skills/greet/{name}", "x")
    box.agent(f"description: d\nname: '{name}'")
    box.refuses(3, f"source/skills/greet/{name}: the name ", "source/agents/helper.md:3: the name ")


@pytest.mark.parametrize("name", ["C:evil", "c:/evil", "\\\\host\\share\\x", "//host/share"])
def test_name_07_drives_and_shares(box: Box, name: str) -> None:
    """A drive or a network share in a name is refused for safety."""
    box.agent(f"description: d\nname: '{name}'")
    box.refuses(7, "source/agents/helper.md:3: the name ", "would leave its folder")


@pytest.mark.parametrize("name", ["..", "../evil", "../../.ssh/config", "/etc/passwd", "~/x", "a/../../b", "..\\x"])
@pytest.mark.parametrize("path", ["agents/helper.md", "skills/helper/SKILL.md", "behaviors/helper/BEHAVIOR.md"])
def test_name_08_names_that_leave(box: Box, path: str, name: str) -> None:
    """A name in frontmatter that would leave its folder is refused for safety."""
    box.put(f"source/{path}", f"---\ndescription: d\nname: {name}\n---\nText.\n")
    box.refuses(7, f"source/{path}:3: the name ")


def test_name_08_a_path_is_no_name(box: Box) -> None:
    """A name with a separator that leaves nothing is refused all the same."""
    box.agent("description: d\nname: a/b")
    box.refuses(3, "source/agents/helper.md:3: the name ", "contains a path separator")


@pytest.mark.parametrize("name", ['""', ".", '" "', "''"])
def test_name_09_empty(box: Box, name: str) -> None:
    """A name that is empty or a dot is refused: it must never mean the folder itself."""
    box.skill()
    box.agent(f"description: d\nname: {name}")
    box.refuses(3, "source/agents/helper.md:3: the name ")


@pytest.mark.parametrize("escape", ["\\0", "\\n", "\\t", "\\e[31m", "\\x7f", "\\x1c"])
def test_name_10_control_characters_in_frontmatter(box: Box, escape: str) -> None:
    """A control character in a name is refused, and printed escaped."""
    box.agent(f'description: d\nname: "he{escape}lper"')
    result = box.refuses(3, "source/agents/helper.md:3: the name ", "contains a control character")
    assert all(char.isprintable() or char == "\n" for char in result.said)


def test_name_10_control_characters_on_disk(box: Box) -> None:
    """A control character in a file name is refused, and printed escaped."""
    box.rule(name="a\nb\x1b[31m")
    result = box.refuses(3, "source/rules/a\\nb\\x1b[31m.md: the name contains a control character")
    assert all(char.isprintable() or char == "\n" for char in result.said)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_name_11_not_utf8(box: Box, form: tuple[str, ...]) -> None:
    """A file name that is not UTF-8 is refused, and named escaped."""
    box.rule()
    box.skill()
    for folder in ("rules", "skills/greet"):
        (box.source / folder / os.fsdecode(b"b\xff.md")).write_text("x")
    result = box.deploy("--strict", *form)
    assert result.exit == 3
    assert "source/rules/b" in result.said
    assert "source/skills/greet/b" in result.said
    assert "udcff.md" in result.said
    assert listing(box.project) == {}


def test_name_11_source_and_project_not_utf8(box: Box) -> None:
    """A source and a project whose own names are not UTF-8 get a result or a clear error, never a traceback."""
    box.rule()
    strange = os.fsdecode(b"s\xff")
    (box.root / strange).symlink_to(box.source)
    result = box.aiwg("deploy", "-p", "claude", "--source", strange, "--project", "project")
    assert result.exit == 2, result.said
    assert 's\\udcff" is not UTF-8' in result.err
    assert listing(box.project) == {}
    project = box.root / os.fsdecode(b"p\xff")
    project.mkdir()
    result = box.aiwg("deploy", "-p", "claude", "--source", "source", "--project", str(project))
    assert result.exit == 0, result.said
    assert (project / ".claude/rules/kind.md").exists() or (project / ".claude").exists()


@pytest.mark.parametrize("name", [".GIT", ".Git", "git~1", ".g\u200cit"])
@pytest.mark.parametrize("path", ["hooks/pre-commit", "config"])
def test_name_12_git_belongs_to_git(box: Box, name: str, path: str) -> None:
    """An asset that some file system would put into .git is refused for safety."""
    box.skill()
    box.put(f"source/skills/greet/{name}/{path}", "#!/bin/sh\n")
    box.refuses(7, "the name is git's own")


def test_name_12_git_of_a_nested_checkout(box: Box) -> None:
    """The .git of a skill that is a checkout of its own is not deployed."""
    box.skill()
    box.put("source/skills/greet/.git/hooks/pre-commit", "#!/bin/sh\n")
    box.works()
    assert not (box.project / ".claude/skills/greet/.git").exists()


def test_name_12_recorded_paths_in_git(box: Box) -> None:
    """A manifest that claims a file in .git is ours does not get it deleted."""
    box.rule()
    assert box.deploy().exit == 0
    hook = box.put("project/.git/hooks/pre-commit", "mine\n")
    manifest: Path = box.project / ".aiwg/manifest.json"
    manifest.write_text(manifest.read_text().replace(".claude/rules/kind.md", ".git/hooks/pre-commit"))
    manifest.write_text(manifest.read_text().replace(".claude/CLAUDE.md", ".git/hooks/pre-commit"))
    before = listing(box.project)
    result = box.aiwg("remove", "--project", "project")
    assert result.exit == 7, result.said
    assert hook.read_text() == "mine\n"
    assert listing(box.project) == before
