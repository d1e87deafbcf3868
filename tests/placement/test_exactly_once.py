"""Over random sets of platforms: what is read of what is written is what the plan says, by another way of counting.

AIWG_PLACEMENT_SETS says how many sets to try (60 of each sort by default), AIWG_PLACEMENT_SEED where to begin;
`python tools/long_placement.py` tries thousands and prints figures.
"""

from __future__ import annotations

import os
import random

import pytest

from aiwg.core.content import Content
from aiwg.placement.place import place
from aiwg.placement.user_files import NO_USER_FILES
from aiwg.render.outputs import FileOutput, KeysOutput
from tests.conftest import PLATFORM_IDS
from tests.placement.reading import World, loads_of, seen_by
from tests.placement.sets import SETS, Case, bound, catalog, faults_of, make_case, random_case

COUNT = int(os.environ.get("AIWG_PLACEMENT_SETS", "60"))
SEED = int(os.environ.get("AIWG_PLACEMENT_SEED", "1"))


@pytest.mark.parametrize("kind", SETS)
def test_what_is_read_is_what_is_said(kind: str) -> None:
    """No reader sees an artifact twice, misses one, or overhears one, unless the plan reports just that."""
    dice = random.Random(f"{SEED} {kind}")
    for number in range(COUNT):
        case = random_case(dice, kind)
        assert faults_of(case) == [], (number, case.ids, sorted(case.standing.files))


def test_the_model_sees_a_second_load() -> None:
    """The model that counts is no yes-man: an artifact that is put where it is read already is seen twice."""
    case = make_case(["codex"])
    path = ".codex/skills/beta/SKILL.md"
    world = World.of(
        [*case.rendered.outputs, FileOutput(path, Content(b"x"), artifacts=("skill/beta",))], NO_USER_FILES
    )
    assert seen_by(bound("codex", "project"), "", world)["skill/beta"].least == 2
    assert seen_by(bound("codex", "project"), "", World.of([], NO_USER_FILES)) == {}


def test_no_place_is_given_up_in_vain() -> None:
    """When a platform joins, an artifact leaves a place only if staying there would make somebody load it twice."""
    dice = random.Random(f"{SEED} joining")
    for number in range(COUNT):
        ids = dice.sample(PLATFORM_IDS, dice.randint(3, 7))
        before = make_case(ids[1:])
        after = make_case(ids, recorded=before.placements.chosen)
        for key, path in left(before, after):
            assert doubles(after, key, path), (number, ids, key, path)


def left(before: Case, after: Case) -> list[tuple[str, str]]:
    """Return the artifacts that are not loaded any more from where they were, with the paths; keys in files aside.

    A line that points to a rule would be read beside the rule itself, so rules with such lines have reason to move.
    """
    world = World.of(before.rendered.outputs, NO_USER_FILES)
    pointed = {each.artifact.key for each in after.placements.placements if each.pointer_to is not None}
    now = {(artifact, output.path) for output in after.rendered.outputs for artifact in output.artifacts}
    was = {
        (artifact, load.path)
        for platform in before.platforms
        for surface in platform.adapter.surfaces
        for artifact, load in loads_of(platform, surface, world)
        if artifact not in pointed and not isinstance(world.outputs.get(load.path), KeysOutput)
    }
    return sorted(was - now)


def doubles(case: Case, key: str, path: str) -> bool:
    """Say whether somebody would load an artifact once more, and so too often, from a path."""
    plain, more = World.of(case.rendered.outputs, NO_USER_FILES), World.of(case.rendered.outputs, NO_USER_FILES)
    more.also[path] = {key: b"another copy"}
    for platform in case.platforms:
        for surface in platform.adapter.surfaces:
            seen = seen_by(platform, surface, more).get(key)
            known = seen_by(platform, surface, plain).get(key)
            if seen and seen.most > max(1, known.most if known else 0):
                return True
    return False


def test_the_result_depends_on_no_order() -> None:
    """Platforms and artifacts named in another order are placed alike."""
    dice = random.Random(f"{SEED} order")
    for _ in range(COUNT // 4):
        ids = dice.sample(PLATFORM_IDS, 6)
        artifacts = list(catalog())
        one = place(catalog(), [bound(id, "project") for id in ids])
        other = place(type(catalog())(reversed(artifacts)), [bound(id, "project") for id in reversed(ids)])
        assert one.chosen == other.chosen
        assert {(p.artifact.key, p.spot.key, p.platforms) for p in one.placements} == {
            (p.artifact.key, p.spot.key, p.platforms) for p in other.placements
        }
