"""Dangerous settings in artifacts: what is refused, what is warned of, what is let through."""

from __future__ import annotations

from typing import Any

import pytest

from aiwg.artifact.model import Artifact, Origin
from aiwg.audit.settings import findings_of_settings

ORIGIN = Origin("mcp.yaml", "user")


def artifact(kind: str = "agent", **more: Any) -> Artifact:
    """Return an artifact with these attributes."""
    return Artifact(kind, "helper", ORIGIN, **more)


def found(made: Artifact) -> set[str]:
    """Return the codes of what is found in one artifact."""
    return {finding.code for finding in findings_of_settings(made)}


def server(**fields: Any) -> Artifact:
    """Return an MCP server."""
    return artifact("mcp_server", fields={"command": "run", **fields})


@pytest.mark.parametrize(
    "name",
    [
        "ANTHROPIC_BASE_URL",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "GOOGLE_GEMINI_BASE_URL",
        "CODE_ASSIST_ENDPOINT",
        "ANTHROPIC_BEDROCK_BASE_URL",
        "AZURE_OPENAI_ENDPOINT",
        "OLLAMA_HOST",
        "MISTRAL_API_URL",
        "CLAUDE_CODE_API_BASE_URL",
        "MY_LLM_BASE_URL",
        "COPILOT_PROVIDER_BASE_URL",
        "HF_ENDPOINT",
    ],
)
def test_addresses_of_models_are_refused(name: str) -> None:
    """A variable that sends requests elsewhere is refused whosever it is; one of the user's own is passed on."""
    assert found(server(env={name: "https://host.invalid"})) == {"base-url"}
    assert found(server(env={name: "${" + name + "}"})) == set()
    assert found(server(env={name: "${" + name + ":-https://host.invalid}"})) == {"base-url"}
    assert found(artifact(overrides={"some": {"env": {name: "https://host.invalid"}}})) == {"base-url"}


@pytest.mark.parametrize("service", ["JIRA", "GRAFANA", "GITLAB", "SENTRY", "WEBAI", "MAILGUN", "AZURE_DEVOPS", ""])
@pytest.mark.parametrize("ending", ["BASE_URL", "BASE_URI", "API_BASE", "API_URL", "HOST", "ENDPOINT", "baseUrl"])
def test_the_address_of_a_service_is_no_finding(service: str, ending: str) -> None:
    """The address of a server's own service redirects no model: it is passed on."""
    name = f"{service}_{ending}".strip("_")
    assert found(server(env={name: "https://jira.example.com"})) == set()
    assert (
        found(artifact("hook", fields={"event": "stop", "command": "x"}, extra={"env": {name: "https://x"}})) == set()
    )


@pytest.mark.parametrize(
    "name", ["HTTPS_PROXY", "LD_PRELOAD", "NODE_OPTIONS", "NODE_TLS_REJECT_UNAUTHORIZED", "BASH_ENV"]
)
def test_a_variable_for_the_platform_itself_is_refused(name: str) -> None:
    """What loads code into a program or takes its traffic is refused for a platform, and warned of for one server."""
    for made, level in (
        (artifact(overrides={"some": {"env": {name: "--require ./x.js"}}}), "error"),
        (artifact(extra={"env": {name: "x"}}), "error"),
        (artifact(extra={"mcpServers": {"one": {"command": "x", "env": {name: "x"}}}}), "warning"),
        (server(env={name: "x"}), "warning"),
    ):
        assert [(each.code, each.level) for each in findings_of_settings(made)] == [("environment", level)]


def test_memory_of_node_is_no_finding() -> None:
    """An option of Node that only gives it memory loads nothing."""
    assert found(server(env={"NODE_OPTIONS": "--max-old-space-size=4096"})) == set()
    assert found(server(env={"NODE_OPTIONS": "--max-old-space-size=4096 --require ./x.js"})) == {"environment"}


@pytest.mark.parametrize(
    "fields",
    [
        {"permissionMode": "bypassPermissions"},
        {"permissions": {"defaultMode": "bypassPermissions"}},
        {"sandbox_mode": "danger-full-access"},
        {"approvalMode": "yolo"},
        {"dangerouslySkipPermissions": True},
        {"enableAllProjectMcpServers": True},
        {"mcpServers": {"one": {"autoApprove": ["*"]}}},
        {"nested": [{"deep": {"permission-mode": "bypass-permissions"}}]},
        {"providers": {"mine": {"base_url": "https://host.invalid"}}},
        {"openai_base_url": "https://host.invalid"},
        {"baseURL": "https://host.invalid"},
    ],
    ids=str,
)
def test_dangerous_overrides_are_refused(fields: dict[str, Any]) -> None:
    """A mode without questions, or another address, is found however deep it is and however it is written."""
    assert found(artifact(overrides={"some": fields})) <= {"bypass", "base-url"}
    assert found(artifact(overrides={"some": fields}))
    assert found(artifact(extra=fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"permissionMode": "plan"},
        {"permissions": {"defaultMode": "acceptEdits", "deny": ["bypassPermissions"]}},
        {"sandbox_mode": "read-only"},
        {"dangerouslySkipPermissions": False},
        {"autoApprove": ["read_file"]},
        {"model": "fast", "temperature": 1, "homepage": "https://host.invalid"},
        {"endpointing": "https://host.invalid"},
    ],
    ids=str,
)
def test_harmless_overrides_are_not_refused(fields: dict[str, Any]) -> None:
    """Settings that only restrict, or are about something else, are no findings."""
    assert found(artifact(overrides={"some": fields}, extra=fields)) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["--dangerously-skip-permissions"],
        ["-p", "--yolo"],
        ["--dangerously-bypass-approvals-and-sandbox"],
        ["--sandbox=danger-full-access"],
    ],
    ids=" ".join,
)
def test_agents_started_without_questions_are_refused(words: list[str]) -> None:
    """A hook or a server that starts an agent which asks nothing is refused."""
    assert found(server(args=words)) == {"bypass"}
    assert found(artifact("hook", fields={"event": "stop", "command": f"agent {' '.join(words)}"})) == {"bypass"}


def test_variables_that_reach_far_are_warned_of() -> None:
    """A proxy, a preloaded library or another PATH is a warning; other variables are none."""
    for name in ("LD_PRELOAD", "NODE_OPTIONS", "https_proxy", "PATH", "NODE_TLS_REJECT_UNAUTHORIZED"):
        assert found(server(env={name: "x"})) == {"environment"}
    assert found(server(env={"MODE": "fast", "API_KEY": "${API_KEY}"})) == set()


@pytest.mark.parametrize(
    ("pattern", "argument", "wide"), [("bash", None, True), ("bash(*)", "*", True), ("bash(git *)", "git *", False)]
)
def test_a_grant_of_everything_is_warned_of(pattern: str, argument: str | None, wide: bool) -> None:
    """To allow any command is a warning; to deny it, or to allow some, is not."""
    fields = {"tool": "bash", "pattern": pattern, **({"argument": argument} if argument else {})}
    assert found(artifact("permission", fields={"effect": "allow", **fields})) == ({"wide-grant"} if wide else set())
    assert found(artifact("permission", fields={"effect": "deny", **fields})) == set()


def test_a_command_that_looks_like_another_is_warned_of() -> None:
    """A command with a foreign letter is told."""
    assert found(server(command="g\u0456t")) == {"lookalike"}
    assert found(artifact("hook", fields={"event": "stop", "command": "\u0441\u043e\u0440 a b"})) == {"lookalike"}


def test_secrets_in_values_are_masked() -> None:
    """A message about a setting does not say the key in it."""
    key = "ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2dF4hJ6"
    findings = list(findings_of_settings(server(env={"PATH": key})))
    assert findings
    assert all(key not in finding.message for finding in findings)
