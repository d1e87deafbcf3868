"""No platform gets less because another one is served too, but for what exceptions.yaml names with a reason.

`make alone` tries all pairs in both scopes and thousands of random sets; here is a sample of them.
"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from aiwg.placement.objective import CopyPolicy
from aiwg.placement.place import Placements, as_recorded_now, place
from aiwg.placement.pointers import POINTER_GROUP
from aiwg.render.outputs import FileOutput
from tests.conftest import PLATFORM_IDS
from tests.placement.alone import CATALOG, alone, differences, exceptions, unexpected, unsaid_losses
from tests.placement.sets import bound, make_case

SCOPES = ("project", "user")
PAIRS = sorted(combinations(PLATFORM_IDS, 2))
COMMON = ("claude", "codex", "copilot", "cursor", "gemini-cli", "opencode")


def sample(scope: str) -> list[tuple[str, ...]]:
    """Return the pairs of the best-known platforms, some other pairs, some larger sets, and all platforms."""
    dice = random.Random(f"alone {scope}")
    pairs = [*combinations(COMMON, 2), *dice.sample(PAIRS, 90)]
    return [*pairs, *(tuple(dice.sample(PLATFORM_IDS, dice.randint(3, 40))) for _ in range(8)), tuple(PLATFORM_IDS)]


@pytest.mark.parametrize("scope", SCOPES)
def test_no_platform_gets_less_than_alone(scope: str) -> None:
    """What a platform loads alone it loads in every set, in the same form and once, or an exception says why not."""
    for ids in sample(scope):
        case = make_case(ids, scope, artifacts=CATALOG)
        assert unexpected(differences(ids, scope, case)) == [], ids
        assert list(unsaid_losses(case, scope)) == [], ids


def test_exceptions_name_what_there_is() -> None:
    """Each exception names known platforms and artifacts, and gives a reason."""
    keys = {each.key for each in CATALOG}
    for each in exceptions():
        names = {name.partition(":")[0] for name in each.platforms | each.beside}
        assert each.artifact in keys
        assert names <= set(PLATFORM_IDS)
        assert len(each.reason.split()) > 5


@pytest.mark.parametrize("scope", SCOPES)
def test_all_platforms_at_once_get_their_own_forms(scope: str) -> None:
    """With all platforms together each gets all kinds that it has itself, on its main surface."""
    case = make_case(PLATFORM_IDS, scope, artifacts=CATALOG)
    levels = {(each.artifact, each.platform): each.level for each in case.rendered.deliveries}
    less = {
        (key, platform.id)
        for platform in case.platforms
        for (key, surface), form in alone(platform.id, scope).items()
        if surface == platform.adapter.surfaces[0] and form.level in ("native", "translated")
        if levels[key, platform.id] not in ("native", "translated")
    }
    assert less <= {("hook/delta", "copilot"), ("rule/scoped", "copilot")}


def spots(placements: Placements, key: str, platform: str) -> set[str]:
    """Return the places from which a platform is served an artifact."""
    return {each.spot.key for each in placements.placements if each.artifact.key == key and platform in each.platforms}


@pytest.mark.parametrize(
    ("ids", "scope", "key", "platform", "expected"),
    [
        (["codex", "amp"], "project", "agent/free", "codex", {".codex/agents/{id}.toml"}),
        (["codex", "amp"], "project", "agent/free", "amp", {".agents/skills/{id}/"}),
        (["codex", "amp"], "project", "agent/limited", "codex", {".codex/agents/{id}.toml"}),
        (["codex", "amp"], "project", "agent/limited", "amp", set()),
        (["claude", "copilot"], "project", "rule/always", "copilot", {"AGENTS.md"}),
        (["claude", "opencode"], "user", "rule/always", "opencode", {"{config}/AGENTS.md"}),
        (["cursor", "amp"], "project", "command/gamma", "cursor", {".cursor/commands/{id}.md"}),
    ],
)
def test_known_cases(ids: list[str], scope: str, key: str, platform: str, expected: set[str]) -> None:
    """Sets that were placed wrong before are placed so that each platform keeps what it has alone."""
    placements = make_case(ids, scope, artifacts=CATALOG).placements
    expected = {place.replace("{config}", "~/.config/opencode") for place in expected}
    assert spots(placements, key, platform) == expected


FURTHER = [id for id in PLATFORM_IDS if (cell := bound(id, "project").adapter.cells.get("skills")) and cell.get("also")]


@pytest.mark.parametrize("id", FURTHER)
@pytest.mark.parametrize("scope", SCOPES)
def test_further_files_are_there_beside_every_other_platform(id: str, scope: str) -> None:
    """A file that leaves a skill to the user lies in each such skill that its platform reads, whoever writes it."""
    further = [each["path"] for each in bound(id, scope).adapter.cells["skills"].get("also")]
    for other in PLATFORM_IDS:
        case = make_case(sorted({id, other}), scope, artifacts=CATALOG)
        outputs = {output.path: output for output in case.rendered.outputs}
        arrival = next(
            each for each in case.rendered.deliveries if (each.artifact, each.platform) == ("skill/by-hand", id)
        )
        for folder in arrival.paths:
            for path in further:
                output = outputs[folder + path]
                assert isinstance(output, FileOutput), (other, folder)
                assert output.platforms == (id,), (other, folder)


def place_two(copies: dict[str, CopyPolicy]) -> Placements:
    """Return where things go for Codex and Amp, with a wish on copies."""
    return place(CATALOG, [bound("codex", "project"), bound("amp", "project")], copies=copies)


def states(placements: Placements, key: str) -> set[tuple[str, str]]:
    """Return what the plan says of an artifact by platform, of copies only."""
    told = ("listed", "gives-way")
    return {(gap.platform, gap.state) for gap in placements.shortfalls if gap.artifact.key == key and gap.state in told}


def test_copies_are_accepted_and_refused() -> None:
    """A copy without limits to lose is made and told; one that loses limits only if accepted; none if refused."""
    free = place_two({})
    assert states(free, "agent/free") == {("codex", "listed")}
    assert states(free, "agent/limited") == {("amp", "gives-way")}
    accepted = place_two({"amp": CopyPolicy.ACCEPTED})
    assert states(accepted, "agent/limited") == {("codex", "listed")}
    assert any("without its limits" in gap.reason for gap in accepted.shortfalls)
    refused = place_two(dict.fromkeys(("amp", "codex"), CopyPolicy.REFUSED))
    assert states(refused, "agent/free") == states(refused, "agent/limited") == {("amp", "gives-way")}
    for placements in (free, accepted, refused):
        assert spots(placements, "agent/limited", "codex") == {".codex/agents/{id}.toml"}


@pytest.mark.parametrize("scope", SCOPES)
def test_recorded_places_stay_over_other_forms(scope: str) -> None:
    """Placing again with what was recorded changes nothing, in sets of all sizes; the lines that point included."""
    dice = random.Random(f"recorded {scope}")
    for _ in range(15):
        platforms = [bound(id, scope) for id in dice.sample(PLATFORM_IDS, dice.randint(2, 25))]
        first = place(CATALOG, platforms)
        again = place(CATALOG, platforms, recorded=first.chosen)
        assert again.chosen == first.chosen
        pointed = any(each.pointer_to is not None for each in first.placements)
        assert (POINTER_GROUP in first.chosen) == pointed or not first.chosen.get(POINTER_GROUP)


def test_records_of_a_version_with_fewer_groups_count() -> None:
    """Agents with limits stay where the manifest remembers agents, and doctor takes both for the same."""
    platforms = [bound("codex", "project"), bound("copilot", "project")]
    first = place(CATALOG, platforms)
    older = {name: places for name, places in first.chosen.items() if name not in ("agent:limited", POINTER_GROUP)}
    assert place(CATALOG, platforms, recorded=older).chosen == first.chosen
    assert as_recorded_now(older, first.chosen) == first.chosen
