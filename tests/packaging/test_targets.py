"""The forms of packages are data in the words of an adapter, and each says what becomes of every artifact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from aiwg.adapter.package_target import package_targets
from aiwg.adapter.schema.document import CELL
from aiwg.artifact.kinds import CELL_OF
from aiwg.core.shape import check_shape
from aiwg.source.load import load_source
from tests.conftest import EVERYTHING
from tests.packaging.conftest import TARGETS, Packager

CLIENTS = Path(__file__).parent.parent / "conformance" / "clients"
SEEN = yaml.safe_load((CLIENTS.parent / "packaged.yaml").read_text(encoding="utf-8"))

OF_PACKAGES = {"package_root", "drops", "takes", "reader_tools"}
"""The keys of a cell that only a target has."""


@pytest.mark.parametrize("id", TARGETS)
def test_a_target_is_an_adapter(id: str) -> None:
    """Each cell of a target has the shape of an adapter's, and each kind is in a cell or among `none`."""
    adapter = package_targets()[id].adapter
    for name, cell in adapter.cells.items():
        said = {key: value for key, value in cell.settings.items() if key not in OF_PACKAGES}
        assert list(check_shape(said, CELL)) == [], name
        assert all(not place.spec.anchor for place in cell.reads), name
    assert set(adapter.cells).isdisjoint(adapter.lacks)


def test_targets_that_exclude_each_other_share_no_tree() -> None:
    """A manifest that changes how a client reads a package never lies in the tree of one that it excludes."""
    targets = package_targets().values()
    shared = {(one.id, other.id) for one in targets for other in targets if one is not other and one.tree == other.tree}
    assert not {(one.id, other) for one in targets for other in one.excludes} & shared
    assert [target.id for target in targets if target.is_default] == ["claude-plugin"]


@pytest.mark.parametrize("id", TARGETS)
def test_nothing_is_lost_silently(id: str, packager: Packager) -> None:
    """Every artifact of every kind arrives at a path that is there, or the plan says why not."""
    packages = packager.make(id, source=EVERYTHING)
    (made,) = packages.made
    told = {each.artifact: each for each in made.deliveries}
    names = {id, *package_targets()[id].extends}
    everything = load_source(EVERYTHING, "project", "").artifacts
    assert told.keys() == {each.named for each in everything if each.wants(names)}
    for delivery in told.values():
        if delivery.level == "unsupported":
            assert delivery.notes
            assert not delivery.paths
        for path in delivery.paths:
            assert (packager.out / made.folder / path).exists(), path


@pytest.mark.parametrize("id", TARGETS)
def test_no_file_names_a_place_outside_its_package(id: str, packager: Packager) -> None:
    """A package names no file of the project that it was made in, and no folder of a platform."""
    packages = packager.make(id, source=EVERYTHING)
    root = packager.out / packages.made[0].folder
    for path in (each for each in root.rglob("*") if each.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert str(packager.project) not in text, path
        assert not re.search(r"\$AIWG_ROOT/", text), path
    assert packages.planned.new.packages == [packages.made[0].folder]


@pytest.mark.parametrize("client", sorted(SEEN))
def test_what_a_client_ignores_is_told(client: str) -> None:
    """The kinds that a client was seen to ignore in a form are those that its target tells of, and nothing is twice."""
    platform = yaml.safe_load((CLIENTS / f"{client}.yaml").read_text(encoding="utf-8"))["platform"]
    for id, artifacts in SEEN[client]["targets"].items():
        assert "twice" not in artifacts.values()
        target = package_targets()[id]
        own = platform in target.extends or not target.readers
        lacks = () if own else next(each.lacks for each in target.readers if each.id == platform)
        kinds = {key.partition("/")[0] for key in artifacts} - {"behavior"}
        outcomes = {kind: {said for key, said in artifacts.items() if key.startswith(f"{kind}/")} for kind in kinds}
        assert {CELL_OF[kind] for kind, found in outcomes.items() if found == {"lost"}} == set(lacks), id
        partly = () if own else next(each.partly for each in target.readers if each.id == platform)
        assert {CELL_OF[kind] for kind, found in outcomes.items() if {"lost", "loaded"} <= found} == set(partly), id


def test_a_manifest_of_the_open_standard_is_closed(packager: Packager) -> None:
    """The Agent Plugins manifest has only keys of the standard, and its servers only what it lets them have."""
    packager.write({"aiwg.yaml": "package: {name: team, keywords: [a], homepage: 'https://example.com'}\n"})
    packager.make("agent-plugin", source=EVERYTHING)
    known = {"$schema", "name", "version", "description", "author", "homepage", "repository", "license", "keywords"}
    assert packager.read("agent-plugins/team/plugin.json").keys() <= known | {"extensions"}
    servers = packager.read("agent-plugins/team/mcp.json")
    assert servers.keys() == {"$schema", "mcpServers"}
    stdio, remote = {"type", "command", "args", "env", "cwd"}, {"type", "url", "headers"}
    for server in servers["mcpServers"].values():
        assert server.keys() <= (stdio if server["type"] == "stdio" else remote)
        assert "${" not in str(server)


@pytest.mark.parametrize(
    ("server", "arrives"),
    [
        ("{command: npx, args: [x]}", True),
        ("{command: /usr/bin/x}", False),
        ("{command: ../x}", False),
        ("{url: 'https://example.com/mcp'}", True),
        ("{url: 'http://example.com/mcp'}", False),
        ("{url: 'http://localhost:80/mcp'}", True),
        ("{url: 'https://a@example.com/mcp'}", False),
    ],
)
def test_the_open_standard_refuses_servers(server: str, arrives: bool, packager: Packager, tmp_path: Path) -> None:
    """A server that clients of the standard would refuse is left out and reported."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "mcp.yaml").write_text(f"servers: {{one: {server}}}\n", encoding="utf-8")
    packages = packager.plan("agent-plugin", source=source)
    levels = [each.level for each in packages.made[0].deliveries]
    assert levels == (["native"] if arrives else ["unsupported"])
