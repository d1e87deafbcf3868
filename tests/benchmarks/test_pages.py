"""The page and the chart that are written from results."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from bench import chart, report
from bench.goals import GOALS
from style.check import Rules, check_page

from tests.benchmarks.made import complete, group, results

NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_every_goal_is_a_row_of_the_page() -> None:
    """Each goal has one row, and each of complete results says whether it is met."""
    rows = [
        row for row in report.document(complete()).splitlines() if row.endswith((" yes |", " stretch |", "**no** |"))
    ]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [goal.name for goal in GOALS]


def test_a_page_of_one_group_has_only_its_tables() -> None:
    """Sections without a number are left out, and goals without one are said to be not measured."""
    page = report.document(results({"watch": group({"aiwg": {"save 20": [0.02]}})}))
    assert "## Watching" in page
    assert "## Startup" not in page
    assert page.count("not measured") == len(GOALS)


def test_a_trial_says_that_its_figures_mean_nothing() -> None:
    """A page about small trees says so; another page does not."""
    trial = results(complete().groups, scale=100)
    assert "divided by 100. The figures mean nothing." in report.document(trial)
    assert "mean nothing" not in report.document(complete())


def test_missed_goals_show_their_profile() -> None:
    """The line about a missed goal is on the page, and the one about a goal that is met by now is not."""
    lines = {"1000x42 first: rulesync / aiwg": "render 50 %", "1000x3 first: rulesync / aiwg": "plan 70 %"}
    page = report.document(results(complete().groups, profiles=lines))
    assert "render 50 %" in page
    assert "plan 70 %" not in page


def test_a_single_round_has_no_spread() -> None:
    """A ratio of one round stands without brackets that would say it is exact."""
    one = {"aiwg": {"first": [0.1]}, "python": {"bare": [0.01]}}
    page = report.document(results({"20x3": group(one)}))
    assert "| 20x3 first: aiwg / bare Python | at most 8x | 7x | 10.00x | 1 | **no** |" in page


def test_the_readme_gets_the_figures_of_the_page() -> None:
    """The README has one line with figures, which follow the results; without the measured group they stay."""
    readme = report.README.read_text(encoding="utf-8")
    assert len(report.README_FIGURES.findall(readme)) == 1
    figures = "0.1 s of CPU (rulesync: 2 s); nothing to do: 0.15 s (2 s)"
    assert figures in report.with_figures(readme, complete())
    assert report.with_figures(readme, results({})) == readme


def test_the_page_is_written_as_plainly_as_other_pages() -> None:
    """The generated page passes the rules for the language of pages, whatever was measured."""
    parts = "imports 40 %, system calls 20 %, standard library 19 %, placement 9 %, deployment 5 %, libraries 2 %"
    lines = {goal.name: parts for goal in GOALS}
    page = report.document(results(complete().groups, profiles=lines, missing={"apm": "it could not be installed"}))
    assert parts.split(",")[-1] in page
    assert list(check_page("docs/benchmarks.md", page, Rules.load())) == []


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
def test_the_chart_is_readable_on_light_and_on_dark(shade: int) -> None:
    """Text has a contrast of at least 7, and each line of at least 4.5, on both grounds."""
    assert contrast(chart.TEXT[shade], chart.GROUND[shade]) >= 7
    for look in chart.LOOKS.values():
        assert contrast((look.light, look.dark)[shade], chart.GROUND[shade]) >= 4.5


def test_tools_differ_without_colours() -> None:
    """No two tools have the same mark or the same dashes in the chart."""
    assert len({look.mark for look in chart.LOOKS.values()}) == len(chart.LOOKS)
    assert len({look.dashes for look in chart.LOOKS.values()}) == len(chart.LOOKS)


def test_the_chart_has_a_line_for_each_tool_and_says_its_numbers_in_words() -> None:
    """The chart is one picture with a title, a description with every number, and a panel for each kind of run."""
    root = ElementTree.fromstring(chart.picture(complete()))
    described = root.findtext(f"{NAMESPACE}desc") or ""
    assert root.findtext(f"{NAMESPACE}title")
    assert "First deploy, aiwg: 0.15 at 20, 0.15 at 200, 0.15 at 1,000" in described
    assert "Save, watched, apm: 0.1 at 20." in described
    panels = re.findall(r"(\w[^<>]*), CPU seconds</text>", chart.picture(complete()))
    assert panels == [title for _, title in chart.PANELS]
