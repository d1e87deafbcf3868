"""The promises that people trust the engine for, each as they would check it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.core.errors import UserError
from tests.amount import TIMES
from tests.conftest import EVERYTHING, FIXTURES, PLATFORM_IDS, Deployer, stats, tree

OWN_FILES = {
    "AGENTS.md": b"# Ours\n\nno final newline",
    "CLAUDE.md": b"# My own\r\nwith CRLF\r\n",
    ".mcp.json": b'{\n\t// mine\n\t"mcpServers": {\n\t\t"own": {"command": "x", "args": []},\n\t},\n}\n',
    ".cursor/rules/mine.mdc": b"---\ndescription: mine\nalwaysApply: true\n---\r\nmine\r\n",
    ".cursor/mcp.json": b'{"mcpServers":{}}',
    ".codex/config.toml": b'# my settings\nmodel = "x"   # why\n\n[mcp_servers.own]\ncommand = "y"\n',
    ".claude/settings.json": b'{\r\n  "permissions": {"allow": ["Bash(ls)"]},\r\n  "hooks": {}\r\n}\r\n',
    ".vscode/mcp.json": b"{}",
    ".cursorignore": b"mine/\n",
    ".github/workflows/ci.yml": b"on: push\n",
    "notes.bin": bytes(range(256)),
}


@pytest.fixture
def lived_in(project: Path) -> Path:
    """Return a project full of the user's own files, in awkward shapes."""
    for path, data in OWN_FILES.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(data)
    (project / "empty").mkdir()
    return project


def listing(folder: Path) -> list[str]:
    """Return everything below a folder, folders too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_deploy_then_remove_restores_every_byte(lived_in: Path, deployer: Deployer) -> None:
    """The user's bytes stand in what all platforms get, and a remove leaves the project as it was, folders included."""
    before, folders = tree(lived_in, skip=()), listing(lived_in)
    deployer.deploy(*PLATFORM_IDS)
    after = tree(lived_in, skip=())
    assert after["AGENTS.md"].startswith(OWN_FILES["AGENTS.md"])
    assert b"// mine" in after[".mcp.json"]
    assert b'# my settings\nmodel = "x"   # why\n' in after[".codex/config.toml"]
    for path in ("CLAUDE.md", ".cursor/rules/mine.mdc", ".github/workflows/ci.yml", "notes.bin"):
        assert after[path] == OWN_FILES[path]
    deployer.remove()
    assert tree(lived_in, skip=()) == before
    assert listing(lived_in) == folders


@pytest.mark.parametrize(
    ("order", "at_once"), [(PLATFORM_IDS, max(1, 15 // TIMES)), (PLATFORM_IDS[::-1], max(1, 25 // TIMES))]
)
def test_removing_platforms_one_after_another_restores_every_byte(
    lived_in: Path, deployer: Deployer, order: list[str], at_once: int
) -> None:
    """Platforms removed a few at a time, in any order, leave nothing behind."""
    before = tree(lived_in, skip=())
    deployer.deploy(*PLATFORM_IDS)
    for first in range(0, len(order), at_once):
        deployer.remove(*order[first : first + at_once])
    assert tree(lived_in, skip=()) == before


def test_second_deploy_writes_nothing(lived_in: Path, deployer: Deployer) -> None:
    """A second deploy of everything changes no file, no time and no inode."""
    arguments = [
        "deploy",
        "-q",
        "--accept-freer",
        "--project",
        str(lived_in),
        "--source",
        str(EVERYTHING),
        *(f"-p{id}" for id in PLATFORM_IDS),
    ]
    assert run(arguments) == 0
    ours = stats(lived_in)
    assert run(arguments) == 0
    assert stats(lived_in) == ours


def test_adding_a_platform_in_steps_equals_all_at_once(tmp_path: Path) -> None:
    """Deploying platform after platform ends where deploying all at once does, as long as nothing had to stay."""
    steps, once = tmp_path / "steps", tmp_path / "once"
    steps.mkdir()
    once.mkdir()
    for platform in ("claude", "copilot"):
        Deployer(steps).deploy(platform)
    Deployer(once).deploy("claude", "copilot")
    assert set(tree(steps)) == set(tree(once))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".claude/agents/reviewer.md", "---\nname: reviewer\ndescription: mine\n---\nmine\n"),
        (".claude/skills/pdf-forms/SKILL.md", "mine"),
        (".mcp.json", '{"mcpServers": {"tracker": {"command": "mine"}}}'),
        (".mcp.json", '{"mcpServers": [}'),
        (".mcp.json", '{"mcpServers": null}'),
        ("AGENTS.md", "text\n<!-- aiwg:begin -->\nno end\n"),
        ("AGENTS.md", b"\xff\xfe\x00"),
    ],
)
def test_what_is_in_the_way_is_listed_and_kept(
    lived_in: Path, path: str, text: str | bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file, key or block of the user's where ours should go is named and kept, exit 4, and the rest is written."""
    given = text.encode() if isinstance(text, str) else text
    (lived_in / path).parent.mkdir(parents=True, exist_ok=True)
    (lived_in / path).write_bytes(given)
    words = ["deploy", "-p", "claude,codex", "--project", str(lived_in), "--source", str(EVERYTHING), "--accept-freer"]
    assert run(words) == 4
    assert path in capsys.readouterr().err
    assert (lived_in / path).read_bytes().startswith(given.rstrip(b"}"))
    written = {*tree(lived_in)} - {path}
    assert any(each.startswith(".claude/") for each in written)
    assert any(each.startswith((".codex/", ".agents/")) for each in written)
    before = tree(lived_in, skip=())
    assert run(words) == 4
    assert tree(lived_in, skip=()) == before


def test_force_keeps_a_copy_of_what_it_takes(lived_in: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--force overwrites, and the user's bytes lie in a backup that is named; two runs never share one."""
    target = lived_in / ".claude/agents/reviewer.md"
    target.parent.mkdir(parents=True)
    kept = []
    for text in ("first", "second"):
        target.write_text(text)
        assert run(["deploy", "-p", "claude", "--project", str(lived_in), "--source", str(EVERYTHING), "--force"]) == 0
        kept.append(text)
    said = capsys.readouterr().out
    backups = sorted(home.rglob("backups/**/reviewer.md"))
    assert [backup.read_text() for backup in backups] == kept
    assert all(f"~/{backup.relative_to(home).as_posix()}" in said for backup in backups)


def test_edited_files_are_kept_until_their_source_changes(project: Path, deployer: Deployer, tmp_path: Path) -> None:
    """An edit of ours is left alone while the source is the same, and a conflict once it changes."""
    source = tmp_path / "source"
    (source / "rules").mkdir(parents=True)
    rule = source / "rules/tone.md"
    rule.write_text("Be kind.\n")
    deployer.deploy("claude", source=source)
    deployed = project / ".claude/rules/tone.md"
    deployed.write_text("My words.\n")
    assert deployer.plan("claude", source=source).plan.count("edited") == 1
    deployer.deploy("claude", source=source)
    assert deployed.read_text() == "My words.\n"
    rule.write_text("Be very kind.\n")
    assert [action.path for action in deployer.plan("claude", source=source).plan.conflicts] == [
        ".claude/rules/tone.md"
    ]


def test_removed_sources_leave_no_orphans(project: Path, deployer: Deployer, tmp_path: Path) -> None:
    """A source that is gone takes its outputs along, and only those that are still ours."""
    source = tmp_path / "source"
    (source / "rules").mkdir(parents=True)
    for name in ("one", "two", "three"):
        (source / f"rules/{name}.md").write_text(f"{name}\n")
    deployer.deploy("claude", source=source)
    (project / ".claude/rules/two.md").write_text("edited\n")
    (source / "rules/one.md").unlink()
    (source / "rules/two.md").unlink()
    deployer.deploy("claude", source=source)
    assert sorted(tree(project)) == [".claude/rules/three.md", ".claude/rules/two.md"]


def test_a_shared_file_stays_while_somebody_needs_it(project: Path, deployer: Deployer) -> None:
    """A path of two platforms stays when one of them is removed."""
    deployer.deploy("codex", "warp")
    deployer.remove("codex")
    files = tree(project)
    assert "AGENTS.md" in files
    assert ".agents/skills/pdf-forms/SKILL.md" in files
    assert not [path for path in files if path.startswith(".codex")]


def test_output_is_the_same_everywhere(tmp_path: Path) -> None:
    """Two projects get the same bytes, and the manifest holds no path of this machine."""
    first, second = tmp_path / "first", tmp_path / "a" / "second"
    first.mkdir()
    second.mkdir(parents=True)
    for folder in (first, second):
        Deployer(folder).deploy(*PLATFORM_IDS, source=None)
    assert tree(first, skip=(".git",)) == tree(second, skip=(".git",))
    manifest = (first / ".aiwg/manifest.json").read_text()
    assert str(tmp_path) not in manifest


def test_dry_run_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--dry-run prints the plan of the real run and writes not even a folder."""
    arguments = ["deploy", "-p", "claude", "--project", str(project), "--source", str(EVERYTHING)]
    assert run([*arguments, "--dry-run", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert listing(project) == []
    assert run([*arguments, "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert planned["actions"] == done["actions"]
    assert planned["schema"] == "aiwg.plan/1"


def test_a_seventh_platform_is_one_folder(
    project: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A contributor's platform works by its folder alone: nothing else knows its name."""
    folder = home / ".config/aiwg/platforms/zephyr"
    folder.mkdir(parents=True)
    (folder / "platform.yaml").write_text((FIXTURES / "zephyr.yaml").read_text())
    arguments = ["deploy", "-p", "zephyr", "--project", str(project), "--source", str(EVERYTHING), "--accept-freer"]
    assert run(arguments) == 0
    files = tree(project)
    assert ".zephyr/agents/reviewer.yaml" in files
    assert ".zephyr/skills/pdf-forms/assets/stamp.bin" in files
    assert b"tracker" in files[".zephyr/config.yaml"]
    assert "Zephyr" in capsys.readouterr().out
    assert run(["remove", "--project", str(project)]) == 0
    assert listing(project) == []


def test_a_wrong_adapter_is_refused_with_its_line(home: Path, project: Path) -> None:
    """An unknown key in an adapter is an error with file, line and a suggestion."""
    folder = home / ".config/aiwg/platforms/zephyr"
    folder.mkdir(parents=True)
    text = (FIXTURES / "zephyr.yaml").read_text().replace("vendor:", "vendro:")
    (folder / "platform.yaml").write_text(text)
    with pytest.raises(UserError) as caught:
        Deployer(project).plan("zephyr")
    problem = next(each for each in caught.value.problems if "vendro" in each.message)
    assert problem.file == str(folder / "platform.yaml")
    assert problem.line == 2
    assert problem.hint == "did you mean vendor?"


def test_an_unsafe_adapter_path_is_refused(home: Path, project: Path) -> None:
    """An adapter that would write outside its scope is refused for safety."""
    folder = home / ".config/aiwg/platforms/zephyr"
    folder.mkdir(parents=True)
    (folder / "platform.yaml").write_text((FIXTURES / "zephyr.yaml").read_text().replace(".zephyr/skills", "../skills"))
    with pytest.raises(UserError) as caught:
        Deployer(project).plan("zephyr")
    assert caught.value.exit == 7


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files that a deploy must not follow")
def test_a_link_in_the_middle_of_a_run_is_not_followed(project: Path, deployer: Deployer, tmp_path: Path) -> None:
    """A folder that becomes a link after the plan was made is not written through."""
    outside = tmp_path / "outside"
    outside.mkdir()
    deployment = deployer.plan("claude")
    (project / ".claude").symlink_to(outside)
    from aiwg.apply.apply import apply

    workspace = deployment.workspace
    with pytest.raises(UserError) as caught:
        apply(deployment.plan, deployment.old, deployment.new, workspace.state, workspace.claims.of)
    assert caught.value.exit == 7
    assert list(outside.iterdir()) == []


def test_a_link_of_the_users_serves_as_the_include(project: Path, deployer: Deployer) -> None:
    """Where the user's CLAUDE.md is a link to AGENTS.md, Claude gets no include on top of it."""
    (project / "AGENTS.md").write_text("mine\n")
    (project / "CLAUDE.md").symlink_to("AGENTS.md")
    deployer.deploy("claude")
    assert ".claude/CLAUDE.md" not in tree(project)
    assert (project / "CLAUDE.md").is_symlink()


@pytest.mark.parametrize("first", [(), ("cursor",)])
def test_an_include_of_the_users_text_is_said(project: Path, deployer: Deployer, first: tuple[str, ...]) -> None:
    """That Claude will now load the user's AGENTS.md too is said, whether or not our block was there already."""
    (project / "AGENTS.md").write_text("mine\n")
    if first:
        deployer.deploy(*first)
    problems = deployer.plan("claude").problems
    assert [problem.file for problem in problems if problem.code == "include"] == ["AGENTS.md"]


def test_an_include_of_our_own_text_is_not_said(deployer: Deployer) -> None:
    """An AGENTS.md that only we wrote holds nothing of the user's to mention."""
    deployer.deploy("cursor")
    assert not [problem for problem in deployer.plan("claude").problems if problem.code == "include"]


def test_remove_says_which_edited_key_it_leaves(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that the user edited stays on remove, and is named, also when other keys of that file go."""
    source = ["--project", str(project)]
    assert run(["deploy", "-q", "-p", "codex", "--source", str(EVERYTHING), "--accept-freer", *source]) == 0
    config = project / ".codex/config.toml"
    config.write_text(config.read_text().replace("npx", "mine"))
    capsys.readouterr()
    assert run(["remove", *source]) == 0
    assert "mcp_servers.tracker" in capsys.readouterr().out
    assert 'command = "mine"' in config.read_text()


def test_a_home_outside_the_home_folder(
    project: Path, deployer: Deployer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A platform's folder that a variable moved out of the home folder is deployed to, and left as it was."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far/mine.md").write_text("Mine.")
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "far"))
    deployer.deploy("codex", scope="user")
    assert (tmp_path / "far/AGENTS.md").exists()
    deployer.remove(scope="user")
    assert tree(tmp_path / "far") == {"mine.md": b"Mine."}
