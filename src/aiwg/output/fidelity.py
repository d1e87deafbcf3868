"""How a deploy arrives, one row per platform: how many artifacts at which level, and what carries the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import kinds_said
from aiwg.core.dataclass import dataclass
from aiwg.deployment.stages import Planned
from aiwg.output import console
from aiwg.output.console import padded, paint, say, table, width_of
from aiwg.output.losses import print_losses
from aiwg.placement.place import Placement
from aiwg.render.delivery import LEVELS, ON_DEMAND

MANY = 6
"""Platforms up to which each has its row."""

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
    """Print how many artifacts arrive at which level, `verbose` with their forms and losses.

    Of many platforms only the worst have a row of numbers, below one for all of them.
    """
    rows = _rows(deployment)
    if not rows:
        return
    say()
    if verbose:
        _print_table(rows)
        print_losses(deployment.adapters, deployment.deliveries)
        return
    if len(rows) <= MANY:
        _print_numbers(rows)
    else:
        total: Counter[str] = Counter()
        for row in rows:
            total.update(row.levels)
        worst = sorted(rows, key=lambda row: row.badness)[:WORST]
        _print_numbers(worst, (f"All {len(rows)} platforms", total))
        say(f"  {paint(f'... and {len(rows) - len(worst)} more platforms, none worse', 'faint')}")
    if any(each.losses or each.level != "native" for _, arrivals, _ in deployment.deliveries.rows for each in arrivals):
        say("  -v shows the forms and the lost fields")


def _rows(deployment: Planned) -> list[FidelityRow]:
    ways = _ways(deployment.placed.placements.placements)
    rows = []
    for adapter in deployment.adapters:
        arrivals = list(deployment.deliveries.at(adapter.id))
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


FORMS = {"pointer": "pointed to in"}
"""The words for a form; the others are said as they are called."""


def form_of(placement: Placement) -> dict[str, str]:
    """Return in which form another kind carries an artifact, empty when none does.

    `as` a kind, `in` a file of instructions, or a `pointer` in such a file.
    """
    if not placement.is_carried:
        return {}
    if placement.cell == "instructions":
        return {"pointer" if placement.pointer_to else "in": placement.spot.path}
    return {"as": placement.cell.replace("_", " ")}


def forms_of(placements: Iterable[Placement]) -> dict[tuple[str, str], dict[str, str]]:
    """Return for each artifact and platform the form in which another kind carries it, where one does."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for placement in placements:
        if form := form_of(placement):
            for platform in placement.platforms:
                found.setdefault((placement.artifact.named, platform), form)
    return found


def _ways(placements: Iterable[Placement]) -> dict[tuple[str, str], str]:
    """Return for each artifact and platform what carries it, in words, where another kind does."""
    found: dict[tuple[str, str], str] = {}
    for placement in placements:
        way = " ".join(FORMS.get(how, how) + " " + what for how, what in form_of(placement).items())
        if not way:
            continue
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


def _numbers(rows: Sequence[FidelityRow], total: tuple[str, Counter[str]] | None = None) -> list[str]:
    """Return a line of numbers for each row, below their titles and the total."""
    counted = _counted(rows, total)
    levels = _levels(counted)
    listed = ([name, *(str(at[level]) for level in levels)] for name, at in counted)
    return table([["", *levels], *listed], right=NUMBERS)


def _levels(counted: Sequence[tuple[str, Counter[str]]]) -> list[str]:
    return [level for level in LEVELS if level != ON_DEMAND or any(at[level] for _, at in counted)]


def _counted(
    rows: Sequence[FidelityRow], total: tuple[str, Counter[str]] | None = None
) -> list[tuple[str, Counter[str]]]:
    return [*([total] if total else []), *((shown(row.adapter.name), row.levels) for row in rows)]


def _print_numbers(rows: Sequence[FidelityRow], total: tuple[str, Counter[str]] | None = None) -> None:
    lines = _numbers(rows, total)
    if width_of(lines[0]) > console.columns_here():
        _print_stacked(_counted(rows, total), [""] * (len(lines) - 1))
        return
    for line in lines:
        say(line)


def _print_table(rows: Sequence[FidelityRow]) -> None:
    """Print the rows, the other forms beside the numbers or, on a narrow terminal, below them."""
    lines = _numbers(rows)
    notes = ["", *(shown(row.carried) for row in rows)]
    width = max(width_of(line) for line in lines)
    if width > console.columns_here():
        _print_stacked(_counted(rows), notes[1:])
        return
    room = console.width() - width - 2
    for line, note in zip(lines, notes, strict=True):
        beside = console.wrapped(note, room) if room >= NARROW else []
        say(f"{padded(line, width)}  {paint(beside[0], 'faint')}" if beside else line)
        for more in beside[1:]:
            say(f"{'':<{width}}  {paint(more, 'faint')}")
        for more in console.wrapped(note, console.width() - 6) if not beside else ():
            say(f"      {paint(more, 'faint')}")


def _print_stacked(counted: Sequence[tuple[str, Counter[str]]], notes: Sequence[str]) -> None:
    """Print the rows without columns, for which a terminal is too narrow."""
    for (name, at), note in zip(counted, notes, strict=True):
        say(f"  {name}")
        for text in (", ".join(f"{at[level]} {level}" for level in _levels(counted)), note):
            for line in console.wrapped(text, console.width() - 6):
                say(f"      {paint(line, 'faint')}")
