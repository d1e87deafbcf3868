"""Placement: each platform loads each artifact once, or the placement says why not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.artifact.model import Artifact, Catalog, Origin
from aiwg.placement.elimination import CostTables
from aiwg.placement.place import Placements, place
from aiwg.placement.readers import Candidate, PlatformReader, Visibility, judge
from aiwg.placement.resolve import Platform, bind
from aiwg.placement.search import Solution, best, cost
from aiwg.placement.user_files import standing_at
from tests.conftest import PLATFORM_IDS
from tests.stopwatch import quick

HERE = Origin("test.md", "source")


def artifact(kind: str, id: str, **fields: object) -> Artifact:
    """Return a small artifact."""
    return Artifact(kind, id, HERE, fields, "body\n")


CATALOG = Catalog(
    [
        artifact("instructions", "instructions"),
        artifact("rule", "always", activation="always"),
        artifact("rule", "scoped", activation="paths", paths=["src/**"]),
        artifact("rule", "model", activation="model", description="when"),
        artifact("agent", "alpha", description="d"),
        artifact("skill", "beta", description="d"),
        artifact("command", "gamma", description="d"),
        artifact("hook", "delta", event="stop", command="true"),
        artifact("mcp_server", "epsilon", command="x"),
    ]
)


def bound(ids: list[str], scope: str = "project") -> list[Platform]:
    """Return platforms bound to a scope."""
    registry = discover()
    return [bind(registry.get(id), scope, Environment("/home/nina", {}, "linux")) for id in ids]


def places(placements: Placements, key: str) -> set[str]:
    """Return the places that carry an artifact's own text."""
    return {each.spot.key for each in placements.placements if each.artifact.key == key and each.pointer_to is None}


platform_sets = st.lists(st.sampled_from(PLATFORM_IDS), min_size=1, max_size=6, unique=True)


@given(platform_sets, st.sampled_from(["project", "user"]))
@settings(max_examples=60, deadline=None)
def test_each_platform_is_served_or_accounted_for(ids: list[str], scope: str) -> None:
    """For every artifact and platform there is a placement that serves it, or a shortfall that says why not."""
    result = place(CATALOG, bound(ids, scope))
    told = {(each.artifact.key, each.platform) for each in result.shortfalls}
    for each in CATALOG:
        served = {id for placement in result.placements if placement.artifact is each for id in placement.platforms}
        for id in ids:
            assert id in served or (each.key, id) in told, (each.key, id)


@given(platform_sets)
@settings(max_examples=60, deadline=None)
def test_no_main_surface_loads_twice(ids: list[str]) -> None:
    """No platform surely loads an artifact twice on its main surface: each set of the bundled ones has a placement."""
    result = place(CATALOG, bound(ids))
    registry = discover()
    for each in result.shortfalls:
        main = registry.get(each.platform).surfaces[0]
        assert each.state != "twice" or f"({main})" not in each.reason or not main, each


@given(platform_sets, st.randoms())
@settings(max_examples=40, deadline=None)
def test_order_does_not_matter(ids: list[str], random: object) -> None:
    """The result does not depend on the order in which platforms are named."""
    one, other = place(CATALOG, bound(ids)), place(CATALOG, bound(sorted(ids, reverse=True)))
    assert one.chosen == other.chosen
    assert {(p.artifact.key, p.spot.key, p.platforms) for p in one.placements} == {
        (p.artifact.key, p.spot.key, p.platforms) for p in other.placements
    }


@given(platform_sets)
@settings(max_examples=40, deadline=None)
def test_a_second_placement_moves_nothing(ids: list[str]) -> None:
    """Placing again with what was recorded changes nothing."""
    first = place(CATALOG, bound(ids))
    assert place(CATALOG, bound(ids), recorded=first.chosen).chosen == first.chosen


def test_the_measured_recipe_holds() -> None:
    """Claude and Copilot share rules and MCP servers; instructions lie in AGENTS.md with an include for Claude."""
    result = place(CATALOG, bound(["claude", "copilot"]))
    assert places(result, "instructions/instructions") == {"AGENTS.md"}
    assert places(result, "rule/scoped") == {".claude/rules/{id}.md"}
    assert ("claude", "AGENTS.md") in result.bridges
    assert ".mcp.json#mcpServers.{id}" in places(result, "mcp_server/epsilon")
    assert places(result, "skill/beta") == {".agents/skills/{id}/", ".claude/skills/{id}/"} or places(
        result, "skill/beta"
    ) == {".claude/skills/{id}/"}


def test_an_agent_a_folder_deeper_is_no_copy_for_who_goes_by_paths() -> None:
    """Augment takes a deeper agent for another one, so what Antigravity loads is the only copy of it."""
    alone = place(CATALOG, bound(["augment"]))
    assert places(alone, "agent/alpha") == {".augment/agents/{id}.md"}
    both = place(CATALOG, bound(["augment", "antigravity"]), recorded=alone.chosen)
    assert places(both, "agent/alpha") == {".agents/agents/{id}/agent.md"}


@pytest.mark.parametrize(
    ("dedups", "expected"),
    [
        (["name", "name"], (1, 0)),
        (["name", "none", "name"], (2, 0)),
        (["name", "unknown"], (1, 1)),
        (["none"] * 2, (2, 0)),
    ],
)
def test_copies_of_one_name_count_once(dedups: list[str], expected: tuple[int, int]) -> None:
    """Places of which a reader takes one by its name are one load, and each place beside them is one more."""
    reader = PlatformReader("p", "", True)
    chosen = [
        Candidate(str(number), {reader: Visibility("agents", dedup=dedup)}) for number, dedup in enumerate(dedups)
    ]
    verdict = judge(reader, chosen)
    assert (verdict.certain, verdict.possible) == expected


def test_always_rules_go_where_all_can_read_them() -> None:
    """As soon as a platform without rules joins, an always-on rule lies in AGENTS.md, once for everybody."""
    assert places(place(CATALOG, bound(["claude"])), "rule/always") == {".claude/rules/{id}.md"}
    assert places(place(CATALOG, bound(["claude", "codex", "copilot", "cursor"])), "rule/always") == {"AGENTS.md"}


def test_scoped_rules_are_pointed_to() -> None:
    """A platform that cannot scope gets a line pointing to the rule's file, not its text."""
    result = place(CATALOG, bound(["claude", "codex"]))
    pointers = [
        each for each in result.placements if each.artifact.key == "rule/scoped" and each.pointer_to is not None
    ]
    assert [(each.platforms, each.pointer_to.path) for each in pointers if each.pointer_to] == [
        (("codex",), ".claude/rules/{id:path}.md")
    ]


def test_a_stronger_file_of_the_users_hides_ours() -> None:
    """If the user has a WARP.md, Warp does not read AGENTS.md, and the placement says that Warp misses it."""
    result = place(CATALOG, bound(["warp"]), standing_at({"WARP.md"}))
    assert ("instructions/instructions", "warp") in {(each.artifact.key, each.platform) for each in result.shortfalls}


def exhaustive(
    readers: list[PlatformReader], candidates: list[Candidate], solution: Solution, recorded: frozenset[str]
) -> int:
    """Return the cost of the best of all sets of places."""
    return min(
        cost(readers, chosen, solution.alone, recorded)
        for count in range(len(candidates) + 1)
        for chosen in combinations(candidates, count)
    )


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[PlatformReader], list[Candidate], frozenset[str]]:
    """Return readers, some of them surfaces of one platform, places that they see in all ways, and recorded ones."""
    readers = [PlatformReader(f"p{n // 2}", f"s{n % 2}", n % 2 == 0) for n in range(draw(st.integers(1, 5)))]
    sight = st.builds(
        Visibility,
        cell=st.sampled_from(["skills", "agents"]),
        certain=st.booleans(),
        degraded=st.booleans(),
        dedup=st.sampled_from(["name", "none", "unknown", "clash"]),
        group=st.sampled_from([None, None, 1]),
        rank=st.integers(0, 2),
        loss=st.integers(0, 5),
    )
    candidates = []
    for n in range(draw(st.integers(1, 7))):
        sights = draw(st.dictionaries(st.sampled_from(readers), sight, min_size=1))
        offered = draw(st.sets(st.sampled_from([reader.platform for reader in sights])))
        files, is_open = draw(st.integers(1, 2)), draw(st.booleans())
        candidates.append(Candidate(f"c{n}", sights, files, is_open, offered_by=frozenset(offered)))
    return readers, candidates, frozenset(draw(st.sets(st.sampled_from([each.key for each in candidates]))))


@given(problems())
@settings(max_examples=120, deadline=None)
def test_the_search_is_exact(problem: tuple[list[PlatformReader], list[Candidate], frozenset[str]]) -> None:
    """The search finds what trying all sets of places finds."""
    readers, candidates, recorded = problem
    solution = best(readers, candidates, recorded)
    found = cost(readers, solution.chosen, solution.alone, recorded)
    assert found == exhaustive(readers, candidates, solution, recorded)


@given(problems())
@settings(max_examples=50, deadline=None)
def test_the_search_depends_on_no_order(
    problem: tuple[list[PlatformReader], list[Candidate], frozenset[str]],
) -> None:
    """Readers and places in another order give the same places."""
    readers, candidates, recorded = problem
    one, other = best(readers, candidates, recorded), best(readers[::-1], candidates[::-1], recorded)
    assert one.chosen == other.chosen


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True), max_size=12), st.randoms())
@settings(max_examples=100, deadline=None)
def test_elimination_is_exact(scopes: list[list[int]], dice: random.Random) -> None:
    """Eliminating variables finds the least sum that trying all values finds."""
    given_tables = [(tuple(sorted(scope)), [dice.randint(-9, 9) for _ in range(1 << len(scope))]) for scope in scopes]
    tables = CostTables()
    for scope, costs in given_tables:
        tables.add(scope, costs)

    def total(values: Sequence[int]) -> int:
        return sum(costs[sum(values[each] << n for n, each in enumerate(scope))] for scope, costs in given_tables)

    least = min(total([state >> n & 1 for n in range(10)]) for state in range(1 << 10))
    assert total(tables.cheapest(10)) == least


def test_a_search_that_is_too_wide_ends() -> None:
    """Thirty places that all depend on each other are decided in time, one by one."""
    tables = CostTables()
    for one, other in combinations(range(30), 2):
        tables.add((one, other), [1, 0, 0, 3])
    values = tables.cheapest(30)
    assert len(values) == 30


@pytest.mark.parametrize(("count", "bound_seconds"), [(1, 0.05), (6, 0.1), (len(PLATFORM_IDS), 1.0)])
def test_placing_is_fast(count: int, bound_seconds: float) -> None:
    """Placing takes a few milliseconds of CPU for a usual set, a tenth of a second for all (generous bounds)."""
    platforms = bound(PLATFORM_IDS[:count])
    quick(lambda: place(CATALOG, platforms), bound_seconds)
