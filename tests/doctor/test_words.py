"""What people and other programs see of doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.doctor.registry import CHECKS, FAMILIES, RULES
from aiwg.findings.model import LEVELS

from .conftest import Doctor, Place
from .defects import AGENT


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run doctor; return its exit code and what it printed."""
    capsys.readouterr()
    code = run(["doctor", *arguments])
    return code, capsys.readouterr().out


def test_a_line_for_each_platform(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What is well has one line per platform, without colour in a pipe, and the end says so."""
    code, text = said(capsys, "--project", str(place.project))
    assert code == 0
    assert "OpenCode      ok  " in text
    assert "No problems found." in text
    assert "\x1b" not in text


def test_problems_stand_below_their_platform(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What concerns one platform stands below its line, what several share after them, each with what to do."""
    place.path(AGENT).unlink()
    place.path(".agents/skills/pdf/SKILL.md").write_text("")
    code, text = said(capsys, "--project", str(place.project))
    lines = text.splitlines()
    assert code == 5
    assert lines[0].split()[:4] == ["Claude", "Code", "1", "problem"]
    assert AGENT in lines[1]
    assert "aiwg doctor --fix" in lines[2]
    assert lines.index("Several platforms") > next(n for n, line in enumerate(lines) if line.startswith("OpenCode"))
    assert lines[-1].startswith("2 errors.   2 can be fixed: aiwg doctor --fix")


def test_one_platform_alone(place: Place, doctor: Doctor) -> None:
    """With -p only that platform's troubles are told."""
    place.path(AGENT).unlink()
    assert doctor("-p", "cursor").bad == []
    assert doctor("-p", "claude").bad == [("output-missing", AGENT)]


def test_a_platform_that_nobody_knows(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped platform is a usage error that names the closest."""
    assert run(["doctor", "--project", str(place.project), "-p", "curser"]) == 2
    assert "cursor" in capsys.readouterr().err


def test_verbose_says_what_is_well(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """With -v every check that holds, or was skipped, has its line."""
    _, text = said(capsys, "--project", str(place.project), "-v")
    assert "every output exists" in text
    assert "not checked: aiwg asks clients only with --run-clients" in text


def test_sarif_names_codes_and_files(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF has what is wrong with its file, and nothing of what is well."""
    place.path(AGENT).unlink()
    _, text = said(capsys, "--project", str(place.project), "--sarif")
    results = json.loads(text)["runs"][0]["results"]
    assert [each["ruleId"] for each in results if each["level"] == "error"] == ["output-missing"]
    first = next(each for each in results if each["level"] == "error")
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == AGENT


def test_nothing_deployed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is deployed doctor says so, names the next step and ends with 0."""
    code, text = said(capsys, "--project", str(project))
    assert code == 0
    assert "aiwg deploy --platform ID" in text


def test_files_of_yours_without_a_deploy(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Your own files are looked at before anything is deployed, for the platforms that the project shows signs of."""
    (project / ".opencode/agents").mkdir(parents=True)
    (project / ".opencode/agents/mine.md").write_text("---\ndescription: a\ntools: [read]\n---\nX\n")
    code, text = said(capsys, "--project", str(project))
    assert code == 5
    assert ".opencode/agents/mine.md" in text
    assert "does not start with it" in text


def test_codes_are_one_each() -> None:
    """Every code stands for one rule, and every level is one."""
    rules = [rule for family in FAMILIES for rule in family.RULES]
    assert len(RULES) == len(rules)
    assert all(rule.level in LEVELS and rule.title and rule.why for rule in rules)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_what_a_platform_takes_is_not_told(place: Place, doctor: Doctor) -> None:
    """Files of yours that their platforms take, with keys that we never write, are not told."""
    front = "description: d\ncolor: primary\nmode: all\ntools: {read: true}\nanything: 1"
    place.write(".opencode/agents/mine.md", f"---\n{front}\n---\nX\n")
    place.write(".claude/agents/mine.md", "---\nname: mine\ndescription: d\nanything: 1\n---\nX\n")
    agent = 'name = "m"\ndescription = "d"\ndeveloper_instructions = "x"\nmodel_provider = "p"\n[features]\n'
    place.write(".codex/agents/mine.toml", agent)
    place.write(".agents/skills/mine/SKILL.md", "---\nname: mine\ndescription: d\nanything: 1\n---\nX\n")
    place.write(".cursor/rules/mine.mdc", "---\ndescription: a: b\nalwaysApply: true\n---\nX\n")
    place.write(".claude/settings.json", '{"permissions": {"allow": []}}\n')
    assert doctor("--strict").bad == []
