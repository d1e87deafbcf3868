"""deploy, status, context, budget, doctor and report say the same of one project."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aiwg.adapter.discover import discover
from aiwg.commands.budget import run_budget
from aiwg.commands.context import run_context
from aiwg.commands.deploy import OutputOptions, run_deploy
from aiwg.commands.doctor import DoctorOptions, run_doctor
from aiwg.commands.report.build import report_of
from aiwg.commands.report.snapshot import take_snapshot
from aiwg.commands.status import run_status
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import carry_out
from aiwg.deployment.stages import Planned
from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS, Deployer, put
from tests.loading.projects import Messy, projects

REGISTRY = discover()
RULE = "---\ndescription: Plain words.\n---\nSay plainly what it is, and say it once in every text.\n"
SKILL = "---\nname: forms\ndescription: Fills forms when asked.\n---\nFill them.\n"
SERVER = "servers:\n  wiki:\n    command: npx\n    args: [wiki-server]\n"
SOME = ("claude", "codex", "copilot", "cursor", "gemini-cli", "hermes", "kimi-code", "openclaw", "opencode")
"""Platforms of every way to hide, cut, include and double."""


def long_file(size: int) -> Messy:
    """Return a project with nothing but a long AGENTS.md."""
    return Messy(f"long-{size}", "a long AGENTS.md", {"AGENTS.md": f"Mine.\n{{fill:{size}}}\n"})


def messy_projects() -> list[Messy]:
    """Return all messy projects, and long instructions around and beyond every limit."""
    limits = {
        limit
        for id in PLATFORM_IDS
        if (cell := REGISTRY.get(id).cells.get("instructions"))
        for name, limit in (cell.get("limits") or {}).items()
        if name.startswith(("file_", "total_")) and limit < 100_000
    }
    sizes = sorted({int(limit * part) for limit in limits for part in (0.95, 1.1)} | {600_000})
    return [*(each for each in projects().values() if not each.start), *map(long_file, sizes)]


EVERY = max(1, 3 // TIMES)
MESSY = messy_projects()[::EVERY]
"""A third of them in `make test`, all in `make thorough`."""


@pytest.fixture
def messy(request: pytest.FixtureRequest, project: Path, home: Path) -> tuple[Path, Planned]:
    """Return a messy project into which a source was deployed, of which one part is not approved, and the deploy."""
    each: Messy = request.param
    each.write(project, home)
    put(project / ".aiwg/rules/plain.md", RULE)
    put(project / ".aiwg/skills/forms/SKILL.md", SKILL)
    put(project / ".aiwg/mcp.yaml", SERVER)
    put(project / "aiwg.yaml", f"sources: [project]\nplatforms: [{', '.join(SOME)}]\n")
    planned = Deployer(project).plan(*SOME, source=None)
    carry_out(planned)
    return project, planned


def spoil(project: Path) -> None:
    """Edit one output and delete another."""
    files = sorted((project / ".agents/skills/forms").glob("*.md"))
    with files[0].open("a", encoding="utf-8") as file:
        file.write("More.\n")
    (project / ".claude/rules/plain.md").unlink(missing_ok=True)


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return what a command printed as JSON."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def facts(report: dict[str, Any], kind: str) -> set[tuple[str, ...]]:
    """Return the tools and files of the findings of one category."""
    return {
        (tool, file)
        for each in report["findings"]
        if each["category"] == kind
        for tool in each["tools"]
        for file in each["files"]
    }


@pytest.mark.parametrize("messy", MESSY, ids=[each.name for each in MESSY], indirect=True)
def test_all_commands_agree(messy: tuple[Path, Planned], capsys: pytest.CaptureFixture[str]) -> None:
    """Tokens, limits, cuts, second copies, hidden files, edits and approvals are the same wherever they are told."""
    project, planned = messy
    warned = {each.message for each in planned.problems if each.code == "over-limit"}
    spoil(project)
    report = report_of(take_snapshot(project, "project"))
    capsys.readouterr()
    run_budget(SOME, None, project, as_json=True)
    costs = {each["platform"]: each for each in said(capsys)["platforms"]}
    run_doctor(project, "project", (), DoctorOptions(as_json=True))
    findings = said(capsys)["findings"]
    run_status(project, "project", True, False)
    status = said(capsys)
    run_deploy(Deploy(Targets(project, "project")), OutputOptions(as_json=True, dry_run=True))
    plan = said(capsys)
    for tool in report["tools"]:
        run_context(tool["id"], (), None, project, project, True, False)
        check_tool(tool, said(capsys), costs[tool["id"]], findings)
    check_limits(report, findings, warned, {action.path: action.platforms for action in planned.plan.actions})
    assert sorted(each["id"] for each in report["held"]) == status["withheld"] == plan["withheld"]
    edited = {each["path"] for each in status["drift"]}
    assert states(report, "edited", "missing") == edited
    assert states(report, "conflict") == {each["path"] for each in status["conflicts"]}
    assert states(report, "stale", "planned", "unrecorded") == {each["path"] for each in status["pending"]}


def check_tool(
    tool: dict[str, Any], context: dict[str, Any], cost: dict[str, Any], findings: list[dict[str, Any]]
) -> None:
    """Compare what the report says of a tool with its context, its budget and doctor."""
    assert tool["tokens"]["always"] == context["always"] == cost["always"]
    assert tool["tokens"]["on_demand"] == context["on_demand"] == cost["on_demand"]
    loaded = [each for each in context["items"] if each["state"] == "loaded"]
    assert sum(each["tokens"] for each in loaded) == context["always"]["tokens"] == cost["always_tokens"]
    assert sum(each["later_tokens"] for each in loaded) == context["on_demand"]["tokens"]
    assert sorted((each["path"], each["tokens"], each["cut"]) for each in tool["loads"]) == sorted(
        (each["path"], each["tokens"], each["cut"]) for each in loaded
    )
    assert sum(each["chars"] for each in tool["loads"]) == context["always"]["chars"]
    assert {(each["path"], each["by"]) for each in tool["not_loaded"]} == {
        (each["path"], each["by"]) for each in context["items"] if each["state"] != "loaded"
    }
    limits = [{key: each[key] for key in ("file", "what", "used", "limit", "cuts")} for each in tool["limits"]]
    assert limits == [
        {key: each[key] for key in ("file", "what", "used", "limit", "cuts")} for each in context["limits"]
    ]
    doubles = [each for each in findings if each["code"] == "doubled" and tool["id"] in each["platforms"]]
    assert {each["file"] for each in doubles} <= {each["paths"][-1] for each in context["twice"]}


def check_limits(
    report: dict[str, Any], findings: list[dict[str, Any]], warned: set[str], written: Mapping[str, Collection[str]]
) -> None:
    """Compare what is too long, and what becomes of the rest: report, doctor and deploy have one answer."""
    cut = [each for each in report["findings"] if each["code"] == "over-limit"]
    of_doctor = [each for each in findings if each["code"] == "over-limit"]
    assert {(each["tools"][0], each["files"][0], each["level"]) for each in cut if is_instructions(report, each)} == {
        (each["platforms"][0], each["file"], each["level"]) for each in of_doctor
    }
    for each in of_doctor:
        assert any(each["message"] in other["text"] for other in cut), each["message"]
    for each in of_doctor:
        if each["platforms"][0] not in written.get(each["file"], ()):
            continue
        fate = each["message"].partition("; ")[2]
        assert any(each["file"] in message and fate in message for message in warned), (each["message"], warned)
    fates = {message.partition("; ")[2].removesuffix(" (aiwg's text is at its start)") for message in warned}
    assert fates <= {each["message"].partition("; ")[2] for each in of_doctor}


def is_instructions(report: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Say whether a finding is about instructions of the project: in its scope doctor measures these alone."""
    [tool] = [each for each in report["tools"] if each["id"] == finding["tools"][0]]
    kinds = {limit["kind"] for limit in tool["limits"] if limit["file"] in finding["files"]}
    return kinds == {"instructions"} and not finding["files"][0].startswith(("~", "/"))


def states(report: dict[str, Any], *words: str) -> set[str]:
    """Return the paths of the files in these states."""
    return set(_paths(report, words))


def _paths(report: dict[str, Any], words: tuple[str, ...]) -> Iterator[str]:
    for folder in report["files"]:
        for file in folder["files"]:
            if file["state"] in words:
                yield f"{folder['folder']}/{file['name']}" if folder["folder"] else file["name"]
