"""The shape of every `--json`, so that programs that read it do not break unseen. `make stories` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from aiwg.cli.app import run
from tests.conftest import EVERYTHING, put
from tests.fetching.remote import Remote

from .shape import shape_of

HERE = Path(__file__).parent
RECORD = """\
---
status: accepted
date: 2026-01-02
---
# Use one queue

## Context and Problem Statement

Two queues are one too many.

## Considered Options

* One queue
* Two queues

## Decision Outcome

Chosen option: "One queue", because it is simpler.
"""
HOOKS = "hooks:\n  - {id: format, event: edit_after, command: make format}\n"
SKILL = "---\nname: go\ndescription: Go.\n---\nGo on.\n"
COMMANDS = {
    "add": "add ./elsewhere --dry-run",
    "audit": "audit elsewhere",
    "budget": "budget",
    "cache": "cache",
    "context": "context claude",
    "convert": "convert --from factory --to claude --dry-run",
    "deploy": "deploy --dry-run",
    "deploy-conflict": "deploy -p factory --dry-run",
    "diff": "diff",
    "doctor": "doctor",
    "error": "deploy -p nothing",
    "explain": "explain AGENTS.md",
    "import": "import -p factory,claude --dry-run",
    "import-take-over": "import --take-over -p factory,claude --dry-run",
    "lint": "lint --source elsewhere",
    "list": "list",
    "mentions": "mentions --source elsewhere",
    "outdated": "outdated",
    "platforms": "platforms",
    "platforms-one": "platforms claude",
    "reconcile": "reconcile --dry-run",
    "remove": "remove --dry-run",
    "remove-source": "remove-source ai-context --dry-run",
    "schema": "schema",
    "schema-write": "schema --write",
    "show": "show agent/reviewer",
    "status": "status",
    "sync": "sync",
    "sync-check": "sync --check",
    "trust": "trust --source elsewhere",
    "undo": "undo --dry-run",
    "update": "update --dry-run",
    "vendor": "vendor --dry-run",
    "adr-check": "adr check",
    "adr-export": "adr export",
    "adr-list": "adr list",
    "adr-new": "adr new Something",
    "adr-search": "adr search queue",
    "adr-show": "adr show 1",
    "doc-list": "doc list",
    "doc-check": "doc check",
}
"""What stands behind each shape: a command line, to which `--json` is added."""
DEEP = 12


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with every kind, deployed to three platforms, with drift, a conflict to come and a record."""
    folder = tmp_path_factory.mktemp("scene")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder / "home"))
        (folder / "home").mkdir()
        project = folder / "project"
        (project / "docs" / "adr").mkdir(parents=True)
        put(project / "docs" / "adr" / "0001-use-one-queue.md", RECORD)
        put(project / "docs" / "risks" / "0001-disk.md", "# Risk: Disk is full\n\n- **Id**: {R-XX}\n")
        put(project / "aiwg.yaml", "accept_freer: [claude, codex, cursor, factory]\n")
        patch.chdir(project)
        put(project / ".aiwg" / "skills" / "go" / "SKILL.md", SKILL)
        remote = Remote(folder / "ai-context").make()
        remote.commit({"rules/plain.md": "Be kind.\n", "skills/go/SKILL.md": SKILL}, "v1.0.0")
        assert run(["add", remote.url, "--yes"]) == 0
        more = {"hooks.yaml": HOOKS, "skills/go/SKILL.md": f"{SKILL}And on.\n"}
        remote.commit({"rules/plain.md": "Be\u202e kind.\n", **more}, "v1.1.0")
        assert run(["deploy", "-p", "claude,codex,cursor", "--source", str(EVERYTHING), "-q"]) == 0
        put(project / "elsewhere" / "mcp.yaml", "servers:\n  wiki: {command: wiki}\n")
        put(project / "elsewhere" / "rules" / "hidden.md", "Be kind.\u202e\n\nSee @.aiwg/rules/nothing.md\n")
        put(project / ".factory" / "droids" / "reviewer.md", "mine\n")
        edited = next(project.glob(".claude/agents/reviewer.md"))
        put(edited, edited.read_text() + "Mine.\n")
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_json_keeps_its_shape(
    name: str,
    scene: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    """What a command prints with --json is JSON of the shape that is written down."""
    monkeypatch.setenv("HOME", str(scene / "home"))
    monkeypatch.chdir(scene / "project")
    run([*COMMANDS[name].split(), "--json"])
    printed = capsys.readouterr().out
    depth = 3 if name == "platforms-one" else DEEP  # below that stands the data of an adapter
    shape = json.dumps(shape_of(json.loads(printed), depth), indent=1) + "\n"
    file = HERE / f"{name}.json"
    if request.config.getoption("--write-golden"):
        file.write_text(shape, encoding="utf-8")
    assert shape == file.read_text(encoding="utf-8"), "Right so? Then: make stories"


def test_every_command_with_json_has_its_shape_here() -> None:
    """No command that has --json is forgotten."""
    from aiwg.cli.app import application

    context = application.make_context("aiwg", [], resilient_parsing=True)
    found = set()
    for verb in application.list_commands(context):
        command = application.get_command(context, verb)
        inner = command.list_commands(context) if isinstance(command, click.Group) else []
        for name in inner or [verb]:
            one = command.get_command(context, name) if isinstance(command, click.Group) else command
            if one and any("--json" in getattr(parameter, "opts", ()) for parameter in one.params):
                found.add(f"{verb} {name}" if inner else verb)
    covered = {" ".join(line.split()[: 2 if line.startswith(("adr", "doc ")) else 1]) for line in COMMANDS.values()}
    assert found <= covered
