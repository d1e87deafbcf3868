"""What cannot be planted in one project: the home folder, clients, limits of the machine, parts of aiwg itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from aiwg.apply import undo_store
from aiwg.apply.state import State
from aiwg.cli.app import run
from aiwg.core import strict_yaml
from aiwg.doctor import clients
from aiwg.fs import resources
from aiwg.fs.roots import project_roots
from tests.conftest import EVERYTHING, PLATFORMS

from .conftest import Doctor, Place
from .defects import AGENT, answering, client


def in_home(place: Place, doctor: Doctor) -> Callable[[], list[tuple[str, str | None]]]:
    """Deploy to the home folder; return what says what is wrong there."""
    arguments = ["--scope", "user", "-p", "codex", "--source", str(place.source), "--project", str(place.project), "-q"]
    assert run(["deploy", *arguments]) == 0
    return lambda: doctor("--scope", "user").bad


def test_a_home_that_was_moved_since(place: Place, doctor: Doctor) -> None:
    """A variable that was not set at the deploy and moves a platform's folder now is an error."""
    bad = in_home(place, doctor)
    assert bad() == []
    (place.home / "elsewhere").mkdir()
    place.monkeypatch.setenv("CODEX_HOME", str(place.home / "elsewhere"))
    assert ("home-moved", "~/.codex/AGENTS.md") in bad()


@pytest.mark.parametrize("where", ["home/elsewhere", "far"])
def test_a_home_that_was_moved_then(place: Place, doctor: Doctor, tmp_path: Path, where: str) -> None:
    """A variable that moved a platform's folder at the deploy and is not set now is an error."""
    (tmp_path / where).mkdir()
    place.monkeypatch.setenv("CODEX_HOME", str(tmp_path / where))
    bad = in_home(place, doctor)
    assert bad() == []
    place.monkeypatch.delenv("CODEX_HOME")
    assert "home-moved" in {code for code, _ in bad()}


def test_a_runner_of_hooks_is_where_it_belongs(place: Place, doctor: Doctor) -> None:
    """The runner of hooks is in a folder that no variable moves, so it is no error beside one that could be moved."""
    shutil.copytree(EVERYTHING / "behaviors", place.source / "behaviors")
    bad = in_home(place, doctor)
    assert (place.home / ".agents/aiwg/codex.json").is_file()
    assert bad() == []


def test_versions_of_clients(place: Place, doctor: Doctor) -> None:
    """The version is read in the package.json beside a program, which is not started."""
    seen = str(strict_yaml.parse((PLATFORMS / "codex/platform.yaml").read_text()).value["evidence"]["version"])
    for version, code in ((seen, "client-found"), ("9.0.0", "client-newer"), ("0.1.0", "client-older")):
        if (place.home / "bin").exists():
            (place.home / "bin/codex").unlink()
            (place.home / "bin").rmdir()
            os.rename(place.home / "node", place.home / f"node-{version}")
        client(version)(place)
        assert code in {each["code"] for each in doctor().content["findings"]}


def test_a_client_that_lists_all(place: Place, doctor: Doctor) -> None:
    """A client that lists what was deployed for it is well, and is started only when that is asked for."""
    answering("wiki  enabled")(place)
    assert doctor("--strict", "--run-clients").exit == 0
    place.monkeypatch.setattr(subprocess, "run", None)
    assert doctor("--strict").exit == 0


def test_a_client_that_hangs(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that does not answer is given up."""
    client("0.169.0")(place)
    (place.home / "bin/codex").resolve().write_text("#!/bin/sh\nexec sleep 30\n")
    monkeypatch.setattr(clients, "SECONDS", 0.2)
    assert ("client-failed", None) in doctor("--run-clients").bad


def test_a_full_disk(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly any room is told, and hardly an inode, too."""
    full = SimpleNamespace(f_bavail=10, f_frsize=4096, f_blocks=1000, f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda path: full)
    assert ("disk-full", None) in doctor().bad


def test_a_folder_that_may_not_be_written(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of ours that one may not write to is an error; root may write everywhere, so access is played."""
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("/.claude/agents"))
    assert ("not-writable", ".claude/agents") in doctor().bad


def test_an_undo_record_that_cannot_be_read(place: Place, doctor: Doctor) -> None:
    """A torn record of the last apply is told, with the file to delete."""
    state = State(project_roots(place.project))
    state.keeping.make()
    store = undo_store.store_of(state)
    assert store is not None
    store.write_text("{")
    assert [code for code, _ in doctor().bad] == ["undo-unreadable"]


def test_parts_of_aiwg_that_are_gone(
    place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was taken away of aiwg itself is an error that names it."""
    monkeypatch.setattr(resources, "source_folder", lambda: str(tmp_path / "gone"))
    assert ("installation-incomplete", str(tmp_path / "gone/agents")) in doctor().bad


def test_a_lock_that_is_held(place: Place, doctor: Doctor) -> None:
    """Another aiwg that is writing is told as such, and --fix ends with 6 instead of writing beside it."""
    import fcntl

    place.path(AGENT).unlink()
    descriptor = os.open(place.project, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        assert "lock-held" in {each["code"] for each in doctor().content["findings"]}
        assert doctor("--fix").exit == 6
    finally:
        os.close(descriptor)
    assert not place.path(AGENT).exists()


def test_without_a_plan_the_manifest_serves(place: Place, doctor: Doctor) -> None:
    """While the sources are invalid, outputs that are gone or changed are still told."""
    place.write("source/agents/broken.md", "---\nmodel: {\n---\n")
    place.path(AGENT).unlink()
    place.write(".cursor/agents/reviewer.md", "mine\n")
    bad = doctor().bad
    assert ("output-missing", AGENT) in bad
    assert ("output-edited", ".cursor/agents/reviewer.md") in bad


def test_other_trouble_is_not_made_worse(place: Place, doctor: Doctor) -> None:
    """While one artifact is in conflict, --fix brings back what is gone of others, and takes theirs away."""
    gone = place.path(".claude/skills/pdf/SKILL.md")
    gone.unlink()
    place.path(".cursor/agents/reviewer.md").unlink()
    place.path(".cursor/agents/reviewer.md").symlink_to("../../AGENTS.md")
    place.path("source/commands/greet.md").unlink()
    said = doctor("--fix")
    assert gone.exists()
    assert place.path(".cursor/agents/reviewer.md").is_symlink()
    assert place.path(AGENT).exists()
    assert not place.path(".claude/commands/greet.md").exists()
    assert ("in-the-way", ".cursor/agents/reviewer.md") in said.bad


FATES = {
    "claude": {"skill/pdf": "one wins for Claude Code", "rule/style": "loaded twice by Claude Code"},
    "codex": {"skill/pdf": "loaded twice by OpenAI Codex", "instructions/instructions": "loaded twice by OpenAI Codex"},
    "opencode": {"skill/pdf": "one wins for OpenCode", "instructions/instructions": "loaded twice by OpenCode"},
}
"""What becomes of an artifact that lies in both scopes."""


@pytest.mark.parametrize("id", FATES)
def test_what_lies_in_both_scopes_is_said(id: str, place: Place, doctor: Doctor) -> None:
    """What is deployed in the project and in the home folder is named once, with what a platform does with it."""
    arguments = ["--scope", "user", "-p", id, "--source", str(place.source), "--project", str(place.project), "-q"]
    assert run(["deploy", *arguments]) == 0
    said = [each for each in doctor("-p", id).findings("info", "warning") if each["code"] == "both-scopes"]
    for artifact, fate in FATES[id].items():
        about = [each for each in said if artifact in each["message"]]
        assert len(about) == 1, said
        assert fate in about[0]["message"]
        assert about[0]["level"] == ("warning" if "twice" in fate else "info")


def test_a_deploy_says_what_the_home_folder_holds_too(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A deploy names once what a platform has from the home folder already, and what becomes of the two."""
    both = ["-p", "codex,claude", "--source", str(place.source), "--project", str(place.project)]
    assert run(["deploy", "--scope", "user", *both]) == 0
    assert "in your home folder" not in "".join(capsys.readouterr())
    assert run(["remove", "--project", str(place.project), "-q"]) == 0
    capsys.readouterr()
    assert run(["deploy", *both]) == 0
    said = " ".join("".join(capsys.readouterr()).split())
    codex = re.findall("OpenAI Codex loads both copies, here and in your home folder:[a-z/, ]* skill/pdf", said)
    assert len(codex) == 1
    assert re.search("Claude Code and OpenAI Codex load both [^:]*: [a-z/, ]*instructions/instructions", said), said
    assert run(["deploy", *both]) == 0
    assert "here and in your home folder" not in "".join(capsys.readouterr())


def test_settings_in_both_scopes_are_said(place: Place, doctor: Doctor) -> None:
    """Hooks, servers and permissions in project and home are named, too: two hooks run, of the rest one counts."""
    place.write("source/hooks.yaml", "hooks:\n  - {id: told, event: stop, command: 'echo told'}\n")
    place.write("source/permissions.yaml", 'deny: ["bash(git push *)"]\n')
    place.write("source/mcp.yaml", "servers:\n  wiki: {command: wiki}\n")
    both = ["-p", "claude", "--source", str(place.source), "--project", str(place.project), "-q", "--accept-freer"]
    assert run(["deploy", "--scope", "user", *both]) == 0
    assert run(["deploy", *both]) == 0
    said = {each["message"]: each["level"] for each in doctor("-p", "claude").findings("info", "warning")}
    twice = [message for message in said if "hook/told" in message and "loaded twice by Claude Code" in message]
    assert [said[message] for message in twice] == ["warning"], said
    once = [message for message in said if "one wins for Claude Code" in message]
    assert all(any(name in each for each in once) for name in ("mcp_server/wiki", "permission/deny bash(git push *)"))


def test_a_file_that_hides_one_in_the_other_scope_is_said(place: Place, doctor: Doctor) -> None:
    """Where a platform reads one of two files, one in the project and one at home, the deploy and doctor name both."""
    place.write("~/.openhands/hooks.json", "{}\n")
    place.write("source/hooks.yaml", "hooks:\n  - {id: told, event: stop, command: 'echo told'}\n")
    assert run(["deploy", "-p", "openhands", "--source", str(place.source), "--project", str(place.project), "-q"]) == 0
    said = [each for each in doctor("-p", "openhands").findings("warning") if each["code"] == "scope-hides"]
    assert [each["message"] for each in said] == [
        "OpenHands reads .openhands/hooks.json here and ignores ~/.openhands/hooks.json"
    ]
