"""aiwg audit on sources and paths, the deploy that it stops, and the consent that lets it go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.harness import Box, box, listing

__all__ = ["box"]

BIDI = "---\npaths: src/**\n---\nBe \u202ekind.\n"
ZERO = "---\npaths: src/**\n---\nBe\u200bkind.\n"
HOOKS = "hooks:\n  - {id: greet, event: session_start, command: first-command}\n"


def stops(box: Box, *arguments: str) -> list[str]:
    """Return the names of what stops a deploy."""
    result = json.loads(box.aiwg("audit", "--json", "--project", "project", *arguments).out)
    return [name for name in result["waiting"] if name.startswith("audit/")]


def test_a_deploy_is_refused_and_writes_nothing(box: Box) -> None:
    """Hidden text in a source stops a deploy with 7, the file, the line, what it is, and how to consent."""
    box.rule(BIDI)
    box.refuses(7, "source/rules/kind.md:4", "U+202E RIGHT-TO-LEFT OVERRIDE", "aiwg trust audit/bidi-control/")


@pytest.mark.parametrize("verb", [["deploy", "--dry-run"], ["sync"], ["sync", "--check"], ["diff"]], ids=" ".join)
def test_every_plan_is_stopped(box: Box, verb: list[str]) -> None:
    """Whatever plans a deploy looks at the sources first."""
    box.put("project/.aiwg/rules/kind.md", "---\npaths: src/**\n---\nBe kind.\n")
    assert box.aiwg("deploy", "-p", "claude", "--project", "project").exit == 0
    box.put("project/.aiwg/rules/kind.md", BIDI)
    before = listing(box.project)
    result = box.aiwg(*verb, "--project", "project")
    assert result.exit == 7, result.said
    assert "bidi-control" in result.said or "RIGHT-TO-LEFT" in result.said
    assert listing(box.project) == before


def test_taking_all_away_is_not_stopped(box: Box) -> None:
    """What was deployed can be removed although the source would be refused."""
    box.rule()
    assert box.deploy().exit == 0
    box.rule(BIDI)
    assert box.aiwg("remove", "--project", "project").exit == 0


def test_warnings_do_not_stop_a_deploy(box: Box) -> None:
    """A zero-width character is told and deployed."""
    box.rule(ZERO)
    result = box.works()
    assert "ZERO WIDTH SPACE" in result.err


def test_a_line_allows_warnings_and_the_count_is_said(box: Box) -> None:
    """aiwg-allow lets a warning of its line through, and how many were let through is said."""
    box.rule(ZERO.replace("kind.", "kind.  <!-- aiwg-allow: zero-width -->"))
    result = box.works("1 finding of the audit accepted: 1 by aiwg-allow")
    assert "ZERO WIDTH SPACE" not in result.said
    audit = box.aiwg("audit", "--source", "source", "--project", "project")
    assert "1 accepted by aiwg-allow" in audit.out


def test_the_settings_allow_warnings_and_no_errors(box: Box) -> None:
    """aiwg.yaml lets warnings through, which is said, and never what stops a deploy."""
    box.rule(ZERO)
    box.put("project/aiwg.yaml", "checks:\n  allow: [{code: zero-width}, {code: bidi-control}]\n")
    box.works("1 finding of the audit accepted: 1 by checks in aiwg.yaml")
    assert "1 accepted by checks" in box.aiwg("audit", "--source", "source", "--project", "project").out
    box.rule(BIDI)
    assert box.deploy().exit == 7


def test_a_line_does_not_allow_what_stops_a_deploy(box: Box) -> None:
    """What a file says of itself never lets an error through."""
    box.rule(BIDI.replace("kind.", "kind.  <!-- aiwg-allow: bidi-control -->"))
    box.refuses(7, "RIGHT-TO-LEFT OVERRIDE")


def test_consent_lets_through_what_it_was_given_for(box: Box) -> None:
    """Consent to a finding holds for the very bytes: a changed file stops the deploy again; revoking does too."""
    box.put("project/.aiwg/rules/kind.md", BIDI)
    (name,) = stops(box)
    assert box.aiwg("trust", "--yes", name, "--project", "project").exit == 0
    result = box.aiwg("deploy", "-p", "claude", "--project", "project")
    assert result.exit == 0, result.said
    assert "1 finding of the audit accepted: 1 by your approval" in result.err
    assert "\u202ekind" in box.read(".claude/rules/kind.md")
    assert name in box.aiwg("trust", "--list", "--project", "project").out
    box.put("project/.aiwg/rules/kind.md", BIDI.replace("kind", "very kind"))
    assert box.aiwg("deploy", "--project", "project").exit == 7
    box.put("project/.aiwg/rules/kind.md", BIDI)
    assert box.aiwg("deploy", "--project", "project").exit == 0
    assert box.aiwg("trust", "--revoke", name, "--project", "project").exit == 0
    assert box.aiwg("deploy", "--project", "project").exit == 7


def test_consent_to_a_finding_is_never_given_along(box: Box) -> None:
    """trust --yes allows what runs and no finding (7); a source typed with --source implies none either."""
    box.put("project/.aiwg/rules/kind.md", BIDI)
    box.put("project/.aiwg/hooks.yaml", HOOKS)
    result = box.aiwg("trust", "--yes", "--project", "project")
    assert result.exit == 7
    assert "Approved 1 of 2" in result.out
    assert "aiwg trust --yes audit/bidi-control/" in result.out
    assert box.aiwg("deploy", "-p", "claude", "--project", "project").exit == 7


def test_consent_to_a_typed_source(box: Box) -> None:
    """A finding in a source that is typed is consented to by naming the source too."""
    box.rule(BIDI)
    (name,) = stops(box, "--source", "source")
    assert box.aiwg("trust", "--yes", name, "--project", "project").exit == 2
    assert box.aiwg("trust", "--yes", name, "--source", "source", "--project", "project").exit == 0
    assert box.deploy().exit == 0


def test_consent_to_what_is_gone_can_be_revoked(box: Box) -> None:
    """Consent to something that left the sources is listed as that and can be taken back by its name."""
    box.put("project/.aiwg/hooks.yaml", HOOKS)
    assert box.aiwg("trust", "--yes", "--project", "project").exit == 0
    (box.project / ".aiwg/hooks.yaml").unlink()
    assert "no longer in the sources" in box.aiwg("trust", "--list", "--project", "project").out
    assert box.aiwg("trust", "--revoke", "hook/greet", "--project", "project").exit == 0
    assert "You approved nothing" in box.aiwg("trust", "--list", "--project", "project").out


def test_what_would_run_is_listed(box: Box) -> None:
    """Hooks, servers, grants, scripts, variables and shell includes are listed with what they execute and consent."""
    box.put("project/.aiwg/hooks.yaml", HOOKS)
    box.put(
        "project/.aiwg/mcp.yaml", "servers:\n  tracker: {command: first-server, args: [-y], env: {MODE: first-mode}}\n"
    )
    box.put("project/.aiwg/permissions.yaml", 'allow: ["bash(first-tool *)"]\n')
    box.put("project/.aiwg/commands/do.md", "---\ndescription: d\n---\nSee !`git first-status`.\n")
    box.skill()
    box.put("project/.aiwg/skills/greet/SKILL.md", "---\nname: greet\ndescription: Use to greet.\n---\nHi.\n")
    box.put("project/.aiwg/skills/greet/scripts/run.sh", "#!/bin/sh\n", 0o755)
    result = box.aiwg("audit", "--project", "project")
    assert result.exit == 0, result.said
    for word in (
        "first-command",
        "first-server -y",
        "first-mode",
        "bash(first-tool *)",
        "git first-status",
        "scripts/run.sh",
    ):
        assert word in result.out
    assert "Not approved: 4. Review with: aiwg trust" in result.out
    runs = json.loads(box.aiwg("audit", "--json", "--project", "project").out)["runs"]
    assert {run["artifact"]: run["consent"] for run in runs if run["layer"] == "project"} == {
        "command/do": "waits",
        "hook/greet": "waits",
        "mcp_server/tracker": "waits",
        "permission/allow bash(first-tool *)": "waits",
        "skill/greet": "trusted",
    }


def test_paths_are_audited(box: Box) -> None:
    """Any file and folder can be named; what is found ends with 7, a path where nothing is with 2."""
    box.put("project/.cursor/rules/a.mdc", "a \u202e b")
    box.put("project/.claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "https://host.invalid"}}')
    box.put("project/AGENTS.md", "Be kind.\n")
    result = box.aiwg("audit", "project/.cursor", "project/AGENTS.md")
    assert result.exit == 7
    assert "project/.cursor/rules/a.mdc:1:3" in result.out
    assert "Checked 2 files" in result.out
    assert "base-url" in box.aiwg("audit", "project").out
    assert box.aiwg("audit", "project/AGENTS.md").exit == 0
    assert box.aiwg("audit", "nowhere").exit == 2
    assert box.aiwg("audit", "project", "--source", "source").exit == 2


def test_strict_json_and_sarif(box: Box) -> None:
    """A warning fails only with --strict; JSON and SARIF say the same findings, and nothing else is printed."""
    box.rule(ZERO)
    arguments = ("audit", "--source", "source", "--project", "project")
    assert box.aiwg(*arguments).exit == 0
    assert box.aiwg(*arguments, "--strict").exit == 7
    content = json.loads(box.aiwg(*arguments, "--json").out)
    assert content["schema"] == "aiwg.audit/1"
    assert [finding["code"] for finding in content["findings"]] == ["zero-width"]
    log = json.loads(box.aiwg(*arguments, "--sarif").out)
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "zero-width"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 3}


def test_nothing_found_is_not_called_safe(box: Box) -> None:
    """However little is found, the output does not say that it is safe."""
    box.rule()
    said = box.aiwg("audit", "--source", "source", "--project", "project").out.lower()
    assert "nothing found" in said
    assert "cannot find everything" in said
    for word in ("safe", "clean", "no risk", "harmless"):
        assert word not in said


def test_settings_in_aiwg_yaml_are_looked_at(box: Box) -> None:
    """An override of the project's configuration that switches questions off is refused, with its file."""
    box.put("project/.aiwg/agents/helper.md", "---\nname: helper\ndescription: d\n---\nHelp.\n")
    box.put("project/aiwg.yaml", "overrides:\n  agent/helper:\n    claude: {permissionMode: bypassPermissions}\n")
    result = box.aiwg("deploy", "-p", "claude", "--project", "project")
    assert result.exit == 7
    assert "permissionMode: bypassPermissions" in result.err


def test_names_of_files_are_looked_at(box: Box) -> None:
    """A hidden character in the name of an asset is found, and the name is printed escaped."""
    box.skill()
    box.put("source/skills/greet/references/no\u202etes.md", "x\n")
    result = box.deploy()
    assert result.exit == 7
    assert "its name contains U+202E" in result.err
    assert "\u202e" not in result.said


def test_special_files_do_not_stop_an_audit(box: Box) -> None:
    """A pipe, a broken link and an unreadable file are said and passed over."""
    import os

    os.mkfifo(box.project / "pipe")
    (box.project / "gone").symlink_to("nothing")
    result = box.aiwg("audit", "project", "-v")
    assert result.exit == 0
    assert result.out.count("aiwg did not check it") == 2


def test_unchanged_files_are_not_looked_at_again(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one process a file is looked at again only when its bytes changed."""
    from aiwg.audit import auditor
    from aiwg.deployment.caches import Caches
    from aiwg.deployment.intent import Deploy, Targets
    from aiwg.deployment.pipeline import plan_deployment

    looked: list[str] = []
    real = auditor.audited_file

    def noted(data: bytes, shown: str, path: str, barring: str = "") -> auditor.Audited:
        looked.append(shown)
        return real(data, shown, path)

    monkeypatch.setattr(auditor, "audited_file", noted)
    box.rule()
    box.rule(name="other")
    caches, intent = Caches(), Deploy(Targets(Path("project"), "project", ("claude",), ("source",)))
    plan_deployment(intent, caches=caches)
    assert len(looked) == 2
    plan_deployment(intent, caches=caches)
    assert len(looked) == 2
    box.rule(ZERO)
    deployment = plan_deployment(intent, caches=caches)
    assert looked[2:] == ["source/rules/kind.md"]
    assert any(problem.code == "zero-width" for problem in deployment.problems)
