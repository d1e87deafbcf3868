"""The trees that are measured on, and what a watch is given to save."""

from __future__ import annotations

import statistics
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from bench import corpus, distribution
from bench.watching import KINDS, chosen


def test_the_realistic_tree_has_the_kinds_and_sizes_of_the_public_sources() -> None:
    """Of 488 artifacts each kind has its share, and its median is that of the sources within 3 %."""
    kept, artifacts = distribution.read(), corpus.realistic(488)
    total = sum(kind["count"] for kind in kept["kinds"].values())
    for name, kind in kept["kinds"].items():
        sizes = [artifact.size for artifact in artifacts if artifact.kind == name]
        assert abs(len(sizes) - 488 * kind["count"] / total) < 1
        median = kind["bytes"][distribution.SHARES.index(50)]
        assert statistics.median(sizes) == pytest.approx(median, rel=0.03)
    assert any(artifact.beside for artifact in artifacts)


def test_the_realistic_tree_is_always_the_same() -> None:
    """The tree is a function of the number of artifacts."""
    assert corpus.realistic(60) == corpus.realistic(60)


def test_sources_are_counted_by_kind_and_with_the_files_beside_a_skill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agents, commands, rules and skills are told apart, and a text beside a skill is no artifact."""
    clone = tmp_path / "someone+collection"
    texts = {
        "agents/one.md": 100,
        "plugins/a/commands/two.md": 200,
        "instructions/three.instructions.md": 300,
        "skills/four/SKILL.md": 400,
        "skills/four/agents/helper.md": 50,
        "README.md": 10,
    }
    for path, size in texts.items():
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        (clone / path).write_text("x" * size)
    git = ["git", "-C", str(clone), "-c", "user.name=t", "-c", "user.email=t@localhost"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.setattr(distribution, "FILE", tmp_path / "distribution.yaml")
    distribution.record([clone])
    found = distribution.read()
    assert {kind: each["bytes"][0] for kind, each in found["kinds"].items()} == {
        "skills": 400,
        "commands": 200,
        "agents": 100,
        "rules": 300,
    }
    assert found["files"]["count"][0] == 1
    assert found["files"]["bytes"][0] == 50
    assert list(found["sources"]) == ["someone/collection"]


def test_saves_are_of_each_kind_in_turn_and_one_in_eight_of_a_shared_file() -> None:
    """A rule for everything is in a file that it shares; the rules of the other saves have a file each."""
    saved = chosen(corpus.even(1000), KINDS, 24)
    assert Counter(artifact.kind for artifact in saved) == dict.fromkeys(KINDS, 6)
    assert sum(artifact.kind == "rules" and not artifact.globs for artifact in saved) == 3
