"""How a deploy arrives, one row per platform: how many artifacts at which level, and what carries the rest."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import kinds_said
from aiwg.core.dataclass import dataclass
from aiwg.deployment.stages import Planned
from aiwg.output import console
from aiwg.output.console import bare, paint, say, table
from aiwg.output.losses import print_losses
from aiwg.placement.place import Placement
from aiwg.render.delivery import LEVELS, ON_DEMAND

MANY = 6
"""Platforms up to which each has its row."""

LINES = 2
"""Lines that say what carries the rest; -v, or a single platform, has as many as it needs."""

WORST = 4
"""Rows where the platforms are too many for one each."""

NUMBERS = range(1, len(LEVELS) + 1)
"""The columns that hold numbers."""

IN_PART = "in part"

FEW = 3
"""Artifacts that do not arrive, up to which each is named."""

NARROW = 36
"""Columns below which the last column goes to lines of its own."""


@dataclass(frozen=True, slots=True)
class FidelityRow:
    """One platform: how many artifacts arrive at each level, and what became of those that are not native."""

    adapter: Adapter
    levels: Counter[str]
    carried: str

    @property
    def badness(self) -> tuple[int, int, int, str]:
        """Return what the worst platforms come first by."""
        return (-self.levels["unsupported"], -self.levels["degraded"], -self.levels["translated"], self.adapter.id)


def print_fidelity(deployment: Planned, verbose: bool = False) -> None:
    """Print the table and what is lost; with many platforms, totals and the worst of them, unless all are wanted."""
    rows = _rows(deployment)
    if not rows:
        return
    say()
    if len(rows) <= MANY or verbose:
        _print_table(rows, None if verbose or len(rows) == 1 else LINES)
        print_losses(deployment.adapters, deployment.deliveries, verbose)
        return
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.levels)
    worst = sorted(rows, key=lambda row: row.badness)[:WORST]
    _print_table(worst, LINES, (f"All {len(rows)} platforms", total))
    say(f"  {paint(f'... and {len(rows) - len(worst)} more platforms, none worse: -v shows all', 'faint')}")
    print_losses(deployment.adapters, deployment.deliveries)


def _rows(deployment: Planned) -> list[FidelityRow]:
    ways = _ways(deployment.placed.placements.placements)
    rows = []
    for adapter in deployment.adapters:
        arrivals = [arrival for arrival in deployment.deliveries if arrival.platform == adapter.id]
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        nowhere: dict[str, list[str]] = defaultdict(list)
        for arrival in arrivals:
            kind = kinds_said(arrival.artifact.split("/")[0])
            if arrival.level == "degraded":
                kinds[ways.get((arrival.artifact, adapter.id), IN_PART)][kind] += 1
            elif arrival.level == "unsupported":
                nowhere[kind].append(shown(arrival.artifact.partition("/")[2]))
        rows.append(FidelityRow(adapter, Counter(arrival.level for arrival in arrivals), _carried(kinds, nowhere)))
    return rows


def _ways(placements: Iterable[Placement]) -> dict[tuple[str, str], str]:
    """Return for each artifact and platform what carries it, in words, where another kind does."""
    found: dict[tuple[str, str], str] = {}
    for placement in placements:
        if not placement.is_carried:
            continue
        way = f"as {placement.cell.replace('_', ' ')}"
        if placement.cell == "instructions":
            way = f"{'pointed to in' if placement.pointer_to else 'in'} {placement.spot.path}"
        for platform in placement.platforms:
            found.setdefault((placement.artifact.named, platform), way)
    return found


def _carried(kinds: Mapping[str, Counter[str]], nowhere: Mapping[str, Sequence[str]]) -> str:
    """Return `no hooks, permissions (4); commands, rules as skills (4); rules in AGENTS.md (2)`."""
    count = sum(len(ids) for ids in nowhere.values())
    if count > FEW:
        parts = [f"no {', '.join(sorted(nowhere))} ({count})"]
    else:
        parts = [f"no {kind}: {', '.join(ids)}" for kind, ids in sorted(nowhere.items())]
    for way in sorted(kinds, key=lambda way: (way == IN_PART, way)):
        listed, count = ", ".join(sorted(kinds[way])), kinds[way].total()
        parts.append(f"{listed} {way} ({count})")
    return "; ".join(parts)


def _print_table(rows: Sequence[FidelityRow], most: int | None, total: tuple[str, Counter[str]] | None = None) -> None:
    """Print the rows, what carries the rest beside the numbers or, on a narrow terminal, below them."""
    counted = [(shown(row.adapter.name), row.levels) for row in rows]
    if total:
        counted.insert(0, total)
    levels = [level for level in LEVELS if level != ON_DEMAND or any(at[level] for _, at in counted)]
    cells = [["", *levels], *([name, *(str(at[level]) for level in levels)] for name, at in counted)]
    lines = table(cells, right=NUMBERS)
    notes = ["", *([""] if total else []), *(shown(row.carried) for row in rows)]
    width = max(len(bare(line)) for line in lines)
    room = console.width() - width - 2
    for line, note in zip(lines, notes, strict=True):
        beside = textwrap.wrap(note, room, max_lines=most, placeholder=" ...") if room >= NARROW else []
        say(f"{line:<{width}}  {paint(beside[0], 'faint')}" if beside else line)
        for more in beside[1:]:
            say(f"{'':<{width}}  {paint(more, 'faint')}")
        for more in textwrap.wrap(note, console.width() - 6, max_lines=most, placeholder=" ...") if not beside else ():
            say(f"      {paint(more, 'faint')}")
