"""Artifacts on demand in every command: what leaves the disk, what stays, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Targets
from aiwg.deployment.sync import bring_up_to_date
from tests.conftest import stats, tree

from .conftest import Artifacts, Runner, put

CATALOG = ".claude/skills/aiwg-catalog/SKILL.md"


@pytest.fixture
def moved(aiwg: Runner, skill: Artifacts, project: Path) -> Path:
    """Deploy two skills and put one on demand; return its file."""
    skill("one", delivery="")
    skill("two", delivery="")
    aiwg("deploy", "-p", "claude,codex")
    skill("one")
    return project / ".claude/skills/one/SKILL.md"


def test_moving_an_artifact_removes_its_files(moved: Path, aiwg: Runner, project: Path) -> None:
    """The next deploy takes its files and folders away, and brings the catalog skill; another one changes nothing."""
    said = aiwg("deploy").out
    assert "2 artifacts and 1 on demand" in said
    assert not moved.parent.exists()
    assert not (project / ".agents/skills/one").exists()
    assert (project / ".claude/skills/two/SKILL.md").exists()
    assert "1 skill." in (project / CATALOG).read_text()
    before = stats(project)
    aiwg("deploy")
    aiwg("sync")
    assert stats(project) == before
    aiwg("sync", "--check")


def test_an_edited_file_stays(moved: Path, aiwg: Runner) -> None:
    """What the user changed in a deployed file is kept, and told."""
    moved.write_text(moved.read_text() + "Mine.\n")
    said = aiwg("deploy")
    assert moved.read_text().endswith("Mine.\n")
    assert "skills/one/SKILL.md" in said.out


def test_moving_it_back_and_removing_all_restores_the_project(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """The catalog skill goes with the last artifact on demand, and remove leaves nothing."""
    before = tree(project)
    skill("one")
    aiwg("deploy", "-p", "claude")
    assert (project / CATALOG).exists()
    skill("one", delivery="deploy")
    aiwg("deploy")
    assert not (project / CATALOG).exists()
    assert (project / ".claude/skills/one/SKILL.md").exists()
    skill("one")
    aiwg("deploy")
    aiwg("undo")
    assert (project / ".claude/skills/one/SKILL.md").exists()
    aiwg("remove")
    assert tree(project) == before


def test_the_users_word_in_aiwg_yaml_is_the_last(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """A pattern moves what its author deploys, and an exclamation mark deploys what its author or bundle moves."""
    skill("a", delivery="deploy")
    skill("b")
    skill("c", delivery="")
    put(
        project / ".aiwg/bundles.yaml",
        "bundles:\n  all: {delivery: on-demand, artifacts: [skill/a, skill/b, skill/c]}\n",
    )
    plan = aiwg("deploy", "-p", "claude", "--dry-run", "--json").json
    assert plan["on_demand"] == ["skill/b", "skill/c"]
    put(project / "aiwg.yaml", 'sources: [project]\non_demand: ["a", "!skill/b", "!skill/c"]\n')
    assert aiwg("deploy", "-p", "claude", "--dry-run", "--json").json["on_demand"] == ["skill/a"]


@pytest.mark.parametrize(
    "typed",
    ["skill/*", "one", "skill/one", "skills/one", ".aiwg/skills/one", "skills/*", "source:project", "source:.aiwg",
     "bundle:some", "*"],
)  # fmt: skip
def test_patterns_mean_what_exclude_means(typed: str, aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """By key, id, path in the source or from the project, and by source or bundle."""
    skill("one", delivery="")
    put(project / ".aiwg/rules/always.md", "Always.\n")
    put(project / ".aiwg/bundles.yaml", "bundles:\n  some: {artifacts: [skill/one]}\n")
    put(project / "aiwg.yaml", f'sources: [project]\non_demand: ["{typed}"]\n')
    assert aiwg("deploy", "-p", "claude", "--dry-run", "--json").json["on_demand"] == ["skill/one"]


def test_what_a_deployed_artifact_loads_by_name_stays_deployed(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """An agent that names a skill keeps it on disk, with a note; once the agent is on demand, both are."""
    skill("one")
    agent = "---\nname: helper\ndescription: Helps.\nskills: [one]\n{}---\nHelp.\n"
    put(project / ".aiwg/agents/helper.md", agent.format(""))
    plan = aiwg("deploy", "-p", "claude", "--dry-run", "--json").json
    assert plan["on_demand"] == []
    (note,) = [each for each in plan["problems"] if each["code"] == "stays-deployed"]
    assert note["message"] == "skill/one stays deployed: agent/helper loads it by name"
    put(project / ".aiwg/agents/helper.md", agent.format("delivery: on-demand\n"))
    assert aiwg("deploy", "-p", "claude", "--dry-run", "--json").json["on_demand"] == ["agent/helper", "skill/one"]


def test_a_mention_of_what_is_on_demand_leads_there(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """A deployed text that mentions it is deployed all the same, and names no path that is not there."""
    skill("one")
    skill("two", "First read @$AIWG_ROOT/skills/one/SKILL.md.\n", delivery="")
    aiwg("deploy", "-p", "claude")
    assert ".claude/skills/one" not in (project / ".claude/skills/two/SKILL.md").read_text()
    assert "`aiwg show skill/one --body`" in (project / ".claude/skills/two/SKILL.md").read_text()


def test_a_skill_of_yours_takes_the_place_of_the_catalog(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """Your own text is deployed, and a warning says so."""
    skill("one")
    skill("aiwg-catalog", "My own words.\n", delivery="")
    plan = aiwg("deploy", "-p", "claude", "--json").json
    assert "own-catalog" in [each["code"] for each in plan["problems"]]
    assert "My own words." in (project / CATALOG).read_text()


def test_both_scopes_have_a_catalog_of_their_own(aiwg: Runner, skill: Artifacts, project: Path, home: Path) -> None:
    """The home folder's names its scope in both commands, and a platform loads each once."""
    skill("one")
    put(home / ".config/aiwg/skills/mine/SKILL.md", "---\nname: mine\ndescription: M.\ndelivery: on-demand\n---\nM.\n")
    aiwg("deploy", "-p", "claude")
    aiwg("deploy", "-p", "claude", "--scope", "user")
    text = (home / ".claude/skills/aiwg-catalog-user/SKILL.md").read_text()
    assert "aiwg find --scope user WORDS" in text
    assert "--body --scope user" in text
    assert "--scope" not in (project / CATALOG).read_text()
    assert aiwg("context", "claude", "--json").json["twice"] == []


def test_every_command_knows_it(moved: Path, aiwg: Runner) -> None:
    """list, show, status, explain, doctor and the plan say that it is on demand."""
    aiwg("deploy")
    listed = {each["id"]: each["delivery"] for each in aiwg("list", "--json").json["artifacts"]}
    assert listed == {"one": "on-demand", "two": "deploy"}
    assert "(on-demand)" in aiwg("list").out
    assert {each["level"] for each in aiwg("show", "one", "--json").json["arrivals"]} == {"on-demand"}
    assert "1 on demand: agents find it with aiwg find" in aiwg("status").out
    assert aiwg("status", "--json").json["on_demand"] == ["skill/one"]
    for typed in ("one", "skill/one", ".claude/skills/one/SKILL.md"):
        assert "is not on disk: it is on demand" in aiwg("explain", typed).out
        assert aiwg("explain", typed, "--json").json["on_demand"] == "skill/one"
    assert aiwg("explain", CATALOG, "--json").json["artifacts"][0]["artifact"] == "skill/aiwg-catalog"
    fidelity = {each["artifact"]: each["level"] for each in aiwg("deploy", "--json").json["fidelity"]}
    assert fidelity["skill/one"] == "on-demand"
    report = aiwg("report", "--json").json
    assert {each["id"]: each["delivery"] for each in report["artifacts"]}["skill/one"] == "on-demand"
    assert "on-demand" in {each["level"] for each in report["outcomes"]}
    assert [each for each in aiwg("doctor", "--json").json["findings"] if each["level"] == "error"] == []
    aiwg("lint", "--source", ".aiwg", expect=None)
    assert "skill/one" not in aiwg("audit", "--json", expect=None).out


def test_a_warning_about_a_platform_without_skills_is_told_once(aiwg: Runner, skill: Artifacts) -> None:
    """On the first deploy, not on the next one, and again with -v; the settings can accept it."""
    skill("one")
    said = aiwg("deploy", "-p", "claude,aider")
    assert "agents cannot find artifacts on demand in Aider" in " ".join((said.out + said.err).split())
    assert "agents find 1 artifact with the catalog skill in Claude Code" in said.out
    skill("two")
    again = aiwg("deploy")
    assert "cannot find artifacts" not in again.out + again.err
    assert "catalog skill" not in again.out
    assert "cannot find artifacts" in aiwg("deploy", "-v").err


def test_a_watch_keeps_the_catalog_current(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """A new artifact on demand changes the count in the catalog skill, in the process that watches."""
    skill("one")
    aiwg("deploy", "-p", "claude")
    caches = Caches()
    bring_up_to_date(Targets(project), caches=caches)
    skill("two")
    bring_up_to_date(Targets(project), caches=caches)
    assert "2 skills." in (project / CATALOG).read_text()
    assert aiwg("find", "two", "--json").json["results"][0]["artifact"] == "skill/two"


def test_the_catalog_can_be_left_out(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """Excluded, it is not written, the warning says that nothing arrives, and a search still works."""
    skill("one")
    put(project / "aiwg.yaml", "sources: [project]\nexclude: [aiwg-catalog]\n")
    plan = aiwg("deploy", "-p", "claude", "--json").json
    assert [each["code"] for each in plan["problems"]] == ["not-delivered"]
    assert not (project / CATALOG).exists()
    assert {each["level"] for each in plan["fidelity"]} == {"unsupported"}
    assert "skill/one" in aiwg("find", "one").out
