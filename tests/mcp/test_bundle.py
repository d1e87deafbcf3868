"""The bundled MCP server: off until aiwg.yaml names its bundle, then on every platform that takes servers."""

from __future__ import annotations

import pytest

from aiwg.adapter.discover import discover
from aiwg.core.errors import UserError
from aiwg.deployment.intent import ArtifactFilter
from aiwg.deployment.sources import read_sources
from aiwg.findings.model import ERROR
from tests.conftest import PLATFORM_IDS, Deployer, put, tree

KEY = "mcp_server/aiwg"
TAKES_SERVERS = [id for id in PLATFORM_IDS if (cell := discover().get(id).cells.get("mcp_servers")) and cell.writes]


def test_it_is_off_by_default(deployer: Deployer) -> None:
    """Without a word in aiwg.yaml, and with `all`, no platform of three gets the server."""
    assert KEY not in {each.artifact for each in deployer.plan("claude", "codex", "cursor", source=None).deliveries}
    put(deployer.project / "aiwg.yaml", "bundles: [all]\n")
    found = {each.artifact for each in deployer.plan("claude", "codex", "cursor", source=None).deliveries}
    assert KEY not in found
    assert "skill/adr" in found


def test_all_and_its_name_switch_it_on(deployer: Deployer) -> None:
    """`bundles: [all, mcp]` takes the server beside everything else, `[mcp]` the server alone."""
    put(deployer.project / "aiwg.yaml", "bundles: [all, mcp]\n")
    assert {KEY, "skill/adr"} <= {each.artifact for each in deployer.plan("claude", source=None).deliveries}
    put(deployer.project / "aiwg.yaml", "bundles: [mcp]\n")
    assert {each.artifact for each in deployer.plan("claude", source=None).deliveries} == {KEY}


def test_an_unknown_name_beside_all_is_an_error(deployer: Deployer) -> None:
    """A bundle that is misspelt beside `all` is reported, and the nearest name with it."""
    put(deployer.project / "aiwg.yaml", "bundles: [all, mpc]\n")
    with pytest.raises(UserError) as raised:
        deployer.plan("claude", source=None)
    assert [problem.hint for problem in raised.value.problems if problem.level == ERROR] == ["did you mean mcp?"]


def test_only_names_the_way_to_switch_it_on(deployer: Deployer) -> None:
    """--only with a bundle that is off says what to write into aiwg.yaml."""
    with pytest.raises(UserError, match="mcp") as raised:
        deployer.plan("claude", source=None, filter=ArtifactFilter(only=("mcp",)))
    assert raised.value.hint == "Add it to aiwg.yaml: bundles: [all, mcp]"


def test_a_source_of_your_own_has_no_part_that_is_off(deployer: Deployer) -> None:
    """`default: false` in a project's own bundles.yaml is refused: nothing could switch the part on."""
    put(deployer.project / ".aiwg/rules/a.md", "Be short.\n")
    put(deployer.project / ".aiwg/bundles.yaml", "bundles:\n  b:\n    default: false\n    artifacts: [rule/a]\n")
    found = read_sources(deployer.project).problems
    assert [problem.file for problem in found if "off by default" in problem.message] == [".aiwg/bundles.yaml"]


def test_many_platforms_take_servers() -> None:
    """More than half of the platforms have a place for MCP servers, so the tests below say something."""
    assert len(TAKES_SERVERS) > len(PLATFORM_IDS) / 2


def test_every_platform_that_takes_servers_gets_it(deployer: Deployer) -> None:
    """Switched on, each platform with a place for servers in a project gets `aiwg mcp serve`; remove takes it away."""
    put(deployer.project / "aiwg.yaml", "bundles: [mcp]\n")
    before = tree(deployer.project)
    deployment = deployer.deploy(*TAKES_SERVERS, source=None)
    levels = {each.platform: each for each in deployment.deliveries if each.artifact == KEY}
    assert sorted(levels) == sorted(TAKES_SERVERS)
    for platform, delivery in levels.items():
        if delivery.level == "unsupported":
            places = [place.spec.text for place in discover().get(platform).cells["mcp_servers"].writes]
            assert all(place.startswith(("~", "{")) for place in places), (platform, places)
            continue
        written = b"\n".join((deployer.project / path.partition("#")[0]).read_bytes() for path in delivery.paths)
        assert all(word in written for word in (b"aiwg", b"mcp", b"serve")), platform
    assert sum(each.level in ("native", "translated") for each in levels.values()) > len(levels) * 0.7
    deployer.remove()
    assert tree(deployer.project) == before
