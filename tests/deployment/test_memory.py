"""Planning with what is remembered gives the plan that planning anew gives, whatever happened in between."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from random import Random

import pytest

from aiwg.core.errors import UserError
from aiwg.core.stat_cache import GenerationCache, StatCache
from aiwg.deployment.caches import NO_CACHES, Caches
from aiwg.deployment.intent import Deploy, Intent, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import open_workspace
from aiwg.trust import known_platforms
from aiwg.watch.queue import Batch
from aiwg.watch.scope_runner import Scope
from tests.amount import times
from tests.conftest import EVERYTHING, Deployer
from tests.crash.life import SOURCES, USER, Life


def told(deployment: Planned) -> tuple[object, ...]:
    """Return all that a plan says, in a form that can be compared."""
    return (
        deployment.plan.actions,
        [
            (each.artifact, each.platform, each.level, each.paths, each.losses, each.notes)
            for each in deployment.deliveries
        ],
        deployment.problems,
        deployment.new.placed,
    )


def planned(intent: Intent, caches: Caches) -> tuple[object, ...]:
    """Return what a plan says, or what is wrong."""
    try:
        return told(plan_deployment(intent, caches=caches))
    except UserError as error:
        return (error.message, error.problems)


@pytest.mark.parametrize("seed", range(times(3)))
def test_remembering_changes_no_plan(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through edits of sources and files, within one tick of the clock too, both ways of planning agree."""
    monkeypatch.setenv("HOME", str(tmp_path / "life/home"))
    life, dice, caches = Life(tmp_path / "life"), Random(seed), Caches()
    platforms: tuple[str, ...] = ("claude", "codex")
    for step in range(45):
        life.step(dice.choice([*USER, *SOURCES, "write artifact", "write artifact"]), Random(dice.random()))
        if step % 15 == 14:
            platforms = tuple(dice.sample(["claude", "codex", "copilot", "cursor", "gemini-cli"], 3))
        intent = Deploy(Targets(life.project, "project", platforms, (str(life.source),)))
        assert planned(intent, caches) == planned(intent, NO_CACHES), step
        if dice.random() < 0.5:
            place = open_workspace(life.project, "project")
            with place.state.session():
                try:
                    deployment = plan_deployment(intent, place, caches)
                except UserError:
                    continue
                if not deployment.plan.conflicts:
                    carry_out(deployment)


def test_everything_is_remembered_alike(deployer: Deployer) -> None:
    """Every kind, on every platform at once, comes out the same when it is remembered."""
    caches = Caches()
    targets = Targets(deployer.project, "project", ("all",), (str(EVERYTHING),))
    intent = Deploy(targets, accept_freer=True)
    anew = planned(intent, NO_CACHES)
    for _ in range(2):  # what the first one remembers, the second one uses
        assert planned(intent, caches) == anew


def test_an_edit_of_the_same_length_in_the_same_tick_is_seen(deployer: Deployer, tmp_path: Path) -> None:
    """A file that is written again at once, with as many bytes, is read again."""
    source, caches = tmp_path / "source", Caches()
    (source / "rules").mkdir(parents=True)
    intent = Deploy(Targets(deployer.project, "project", ("claude",), (str(source),)))
    for number in range(100):
        (source / "rules/r.md").write_text(f"---\npaths: [a]\n---\nRule {number:03}.\n")
        (action,) = plan_deployment(intent, caches=caches).plan.changes
        assert action.after is not None
        assert f"Rule {number:03}.".encode() in action.after


def test_an_adapter_that_changes_is_parsed_again(deployer: Deployer, home: Path, tmp_path: Path) -> None:
    """Changing an adapter between two plans changes the second one."""
    file, caches = home / ".config/aiwg/platforms/zephyr/platform.yaml", Caches()
    file.parent.mkdir(parents=True)
    text = "name: Z\nvendor: Z\ndocs: https://z.example\nevidence: {grade: docs}\nskills: ['.z/skills/{id}/']\n"
    targets = Targets(deployer.project, "project", ("zephyr",), (str(EVERYTHING),))
    intent = Deploy(targets, accept_freer=True)
    for folder in (".z", ".y"):
        file.write_text(text.replace(".z/", f"{folder}/"))
        paths = {action.path for action in plan_deployment(intent, caches=caches).plan.changes}
        assert f"{folder}/skills/pdf-forms/SKILL.md" in paths


def test_what_is_gone_is_forgotten(deployer: Deployer, tmp_path: Path) -> None:
    """A source whose files come and go a hundred times leaves no more behind than one round needs."""
    source, caches = tmp_path / "source", Caches()
    (source / "rules").mkdir(parents=True)
    (source / "rules/stays.md").write_text("Stays.\n")
    intent = Deploy(Targets(deployer.project, "project", ("claude",), (str(source),)))
    for number in range(100):
        file = source / f"rules/r{number}.md"
        file.write_text(f"Rule {number}.\n")
        plan_deployment(intent, caches=caches)
        file.unlink()
    plan_deployment(intent, caches=caches)
    gc.collect()
    assert len(caches.sources.artifacts) == 1
    assert len(caches.renderings.renderings) == 1


def test_a_watched_scope_does_not_grow(deployer: Deployer, tmp_path: Path) -> None:
    """Saves leave nothing behind in memory, whatever is remembered of each."""
    rules = tmp_path / "source/rules"
    rules.mkdir(parents=True)
    targets = Targets(deployer.project, "project", ("claude", "cursor", "codex"), (str(tmp_path / "source"),))
    scope = Scope(targets, lambda news: None)

    def save(numbers: range) -> int:
        """Save a rule for each number; return how many blocks of memory Python holds then."""
        for number in numbers:
            (rules / f"r{number % 10}.md").write_text(f"---\npaths: [a]\n---\nRule {number:04}.\n")
            assert scope.run(Batch(time.monotonic()), lambda: False, lambda: False)
        gc.collect()
        return sys.getallocatedblocks()

    (rules / "always.md").write_text("Always.\n")
    carry_out(plan_deployment(Deploy(targets)))
    before, saves = save(range(50)), times(60)
    assert save(range(50, 50 + saves)) - before < 3 * saves  # a record left behind of each would be 17 blocks


def test_rounds_forget() -> None:
    """A value that a round did not ask for is gone in the one after the next."""
    rounds: GenerationCache[str, int] = GenerationCache()
    rounds.put("a", 1)
    rounds.begin()
    assert rounds.get("a") == 1
    rounds.begin()
    rounds.begin()
    assert rounds.get("a") is None


def test_a_young_file_is_not_kept(tmp_path: Path) -> None:
    """What was read from a file that has only just changed is read again."""
    file, known = tmp_path / "f", StatCache[str]()
    file.write_text("x")
    known.keep(str(file), file.stat(), "x")
    assert known.get(str(file), file.stat()) is None


def test_find_platforms_is_the_usual_one() -> None:
    """The tests above plan with all platforms, and not with those that the crash tests cache."""
    assert known_platforms.find_platforms(None).ids()
