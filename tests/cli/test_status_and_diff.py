"""status and diff: what is deployed, what drifted, what a deploy would change. Neither writes anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import stats

from .conftest import Runner, put


def test_status_says_that_nothing_is_deployed_and_how_to(aiwg: Runner) -> None:
    """In a fresh project, status says that nothing is deployed and what to type."""
    said = aiwg("status").out
    assert "aiwg has not deployed anything here." in said
    assert "aiwg deploy --platform ID" in said
    assert aiwg("status", "--json").json["deployed"] is False


def test_status_names_detected_platforms_when_nothing_is_deployed(aiwg: Runner, project: Path) -> None:
    """A project that shows signs of a platform is told so."""
    (project / ".beta").mkdir()
    assert "Tools used in this project: Beta" in aiwg("status").out


def test_status_counts_files_per_platform(aiwg: Runner, deployed: Path) -> None:
    """Each platform is listed with its files and how many of them serve others too."""
    found = aiwg("status", "--json").json
    assert found["schema"] == "aiwg.status/1"
    assert found["clean"] is True
    by_id = {platform["id"]: platform for platform in found["platforms"]}
    assert by_id["alpha"]["files"] == 4
    assert by_id["alpha"]["shared"] == 4
    assert by_id["beta"]["files"] == 5
    assert "All up to date." in aiwg("status").out


def test_status_tells_drift_from_what_a_deploy_would_do(aiwg: Runner, deployed: Path) -> None:
    """Edited and deleted files are drift; changed sources are pending; status still ends with 0."""
    put(deployed / ".alpha/agents/reviewer.md", "mine now\n")
    (deployed / ".agents/skills/notes/SKILL.md").unlink()
    put(deployed / ".aiwg/rules/new.md", "New.\n")
    found = aiwg("status", "--json").json
    assert found["clean"] is False
    assert {(each["action"], each["path"]) for each in found["drift"]} == {
        ("edited", ".alpha/agents/reviewer.md"),
        ("deleted", ".agents/skills/notes/SKILL.md"),
    }
    assert "AGENTS.md" in {each["path"] for each in found["pending"]} | {each["path"] for each in found["conflicts"]}
    said = aiwg("status").out
    assert "aiwg diff .alpha/agents/reviewer.md" in said
    assert "A deploy would:" in said


def test_status_still_says_what_is_deployed_when_a_source_is_broken(aiwg: Runner, deployed: Path) -> None:
    """A refused artifact ends status with its exit code, after what the manifest knows."""
    put(deployed / ".aiwg/rules/broken.md", "---\ndescription: [\n---\nx\n")
    said = aiwg("status", expect=3)
    assert "Alpha Code" in said.out
    assert ".aiwg/rules/broken.md" in said.err
    refused = aiwg("status", "--json", expect=3).json["refused"]
    assert [(each["artifact"], each["file"], each["line"]) for each in refused] == [
        ("rule/broken", ".aiwg/rules/broken.md", 2)
    ]


def test_looking_writes_nothing(aiwg: Runner, deployed: Path) -> None:
    """No verb that only looks changes a file, not even its time."""
    before = stats(deployed)
    for words in (["status"], ["diff"], ["list"], ["show", "tidy"], ["platforms"], ["explain", "AGENTS.md"], ["trust"]):
        aiwg(*words)
    assert stats(deployed) == before


def test_diff_shows_what_a_deploy_would_change(aiwg: Runner, deployed: Path) -> None:
    """A new rule appears as added lines of the file that will hold it, a new file against nothing."""
    put(deployed / ".aiwg/rules/new.md", "Brand new.\n")
    put(deployed / ".aiwg/agents/new.md", "---\nname: new\ndescription: New.\n---\nHelp.\n")
    said = aiwg("diff").out
    assert "--- a/AGENTS.md" in said
    assert "+Brand new." in said
    assert "--- /dev/null" in said


def test_diff_shows_the_users_version_against_ours(aiwg: Runner, deployed: Path) -> None:
    """An edited file is shown as the user has it against what --force would write."""
    file = deployed / ".alpha/agents/reviewer.md"
    file.write_text(file.read_text().replace("Review it.", "Review it well."))
    said = aiwg("diff", ".alpha/agents/reviewer.md").out
    assert "-Review it well." in said
    assert "+Review it." in said
    assert "your edit, not changed" in said


def test_diff_shows_a_conflict_against_ours(aiwg: Runner, project: Path) -> None:
    """A file that is in the way is shown against ours, and nothing is written."""
    put(project / ".alpha/agents/reviewer.md", "mine\n")
    put(project / ".aiwg/agents/reviewer.md", "---\nname: reviewer\ndescription: Reviews.\n---\nReview it.\n")
    changes = aiwg("diff", "-p", "alpha", "--json").json["changes"]
    found = next(change for change in changes if change["path"] == ".alpha/agents/reviewer.md")
    assert found["action"] == "conflict"
    assert "-mine" in found["diff"]
    assert "+Review it." in found["diff"]
    assert (project / ".alpha/agents/reviewer.md").read_text() == "mine\n"


def test_diff_of_edited_keys_and_blocks_shows_the_whole_file(aiwg: Runner, deployed: Path) -> None:
    """An edited block is compared inside its file, the user's own lines around it as context."""
    file = deployed / "AGENTS.md"
    file.write_text("My own line.\n\n" + file.read_text().replace("Carefully.", "Wildly."))
    said = aiwg("diff", "AGENTS.md").out
    assert "-Wildly." in said
    assert "+Carefully." in said
    assert "-My own line." not in said


def test_diff_takes_folders_and_paths_from_elsewhere(
    aiwg: Runner, deployed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder stands for all below it; a path may be absolute or relative to the current folder."""
    put(deployed / ".alpha/agents/reviewer.md", "mine\n")
    (deployed / ".agents/skills/notes/SKILL.md").unlink()
    assert "agents/reviewer.md" in aiwg("diff", ".alpha").out
    assert "skills/notes" not in aiwg("diff", ".alpha").out
    monkeypatch.chdir(deployed / ".alpha")
    words = ("diff", "agents/reviewer.md", "--project", str(deployed), "--json")
    assert [change["path"] for change in aiwg(*words).json["changes"]] == [".alpha/agents/reviewer.md"]
    assert aiwg("diff", str(deployed / "AGENTS.md"), "--project", str(deployed)).out == "AGENTS.md   no change\n"


def test_diff_of_a_path_that_is_not_ours_suggests(aiwg: Runner, deployed: Path) -> None:
    """A misspelt path ends with 2 and the closest one."""
    assert "AGENTS.md?" in aiwg("diff", "AGENT.md", expect=2).err


def test_diff_of_nothing_says_so(aiwg: Runner, deployed: Path) -> None:
    """When a deploy would change nothing, diff says that, and its JSON is empty."""
    assert aiwg("diff").out == "A deploy would change no file.\n"
    assert aiwg("diff", "--json").json == {"schema": "aiwg.diff/1", "changes": [], "refused": []}


def test_diff_escapes_what_would_move_the_cursor(aiwg: Runner, deployed: Path) -> None:
    """Control characters of a file never reach the terminal."""
    put(deployed / ".alpha/agents/reviewer.md", "\x1b[31mred\n")
    said = aiwg("diff", ".alpha/agents/reviewer.md").out
    assert "\x1b" not in said
    assert "\\x1b[31mred" in said


def diffs(document: Any) -> dict[str, str]:
    """Return the changed lines by path."""
    return {each["path"]: each["diff"] for each in document["actions"] if each.get("diff")}


def test_the_json_of_a_deploy_and_a_remove_has_the_changed_lines(aiwg: Runner) -> None:
    """With --json and --diff each action that writes has its changed lines, before a run and after it."""
    planned = diffs(aiwg("deploy", "-p", "beta", "--dry-run", "--json", "--diff").json)
    assert "+Tidy up.\n" in "".join(planned.values())
    assert diffs(aiwg("deploy", "-p", "beta", "--json", "--diff").json) == planned
    assert diffs(aiwg("deploy", "-p", "beta", "--json", "--diff").json) == {}
    removed = diffs(aiwg("remove", "--dry-run", "--json", "--diff").json)
    assert removed.keys() == planned.keys()
    assert "-Tidy up.\n" in "".join(removed.values())
    assert "-Tidy up." in aiwg("remove", "--dry-run", "--diff").out
    assert diffs(aiwg("remove", "--json").json) == {}
