"""What a deploy says at its end: how much arrives at which level, what carries the rest, what is lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import EVERYTHING, PLATFORM_IDS, PLATFORMS

from .conftest import ALPHA, Runner, put

SOURCE = str(EVERYTHING)


@pytest.fixture
def many(home: Path) -> None:
    """Give the user 40 platforms of their own."""
    for number in range(40):
        text = ALPHA.replace("Alpha Code", f"Alpha {number}").replace("aliases: [alfa]\n", "")
        put(home / f".config/aiwg/platforms/many-{number}/platform.yaml", text.replace(".alpha", f".alpha{number}"))


def report_of(said: str) -> list[str]:
    """Return the lines from the table on."""
    lines = said.splitlines()
    return lines[next(i for i, line in enumerate(lines) if line.split() == LEVELS) :]


LEVELS = ["native", "translated", "degraded", "unsupported"]


def test_the_table_counts_what_the_plan_holds(aiwg: Runner) -> None:
    """Each platform's row has the numbers of its arrivals by level, which the JSON output lists one by one."""
    plan = aiwg("deploy", "-p", "alpha,beta", "--source", SOURCE, "--accept-freer", "--dry-run", "--json").json
    said = report_of(aiwg("deploy", "-p", "alpha,beta", "--source", SOURCE, "--accept-freer", "--dry-run").out)
    for id, name in (("alpha", "Alpha Code"), ("beta", "Beta")):
        counts = Counter(arrival["level"] for arrival in plan["fidelity"] if arrival["platform"] == id)
        row = next(line for line in said if line.startswith(f"  {name}"))
        assert [int(number) for number in row.removeprefix(f"  {name}").split()[:4]] == [counts[x] for x in LEVELS]


def test_a_verbose_table_has_the_other_forms(aiwg: Runner) -> None:
    """With -v each row has the forms of what is not native; what arrives nowhere comes first."""
    said = " ".join(
        " ".join(report_of(aiwg("deploy", "-p", "beta", "--source", SOURCE, "--accept-freer", "-v").out)).split()
    )
    assert "no MCP servers, hooks, ignore, instructions, marketplaces, permissions, plugins (19);" in said
    assert "behaviors in part (1)" in said
    said = " ".join(
        " ".join(report_of(aiwg("deploy", "-p", "alpha", "--source", SOURCE, "--accept-freer", "-v").out)).split()
    )
    assert "commands, rules as skills (4)" in said
    assert "rules in AGENTS.md (1); rules pointed to in AGENTS.md (1)" in said


def test_lost_fields_are_counted_by_kind(aiwg: Runner) -> None:
    """Lost fields come by platform, kind and field with how many artifacts lose them, restrictions first."""
    said = report_of(aiwg("deploy", "-p", "beta", "--source", SOURCE, "--accept-freer", "-v").out)
    lost = " ".join(" ".join(said[next(i for i, line in enumerate(said) if "Lost:" in line) :]).split())
    assert re.search(r"Lost: beta permissions: effect \(5\); agents: tools \(2\), deny_tools \(1\), model \(2\)", lost)
    assert "aiwg platforms beta" in lost


def test_many_platforms_stay_short(aiwg: Runner, many: None) -> None:
    """With many platforms there are totals and the worst few, and -v has a row for each."""
    short = report_of(aiwg("deploy", "-p", "all", "--source", SOURCE, "--accept-freer", "--dry-run").out)
    assert len(short) < 30
    total = next(line for line in short if line.startswith("  All 42 platforms"))
    plan = aiwg("deploy", "-p", "all", "--source", SOURCE, "--accept-freer", "--dry-run", "--json").json
    assert sum(int(number) for number in total.split()[3:]) == len(plan["fidelity"])
    assert "... and 38 more platforms" in "\n".join(short)
    long = aiwg("deploy", "-p", "all", "--source", SOURCE, "--accept-freer", "--dry-run", "-v").out
    assert len(re.findall(r"(?m)^  Alpha [0-9]+  ", long)) == 40


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_report_fits_the_terminal(aiwg: Runner, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line of the table and of what is lost is wider than the terminal."""
    monkeypatch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(PLATFORMS))
    monkeypatch.setattr("aiwg.output.console.width", lambda: columns)
    for platforms in ("all", PLATFORM_IDS[0]):
        said = report_of(aiwg("deploy", "-p", platforms, "--source", SOURCE, "--accept-freer", "--dry-run").out)
        until = next((i for i, line in enumerate(said) if line.startswith("  note")), len(said))
        assert max(map(len, said[:until])) <= columns


def test_the_plan_for_programs_is_complete(aiwg: Runner) -> None:
    """The JSON output names every artifact for every platform, with its level, its paths and each lost field."""
    plan = aiwg("deploy", "-p", "alpha,beta", "--source", SOURCE, "--accept-freer", "--dry-run", "--json").json
    assert plan["schema"] == "aiwg.plan/1"
    pairs = [(arrival["artifact"], arrival["platform"]) for arrival in plan["fidelity"]]
    assert len(pairs) == len(set(pairs))
    artifacts = {artifact for artifact, _ in pairs}
    assert {(artifact, id) for artifact in artifacts for id in ("alpha", "beta")} == set(pairs)
    reviewer = next(arrival for arrival in plan["fidelity"] if arrival["artifact"] == "agent/reviewer")
    assert {"field", "reason", "freer"} == set(json.loads(json.dumps(reviewer["losses"][0])))
