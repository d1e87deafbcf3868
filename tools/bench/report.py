"""Writes docs/benchmarks.md and .svg from what is kept in docs/benchmarks.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench import chart, kept
from bench.bars import BARS, Results, ratio
from bench.bench_room import OURS, ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "benchmarks.svg"

PEERS = ("rulesync", "ruler", "apm")
SIZES = ("20x3", "1000x3", "1000x42")
ALL_SIZES = (*SIZES, "full x12", "5000x3", "20000x3")
STEPS = ("first", "no-op", "no-op, stats differ", "one edit", "sync --check", "doctor")

HEAD = """# Benchmarks

Written by `make bench` on {days}: {machine}.
Other programs ran on the machine too: its load was {least} to {most}, and the measured command alone makes
about one. So the tables show CPU seconds, of user and system, for the whole process tree. A busy machine makes
even these grow, and those of the system most. Compare wall times only with each other. All figures are medians.

- `1000x3`: 1000 artifacts of 3 KB to three platforms (claude, cursor, codex). Rules, skills, agents and commands have
  equal parts.
- `x42`: to 42 platforms that rulesync has too, listed in `tools/bench/targets.yaml`.
- `full x12`: 871 artifacts in 8 MB to the twelve platforms of docs/platforms.md.

![CPU seconds of a deploy, by tool](benchmarks.svg)
"""
COMPARED = """
**The comparison.** Each tool gets the same artifacts, generated in its own layout. The platforms are the same
if a tool allows a choice. aiwg writes an artifact once if several platforms read the same folder, and one file
less is one file less to sync. So the number of files differs, and the table also shows a ratio per file.

rulesync 17.0.0 gets its 42 names for the same 42 platforms, and `rules`, `commands`, `subagents`, `skills`.
ruler 0.3.44 has no commands and gets 750 of the 1000 artifacts; its x42 are all its 32 agents. apm-cli 0.35.0
has no 42. aiwg syncs every file and folder to the disk before it reports success.
"""


def write() -> None:
    """Write the document and the picture."""
    results = Results(kept.read())
    DOCUMENT.write_text(document(results), encoding="utf-8")
    PICTURE.write_text(chart.picture(results, SIZES, (OURS, *PEERS)), encoding="utf-8")


def document(results: Results) -> str:
    """Return the document."""
    least, most = results.load()
    head = HEAD.format(days=results.days(), machine=results.kept["machine"], least=least, most=most)
    parts = [head, "## Against other tools", "", *_against(results), COMPARED]
    parts += ["## Goals", "", *_held(results), ""]
    parts += ["## Deploys", "", *_deploys(results), "", *_growth(results), ""]
    parts += ["## Watching", "", *_watching(results), ""]
    parts += ["## Startup", "", *_startup(results), ""]
    parts += [_floors(results), *_skipped(results), *_how()]
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


def _against(results: Results) -> Iterator[str]:
    def row(case: str) -> list[str]:
        ours = results.value(OURS, case)
        cells = [case, "" if ours is None else f"{_seconds(ours)} s"]
        for peer in PEERS:
            theirs = results.value(peer, case)
            cells.append("" if theirs is None or ours is None else f"{_seconds(theirs)} s ({theirs / ours:.1f}x)")
        return cells

    def extra(name: str, field: str, unit: str) -> list[str]:
        found = [results.value(tool, "1000x42 first", field) for tool in (OURS, *PEERS)]
        return [f"1000x42 first, {name}", *("" if value is None else f"{value:,.0f}{unit}" for value in found)]

    def per_file() -> list[str]:
        found = [
            ratio(results.value(tool, "1000x42 first"), results.value(tool, "1000x42 first", "files"))
            for tool in (OURS, *PEERS)
        ]
        return ["1000x42 first, CPU per file", *("" if each is None else f"{each * 1000:.2f} ms" for each in found)]

    cases = [f"{size} {step}" for size in SIZES for step in ("first", "no-op")]
    rows = [row(case) for case in cases] + [extra("files written", "files", ""), per_file()]
    return Table(("CPU", OURS, *PEERS)).lines([*rows, extra("peak memory", "peak", " MiB")])


def _held(results: Results) -> Iterator[str]:
    rows = []
    for bar in BARS:
        value = bar.value(results)
        measured = "not measured" if value is None else f"{value:.{bar.digits}f}{bar.unit}"
        holds = "" if value is None else "yes" if round(value, bar.digits) <= bar.limit else "**no**"
        rows.append([bar.name, f"{bar.limit:g}{bar.unit}", measured, holds])
    return Table(("goal", "at most", "measured", "met")).lines(rows)


def _deploys(results: Results) -> Iterator[str]:
    rows = []
    for case in (f"{size} {step}" for size in ALL_SIZES for step in STEPS):
        found = results.find(OURS, case)
        if found:
            peak = f"{found['peak']:.0f} MiB"
            cpu = f"{_seconds(found['cpu'])} s"
            numbers = [cpu, f"{_seconds(found['user'])} s", f"{_seconds(found['wall'])} s", peak, str(found["runs"])]
            rows.append([case, *numbers])
    yield from Table(("case", "CPU", "user part", "wall", "peak memory", "runs")).lines(rows)
    yield ""
    yield "*stats differ*: somebody touched one source, so aiwg plans everything again and writes nothing."
    yield "*one edit*: one rule changed. Peak memory below 20 MiB is not exact: a measured process starts as a copy of"
    yield "the measuring one."


def _growth(results: Results) -> Iterator[str]:
    rows = []
    for count in (1000, 5000, 20_000):
        first, edit = (results.value(OURS, f"{count}x3 {step}") for step in ("first", "one edit"))
        if first is not None and edit is not None:
            rows.append([f"{count:,}", f"{first / count * 1000:.2f} ms", f"{edit / count * 1000:.2f} ms"])
    return Table(("artifacts", "first, CPU per artifact", "one edit, CPU per artifact")).lines(rows)


def _watching(results: Results) -> Iterator[str]:
    rows = [
        [
            f"{each['tool']}, {each['case']}",
            *(f"{each[name] * 1000:.0f} ms" for name in ("median", "p95", "cpu")),
            *(f"{each[name]:.0f} MiB" for name in ("resident", "peak")),
            str(each["saves"]),
        ]
        for each in results.listed("watched")
    ]
    if not rows:
        return iter(["Not measured."])
    head = ("from a save until all outputs are current", "median", "p95", "CPU each", "resident", "peak", "saves")
    return Table(head).lines(rows)


def _startup(results: Results) -> Iterator[str]:
    rows = []
    bare = results.value("floor", "python -c pass")
    for tool, case, base in (
        (OURS, "aiwg --version", bare),
        *((peer, "--version", results.value(peer, "bare interpreter")) for peer in PEERS),
    ):
        value = results.value(tool, case)
        times = ratio(value, base)
        if value is not None and times is not None:
            rows.append([f"{tool} --version", f"{value * 1000:.0f} ms", f"{times:.2f}x"])
    return Table(("CPU", "median", "against the bare interpreter")).lines(rows)


def _floors(results: Results) -> str:
    ours, plain = (results.find(tool, "400x1 first") for tool in (OURS, "floor"))
    probe = results.value("floor", "one fsync", "wall")
    if ours is None or plain is None or probe is None:
        return ""
    times, files = ours["wall"] / plain["wall"], ours["files"]
    return (
        "## Against the disk\n\n"
        f"A first deploy of 400 artifacts to one platform ({files} files) took {ours['wall']:.2f} s of wall time.\n"
        f"Writing and syncing the same files one by one took {plain['wall']:.2f} s, so aiwg takes {times:.2f}x.\n"
        f"One fsync of a new file of 3 KB cost {probe * 1000:.2f} ms on that disk.\n"
    )


def _skipped(results: Results) -> list[str]:
    skipped = results.skipped()
    return ["## Not measured", "", *(f"- {name}: {reason}" for name, reason in skipped.items()), ""] if skipped else []


def _how() -> list[str]:
    return [
        "## How to run it",
        "",
        "`make bench` takes a quarter of an hour on an idle machine. To measure some groups again:",
        "`PYTHONPATH=tools .venv/bin/python -m bench run --only 1000x3,watch`.",
        "",
        "It installs the other tools into `build/bench-cache` if Node and the registries are available, and runs",
        "without them if not. `make check-speed` counts instructions instead of seconds and compares them with",
        "`tools/bench/instructions.yaml`; CI fails beyond 5% more.",
        "",
    ]


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
