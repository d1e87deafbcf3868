"""After a merge of two branches and one sync, all is as if the merged source had been deployed afresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.amount import TIMES
from tests.merges.scenarios import KINDS, SCENARIOS, Repository, play
from tests.merges.world import Team

FEW = [SCENARIOS[16 * kind + 7 * kind % 16] for kind in range(len(KINDS))]
CHOSEN = SCENARIOS if TIMES > 1 else [*FEW, SCENARIOS[17]]
"""All of them in `make thorough`; else one of each kind, each with another pair of changes, and one where git makes
a block that neither side wrote."""


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Repository]:
    """Return a repository per kind, shared by its scenarios; each is made when it is first wanted."""
    return {kind: Repository(Team(tmp_path_factory.mktemp(kind)), kind) for kind in KINDS}


@pytest.mark.parametrize(("kind", "one", "other", "number"), CHOSEN, ids=lambda each: str(each))
def test_a_merge_and_a_sync_are_a_fresh_deploy(
    repositories: dict[str, Repository], kind: str, one: str, other: str, number: int
) -> None:
    """The tree equals that of a fresh deploy, no marker is left, and a removal takes all of it away."""
    repository = repositories[kind]
    if not (repository.team.project / ".git").exists():
        repository.make()
    assert play(repository, one, other, number) == []


def test_every_kind_is_there(tmp_path: Path) -> None:
    """There are at least 60 scenarios over ten kinds, and one in four is without consent."""
    assert len(SCENARIOS) >= 60
    assert len(KINDS) >= 10
    assert sum(number % 4 == 0 for *_, number in SCENARIOS) * 4 >= len(SCENARIOS)
