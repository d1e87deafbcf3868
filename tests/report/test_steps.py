"""What a report says to do next, in every state that a project can be in: it is true, and each command can be run."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from aiwg.cli.app import run
from aiwg.cli.group import application
from aiwg.cli.verbs import COMMANDS
from aiwg.commands.report.findings import FOLLOWING, command_in
from tests.conftest import Deployer, put
from tests.report.test_report import AGENT, RULE, SERVER, outcome, paths, report_on

SOURCES = Path(__file__).parents[2] / "src/aiwg"
WAITING = "---\nname: forms\ndescription: Fills forms.\nallowed-tools: Bash\n---\nFill them in.\n"
DENIED = "permissions:\n  deny: [read(.env), web_search]\n"


def deployed(project: Path, home: Path) -> None:
    """Deploy sources of several kinds, one of which waits for approval."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude, codex, cursor]\n")
    put(project / ".aiwg/rules/style.md", RULE)
    put(project / ".aiwg/agents/reviewer.md", AGENT)
    put(project / ".aiwg/mcp.yaml", SERVER)
    Deployer(project).deploy(source=None)


def spoil(path: str, text: str) -> Callable[[Path, Path], None]:
    """Return what deploys, and then writes a file."""

    def change(project: Path, home: Path) -> None:
        deployed(project, home)
        put(project / path, text)

    return change


def nothing(project: Path, home: Path) -> None:
    """Leave a project empty."""


def not_deployed(project: Path, home: Path) -> None:
    """Write a source for two tools, one of which cannot enforce a permission."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude, zed]\n")
    put(project / ".aiwg/permissions.yaml", "deny: [read(.env), web_search]\n")


def without_adapter(project: Path, home: Path) -> None:
    """Take the adapter of a tool away that was deployed to."""
    deployed(project, home)
    manifest = project / ".aiwg/manifest.json"
    put(manifest, manifest.read_text(encoding="utf-8").replace("cursor", "gone-tool"))


def on_demand(project: Path, home: Path) -> None:
    """Put a skill on demand where no shell finds aiwg."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude]\non_demand: [skill/forms]\n")
    put(project / ".aiwg/skills/forms/SKILL.md", WAITING.replace("allowed-tools: Bash\n", ""))
    Deployer(project).deploy(source=None)


BROKEN_SETTINGS = {
    "an open bracket": "platforms: [claude\n",
    "an unknown key": "platform: [claude]\n",
    "a wrong type": "platforms: {a: 1}\n",
    "two keys": "platforms: [claude]\nplatforms: [cursor]\n",
    "no mapping": "- claude\n",
    "a newer aiwg": "requires: '>=99'\n",
}
STATES: dict[str, Callable[[Path, Path], None]] = {
    "empty": nothing,
    "not deployed": not_deployed,
    "up to date": deployed,
    "no adapter": without_adapter,
    "on demand": on_demand,
    "an edit": spoil(".claude/agents/reviewer.md", "Mine now.\n"),
    "a new source": spoil(".aiwg/rules/other.md", RULE.replace("Style", "Other")),
    "a broken artifact": spoil(".aiwg/rules/other.md", "---\nactivation: [x\n---\nOther words.\n"),
    "a doubtful artifact": spoil(".aiwg/rules/other.md", "---\nplatforms: [claud]\n---\nOther words.\n"),
    "a source that is nowhere": spoil("aiwg.yaml", "sources: [project, nowhere]\n"),
    "a broken manifest": spoil(".aiwg/manifest.json", "{"),
    "broken markers": spoil("AGENTS.md", "<!-- aiwg:begin -->\nhalf\n"),
    "broken settings of a tool": spoil(".claude/settings.json", "{"),
    "a long text": spoil("AGENTS.md", "Words. " * 10_000),
    **{f"aiwg.yaml with {name}": spoil("aiwg.yaml", text) for name, text in BROKEN_SETTINGS.items()},
}


def commands_of(report: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the arguments of each command in a report."""
    for each in (*report["next"], *report["findings"], *report["held"]):
        if each["command"] is not None:
            yield each["command"]["argv"]


def check_command(argv: list[str]) -> None:
    """Check that the command line has a command, with its options and its arguments."""
    command = application.get_command(click.Context(application), argv[1])
    assert argv[0] == "aiwg"
    assert command is not None, argv
    rest = argv[2:]
    if isinstance(command, click.Group):
        command, rest = command.get_command(click.Context(command), rest[0]), rest[1:]
        assert command is not None, argv
    command.make_context(argv[1], rest, resilient_parsing=False)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_steps_cover_every_error_and_warning(
    state: Callable[[Path, Path], None], project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each category with an error or a warning has its step, and each command is one that aiwg has."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    state(project, home)
    report = report_on(project)
    bad = {each["category"] for each in report["findings"] if each["level"] != "note"}
    steps = {report["findings"][each["finding"]]["category"] for each in report["next"] if each["finding"] is not None}
    assert bad <= steps or len(report["next"]) == 6
    assert report["next"] or (report["project"]["is_deployed"] and report["verdict"]["level"] == "ok")
    for each in report["next"]:
        assert each["title"]
        assert each["text"]
    for argv in commands_of(report):
        check_command(argv)


@pytest.mark.parametrize("text", BROKEN_SETTINGS.values(), ids=BROKEN_SETTINGS)
def test_broken_settings_report_what_is_deployed(text: str, project: Path, home: Path) -> None:
    """With an aiwg.yaml that cannot be read the report follows the record: its tools, files, artifacts and tokens."""
    deployed(project, home)
    before = report_on(project)
    put(project / "aiwg.yaml", text)
    (project / ".claude/agents/reviewer.md").unlink()
    report = report_on(project)
    assert report["errors"]
    assert report["deployed"] == before["deployed"]
    assert [each["id"] for each in report["tools"]] == [each["id"] for each in before["tools"]]
    assert report["tools"][1]["tokens"] == before["tools"][1]["tokens"]
    assert paths(report) == paths(before)
    assert outcome(report, "rule/style", "cursor")[0]["level"] == "recorded"
    [agents] = [each for each in report["files"] if each["folder"] == ".claude/agents"]
    assert agents["files"][0]["state"] == "missing"
    assert report["next"][0]["title"] == "Fix the setup"


def test_without_tools_the_sources_are_there(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no tool, the report has the artifacts that `aiwg list` has, and says how to choose tools."""
    put(project / ".aiwg/rules/style.md", RULE)
    put(project / ".aiwg/rules/broken.md", "---\nactivation: [x\n---\nOther words.\n")
    report = report_on(project)
    run(["list", "--project", str(project), "--json"])
    listed = {f"{each['kind']}/{each['id']}" for each in json.loads(capsys.readouterr().out)["artifacts"]}
    assert {each["id"] for each in report["artifacts"] if each["state"] == "ok"} == listed
    assert [each["id"] for each in report["artifacts"] if each["state"] == "refused"] == ["rule/broken"]
    assert sum(each["artifacts"] for each in report["sources"]) == len(listed) + 1
    assert report["next"][0]["command"]["argv"] == ["aiwg", "init"]
    assert "no tool to deploy to" in report["verdict"]["text"]
    assert run(["report", str(project)]) == 3


def test_commands_of_the_home_folder(project: Path, home: Path) -> None:
    """In the report of the home folder each command acts on the home folder."""
    put(home / ".config/aiwg/rules/mine.md", RULE)
    put(home / ".config/aiwg/rules/yours.md", RULE)
    put(home / ".config/aiwg/mcp.yaml", SERVER)
    put(home / ".config/aiwg/skills/forms/SKILL.md", WAITING)
    Deployer(project).deploy("claude", source=home / ".config/aiwg", scope="user")
    put(home / ".config/aiwg/mcp.yaml", SERVER.replace("npx", "uvx"))
    put(home / ".claude/rules/mine.md", "Mine now.\n")
    put(home / ".config/aiwg/rules/yours.md", RULE + "More words.\n")
    report = report_on(project, "user")
    found = list(commands_of(report))
    assert {"sync", "trust", "diff"} <= {argv[1] for argv in found}
    for argv in found:
        check_command(argv)
        of_both = argv[1] in ("context", "doctor", "lint", "sync")  # these look at the home folder anyway
        assert of_both or argv[-2:] == ["--scope", "user"], argv


def test_a_lost_restriction_is_named(project: Path) -> None:
    """Where a tool cannot enforce permissions, the report and doctor say which ones."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [zed]\nallow_weaker_permissions: [zed]\n")
    put(project / ".aiwg/rules/style.md", RULE)
    put(project / ".aiwg/permissions.yaml", "deny: [read(.env), web_search]\n")
    Deployer(project).deploy(source=None)
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [zed]\n")
    [text] = [each["text"] for each in report_on(project)["findings"] if each["code"] == "restriction-lost"]
    assert "deny read(.env)" in text
    assert "deny web_search" in text


def hints() -> Iterator[str]:
    """Yield each hint in the code that holds a command, with a word for what is filled in."""
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for given in node.keywords if isinstance(node, ast.Call) else ():
                if given.arg == "hint":
                    yield from (text for text in texts(given.value) if "aiwg " in text)


def texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "L1" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


HINTS = sorted(set(hints()))


def test_the_command_of_a_hint_can_be_run() -> None:
    """Whichever hint a finding has, the command that the report takes from it is one that aiwg takes, in whole."""
    assert len(HINTS) > 60
    taken = [command_in(hint) for hint in HINTS]
    assert sum(argv is not None for argv in taken) > 40
    wrong = []
    for hint, argv in zip(HINTS, taken, strict=True):
        if argv is None:
            continue
        try:
            check_command(argv)
        except (click.UsageError, AssertionError) as error:
            wrong.append((hint, argv, str(error)))
    assert not wrong


def test_hints_name_commands_that_there_are() -> None:
    """Each word that makes a command of a hint is a command."""
    assert set(FOLLOWING) <= COMMANDS.keys()
