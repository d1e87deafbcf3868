"""Policies on the command line: an unattended machine gets what it approves, and nobody gets what it forbids."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiwg.core.stamps import GRAIN_NS

from .conftest import Runner, put

HOOK = "hooks:\n  - {id: fmt, event: stop, command: ./format.sh}\n"


@pytest.fixture
def machine_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the machine's policy; whoever runs the test may write it, as root may on a machine."""
    folder = tmp_path / "etc" / "aiwg"
    folder.mkdir(parents=True)
    monkeypatch.setattr("aiwg.trust.policy.places.MACHINE_FOLDER", str(folder))
    monkeypatch.setattr("aiwg.trust.policy.places._weakness", lambda path, info, owners: "" if owners else "nobody")
    return folder / "policy.yaml"


@pytest.fixture
def company(tmp_path: Path, project: Path) -> Path:
    """Return a company's source outside the project, which the project uses."""
    put(tmp_path / "company" / "hooks.yaml", HOOK)
    put(project / "aiwg.yaml", "sources: [bundled, ../company, project]\n")
    return tmp_path / "company"


def policy(company: Path, **parts: object) -> str:
    """Return a policy that approves the company's hooks, with some restrictions."""
    runs = {"approve": [{"artifacts": ["hook/*"], "from": [str(company)]}], **parts.pop("runs", {})}  # type: ignore[dict-item]  # a mapping
    return json.dumps({"version": 1, "runs": runs, **parts})


def hooks(project: Path) -> str:
    """Return the hooks that are deployed."""
    file = project / ".alpha/settings.json"
    return file.read_text() if file.exists() else ""


def test_an_unattended_machine_gets_an_approved_hook(
    aiwg: Runner, project: Path, company: Path, machine_policy: Path
) -> None:
    """Without a question, without anything about it in the project, and in a second run with nothing to do."""
    assert "outside this project" in aiwg("deploy", "-p", "alpha", expect=7).err
    put(machine_policy, policy(company, sources={"allow": [str(company)]}))
    said = aiwg("deploy", "-p", "alpha")
    assert f"Approved by the policy {machine_policy}: hook/fmt" in " ".join(said.out.split())
    assert "./format.sh" in hooks(project)
    manifest = (project / ".aiwg" / "manifest.json").read_text()
    assert "policy" not in manifest
    assert str(machine_policy) not in "".join(path.read_text() for path in project.rglob("*") if path.is_file())
    assert "up to date" in aiwg("sync").out
    found = aiwg("sync", "--json").json["scopes"][0]["approved_by_policy"]
    assert [(each["artifact"], each["file"], each["line"]) for each in found] == [("hook/fmt", str(machine_policy), 1)]


@pytest.mark.parametrize("variable", ["AIWG_POLICY", "XDG_CONFIG_HOME", "HOME"])
def test_the_same_policy_in_the_checkout_approves_nothing(
    variable: str, aiwg: Runner, project: Path, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the repository puts it, and whatever variable of its own names it."""
    files = {"AIWG_POLICY": "policy.yaml", "XDG_CONFIG_HOME": "aiwg/policy.yaml", "HOME": ".config/aiwg/policy.yaml"}
    file = project / files[variable]
    put(file, policy(company))
    monkeypatch.setenv(variable, str(file if variable == "AIWG_POLICY" else project))
    assert "outside this project" in aiwg("deploy", "-p", "alpha", expect=7).err
    aiwg("trust", "--yes", "source/../company")
    aiwg("deploy", "-p", "alpha", expect=None)  # consents that lie in the checkout do not count, either
    assert "./format.sh" not in hooks(project)


def test_what_was_deployed_stays_when_the_policy_goes(
    aiwg: Runner, project: Path, company: Path, machine_policy: Path
) -> None:
    """The hook stays as it is and is reported; once the source changes, the new version is not deployed."""
    put(machine_policy, policy(company))
    aiwg("deploy", "-p", "alpha")
    machine_policy.unlink()
    aiwg("trust", "--yes", "source/../company")
    assert "hook/fmt" in aiwg("sync").out
    assert "./format.sh" in hooks(project)
    put(company / "hooks.yaml", HOOK.replace("format", "worse"))
    aiwg("sync")
    assert "./format.sh" in hooks(project)
    assert "./worse.sh" not in hooks(project)


def test_a_denial_beats_every_approval(aiwg: Runner, project: Path, company: Path, machine_policy: Path) -> None:
    """Neither trust, nor another rule, nor typing the source lets run what the policy denies."""
    put(machine_policy, policy(company, runs={"deny": [{"artifacts": ["hook/fmt"]}]}))
    assert "cannot approve" in aiwg("trust", "--yes", "fmt", expect=7).out
    said = aiwg("deploy", "-p", "alpha")
    assert "forbids hook/fmt" in said.out + said.err
    assert "Not deployed until you approve" not in said.out
    aiwg("deploy", "-p", "alpha", "--source", str(company))
    assert "./format.sh" not in hooks(project)
    item = aiwg("trust", "--json").json["items"][0]
    assert (item["state"], item["approved_by"], item["policy"]["line"]) == ("forbidden", None, 1)


def test_a_users_own_hook_can_be_denied(aiwg: Runner, project: Path, home: Path, machine_policy: Path) -> None:
    """A denial without `from` holds for what needs no approval, too."""
    put(home / ".config/aiwg/hooks.yaml", HOOK)
    put(machine_policy, json.dumps({"version": 1, "runs": {"deny": [{"artifacts": ["hook/*"]}]}}))
    aiwg("deploy", "-p", "alpha")
    assert "./format.sh" not in hooks(project)
    machine_policy.unlink()
    aiwg("deploy", "-p", "alpha")
    assert "./format.sh" in hooks(project)


def rest() -> None:
    """Wait until no file is younger than the clock can tell."""
    time.sleep(2 * GRAIN_NS / 1e9)


RESTRICTIONS = {
    "not allowed": {"sources": {"allow": ["/opt/other"]}},
    "denied": {"sources": {"deny": ["user"]}},
    "missing": {"sources": {"require": ["https://git.example.com/platform/context"]}},
}


@pytest.mark.parametrize("name", RESTRICTIONS)
def test_a_restriction_on_sources_blocks_or_warns(
    name: str, aiwg: Runner, project: Path, home: Path, company: Path, machine_policy: Path
) -> None:
    """Deploy, sync and status end with 7 and write nothing; with `mode: warn` they go on and say so."""
    put(home / ".config/aiwg/rules/own.md", "---\ndescription: Mine.\n---\nMine.\n")
    put(project / "aiwg.yaml", "sources: [bundled, user, ../company, project]\n")
    put(machine_policy, policy(company, mode="warn", **RESTRICTIONS[name]))
    said = aiwg("deploy", "-p", "alpha")
    assert "only warns" in said.out + said.err
    before = hooks(project)
    put(machine_policy, policy(company, **RESTRICTIONS[name]))
    for command in (["deploy"], ["sync"], ["sync", "--check"], ["status"]):
        said = aiwg(*command, expect=7)
        assert f"({machine_policy}:1)" in said.err, command
    assert hooks(project) == before


def test_a_changed_policy_is_seen_by_a_run_with_nothing_to_do(
    aiwg: Runner, project: Path, company: Path, machine_policy: Path
) -> None:
    """A policy that comes, changes or goes is an input of every run."""
    from aiwg.noop_cache import syncs

    aiwg("trust", "--yes", "source/../company")
    aiwg("deploy", "-p", "alpha")
    rest()
    aiwg("sync")
    assert syncs.unchanged(["sync"]) is not None
    put(machine_policy, policy(company))
    assert syncs.unchanged(["sync"]) is None
    aiwg("sync")
    assert "./format.sh" in hooks(project)
    rest()
    aiwg("sync")
    assert syncs.unchanged(["sync"]) is not None
    put(machine_policy, policy(company, sources={"deny": ["project"]}))
    assert syncs.unchanged(["sync"]) is None
    aiwg("sync", expect=7)


def test_nothing_of_policies_is_imported_without_one(project: Path) -> None:
    """Without a policy file, no run imports what reads and matches policies."""
    script = (
        "import sys; from aiwg.cli.app import run; run(['deploy', '-q', '-p', 'claude'])\n"
        "print([name for name in sys.modules if name.startswith('aiwg.trust.policy.')])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True, env=dict(os.environ)
    ).stdout
    assert "aiwg.trust.policy.read" not in said
    assert "aiwg.trust.policy.addresses" not in said


BROKEN = "version: 1\nsorces: {}\n"


def test_a_broken_policy_blocks_what_writes(aiwg: Runner, project: Path, company: Path, machine_policy: Path) -> None:
    """Deploy, sync, status, diff and trust end with 7, doctor says why, and remove still works."""
    put(machine_policy, policy(company))
    aiwg("deploy", "-p", "alpha")
    before = hooks(project)
    put(machine_policy, BROKEN)
    for command in (["deploy"], ["sync"], ["sync", "--check"], ["status"], ["diff"], ["trust"], ["trust", "--json"]):
        said = aiwg(*command, expect=7)
        assert "did you mean sources?" in said.out + said.err, command
    assert hooks(project) == before
    found = aiwg("doctor", "--json", expect=5).json["findings"]
    bad = [(each["code"], each["file"], each["line"]) for each in found if each["level"] == "error"]
    assert [each for each in bad if each[0] != "installation-incomplete"] == [("policy-broken", str(machine_policy), 2)]
    aiwg("remove")
    assert hooks(project) == ""


def test_an_audit_finding_that_is_refused_cannot_be_let_through(
    aiwg: Runner, project: Path, home: Path, machine_policy: Path
) -> None:
    """Neither a line of the file, nor aiwg.yaml, nor trust lets it through, and only its own artifact is stopped."""
    put(
        project / ".aiwg/agents/bad.md",
        "---\nname: bad\ndescription: Bad.\n---\nA\u200bB <!-- aiwg-allow: zero-width -->\n",
    )
    put(project / ".aiwg/agents/good.md", "---\nname: good\ndescription: Good.\n---\nFine.\n")
    put(project / "aiwg.yaml", "checks: {allow: [{code: zero-width}]}\n")
    aiwg("deploy", "-p", "alpha")
    assert (project / ".alpha/agents/bad.md").exists()
    aiwg("remove")
    put(machine_policy, json.dumps({"version": 1, "mode": "warn", "audit": {"refuse": ["zero-width"]}}))
    aiwg("deploy", "-p", "alpha")
    assert (project / ".alpha/agents/bad.md").exists()
    aiwg("remove")
    put(machine_policy, json.dumps({"version": 1, "audit": {"refuse": ["zero-width"]}}))
    aiwg("trust", "--yes")
    assert f"{machine_policy}:1" in aiwg("deploy", "-p", "alpha", expect=7).err
    assert not (project / ".alpha/agents/bad.md").exists()
    assert (project / ".alpha/agents/good.md").exists()
    assert f"{machine_policy}:1" in aiwg("audit", expect=7).out


def test_doctor_tells_which_policy_holds_and_why(
    aiwg: Runner, project: Path, company: Path, machine_policy: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file with its owner, what it restricts and approves, and why approvals of one do not count."""
    put(machine_policy, policy(company, sources={"allow": [str(company)], "pinned": "tag"}))
    put(project / "policy.yaml", policy(company))
    monkeypatch.setenv("AIWG_POLICY", str(project / "policy.yaml"))
    aiwg("deploy", "-p", "alpha")
    files = aiwg("doctor", "--json", expect=None).json["policies"]
    assert [each["file"] for each in files] == [str(machine_policy), str(project / "policy.yaml")]
    assert [each["owner"] for each in files] == [os.geteuid()] * 2
    assert files[0]["sources"] == [f"allow {company}", "pinned: tag"]
    assert files[0]["approves"][0]["from"] == [str(company)]
    assert files[0]["approvals_ignored"] is None
    assert "repository" in files[1]["approvals_ignored"]
    said = " ".join(aiwg("doctor", expect=None).out.split())
    assert f"approves hook/* from {company}" in said
    assert "its approvals do not count: it is in the project's repository" in said


def test_a_policys_approval_can_be_taken_back_here(
    aiwg: Runner, project: Path, company: Path, machine_policy: Path
) -> None:
    """A user who revokes what a policy approves gets rid of it, and is asked again."""
    put(machine_policy, policy(company))
    aiwg("deploy", "-p", "alpha")
    assert "Approved by a policy" in aiwg("trust", "--list").out
    aiwg("trust", "--revoke", "fmt")
    aiwg("deploy", "-p", "alpha")
    assert "./format.sh" not in hooks(project)
    assert aiwg("trust", "--json").json["items"][0]["state"] == "waiting"
    aiwg("trust", "--yes", "fmt")
    aiwg("deploy", "-p", "alpha")
    assert "./format.sh" in hooks(project)


def test_an_override_makes_an_artifact_the_projects_own(
    aiwg: Runner, project: Path, company: Path, machine_policy: Path
) -> None:
    """What aiwg.yaml changes of an approved source is no longer what was approved."""
    put(machine_policy, policy(company))
    put(
        project / "aiwg.yaml",
        "sources: [bundled, ../company, project]\noverrides: {hook/fmt: {alpha: {command: ./evil.sh}}}\n",
    )
    aiwg("deploy", "-p", "alpha")
    assert "sh" not in hooks(project)


def test_a_projects_adapter_can_be_approved_by_its_hash_and_denied(
    aiwg: Runner, project: Path, machine_policy: Path, tmp_path: Path
) -> None:
    """A platform that a project brings along waits, is approved with its hash, and a denial beats that."""
    put(project / ".aiwg/platforms/gamma/platform.yaml", (tmp_path / "platforms/alpha/platform.yaml").read_text())
    hash = aiwg("trust", "--json").json["items"][0]["hash"]
    approve = {"approve": [{"artifacts": ["platform/gamma"], "hash": hash}]}
    put(machine_policy, json.dumps({"version": 1, "runs": approve}))
    aiwg("deploy", "-p", "gamma")
    assert aiwg("trust", "--json").json["items"][0]["approved_by"] == "policy"
    put(machine_policy, json.dumps({"version": 1, "runs": {**approve, "deny": [{"artifacts": ["platform/*"]}]}}))
    assert aiwg("trust", "--json").json["items"][0]["state"] == "forbidden"
