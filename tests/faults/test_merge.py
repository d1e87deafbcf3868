"""Faults of class merge: files that we share with the user, as people and other tools leave them."""

from __future__ import annotations

import json
import tomllib

import pytest

from .harness import Box

SERVER = "servers:\n  tracker: {command: npx, args: [-y, tracker]}\n"
BEGIN, END = "<!-- aiwg:begin (x) -->\n", "<!-- aiwg:end -->\n"


def restores(box: Box, path: str, text: str | bytes, *needles: str, platforms: str = "claude") -> str:
    """Deploy over a file of the user's, check that all of it is still there, and that remove brings it back."""
    file = box.put(f"project/{path}", text)
    before = file.read_bytes()
    box.works(platforms=platforms)
    while_deployed = file.read_text(encoding="utf-8")
    for needle in needles:
        assert needle in while_deployed
    removed = box.aiwg("remove", "--project", "project")
    assert removed.exit == 0, removed.said
    assert file.read_bytes() == before
    return while_deployed


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_merg_01_comments_and_trailing_commas(box: Box, ending: str) -> None:
    """Settings with comments and trailing commas are edited around them, and remove gives every byte back."""
    box.put("source/permissions.yaml", 'allow: ["bash(git *)"]\n')
    lines = ["{", "\t// mine", '\t"permissions": { /* all */', '\t\t"allow": ["Bash(ls)", "Read(x)",],', "\t},", "}"]
    text = ending.join(lines)
    found = restores(box, ".claude/settings.json", text.encode(), "// mine", "/* all */", '"Bash(git *)"')
    assert '"Bash(ls)", "Read(x)", "Bash(git *)",' in found


def test_merg_01_what_cannot_be_edited_is_refused(box: Box) -> None:
    """Where a comment leaves no safe way to add something and take it out again, the file is refused and kept."""
    box.put("source/permissions.yaml", 'allow: ["bash(git *)"]\n')
    box.put("project/.claude/settings.json", '{"permissions": null /* one day */}\n')
    box.refuses(4, ".claude/settings.json", "line 1: permissions is null", "write {} there, or remove the key")


def test_merg_02_toml_with_comments(box: Box) -> None:
    """TOML settings keep their comments, order and spacing; only a table of ours is added, and goes again."""
    box.put("source/mcp.yaml", SERVER)
    text = '# my settings\nmodel = "x"   # why\n\n[mcp_servers.own]\ncommand = "y" # mine\n\n[tui]\ntheme="dark"'
    found = restores(box, ".codex/config.toml", text, text, platforms="codex")
    assert tomllib.loads(found)["mcp_servers"]["tracker"]["command"] == "npx"


@pytest.mark.parametrize(
    "table",
    [
        '[mcp_servers.tracker]\ncommand = "mine"\n',
        'mcp_servers.tracker.command = "mine"\n',
        'mcp_servers = {tracker = {command = "mine"}}\n',
        "[mcp_servers.tracker]\nsince = 1979-05-27T07:32:00Z\n",
        "[mcp_servers]\ntracker = 07:32:00\n",
    ],
)
def test_merg_02_table_of_the_users(box: Box, table: str) -> None:
    """A table of the user's by the name of ours is a conflict, however it is written and whatever it holds."""
    box.put("source/mcp.yaml", SERVER)
    box.put("project/.codex/config.toml", f"# mine\n{table}")
    box.refuses(4, ".codex/config.toml", "mcp_servers.tracker is your own key", "--force", platforms="codex")


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".mcp.json", '{\n  "mcpServers": {"own": }\n}\n', "line 2"),
        (".mcp.json", '{"mcpServers": {}', "line 1"),
        (".mcp.json", '<<<<<<< HEAD\n{}\n=======\n{"a": 1}\n>>>>>>> other\n', "line 1"),
        (".mcp.json", '{"mcpServers": {}} {"mcpServers": {}}', "line 1"),
        (".mcp.json", b'{"mcpServers": {}, "\xff": 1}', "utf-8"),
        (".codex/config.toml", 'model = "x"\n[mcp_servers\n', "line 2"),
        (".codex/config.toml", "a = 1\na = 2\n", "line 2"),
    ],
)
def test_merg_03_invalid_files(box: Box, path: str, text: str | bytes, line: str) -> None:
    """A shared file that is not valid is refused with its line and kept as it is, byte for byte."""
    box.put("source/mcp.yaml", SERVER)
    box.put(f"project/{path}", text)
    box.refuses(4, path, line, "fix it, then run again", platforms="codex" if "codex" in path else "claude")


def test_merg_03_a_list_where_a_mapping_is_needed(box: Box) -> None:
    """Valid JSON of another shape is refused and kept too."""
    box.put("source/mcp.yaml", SERVER)
    box.put("project/.mcp.json", "[1, 2]\n")
    box.refuses(4, ".mcp.json", "the file contains a list where a mapping is needed")


def test_merg_04_key_of_the_users(box: Box) -> None:
    """A key that the user has set is a conflict that names it; --force takes it, and theirs lies in a backup."""
    box.put("source/mcp.yaml", SERVER)
    own = '{"mcpServers": {"tracker": {"command": "mine"}}, "x": 1}\n'
    box.put("project/.mcp.json", own)
    box.refuses(4, ".mcp.json", "mcpServers.tracker is your own key", "rename or exclude", "aiwg diff")
    forced = box.deploy("--force")
    assert forced.exit == 0, forced.said
    assert json.loads(box.read(".mcp.json")) == {
        "mcpServers": {"tracker": {"command": "npx", "args": ["-y", "tracker"]}},
        "x": 1,
    }
    assert f"your file is backed up in {box.backups}/1/.mcp.json" in forced.out
    assert (box.backups / "1/.mcp.json").read_text() == own


def test_merg_04_the_same_value(box: Box) -> None:
    """A key that the user has set to the very same value is adopted, and stays when we are removed."""
    box.put("source/mcp.yaml", SERVER)
    restores(box, ".mcp.json", '{"mcpServers": {"tracker": {"args": ["-y","tracker"], "command": "npx"}}}')


def test_merg_05_entries_of_arrays(box: Box) -> None:
    """In a list only our entries come and go; the user's stay, those between and behind ours too."""
    box.put("source/permissions.yaml", 'allow: ["bash(git *)", "bash(make *)"]\n')
    file = box.put("project/.claude/settings.json", '{"permissions": {"allow": ["Bash(ls)", "Bash(make *)"]}}\n')
    box.works()
    found = json.loads(file.read_text())["permissions"]["allow"]
    assert found == ["Bash(ls)", "Bash(make *)", "Bash(git *)"]
    file.write_text(file.read_text().replace('"Bash(git *)"', '"Bash(git *)", "Read(z)"'))
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert file.read_text() == '{"permissions": {"allow": ["Bash(ls)", "Bash(make *)", "Read(z)"]}}\n'


def test_merg_05_an_edited_entry_stays(box: Box) -> None:
    """An entry of ours that the user changed is theirs: a deploy leaves it, says so, and remove keeps it."""
    box.put("source/permissions.yaml", 'allow: ["bash(git *)"]\n')
    box.put("source/mcp.yaml", SERVER)
    box.put("project/.claude/settings.json", '{"permissions": {"allow": ["Bash(ls)"]}}\n')
    box.put("project/.mcp.json", '{"mcpServers": {"own": {"command": "x"}}}\n')
    assert box.deploy().exit == 0
    settings, servers = box.project / ".claude/settings.json", box.project / ".mcp.json"
    settings.write_text(settings.read_text().replace("Bash(git *)", "Bash(git status)"))
    servers.write_text(servers.read_text().replace("npx", "bunx"))
    edited = settings.read_bytes(), servers.read_bytes()
    result = box.deploy()
    assert result.exit == 0, result.said
    assert ".claude/settings.json   you deleted: permissions.allow.[...]" in result.out
    assert ".mcp.json   you edited: mcpServers.tracker   see: aiwg diff .mcp.json" in result.out
    assert (settings.read_bytes(), servers.read_bytes()) == edited
    removed = box.aiwg("remove", "--project", "project")
    assert removed.exit == 0, removed.said
    assert ".mcp.json   you edited these, so they count as your keys now: mcpServers.tracker" in removed.out
    assert (settings.read_bytes(), servers.read_bytes()) == edited


def test_merg_06_edits_outside_the_block(box: Box) -> None:
    """What the user writes around our block stays byte for byte when the block changes and when it goes."""
    box.put("source/instructions.md", "Always test.\n")
    file = box.put("project/AGENTS.md", "# Mine\n")
    assert box.deploy(platforms="codex").exit == 0
    before, block, _ = file.read_text().partition("<!-- aiwg:begin")
    file.write_text("top \t\n\n" + before + "between\n" + block + file.read_text()[len(before + block) :] + "\n\nend ")
    box.put("source/instructions.md", "Always test twice.\n")
    box.works(platforms="codex")
    assert "Always test twice." in file.read_text()
    assert file.read_text().startswith("top \t\n\n# Mine\n\nbetween\n<!-- aiwg:begin")
    assert file.read_text().endswith("<!-- aiwg:end -->\n\n\nend ")
    assert box.aiwg("remove", "--project", "project").exit == 0
    assert file.read_text() == "top \t\n\n# Mine\n\nbetween\n\n\nend "


def test_merg_07_edits_inside_the_block(box: Box) -> None:
    """An edited block is kept; once its source changes it is a conflict that shows its line and the ways out."""
    box.put("source/instructions.md", "Always test.\n")
    file = box.put("project/AGENTS.md", "# Mine\n")
    assert box.deploy(platforms="codex").exit == 0
    file.write_text(file.read_text().replace("Always test.", "Never test."))
    edited = file.read_text()
    kept = box.deploy(platforms="codex")
    assert kept.exit == 0, kept.said
    assert "AGENTS.md   you edited aiwg's block (line 3)   see: aiwg diff AGENTS.md" in kept.out
    box.put("source/instructions.md", "Always test twice.\n")
    box.refuses(4, "line 3", "its source changed", "aiwg diff", "--force (your file is backed up)", platforms="codex")
    shown = box.aiwg("diff", "AGENTS.md", "--project", "project")
    assert "-Never test." in shown.out
    assert "+Always test twice." in shown.out
    forced = box.deploy("--force", platforms="codex")
    assert forced.exit == 0, forced.said
    assert "Always test twice." in file.read_text()
    assert (box.backups / "1/AGENTS.md").read_text() == edited


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"a\n{BEGIN}b\n", "begin marker on line 2 has no end marker"),
        (f"a\n{END}b\n", "end marker on line 2 has no begin marker"),
        (f"{END}a\n{BEGIN}", "end marker on line 1 comes before the begin marker on line 3"),
    ],
)
def test_merg_08_half_a_block(box: Box, text: str, said: str) -> None:
    """A begin marker without its end, or the other way round, is refused: no second block is added."""
    box.put("source/instructions.md", "Always test.\n")
    box.put("project/AGENTS.md", text)
    box.refuses(4, "AGENTS.md", said, "leave one begin marker and one end marker after it", platforms="codex")


def test_merg_08_half_a_block_of_ours(box: Box) -> None:
    """A marker of our own block that the user deleted is refused on deploy, and left to them on remove."""
    box.put("source/instructions.md", "Always test.\n")
    file = box.put("project/AGENTS.md", "# Mine\n")
    assert box.deploy(platforms="codex").exit == 0
    file.write_text(file.read_text().replace("<!-- aiwg:end -->\n", ""))
    text = file.read_text()
    box.put("source/instructions.md", "Always test twice.\n")
    box.refuses(4, "begin marker on line 3 has no end marker", platforms="codex")
    removed = box.aiwg("remove", "--project", "project")
    assert removed.exit == 0, removed.said
    assert "remove aiwg's block by hand" in removed.out
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BEGIN}a\n{END}\n{BEGIN}b\n{END}", "there are 2 blocks of aiwg, on lines 1 and 5"),
        (f"{BEGIN}a\n{BEGIN}b\n{END}{END}", "begin marker on line 3 is inside the block that begins on line 1"),
        (f"{BEGIN}a\n{BEGIN}b\n{END}", "begin marker on line 1 has no end marker before that on line 3"),
    ],
)
def test_merg_09_two_blocks(box: Box, text: str, said: str) -> None:
    """Two blocks, beside or inside each other, are refused with their lines."""
    box.put("source/instructions.md", "Always test.\n")
    box.put("project/AGENTS.md", text)
    box.refuses(4, "AGENTS.md", said, platforms="codex")


def test_merg_09_two_blocks_in_other_files(box: Box) -> None:
    """Two blocks are refused in files with the other kind of comment too."""
    box.put("source/ignore", "build/\n")
    box.put("project/.cursorignore", "# aiwg:begin\na\n# aiwg:end\n# aiwg:begin\nb\n# aiwg:end\n")
    box.refuses(4, ".cursorignore", "there are 2 blocks of aiwg, on lines 1 and 4", platforms="cursor")


def test_merg_10_markers_that_look_alike(box: Box) -> None:
    """Text that only looks like a marker, or is part of a line, is the user's: it stays where it is."""
    box.put("source/instructions.md", "Always test.\n")
    text = (
        "<!-- aiwg:begin-old -->\n<!-- aiwg:beginning -->\n<!-- aiwg:end2 -->\nsee <!-- aiwg:begin -->\n"
        "<!-- xaiwg:begin -->\n`<!-- aiwg:end -->`\n# aiwg:begin\n<!-- other:begin -->\n<!-- other:end -->\n"
    )
    found = restores(box, "AGENTS.md", text, text, platforms="codex")
    assert found.count("\n<!-- aiwg:begin (") == 1


def test_merg_11_marker_in_what_would_be_written(box: Box) -> None:
    """A source whose text holds a marker is refused with file and line: our block could not be found again."""
    box.put("source/instructions.md", "Always test.\n\n<!-- aiwg:end -->\nmore\n")
    box.rule("Be kind.\n<!-- aiwg:begin -->\n")
    box.refuses(
        3,
        "source/instructions.md:3: contains a line that marks aiwg's block",
        "source/rules/kind.md:2: ",
        "write it differently",
        platforms="codex",
    )


def test_merg_11_marker_where_it_does_no_harm(box: Box) -> None:
    """In a file that is ours altogether, and in another sort of file, such a line is text like any other."""
    box.skill(body="Write <!-- aiwg:end --> like so:\n<!-- aiwg:end -->\n")
    box.put("source/instructions.md", "Always test.\n# aiwg:end\n")
    box.works(platforms="codex")
    assert "\n<!-- aiwg:end -->\n" in box.read(".agents/skills/greet/SKILL.md")


@pytest.mark.parametrize(
    ("path", "text", "platform"),
    [
        ("AGENTS.md", "# Mine\n\nlast line", "codex"),
        ("AGENTS.md", "# Mine\r\n\r\nlast line", "codex"),
        (".cursorignore", "mine/", "cursor"),
        (".cursor/mcp.json", '{"mcpServers": {}}', "cursor"),
        (".codex/config.toml", "[tui]\ntheme = 'x'", "codex"),
    ],
)
def test_merg_12_no_newline_at_the_end(box: Box, path: str, text: str, platform: str) -> None:
    """A file without a newline at its end keeps its last line, and has none again when we are removed."""
    box.put("source/instructions.md", "Always test.\n")
    box.put("source/ignore", "build/\n")
    box.put("source/mcp.yaml", SERVER)
    restores(box, path, text.encode(), platforms=platform)
