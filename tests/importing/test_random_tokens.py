"""Tokens that no exact rule describes are not copied either; ordinary values are."""

from __future__ import annotations

import json
import random
import string
from pathlib import Path

import pytest

from aiwg.commands.import_ import ImportOptions, run_import
from aiwg.importing.random_tokens import joined, known_tokens, random_tokens
from tests.conftest import put, tree

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"

TOKENS = [
    ("sk-ant-api03-", 40, LETTERS), ("sk-ant-api03-", 95, LETTERS), ("sk-proj-", 48, LETTERS), ("sk-", 24, LETTERS),
    ("sk-or-v1-", 64, HEX), ("ghp_", 36, LETTERS), ("xoxb-123456789012-", 24, LETTERS), ("hf_", 34, LETTERS),
    ("AKIA", 16, string.ascii_uppercase + string.digits), ("AIza", 35, LETTERS), ("glpat-", 20, LETTERS),
    ("npm_", 36, LETTERS), ("pk_live_", 24, LETTERS), ("eyJhbGciOiJIUzI1NiJ9.", 30, LETTERS), ("", 40, LETTERS),
    ("", 32, HEX), ("", 40, HEX), ("", 20, LETTERS),
]  # fmt: skip
"""How a token begins, how many characters follow, and which."""

HARMLESS = [
    "/usr/local/bin:/usr/bin",
    "production",
    "https://api.example.com/v1/projects/12345",
    "us-east-1",
    "claude-sonnet-4-20250514",
    "com.example.application.configuration.SettingsFile",
    "screenshot20240101T120000Z",
    "MyCompanyProject2024Name",
    "@modelcontextprotocol/server-filesystem@2025.11.18",
    "--max-old-space-size=4096",
    "ghcr.io/acme/server:v1.2.3",
    "acme/server@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sk-learn-classifier-for-text",
    "git+https://git.example.com/a/b@7379eeb01bf85014e29302f9f54521c5f6b63f71",
    "xxxxxxxxxxxxxxxxxxxxxxxx1",
    "your-api-key-goes-here",
    "sk-xxxxxxxxxxxxxxxxxxxxxxxx1",
    "src/components/**/*.{ts,tsx}",
    "2026-11-30T10:00:00+00:00",
    "aaaaaaaaaaaaaaaa1111",
    "ModelContextProtocolServerForTickets",
    "internationalization",
    "10.0.0.1:8080",
    "postgres-15-alpine-with-extensions",
]


def made(seed: int) -> dict[str, str]:
    """Return one token of each form by a name that says nothing."""
    chosen = random.Random(seed)
    return {
        f"V{number}": start + "".join(chosen.choice(alphabet) for _ in range(length))
        for number, (start, length, alphabet) in enumerate(TOKENS)
    }


@pytest.mark.parametrize("seed", range(20))
def test_every_token_is_found(seed: int) -> None:
    """A token of each form is found whole, or but for its first characters."""
    for token in made(seed).values():
        spans = joined(iter([*known_tokens(token), *random_tokens(token)]))
        assert spans, token
        assert sum(end - start for start, end in spans) >= len(token) - 20, token


@pytest.mark.parametrize("value", HARMLESS)
def test_an_ordinary_value_is_none(value: str) -> None:
    """Paths, packages, models, digests and placeholders are no secrets."""
    assert list(known_tokens(value)) == list(random_tokens(value)) == []


@pytest.mark.parametrize("place", ["env", "headers", "args", "url", "instructions", "skill", "hook"])
def test_none_is_in_the_source(place: str, project: Path) -> None:
    """Wherever a token stands in native files, it is not in the source."""
    tokens = made(7)
    if place in ("instructions", "skill"):  # in a text only what begins like a well-known token
        tokens = {name: token for name, token in tokens.items() if list(known_tokens(token))}
    lines = "".join(f"Set it to {token} first.\n" for token in tokens.values())
    server: dict[str, object] = {"command": "npx", "args": ["-y", "tickets"]}
    if place == "env":
        server["env"] = tokens
    elif place == "args":
        server["args"] = list(tokens.values())
    elif place in ("headers", "url"):
        server = {"type": "http", "url": "https://example.com/mcp"}
        if place == "headers":
            server["headers"] = tokens
        else:
            server["url"] += "?" + "&".join(f"{name}={token}" for name, token in tokens.items())  # type: ignore[operator]
    put(project / ".mcp.json", json.dumps({"mcpServers": {"tickets": server}}))
    put(project / "CLAUDE.md", "# Shop\n\n" + (lines if place == "instructions" else "Be kind.\n"))
    put(project / ".claude/skills/s/SKILL.md", "---\nname: s\ndescription: Helps.\n---\nHelp.\n")
    put(project / ".claude/skills/s/notes.md", lines if place == "skill" else "None.\n")
    commands = [f"curl -H 'X: {token}' localhost" for token in tokens.values()] if place == "hook" else ["true"]
    hooks = [{"hooks": [{"type": "command", "command": command}]} for command in commands]
    put(project / ".claude/settings.json", json.dumps({"hooks": {"Stop": hooks}}))
    assert run_import(ImportOptions(project, platforms=("claude",))) == 0
    written = b"".join(
        data for path, data in tree(project, skip=(".git",)).items() if path.startswith(".aiwg/")
    ).decode()
    assert "tickets" in written
    plain = written.lower().replace("-", "")  # an id is made of words in lower case
    assert [token for token in tokens.values() if token in written or token.lower().replace("-", "") in plain] == []
