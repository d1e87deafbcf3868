"""Where other tools of this kind lose something: each case through deploy, edit, redeploy, remove and undo."""

from __future__ import annotations

import errno
import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aiwg.apply import lock

from .harness import Box, Listing, deadline, listing
from .instruments import failing

PLATFORMS = "claude,codex,copilot,cursor,openclaw,warp"
OWN = {
    "AGENTS.md": "# My agents\r\n\r\nwithout a newline at the end",
    "CLAUDE.md": "# My notes\n",
    ".claude/rules/mine.md": "my rule\n",
    ".claude/agents/mine.md": "---\nname: mine\ndescription: d\n---\nx\n",
    ".claude/skills/mine/SKILL.md": "---\nname: mine\ndescription: d\n---\nx\n",
    ".claude/settings.json": '{\n  // why\n  "model": "opus",\n  "permissions": {"allow": ["Bash(ls)"]},\n}\n',
    ".cursor/rules/mine.mdc": "my rule\n",
    ".cursorignore": "mine/",
    ".codex/config.toml": '# mine\nmodel = "x" # why\n\n[mcp_servers.own]\ncommand = "y"\n',
    ".mcp.json": '{"mcpServers": {"own": {"command": "x"}}}',
    ".github/copilot-instructions.md": "mine\n",
    "WARP.md": "mine\n",
}
EDITABLE = ("rules/kind.md", "agents/helper.md", "skills/greet/SKILL.md", "commands/do.md")


def fill_source(box: Box) -> None:
    """Write a source with something of every kind."""
    box.put("source/instructions.md", "Always test.\n")
    box.rule("---\npaths: src/**\n---\nBe kind.\n")
    box.agent("name: helper\ndescription: Helps.")
    box.skill()
    box.put("source/skills/greet/scripts/run.sh", "#!/bin/sh\necho hello\n", mode=0o755)
    box.put("source/skills/greet/assets/logo.bin", bytes(range(256)))
    box.put("source/commands/do.md", "---\ndescription: Does.\n---\nDo it.\n")
    box.put("source/mcp.yaml", "servers:\n  tracker: {command: npx, args: [-y, tracker]}\n")
    box.put("source/hooks.yaml", "hooks:\n  - {id: start, event: session_start, command: echo hi}\n")
    box.put("source/permissions.yaml", 'allow: ["bash(git *)"]\n')
    box.put("source/ignore", "build/\n")


def seen(box: Box) -> dict[str, tuple[str, int, bytes]]:
    """Return what is in the project, without times and without our state."""
    found: Listing = listing(box.project)
    return {path: (kind, mode, data) for path, (kind, mode, _, data) in found.items() if not path.startswith(".aiwg")}


def succeeds(box: Box, *arguments: str) -> str:
    """Run a verb on the project, check that it succeeds, and return what it said."""
    result = box.aiwg(*arguments, "--project", "project")
    assert result.exit == 0, result.said
    return result.said


def lives(box: Box, platforms: str = PLATFORMS) -> None:
    """Take a project through deploy, changed source, redeploy, remove and undo: every byte stays."""
    before = seen(box)
    box.works(platforms=platforms)
    first = seen(box)
    box.put("source/instructions.md", "Always test twice.\n")
    box.rule("---\npaths: src/**\n---\nBe very kind.\n")
    box.works(platforms=platforms)
    second = seen(box)
    assert second != first
    for path, (_, _, data) in before.items():
        rest = iter(second[path][2])
        assert all(byte in rest for byte in data), f"{path} has lost something"
    succeeds(box, "undo")
    assert seen(box) == first
    succeeds(box, "undo")
    assert seen(box) == second
    succeeds(box, "remove")
    assert seen(box) == before
    succeeds(box, "undo")
    assert seen(box) == second
    succeeds(box, "remove")
    assert seen(box) == before
    assert not (box.project / ".aiwg").exists()


def test_peer_empty_project(box: Box) -> None:
    """An empty project is empty again after its life, folders included."""
    fill_source(box)
    lives(box)
    assert listing(box.project) == {}


def test_peer_everything_of_the_users(box: Box) -> None:
    """Files of the user's in every folder and shared file keep every byte through a whole life."""
    fill_source(box)
    for path, text in OWN.items():
        box.put(f"project/{path}", text)
    lives(box)
    assert {path: (box.project / path).read_bytes().decode() for path in OWN} == OWN


@pytest.mark.parametrize("platform", PLATFORMS.split(","))
@pytest.mark.parametrize("path", ["AGENTS.md", "CLAUDE.md", ".claude/CLAUDE.md", ".github/copilot-instructions.md"])
def test_peer_hand_written_instructions(box: Box, platform: str, path: str) -> None:
    """A hand-written AGENTS.md or CLAUDE.md is never lost: untouched, or kept around our block."""
    box.put("source/instructions.md", "Always test.\n")
    own = "# By hand\r\n\r\nmy words, no newline"
    file = box.put(f"project/{path}", own)
    box.works(platforms=platform)
    assert file.read_bytes().decode().startswith(own)
    succeeds(box, "remove")
    assert file.read_bytes().decode() == own
    assert len([entry for entry in seen(box).values() if entry[0] == "file"]) == 1


@pytest.mark.parametrize("kind", EDITABLE)
def test_peer_edited_deployed_file(box: Box, kind: str) -> None:
    """An edit of a deployed file of any kind is kept; a new version is refused, and says what to do."""
    fill_source(box)
    assert box.deploy().exit == 0
    file, source = box.project / ".claude" / kind, box.source / kind
    mine = file.read_text() + "my line\n"
    file.write_text(mine)
    assert f".claude/{kind}   you edited it" in box.deploy().out
    assert file.read_text() == mine
    source.write_text(source.read_text() + "their line\n")
    box.refuses(4, f".claude/{kind}", "you edited it, and its source changed", "aiwg diff", "--force")
    assert f".claude/{kind}" in succeeds(box, "remove")
    assert file.read_text() == mine
    succeeds(box, "undo")
    assert file.read_text() == mine


def test_peer_forced_over_an_edit(box: Box) -> None:
    """What --force takes lies in a backup that is named, and undo puts it back where it was."""
    fill_source(box)
    assert box.deploy().exit == 0
    file = box.project / ".claude/agents/helper.md"
    file.write_text("mine\n")
    box.agent("name: helper\ndescription: Helps more.")
    forced = box.deploy("--force")
    assert forced.exit == 0, forced.said
    assert f"your file is backed up in {box.backups}/1/.claude/agents/helper.md" in forced.out
    assert (box.backups / "1/.claude/agents/helper.md").read_text() == "mine\n"
    assert "Helps more." in file.read_text()
    succeeds(box, "undo")
    assert file.read_text() == "mine\n"


def test_peer_server_of_the_users(box: Box) -> None:
    """A server of the user's in .mcp.json stays byte for byte, and so does one added while ours is there."""
    fill_source(box)
    file = box.put("project/.mcp.json", OWN[".mcp.json"])
    box.works()
    assert json.loads(file.read_text())["mcpServers"].keys() == {"own", "tracker"}
    late = '"late": {"command": "z"}'
    file.write_text(file.read_text().replace('"own": {"command": "x"}', '"own": {"command": "x"}, ' + late))
    box.works()
    succeeds(box, "remove")
    assert file.read_text() == '{"mcpServers": {"own": {"command": "x"}, "late": {"command": "z"}}}'


def test_peer_comment_in_settings(box: Box) -> None:
    """Comments in settings.json are no reason for half a deploy: they stay, and everything is deployed."""
    fill_source(box)
    file = box.put("project/.claude/settings.json", OWN[".claude/settings.json"])
    box.works()
    assert "// why" in file.read_text()
    assert "Bash(git *)" in file.read_text()
    assert (box.project / ".claude/agents/helper.md").exists()
    succeeds(box, "remove")
    assert file.read_text() == OWN[".claude/settings.json"]


def test_peer_link_out_of_the_source(box: Box) -> None:
    """A link in a skill that leads out of the source is refused with its name: nothing of it is copied."""
    fill_source(box)
    box.put("secret.txt", "secret\n")
    (box.source / "skills/greet/secret.txt").symlink_to(box.root / "secret.txt")
    box.refuses(7, "skills/greet", "secret.txt")


def test_peer_failure_in_the_middle(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deploy that fails half-way leaves every file as it was, says so, and the next one succeeds."""
    fill_source(box)
    for path, text in OWN.items():
        box.put(f"project/{path}", text)
    before = seen(box)
    count = 0

    def fifth(source: str, target: str, **_: Any) -> bool:
        nonlocal count
        count += not target.endswith(".json")
        return count == 5

    with monkeypatch.context() as patched:
        failing(patched, "rename", errno.EIO, fifth)
        result = box.deploy()
    assert count >= 5
    assert result.exit == 1, result.said
    assert "aiwg changed no file" in result.err
    assert seen(box) == before
    lives(box)


def test_peer_full_disk(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the good files that are there stay whole, and the message says how much room is wanted."""
    fill_source(box)
    box.works()
    before = seen(box)
    box.rule("---\npaths: src/**\n---\nBe very kind.\n")
    write = os.write

    def full(descriptor: int, data: Any) -> int:
        if b"very kind" in bytes(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        result = box.deploy()
    assert result.exit == 1, result.said
    assert "No space left on device" in result.err
    assert "of disk space, then run again" in result.err
    assert seen(box) == before
    box.works()


def test_peer_scripts_and_binary_assets(box: Box) -> None:
    """Scripts stay executable and binary assets keep every byte; a lost executable bit is given back."""
    fill_source(box)
    box.works(platforms=PLATFORMS)
    for folder in (".claude", ".agents"):
        script = box.project / folder / "skills/greet/scripts/run.sh"
        assert script.stat().st_mode & 0o111 == 0o111
        assert script.read_bytes() == b"#!/bin/sh\necho hello\n"
        logo = box.project / folder / "skills/greet/assets/logo.bin"
        assert logo.read_bytes() == bytes(range(256))
        assert not logo.stat().st_mode & 0o111
    script.chmod(0o644)
    box.works(platforms=PLATFORMS)
    assert script.stat().st_mode & 0o111 == 0o111
    succeeds(box, "remove")
    assert seen(box) == {}


@pytest.mark.parametrize(("typed", "meant"), [("cusor", "cursor"), ("Claud", "claude"), ("codx", "codex"), ("xyz", "")])
def test_peer_misspelt_platform(box: Box, typed: str, meant: str) -> None:
    """A misspelt platform is an error that suggests the closest and says where all are: nothing is up to date."""
    fill_source(box)
    for verb in (["deploy", "--source", "source"], ["remove"]):
        result = box.aiwg(*verb, "-p", typed, "--project", "project")
        if verb == ["remove"] and result.exit == 0:
            assert "aiwg has not deployed anything here" in result.out
            continue
        assert result.exit == 2, result.said
        assert f'no platform "{typed}"' in result.err
        assert "All: aiwg platforms" in result.err
        assert not meant or f"Did you mean {meant}?" in result.err
    assert listing(box.project) == {}


def test_peer_source_removed(box: Box) -> None:
    """What a removed source left behind is seen before it goes, and no orphan stays."""
    fill_source(box)
    box.works(platforms=PLATFORMS)
    for path in ("agents/helper.md", "rules/kind.md", "commands/do.md", "mcp.yaml", "hooks.yaml", "permissions.yaml"):
        (box.source / path).unlink()
    state = json.loads(succeeds(box, "status", "--json"))
    assert not state["clean"]
    assert {entry["action"] for entry in state["pending"]} == {"delete", "update"}
    box.works(platforms=PLATFORMS)
    left = {path for path, entry in seen(box).items() if entry[0] == "file"}
    assert not [path for path in left if "helper" in path or "kind" in path or "do" in Path(path).stem.split("-")]
    assert not left & {".mcp.json", ".codex/config.toml", ".claude/settings.local.json"}
    assert json.loads(succeeds(box, "status", "--json"))["clean"]


def test_peer_uninstall_of_one_platform_after_the_other(box: Box) -> None:
    """Removing platforms one by one leaves only the user's files, byte for byte, skills and agents included."""
    fill_source(box)
    for path, text in OWN.items():
        box.put(f"project/{path}", text)
    before = seen(box)
    box.works(platforms=PLATFORMS)
    for platform in PLATFORMS.split(","):
        succeeds(box, "remove", "-p", platform)
    assert seen(box) == before


def test_peer_dry_run(box: Box) -> None:
    """A dry run of a deploy, a removal and an undo writes nothing at all."""
    fill_source(box)
    assert box.deploy("--dry-run", platforms=PLATFORMS).exit == 0
    assert listing(box.project) == {}
    box.works(platforms=PLATFORMS)
    before = {path: path.lstat().st_mtime_ns for path in sorted(box.root.rglob("*")) if path.is_file()}
    for verb in (["remove", "--dry-run"], ["undo", "--dry-run"], ["deploy", "--dry-run"], ["diff"], ["status"]):
        succeeds(box, *verb)
        after = {path: path.lstat().st_mtime_ns for path in sorted(box.root.rglob("*")) if path.is_file()}
        assert {path: time for path, time in after.items() if path.name != "lock"} == {
            path: time for path, time in before.items() if path.name != "lock"
        }, verb


def test_peer_deleted_and_garbled_files_are_noticed(box: Box) -> None:
    """A deployed agent that is gone and one that is garbled are both reported, not passed over."""
    fill_source(box)
    box.agent("name: other\ndescription: Others.", name="other")
    box.works()
    (box.project / ".claude/agents/other.md").unlink()
    (box.project / ".claude/agents/helper.md").write_bytes(b"\xff\0garbled")
    said = succeeds(box, "status")
    assert "edited   .claude/agents/helper.md" in said
    assert "deleted  .claude/agents/other.md" in said
    assert not json.loads(succeeds(box, "status", "--json"))["clean"]


@pytest.mark.parametrize(
    "body",
    [
        "Look in C:\\Users\\x\\new and \\\\server\\share.\n",
        "Three \"\"\" quotes, ''' too, and a trailing backslash \\\n",
        'Tabs\tand \\u0041 and \\x41 and "quotes" and control \\0.\n',
        "é 請 😀 \u2028 and a line of dots\n...\n---\nkey: value\n",
    ],
)
def test_peer_windows_path_in_an_agent(box: Box, body: str) -> None:
    """Backslashes, quotes and the like in an agent's text arrive as they are: in valid TOML, and in Markdown."""
    box.agent("name: helper\ndescription: 'C:\\Users\\x \"quoted\" # no comment'", body=body)
    box.works(platforms="codex,claude")
    content = tomllib.loads(box.read(".codex/agents/helper.toml"))
    assert content["developer_instructions"].strip() == body.strip()
    assert content["description"] == 'C:\\Users\\x "quoted" # no comment'
    assert box.read(".claude/agents/helper.md").endswith(f"---\n\n{body}")


def test_peer_two_projects_at_once(box: Box) -> None:
    """A deploy that is under way in one project does not hold up another: the lock is each project's own."""
    fill_source(box)
    box.works()
    (box.root / "second").mkdir()
    with lock.locked(box.project), deadline():
        result = box.aiwg("deploy", "-p", "claude", "--source", "source", "--project", "second")
        assert result.exit == 0, result.said
    assert (box.root / "second/.claude/agents/helper.md").exists()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file added": lambda folder: (folder / ".claude/agents/late.md").write_text("mine\n"),
    "text around the block": lambda folder: (folder / "AGENTS.md").write_text(
        "top\n" + (folder / "AGENTS.md").read_text() + "end"
    ),
    "a key added": lambda folder: (folder / ".mcp.json").write_text(
        (folder / ".mcp.json").read_text().replace('"tracker":', '"late": {}, "tracker":')
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_peer_undo_after_changes_of_the_users(box: Box, change: str) -> None:
    """Undo never takes what the user wrote since: it restores around it, or refuses and says what to do."""
    fill_source(box)
    box.works()
    CHANGES[change](box.project)
    before = seen(box)
    result = box.aiwg("undo", "--project", "project")
    if result.exit == 4:
        assert seen(box) == before
        assert "changed since the last apply" in result.err
        assert "--force (your file is backed up)" in result.err
    else:
        assert result.exit == 0, result.said
        assert box.read(".claude/agents/late.md") == "mine\n"
    succeeds(box, "remove")
    left = {path: entry[2] for path, entry in seen(box).items() if entry[0] == "file"}
    text = "".join(data.decode() for data in left.values())
    assert text in ("mine\n", "top\nend") or json.loads(text) == {"mcpServers": {"late": {}}}
