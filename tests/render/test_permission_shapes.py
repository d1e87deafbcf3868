"""Each shape in which platforms keep permissions; what is expected was written by hand from their documentation."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.conftest import Deployer
from tests.render.conftest import Deploy, load, losses

TOOL_MAP = (
    "tools: {bash: bash, read: read, edit: edit, write: edit, web_fetch: webfetch, mcp: '{server}_{tool}'}\n"
    "permissions:\n  reads: [.probe/config.json#permission]\n  shape: tool-map\n"
    "  pattern: {web_fetch: '{tool}', other: '{path}'}\n"
)
RULES = """\
allow: ["bash(git *)", "bash(npm test)"]
ask: ["bash(git push *)", web_fetch]
deny: ["bash(rm -rf *)", "read(.env)", bash, "mcp(git/push)"]
"""


def test_a_map_per_tool_where_the_last_match_wins(deploy_to: Deploy, project: Path) -> None:
    """Patterns per tool, the stricter ones last; a tool that takes no pattern has its action alone.

    https://opencode.ai/docs/permissions: {"permission": {"bash": {"git *": "allow", "git push *": "deny"}, "webfetch":
    "ask"}}; the last rule that matches wins.
    """
    deploy_to(TOOL_MAP, {"permissions.yaml": RULES})
    permission = load(project / ".probe/config.json")["permission"]
    assert list(permission["bash"].items()) == [
        ("git *", "allow"), ("npm test", "allow"), ("git push *", "ask"), ("*", "deny"), ("rm -rf *", "deny"),
    ]  # fmt: skip
    assert {key: value for key, value in permission.items() if key != "bash"} == {
        "read": {".env": "deny"},
        "webfetch": "ask",
        "git_push": "deny",
    }


def test_what_is_added_later_does_not_win(deploy_to: Deploy, project: Path) -> None:
    """A permission added by a later deploy stands before the stricter ones too, and the user's own stay first."""
    (project / ".probe").mkdir()
    (project / ".probe/config.json").write_text('{"permission": {"bash": {"mine *": "allow"}}}')
    deploy_to(TOOL_MAP, {"permissions.yaml": 'deny: ["bash(rm *)"]\n'})
    deployment = deploy_to(TOOL_MAP, {"permissions.yaml": 'allow: ["bash(rm tmp)"]\ndeny: ["bash(rm *)"]\n'})
    assert list(load(project / ".probe/config.json")["permission"]["bash"]) == ["mine *", "rm tmp", "rm *"]
    assert deploy_to(TOOL_MAP, {}).plan.changes == []
    assert deployment.plan.conflicts == []


def test_the_stricter_of_two_for_one_key_wins(deploy_to: Deploy, project: Path) -> None:
    """Two neutral tools with one native name cannot both have their way: what is stricter is written."""
    deploy_to(TOOL_MAP, {"permissions.yaml": 'allow: ["edit(src/**)"]\ndeny: ["write(src/**)"]\n'})
    assert load(project / ".probe/config.json")["permission"] == {"edit": {"src/**": "deny"}}


def test_a_list_of_rules_where_the_first_match_wins(deploy_to: Deploy, project: Path) -> None:
    """Rule objects from fields, the stricter ones first.

    https://ampcode.com/manual (permissions): [{"tool": "Bash", "matches": {"cmd": "git *"}, "action": "allow"}]; the
    first entry that matches counts.
    """
    deployment = deploy_to(
        "tools: {bash: Bash, read: Read}\npermissions:\n  reads: ['.probe/settings.json#\"amp.permissions\"']\n"
        "  shape: rules\n  effects: {allow: allow, ask: ask, deny: reject}\n"
        "  fields: [tool, matches.cmd: {from: argument, when: {for: bash}}, action: effect]\n",
        {"permissions.yaml": 'allow: ["bash(git *)"]\nask: [bash]\ndeny: ["bash(rm *)", "read(.env)"]\n'},
    )
    assert load(project / ".probe/settings.json")["amp.permissions"] == [
        {"tool": "Bash", "matches": {"cmd": "rm *"}, "action": "reject"},
        {"tool": "Bash", "action": "ask"},
        {"tool": "Bash", "matches": {"cmd": "git *"}, "action": "allow"},
    ]
    assert losses(deployment) == {("permission/deny read(.env)", "effect", True)}


def test_rules_with_a_regular_expression(deploy_to: Deploy, project: Path) -> None:
    """A glob becomes a regular expression, and the effect an object of its own.

    Auggie 0.36.0: {"tool-name": "launch-process", "shell-input-regex": "...", "permission": {"type": "deny"}}.
    """
    deploy_to(
        "tools: {bash: launch-process}\npermissions:\n  reads: [.probe/settings.json#toolPermissions]\n  shape: rules\n"
        "  effects: {allow: allow, ask: ask-user, deny: deny}\n"
        "  fields: [tool-name: tool, shell-input-regex: regex, permission.type: effect]\n",
        {"permissions.yaml": 'deny: ["bash(rm -rf *)"]\n'},
    )
    assert load(project / ".probe/settings.json")["toolPermissions"] == [
        {"tool-name": "launch-process", "shell-input-regex": "^rm -rf(?: .*)?$", "permission": {"type": "deny"}}
    ]


def test_lists_per_tool(deploy_to: Deploy, project: Path) -> None:
    """Lists of patterns inside each tool, beside a word for the whole tool.

    https://zed.dev/docs/ai/tool-permissions: {"tools": {"terminal": {"default": "confirm", "always_deny": [{"pattern":
    "rm"}]}}}.
    """
    deploy_to(
        "tools: {bash: terminal, web_fetch: fetch}\npermissions:\n  reads: [.probe/settings.json#tools]\n"
        "  shape: tool-lists\n  effects: {allow: always_allow, ask: always_confirm, deny: always_deny}\n"
        "  bare: {key: default, allow: allow, ask: confirm, deny: deny}\n  fields: [pattern: regex]\n",
        {"permissions.yaml": 'allow: ["web_fetch(domain:a-b.example)"]\nask: [bash]\ndeny: ["bash(rm *)"]\n'},
    )
    assert load(project / ".probe/settings.json")["tools"] == {
        "terminal": {"default": "confirm", "always_deny": [{"pattern": "^rm(?: .*)?$"}]},
        "fetch": {"always_allow": [{"pattern": r"^https?://a-b\.example(?:[:/]|$)"}]},
    }


def test_lists_of_commands(deploy_to: Deploy, project: Path) -> None:
    """Commands alone, by their start; a glob elsewhere or another tool cannot be said, and an exact one grows.

    https://docs.factory.ai/cli/configuration/settings: commandAllowlist, commandDenylist (asks), commandBlocklist.
    """
    deployment = deploy_to(
        "tools: {bash: Execute, read: Read}\npermissions:\n  reads: ['.probe/settings.json#']\n  shape: commands\n"
        "  effects: {allow: commandAllowlist, deny: commandBlocklist}\n  pattern: '{prefix}'\n",
        {
            "permissions.yaml": 'allow: ["bash(ls)"]\nask: ["bash(a *)"]\n'
            'deny: ["bash(rm *)", "bash(* x)", "read(.env)"]\n'
        },
    )
    assert load(project / ".probe/settings.json") == {"commandAllowlist": ["ls"], "commandBlocklist": ["rm"]}
    assert losses(deployment) == {
        ("permission/allow bash(ls)", "exactness", True),
        ("permission/ask bash(a *)", "effect", True),
        ("permission/deny bash(* x)", "effect", True),
        ("permission/deny read(.env)", "effect", True),
    }


def test_effects_one_level_deeper_and_without_a_key(deploy_to: Deploy, project: Path) -> None:
    """A dot in an effect leads one level deeper, and null means that the place itself is the list."""
    deploy_to(
        "tools: {bash: sh}\npermissions:\n  reads: ['.probe/c.toml#']\n  effects: {deny: approvals.deny}\n"
        "  pattern: '{arg}'\n",
        {"permissions.yaml": 'deny: ["bash(rm *)"]\n'},
    )
    assert tomllib.loads((project / ".probe/c.toml").read_text()) == {"approvals": {"deny": ["rm *"]}}
    deploy_to(
        "tools: {bash: sh}\npermissions:\n  reads: ['.second/c.json#list']\n"
        "  effects: {deny: null}\n  pattern: '{arg}'\n",
        {},
        id="second",
    )
    assert load(project / ".second/c.json") == {"list": ["rm *"]}


@pytest.mark.parametrize(("cell", "path", "wanted"), [
    ("ignore: [.probeignore]\n", ".probeignore", "dist/\n*.pem\n"),
    ("permissions: {reads: ['.probe/s.json#'], tools: {read: Read}}\n", ".probe/s.json",
     {"deny": ["Read(**/dist/**)", "Read(**/*.pem)"]}),
])  # fmt: skip
def test_ignore_as_a_file_or_as_permissions(
    deploy_to: Deploy, project: Path, cell: str, path: str, wanted: object
) -> None:
    """An ignore list is a block of an ignore file, else denied reading."""
    deploy_to(cell, {"ignore": "dist/\n*.pem\n"})
    if isinstance(wanted, str):
        assert wanted in (project / path).read_text()
    else:
        assert load(project / path) == wanted


def test_ignore_that_nothing_carries_is_said(deploy_to: Deploy) -> None:
    """Where neither is known, the list does not arrive, and the report says so."""
    (arrival,) = deploy_to("none: [ignore, permissions]\n", {"ignore": "dist/\n"}).deliveries
    assert (arrival.level, bool(arrival.notes)) == ("unsupported", True)


@pytest.mark.parametrize(
    ("adapter", "written", "lost"),
    [
        ("env_default: '${VAR:-DEFAULT}'", "${A:-x}", set()),
        ("env: '{env:VAR}'", "{env:A}", {("mcp_server/s", "default", False)}),
        ("env: '${env:VAR}', env_default: '${env:VAR:-DEFAULT}'", "${env:A:-x}", set()),
        ("env: null", "${A:-x}", {("mcp_server/s", "env", False)}),
    ],
)
def test_defaults_of_variables(
    deploy_to: Deploy, project: Path, adapter: str, written: str, lost: set[tuple[str, str, bool]]
) -> None:
    """A variable's default is kept where the platform has a way to write it; elsewhere its loss is said."""
    deployment = deploy_to(
        f"mcp_servers: {{reads: ['.probe/mcp.json#mcpServers.{{id}}'], {adapter}}}\n",
        {"mcp.yaml": 'servers: {s: {command: x, env: {K: "${A:-x}"}}}\n'},
    )
    assert load(project / ".probe/mcp.json")["mcpServers"]["s"]["env"] == {"K": written}
    assert losses(deployment) == lost


def test_a_variable_that_is_not_set_is_said(deploy_to: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an unset variable would lose the server in silence, the deploy warns; a default or a value helps."""
    monkeypatch.setenv("SET", "1")
    monkeypatch.delenv("UNSET", raising=False)
    source = {"mcp.yaml": 'servers: {s: {command: x, env: {A: "${SET}", B: "${UNSET}", C: "${UNSET2:-d}"}}}\n'}
    cell = "mcp_servers: {reads: ['.probe/mcp.json#mcpServers.{id}'], env_default: '${VAR:-DEFAULT}'%s}\n"
    said = [
        each for each in deploy_to(cell % ", unset: loses-server", source).problems if each.code == "unset-variable"
    ]
    assert [problem.message for problem in said] == ["UNSET is not set: probe then ignores the server s"]
    quiet = deploy_to(cell % "", source)
    assert [problem for problem in quiet.problems if problem.code == "unset-variable"] == []


def test_the_users_permissions_stay(deployer: Deployer) -> None:
    """Permissions beside a user's own lists leave those as they are."""
    settings = deployer.project / ".claude/settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"permissions": {"deny": ["Read(mine)"]}}))
    deployer.deploy("claude")
    assert load(settings)["permissions"]["deny"][0] == "Read(mine)"
