"""aiwg sync: everything that is recorded, brought up to date or checked."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from aiwg.cli.group import application
from aiwg.core.stamps import GRAIN_NS
from aiwg.noop_cache import syncs

from .conftest import Runner, put

OURS = ".agents/skills/notes/SKILL.md"


def skill(bundled: Path, name: str, text: str) -> None:
    """Write a skill into the bundled source."""
    put(bundled / "skills" / name / "SKILL.md", f"---\nname: {name}\ndescription: Does {name}.\n---\n{text}\n")


@pytest.fixture
def bundled(world: Path) -> Path:
    """Return the bundled source of these tests."""
    return world / "bundled"


@pytest.fixture
def settled(deployed: Path) -> Path:
    """Return the deployed project, once its sources are older than what is too young to be remembered."""
    time.sleep(2 * GRAIN_NS / 1e9)
    return deployed


def whole(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the time and bytes of every file below a folder."""
    return {
        str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


def test_sync_does_what_the_sources_ask_for(aiwg: Runner, deployed: Path, bundled: Path) -> None:
    """A changed source is written, a dropped one taken away, on all recorded platforms, and said in one line."""
    skill(bundled, "new", "New.")
    shutil.rmtree(bundled / "skills/notes")
    said = aiwg("sync")
    assert said.out.startswith("Synced 5 artifacts to Alpha Code and Beta   (")
    assert (deployed / ".agents/skills/new/SKILL.md").exists()
    assert not (deployed / OURS).exists()
    again = aiwg("sync")
    assert again.out.count("\n") == 1
    assert "all up to date" in again.out


def test_sync_where_nothing_is_deployed(aiwg: Runner, project: Path) -> None:
    """Without a deploy before, not even to what is detected, there is nothing to sync: a usage error, nothing made."""
    (project / ".alpha").mkdir()
    said = aiwg("sync", expect=2)
    assert "Deploy first: aiwg deploy" in said.err
    assert [path.name for path in project.iterdir()] == [".alpha"]
    assert aiwg("sync", "--watch", expect=2).err.startswith("aiwg: has not deployed anything here")


def test_sync_of_a_fresh_clone(aiwg: Runner, project: Path) -> None:
    """Platforms that aiwg.yaml names count as recorded."""
    put(project / "aiwg.yaml", "platforms: [beta]\n")
    said = aiwg("sync", "--check", expect=5)
    assert OURS in said.out
    aiwg("sync")
    assert (project / OURS).exists()
    aiwg("sync", "--check")


def test_both_scopes(aiwg: Runner, deployed: Path, home: Path, bundled: Path) -> None:
    """The home folder is brought up to date as well where something is deployed in it; --scope names one alone."""
    aiwg("deploy", "-p", "alpha", "--scope", "user")
    put(bundled / "agents/reviewer.md", "---\nname: reviewer\ndescription: Other.\n---\nReview it.\n")
    check = aiwg("sync", "--check", "--json", expect=5).json
    assert [scope["scope"] for scope in check["scopes"]] == ["project", "user"]
    assert aiwg("sync", "--scope", "project").out.startswith("Synced")
    assert "Other" not in (home / ".alpha/agents/reviewer.md").read_text()
    said = aiwg("sync")
    assert said.out.startswith("This project: ")
    assert "Your home folder: Synced" in said.out
    assert "Other" in (home / ".alpha/agents/reviewer.md").read_text()


def test_check_lists_all_that_differs(aiwg: Runner, deployed: Path, bundled: Path, world: Path) -> None:
    """Edits, deletions, stale files, orphans, unknown platforms: all are listed with a way out, nothing is written."""
    skill(bundled, "old", "Old.")
    aiwg("deploy")
    (deployed / OURS).write_text("mine\n")
    (deployed / ".agents/skills/old/SKILL.md").write_text("mine too\n")
    (deployed / ".agents/skills/reviewer/SKILL.md").unlink()
    shutil.rmtree(bundled / "skills/old")
    skill(bundled, "new", "New.")
    shutil.move(world / "platforms/alpha", world / "aside")
    before = whole(world)
    check = aiwg("sync", "--check", "--json", expect=5).json
    assert whole(world) == before
    assert (check["schema"], check["clean"]) == ("aiwg.sync/1", False)
    found = [(each["what"], each["about"]) for each in check["scopes"][0]["drift"]]
    assert [each for each in found if ".agents/" in each[1] or each[0] == "unknown-platform"] == [
        ("unknown-platform", "alpha"),
        ("stale", ".agents/skills/new/SKILL.md"),
        ("edited", OURS),
        ("orphan", ".agents/skills/old/SKILL.md"),
        ("missing", ".agents/skills/reviewer/SKILL.md"),
    ]
    said = aiwg("sync", "--check", expect=5)
    assert f"{len(found)} items are out of date:" in said.out
    for words in ("aiwg remove --platform alpha", "aiwg sync", "aiwg deploy --force", "aiwg diff"):
        assert words in said.out
    assert "but has no adapter for it any more" in aiwg("sync", expect=2).err


def test_a_clean_check_is_one_line(aiwg: Runner, deployed: Path, world: Path) -> None:
    """A check of what is up to date says so in one line, -q says nothing, and nothing is written, not even a lock."""
    before = whole(world)
    said = aiwg("sync", "--check")
    assert said.out == "5 artifacts on Alpha Code and Beta: all up to date\n"
    assert aiwg("sync", "--check", "-q").out == ""
    assert aiwg("sync", "--check", "--json").json["clean"] is True
    assert whole(world) == before


def test_check_of_an_invalid_source(aiwg: Runner, deployed: Path, bundled: Path) -> None:
    """An invalid source ends a check and a sync with 3, file and line."""
    put(bundled / "rules/tidy.md", "---\npaths: [\n---\nTidy up.\n")
    for arguments in (["sync", "--check"], ["sync"]):
        assert "rules/tidy.md:" in aiwg(*arguments, expect=3).err


def test_sync_with_something_in_the_way(aiwg: Runner, deployed: Path, bundled: Path) -> None:
    """A conflict ends a sync with 4 like a deploy, and is drift to a check."""
    (deployed / OURS).write_text("mine\n")
    skill(bundled, "notes", "Write better notes.")
    assert "1 conflict: " in aiwg("sync", expect=4).err
    assert f"in-the-way  {OURS}" in aiwg("sync", "--check", expect=5).out
    assert (deployed / OURS).read_text() == "mine\n"


def test_the_options_that_exclude_each_other(aiwg: Runner, deployed: Path) -> None:
    """--watch with --check, and --notify without --watch, are usage errors."""
    assert "exclude each other" in aiwg("sync", "--watch", "--check", expect=2).err
    assert "--notify needs --watch" in aiwg("sync", "--notify", "true", expect=2).err
    assert "--notify needs a command" in aiwg("sync", "--watch", "--notify", " ", expect=2).err


def test_nothing_is_imported_when_nothing_changed(aiwg: Runner, settled: Path, world: Path, home: Path) -> None:
    """After a sync or a deploy that left nothing to do, sync and its check answer from what was remembered."""
    aiwg("sync")
    for arguments in (["sync"], ["sync", "--check"], ["sync", "-q"], ["sync", "--scope", "project"]):
        assert syncs.unchanged(arguments) == "5 artifacts on Alpha Code and Beta: all up to date"
    aiwg("deploy")
    assert syncs.unchanged(["sync", "--check"]) is not None
    assert syncs.unchanged(["sync", "--check", "--json"]) is None
    assert syncs.unchanged(["sync", "--watch"]) is None
    assert syncs.unchanged(["sync", "--scope", "user"]) is None
    (settled / OURS).write_text("mine\n")
    assert syncs.unchanged(["sync", "--check"]) is None


def test_an_instruction_file_of_the_users_is_no_nothing(aiwg: Runner, settled: Path) -> None:
    """What was remembered does not hold any more when an instruction file of the user's came."""
    aiwg("sync")
    assert syncs.unchanged(["sync", "--check"]) is not None
    (settled / "BETA.md").write_text("mine\n")
    assert syncs.unchanged(["sync", "--check"]) is None


def test_a_partial_deploy_does_not_answer_a_sync(aiwg: Runner, settled: Path) -> None:
    """What a deploy of some artifacts remembers is its own alone."""
    aiwg("deploy", "--kind", "rule")
    assert syncs.unchanged(["deploy", "--kind", "rule"]) is not None
    assert syncs.unchanged(["sync"]) is None


def test_the_user_scope_is_not_forgotten(aiwg: Runner, settled: Path, home: Path) -> None:
    """Once something is deployed in the home folder, what a project remembers does not answer for both."""
    aiwg("sync")
    aiwg("deploy", "-p", "alpha", "--scope", "user")
    assert syncs.unchanged(["sync"]) is None
    aiwg("sync")
    assert syncs.unchanged(["sync"]) is None
    assert syncs.unchanged(["sync", "--scope", "project"]) is not None


def test_the_check_imports_nothing_heavy(project: Path, home: Path) -> None:
    """A check that finds nothing changed loads neither click nor yaml."""
    code = "import sys\nfrom aiwg.noop_cache import syncs\nsyncs.unchanged(['sync', '--check'])\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=project, check=True)
    assert not {"click", "yaml", "jinja2", "platformdirs", "watchdog"} & set(done.stdout.split())


ONLY_OF_DEPLOY = {
    "platforms": "sync keeps the platforms of the last deploys; another platform is a deploy",
    "sources": "sync keeps the sources of the last deploys",
    "kinds": "sync keeps the recorded selection",
    "only": "sync keeps the recorded selection",
    "profile": "sync keeps the recorded profile",
    "dry_run": "aiwg sync --check says what a sync would find, and aiwg diff what it would change",
    "show_diff": "aiwg diff",
    "force": "sync never overwrites what you edited",
    "copies": "sync keeps the places of the last deploy; `copies` in aiwg.yaml says it for good",
    "strict": "in a hook or in CI, sync --check and --exit-code stop before anything is committed",
}
"""The parameters of deploy that sync does not have, each with the reason."""


def test_sync_has_the_options_of_deploy_that_it_needs() -> None:
    """A new option of deploy comes to sync, too, or says here why it does not."""
    context, names = click.Context(application), dict[str, set[str | None]]()
    for name in ("deploy", "sync"):
        command = application.get_command(context, name)
        assert command is not None
        names[name] = {each.name for each in command.params}
    assert names["deploy"] - names["sync"] == set(ONLY_OF_DEPLOY)


@pytest.mark.parametrize("option", ["--allow-weaker-permissions", "--accept-freer"])
def test_a_loss_can_be_accepted_once(aiwg: Runner, deployed: Path, option: str) -> None:
    """A restriction that a platform lacks stops a sync and a check, unless the option accepts that, for this run."""
    put(deployed / ".aiwg/permissions.yaml", 'deny: ["bash(rm *)"]\n')
    for words in (["sync"], ["sync", "--check"]):
        assert "--allow-weaker-permissions" in aiwg(*words, expect=7).err
    assert aiwg("sync", "--check", option, "--json", expect=5).json["changed"] is True
    assert "Fewer restrictions" in aiwg("sync", option).err
    assert "Bash(rm" in (deployed / ".alpha/settings.json").read_text()
    aiwg("sync", "--check", option)
    aiwg("sync", option)
    aiwg("sync", expect=7)
    assert "aiwg.yaml" in aiwg("sync", "--watch", option, expect=2).err
