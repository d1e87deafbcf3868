"""What a deploy, doctor and explain say of what a platform does not read in a subfolder."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.adapter.discover import load_adapter, platform_folders
from aiwg.commands.explain import explanation_of
from aiwg.deployment.start_folder import gaps_below, gaps_of_artifact
from aiwg.doctor.scope import open_subject
from aiwg.doctor.start_folder import check_start_folder
from aiwg.explain.reasons import reasons_for
from aiwg.loading.reach import BELOW, START, UNKNOWN, reach_of
from tests.conftest import PLATFORM_IDS, PLATFORMS, Deployer, put

ADAPTERS = [load_adapter(folder, "bundled") for folder in platform_folders(PLATFORMS)]
PLACES = [
    (adapter, kind, place)
    for adapter in ADAPTERS
    for kind, cell in adapter.cells.items()
    for place in cell.reads
    if not place.spec.anchor
]


def test_every_place_of_a_project_holds_below_or_not_by_what_the_adapter_says() -> None:
    """A place holds in subfolders where the adapter says that it is looked for above; silence is no promise."""
    for adapter, kind, place in PLACES:
        said = adapter.data.get("settings", {}).get(place.spec.rest, [])
        words = set([said] if isinstance(said, str) else said)
        reach = reach_of(adapter, kind, place)
        above = bool(words & {"top", "up"}) or place.nested in ("up", "both") or place.at == "top"
        if above and not place.ensure:
            assert reach == BELOW, (adapter.id, kind)
        elif not above:
            assert reach in ({START} if words else {START, UNKNOWN}), (adapter.id, kind)


def test_a_place_holds_no_farther_than_the_setting_that_it_needs() -> None:
    """AGENTS.md is looked for above, but not where the setting that names it is read in the start folder alone."""
    gemini = next(adapter for adapter in ADAPTERS if adapter.id == "gemini-cli")
    named = [place for place in gemini.cells["instructions"].reads if place.ensure]
    assert [reach_of(gemini, "instructions", place) for place in named] == [START]


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_each_guard_that_may_not_hold_below_is_named(id: str, deployer: Deployer) -> None:
    """Hooks and permissions that are not known to hold in subfolders are named, for the place and for each artifact."""
    plan = deployer.plan(id, accept_freer=True)
    adapter, found = plan.adapters[0], gaps_below(plan)
    written = {
        (action.path, artifact.partition("/")[0])
        for action in plan.plan.actions
        for artifact in action.artifacts
        if id in action.platforms
    }
    wanted = {
        cell
        for cell, kind in (("hooks", "hook"), ("permissions", "permission"))
        for place in (adapter.cells[cell].reads if cell in adapter.cells else ())
        if not place.spec.anchor and (place.spec.rest, kind) in written and reach_of(adapter, cell, place) != BELOW
    }
    assert wanted <= {kind for gap in found for kind in gap.kinds}
    by_artifact = {
        kind for artifact in plan.catalog for gap in gaps_of_artifact(artifact.named, plan) for kind in gap.kinds
    }
    assert by_artifact == {kind for gap in found for kind in gap.kinds}


def test_deploy_doctor_and_explain_say_the_same(deployer: Deployer, project: Path) -> None:
    """What a deploy says of subfolders, doctor and explain say in the same words, packages included."""
    put(project / "packages/web/index.js", "")
    put(project / "aiwg.yaml", "packages: [packages/*]\naccept_freer: [claude]\n")
    plan = deployer.deploy("claude", "cursor", accept_freer=True)
    said = {gap.says for gap in gaps_below(plan)}
    file = ".claude/settings.json (hooks, marketplaces, permissions, plugins)"
    assert f"Claude Code ignores {file} after a start in a subfolder; packages/web has it" in said
    assert {finding.message for finding in check_start_folder(open_subject(project, "project"))} == said
    for gap in gaps_below(plan):
        path = next(each for each in sorted(plan.new.records) if each.startswith(gap.place))
        assert gap.says in {each.says for each in explanation_of(path, project).below}


def test_a_copy_in_a_package_says_why_it_is_there(deployer: Deployer, project: Path) -> None:
    """Explain names the package and the kind for every file that a deploy puts into it."""
    put(project / "packages/web/index.js", "")
    put(project / "aiwg.yaml", "packages: [packages/*]\n")
    plan = deployer.deploy("claude", "cursor", accept_freer=True)
    paths = [output.path for output in plan.rendered.packages[0].outputs]
    assert paths
    for path in paths:
        assert any("after a start in packages/web" in each.says for each in reasons_for(path, plan)), path
