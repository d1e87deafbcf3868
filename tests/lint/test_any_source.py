"""Whatever a source holds, lint says something or nothing, mends once, and is quick."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.amount import times
from tests.conftest import tree
from tests.stopwatch import quick

from .conftest import Lint, put
from .healthy import FILES, SCRIPTS

RULE, AGENT, SKILL = "rules/api-style.md", "agents/reviewer.md", "skills/release/SKILL.md"
COMMAND = "commands/fix.md"
MANY_KEYS = "".join(f"k{number}: 1\n" for number in range(4000))
PIECES = ["---\n", "```\n", "\t", "\r\n", "\ufeff", ": ", "- ", "[", "{", "$1", "@.aiwg/x", "](x)", "\n\n", "# ", "'"]
PIECES += ['"', "name:", "é", "\x00", "\u2028", "paths: [", "*"]
FILE, PIECE = st.sampled_from(sorted(FILES)), st.sampled_from(PIECES)
SLIPS = st.lists(st.tuples(FILE, st.floats(0, 1), PIECE, st.integers(0, 12)), min_size=1, max_size=4)


@settings(max_examples=times(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SLIPS)
def test_any_slip_gets_an_answer_and_is_mended_once(
    source: Path, lint: Lint, slips: list[tuple[str, float, str, int]]
) -> None:
    """With pieces put in and taken out at random, lint ends as it says, and mending a second time changes nothing."""
    for path, text in FILES.items():
        put(source / path, text, path in SCRIPTS)
    for file, where, piece, gone in slips:
        text = (source / file).read_bytes().decode("utf-8")
        at = int(where * len(text))
        put(source / file, text[:at] + piece + text[at + gone :], file in SCRIPTS)
    assert lint("--json").code in (0, 3, 7)
    lint("--json", "--fix")
    once = tree(source, skip=())
    assert lint("--json", "--fix").json["mended"] == []
    assert tree(source, skip=()) == once


def test_a_thousand_artifacts_take_less_than_a_second(source: Path, lint: Lint) -> None:
    """A source of a thousand artifacts is looked at within a second of computing."""
    for number in range(330):
        for file in (RULE, AGENT, SKILL):
            name = file.replace("api-style", f"rule-{number}").replace("reviewer", f"agent-{number}")
            text = FILES[file].replace("reviewer", f"agent-{number}").replace("name: release", f"name: skill-{number}")
            put(source / name.replace("release", f"skill-{number}"), text + "Do this, and then that.\n\n" * 20)
    said = quick(lambda: lint("--json"), 1.0)
    assert said.json["artifacts"] >= 1000


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (RULE, "<!-- one -->\n" * 3000 + "Text.\n---\n"),
        (RULE, "\n" * 20000 + "Text.\n"),
        (RULE, "# " + " " * 50000 + "x" + " #" * 20000 + "y\n"),
        (SKILL, f"---\nname: release\ndescription: Use when long.\nallowed-tools: {'a ' * 40000}\n---\nX.\n"),
        (SKILL, f"---\nname: release\ndescription: Use when long.\n---\n{'[x](y.md) ' * 20000}\n"),
        (SKILL, f"---\nname: release\ndescription: Use when long.\n---\nscripts/{'a' * 200000}\n"),
        (SKILL, f"---\nname: release\ndescription: Use when {'<a ' * 300}\n---\nX.\n"),
        (AGENT, f"---\nname: reviewer\ndescription: Use when long.\ntools: [{'a, ' * 30000}b]\n---\nX.\n"),
        ("agents/x.md", f"---\nname: x\ndescription: Use when long.\n{MANY_KEYS}---\nX.\n"),
        (COMMAND, "---\ndescription: Does.\n---\n" + "{{args}} $ARGS $0 " * 10000 + "\n"),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_huge_slip_costs_little(file: str, text: str, source: Path, lint: Lint) -> None:
    """What is written over and over, or goes on and on, is looked at within seconds, not hours."""
    put(source / file, text)
    assert quick(lambda: lint("--json"), 5).code in (0, 3)
