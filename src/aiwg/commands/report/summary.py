"""A report in a few lines: the verdict, what to do next, and the cost of each tool."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.output import console
from aiwg.output.bars import bar
from aiwg.output.console import paint, say, table

LOOK = {"ok": "ok", "warning": "warning", "error": "error", "not-deployed": "info"}


def say_summary(report: Mapping[str, Any]) -> None:
    """Print a report of one scope."""
    verdict = report["verdict"]
    say(paint(shown(verdict["text"]), LOOK[verdict["level"]]))
    for error in report["errors"]:
        say_wrapped(": ".join(shown(part) for part in (error["where"], error["what"]) if part))
    for number, step in enumerate(report["next"], start=1):
        command = f"   {paint(step['command']['text'], 'hint')}" if step["command"] else ""
        say(f"  {number}. {step['title']}{command}")
        if step["text"]:
            say_wrapped(shown(step["text"]), "     ")
    tools = report["tools"]
    most = max((tool["tokens"]["always"]["tokens"] for tool in tools), default=0)
    rows = [["", "", "~tokens in every request"]] if tools else []
    for tool in tools:
        always = tool["tokens"]["always"]
        perhaps = f" ({always['perhaps']:,} of them perhaps)" if always["perhaps"] else ""
        rows.append([shown(tool["name"]), bar(always["tokens"], most), f"{always['tokens']:,}{perhaps}"])
    for line in table(rows):
        say(line)
    say(f"The page with all details: {paint('aiwg report --html report.html --open', 'hint')}")


COUNTS = (
    ("out_of_date", "out of date"),
    ("drift", "edited or missing"),
    ("unapproved", "to approve"),
    ("doubled", "loaded twice"),
)
"""What is counted for each project of a fleet, in the words for it."""


def say_fleet_summary(fleet: Mapping[str, Any]) -> None:
    """Print a report of several projects: a row each, then what each of them needs."""
    rows = [["", "", "~tokens", "next"]]
    for each in fleet["projects"]:
        command = each["command"]["text"] if each["command"] else ""
        status = paint(each["status"].replace("-", " "), LOOK[each["status"]])
        rows.append([shown(each["path"]), status, f"{each['tokens']:,}", paint(shown(command), "hint")])
    for line in table(rows, indent="", right=(2,)):
        say(line)
    for each in fleet["projects"]:
        counts = [f"{each[key]:,} {words}" for key, words in COUNTS if each[key]]
        if counts:
            say_wrapped(f"{shown(each['path'])}: {', '.join(counts)}", "")


def say_wrapped(text: str, indent: str = "  ") -> None:
    """Print a text broken at the width of the terminal."""
    for line in textwrap.wrap(text, console.width() - len(indent), break_long_words=False, break_on_hyphens=False):
        say(f"{indent}{line}")
