"""aiwg check: all checks of a CI job in one run, and the reports that code hosts read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # it ships no types
from markdown_it import MarkdownIt

from aiwg.cli.check import CHECKS
from aiwg.cli.options import REPORT_FORMATS
from aiwg.commands.check import run
from aiwg.core.errors import Exit
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.output.checks.annotations import code_quality, github_commands
from aiwg.output.checks.markdown import markdown
from aiwg.output.checks.outcome import CheckOutcome, FileChange, reported
from tests.conftest import FIXTURES

from .conftest import Runner, put

HOSTILE = "a`b``.md\n::error::x\r|<img src=x> [l](https://e.example) @octocat www.e.example %0A,file=/etc/passwd"
HOOK = "---\nid: late\nevent: stop\ncommand: make it\n---\n"


def saving(folder: Path) -> list[str]:
    """Return options that save every report into a folder, each under the name of its format."""
    return [word for name in REPORT_FORMATS for word in ("--save", f"{name}={folder / name}")]


def outcome(name: str, message: str) -> CheckOutcome:
    """Return an outcome in which everything that a repository chooses is hostile."""
    found = Finding("stale", ERROR, message, name, 3, hint=message)
    change = FileChange(name, "changed", message, (message,), (name,))
    return CheckOutcome("aiwg sync --check", Exit.DRIFT, message, (found,), "aiwg sync", (change,))


def test_the_options_name_what_there_is() -> None:
    """The command line knows the checks and the formats of the command, in their order."""
    assert list(CHECKS) == list(run.CHECKS)
    assert list(REPORT_FORMATS) == list(run.FORMATS)


def test_a_clean_project_passes(aiwg: Runner, deployed: Path) -> None:
    """Each check is one line, -q prints nothing, nothing has changed, and there is no next command."""
    said = aiwg("check")
    assert said.out.splitlines() == [
        "ok  aiwg sync --check  5 artifacts on Alpha Code and Beta: up to date",
        "ok  aiwg lint          nothing found",
        "ok  aiwg audit         nothing found",
    ]
    assert aiwg("check", "-q").out == ""
    found = aiwg("check", "--json").json
    assert (found["schema"], found["ok"], found["changed"], found["next"]) == ("aiwg.check/1", True, False, None)


def test_all_checks_run_though_one_fails(aiwg: Runner, deployed: Path, world: Path) -> None:
    """Stale, edited and missing files, and a finding of each other check, are in one result with the gravest code."""
    put(world / "bundled/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up now.\n")
    put(deployed / ".agents/skills/notes/SKILL.md", "mine\n")
    put(deployed / ".aiwg/agents/broken.md", "---\nname: [\n---\nx\n")
    put(deployed / ".aiwg/rules/odd.md", "---\ndescription: Odd.\n---\nPay\u200bload \U000e0041\U000e0042\n")
    found = aiwg("check", "--json", expect=7).json
    assert [each["command"] for each in found["checks"]] == ["aiwg sync --check", "aiwg lint", "aiwg audit"]
    assert not any(each["ok"] for each in found["checks"])
    effects = {change["path"]: change["effect"] for change in found["changes"]}
    assert effects["AGENTS.md"] == "changed"
    assert effects[".agents/skills/notes/SKILL.md"] == "blocked"
    assert found["changed"] is True
    said = aiwg("check", expect=7)
    assert said.out.count("failed  aiwg") == 3
    assert said.out.splitlines()[-1].startswith("Next: aiwg ")


def test_only_what_is_named_is_checked(aiwg: Runner, deployed: Path) -> None:
    """A repository that deploys nothing can check its sources alone; a check of nothing deployed is an outcome."""
    put(deployed / ".agents/skills/notes/SKILL.md", "mine\n")
    assert aiwg("check", "lint", "audit").out.count("\n") == 2
    assert aiwg("check", "sync", expect=5).out.splitlines()[-1] == "Next: aiwg diff"
    (deployed.parent / "empty").mkdir()
    said = aiwg("check", "--project", "../empty", expect=2)
    assert "aiwg has not deployed anything here" in said.out
    assert "Deploy first" in said.out


def test_warnings_fail_only_when_strict(aiwg: Runner, deployed: Path) -> None:
    """A warning is told and passes; with --strict it fails as in lint."""
    put(deployed / ".aiwg/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nSee [it](nowhere.md).\n")
    aiwg("sync")
    assert "dead-link" in aiwg("check").out
    assert aiwg("check", "--strict", expect=1).out.splitlines()[-1] == "Next: aiwg lint"


def test_what_nobody_approved_asks_for_approval(aiwg: Runner, deployed: Path) -> None:
    """A hook that is not approved and not committed makes the check fail, and the next command is aiwg trust."""
    put(deployed / ".aiwg/hooks.yaml", "hooks:\n  - {id: late, event: stop, command: make it}\n")
    found = aiwg("check", "sync", "--json", expect=5).json
    assert found["next"] == "aiwg trust"


def test_the_home_folder_is_not_checked(aiwg: Runner, deployed: Path, world: Path) -> None:
    """A stale file in the home folder is no reason to refuse a change of a project."""
    aiwg("deploy", "-p", "alpha", "--scope", "user")
    put(world / "bundled/agents/reviewer.md", "---\nname: reviewer\ndescription: Other.\n---\nReview it.\n")
    aiwg("sync", "--scope", "project")
    aiwg("sync", "--check", expect=5)
    aiwg("check", "sync")


def test_reports_are_saved(aiwg: Runner, deployed: Path, world: Path, tmp_path: Path) -> None:
    """Every format is saved beside the text; a second run replaces it; the SARIF log is valid."""
    put(world / "bundled/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up now.\n")
    for _ in range(2):
        aiwg("check", *saving(tmp_path / "out"), expect=5)
    saved = {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in REPORT_FORMATS}
    assert json.loads(saved["json"])["changes"][0]["path"] == "AGENTS.md"
    log = json.loads(saved["sarif"])
    Draft7Validator(json.loads((FIXTURES / "sarif-2.1.0.schema.json").read_text())).validate(log)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["stale"]
    assert "| Beta | 1 |" in saved["markdown"]
    assert saved["github"] == (
        "::error file=AGENTS.md,title=aiwg check%3A stale::its source or its adapter changed. update it: aiwg sync\n"
    )
    assert json.loads(saved["gitlab"])[0]["location"] == {"path": "AGENTS.md", "lines": {"begin": 1}}


def test_paths_begin_at_the_repository(aiwg: Runner, deployed: Path, tmp_path: Path) -> None:
    """A project in a folder of a repository has its files named from the repository's root, as code hosts do."""
    (deployed.parent / ".git").mkdir()
    put(deployed / ".agents/skills/notes/SKILL.md", "mine\n")
    aiwg("check", "sync", *saving(tmp_path / "out"), expect=5)
    assert "file=project/.agents/skills/notes/SKILL.md" in (tmp_path / "out/github").read_text()


@pytest.mark.parametrize("text", ["# Mine\n\nRun aiwg check.\n", '{"name": "mine"}'])
def test_no_other_file_is_overwritten(aiwg: Runner, deployed: Path, text: str) -> None:
    """A file that is no report stays as it is, a link is not followed, and the run ends with a conflict."""
    put(deployed / "mine", text)
    assert "is not a report" in aiwg("check", "--save", "json=mine", expect=4).err
    (deployed / "link").symlink_to("elsewhere")
    aiwg("check", "--save", "json=link", expect=4)
    assert (deployed / "mine").read_text() == text
    assert not (deployed / "elsewhere").exists()


@pytest.mark.parametrize("value", ["json", "json=", "pdf=x", "=x"])
def test_an_unknown_format_is_a_usage_error(aiwg: Runner, deployed: Path, value: str) -> None:
    """A format that does not exist, or no file, is refused with the formats that exist."""
    assert "sarif, markdown" in aiwg("check", "--save", value, expect=2).err.replace("\n", " ")


def test_a_sync_saves_what_it_wrote(aiwg: Runner, deployed: Path, world: Path, tmp_path: Path) -> None:
    """The report of a sync names the files that it wrote, though the next sync would be answered without a plan."""
    put(world / "bundled/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up now.\n")
    put(deployed / ".agents/skills/notes/SKILL.md", "mine\n")
    aiwg("sync", *saving(tmp_path / "out"))
    first = json.loads((tmp_path / "out/json").read_text())
    assert (first["changed"], first["ok"]) == (True, True)
    assert {each["path"]: each["effect"] for each in first["changes"]} == {
        "AGENTS.md": "changed",
        ".agents/skills/notes/SKILL.md": "blocked",
    }
    assert [each["level"] for each in first["checks"][0]["findings"]] == ["warning"]
    aiwg("sync", *saving(tmp_path / "out"))
    assert json.loads((tmp_path / "out/json").read_text())["changed"] is False


def test_a_sync_that_stops_is_saved_too(aiwg: Runner, project: Path, tmp_path: Path) -> None:
    """Where nothing is deployed a sync fails as always, and its report has the reason."""
    assert "has not deployed anything here" in aiwg("sync", *saving(tmp_path / "out"), expect=2).err
    assert json.loads((tmp_path / "out/json").read_text())["checks"][0]["findings"][0]["code"] == "failed"


def test_a_sync_for_a_hook_fails_once(aiwg: Runner, deployed: Path, world: Path) -> None:
    """With --exit-code a sync that wrote ends with 5, and the next one with 0."""
    put(world / "bundled/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up now.\n")
    aiwg("sync", "--exit-code", expect=5)
    aiwg("sync", "--exit-code")
    assert "--save and --exit-code need a sync" in aiwg("sync", "--check", "--exit-code", expect=2).err


def inline(tokens: Any) -> list[tuple[str, str]]:
    """Return the kind and the content of all that a page would show, but for plain text."""
    found = []
    for token in tokens:
        if token.type == "inline":
            found += inline(token.children)
        elif token.type not in ("text", "softbreak") and not token.type.startswith(("strong", "em_")):
            found.append((token.type, token.content))
    return found


def test_markdown_of_a_hostile_repository() -> None:
    """Names and messages make no link, image, HTML or mention, break no line, and end no code span."""
    text = markdown([outcome(HOSTILE, HOSTILE)], "")
    parser = MarkdownIt("gfm-like", {"linkify": False})
    kinds = [(kind, content) for kind, content in inline(parser.parse(text))]
    assert {kind for kind, _ in kinds if kind.startswith(("link", "image"))} == set()
    html = [content.strip() for kind, content in kinds if kind.startswith("html")]
    assert html == ["<!-- aiwg check -->", "<details><summary>1 file</summary>", "</details>"]
    outside = re.sub(r"(`+) ?.*? ?\1", "", text)
    assert not re.search(r"@\w|www\.|https?:", outside)
    assert sum(line.startswith("|") for line in text.splitlines()) == 6


def test_annotations_of_a_hostile_repository() -> None:
    """A name or a message ends no workflow command and no property of one: one line for each finding."""
    text = github_commands(reported([outcome(HOSTILE, HOSTILE)], ""))
    assert text.count("\n") == 1
    properties, data = re.fullmatch(r"::error ([^:]*)::(.*)\n", text).groups()  # type: ignore[union-attr]  # it matches
    assert [each.partition("=")[0] for each in properties.split(",")] == ["file", "line", "title"]
    assert "%0A" not in data.replace("%250A", "")


def test_a_file_outside_of_the_project_is_no_place() -> None:
    """A finding about bundled or personal files has no place at a code host: its message names the file."""
    for file in ("(bundled)/rules/x.md", "~/x.md", "/etc/x", "../../x"):
        found = CheckOutcome("aiwg lint", Exit.OK, "", (Finding("x", WARNING, "wrong", file, 2),))
        assert reported([found], "folder") == [Finding("x", WARNING, f"{file}:2: wrong")]


def test_fingerprints_are_unique_and_stay() -> None:
    """GitLab knows a finding again after its line moved, and tells apart two that say the same."""
    first = code_quality([Finding("x", WARNING, "wrong", "a.md", 2), Finding("x", WARNING, "wrong", "a.md", 4)])
    later = code_quality([Finding("x", WARNING, "wrong", "a.md", 3)])
    assert first[0]["fingerprint"] == later[0]["fingerprint"] != first[1]["fingerprint"]
    assert {frozenset(each) for each in first} == {
        frozenset({"description", "check_name", "fingerprint", "severity", "location"})
    }


def test_no_more_annotations_than_are_shown() -> None:
    """At most ten errors and ten warnings become annotations, errors first."""
    many = [Finding("x", level, f"wrong {n}", "a.md", n) for n in range(1, 30) for level in (WARNING, ERROR)]
    lines = github_commands(many).splitlines()
    assert [line.split()[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10
