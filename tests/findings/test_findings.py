"""Findings: their order, what a line allows, and SARIF."""

from __future__ import annotations

from aiwg.core.errors import Exit
from aiwg.findings.fix import Fix
from aiwg.findings.model import ERROR, INFO, OK, SKIPPED, WARNING, Finding, in_order, worst
from aiwg.findings.sarif import sarif
from aiwg.findings.suppressions import allowed_in, without_allowed


def test_an_allowance_counts_for_its_line_or_the_next() -> None:
    """A comment at a line's end allows that line, one that stands alone the next line that says something."""
    text = "one <!-- aiwg-allow: first, second -->\n# aiwg-allow: third\n\nfour\nfive\n"
    assert allowed_in(text) == {1: {"first", "second"}, 2: {"third"}, 4: {"third"}}


def test_only_the_named_code_is_allowed_and_only_there() -> None:
    """An allowance lets through its own codes, in its own file and line."""
    allowed = {"a.md": {3: frozenset({"long-body"})}}
    let = Finding("long-body", WARNING, "long", "a.md", 3)
    others = [
        Finding("bad-name", WARNING, "bad", "a.md", 3),
        Finding("long-body", WARNING, "long", "a.md", 4),
        Finding("long-body", WARNING, "long", "b.md", 3),
    ]
    assert without_allowed([let, *others], allowed) == (others, [let])


def test_order_and_worst() -> None:
    """Findings are ordered by place and said once; skipped ones never count as bad."""
    late, early = Finding("b", INFO, "x", "z.md", 9), Finding("a", WARNING, "x", "a.md", 2)
    assert in_order([late, early, late]) == [early, late]
    assert [worst(found) for found in ([], [late], [late, early], [Finding("c", SKIPPED, "x")])] == [
        OK,
        INFO,
        WARNING,
        OK,
    ]


def test_a_problem_says_its_level_under_both_names() -> None:
    """In `problems` the level stands as `level`, and for one schema version as `severity` too."""
    for level in (ERROR, WARNING, INFO):
        problem = Finding("bad-name", level, "bad", "a.md", 3, 7, hint="rename it").as_problem()
        assert problem["level"] == problem["severity"] == level
        assert set(problem) == {"level", "severity", "code", "file", "line", "message", "hint"}


def test_two_findings_in_the_same_words_are_one() -> None:
    """Neither a fix nor an exit code makes a second finding of one that says the same; a fix makes it fixable."""
    plain = Finding("bad-name", ERROR, "bad", "a.md", 3)
    fixable = Finding("bad-name", ERROR, "bad", "a.md", 3, exit=Exit.REFUSED, fix=Fix(executable=True))
    assert in_order([plain, fixable]) == [plain]
    assert (plain.fixable, fixable.fixable) == (False, True)


def test_sarif_names_place_and_rule() -> None:
    """SARIF holds each finding with its rule, level and place, a path with a space quoted; what holds is left out."""
    findings = [Finding("long-body", ERROR, "too long", "a b.md", 3, 7), Finding("fine", OK, "all well")]
    run = sarif("aiwg lint", "1.0.0", {"long-body": "A body is too long"}, findings)["runs"][0]
    assert run["tool"]["driver"]["rules"] == [{"id": "long-body", "shortDescription": {"text": "A body is too long"}}]
    assert run["results"] == [
        {
            "ruleId": "long-body",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "too long"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "a%20b.md"},
                        "region": {"startLine": 3, "startColumn": 7},
                    }
                }
            ],
        }
    ]
