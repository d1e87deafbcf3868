"""explain: why a file is where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Runner, put


def test_a_shared_file_names_everybody_it_serves(aiwg: Runner, deployed: Path) -> None:
    """One copy that two platforms load is explained for both."""
    found = aiwg("explain", ".agents/skills/notes/SKILL.md", "--json").json
    assert found["schema"] == "aiwg.explain/1"
    assert found["ours"] is True
    assert found["platforms"] == ["alpha", "beta"]
    assert found["artifacts"][0]["artifact"] == "skill/notes"
    assert found["artifacts"][0]["source"].startswith("(bundled)/skills/notes/SKILL.md:")
    said = aiwg("explain", ".agents/skills/notes/SKILL.md").out
    assert "unchanged" in said
    assert "One copy serves all 2." in said


def test_a_bridge_says_what_it_includes_and_for_whom(aiwg: Runner, deployed: Path) -> None:
    """The file that only includes another is explained by the platform that does not read the other."""
    said = aiwg("explain", ".beta/BETA.md").out
    assert "Beta" in said
    assert "does not read AGENTS.md by itself" in said
    assert "through .beta/BETA.md" in aiwg("explain", "AGENTS.md").out


def test_a_carried_artifact_says_what_the_platform_lacks(aiwg: Runner, project: Path) -> None:
    """A rule in the instructions is explained by the platform that has no rules."""
    aiwg("deploy", "-p", "alpha")
    said = aiwg("explain", "AGENTS.md").out
    assert "it has no rules, so aiwg delivers this in its instructions   (rule/tidy)" in said


def test_a_compat_place_says_so(aiwg: Runner, deployed: Path) -> None:
    """A platform that is served from another's folder is explained as that."""
    assert "in this folder of another tool too" in aiwg("explain", ".alpha/agents/reviewer.md").out


def test_an_edited_file_says_so(aiwg: Runner, deployed: Path) -> None:
    """What the user did to our file is part of the explanation."""
    put(deployed / ".alpha/agents/reviewer.md", "mine\n")
    found = aiwg("explain", ".alpha/agents/reviewer.md", "--json").json
    assert found["state"] == "edited"
    assert "edited by you" in aiwg("explain", ".alpha/agents/reviewer.md").out


def test_a_file_of_the_users_says_who_reads_it(aiwg: Runner, project: Path) -> None:
    """A file that is not ours is not ours; the platforms that read it are named with their conditions."""
    put(project / ".alpha/settings.json", "{}")
    said = aiwg("explain", ".alpha/settings.json").out
    assert "not aiwg's file\n" in said
    assert "Alpha Code" in said
    assert "first: trust this folder in Alpha" in said
    assert "No platform reads it." in aiwg("explain", "README.md").out


def test_a_nested_file_is_read_where_its_place_is_nested(aiwg: Runner) -> None:
    """AGENTS.md of a subfolder is read by the platform that loads nested ones."""
    readers = aiwg("explain", "src/api/AGENTS.md", "--json").json["read_by"]
    assert [reader["platform"] for reader in readers] == ["alpha"]


def test_a_source_points_to_its_artifact(aiwg: Runner, project: Path) -> None:
    """A file of a source is explained by the artifact that it is, assets included."""
    put(project / ".aiwg/skills/mine/SKILL.md", "---\nname: mine\ndescription: Mine.\n---\nx\n")
    put(project / ".aiwg/skills/mine/assets/a.txt", "a")
    assert "aiwg show skill/mine" in aiwg("explain", ".aiwg/skills/mine/assets/a.txt").out


def test_a_path_below_home_is_looked_up_in_the_user_scope(aiwg: Runner, home: Path) -> None:
    """A file of the home folder is explained by what is deployed there."""
    aiwg("deploy", "-p", "alpha", "--scope", "user")
    assert "aiwg's block" in aiwg("explain", str(home / ".alpha/AGENTS.md")).out
    assert aiwg("explain", "~/.alpha/AGENTS.md", "--json").json["scope"] == "user"


@pytest.mark.parametrize("above", [False, True], ids=["the home folder", "the folder above it"])
def test_a_home_folder_in_a_project_is_looked_up_in_both(aiwg: Runner, home: Path, above: bool) -> None:
    """Where the home folder is the project or lies in it, what is deployed there is still aiwg's."""
    aiwg("deploy", "-p", "alpha", "--scope", "user")
    project = home.parent if above else home
    path = f"{home.name}/.alpha/AGENTS.md" if above else ".alpha/AGENTS.md"
    for typed in (path, str(home / ".alpha/AGENTS.md"), "~/.alpha/AGENTS.md"):
        found = aiwg("explain", typed, "--json", "--project", str(project)).json
        assert (found["scope"], found["ours"]) == ("user", True), typed
    assert aiwg("explain", "other.md", "--json", "--project", str(project)).json["scope"] == "project"


def test_a_path_outside_is_refused(aiwg: Runner) -> None:
    """A path outside the project and home ends with 2."""
    assert "outside the project" in aiwg("explain", "/etc/hosts", expect=2).err


def test_a_linked_project_is_the_same_project(aiwg: Runner, deployed: Path, tmp_path: Path) -> None:
    """An absolute path through a link to the project is found."""
    os.symlink(deployed, tmp_path / "link")
    assert "aiwg's block" in aiwg("explain", str(tmp_path / "link" / "AGENTS.md")).out
