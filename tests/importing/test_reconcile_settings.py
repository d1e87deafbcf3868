"""Edits of servers, hooks, permissions, plugins and ignore lines in settings files go back into the source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.commands import reconcile
from aiwg.deployment.pipeline import carry_out
from aiwg.merge.keys import edit
from tests.answers import answer_questions
from tests.conftest import Deployer, put, tree
from tests.importing.helping import approve, reconciled
from tests.importing.helping import changed_in as change

MCP = """\
servers:
  # tickets of the team
  tracker:
    command: npx   # comes with node
    args: ["-y", "@example/tracker"]
    env: {TRACKER_TOKEN: "${TRACKER_TOKEN}"}
    overrides: {cursor: {envFile: .env}}
  legacy:
    url: https://old.example.com/mcp
    enabled: false
"""
HOOKS = """\
hooks:
  # keeps the format
  - id: format-on-save
    event: tool_after
    match: [write, edit]
    command: ./format.sh
    timeout: 30
  - id: welcome
    event: session_start
    command: echo welcome
"""
PERMISSIONS = """\
allow: ["bash(git status)", "bash(npm run *)"]   # what is harmless
ask: ["bash(git push *)"]
deny: ["read(.env)", "bash(rm -rf *)"]
"""
PLUGINS = "marketplaces:\n  tools: {github: acme/tools}\nplugins:\n  formatter@tools: true\n  telemetry@tools: false\n"
PLATFORMS = ("claude", "codex", "cursor")
SECRET = "ghp_" + "k3J9xQ2mV7bN4cR8tY1wZ6pL0sD5fG3hA9uE"


@pytest.fixture
def shop(project: Path) -> Path:
    """Return a project with every kind of entry, approved and deployed beside settings of its user's."""
    put(project / "aiwg.yaml", f"sources: [project]\naccept_freer: [{', '.join(PLATFORMS)}]\n")
    put(project / ".aiwg" / "mcp.yaml", MCP)
    put(project / ".aiwg" / "hooks.yaml", HOOKS)
    put(project / ".aiwg" / "permissions.yaml", PERMISSIONS)
    put(project / ".aiwg" / "plugins.yaml", PLUGINS)
    put(project / ".aiwg" / "ignore", "# made\ndist/\n*.pem\n")
    put(project / ".claude" / "settings.json", '{\n  "permissions": {"allow": ["Bash(ls)"]}\n}\n')
    approve(project)
    Deployer(project).deploy(*PLATFORMS, source=None, accept_freer=True)
    return project


def source(project: Path, name: str) -> Any:
    """Return what a settings file of the source says."""
    return yaml.safe_load((project / ".aiwg" / name).read_text())


EDITS = {
    "a server in JSON": (".mcp.json", '"@example/tracker"', '"@example/tracker@2"', "mcp.yaml", "# comes with node"),
    "a server in TOML": (".codex/config.toml", "@example/tracker", "@example/tracker2", "mcp.yaml", "tickets of"),
    "a hook": (".claude/settings.json", '"./format.sh"', '"./format.sh --all"', "hooks.yaml", "# keeps the format"),
    "a permission": (".claude/settings.json", "Bash(npm run *)", "Bash(npm test *)", "permissions.yaml", "git status"),
    "a plugin": (
        ".claude/settings.json",
        '"formatter@tools": true',
        '"formatter@tools": false',
        "plugins.yaml",
        "acme",
    ),
    "an ignore line": (".cursorignore", "*.pem", "*.pem\n*.key", "ignore", "# made\ndist/\n"),
}


@pytest.mark.parametrize("case", EDITS)
def test_an_edited_entry_goes_back(case: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edited value changes its entry alone, a deploy writes it as it was edited, and a second run has nothing."""
    path, old, new, name, stays = EDITS[case]
    before = tree(shop / ".aiwg", skip=())
    change(shop / path, old, new)
    edited = (shop / path).read_bytes()
    report = reconciled(capsys, shop)
    assert [(each["path"], each["reason"]) for each in report["edits"]] == [(path, None)]
    assert report["exit"] == 0
    after = tree(shop / ".aiwg", skip=())
    assert [key for key in before if before[key] != after[key] and key != "manifest.json"] == [name]
    assert stays in (shop / ".aiwg" / name).read_text()
    approve(shop)
    Deployer(shop).deploy(source=None, accept_freer=True)
    assert (shop / path).read_bytes().split() == edited.split()
    assert reconciled(capsys, shop)["edits"] == []


def test_other_tools_get_an_edited_server_after_approval_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What runs after an edit waits for `aiwg trust`: before, no other tool has it; its overrides stay."""
    change(shop / ".mcp.json", '"npx"', '"bunx"')
    report = reconciled(capsys, shop)
    assert report["waiting"] == ["mcp_server/tracker"]
    assert source(shop, "mcp.yaml")["servers"]["tracker"]["command"] == "bunx"
    assert source(shop, "mcp.yaml")["servers"]["tracker"]["overrides"] == {"cursor": {"envFile": ".env"}}
    carry_out(Deployer(shop).plan(source=None, accept_freer=True))
    assert "bunx" not in (shop / ".codex" / "config.toml").read_text()
    assert "bunx" in (shop / ".mcp.json").read_text()
    approve(shop)
    Deployer(shop).deploy(source=None, accept_freer=True)
    assert "bunx" in (shop / ".codex" / "config.toml").read_text()


def test_a_secret_becomes_a_variable(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A secret in an edited server is never copied: its source gets a variable, and the file keeps it."""
    change(shop / ".mcp.json", '"${TRACKER_TOKEN}"', f'"{SECRET}"')
    change(shop / ".mcp.json", '"npx"', '"bunx"')
    report = reconciled(capsys, shop)
    assert source(shop, "mcp.yaml")["servers"]["tracker"]["command"] == "bunx"
    assert "TRACKER_TOKEN" in report["edits"][0]["notes"][0]
    assert all(SECRET.encode() not in data for data in tree(shop / ".aiwg", skip=()).values())
    assert all(SECRET.encode() not in data for data in tree(shop / ".codex").values())
    approve(shop)
    carry_out(Deployer(shop).plan(source=None, accept_freer=True))
    assert SECRET in (shop / ".mcp.json").read_text()


WEAKER = {
    "a deny that became another": (".claude/settings.json", "Read(.env)", "Read(.envx)", "permissions.yaml"),
    "a deny that was taken out": (".claude/settings.json", '"Bash(rm -rf *)"', '"Mine"', "permissions.yaml"),
    "an ask that was taken out": (".claude/settings.json", '"Bash(git push *)"', "", "permissions.yaml"),
    "a plugin on": (".claude/settings.json", '"telemetry@tools": false', '"telemetry@tools": true', "plugins.yaml"),
    "a server switched on": (".codex/config.toml", "enabled = false", "enabled = true", "mcp.yaml"),
    "an ignore line taken out": (".cursorignore", "*.pem\n", "", "ignore"),
    "an ignore line undone": (".cursorignore", "*.pem\n", "*.pem\n!own.pem\n", "ignore"),
}  # fmt: skip


@pytest.mark.parametrize("case", WEAKER)
def test_a_restriction_is_never_weakened_by_yes(case: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit that takes away a restriction is left by --yes, with the option that takes it; exit 5."""
    path, old, new, name = WEAKER[case]
    before = (shop / ".aiwg" / name).read_bytes()
    change(shop / path, old, new)
    report = reconciled(capsys, shop, path)
    assert report["exit"] == 5
    assert (shop / ".aiwg" / name).read_bytes() == before
    assert not any(each["written"] for each in report["edits"])
    hints = [each["hint"] for each in report["edits"]]
    assert any("--allow-weaker-permissions" in hint or "--prefer-edits" in hint for hint in hints)
    reconciled(capsys, shop, path, weaker=True, prefer_edits=True)
    assert (shop / ".aiwg" / name).read_bytes() != before


def test_entries_of_the_users_own_stay_theirs(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only entries that the manifest says aiwg wrote go back: those beside them are the user's."""
    before = tree(shop / ".aiwg", skip=())
    change(shop / ".claude" / "settings.json", '"Bash(ls)"', '"Bash(ls)", "Bash(make)"')
    change(shop / ".mcp.json", '"mcpServers": {', '"mcpServers": {"own": {"command": "x"}, ')
    assert reconciled(capsys, shop)["edits"] == []
    assert tree(shop / ".aiwg", skip=()) == before


def test_what_may_be_the_users_own_is_no_edit_by_itself(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a list held entries of the user's, an entry that takes the place of aiwg's waits for a word."""
    change(shop / ".claude" / "settings.json", '"Bash(git push *)"', '"Bash(ls *)", "Bash(git pull *)"')
    report = reconciled(capsys, shop)
    assert report["exit"] == 5
    assert not report["edits"][0]["written"]


def test_a_removed_server_is_left_out_there(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that was taken out of one tool's file is left out of this tool once the file is named."""
    file = shop / ".codex" / "config.toml"
    file.write_text(edit(file.read_text(), "toml", [], [("mcp_servers", "tracker")]).text)
    report = reconciled(capsys, shop)
    assert (report["exit"], [each["removed"] for each in report["edits"]]) == (5, [True])
    reconciled(capsys, shop, ".codex/config.toml")
    assert source(shop, "mcp.yaml")["servers"]["tracker"]["platforms"] == ["!codex"]
    assert "# tickets of the team" in (shop / ".aiwg" / "mcp.yaml").read_text()
    approve(shop)
    Deployer(shop).deploy(source=None, accept_freer=True)
    assert "tracker" not in (shop / ".codex" / "config.toml").read_text()
    assert "tracker" in (shop / ".mcp.json").read_text()
    assert reconciled(capsys, shop)["edits"] == []


def test_a_server_whose_source_changed_too_keeps_both_changes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Changes of other keys of one server are put together; of one key both ways out are named."""
    change(shop / ".mcp.json", '"@example/tracker"', '"@example/tracker@2"')
    change(shop / ".aiwg" / "mcp.yaml", "command: npx", "command: bunx")
    approve(shop)
    assert reconciled(capsys, shop)["exit"] == 0
    server = source(shop, "mcp.yaml")["servers"]["tracker"]
    assert (server["command"], server["args"]) == ("bunx", ["-y", "@example/tracker@2"])
    change(shop / ".codex" / "config.toml", "@example/tracker", "@example/other")
    change(shop / ".aiwg" / "mcp.yaml", "@example/tracker@2", "@example/third")
    approve(shop)
    report = reconciled(capsys, shop)
    found = next(each for each in report["edits"] if each["path"] == ".codex/config.toml")
    assert "both changed" in found["reason"]
    assert "aiwg deploy --force" in found["hint"]


def test_on_a_terminal_what_runs_is_approved_as_trust_does(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who takes an edited server is asked to approve it, and the next deploy brings it to other tools."""
    change(shop / ".mcp.json", '"npx"', '"bunx"')
    answer_questions(monkeypatch, "y", "y")
    assert reconcile.run_reconcile(reconcile.ReconcileOptions(shop)) == 0
    assert "Approved 1 of 1" in capsys.readouterr().out
    Deployer(shop).deploy(source=None, accept_freer=True)
    assert "bunx" in (shop / ".codex" / "config.toml").read_text()


PLANTED = {
    ".mcp.json": ('"${TRACKER_TOKEN}"', '"{}", "OTHER": "key={}"'),
    ".codex/config.toml": ("@example/tracker", "--api-key={}"),
    ".cursor/hooks.json": ("echo welcome", "curl -H 'Authorization: Bearer {}' https://x.example.com"),
    ".claude/settings.json": ('"./format.sh"', '"TOKEN={} ./format.sh"'),
    ".cursorignore": ("*.pem", "{}"),
}


def test_no_planted_secret_reaches_the_source(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever place and format a secret was typed into, no source file holds it afterwards."""
    for path, (old, new) in PLANTED.items():
        change(shop / path, old, new.format(*[SECRET] * 2))
    reconciled(capsys, shop, weaker=True, prefer_edits=True)
    assert [path for path, data in tree(shop / ".aiwg", skip=()).items() if SECRET.encode() in data] == []
    assert all(SECRET in (shop / path).read_text() for path in PLANTED)


def test_a_permission_goes_back_from_a_file_of_rules(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edited line of a rules file goes back, also where other tools have the permission in another form."""
    put(project / "aiwg.yaml", f"sources: [project]\naccept_freer: [{', '.join(PLATFORMS)}]\n")
    put(project / ".aiwg" / "permissions.yaml", 'allow: ["bash(npm run *)", "bash(git log *)"]\n')
    approve(project)
    Deployer(project).deploy(*PLATFORMS, source=None, accept_freer=True)
    rules = next((project / ".codex" / "rules").glob("*.rules"))
    change(rules, '["git", "log"]', '["git", "show"]')
    report = reconciled(capsys, project)
    assert (report["exit"], report["edits"][0]["whole"]) == (0, True)
    assert source(project, "permissions.yaml") == {"allow": ["bash(npm run *)", "bash(git show *)"]}
