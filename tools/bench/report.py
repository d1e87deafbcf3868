"""Writes benchmarks.md and .svg from what is kept in benchmarks.json."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import chart, kept
from bench.bench_room import OURS, ROOT
from bench.checkout import BACK, STEP
from bench.goals import GOALS, Goal
from bench.ours import COPY, EDIT, FIRST, NOOP, PYTHON
from bench.results import Figure, Results, Step

PEERS = ("rulesync", "ruler", "apm")
COMPARED = ("20x3", "200x3", "1000x3", "1000x42", "realistic x3", "5000x3")

README = ROOT / "README.md"
README_FIGURES = re.compile(r"[\d.]+ s of CPU \(rulesync: [\d.]+ s\); nothing to do: [\d.]+ s \([\d.]+ s\)")

HEAD = """# Benchmarks

Written by `make bench` on {days}: {machine}.
The versions are {versions}.{trial}

- Figures are medians of CPU seconds, of user and system, for the whole process tree.
- In each round, every tool runs in turn. A ratio divides two medians of the same rounds. The brackets hold the
  smallest and the largest ratio of a single round.
- Before a round, the load of the machine was {least} to {most}. The measured command alone makes about one. A busy
  machine makes all times grow, so trust the ratios more than the seconds.
- `1000x3` is a tree of 1,000 artifacts of 3 KB for three platforms: claude, cursor and codex. Rules, skills, agents
  and commands have equal parts. `x42` is for 42 platforms that rulesync has too (`tools/bench/targets.yaml`).
- `realistic` is a tree of 488 artifacts. Its kinds, sizes and files beside skills are distributed as in six public
  sources with 1,524 artifacts (`tools/bench/distribution.yaml`).
- Every run starts in a new folder, and on a disk with nothing left to write.

![CPU seconds by number of artifacts](benchmarks.svg)
"""
TRIAL = """

**This was a trial with small trees: every size is divided by {scale}. The figures mean nothing.**"""
SIDE_BY_SIDE = """
Each tool gets the same artifacts, generated in its own layout, and the same platforms if it allows a choice. The tools
write different numbers of files. aiwg writes an artifact once if several platforms read the same folder. rulesync
gets its names for the 42 platforms, and its features `rules`, `commands`, `subagents` and `skills`. ruler has no
commands, so it gets less; its `x42` is all its own agents. apm has no 42 platforms, and it is too slow for more than
one round of a larger tree.
"""
WATCHING = """
All watches run side by side, and each round saves one file under each of them: a rule, a skill, an agent or a command,
and in one of eight rounds a rule that shares its file with others. The wall time includes the wait for more changes.
The CPU time counts until the watcher is idle again.
"""
ALONE = """
*one edit*: one rule changed. *status*, *list*, *doctor* and *context* run a second time without a change. Peak memory
below 25 MiB is not exact: a measured process starts as a copy of the measuring one.
"""
HEAD_LINES = 2
MOST_LETTERS = 118
DURABILITY = """## Durability

aiwg syncs its files to the disk before it reports success. rulesync, ruler and apm do not sync. For 2,400 files, one
sync for each file cost 3.9 times the CPU of `cp -r`. One sync of the file system before the renames and one after
them cost 1.2 times (4 rounds in turn, 2026-11-29). So aiwg syncs up to 16 files one by one, and more of them together.
"""
HOW = """## How to run it

`make bench` takes about a quarter of an hour on an idle machine with two cores. If it is interrupted, the same command
goes on. After 13 minutes no further round starts, but at least one round of everything is measured.

```sh
make bench ONLY=1000x3,watch    # some groups again; the others stay
make bench ROUNDS=1             # a short run; the tables show the number of rounds
```

It installs the other tools into `build/bench-cache` if Node and the registries are available, and runs without them
if not. `make check-speed` counts instructions instead of seconds and compares them with
`tools/bench/instructions.yaml`; CI fails beyond 5% more.
"""


def write(folder: Path) -> None:
    """Write the document and the picture into the folder of the results."""
    results = Results(kept.read(folder))
    (folder / "benchmarks.md").write_text(document(results), encoding="utf-8")
    (folder / "benchmarks.svg").write_text(chart.picture(results), encoding="utf-8")
    if folder == kept.DOCS:
        README.write_text(with_figures(README.read_text(encoding="utf-8"), results), encoding="utf-8")


def with_figures(readme: str, results: Results) -> str:
    """Return the README with the figures of 1,000 artifacts for 42 platforms, rounded from those of the page."""
    found = [results.figure(Step("1000x42", tool, step)) for step in (FIRST, NOOP) for tool in (OURS, "rulesync")]
    shown = [float(_seconds(figure.value)) for figure in found if figure]
    if len(shown) < len(found):
        return readme
    first, their_first, noop, their_noop = shown
    figures = f"{first:.1f} s of CPU (rulesync: {their_first:.0f} s); nothing to do: {noop:.2f} s ({their_noop:.0f} s)"
    return README_FIGURES.sub(figures, readme)


def document(results: Results) -> str:
    """Return the document."""
    least, most = results.load()
    scale = results.kept.get("scale", 1)
    versions = ", ".join(f"{tool} {version}" for tool, version in results.kept["versions"].items())
    head = HEAD.format(
        days=results.days(),
        machine=results.kept["machine"],
        versions=versions,
        trial=TRIAL.format(scale=scale) if scale > 1 else "",
        least=least,
        most=most,
    )
    parts = [head, "## Targets", "", *_targets(results), "", *_profiles(results)]
    sections = (
        ("Against other tools", _against(results), SIDE_BY_SIDE),
        ("Watching", _watching(results), WATCHING),
        ("Startup", _startup(results), ""),
        ("aiwg alone", _alone(results), ALONE),
    )
    for title, rows, text in sections:
        table = list(rows)
        parts += [f"## {title}", "", *table, text] if len(table) > HEAD_LINES else []
    parts += [DURABILITY, *_skipped(results), HOW]
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column is text."""

    head: Sequence[str]

    def lines(self, rows: Iterable[Sequence[str]]) -> Iterator[str]:
        """Yield the lines."""
        yield f"| {' | '.join(self.head)} |"
        yield f"|---|{'---:|' * (len(self.head) - 1)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)


def _targets(results: Results) -> Iterator[str]:
    rows = []
    for goal in GOALS:
        figure = goal.value(results)
        bound = "at least" if goal.is_least else "at most"
        stretch = f"{goal.stretch:g}{goal.unit}" if goal.stretch else ""
        measured = "not measured" if figure is None else _spread(figure, goal.shown, goal.unit)
        rounds = "" if figure is None else str(figure.rounds)
        rows.append([goal.name, f"{bound} {goal.limit:g}{goal.unit}", stretch, measured, rounds, _met(goal, figure)])
    yield from Table(("target", "limit", "stretch", "measured", "rounds", "met")).lines(rows)


def _met(goal: Goal, figure: Figure | None) -> str:
    if figure is None:
        return ""
    if not goal.holds(figure.value, goal.limit):
        return "**no**"
    return "stretch" if goal.stretch and goal.holds(figure.value, goal.stretch) else "yes"


def _spread(figure: Figure, shown: Callable[[float], str], unit: str) -> str:
    """Return a value with its spread, which one round alone does not have."""
    spread = f" ({shown(figure.least)}-{shown(figure.most)})" if figure.rounds > 1 else ""
    return f"{shown(figure.value)}{unit}{spread}"


def _profiles(results: Results) -> Iterator[str]:
    lines = results.kept.get("profiles", {})
    rows = [goal.name for goal in GOALS if _met(goal, goal.value(results)) == "**no**" and goal.name in lines]
    if rows:
        yield "Missed targets, with the parts of the code that take most of the time or memory under a profiler."
        yield "*System calls* include waiting for the disk."
        yield ""
        for name in rows:
            yield from _item(f"{name}: {lines[name]}.")
        yield ""


def _item(text: str) -> list[str]:
    """Return the lines of one item of a list."""
    wrapper = textwrap.TextWrapper(MOST_LETTERS, break_long_words=False, break_on_hyphens=False)
    wrapper.initial_indent, wrapper.subsequent_indent = "- ", "  "
    return wrapper.wrap(text)


def _against(results: Results) -> Iterator[str]:
    tools = [peer for peer in PEERS if any(results.steps(group, peer) for group in COMPARED)]
    rows = []
    for group in COMPARED:
        for step in (FIRST, NOOP, EDIT):
            ours = Step(group, OURS, step)
            theirs = [Step(group, peer, step) for peer in tools]
            if any(results.series(each) for each in theirs) and (figure := results.figure(ours)):
                rows.append(
                    [
                        f"{group} {step}",
                        f"{_seconds(figure.value)} s",
                        *(_times(results, each, ours) for each in theirs),
                    ]
                )
    if results.steps("1000x42", OURS):
        for name, shown in (("files written", _files), ("CPU per file", _per_file), ("peak memory", _peak)):
            rows.append([f"1000x42 first, {name}", *(shown(results, tool) for tool in (OURS, *tools))])
    yield from Table(("CPU", OURS, *tools)).lines(rows)


def _times(results: Results, theirs: Step, ours: Step) -> str:
    figure, ratio = results.figure(theirs), results.ratio(theirs, ours)
    if figure is None or ratio is None:
        return ""
    spread = f", {_short(ratio.least)}-{_short(ratio.most)}" if ratio.rounds > 1 else ""
    return f"{_seconds(figure.value)} s ({_short(ratio.value)}x{spread})"


def _files(results: Results, tool: str) -> str:
    files = results.files("1000x42", tool)
    return "" if files is None else f"{files:,}"


def _per_file(results: Results, tool: str) -> str:
    files, figure = results.files("1000x42", tool), results.figure(Step("1000x42", tool, FIRST))
    return f"{figure.value / files * 1000:.2f} ms" if files and figure else ""


def _peak(results: Results, tool: str) -> str:
    figure = results.figure(Step("1000x42", tool, FIRST, "peak"))
    return f"{figure.value:.0f} MiB" if figure else ""


def _watching(results: Results) -> Iterator[str]:
    rows = []
    for tool in (OURS, *PEERS):
        for step in results.steps("watch", tool):
            if step.startswith("save "):
                size = step.partition(" ")[2]
                resident = results.figure(Step("watch", tool, f"resident {size}", "peak"))
                memory = f"{resident.value:.0f} MiB" if resident else ""
                name = f"{tool}, save at {int(size):,}{' (rules only)' if tool == 'apm' else ''}"
                rows.append([name, *_moments(results, "watch", tool, step), memory])
    measured = results.steps("checkout", OURS)
    for step, name in ((STEP, "checkout of 2,000 files at 5,000"), (BACK, "the same, back to the branch before")):
        if step in measured:
            rows.append([f"{OURS}, {name}", *_moments(results, "checkout", OURS, step), ""])
    yield from Table(("until all outputs are current", "wall time", "longest", "CPU", "times", "resident")).lines(rows)


def _moments(results: Results, group: str, tool: str, step: str) -> list[str]:
    wall, cpu = (results.figure(Step(group, tool, step, field)) for field in ("wall", "cpu"))
    if wall is None or cpu is None:
        return ["", "", "", ""]
    return [*(f"{value * 1000:.0f} ms" for value in (wall.value, wall.most, cpu.value)), str(wall.rounds)]


def _startup(results: Results) -> Iterator[str]:
    rows = []
    for tool in (OURS, *PEERS):
        version = Step("startup", tool, "--version")
        bare = Step("startup", PYTHON if tool == OURS else tool, "bare")
        figure, ratio = results.figure(version), results.ratio(version, bare)
        if figure and ratio:
            rows.append([f"{tool} --version", f"{figure.value * 1000:.0f} ms", _spread(ratio, _short, "x")])
    yield from Table(("CPU", "median", "against the bare interpreter")).lines(rows)


def _alone(results: Results) -> Iterator[str]:
    rows = []
    for group in results.groups:
        for tool, step in ((OURS, step) for step in results.steps(group, OURS)):
            if group not in ("startup", "watch", "checkout"):
                fields = [results.figure(Step(group, tool, step, field)) for field in ("cpu", "user", "wall", "peak")]
                cpu, user, wall, peak = (figure.value if figure else 0.0 for figure in fields)
                rounds = str(len(results.series(Step(group, tool, step))))
                seconds = [f"{_seconds(value)} s" for value in (cpu, user, wall)]
                rows.append([f"{group} {step}", *seconds, f"{peak:.0f} MiB", rounds])
        copy = results.figure(Step(group, COPY, FIRST))
        files = results.files(group, OURS)
        if copy and files:
            name = f"{group}: `cp -r` and one sync of its {files:,} files"
            rows.append([name, f"{_seconds(copy.value)} s", "", "", "", str(copy.rounds)])
    yield from Table(("case", "CPU", "user part", "wall", "peak memory", "rounds")).lines(rows)


def _skipped(results: Results) -> list[str]:
    skipped = [line for name, reason in results.skipped() for line in _item(f"{name}: {reason}.")]
    return ["## Not measured", "", *skipped, ""] if skipped else []


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 3 else f"{value:.1f}" if value < 30 else f"{value:.0f}"
