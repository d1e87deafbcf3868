"""A sample of the hostile source; `make hostile` deploys all of it to every platform by itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import PLATFORM_IDS
from tests.hostile.corpus import corpus, innocents
from tests.hostile.deploying import a_field, judged
from tests.hostile.facts import facts
from tests.hostile.reader import findings_of
from tests.hostile.rounds import Ground, every, missing_with_consent, restricted_cases, why_open

PROOFS = yaml.safe_load((Path(__file__).parent / "proofs.yaml").read_text(encoding="utf-8"))
ALONE = (
    "claude",
    "opencode",
    "factory",
    "qwen-code",
    "gemini-cli",
    "codex",
    "antigravity",
    "kiro",
    "amazon-q",
    "continue",
)
"""Platforms with a form of their own that no set shows."""


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: f"{proof['path']}-{proof.get('cls', 'nothing')}")
def test_the_reader_sees_what_clients_do(proof: dict[str, Any]) -> None:
    """The reader finds what clients were seen to act on, and nothing where they do not act."""
    found = findings_of(proof["path"], proof["text"].encode())
    if "cls" in proof:
        assert (proof["client"], proof["cls"]) in {(each.client, each.cls) for each in found}
    else:
        assert not found


def test_the_corpus_is_large_enough() -> None:
    """Each kind has at least 200 cases, no two with one name."""
    counts = Counter(case.kind for case in corpus())
    assert min(counts.values()) >= 200, counts
    assert len({case.id for case in corpus()}) == len(corpus())
    assert set(facts().data["clients"]) <= set(PLATFORM_IDS)


def test_nothing_executable_is_emitted_without_consent(tmp_path: Path) -> None:
    """What a project's own source brings along makes no client run, grant or fetch anything, and keeps restrictions."""
    ground = Ground(tmp_path, every(corpus(), 31), restricted_cases(43))
    found = ground.emitted_without_consent("all") | ground.restrictions_lost("all")
    for platform in ALONE:
        found |= ground.emitted_without_consent(platform) | ground.restrictions_lost(platform)
    found = {each for each in found if not why_open(each)}
    assert not found, f"{len(found)}, such as {sorted(found)[:: max(1, len(found) // 20)]}"


def test_with_consent_everything_is_emitted(tmp_path: Path) -> None:
    """After `aiwg trust`, a project's own source is deployed just as one that was typed by hand."""
    cases = every(corpus(), 37)
    found = list(missing_with_consent(tmp_path, cases, "claude", "opencode", "codex", "kiro"))
    assert not [each for each in found if not why_open(each)]


def test_honest_sources_need_no_consent(tmp_path: Path) -> None:
    """Of an honest source nothing waits, and the reader finds nothing but settings that platforms themselves need."""
    field = a_field(tmp_path / "p", innocents())
    deployment, emitted = field.emitted("all")
    assert not deployment.loaded.withheld
    assert not field.refused
    assert {each.cls for each in judged(emitted)} <= {"grants"}
    assert {each.path for each in judged(emitted)} <= {".gemini/settings.json", ".aider.conf.yml"}
