"""Names of other tools for a platform: they work wherever an id does, and aiwg keeps and shows the real name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.adapter.discover import Registry
from aiwg.config import read_config
from tests.conftest import PLATFORMS

from .conftest import Runner, put

MESSAGE = "Reviews changes."
AGENT = f"---\nname: two\ndescription: {MESSAGE}\n{{more}}---\nReview.\n"


def test_every_name_of_every_platform_means_that_platform() -> None:
    """Each id, alias and shown name of the platforms that ship means one platform, in any case."""
    registry = Registry()
    registry.add(PLATFORMS, "bundled")
    seen: dict[str, str] = {}
    for id in registry.ids():
        for name in registry.get(id).names:
            assert name not in seen, f"{name} is {seen[name]} and {id}"
            seen[name] = id
            assert name == name.lower()
            assert registry.named(name).id == registry.named(f" {name.upper()} ").id == id
            assert registry.knows(name)
        shown = registry.get(id).name
        assert registry.named(shown).id == registry.named(shown.lower()).id == id
    assert seen["vscode"] == seen["github-copilot"] == "copilot"


@pytest.mark.parametrize("typed", ["alfa", "ALFA", "alpha,alfa", "alfa, beta"])
def test_an_alias_is_kept_as_the_id(aiwg: Runner, project: Path, typed: str) -> None:
    """Whatever was typed, the manifest and the output hold the id or the name of the platform, and never the alias."""
    said = aiwg("deploy", "-p", typed)
    recorded = json.loads((project / ".aiwg/manifest.json").read_text())["platforms"]
    assert recorded == (["alpha", "beta"] if "beta" in typed else ["alpha"])
    assert "Alpha Code" in said.out
    assert "alfa" not in (said.out + said.err).lower()
    aiwg("remove", "-p", "alfa")
    assert not (project / ".alpha").exists()


def test_an_alias_works_in_aiwg_yaml(aiwg: Runner, project: Path) -> None:
    """platforms, accept_freer, copies, models and overrides take an alias as they take the id."""
    put(project / ".aiwg/permissions.yaml", 'deny: ["read(.env)"]\n')
    put(project / ".aiwg/agents/two.md", AGENT.format(more=""))
    text = "platforms: [{0}, beta]\naccept_freer: [{0}, beta]\ncopies: [{0}]\n"
    text += "overrides: {{agent/two: {{{0}: {{x: 1}}}}}}\n"
    outputs = []
    for name in ("alpha", "alfa"):
        put(project / "aiwg.yaml", text.format(name))
        aiwg("trust", "--yes", expect=None)
        aiwg("deploy")
        files = [path for path in (project / ".alpha").rglob("*") if path.is_file()]
        outputs.append({path: path.read_bytes() for path in files})
    assert outputs[0] == outputs[1]
    assert b"x: 1" in outputs[1][project / ".alpha/agents/two.md"]


@pytest.mark.parametrize("name", ["alpha", "alfa"])
def test_an_alias_works_in_an_artifact(aiwg: Runner, project: Path, name: str) -> None:
    """The fields platforms and overrides of an artifact take an alias as they take the id, and lint knows it."""
    put(project / ".aiwg/agents/two.md", AGENT.format(more=f"platforms: [{name}]\noverrides: {{{name}: {{x: 1}}}}\n"))
    aiwg("trust", "--yes", expect=None)
    said = aiwg("deploy", "-p", "alpha,beta")
    assert "x: 1" in (project / ".alpha/agents/two.md").read_text()
    assert not (project / ".beta/agents/two.md").exists()
    assert "no platform" not in said.err
    assert "no platform" not in aiwg("lint", expect=None).out


@pytest.mark.parametrize("command", [("platforms",), ("context",), ("budget", "-p"), ("import", "--dry-run", "-p")])
def test_an_alias_works_in_other_commands(aiwg: Runner, command: tuple[str, ...]) -> None:
    """A command that takes a platform takes its aliases."""
    assert "no platform" not in aiwg(*command, "alfa", expect=None).err


def test_aliases_are_shown(aiwg: Runner) -> None:
    """The page of a platform and its JSON name the aliases."""
    assert ["also", "called", "alfa"] in [line.split() for line in aiwg("platforms", "alfa").out.splitlines()]
    assert "Details and other names: aiwg platforms ID" in aiwg("platforms").out
    (row,) = aiwg("platforms", "alfa", "--json").json["platforms"]
    assert (row["id"], row["aliases"]) == ("alpha", ["alfa"])


def test_init_keeps_the_id(aiwg: Runner, project: Path) -> None:
    """aiwg init -p ALIAS writes the id into aiwg.yaml."""
    aiwg("init", "-p", "alfa", "--start", "mine")
    assert read_config(project).platforms == ("alpha",)
