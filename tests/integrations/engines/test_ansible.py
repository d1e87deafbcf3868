"""The modules of the Ansible collection, run by Ansible on several local hosts."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import put
from tests.integrations.conftest import AIWG, texts_of_page
from tests.integrations.engines.hosts import RULE, Fleet, tasks

MakeFleet = Callable[[int], Fleet]
OWN = "My own rule.\n"


def everything(folder: Path) -> dict[str, bytes | str]:
    """Return all that is below a folder: the bytes of files, the targets of links, the names of folders."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"
    return found


def test_rounds_change_every_host_then_none_then_every_host(fleet: MakeFleet) -> None:
    """Check mode predicts and writes nothing, a run does it, the next one does nothing, a new source changes all."""
    three = fleet(3)
    names = [host.name for host in three.hosts]
    before = [everything(host.folder) for host in three.hosts]
    predicted = three.deploy("--check")
    assert predicted.code == 0, predicted.printed
    assert predicted.changed("deploy") == names
    assert [everything(host.folder) for host in three.hosts] == before

    done = three.deploy()
    assert done.changed("deploy") == names
    planned, made = predicted.results("deploy"), done.results("deploy")
    for name in names:
        assert planned[name]["actions"] == made[name]["actions"] != []
        assert made[name]["exit_code"] == 0
    assert all((host.project / ".claude/rules/plain-words.md").read_text() == RULE for host in three.hosts)

    once = [everything(host.folder) for host in three.hosts]
    assert three.deploy().changed("deploy") == []
    assert three.deploy("--check").changed("deploy") == []
    assert [everything(host.folder) for host in three.hosts] == once

    put(three.source / "rules" / "plain-words.md", RULE + "Use no jargon.\n")
    assert three.deploy("--check").changed("deploy") == names
    assert [everything(host.folder) for host in three.hosts] == once
    assert three.deploy().changed("deploy") == names


def test_check_mode_goes_on_where_a_folder_is_still_to_come(fleet: MakeFleet) -> None:
    """A project or a source that an earlier task makes is a warning in check mode, and an error in a run."""
    one = fleet(1)
    for options in ({"project": "{{ project }}/later one"}, {"sources": ["/later one"]}):
        expected = one.deploy("--check", **options).results("deploy")["host0"]
        assert (expected["status"], expected["changed"], expected["actions"]) == ("ok", True, [])
        assert "later one does not exist yet" in expected["warnings"][0]
        assert one.deploy(**options).results("deploy")["host0"]["status"] == "failed"
    removed = one.deploy("--check", project="{{ project }}/later", state="absent", sources=None)
    assert removed.results("deploy")["host0"]["status"] == "failed"


@pytest.mark.parametrize("option", ["platforms", "sources", "project"])
def test_an_empty_option_is_refused(option: str, fleet: MakeFleet) -> None:
    """A variable that is empty fails the task in check mode too, and neither widens a removal nor moves a deploy."""
    one = fleet(1)
    one.deploy()
    before = everything(one.folder / "host0")
    empty = {option: "" if option == "project" else [""]}
    for more in ({"state": "absent"} if option != "sources" else {}, {}):
        for arguments in ((), ("--check",)):
            result = one.deploy(*arguments, **empty, **more).results("deploy")["host0"]
            assert (result["status"], result["exit_code"]) == ("failed", 2), result
    assert everything(one.folder / "host0") == before


def test_diff_mode_shows_the_changed_lines(fleet: MakeFleet) -> None:
    """Diff mode shows lines as aiwg does, in check mode and in a run, and for a removal too."""
    one = fleet(1)
    for arguments in (["--check", "--diff"], ["--diff"]):
        (diff,) = one.deploy(*arguments).results("deploy")["host0"]["diff"]
        assert diff["prepared"].splitlines()[1:] == [
            "+++ b/.claude/rules/plain-words.md",
            "@@ -0,0 +1 @@",
            f"+{RULE.strip()}",
        ]
    assert one.deploy("--diff").results("deploy")["host0"]["diff"] == []
    removed = one.deploy("--check", "--diff", state="absent", sources=None)
    assert f"-{RULE.strip()}" in removed.printed
    assert (one.hosts[0].project / ".claude/rules/plain-words.md").exists()


def test_a_conflict_fails_one_host_and_lists_its_files(fleet: MakeFleet) -> None:
    """The host with a file of its own in the way fails with the list and keeps it; the others get everything."""
    two = fleet(2)
    mine = two.hosts[0].project / ".claude/rules/plain-words.md"
    put(mine, OWN)
    put(two.source / "rules" / "second.md", "Be kind.\n")
    for arguments in (["--check"], []):
        played = two.deploy(*arguments)
        stuck, other = (played.results("deploy")[host.name] for host in two.hosts)
        assert stuck["status"] == "failed"
        assert stuck["exit_code"] == 4
        assert [each["path"] for each in stuck["conflicts"]] == [".claude/rules/plain-words.md"]
        assert ".claude/rules/plain-words.md" in stuck["msg"]
        assert stuck["changed"] is True
        assert other["status"] == "ok"
        assert other["changed"] is True
    assert mine.read_text() == OWN
    assert (two.hosts[0].project / ".claude/rules/second.md").exists()
    assert two.deploy().results("deploy")["host0"]["changed"] is False
    forced = two.deploy(force=True)
    assert forced.changed("deploy") == ["host0"]
    assert mine.read_text() == RULE


def test_absent_brings_every_byte_back(fleet: MakeFleet) -> None:
    """Removing leaves a project as it was before the deploy, and a second time changes nothing."""
    one = fleet(1)
    project = one.hosts[0].project
    put(project / "AGENTS.md", "Hand-written.\n")
    put(project / ".claude/settings.json", '{ "model": "opus" }\n')
    put(one.source / "instructions.md", "Be careful.\n")
    before = everything(project)
    assert one.deploy(platforms=["claude", "codex"]).changed("deploy") == ["host0"]
    assert everything(project) != before
    gone: dict[str, Any] = {"state": "absent", "sources": None, "platforms": None}
    with_aiwg = everything(project)
    assert one.deploy("--check", **gone).changed("deploy") == ["host0"]
    assert everything(project) == with_aiwg
    assert one.deploy(**gone).changed("deploy") == ["host0"]
    assert everything(project) == before
    assert one.deploy(**gone).changed("deploy") == []
    assert one.deploy("--check", **gone).changed("deploy") == []


def test_options_that_a_removal_does_not_heed_are_named(fleet: MakeFleet) -> None:
    """A removal warns of each option that only a deploy heeds, and does its work all the same."""
    one = fleet(1)
    heeded: dict[str, Any] = {"state": "absent", "sources": None, "platforms": ["claude"]}
    for name, value in {"sources": ["/somewhere"], "offline": True, "force": True, "fail_on_waiting": True}.items():
        one.deploy(platforms=["claude"])
        result = one.deploy(**{**heeded, name: value}).results("deploy")["host0"]
        assert (result["status"], result["changed"]) == ("ok", True)
        assert result["warnings"] == [f"The option {name} has no effect with state: absent."]
    one.deploy(platforms=["claude"])
    assert one.deploy(**heeded).results("deploy")["host0"].get("warnings", []) == []


def test_a_forged_repository_changes_nothing_outside_itself(fleet: MakeFleet) -> None:
    """A manifest that claims files elsewhere, and links that lead out, make no task touch anything outside."""
    two = fleet(2)
    linked, claimed = two.hosts
    outside = two.folder / "outside"
    put(outside / "rules" / "plain-words.md", "Not yours.\n")
    put(outside / "secret.txt", "WORD-FROM-OUTSIDE\n")
    (linked.project / ".claude").symlink_to(outside)
    assert two.deploy().results("deploy")["host1"]["status"] == "ok"
    manifest = claimed.project / ".aiwg" / "manifest.json"
    forged = manifest.read_text().replace(".claude/rules/plain-words.md", "../../outside/secret.txt")
    assert forged != manifest.read_text()
    manifest.write_text(forged)
    before = everything(outside)
    tried: list[dict[str, Any]] = [{"force": True}, {"state": "absent", "sources": None, "platforms": None}]
    for options in tried:
        printed = two.deploy("--check", "--diff", **options).printed + two.deploy(**options).printed
        assert everything(outside) == before
        assert "WORD-FROM-OUTSIDE" not in printed


def test_the_scope_of_a_user_is_the_home_of_who_runs_the_task(fleet: MakeFleet) -> None:
    """With the user scope each home gets the files, a second run changes nothing, and absent empties the homes."""
    two = fleet(2)
    options: dict[str, Any] = {"scope": "user", "project": None}
    assert two.deploy(**options).changed("deploy") == ["host0", "host1"]
    for host in two.hosts:
        assert (host.home / ".claude/rules/plain-words.md").read_text() == RULE
        assert everything(host.project) == {".git": "folder"}
    assert two.deploy(**options).changed("deploy") == []
    two.deploy(**options, state="absent", sources=None)
    assert not any(path.name == "plain-words.md" for host in two.hosts for path in host.home.rglob("*"))


def test_a_task_needs_no_network(fleet: MakeFleet) -> None:
    """Deploying from a folder works on a machine without any network."""
    alone = ("unshare", "--net")
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("this machine cannot take the network away")
    one = fleet(1)
    played = one.deploy(before=alone, offline=True)
    assert played.changed("deploy") == ["host0"], played.printed


def test_what_waits_for_an_approval_is_a_warning_or_a_failure(fleet: MakeFleet) -> None:
    """A hook of the project itself is named in a warning, and fails the task where that is asked for."""
    one = fleet(1)
    project = one.hosts[0].project
    put(project / ".aiwg/rules/own.md", "Own rule.\n")
    put(project / ".aiwg/hooks.yaml", "hooks: [{id: told, event: session_start, command: 'echo hi'}]\n")
    put(project / "aiwg.yaml", "sources: [project]\n")
    strict = one.deploy("--check", sources=None, fail_on_waiting=True).results("deploy")["host0"]
    assert strict["status"] == "failed"
    assert "hook/told" in strict["msg"]
    result = one.deploy(sources=None).results("deploy")["host0"]
    assert result["waiting"] == ["hook/told"]
    assert "hook/told" in result["warnings"][0]
    assert not (project / ".claude/settings.json").exists()


def test_errors_say_what_to_do(fleet: MakeFleet, tmp_path: Path) -> None:
    """A wrong aiwg.yaml is named with its line; a missing aiwg, an old and a broken one are told apart."""
    one = fleet(1)
    put(one.hosts[0].project / "aiwg.yaml", "sources: {bundled: false}\n")
    wrong = one.deploy(sources=None).results("deploy")["host0"]
    assert wrong["exit_code"] == 3
    assert "aiwg.yaml:1: " in wrong["msg"]
    (one.hosts[0].project / "aiwg.yaml").unlink()
    assert "no program '/nowhere/aiwg'" in one.deploy(executable="/nowhere/aiwg").results("deploy")["host0"]["msg"]
    answers = {'{"schema": "aiwg.plan/1"}': "too old", "Segmentation fault": "exit code 0: Segmentation", "": "no JSON"}
    for answer, said in answers.items():
        put(tmp_path / "other", f"#!/bin/sh\necho '{answer}'\n")
        (tmp_path / "other").chmod(0o755)
        result = one.deploy(executable=str(tmp_path / "other")).results("deploy")["host0"]
        assert result["status"] == "failed"
        assert said in result["msg"]
    unknown = one.deploy(platforms=["nope"]).results("deploy")["host0"]
    assert unknown["exit_code"] == 2
    assert "nope" in unknown["msg"]


def test_facts_are_the_status_and_the_doctor(fleet: MakeFleet) -> None:
    """The facts say whether aiwg is there and what is deployed; a conflict is among the doctor's findings."""
    one = fleet(1)
    facts = {"name": "facts", "aiwg.context.facts": {"project": "{{ project }}"}}
    missing = {"name": "missing", "aiwg.context.facts": {"project": "{{ project }}", "executable": "/nowhere/aiwg"}}
    before = everything(one.hosts[0].folder)
    played = one.play(tasks(facts, missing))
    assert played.results("missing")["host0"]["ansible_facts"] == {"aiwg": {"installed": False}}
    fresh = played.results("facts")["host0"]["ansible_facts"]["aiwg"]
    assert fresh["status"]["deployed"] is False
    assert everything(one.hosts[0].folder) == before
    one.deploy()
    put(one.hosts[0].project / ".claude/rules/plain-words.md", OWN)
    played = one.play(tasks(facts), "--check")
    later = played.results("facts")["host0"]["ansible_facts"]["aiwg"]
    assert later["status"]["deployed"] is True
    assert [each["path"] for each in later["status"]["drift"]] == [".claude/rules/plain-words.md"]
    assert later["doctor"]["summary"]["ok"] > 0
    assert all(each["level"] in ("error", "warning") for each in later["doctor"]["findings"])
    assert json.dumps(later).count("plain-words") > 0


def test_the_inventory_of_the_page_deploys_to_every_repository(fleet: MakeFleet) -> None:
    """The playbook for repositories deploys to each folder in the page's inventory, with the page's command."""
    controller = fleet(0)
    (text,) = texts_of_page("ansible", "Deploy to repositories", "yaml")
    inventory = yaml.safe_load(text.replace("/srv", str(controller.folder / "srv")))
    projects = [Path(each) for host in inventory["all"]["hosts"].values() for each in host["aiwg_projects"]]
    for project in projects:
        put(project / ".aiwg/rules/plain-words.md", RULE)
        put(project / ".claude/settings.json", "{}\n")
        put(project / "aiwg.yaml", "sources: [project]\n")
    controller.written_inventory(inventory)
    (command,) = texts_of_page("ansible", "Deploy to repositories", "sh")
    played = controller.run(shlex.split(command))
    assert played.code == 0, played.printed
    assert len(projects) == 3
    for project in projects:
        assert (project / ".claude/rules/plain-words.md").read_text() == RULE


def test_the_tasks_of_the_page_work(fleet: MakeFleet) -> None:
    """The page's own tasks deploy, look at the result and find no error."""
    one = fleet(1)
    put(one.hosts[0].project / "aiwg.yaml", "sources: [project]\n")
    put(one.hosts[0].project / ".aiwg/rules/plain-words.md", RULE)
    (text,) = texts_of_page("ansible", "Write your own tasks", "yaml")
    played = one.play(yaml.safe_load(text.replace("/srv/shop", str(one.hosts[0].project))))
    assert played.code == 0, played.printed
    assert played.changed("Deploy") == ["host0"]
    assert played.results("Stop if a tool does not load a deployed file")["host0"]["status"] == "ok"


def test_a_task_moves_no_source_to_a_version_that_is_not_in_the_lock(fleet: MakeFleet) -> None:
    """A git source is deployed in the version of the lock; without one, or with another ref, the task fails."""
    one = fleet(1)
    project, home = one.hosts[0].project, one.hosts[0].home
    who = ["-c", "user.name=Nina", "-c", "user.email=nina@example.com"]
    for line in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "One"], ["tag", "v1"], ["tag", "v2"]):
        subprocess.run(["git", *line], cwd=one.source, check=True, capture_output=True)
    put(project / "aiwg.yaml", f"sources:\n  - {{git: 'file://{one.source}', ref: v1}}\n")
    before = everything(project)
    stuck = one.deploy(sources=None).results("deploy")["host0"]
    assert (stuck["status"], stuck["exit_code"]) == ("failed", 5)
    assert everything(project) == before
    environment = {**os.environ, "HOME": str(home)}
    subprocess.run([AIWG, "update", "company", "--yes"], cwd=project, env=environment, check=True, capture_output=True)
    assert one.deploy(sources=None).changed("deploy") == ["host0"]
    assert (project / ".claude/rules/plain-words.md").read_text() == RULE
    assert one.deploy(sources=None).changed("deploy") == []
    put(project / "aiwg.yaml", (project / "aiwg.yaml").read_text().replace("v1", "v2"))
    assert one.deploy(sources=None).results("deploy")["host0"]["exit_code"] == 5
