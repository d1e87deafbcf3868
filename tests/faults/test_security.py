"""Faults of class security that sources, adapters and names can bring along."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest

from .harness import Box, Result, deadline, listing

HOOK = "hooks:\n  - {id: greet, event: session_start, command: first-command}\n"
SERVER = "servers:\n  tracker: {command: first-server, args: [-y], env: {MODE: first-mode}}\n"
GRANT = 'allow: ["bash(first-tool *)"]\ndeny: ["read(.env)"]\n'
BODIES = {
    "SECU-10": "{{ ''.__class__.__mro__[1].__subclasses__() }} {% import os %}{{ os.popen('touch ran').read() }}\n",
    "SECU-11": "{% for a in range(10**9) %}{% for b in range(10**9) %}x{% endfor %}{% endfor %}{{ 'x' * 10**10 }}\n",
    "SECU-12": "Use ${{ secrets.X }}, {{ name }}, {{{{ x }}, {% raw %}, {# note #}, {id}, %(x)s, $HOME and \\1.\n",
}
PLATFORMS = "claude,codex,copilot,cursor,openclaw,warp"


def clone(box: Box) -> None:
    """Put things that run into the project's own source, as a clone brings them along."""
    box.put("project/.aiwg/hooks.yaml", HOOK)
    box.put("project/.aiwg/mcp.yaml", SERVER)
    box.put("project/.aiwg/permissions.yaml", GRANT)
    box.put("project/.aiwg/rules/kind.md", "---\npaths: src/**\n---\nBe kind.\n")


def deploy_clone(box: Box, *arguments: str) -> Result:
    """Deploy the project's own source to Claude, and check that it succeeds."""
    result = box.aiwg("deploy", "-p", "claude", "--project", "project", *arguments)
    assert result.exit == 0, result.said
    return result


def deployed_text(box: Box) -> str:
    """Return all that was deployed as one text."""
    files = [file for file in box.project.rglob("*") if file.is_file() and ".aiwg" not in file.parts]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files))


def test_secu_08_what_runs_waits_for_consent(box: Box) -> None:
    """Hooks, servers and grants of a clone are off by default: the rest is deployed, and the output names them."""
    clone(box)
    result = deploy_clone(box)
    said = " ".join(result.out.split())
    names = "hook/greet, mcp_server/tracker, permission/allow bash(first-tool *)"
    assert f"Not deployed until you approve them: {names}. Review with: aiwg trust" in said
    text = deployed_text(box)
    assert "first-" not in text
    assert "Be kind." in text
    assert "Read(.env)" in text


def test_secu_08_consent_shows_what_runs(box: Box) -> None:
    """Without a terminal nothing is consented to (exit 7), and every command, argument and variable is shown."""
    clone(box)
    shown = box.aiwg("trust", "--project", "project")
    assert shown.exit == 7, shown.said
    for word in ("first-command", "first-server -y", "MODE", "first-mode", "bash(first-tool *)"):
        assert word in shown.said
    assert "--yes" in shown.said
    deploy_clone(box)
    assert "first-" not in deployed_text(box)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("hooks.yaml", "first-command", "other-new-command"),
        ("mcp.yaml", "first-server", "other-new-server"),
        ("mcp.yaml", "[-y]", "[-y, other-new]"),
        ("mcp.yaml", "first-mode", "other-new-mode"),
        ("permissions.yaml", "first-tool", "other-new-tool"),
    ],
)
def test_secu_08_a_change_takes_consent_away(box: Box, path: str, old: str, new: str) -> None:
    """Consent holds for what it was given for: what changes is asked about anew, and what was approved stays."""
    clone(box)
    assert box.aiwg("trust", "--yes", "--project", "project").exit == 0
    deploy_clone(box)
    assert "first-command" in deployed_text(box)
    assert "first-server" in deployed_text(box)
    file = box.project / ".aiwg" / path
    file.write_text(file.read_text().replace(old, new))
    result = deploy_clone(box)
    waits = "until you approve it" if path == "permissions.yaml" else "changed and not approved here"
    assert waits in result.out
    text = deployed_text(box)
    assert "other-new" not in text
    assert "first-server" in text
    assert box.aiwg("trust", "--yes", "--project", "project").exit == 0
    deploy_clone(box)
    assert "other-new" in deployed_text(box)


@pytest.mark.parametrize("row", ["SECU-10"])
def test_secu_10_bodies_are_not_run(box: Box, row: str) -> None:
    """A template that would run a command is text: it comes out as it is, on every platform, and nothing runs."""
    check_bodies(box, BODIES[row])
    assert not list(box.root.rglob("ran"))


@pytest.mark.parametrize("row", ["SECU-11"])
def test_secu_11_bodies_are_never_templates(box: Box, row: str) -> None:
    """A template that would run for ever or fill the memory is text, and deployed in no time."""
    with deadline():
        check_bodies(box, BODIES[row])


@pytest.mark.parametrize("row", ["SECU-12"])
def test_secu_12_braces_are_copied(box: Box, row: str) -> None:
    """Braces of every kind in bodies come out byte for byte, on every platform."""
    check_bodies(box, BODIES[row])


def check_bodies(box: Box, body: str) -> None:
    """Deploy artifacts of all kinds of text with this body to all platforms, and look for it in each."""
    box.skill(body=body)
    box.put("source/skills/greet/references/more.md", body)
    box.rule(body)
    box.rule(f"---\npaths: src/**\n---\n{body}", "scoped")
    box.put("source/instructions.md", body)
    box.put("source/commands/do.md", f"---\ndescription: d\n---\n{body}")
    box.agent("description: d", body=body)
    result = box.deploy(platforms=PLATFORMS)
    assert result.exit == 0, result.said
    line = body.strip()
    texts = {".agents/skills/greet/SKILL.md", ".agents/skills/greet/references/more.md", "AGENTS.md"}
    texts |= {".claude/skills/greet/SKILL.md", ".claude/agents/helper.md", ".claude/rules/scoped.md"}
    texts |= {".claude/commands/do.md", ".cursor/agents/helper.md", ".cursor/commands/do.md"}
    for path in sorted(texts):
        assert line in box.read(path), path
    assert box.read(".claude/skills/greet/references/more.md") == body


def test_secu_16_temporary_files(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files have random names and are new, private and beside their targets."""
    made: list[tuple[str, int, int]] = []
    opened = os.open

    def note(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT and str(path).endswith(".tmp"):
            folder = os.readlink(f"/proc/self/fd/{dir_fd}") if dir_fd is not None else os.path.dirname(path)
            made.append((os.path.abspath(os.path.join(folder, os.path.basename(path))), flags, mode))
        return opened(path, flags, mode, dir_fd=dir_fd)

    shared = box.root / "shared"
    shared.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    monkeypatch.setattr(os, "open", note)
    for text in ("Be kind.\n", "Be very kind.\n"):
        box.rule(f"---\npaths: src/**\n---\n{text}")
        assert box.deploy().exit == 0
    ours = [(Path(path), flags, mode) for path, flags, mode in made if "/.claude/rules/" in path]
    assert len(ours) == 2
    assert len({path.name for path, _, _ in ours}) == 2
    for path, flags, mode in ours:
        assert path.parent == box.project / ".claude/rules"
        assert flags & os.O_EXCL
        assert flags & os.O_NOFOLLOW
        assert mode == 0o600
    assert all(str(box.root) in path and str(shared) not in path for path, _, _ in made)
    assert list(shared.iterdir()) == []


EVIDENCE = "{version: 1.0.0, checked: 2026-11-23, grade: docs, sources: [https://example.com/]}"
NONE = "[rules, agents, commands, mcp_servers, hooks, permissions, ignore, instructions]"


def adapter(place: str, name: str = "Evil", vendor: str = "X") -> str:
    """Return the file of a platform that only has skills, at one place."""
    return (
        f'name: "{name}"\nvendor: "{vendor}"\ndocs: https://example.com/\nevidence: {EVIDENCE}\n'
        f'skills: ["{place}"]\nnone: {NONE}\n'
    )


ESCAPE, C1 = "\x1b[31mred\x1b]0;title\x07", "\x9b2J"


def check_escaped(result: Result, code: int) -> None:
    """Check that a run ended as it should, and that nothing it said could move a cursor or change a colour."""
    assert result.exit == code, repr(result.said)
    for character in ("\x1b", "\x07", "\x9b", "\u202e"):
        assert character not in result.said, repr(result.said)


@pytest.mark.parametrize("hostile", [ESCAPE, C1, "a\u202eb"])
def test_secu_17_words_that_were_typed(box: Box, hostile: str) -> None:
    """What was typed is said back with its escape sequences escaped."""
    box.rule()
    check_escaped(box.deploy(platforms=hostile), 2)
    check_escaped(box.deploy("--only", hostile), 2)
    check_escaped(box.deploy("--kind", hostile), 2)
    check_escaped(box.aiwg("show", hostile, "--project", "project"), 2)
    check_escaped(box.aiwg(hostile), 2)


@pytest.mark.parametrize("hostile", ["\\e[31mred\\e]0;title\\a", "\\x9b2J"])
def test_secu_17_names_in_sources(box: Box, hostile: str) -> None:
    """Escape sequences in names, patterns and fields of a source are escaped in every message about them."""
    box.put("project/.aiwg/permissions.yaml", f'allow: ["bash({hostile})"]\ndeny: ["read({hostile})"]\n')
    box.put("project/.aiwg/hooks.yaml", f'hooks:\n  - {{id: x, event: session_start, command: "{hostile}"}}\n')
    box.put("project/.aiwg/mcp.yaml", f'servers:\n  one: {{command: run, env: {{"{hostile}": "{hostile}"}}}}\n')
    box.put("project/.aiwg/agents/a.md", f'---\nname: a\ndescription: d\n"{hostile}": x\nmodel: "{hostile}"\n---\nx\n')
    for arguments in (["-v"], ["--dry-run"], ["--dry-run", "--diff"], []):
        result = box.aiwg("deploy", "-p", PLATFORMS, "--project", "project", *arguments)
        check_escaped(result, result.exit)
    for verb in (["trust"], ["status"], ["list"], ["show", "a"], ["trust", "--yes"], ["trust", "--list"], ["diff"]):
        result = box.aiwg(*verb, "--project", "project")
        check_escaped(result, result.exit)


def test_secu_17_names_of_platforms(box: Box) -> None:
    """What a platform that a clone brings along calls itself is escaped too."""
    text = adapter(".evil/{id}/", "Evil\\e]0;title\\a", "V\\x9b2J")
    box.put("project/.aiwg/platforms/evil/platform.yaml", text)
    box.put("config/aiwg/platforms/other/platform.yaml", text)
    box.skill()
    check_escaped(box.aiwg("trust", "--project", "project"), 7)
    check_escaped(box.aiwg("trust", "--yes", "--project", "project"), 0)
    for arguments in (["--dry-run"], ["-v"], []):
        check_escaped(box.deploy(*arguments, platforms="evil,other"), 0)
    for verb in (["status", "--project", "project"], ["platforms"], ["platforms", "other"]):
        check_escaped(box.aiwg(*verb), 0)


def test_secu_17_names_of_folders(box: Box) -> None:
    """A folder whose name is an escape sequence is named escaped, be it the project's or the source's."""
    project = box.root / "pro\x1b[31mject"
    project.mkdir()
    box.put("source\x1b[31m/rules/x.md", "---\npaths: src/**\n---\nx\n")
    box.put("source\x1b[31m/rules/y.md", "---\npaths: [\n---\nx\n")
    arguments = ("deploy", "-p", "claude", "--source", "source\x1b[31m", "--project", str(project))
    check_escaped(box.aiwg(*arguments), 3)
    (box.root / "source\x1b[31m/rules/y.md").unlink()
    check_escaped(box.aiwg(*arguments), 0)
    (project / ".claude/rules/x.md").write_text("mine\n")
    (box.root / "source\x1b[31m/rules/x.md").write_text("---\npaths: src/**\n---\ny\n")
    check_escaped(box.aiwg(*arguments), 4)
    check_escaped(box.aiwg(*arguments, "--force"), 0)
    check_escaped(box.aiwg("status", "--project", str(project)), 0)
    check_escaped(box.aiwg("remove", "--project", str(project)), 0)


def test_secu_17_names_in_shared_files(box: Box) -> None:
    """Keys and text of the user's file are escaped in the messages about it, and its bytes stay what they are."""
    box.put("source/mcp.yaml", "servers:\n  tracker: {command: run}\n")
    own = '{"mcpServers": {"tracker": {"command": "\x1b[31m"}}}\n'.replace("\x1b", "\\u001b")
    box.put("project/.mcp.json", own)
    for arguments in ([], ["--dry-run", "--diff"], ["--json"]):
        check_escaped(box.deploy(*arguments), 4)
    box.put("project/.mcp.json", "{\x1b[31m: \x9b}\n")
    check_escaped(box.deploy(), 4)
    box.put("project/.mcp.json", own)
    check_escaped(box.deploy("--force", "-v"), 0)


def test_secu_17_manifest_of_a_clone(box: Box) -> None:
    """Names in a manifest that a clone brings along are escaped too."""
    box.rule("---\npaths: src/**\n---\nBe kind.\n")
    assert box.deploy().exit == 0
    manifest = box.project / ".aiwg/manifest.json"
    content = json.loads(manifest.read_text())
    record = {"own": "file", "sha256": "0" * 64, "artifacts": ["rule/\x1b[31m"], "platforms": ["\x1b[31m"]}
    content["paths"][".claude/\x1b[31m.md"] = record
    content["platforms"].append("\x1b[31m")
    content["selection"] = ["rule/kind", "\x1b[31m"]
    manifest.write_text(json.dumps(content))
    box.put("project/.claude/\x1b[31m.md", "mine\n")
    for verb in (["status"], ["deploy"], ["deploy", "--dry-run"], ["diff"], ["remove"]):
        result = box.aiwg(*verb, "--project", "project")
        check_escaped(result, result.exit)


@pytest.mark.parametrize(
    "place",
    ["../{id}/", ".a/../../{id}/", ".git/hooks/{id}/", ".GIT/{id}/", "~/../{id}/", "a\\\\..\\\\{id}/"],
)
def test_secu_18_adapters_outside_their_outputs(box: Box, place: str) -> None:
    """An adapter is data: a place outside the scope, or in .git, is refused before anything is written."""
    box.put("config/aiwg/platforms/evil/platform.yaml", adapter(place))
    box.skill()
    box.refuses(7, platforms="evil")
    assert not (box.root / "greet").exists()


@pytest.mark.parametrize("scope", ["project", "user"])
def test_secu_18_places_of_the_system(box: Box, scope: str) -> None:
    """An adapter may say that a platform reads an absolute path; nothing is ever written there."""
    outside = box.root / "outside"
    outside.mkdir()
    box.put("config/aiwg/platforms/evil/platform.yaml", adapter(f"{outside}/{{id}}/"))
    box.skill()
    result = box.deploy("--scope", scope, platforms="evil")
    assert result.exit == 0, result.said
    assert list(outside.iterdir()) == []
    assert not list(box.root.rglob("greet/SKILL.md"))[1:]


def test_secu_18_code_beside_an_adapter(box: Box) -> None:
    """Code in a platform folder, in a clone or in the user's own folder, is never run."""
    code = "import pathlib\npathlib.Path('ran').touch()\n"
    for folder in ("project/.aiwg/platforms/evil", "config/aiwg/platforms/other"):
        box.put(f"{folder}/platform.yaml", adapter(".e/{id}/"))
        for name in ("__init__.py", "platform.py", "conftest.py", "plugin.py", "templates/x.j2"):
            box.put(f"{folder}/{name}", code)
    box.skill()
    assert box.aiwg("trust", "--yes", "--project", "project").exit == 0
    box.works(platforms="evil,other")
    assert not list(box.root.rglob("ran"))


def test_secu_18_one_writer(box: Box) -> None:
    """Whatever an adapter says, all that a deploy makes is in the project and its manifest, but for the cache."""
    box.skill()

    def beside() -> list[object]:
        home = listing(box.home).items()
        return [listing(box.source), [each for each in home if not f"{each[0]}/".startswith(".cache/aiwg/")]]

    (box.home / ".cache").mkdir()

    before = beside()
    box.works(platforms=PLATFORMS)
    assert beside() == before
    files = {path for path, entry in listing(box.project).items() if entry[0] == "file"}
    assert files == {*json.loads(box.read(".aiwg/manifest.json"))["paths"], ".aiwg/manifest.json"}
