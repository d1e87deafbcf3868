"""Secrets of many issuers in every kind of place: none comes into the source, and nothing prints one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from aiwg.commands.import_ import ImportOptions, run_import
from tests.conftest import put, tree

PLATFORMS = ("claude", "codex", "copilot", "cursor", "gemini-cli", "opencode")

ISSUED = {
    "github": "ghp_" + "NqVwYS81VP7Hb1DX8pPd5khxE3pyIgKpaUnA",
    "github-fine": "github_pat_"
    + "rl63XykWZeiNNCiia3anXn_9k3ksu9mI4ROnl89Sm995ytbxAk7jqevt0MLaMRTvetw0tE"
    + "SulEETldq8b8",
    "gitlab": "glpat-" + "Vw2zbJYAxyL1aCcTlN99",
    "npm": "npm_" + "mhWp708DwGw5HqXDgLVXZx3scB8fnvGNx6jv",
    "stripe": "sk_"
    + "live_"
    + "r7SIftRutlZfOjUStEkUdfMI7zcpVMw0qDPAjd6OcZFv1niUK8iO5YAgkBxjd2AsjD7N2k"
    + "HD9FSUuErsEz5jhy0I9lO7F3vlfFr",
    "google": "AIza" + "GYJ3GxeYYXwSLQcWtxJTQr1FqXSTs98vPlL",
    "slack": "xoxp-" + "2314509871-7723098154-9081726354-0f8a8e9bb8bdb5eba456bf92d5d98065",
    "openai": "sk-"
    + "proj-"
    + "LCNPloWRlOTcEokd5ihu9lEmJcADwyQNeLnpT5xawz8r2A3hS1Jx9cJNtgsIGv8Ls9w0iA"
    + "A0KPT3BlbkFJIxDjkMyKE9m9iMfw05QayguK6NIjuO45KyBBoFsETyy926kMMqVtFqAbu8"
    + "tF7sjEbhQN9CpscY",
    "anthropic": "sk-ant-"
    + "api03-"
    + "i0zaEIJrp7EYcpFr2jUssFMEHP3M4V5hbWitsITvNsUHbDwxRV0LicaqJDR6g4RImaBXZB"
    + "MKST9OPE261yEzR2Um5sD1WAA",
    "aws": "AKIA" + "ETA3S6TJK67VJ3DE",
    "sendgrid": "SG." + "Uor0fYeQ8bvUBezSFdh1ho.NP08hT5isT6CjlNlAZkeNncJgQyVerdKKhVz4NiaBfu",
    "huggingface": "hf_" + "RMFFwPxdiSsjKORGsJJNoqeJpqWsHiZpxD",
    "digitalocean": "dop_v1_" + "c540a2123e7cefa30c14d732f64cb79abcc4b9db165c23115661ffb0df9daee3",
    "jwt": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk",
}
"""Made up, each in the form that its issuer documents."""

NAMED = {
    "password": "Tr1cky-horse-77",
    "phrase": "seven blue umbrellas",
    "hex": "6452bcf48385971f1bba10ef43a9e751",
    "basic": "c2hvcDp2ZXJ5LXNlY3JldC1wYXNz",
    "query": "q-7Yt5Re3Wq1Zx9Cv",
    "flag": "fl4g-s3cret-word",
    "shell": "sh3ll-P4ss-word",
    "line": "multi-l1ne-P4ss",
    "anchor": "anch0r3d-P4ss",
}
"""Without a form of their own: the key, the flag, the header or the address says that they are secret."""


def _files() -> dict[str, str]:
    all_of = {**ISSUED, **NAMED}
    servers = {
        "env": {"command": "run", "env": {"SHOP_TOKEN": all_of["github"], "DB_PASSWORD": all_of["password"]}},
        "args": {"command": "run", "args": ["--api-key", all_of["flag"], f"--token={all_of['gitlab']}", all_of["npm"]]},
        "address": {"url": f"https://nina:{all_of['password']}@shop.example/mcp?token={all_of['query']}&page=2"},
        "headers": {
            "url": "https://shop.example/mcp",
            "headers": {"Authorization": f"Basic {all_of['basic']}", "X-Api-Key": all_of["hex"], "X-Trace": "on"},
        },
    }
    hooks = [
        f"PGPASSWORD={all_of['shell']} psql -c 'select 1'",
        f"export STRIPE_SECRET_KEY={all_of['stripe']}; ./pay.sh",
        f"curl -H 'Authorization: Bearer {all_of['jwt']}' https://shop.example",
        f"curl -u nina:{all_of['password']} https://shop.example",
        f"psql postgres://nina:{all_of['password']}@db.example/shop",
    ]
    wrapped = [{"hooks": [{"type": "command", "command": each} for each in hooks]}]
    return {
        ".mcp.json": json.dumps({"mcpServers": servers}),
        ".vscode/mcp.json": "// ours\n"
        + json.dumps({"servers": {"j": {"command": "j", "env": {"K": all_of["google"]}}}}),
        ".claude/settings.json": json.dumps({"hooks": {"Stop": wrapped}}),
        ".gemini/settings.json": json.dumps({"mcpServers": {"g": {"command": "g", "args": ["-p", all_of["slack"]]}}}),
        ".codex/config.toml": (
            '[mcp_servers.t]\ncommand = "t"\nargs = [\n  "--password",\n'
            f"  '{all_of['phrase']}',\n]\n[mcp_servers.t.env]\n"
            f"LONG_TOKEN = \"\"\"\n{all_of['line']}\"\"\"\nRAW_SECRET = '''{all_of['openai']}'''\n"
            f'[mcp_servers.u]\nurl = "https://u.example"\nhttp_headers = {{ "X-Api-Key" = "{all_of["hex"]}" }}\n'
        ),
        "opencode.json": json.dumps(
            {"mcp": {"o": {"type": "remote", "url": "https://o.example", "headers": {"X-Auth-Token": all_of["flag"]}}}}
        ),
        ".claude/agents/seller.md": (
            "---\nname: seller\ndescription: Sells\nmcpServers:\n  one: {command: one, env: &both {API_TOKEN: "
            f"{all_of['anchor']}}}}}\n  two: {{command: two, env: *both}}\n---\nUse {all_of['anthropic']} to sell.\n"
        ),
        ".claude/commands/sell.md": f"Sell with !`curl -H 'X-Key: {all_of['sendgrid']}' https://shop.example`.\n",
        ".claude/skills/sell/SKILL.md": f"---\nname: sell\ndescription: Sells\n---\nToken {all_of['huggingface']}\n",
        ".claude/skills/sell/scripts/sell.sh": f"export AWS_ACCESS_KEY_ID={all_of['aws']}\n",
        ".claude/skills/sell/data/keys.yaml": f"key: {all_of['digitalocean']}\n",
        ".cursor/rules/sell.mdc": f"---\nalwaysApply: true\n---\nKey: {all_of['github-fine']}\n",
        "CLAUDE.md": "# Shop\n\n-----BEGIN RSA PRIVATE KEY-----\n"
        + "MIIEowIBAAKCAQEA7Zx0" * 12
        + "\n-----END RSA PRIVATE KEY-----\n",
    }


PEM = "MIIEowIBAAKCAQEA7Zx0"


def _planted() -> Iterator[str]:
    yield from (*ISSUED.values(), *NAMED.values(), PEM)


def test_thirty_are_planted_in_six_formats() -> None:
    """The test plants at least 30 secrets in JSON, JSONC, TOML, YAML, Markdown and shell."""
    text = "\n".join(_files().values())
    assert all(secret in text for secret in _planted())
    assert sum(text.count(secret) for secret in _planted()) >= 30


@pytest.mark.parametrize(
    "options", [{"dry_run": True, "show_diff": True}, {"verbose": True, "show_diff": True}, {"as_json": True}]
)
def test_no_planted_secret_is_written_or_said(
    options: dict[str, Any], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is printed and whatever is written, no planted secret is in it."""
    for path, text in _files().items():
        put(project / path, text)
    before = tree(project, skip=(".git", ".aiwg"))
    assert run_import(ImportOptions(project, platforms=PLATFORMS, **options)) == 0
    said = capsys.readouterr()
    written = {path: data.decode() for path, data in tree(project, skip=(".git",)).items() if path.startswith(".aiwg/")}
    assert bool(written) is not options.get("dry_run", False)
    leaks = {
        (path, secret)
        for secret in _planted()
        for path, text in {**written, "output": said.out, "errors": said.err}.items()
        if secret in text
    }
    for each in sorted(leaks):
        print("LEAK", each)
    assert leaks == set()
    assert tree(project, skip=(".git", ".aiwg")) == before
    assert "shop.example" in said.out + "".join(written.values())


EVERY: dict[str, str] = ISSUED | NAMED


@pytest.mark.parametrize("name", EVERY)
def test_no_original_is_kept_of_settings_with_a_secret(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A settings file with a secret in a part that becomes no artifact is not taken over: nothing copies its bytes."""
    secret = EVERY[name]
    deny = {"permissions": {"deny": ["Read(secrets/**)"]}}
    put(project / ".claude/settings.json", "// mine\n" + json.dumps({**deny, "env": {"SHOP_TOKEN": secret}}))
    put(project / ".gemini/settings.json", json.dumps({"mcpServers": {}, "telemetry": {"headers": {"token": secret}}}))
    put(project / ".claude/rules/plain.md", "Be plain.\n")
    options = ["--project", str(project), "-p", "claude,gemini-cli", "--take-over", "--json"]
    run(["import", *options])
    capsys.readouterr()
    kept = repr(tree(project / ".aiwg"))
    assert "Be plain." in kept
    assert secret not in kept
