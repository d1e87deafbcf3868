"""The parts of a report that are lists: numbers, findings, approvals, sources, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.output.html import text
from aiwg.output.html.matrix import LEVELS
from aiwg.output.html.tools import ToolRow

Json = Mapping[str, Any]

SEVERITIES = ("error", "warning", "note")
FILES = 8
"""How many files of a finding are shown before the reader opens the rest."""


@dataclass(frozen=True)
class Fact:
    """A number of the report, with a note."""

    term: str
    value: str
    note: str = ""
    shares: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class FindingRow:
    """A finding as the page shows it, of several tools where they have the same; `numbers` are those in the report."""

    numbers: tuple[int, ...]
    text: str
    hints: tuple[str, ...]
    files: tuple[str, ...]
    more: tuple[str, ...]
    more_count: int
    tools: str
    command: Mapping[str, Any] | None


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one level with one title; `command` is the one that all of them have, if they do."""

    level: str
    title: str
    rows: tuple[FindingRow, ...]
    command: Mapping[str, Any] | None

    @property
    def count(self) -> int:
        """How many findings they are."""
        return sum(len(row.numbers) for row in self.rows)


def facts_of(
    tools: Sequence[ToolRow], letters: Sequence[str], files: int, shared: str, is_deployed: bool
) -> Iterator[Fact]:
    """Yield the numbers at the top; `letters` has, per artifact, its level on each tool."""
    loading = [tool for tool in tools if tool.count]
    if loading:
        low, high = min(loading, key=lambda tool: tool.certain), max(loading, key=lambda tool: tool.certain)
        value = f"{low.certain:,}" if low.certain == high.certain else f"{low.certain:,} to {high.certain:,}"
        note = "tokens, estimated" if low is high else f"tokens: {low.name} least, {high.name} most"
        yield Fact("In every request", value, note)
        yield Fact("On demand, at most", text.number(max(tool.later for tool in loading)), "tokens")
    doubtful = [tool for tool in loading if tool.perhaps]
    if doubtful:
        most = max(doubtful, key=lambda tool: tool.perhaps)
        note = f"more tokens in {text.listed((tool.name for tool in doubtful), 2)}, if a setting is on"
        yield Fact("Depends on a setting", f"up to {most.perhaps:,}", note)
    yield from _delivered(letters)
    yield Fact("Files written" if is_deployed else "Files to write", text.number(files), shared)


def _delivered(letters: Sequence[str]) -> Iterator[Fact]:
    counts = {level: 0 for level, *_ in LEVELS.values()}
    for row in letters:
        for level in row:
            counts[level] += 1
    meant = sum(counts[level] for level in "ntduh")
    if meant:
        full = counts["n"] + counts["t"]
        words = {level: word for level, word, _ in LEVELS.values()} | {"h": "to approve"}
        note = ", ".join(f"{counts[level]:,} {words[level]}" for level in "ntduh" if counts[level])
        share = f"{100 * full // meant}%"
        yield Fact(
            "Delivered in full", share, note, tuple((level, counts[level]) for level in "ntduh" if counts[level])
        )


def shares_of(shares: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return counts per level as thousandths of their sum."""
    listed = list(shares)
    total = sum(count for _, count in listed) or 1
    return [(level, max(1, round(1000 * count / total))) for level, count in listed if count]


def finding_row(same: Mapping[int, Json], names: Mapping[Any, str]) -> FindingRow:
    """Return findings that differ in their tools alone for the page; `names` has the name of each tool by its id."""
    finding = next(iter(same.values()))
    files = [text.safe(each) for each in finding["files"][:200]]
    if len(files) == 1 and finding["line"]:
        files = [f"{files[0]}:{finding['line']}"]
    tools = dict.fromkeys(names.get(tool, text.safe(tool)) for each in same.values() for tool in each["tools"])
    return FindingRow(
        numbers=tuple(same),
        text=text.prose(finding["text"]),
        hints=tuple(text.prose(each) for each in re.split(r"\s{3,}", finding["hint"] or "") if each),
        files=tuple(files[:FILES]),
        more=tuple(files[FILES:]),
        more_count=len(finding["files"]) - FILES,
        tools=text.listed(tools, 6),
        command=text.command(finding["command"]),
    )


def finding_groups(findings: Sequence[Json], names: Mapping[Any, str]) -> list[FindingGroup]:
    """Return the findings for the page, those of one level and title together, the worst first."""
    found: dict[tuple[int, str], dict[Any, dict[int, Json]]] = {}
    for number, each in enumerate(findings):
        argv = tuple(each["command"]["argv"]) if each["command"] else ()
        same = (each["text"], each["hint"], tuple(each["files"]), argv)
        key = (SEVERITIES.index(level_of(each)), text.prose(each["title"]))
        found.setdefault(key, {}).setdefault(same, {})[number] = each
    groups = []
    for (rank, title), alike in sorted(found.items(), key=lambda item: item[0][0]):
        rows = [finding_row(each, names) for each in alike.values()]
        first = rows[0].command
        shared = first if all(row.command == first for row in rows) else None
        groups.append(FindingGroup(SEVERITIES[rank], title, tuple(rows), shared))
    return groups


def level_of(finding: Json) -> str:
    """Return the level of a finding; one that nobody knows is a note."""
    return str(finding["level"]) if finding["level"] in SEVERITIES else "note"


def flags_by_tool(findings: Sequence[Json]) -> dict[Any, list[dict[str, Any]]]:
    """Return, per tool, a tag for each category of its findings, the worst first, with the first of them."""
    found: dict[Any, dict[str, dict[str, Any]]] = {}
    for number, finding in enumerate(findings):
        for tool in finding["tools"]:
            label = text.safe(str(finding["category"]).replace("-", " ")) or "finding"
            flag = found.setdefault(tool, {}).setdefault(label, {"text": label, "level": "note", "number": number})
            if SEVERITIES.index(level_of(finding)) < SEVERITIES.index(flag["level"]):
                flag.update(level=level_of(finding), number=number)
    return {
        tool: sorted(each.values(), key=lambda flag: SEVERITIES.index(flag["level"])) for tool, each in found.items()
    }


def counted(findings: Sequence[Json]) -> str:
    """Return how many findings there are of each level."""
    counts = [(sum(level_of(each) == level for each in findings), level) for level in SEVERITIES]
    return ", ".join(text.count(amount, level) for amount, level in counts if amount)


@dataclass(frozen=True)
class HeldRow:
    """A part that runs something or grants something, not deployed until somebody approves it."""

    id: str
    runs: tuple[tuple[str, str], ...]
    tools: str
    command: Mapping[str, Any] | None


@dataclass(frozen=True)
class SourceRow:
    """A source with the commit that it is at."""

    name: str
    path: str
    url: str
    href: str | None
    ref: str
    commit: str
    age: str
    dirty: bool
    artifacts: str


@dataclass(frozen=True)
class DecisionRow:
    """A decision on the timeline; `look` is its dot: in force, proposed (`open`), or no longer in force (`old`)."""

    number: str
    title: str
    status: str
    look: str
    date: str
    stamp: str
    path: str
    package: str
    supersedes: str


def held_row(held: Json, names: Mapping[Any, str]) -> HeldRow:
    """Return a held part for the page."""
    tools = text.listed((names.get(each, text.safe(each)) for each in held["tools"]), 6)
    runs = tuple((text.safe(each["what"]), text.safe(each["value"], text.COMMAND)) for each in held["runs"])
    return HeldRow(text.safe(held["id"]), runs, tools, text.command(held["command"]))


def source_row(source: Json, is_read: bool) -> SourceRow:
    """Return a source for the page; where the sources could not be read nobody knows how many artifacts it holds."""
    age = source["age_days"]
    days = "" if age is None else "today" if age < 1 else f"{text.count(int(age), 'day')} old"
    when = text.date(source["date"])
    return SourceRow(
        name=text.safe(source["name"]),
        path=text.safe(source["path"]),
        url=text.safe(source["url"] or source["remote"]),
        href=text.link(source["url"] or source["remote"]),
        ref=text.safe(source["ref"]),
        commit=text.safe(source["commit"])[:12],
        age=", ".join(each for each in (when, days) if each),
        dirty=bool(source["dirty"]),
        artifacts=text.number(source["artifacts"]) if is_read else "unknown",
    )


def decision_rows(decisions: Sequence[Json]) -> list[DecisionRow]:
    """Return the decisions, the newest first."""
    rows = [_decision(each) for each in decisions]
    return sorted(rows, key=lambda row: (row.stamp, row.number.zfill(8)), reverse=True)


def _decision(decision: Json) -> DecisionRow:
    status = text.safe(decision["status"])
    is_open = status.casefold().startswith(("proposed", "draft", "in review"))
    look = "" if decision["in_force"] else "open" if is_open else "old"
    return DecisionRow(
        number=text.safe(decision["number"]),
        title=text.prose(decision["title"]),
        status=status,
        look=look,
        date=text.date(decision["date"]),
        stamp=text.safe(decision["date"]),
        path=text.safe(decision["path"]),
        package=text.safe(decision["package"]),
        supersedes=text.listed((text.safe(each) for each in decision["supersedes"]), 4),
    )
