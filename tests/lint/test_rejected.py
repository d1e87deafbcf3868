"""What clients reject is refused or told, and what is deployed all the same has a form that each client takes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.core.errors import UserError
from tests.conftest import Deployer, tree

from .conftest import Lint, put
from .rejected import ROWS, Row

CLIENTS = ("claude", "codex", "copilot", "gemini-cli", "qwen-code", "opencode", "openclaw", "pi")
SLUG = re.compile(r"^(?!.*--)[a-z0-9][a-z0-9-]{0,63}$")
GEMINI_TOOLS = {"read_file", "read_many_files", "write_file", "replace", "run_shell_command", "grep_search", "glob",
                "list_directory", "web_fetch", "google_web_search", "write_todos", "activate_skill", "ask_user", "*",
                "search_file_content"}  # fmt: skip


def front_of(data: bytes) -> dict[str, Any]:
    """Return the frontmatter of a file whose very first bytes open it, read by another YAML reader than ours."""
    assert data.startswith(b"---\n"), data[:20]
    end = data.index(b"\n---\n", 3)
    value = yaml.safe_load(data[4 : end + 1].decode("utf-8"))
    assert isinstance(value, dict)
    return value


def check_skill(path: str, data: bytes) -> None:
    """Check what every client measured takes: a slug that is the folder's name, and a short text as description."""
    front = front_of(data)
    assert front["name"] == Path(path).parent.name
    assert SLUG.match(front["name"])
    assert isinstance(front["description"], str)
    assert 1 <= len(front["description"]) <= 1024


def check_described(path: str, data: bytes) -> None:
    """Check an agent for clients that ask only for a name and a description."""
    front = front_of(data)
    assert isinstance(front.get("description"), str)
    assert front["description"].strip()
    assert SLUG.match(str(front.get("name", Path(path).name.partition(".")[0])))


def check_codex(path: str, data: bytes) -> None:
    """Check an agent for Codex: known keys alone, and none of the three texts empty."""
    value = tomllib.loads(data.decode("utf-8"))
    known = {"name", "description", "developer_instructions", "model", "model_reasoning_effort", "sandbox_mode"}
    assert set(value) <= known
    for key in ("name", "description", "developer_instructions"):
        assert value[key].strip()


def check_gemini(path: str, data: bytes) -> None:
    """Check an agent for Gemini CLI: known keys alone, a slug, tools as a list of its own names."""
    front = front_of(data)
    check_described(path, data)
    assert set(front) <= {"name", "description", "model", "tools", "mcp_servers", "max_turns", "temperature", "kind"}
    assert isinstance(front.get("tools", []), list)
    assert set(front.get("tools", [])) <= GEMINI_TOOLS


def check_opencode(path: str, data: bytes) -> None:
    """Check an agent for OpenCode, where one bad file stops the client: no tools, a hex colour, a known mode."""
    front = front_of(data)
    assert isinstance(front["description"], str)
    assert isinstance(front.get("tools", {}), dict)
    assert re.match(r"^#[0-9a-fA-F]{6}$", str(front.get("color", "#000000")))
    assert front.get("mode", "all") in ("primary", "subagent", "all")


def check_command(path: str, data: bytes) -> None:
    """Check a command: Markdown with a text as description, or TOML with a prompt."""
    if path.endswith(".toml"):
        value = tomllib.loads(data.decode("utf-8"))
        assert value["prompt"].strip()
        assert isinstance(value.get("description", ""), str)
    elif data.startswith(b"---"):
        assert isinstance(front_of(data).get("description", ""), str)


CHECKS: tuple[tuple[re.Pattern[str], Callable[[str, bytes], None]], ...] = (
    (re.compile(r"(^|/)skills/.*/SKILL\.md$"), check_skill),
    (re.compile(r"^\.codex/agents/.*\.toml$"), check_codex),
    (re.compile(r"^\.gemini/agents/.*\.md$"), check_gemini),
    (re.compile(r"^\.opencode/agents/.*\.md$"), check_opencode),
    (re.compile(r"^\.(claude|github|qwen)/agents/.*\.md$"), check_described),
    (re.compile(r"(^|/)(commands|prompts)/.*\.(md|toml)$"), check_command),
)
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name.replace(" ", "-"))


@pytest.fixture
def rejected(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a source, empty."""
    put(project / "aiwg.yaml", "sources: []\n")
    monkeypatch.chdir(project)
    return tmp_path / "rejected"


@each_row
def test_it_is_told(row: Row, rejected: Path, lint: Lint) -> None:
    """Lint names what clients reject in a source, and ends with 3 exactly where a deploy refuses it."""
    for path, data in row.files.items():
        put(rejected / path, data)
    said = lint("--source", str(rejected), "--json", *[word for id in CLIENTS for word in ("-p", id)])
    assert row.codes <= {code for code, _, _ in said.found}
    assert row.codes or {each["level"] for each in said.json["findings"]} <= {"info", "warning"}
    assert (said.code == 3) == row.refused


@each_row
def test_it_is_refused_or_deployed_in_a_form_that_clients_take(row: Row, rejected: Path, deployer: Deployer) -> None:
    """What is not refused is written so that every client measured takes it; what is refused writes nothing."""
    for path, data in row.files.items():
        put(rejected / path, data)
    before = tree(deployer.project)
    if row.refused:
        with pytest.raises(UserError) as caught:
            deployer.deploy(*CLIENTS, source=rejected, strict=True)
        assert caught.value.exit == 3
        assert tree(deployer.project) == before
        return
    deployer.deploy(*CLIENTS, source=rejected)
    checked = 0
    for path, data in tree(deployer.project).items():
        for pattern, check in CHECKS:
            if pattern.search(path):
                check(path, data)
                checked += 1
        if path.endswith(".json"):
            json.loads(data)
    assert checked >= 2 or row.name == "skill flat"
