"""What a command wants decides what a plan touches; a plan is a value, and planning leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.artifact.kinds import kind_of_cell
from aiwg.deployment.caches import NO_CACHES
from aiwg.deployment.intent import Inspect, Restore, Sync, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.plan.actions import DELETED, EDITED, KEEP
from aiwg.render.context import Inputs, RenderContext
from aiwg.render.render import RENDERERS
from tests.conftest import Deployer, tree


def test_restoring_writes_only_what_was_deleted(deployer: Deployer) -> None:
    """Of the paths to restore, deleted files come back and edited ones stay; other deletions stay deleted."""
    deployer.deploy("claude")
    whole = tree(deployer.project)
    gone, other, edited = [path for path in sorted(whole) if path.startswith(".claude/skills/")][:3]
    (deployer.project / gone).unlink()
    (deployer.project / other).unlink()
    (deployer.project / edited).write_text("Mine.\n")
    planned = plan_deployment(Restore(Targets(deployer.project), frozenset({gone, edited})))
    assert [action.path for action in planned.plan.changes] == [gone]
    assert planned.plan.restored == {gone}
    carry_out(planned)
    after = tree(deployer.project)
    assert after[gone] == whole[gone]
    assert after[edited] == b"Mine.\n"
    assert other not in after


def test_other_intents_restore_nothing(deployer: Deployer) -> None:
    """A sync and an inspection leave a deletion and an edit to the user."""
    deployer.deploy("claude")
    gone, edited = [path for path in sorted(tree(deployer.project)) if path.startswith(".claude/skills/")][:2]
    (deployer.project / gone).unlink()
    (deployer.project / edited).write_text("Mine.\n")
    for intent in (Sync(Targets(deployer.project)), Inspect(Targets(deployer.project))):
        found = {action.path: action.action for action in plan_deployment(intent).plan.actions}
        assert (found[gone], found[edited]) == (DELETED, EDITED)


def test_other_actions_make_another_manifest(deployer: Deployer) -> None:
    """With other actions the manifest to come follows, and the first plan stays what it was."""
    planned = deployer.plan("claude")
    fewer = planned.with_actions(planned.plan.actions[:2])
    assert set(fewer.new.records) == {action.path for action in planned.plan.actions[:2]}
    assert set(planned.new.records) == {action.path for action in planned.plan.actions}


def test_carrying_out_leaves_the_plan_as_it_was(deployer: Deployer) -> None:
    """Applying changes the disk, and no part of the plan: folders that were made are in the manifest on disk alone."""
    planned = deployer.plan("claude")
    folders, records = list(planned.new.folders), dict(planned.new.records)
    carry_out(planned)
    assert (planned.new.folders, planned.new.records) == (folders, records)
    again = deployer.plan("claude")
    assert {action.action for action in again.plan.actions} == {KEEP}
    assert again.old.folders != folders


def test_planning_once_keeps_nothing(deployer: Deployer) -> None:
    """The caches of a process that plans once stay empty."""
    deployer.deploy("claude", "cursor")
    for cache in (
        NO_CACHES.sources.artifacts,
        NO_CACHES.audits.files,
        NO_CACHES.audits.artifacts,
        NO_CACHES.renderings.renderings,
        NO_CACHES.placements.choices,
        NO_CACHES.decisions,
    ):
        assert len(cache) == 0
    assert NO_CACHES.manifest is None


@pytest.mark.parametrize("scope", ["project", "user"])
def test_a_renderer_only_returns(scope: str, deployer: Deployer, home: Path) -> None:
    """Rendering every placement a second time, for all platforms, gives equal renderings: nothing was left behind."""
    placed = deployer.plan("all", scope=scope, accept_freer=True).placed
    found, by_id = placed.placements, {each.id: each for each in placed.platforms}
    context = RenderContext(placed.catalog, by_id, found.placements, Inputs(), found.bridges, found.through)
    first, second = (
        [RENDERERS[kind_of_cell(each.cell).rendering](each, context) for each in found.placements] for _ in range(2)
    )
    assert first == second
    assert len(first) > 100
