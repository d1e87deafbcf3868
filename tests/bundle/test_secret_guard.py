"""secret-guard: what looks like a credential is not written, and is never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scripts import HOSTILE, hook, run

SCRIPT = "behaviors/secret-guard/scripts/find-secrets.py"
RANDOM = "a8Kd03mZq7Xw2LpR9tYv4NcB6hJf1GsE5uTi"

# Put together here, so that the text of this file holds none.
SECRETS = {
    "GitHub token": "ghp" + "_" + RANDOM,
    "AWS access key": "AKIA" + "Q4ZT7WVN2RCXLB9M",
    "private key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "Slack token": "xoxb" + "-1234567890-abcDEF123456",
    "Stripe key": "sk" + "_live_" + RANDOM[:24],
    "GitLab token": "glpat" + "-" + RANDOM[:20],
    "Google API key": "AIza" + RANDOM[:35],
    "model provider's key": "sk" + "-ant-" + RANDOM,
    "npm token": "npm" + "_" + RANDOM,
    "PyPI token": "pypi" + "-AgEIcHlwaS" + RANDOM + RANDOM,
    "password in an address": "postgres://app:" + RANDOM[:16] + "@db.internal/x",
    "value of a secret": "api_key: '" + RANDOM[:24] + "'",
}


@pytest.mark.parametrize("kind", SECRETS)
def test_each_kind_is_found_and_not_repeated(kind: str) -> None:
    """A credential of each kind blocks, with its kind and line; its value appears nowhere."""
    secret = SECRETS[kind]
    told = {"event": "tool_before", "tool": "write", "input": {"file_path": "x", "content": f"one\n\nx = {secret}\n"}}
    done = hook(SCRIPT, told)
    assert done.returncode == 2, done.stderr
    assert f"line 3: {kind}" in done.stderr
    assert secret[8:] not in done.stderr + done.stdout or kind == "private key"


@pytest.mark.parametrize(
    "text",
    [
        "password = input('Password: ')",
        'password = "correct horse"',
        'token = "${GITHUB_TOKEN}"',
        "api_key = os.environ['API_KEY_NUMBER_1']",
        'secret = "your-secret-goes-here-123"',
        'token: "xxxxxxxxxxxx1234"',
        "AKIA" + "IOSFODNN7EXAMPLE",
        'secret_file = "/run/secrets/db_password1"',
        'token_url = "https://login.example.org/oauth2/v1"',
        "postgres://user:$PASSWORD@localhost/db".replace("$PASSWORD", "${PASSWORD}"),
        "sha256:" + "0123456789abcdef" * 4,
        "",
    ],
)
def test_what_is_no_credential_passes(text: str) -> None:
    """Prompts, references, placeholders, documented examples, paths and hashes are no credentials."""
    assert hook(SCRIPT, {"tool": "write", "input": {"content": text}}).returncode == 0


def test_every_shape_of_input_is_looked_into() -> None:
    """The new text is found in a command, in lists of edits and in patches, whatever the platform calls it."""
    secret = SECRETS["GitHub token"]
    for told in (
        {"tool": "bash", "command": f"curl -H 'Authorization: {secret}' https://x"},
        {"tool": "edit", "input": {"edits": [{"oldText": "a", "newText": secret}]}},
        {"tool": "edit", "input": f"*** Begin Patch\n*** Update File: x\n+{secret}\n*** End Patch\n"},
        {"tool": "edit", "input": {"patch": {"deep": [[{"x": secret}]]}}},
    ):
        assert hook(SCRIPT, told).returncode == 2, told


def test_what_an_edit_removes_may_hold_a_secret() -> None:
    """Taking a credential out is not blocked."""
    secret = SECRETS["GitHub token"]
    for told in (
        {"tool": "edit", "input": {"old_string": secret, "new_string": "os.environ['TOKEN']"}},
        {"tool": "edit", "input": f"*** Begin Patch\n*** Update File: x\n-{secret}\n+x\n*** End Patch\n"},
    ):
        assert hook(SCRIPT, told).returncode == 0, told


def test_by_hand_over_files_and_a_diff(tmp_path: Path) -> None:
    """--text reads files or standard input; of a diff only what it adds; a missing file is an error of its own."""
    secret = SECRETS["GitHub token"]
    (tmp_path / "a.txt").write_text(f"ok\n{secret}\n", encoding="utf-8")
    assert "line 2" in run(SCRIPT, "--text", str(tmp_path / "a.txt")).stderr
    assert run(SCRIPT, "--text", stdin=f"diff --git a b\n@@ -1 +1 @@\n-{secret}\n+x\n").returncode == 0
    assert run(SCRIPT, "--text", stdin=f"diff --git a b\n@@ -1 +1 @@\n+{secret}\n").returncode == 2
    assert run(SCRIPT, "--text", str(tmp_path / "gone")).returncode == 1
    assert run(SCRIPT, "--what").returncode == 1


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_payload_blocks_nothing(payload: bytes) -> None:
    """What is no payload ends quickly, with 0 or 1."""
    assert run(SCRIPT, stdin=payload).returncode in (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_500_000,
        "password = '" * 100_000,
        "https://" * 150_000,
        "ghp_" * 200_000,
        "\n" * 1_500_000,
        "= '" * 400_000,
    ],
    ids=range(6),
)
def test_a_large_text_takes_no_more_time_than_a_hook_has(text: str) -> None:
    """Large texts that tempt a regular expression into backtracking end in time."""
    assert hook(SCRIPT, {"tool": "write", "input": {"content": text}}).returncode == 0
