"""Two small platforms, a small bundled source, and a way to run the command line in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run

ALPHA = """\
name: Alpha Code
vendor: Alpha
docs: https://alpha.example
aliases: [alfa]
evidence: {version: 1.2, checked: 2026-11-01, grade: client, sources: [https://alpha.example/docs]}
dirs: {home: {env: ALPHA_HOME, default: ~/.alpha}}
detect: {paths: [.alpha], commands: [alpha-code]}
surfaces: [cli, editor]
gates: {trust: {say: trust this folder in Alpha}}
notes: [Only the cli was run.]
instructions: [{path: AGENTS.md, nested: down}, "{home}/AGENTS.md"]
agents:
  reads: [".alpha/agents/{id}.md", "{home}/agents/{id}.md"]
  fields: [name: id, description, tools: {as: csv}]
  limits: {body_chars: 30000}
skills: [".agents/skills/{id}/", {path: ".alpha/skills/{id}/", in: [editor]}]
hooks:
  reads: [{path: .alpha/settings.json#hooks, gate: trust}]
  fields: [type: {const: command}, command]
  shape: grouped
  events: {tool_after: AfterTool, stop: Stop}
  match: regex
mcp_servers: [".mcp.json#mcpServers.{id}"]
permissions:
  reads: [.alpha/settings.json#permissions]
  shape: lists
  effects: {allow: allow, ask: ask, deny: deny}
  pattern: "{tool}({arg})"
  tools: {bash: Bash, read: Read}
none: [rules, commands]
"""
BETA = """\
name: Beta
vendor: Beta
docs: https://beta.example
evidence: {checked: 2026-10-01, grade: docs}
detect: {paths: [.beta]}
instructions:
  reads: [{first: [BETA.md, .beta/BETA.md]}]
  write: [{path: .beta/BETA.md, imports: AGENTS.md}]
rules: [".beta/rules/{id:path}.md"]
agents:
  reads: [".beta/agents/{id}.md"]
  compat: [".alpha/agents/{id}.md"]
  fields: [name: id, description]
skills: [".agents/skills/{id}/"]
none: [hooks, mcp_servers, permissions]
"""


@dataclass(frozen=True)
class Said:
    """What one run of the command line said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return standard output as JSON; there must be nothing else on it."""
        return json.loads(self.out)


Runner = Callable[..., Said]


def put(file: Path, text: str) -> None:
    """Write a text file and the folders that it needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def world(tmp_path: Path, home: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace what ships with aiwg by two platforms and a small source, and work in the project's folder."""
    platforms, source = tmp_path / "platforms", tmp_path / "bundled"
    put(platforms / "alpha" / "platform.yaml", ALPHA)
    put(platforms / "beta" / "platform.yaml", BETA)
    put(source / "instructions.md", "## How to work\n\nCarefully.\n")
    put(source / "rules" / "tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up.\n")
    put(source / "agents" / "reviewer.md", "---\nname: reviewer\ndescription: Reviews.\ncolor: red\n---\nReview it.\n")
    put(source / "skills" / "notes" / "SKILL.md", "---\nname: notes\ndescription: Takes notes.\n---\nWrite notes.\n")
    put(source / "skills" / "reviewer" / "SKILL.md", "---\nname: reviewer\ndescription: How.\n---\nLook.\n")
    monkeypatch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(platforms))
    monkeypatch.setattr("aiwg.fs.resources.source_folder", lambda: str(source))
    monkeypatch.delenv("ALPHA_HOME", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(project)
    return tmp_path


@pytest.fixture
def aiwg(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a function that runs the command line and returns what it said."""

    def run_it(*words: str, expect: int | None = 0) -> Said:
        capsys.readouterr()
        code = run(words)
        captured = capsys.readouterr()
        if expect is not None:
            assert code == expect, captured.out + captured.err
        return Said(code, captured.out, captured.err)

    return run_it


@pytest.fixture
def deployed(aiwg: Runner, project: Path) -> Path:
    """Return a project that both platforms are deployed to."""
    aiwg("deploy", "-p", "alpha,beta")
    return project
