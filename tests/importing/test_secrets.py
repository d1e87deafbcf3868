"""No literal secret of a native file comes into the source, whatever file it stands in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import put, tree
from tests.importing.helping import imported, notes_of

SECRETS = (
    "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4b",
    "sk-ant-api03-" + "Zk3" * 30,
    "AKIA" + "Q3EGUYTHWLMPZ7BD",
    "xoxb-" + "2048271904-5729104827163-Kq8sVn2LxTzR4wYb",
    "glpat-" + "x7Kp2mQv9RtL4sWn8ZyB",
)
"""Made up, each in the form that its issuer documents."""

PLAIN = ("hunter2-of-the-shop", "Tr0ub4dor&3", "correct horse battery", "s3cr3t-in-plain-words", "pa55-word-of-nina")
"""Passwords without a form: what holds them says that they are some."""


def _json(number: int, key: str) -> str:
    env = {"SHOP_TOKEN": SECRETS[number], "DB_PASSWORD": PLAIN[number], "MODE": "fast"}
    server = {"command": "shop", "args": ["--api-key", SECRETS[number - 1], "--port", "8080"], "env": env}
    remote = {"url": "https://shop.example.org/mcp", "headers": {"Authorization": f"Bearer {SECRETS[number]}"}}
    return json.dumps({key: {"shop": server, "far": remote}})


FILES = {
    ".mcp.json": _json(0, "mcpServers"),
    ".cursor/mcp.json": _json(1, "mcpServers"),
    ".vscode/mcp.json": "// servers\n" + _json(2, "servers"),
    ".codex/config.toml": (
        f'[mcp_servers.shop]\ncommand = "shop"\n[mcp_servers.shop.env]\nSHOP_SECRET = "{PLAIN[3]}"\n'
        f'[mcp_servers.far]\nurl = "https://shop.example.org/mcp"\nhttp_headers = {{ X-Api-Key = "{SECRETS[3]}" }}\n'
    ),
    "opencode.json": json.dumps(
        {
            "mcp": {
                "shop": {
                    "type": "local",
                    "command": ["shop", f"--token={PLAIN[4]}"],
                    "environment": {"KEY": SECRETS[4]},
                }
            }
        }
    ),
    ".claude/settings.json": json.dumps(
        {
            "hooks": {"Stop": [{"hooks": [{"type": "command", "command": f"curl -H 'X: {SECRETS[0]}' shop"}]}]},
            "permissions": {"allow": [f"Bash(curl -u shop:{SECRETS[1]} *)"]},
        }
    ),
    "CLAUDE.md": f"# Shop\n\nThe key of the shop is {SECRETS[2]}, use it.\n",
    ".claude/agents/seller.md": (
        f"---\nname: seller\ndescription: Sells\nmcpServers: {{shop: {{command: shop, env: {{TOKEN: {PLAIN[2]}}}}}}}\n"
        f"weight: {SECRETS[3]}\n---\nSay {SECRETS[4]}.\n"
    ),
    ".claude/commands/sell.md": f"Sell with `curl -H 'Authorization: Bearer {SECRETS[0]}'`.\n",
    ".claude/skills/sell/SKILL.md": f"---\nname: sell\ndescription: Sells\n---\nUse {SECRETS[1]}.\n",
    ".claude/skills/sell/scripts/sell.sh": f"export TOKEN={SECRETS[2]}\n",
    ".gemini/settings.json": _json(3, "mcpServers"),
    ".cursor/rules/sell.mdc": f"---\nalwaysApply: true\n---\nToken: {SECRETS[3]}\n",
}
PLATFORMS = ("claude", "codex", "copilot", "cursor", "gemini-cli", "opencode")


def test_no_secret_comes_into_the_source(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of 30 secrets in JSON, JSONC, TOML, YAML, Markdown and shell none is in the source, the record or the report."""
    for path, text in FILES.items():
        put(project / path, text)
    planted = sum(text.count(secret) for text in FILES.values() for secret in (*SECRETS, *PLAIN))
    assert planted >= 30
    report = imported(capsys, project, *PLATFORMS)
    source = {path: data for path, data in tree(project, skip=(".git",)).items() if path.startswith(".aiwg/")}
    assert len(source) > 8
    said = json.dumps(report).encode()
    for secret in (*SECRETS, *PLAIN):
        assert [path for path, data in source.items() if secret.encode() in data] == []
        assert secret.encode() not in said
    changed = notes_of(report, "changed")
    for path in FILES:
        if path not in (".claude/settings.json", ".claude/skills/sell/scripts/sell.sh"):
            assert any(each.startswith(path) for each in changed), path


@pytest.mark.parametrize("value", ["${SHOP_TOKEN}", "$SHOP_TOKEN", "Bearer ${SHOP_TOKEN}", "true", "8080", ""])
def test_what_is_no_secret_stays(value: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A variable, a switch, a number and nothing stay what they are, whatever they are called."""
    put(project / ".mcp.json", json.dumps({"mcpServers": {"shop": {"command": "shop", "env": {"SHOP_TOKEN": value}}}}))
    report = imported(capsys, project, "claude")
    assert notes_of(report, "changed") == {}
