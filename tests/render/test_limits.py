"""What does not fit is split, shortened or left out, and always said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwg.loading.limits import text_measures
from aiwg.render.fit import shortened, split_body
from tests.conftest import Deployer, put, tree

PLATFORM = """\
name: Small
vendor: S
docs: https://small.example
evidence: {grade: docs}
instructions: {reads: [AGENTS.md], limits: {file_chars: 400}}
rules: {reads: [".small/rules/{id}.md"], limits: {file_chars: 300}, fields: [description]}
agents:
  reads: [".small/agents/{id}.md"]
  limits: {description_chars: 40, body_chars: 100}
  fields: [name: id, description]
skills: {reads: [".small/skills/{id}/"], limits: {file_bytes: 500}}
"""


@pytest.fixture
def small(home: Path, tmp_path: Path) -> Path:
    """Add a platform that takes little, and return the folder of a source."""
    folder = home / ".config/aiwg/platforms/small"
    folder.mkdir(parents=True)
    (folder / "platform.yaml").write_text(PLATFORM)
    return tmp_path / "source"


def test_a_rule_that_is_too_long_is_split(small: Path, deployer: Deployer) -> None:
    """A rule becomes files that each fit, whose text together is the rule, and the plan says so."""
    paragraphs = [f"## Part {number}\n\n" + "Do this and that. " * 6 + "\n\n" for number in range(6)]
    put(small / "rules/long.md", "---\ndescription: A long one.\n---\n" + "".join(paragraphs).rstrip("\n") + "\n")
    deployment = deployer.deploy("small", source=small)
    files = tree(deployer.project)
    parts = [
        f".small/rules/long{end}.md"
        for end in ("", *(f"-{n}" for n in range(2, 9)))
        if f".small/rules/long{end}.md" in files
    ]
    assert len(parts) > 1
    assert all(len(files[path]) <= 300 for path in parts)
    bodies = [files[path].decode().split("---\n", 2)[2].removeprefix("\n") for path in parts]
    assert "".join(bodies) == "".join(paragraphs).rstrip("\n") + "\n"
    assert [problem.code for problem in deployment.problems] == ["split"]
    assert {arrival.artifact for arrival in deployment.deliveries} == {"rule/long"}
    assert deployer.plan("small", source=small).plan.changes == []


def test_what_cannot_be_split_is_left_out(small: Path, deployer: Deployer) -> None:
    """An agent that the platform would not take is not written, and reported as unsupported with both numbers."""
    put(small / "agents/big.md", "---\nname: big\ndescription: Big.\n---\n" + "word " * 40)
    put(small / "agents/nearly.md", "---\nname: nearly\ndescription: Nearly.\n---\n" + "x" * 95 + "\n")
    deployment = deployer.deploy("small", source=small)
    assert ".small/agents/big.md" not in tree(deployer.project)
    assert ".small/agents/nearly.md" in tree(deployer.project)
    levels = {arrival.artifact: (arrival.level, arrival.notes) for arrival in deployment.deliveries}
    assert levels["agent/big"][0] == "unsupported"
    assert "200 characters, and the limit is 100" in levels["agent/big"][1][0]
    assert [(p.level, p.code) for p in deployment.problems] == [
        ("warning", "over-limit"),
        ("info", "near-limit"),
        ("warning", "not-delivered"),
    ]


def test_a_description_is_shortened_at_a_sentence(small: Path, deployer: Deployer) -> None:
    """A description that is too long keeps its first sentences; that is a loss and a warning."""
    put(small / "agents/wordy.md", "---\nname: wordy\ndescription: Use it for this. And for that, sometimes.\n---\nb\n")
    deployment = deployer.deploy("small", source=small)
    assert 'description: "Use it for this."\n' in tree(deployer.project)[".small/agents/wordy.md"].decode()
    assert [loss.field for loss in deployment.deliveries[0].losses] == ["description"]
    assert [problem.code for problem in deployment.problems] == ["over-limit"]


def test_a_shared_file_near_its_limit_is_said(small: Path, deployer: Deployer) -> None:
    """Instructions that nearly fill what is read get an info, those that go beyond it a warning."""
    for size, level in ((300, "info"), (600, "warning")):
        put(small / "instructions.md", "x" * size + "\n")
        assert [problem.level for problem in deployer.plan("small", source=small).problems] == [level]


@given(
    st.lists(st.sampled_from(["# A\n", "text\n", "\n", "```\n", "~~~\n", "  \n", "more words here\n"])),
    st.integers(20, 90),
)
def test_parts_are_the_whole(lines: list[str], limit: int) -> None:
    """Split parts fit, and are the body again when put together."""
    body = "".join(lines)
    parts = split_body(body, limit)
    if parts is not None:
        assert "".join(parts) == body
        assert all(len(part) <= limit for part in parts)


@given(st.text(min_size=1), st.integers(2, 60))
def test_a_shortened_description_fits(text: str, limit: int) -> None:
    """A shortened description fits and starts as the whole did."""
    short = shortened(text, limit)
    assert len(short) <= limit
    assert text.startswith(short.removesuffix("…"))


def test_only_what_is_near_or_beyond_is_an_excess() -> None:
    """Up to nine tenths of a limit nothing is said."""
    assert text_measures({"body_chars": 100}, "x" * 90, "") == []
    assert [each.is_beyond for each in text_measures({"body_chars": 100, "file_bytes": 10}, "x" * 95, "é" * 6)] == [
        False,
        True,
    ]
