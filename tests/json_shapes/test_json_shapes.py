"""The shape of every `--json`, so that programs that read it do not break unseen. `make stories` writes them anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from aiwg.cli.app import run
from aiwg.commands.report.git_state import GitState
from aiwg.commands.schema.documents import documents
from tests.answers import answer_questions
from tests.conftest import EVERYTHING, put
from tests.fetching.remote import Remote
from tests.step.documents import WITHOUT_SCHEMA, wrong_in

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
    "cache-prune": "cache prune",
    "check": "check",
    "context": "context claude",
    "convert": "convert --from factory --to claude --dry-run",
    "deploy": "deploy --dry-run",
    "deploy-conflict": "deploy -p factory --dry-run",
    "deploy-diff": "deploy -p factory --dry-run --diff",
    "diff": "diff",
    "docs": "docs",
    "docs-page": "docs roll-out",
    "docs-words": "docs merge conflict",
    "doctor": "doctor",
    "error": "deploy -p nothing",
    "explain": "explain AGENTS.md",
    "find": "find go",
    "import": "import -p factory,claude --dry-run",
    "import-take-over": "import --take-over -p factory,claude --dry-run",
    "lint": "lint --source elsewhere",
    "list": "list",
    "mentions": "mentions --source elsewhere",
    "outdated": "outdated",
    "package": "package --source elsewhere --check",
    "platforms": "platforms",
    "platforms-one": "platforms claude",
    "reconcile": "reconcile --dry-run",
    "remove": "remove --dry-run --diff",
    "report": "report",
    "remove-source": "remove-source ai-context --dry-run",
    "show-body": "show agent/reviewer --body",
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
    "version": "version",
    "adr-check": "adr check",
    "adr-export": "adr export",
    "adr-list": "adr list",
    "adr-new": "adr new Something",
    "adr-search": "adr search queue",
    "adr-show": "adr show 1",
    "doc-list": "doc list",
    "doc-check": "doc check",
    "adr-accept": "adr accept 2",
    "adr-adopt": "adr adopt 2 --dry-run",
    "adr-amend": "adr amend 2 --by 3",
    "adr-expand": "adr expand 2 --dry-run",
    "adr-index": "adr index",
    "adr-level": "adr level 2",
    "adr-link": "adr link 2 3",
    "adr-reject": "adr reject 3",
    "adr-renumber": "adr renumber 3 --to 9 --dry-run",
    "adr-sign": "adr sign 2 --as Lead",
    "adr-site": "adr site",
    "adr-status": "adr status 2 Draft",
    "adr-supersede": "adr supersede 2 --by 3",
    "adr-tag": "adr tag 2 shop",
    "doc-new": "doc new risk-card Disk",
    "new": "new rule shaped",
    "init": "init",
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
        for number in (2, 3):
            put(project / f"docs/adr/000{number}-more.md", RECORD.replace("accepted", "proposed"))
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


COMMITTED = GitState("0123abcd", datetime(2026, 1, 2, tzinfo=UTC), False, "https://git.example.com/a", "main")


@pytest.mark.parametrize("name", COMMANDS)
def test_json_keeps_its_shape(
    name: str,
    scene: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    """What a command prints with --json is JSON of the shape that is written down, and right by its schema."""
    monkeypatch.setenv("HOME", str(scene / "home"))
    monkeypatch.chdir(scene / "project")
    monkeypatch.setattr("aiwg.commands.report.sources.git_state", lambda folder, names: COMMITTED)  # wherever tests lie
    monkeypatch.setattr("aiwg.commands.adr.person.require_person", lambda doing: None)
    for module in ("change", "sign"):
        monkeypatch.setattr(f"aiwg.commands.adr.{module}.require_person", lambda doing: None)
    run([*COMMANDS[name].split(), "--json"])
    printed = capsys.readouterr().out
    depth = 3 if name == "platforms-one" else DEEP  # below that stands the data of an adapter
    document = json.loads(printed)
    assert wrong_in(document) == []
    shape = json.dumps(shape_of(document, depth), indent=1) + "\n"
    file = HERE / f"{name}.json"
    if request.config.getoption("--write-golden"):
        file.write_text(shape, encoding="utf-8")
    assert shape == file.read_text(encoding="utf-8"), "Right so? Then: make stories"


def test_a_document_that_its_schema_does_not_describe_is_found() -> None:
    """No document is on the list of those without a schema and has one, and the judge sees a wrong type and field."""
    assert WITHOUT_SCHEMA.isdisjoint(documents())
    right = {"schema": "aiwg.undo/1", "changed": True, "done": "Undone", "actions": [], "backups": []}
    assert wrong_in(right) == []
    assert wrong_in({**right, "backups": [1]}) != []
    assert wrong_in({**right, "more": 1}) != []
    with pytest.raises(KeyError):
        wrong_in({"schema": "aiwg.nothing/1"})


WITHOUT_JSON = {
    "adr graph": "prints a graph for Mermaid or Graphviz",
    "completion": "prints a program for the shell",
    "help": "prints help texts",
    "mcp serve": "speaks a protocol on standard output",
}
"""Commands that report nothing for programs, and why."""


def test_every_command_has_json_and_its_shape_here() -> None:
    """Every command has --json or a reason not to, and none with it is forgotten here."""
    from aiwg.cli.group import application

    context = application.make_context("aiwg", [], resilient_parsing=True)
    found: set[str] = set()
    missing: set[str] = set()
    for verb in application.list_commands(context):
        command = application.get_command(context, verb)
        inner = command.list_commands(context) if isinstance(command, click.Group) else []
        for name in inner or [verb]:
            one = command.get_command(context, name) if isinstance(command, click.Group) else command
            assert one is not None
            has_json = any("--json" in getattr(parameter, "opts", ()) for parameter in one.params)
            (found if has_json else missing).add(f"{verb} {name}" if inner else verb)
    covered = {" ".join(line.split()[: 2 if line.startswith(("adr", "doc ")) else 1]) for line in COMMANDS.values()}
    assert found <= covered
    assert missing <= set(WITHOUT_JSON)


def test_nobody_is_asked_by_a_command_for_programs(
    scene: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json a command asks nothing at a terminal either, and prints one document."""
    monkeypatch.setenv("HOME", str(scene / "home"))
    monkeypatch.chdir(scene / "project")
    asked = answer_questions(monkeypatch)
    for line in (
        "trust",
        "init",
        "deploy",
        "import",
        "reconcile",
        "update",
        "add ./elsewhere",
        "remove-source ai-context",
    ):
        run([*line.split(), "--json"])
        printed = capsys.readouterr().out
        assert printed.startswith("{"), line
        assert "schema" in json.loads(printed)
    assert asked == []
