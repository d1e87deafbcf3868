"""Faults of class drift: what is there is not what was written last, or not what is wanted now."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from .harness import Box, Result, listing

SCOPED = "---\npaths: src/**\n---\n"
RULE = ".claude/rules/kind.md"
KINDS = ("instructions", "rules", "agents", "commands", "skills", "mcp_servers", "hooks", "permissions", "ignore")


def adapter(name: str, cell: str) -> str:
    """Return the file of a platform that has one kind."""
    none = ", ".join(kind for kind in KINDS if not cell.startswith(kind))
    evidence = "{version: 1.0.0, checked: 2026-11-23, grade: docs, sources: [https://example.com/]}"
    return f"name: {name}\nvendor: X\ndocs: https://example.com/\nevidence: {evidence}\n{cell}\nnone: [{none}]\n"


def status(box: Box) -> dict[str, list[dict[str, str]]]:
    """Return what `aiwg status` says, for programs."""
    result = box.aiwg("status", "--json", "--project", "project")
    assert result.exit == 0, result.said
    found: dict[str, list[dict[str, str]]] = json.loads(result.out)
    return found


def checked(box: Box) -> list[str]:
    """Return what `aiwg sync --check` finds: it ends with 5 and writes nothing, not even a lock."""
    before = everything(box.root)
    result = box.aiwg("sync", "--check", "--project", "project")
    assert result.exit == 5, result.said
    assert everything(box.root) == before
    return ["  ".join(line.split()[:2]) for line in result.out.splitlines()[1:] if ": " not in line]


def remove(box: Box, *arguments: str) -> Result:
    """Remove what is deployed, and check that this succeeds."""
    result = box.aiwg("remove", "--project", "project", *arguments)
    assert result.exit == 0, result.said
    return result


@pytest.fixture
def deployed(box: Box) -> Box:
    """Return a box where a scoped rule is deployed as a file."""
    box.rule(f"{SCOPED}Be kind.\n")
    box.works()
    return box


def test_drif_01_files_of_the_users(box: Box) -> None:
    """Files of the user's where ours should go are all listed, with a way out, and nothing at all is written."""
    for name in ("kind", "brief"):
        box.rule(f"{SCOPED}Be {name}.\n", name)
        box.put(f"project/.claude/rules/{name}.md", f"my {name}\n")
    box.skill()
    box.refuses(
        4,
        "2 conflicts: ",
        ".claude/rules/kind.md   your own file, not written by aiwg",
        ".claude/rules/brief.md   your own file, not written by aiwg",
        "rename or exclude the artifact",
    )


def test_drif_01_keeping_the_users(box: Box) -> None:
    """The way out that the message names works: what is excluded leaves the user's file in peace."""
    box.rule(f"{SCOPED}Be kind.\n")
    box.skill()
    box.put(f"project/{RULE}", "mine\n")
    box.put("project/aiwg.yaml", "exclude: [rule/kind]\n")
    box.works()
    assert box.read(RULE) == "mine\n"
    remove(box)
    assert box.read(RULE) == "mine\n"


def test_drif_01_identical_content_is_adopted(deployed: Box) -> None:
    """A file of the user's with the very bytes is taken as it is, not written, and left behind by remove."""
    data = (deployed.project / RULE).read_bytes()
    remove(deployed)
    file = deployed.put(f"project/{RULE}", data)
    before = file.stat()
    result = deployed.deploy()
    assert result.exit == 0, result.said
    assert "1 artifact" in result.out
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [action["action"] for action in json.loads(deployed.deploy("--json").out)["actions"]] == ["keep"]
    remove(deployed)
    assert file.read_bytes() == data


def test_drif_02_edited_file_whose_source_changed(deployed: Box) -> None:
    """An edit meets a new version: a conflict, and a diff; --force takes ours and keeps theirs in a backup."""
    file = deployed.put(f"project/{RULE}", "my words\n")
    deployed.rule(f"{SCOPED}Be very kind.\n")
    deployed.refuses(
        4,
        f"{RULE}   you edited it, and its source changed",
        "See both: aiwg diff",
        "--force",
    )
    diff = deployed.aiwg("diff", RULE, "--project", "project")
    assert "-my words" in diff.out
    assert "+Be very kind." in diff.out
    forced = deployed.deploy("--force")
    assert forced.exit == 0, forced.said
    assert file.read_text().endswith("Be very kind.\n")
    assert f"your file is backed up in {deployed.backups}/1/{RULE}" in forced.out
    assert (deployed.backups / "1" / RULE).read_text() == "my words\n"


def test_drif_03_edited_file_whose_source_is_the_same(deployed: Box) -> None:
    """An edit of a file whose source is as it was is kept; deploy and status say so, and it is no failure."""
    file = deployed.put(f"project/{RULE}", "my words\n")
    deployed.skill()
    result = deployed.deploy()
    assert result.exit == 0, result.said
    assert f"{RULE}   you edited it   see: aiwg diff {RULE}" in result.out
    assert file.read_text() == "my words\n"
    assert (deployed.project / ".claude/skills/greet/SKILL.md").exists()
    assert [(entry["action"], entry["path"]) for entry in status(deployed)["drift"]] == [("edited", RULE)]
    assert checked(deployed) == [f"edited  {RULE}"]


def test_drif_03_doctor_shows_it(deployed: Box) -> None:
    """Doctor shows an edit as a warning, with the way to see it; --fix leaves it."""
    file = deployed.put(f"project/{RULE}", "my words\n")
    for arguments in ((), ("--fix",)):
        result = deployed.aiwg("doctor", "--project", "project", "--strict", *arguments)
        assert result.exit == 1, result.said
        assert f"{RULE}: you edited it  output-edited" in result.out
        assert f"aiwg diff {RULE}" in result.out
        assert file.read_text() == "my words\n"


def test_drif_04_edit_that_equals_the_new_version(deployed: Box) -> None:
    """An edit that is what the new version would be is no conflict: it is recorded, and the file not written."""
    file = deployed.project / RULE
    file.write_text(file.read_text().replace("kind", "very kind"))
    before = file.stat().st_mtime_ns
    deployed.rule(f"{SCOPED}Be very kind.\n")
    deployed.works()
    assert file.stat().st_mtime_ns == before
    assert status(deployed)["clean"]
    remove(deployed)
    assert not file.exists()


def test_drif_05_deleted_file(deployed: Box) -> None:
    """A file that the user deleted stays deleted, told once; also when its source changes. --force brings it back."""
    (deployed.project / RULE).unlink()
    for text in ("Be kind.\n", "Be very kind.\n"):
        deployed.rule(SCOPED + text)
        result = deployed.deploy()
        assert result.exit == 0, result.said
        told = f"{RULE}   you deleted it   restore it: aiwg deploy --force"
        assert (told in result.out) == (text == "Be kind.\n")
        assert not (deployed.project / RULE).exists()
    assert [(entry["action"], entry["path"]) for entry in status(deployed)["drift"]] == [("deleted", RULE)]
    assert checked(deployed) == [f"missing  {RULE}"]
    assert deployed.deploy("--force").exit == 0
    assert deployed.read(RULE).endswith("Be very kind.\n")


def test_drif_06_renamed_file(deployed: Box) -> None:
    """A file that the user renamed is theirs: the old name counts as deleted, the new one is never touched."""
    (deployed.project / RULE).rename(deployed.project / ".claude/rules/mine.md")
    data = (deployed.project / ".claude/rules/mine.md").read_bytes()
    result = deployed.deploy()
    assert result.exit == 0, result.said
    assert f"{RULE}   you deleted it" in result.out
    remove(deployed)
    assert listing(deployed.project).keys() == {".claude", ".claude/rules", ".claude/rules/mine.md"}
    assert (deployed.project / ".claude/rules/mine.md").read_bytes() == data


def test_drif_07_source_deleted(deployed: Box) -> None:
    """A source that is gone takes its file along if that is as we wrote it; an edited one stays and is reported."""
    deployed.rule(f"{SCOPED}Be brief.\n", "brief")
    deployed.skill()
    deployed.works()
    deployed.put("project/.claude/rules/brief.md", "my words\n")
    shutil.rmtree(deployed.source / "rules")
    result = deployed.deploy()
    assert result.exit == 0, result.said
    assert ".claude/rules/brief.md   you edited it; it counts as your file now" in result.out
    assert "delete it if you do not need it" in result.out
    assert not (deployed.project / RULE).exists()
    assert deployed.read(".claude/rules/brief.md") == "my words\n"
    deployed.works()
    remove(deployed)
    assert deployed.read(".claude/rules/brief.md") == "my words\n"


def test_drif_07_all_sources_deleted(deployed: Box) -> None:
    """A source folder that is gone altogether is an error, not a reason to delete everything."""
    shutil.rmtree(deployed.source)
    before = listing(deployed.project)
    result = deployed.deploy()
    assert result.exit in (2, 3), result.said
    assert "source" in result.err
    assert listing(deployed.project) == before


@pytest.mark.parametrize("edited", [False, True])
def test_drif_08_source_renamed(deployed: Box, edited: bool) -> None:
    """A source that is renamed: the new file is written, the old one goes if it is as we wrote it."""
    if edited:
        deployed.put(f"project/{RULE}", "my words\n")
    (deployed.source / "rules/kind.md").rename(deployed.source / "rules/gentle.md")
    deployed.works()
    assert deployed.read(".claude/rules/gentle.md").endswith("Be kind.\n")
    assert (deployed.project / RULE).exists() is edited
    if edited:
        assert deployed.read(RULE) == "my words\n"


def test_drif_08_renamed_skill_with_files_of_the_users(box: Box) -> None:
    """A renamed skill leaves what the user put into its old folder, and the folder with it."""
    box.skill()
    box.works()
    mine = box.put("project/.claude/skills/greet/notes.txt", "mine")
    shutil.rmtree(box.source / "skills/greet")
    box.skill("salute")
    box.works()
    assert mine.read_text() == "mine"
    assert not (box.project / ".claude/skills/greet/SKILL.md").exists()
    assert (box.project / ".claude/skills/salute/SKILL.md").exists()


def test_drif_09_platform_removed(deployed: Box) -> None:
    """Removing a platform takes only our unchanged files and our empty folders."""
    deployed.skill()
    deployed.rule(f"{SCOPED}Be brief.\n", "brief")
    deployed.works()
    deployed.put("project/.claude/skills/greet/notes.txt", "mine")
    deployed.put("project/.claude/rules/brief.md", "my words\n")
    (deployed.project / ".claude/empty").mkdir()
    result = remove(deployed, "-p", "claude")
    assert ".claude/rules/brief.md   you edited it; it counts as your file now" in result.out
    assert listing(deployed.project).keys() == {
        ".claude",
        ".claude/empty",
        ".claude/rules",
        ".claude/rules/brief.md",
        ".claude/skills",
        ".claude/skills/greet",
        ".claude/skills/greet/notes.txt",
    }


def test_drif_10_shared_by_two_platforms(box: Box) -> None:
    """A file and a block that two platforms share stay until the second of them is removed."""
    box.skill()
    box.put("source/instructions.md", "Always test.\n")
    box.works(platforms="codex,cursor")
    shared = [".agents/skills/greet/SKILL.md", "AGENTS.md"]
    before = [box.read(path) for path in shared]
    remove(box, "-p", "codex")
    assert [box.read(path) for path in shared] == before
    remove(box, "-p", "cursor")
    assert listing(box.project) == {}


def test_drif_11_two_sources_for_one_destination(box: Box) -> None:
    """Two artifacts that would be one file are an error that names both, whatever the platform."""
    for path in ("team/x", "team-x"):
        box.put(f"source/commands/{path}.md", f"---\ndescription: Says {path}.\n---\nGreet.\n")
    for platform in ("claude", "cursor"):
        box.refuses(
            3,
            "source/commands/team-x.md: is the second command called team-x; the first is source/commands/team/x.md",
            "rename one of them",
            platforms=platform,
        )


def test_drif_11_a_command_and_a_skill(box: Box) -> None:
    """A command that becomes a skill on a platform does not take the place of the skill of its name."""
    box.skill()
    box.put("source/commands/greet.md", "---\ndescription: Greets.\n---\nGreet the whole team.\n")
    box.works(platforms="codex")
    assert "Say hello." in box.read(".agents/skills/greet/SKILL.md")
    assert "Greet the whole team." in box.read(".agents/skills/greet-command/SKILL.md")


def test_drif_12_two_platforms_for_one_path(box: Box) -> None:
    """Two platforms that want different bytes at one path are an error that names what and where."""
    for name, cell in (("first", 'skills: [".shared/{id}/"]'), ("second", 'agents: [".shared/{id}/SKILL.md"]')):
        box.put(f"config/aiwg/platforms/{name}/platform.yaml", adapter(name, cell))
    box.skill()
    box.agent("description: Greets.", name="greet")
    box.refuses(3, "agent/greet", "skill/greet", "different bytes at .shared/greet/SKILL.md", platforms="first,second")
    box.works(platforms="first")


def test_drif_12_declared_shared(box: Box) -> None:
    """A path that two platforms read in one format is written once, and belongs to both."""
    for name in ("first", "second"):
        box.put(f"config/aiwg/platforms/{name}/platform.yaml", adapter(name, 'agents: [".shared/agents/{id}.md"]'))
    box.agent("description: Helps.")
    box.works(platforms="first,second")
    paths = json.loads(box.read(".aiwg/manifest.json"))["paths"]
    assert paths[".shared/agents/helper.md"]["platforms"] == ["first", "second"]


def as_older_version(box: Box, path: str, text: str) -> None:
    """Let a file be what an older version of the tool, that rendered it differently, wrote and recorded."""
    file, manifest = box.project / path, box.project / ".aiwg/manifest.json"
    now = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text(text)
    manifest.write_text(manifest.read_text().replace(now, hashlib.sha256(text.encode()).hexdigest()))


@pytest.mark.parametrize("edited", [False, True])
def test_drif_13_rendered_differently_by_an_upgrade(deployed: Box, edited: bool) -> None:
    """What an older version wrote is updated if it is as that wrote it, else a conflict; a diff shows it first."""
    as_older_version(deployed, RULE, "old form: Be kind.\n")
    if edited:
        deployed.put(f"project/{RULE}", "my words\n")
        deployed.refuses(4, RULE, "you edited it")
        return
    before = listing(deployed.project)
    shown = deployed.deploy("--dry-run", "--diff")
    assert shown.exit == 0, shown.said
    assert "-old form: Be kind." in shown.out
    assert listing(deployed.project) == before
    deployed.works()
    assert deployed.read(RULE).endswith("---\n\nBe kind.\n")


def test_drif_14_nothing_changed(box: Box) -> None:
    """A second run with nothing to do writes nothing: no file, no time, no manifest."""
    box.rule()
    box.skill()
    box.put("source/mcp.yaml", "servers:\n  one: {command: run}\n")
    box.put("project/AGENTS.md", "# Mine")
    platforms = "claude,codex,cursor"
    assert box.deploy(platforms=platforms).exit == 0
    before = listing(box.project)
    assert "all up to date" in box.deploy(platforms=platforms).out
    assert listing(box.project) == before
    for _ in range(2):  # the second time from what the first remembered
        assert "all up to date" in box.aiwg("deploy", "--project", "project").out
        assert listing(box.project) == before


def test_drif_15_backup_that_exists(deployed: Box) -> None:
    """A backup gets a number never used before: those that are there stay, whoever made them."""
    backups = deployed.backups.relative_to(deployed.root)
    own = deployed.put(f"{backups}/1/{RULE}", "older backup\n")
    odd = deployed.put(f"{backups}/7/x", "mine\n")
    deployed.put(f"{backups}/notes", "mine\n")
    deployed.put(f"project/{RULE}", "my words\n")
    deployed.rule(f"{SCOPED}Be very kind.\n")
    result = deployed.deploy("--force")
    assert result.exit == 0, result.said
    assert (own.read_text(), odd.read_text()) == ("older backup\n", "mine\n")
    assert (deployed.backups / "8" / RULE).read_text() == "my words\n"


@pytest.mark.parametrize("form", [(), ("--json",), ("-q",), ("--dry-run",)])
def test_drif_16_nobody_there_to_ask(box: Box, form: tuple[str, ...]) -> None:
    """Without a terminal a conflict is never asked about and never overwritten, whatever the form of the output."""
    box.rule(f"{SCOPED}Be kind.\n")
    box.put(f"project/{RULE}", "mine\n")
    before = listing(box.project)
    result = box.deploy_apart(*form)
    assert result.exit == 4, result.said
    assert RULE in result.said
    assert listing(box.project) == before


def test_drif_16_no_platform_and_nobody_there_to_ask(box: Box) -> None:
    """Without a terminal a missing platform is not asked for either: the command line is said to be wrong."""
    box.rule()
    result = box.aiwg("deploy", "--source", "source", "--project", "project")
    assert result.exit == 2, result.said
    assert "you named no platform" in result.err
    assert "aiwg deploy --platform" in result.err
    assert listing(box.project) == {}


def test_drif_17_force_never_removes_a_folder(box: Box) -> None:
    """--force backs up what it overwrites; a folder in the way is still a conflict, and all in it stays."""
    box.rule(f"{SCOPED}Be kind.\n")
    box.rule(f"{SCOPED}Be brief.\n", "brief")
    box.put(f"project/{RULE}/mine.txt", "mine\n")
    box.put("project/.claude/rules/brief.md", "my words\n")
    result = box.deploy("--force")
    assert result.exit == 4, result.said
    assert f"{RULE}   a folder of that name" in result.err
    assert "move it" in result.err
    assert box.read(f"{RULE}/mine.txt") == "mine\n"
    shutil.move(box.project / RULE, box.root / "aside")
    assert box.deploy("--force").exit == 0
    assert (box.backups / "1/.claude/rules/brief.md").read_text() == "my words\n"


def test_drif_17_forced_removal_of_what_was_edited(deployed: Box) -> None:
    """A file that the user edited is not removed with its source, --force or not."""
    deployed.skill()
    deployed.works()
    deployed.put(f"project/{RULE}", "my words\n")
    shutil.rmtree(deployed.source / "rules")
    result = deployed.deploy("--force")
    assert result.exit == 0, result.said
    assert deployed.read(RULE) == "my words\n"


def plan(result: Result) -> list[tuple[str, str]]:
    """Return the actions and paths of a `--json` output."""
    return [(action["action"], action["path"]) for action in json.loads(result.out)["actions"]]


def change_everything(box: Box) -> None:
    """Make every sort of difference: new, changed and deleted sources, edits and deletions by the user."""
    box.rule(f"{SCOPED}Be very kind.\n")
    box.rule(f"{SCOPED}New.\n", "new")
    (box.source / "rules/old.md").unlink()
    box.put("project/.claude/rules/edited.md", "my words\n")
    (box.project / ".claude/rules/deleted.md").unlink()


def test_drif_18_dry_run(box: Box) -> None:
    """--dry-run writes nothing at all, not even state, and its plan is that of the real run."""
    before: dict[str, object] = {}
    for folder in (box.project, box.home, box.root):
        before[str(folder)] = everything(folder)
    for name in ("kind", "old", "edited", "deleted"):
        box.rule(f"{SCOPED}Be {name}.\n", name)
    assert box.deploy("--dry-run").exit == 0
    assert everything(box.project) == before[str(box.project)]
    assert everything(box.home) == before[str(box.home)]
    assert box.deploy().exit == 0
    change_everything(box)
    whole = everything(box.root)
    planned = box.deploy("--dry-run", "--json")
    assert planned.exit == 0, planned.said
    assert everything(box.root) == whole
    done = box.deploy("--json")
    assert plan(planned) == plan(done)
    assert {action for action, _ in plan(done)} == {"update", "create", "delete", "edited", "deleted"}


def test_drif_18_dry_run_with_a_conflict(deployed: Box) -> None:
    """A dry run ends as the real run would: with exit code 4 where something is in the way, and nothing written."""
    deployed.put(f"project/{RULE}", "my words\n")
    deployed.rule(f"{SCOPED}Be very kind.\n")
    whole = everything(deployed.root)
    result = deployed.deploy("--dry-run")
    assert result.exit == 4, result.said
    assert "aiwg wrote nothing" in result.out
    assert f"{RULE}   you edited it, and its source changed" in result.err
    assert everything(deployed.root) == whole


def test_drif_18_check(box: Box) -> None:
    """A check writes nothing at all, ends with 5, and lists just what a deploy would do or leave alone."""
    for name in ("kind", "old", "edited", "deleted"):
        box.rule(f"{SCOPED}Be {name}.\n", name)
    assert box.deploy().exit == 0
    assert box.aiwg("sync", "--check", "--project", "project").exit == 0
    change_everything(box)
    found = {line.split("  ")[1] for line in checked(box)}
    done = box.deploy("--json")
    assert found == {path for action, path in plan(done) if action != "keep"}
    assert checked(box) == ["missing  .claude/rules/deleted.md", "edited  .claude/rules/edited.md"]


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the time and bytes of every file below a folder, private state included."""
    return {
        str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }
