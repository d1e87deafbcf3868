"""In every set of platforms, each loads the text for a subfolder there: `aiwg context` finds what the plan says.

AIWG_PLACEMENT_SETS says how many sets of three to eight platforms to try (60 by default), AIWG_PLACEMENT_SEED where to
begin. AIWG_PLACEMENT_PAIRS=1 tries every pair, and not only those with a platform that includes what others read.
"""

from __future__ import annotations

import functools
import itertools
import os
import random
from collections.abc import Iterator

import pytest

from aiwg.adapter.environment import Environment
from aiwg.artifact.model import Catalog
from aiwg.formatters.normal_form import NormalForms
from aiwg.fs.tree import FileState
from aiwg.loading import LoadedContext, StartFolder, look_around
from aiwg.placement.place import CoverageGap
from aiwg.plan.blocks import decide_block
from aiwg.plan.files import decide_file
from aiwg.plan.keys import decide_keys
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from tests.conftest import PLATFORM_IDS
from tests.loading.memory import HOME, START, MemoryReader
from tests.placement.sets import Case, artifact, bound, make_case

COUNT = int(os.environ.get("AIWG_PLACEMENT_SETS", "60"))
SEED = int(os.environ.get("AIWG_PLACEMENT_SEED", "1"))
FOLDER = "lib"
TEXT = f"The text of instructions {FOLDER}."
NESTED = f"instructions/{FOLDER}"
NOWHERE = FileState("absent")
LOADED, SAID_TWICE = ("loaded", "gated"), ("twice", "maybe-twice")


@functools.cache
def reading_subfolders() -> tuple[str, ...]:
    """Return the platforms that the text for a subfolder reaches, each deployed to alone."""
    return tuple(id for id in PLATFORM_IDS if id in _arrived(_case((id,))))


def including() -> list[str]:
    """Return the platforms of them that have a file that only includes what others read."""
    return [id for id in reading_subfolders() if bound(id, "project").cells["instructions"].included]


def pairs() -> Iterator[tuple[str, ...]]:
    """Yield the pairs of platforms that are tried."""
    every = os.environ.get("AIWG_PLACEMENT_PAIRS")
    for pair in itertools.combinations(reading_subfolders(), 2):
        if every or set(pair) & set(including()):
            yield pair


def _case(ids: tuple[str, ...]) -> Case:
    return make_case(
        ids, artifacts=Catalog([artifact("instructions", "instructions"), artifact("instructions", FOLDER)])
    )


def _arrived(case: Case) -> set[str]:
    return {
        each.platform
        for each in case.rendered.deliveries
        if each.artifact == NESTED and each.level != "unsupported" and not _said(case, each.platform, "missing")
    }


def _said(case: Case, id: str, *states: str) -> list[CoverageGap]:
    return [
        each
        for each in case.placements.shortfalls
        if each.artifact.key == NESTED and each.platform == id and each.state in states
    ]


def _written(output: Output) -> bytes:
    if isinstance(output, FileOutput):
        return decide_file(output, None, NOWHERE, False, NormalForms()).after or b""
    if isinstance(output, BlockOutput):
        return decide_block(output, None, NOWHERE, False).after or b""
    return decide_keys(output, output.path, None, NOWHERE, False).after or b""


def _looks(case: Case) -> Iterator[tuple[str, str, LoadedContext]]:
    """Yield what each implementation of each platform loads: started at the top, and started in the folder."""
    files = {f"{START}/{output.path}": _written(output).decode() for output in case.rendered.outputs}
    reader = MemoryReader({f"{START}/.git/HEAD": "", f"{START}/{FOLDER}/x.py": "", **files})
    for platform in case.platforms:
        for surface in platform.adapter.surfaces:
            for start in (START, f"{START}/{FOLDER}"):
                here = StartFolder(start, reader, Environment(HOME))
                yield platform.id, surface, look_around(platform.adapter, here, surface, {})


def _times(context: LoadedContext) -> int:
    """Return how often the text is loaded with work on a file of the folder; what waits for a gate counts."""
    brought = {id(item) for item in context.for_file(f"{START}/{FOLDER}/x.py")}
    return sum(
        TEXT in item.text or (TEXT in item.later and (id(item) in brought or item.state == "gated"))
        for item in context.items
        if item.state in LOADED
    )


def faults_of(ids: tuple[str, ...]) -> list[str]:
    """Return who does not load the text that the plan says has arrived, or loads it twice unsaid."""
    case = _case(ids)
    arrived = _arrived(case)
    most: dict[tuple[str, str], int] = {}
    for platform, surface, context in _looks(case):
        most[platform, surface] = max(most.get((platform, surface), 0), _times(context))
    faults = []
    for (platform, surface), times in most.items():
        if platform in arrived and not times:
            faults.append(f"{'+'.join(ids)}: {platform} {surface} does not load it")
        if times > 1 and not _said(case, platform, *SAID_TWICE):
            faults.append(f"{'+'.join(ids)}: {platform} {surface} loads it {times} times, unsaid")
    return faults


def test_pairs_load_the_text_of_a_subfolder() -> None:
    """Of any two platforms, each loads the text for a subfolder that has arrived, and once unless the plan says so."""
    assert [fault for pair in pairs() for fault in faults_of(pair)] == []


def test_sets_load_the_text_of_a_subfolder() -> None:
    """So it is of larger sets, which hold a platform that includes what others read."""
    dice = random.Random(f"{SEED} subfolders")
    for _ in range(COUNT):
        ids = {dice.choice(including()), *dice.sample(reading_subfolders(), dice.randint(2, 7))}
        assert faults_of(tuple(sorted(ids))) == []


@pytest.mark.parametrize("ids", [("claude", "codex", "copilot"), ("codex", "copilot", "gemini-cli")], ids="+".join)
def test_sets_that_went_wrong(ids: tuple[str, ...]) -> None:
    """An include at the top makes those below necessary; one that others follow goes only where it can."""
    assert faults_of(ids) == []
