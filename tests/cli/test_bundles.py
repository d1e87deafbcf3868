"""Bundles: listing them, and taking one with --only."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Runner, put

BUNDLES = """\
bundles:
  writing:
    description: For those who write.
    artifacts: [skill/notes, rules/tidy]
  tidy:
    artifacts:
      - agent/reviewer
"""


@pytest.fixture
def bundles(world: Path) -> Path:
    """Give the bundled source two bundles; return the file."""
    put(world / "bundled" / "bundles.yaml", BUNDLES)
    return world / "bundled" / "bundles.yaml"


def test_list_names_bundles_and_what_is_in_them(aiwg: Runner, bundles: Path) -> None:
    """list --bundles says each bundle, what it is for and its artifacts, their kinds as artifacts are called."""
    said = aiwg("list", "--bundles").out
    assert "writing  bundled  For those who write.\n  skill/notes\n  rule/tidy\n" in said
    assert "2 bundles" in said
    found = aiwg("list", "--bundles", "--json").json
    assert found["schema"] == "aiwg.bundles/1"
    assert [(each["name"], each["artifacts"]) for each in found["bundles"]] == [
        ("writing", ["skill/notes", "rule/tidy"]),
        ("tidy", ["agent/reviewer"]),
    ]


def test_list_says_the_bundles_of_an_artifact(aiwg: Runner, bundles: Path) -> None:
    """list says beside each artifact which bundles it is in."""
    assert "tidy  bundled  writing  Leave it tidy." in aiwg("list", "rule").out
    found = {(each["kind"], each["id"]): each["bundles"] for each in aiwg("list", "--json").json["artifacts"]}
    assert found["rule", "tidy"] == ["writing"]
    assert found["skill", "reviewer"] == []


def test_without_bundles_there_is_no_column_and_a_hint(aiwg: Runner) -> None:
    """Sources without bundles are listed as before; list --bundles says where bundles are named."""
    assert "tidy  bundled  Leave it tidy." in aiwg("list", "rule").out
    assert "bundles.yaml" in aiwg("list", "--bundles").out


def test_a_kind_and_bundles_do_not_go_together(aiwg: Runner, bundles: Path) -> None:
    """list KIND --bundles is a usage error."""
    aiwg("list", "rule", "--bundles", expect=2)


def test_only_takes_a_bundle(aiwg: Runner, bundles: Path, project: Path) -> None:
    """--only NAME deploys what is in the bundle and nothing else."""
    aiwg("deploy", "-p", "beta", "--only", "writing")
    assert (project / ".beta/rules/tidy.md").is_file()
    assert (project / ".agents/skills/notes/SKILL.md").is_file()
    assert not (project / ".beta/agents").exists()
    assert not (project / ".agents/skills/reviewer").exists()


def test_only_takes_artifact_and_bundle_of_one_name(aiwg: Runner, bundles: Path, project: Path) -> None:
    """A name that is a bundle's and an artifact's means both; kind/id means the artifact alone."""
    aiwg("deploy", "-p", "beta", "--only", "rule/tidy")
    assert not (project / ".beta/agents").exists()
    aiwg("deploy", "-p", "beta", "--only", "tidy")
    assert (project / ".beta/agents/reviewer.md").is_file()
    assert (project / ".beta/rules/tidy.md").is_file()


def test_a_misspelt_bundle_is_suggested(aiwg: Runner, bundles: Path) -> None:
    """--only with a name that is none ends with 2 and the closest one."""
    assert "Did you mean writing?" in aiwg("deploy", "-p", "beta", "--only", "writting", expect=2).err


def test_the_projects_bundle_wins(aiwg: Runner, bundles: Path, project: Path) -> None:
    """A later layer's bundle takes the place of one with its name, and may name artifacts of earlier layers."""
    put(project / ".aiwg/bundles.yaml", "bundles: {writing: {artifacts: [agent/reviewer]}}\n")
    found = {each["name"]: each for each in aiwg("list", "--bundles", "--json").json["bundles"]}
    assert (found["writing"]["layer"], found["writing"]["artifacts"]) == ("project", ["agent/reviewer"])
    assert found["tidy"]["layer"] == "bundled"


def test_a_bundle_of_something_unknown_is_refused(aiwg: Runner, project: Path) -> None:
    """A bundle that names what no source has is refused with its line, and the artifacts are deployed."""
    put(project / ".aiwg/bundles.yaml", "bundles:\n  mine:\n    artifacts:\n      - rule/tidy\n      - rule/tiny\n")
    said = aiwg("deploy", "-p", "beta", expect=3).err
    assert ".aiwg/bundles.yaml:5: the bundle mine names rule/tiny" in said
    assert "rule/tidy" in said
    assert (project / ".beta").exists()


def test_what_aiwg_yaml_excludes_may_be_in_a_bundle(aiwg: Runner, bundles: Path, project: Path) -> None:
    """An artifact that the project leaves out makes no bundle invalid, and is not deployed with it."""
    put(project / "aiwg.yaml", "exclude: [rule/tidy]\n")
    aiwg("deploy", "-p", "beta", "--only", "writing")
    assert (project / ".agents/skills/notes/SKILL.md").is_file()
    assert not (project / ".beta/rules").exists()
