"""The table of artifacts and tools: artifacts of one kind that arrive alike on every tool share a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.artifact.kinds import KINDS, kinds_said, plural
from aiwg.core.dataclass import dataclass
from aiwg.output.html import text

LEVELS = {
    "native": ("n", "native", "in the tool's own format"),
    "translated": ("t", "translated", "converted, same effect"),
    "degraded": ("d", "degraded", "in a weaker form"),
    "unsupported": ("u", "unsupported", "not delivered"),
    "held": ("h", "needs approval", "not deployed until you approve it"),
    "on-demand": ("o", "on demand", "found by agents when they need it"),
    "recorded": ("r", "recorded", "written earlier; more is known when the sources can be read"),
    "excluded": ("x", "excluded", "not meant for this tool"),
}
"""Each level of a delivery: its letter in the page, its word, and its meaning."""

CELLS = 3000
"""About as many cells as the page holds before somebody opens a row: reading, printing and scrolling stay quick."""


@dataclass(frozen=True)
class MatrixRow:
    """Artifacts of one kind that arrive alike, or (`folded`) all those of a kind that are too different to show."""

    number: int
    members: tuple[int, ...]
    letters: str
    title: str
    names: str
    folded: bool = False


@dataclass(frozen=True)
class MatrixGroup:
    """The rows of one kind: its title, and how many of its artifacts arrive weaker or not at all per tool."""

    kind: str
    title: str
    plural: str
    weaker: tuple[int, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def solo(self) -> bool:
        """Whether one row says it all, so that the kind needs no heading."""
        return len(self.rows) == 1


def letter(outcome: Mapping[str, Any]) -> str:
    """Return the letter of an outcome's level."""
    return LEVELS.get(str(outcome.get("level")), LEVELS["excluded"])[0]


def said(kind: str, amount: int) -> str:
    """Return an amount of a kind for people, of a kind that nobody knows too."""
    return plural(kind, amount) if kind in KINDS else text.count(amount, text.safe(kind))


def groups_of(artifacts: Sequence[Mapping[str, Any]], letters: Sequence[str]) -> list[MatrixGroup]:
    """Return the rows of every kind, kinds in the order in which people read about them.

    `letters` has, per artifact, its level on each tool.
    """
    order = {kind: rank for rank, kind in enumerate(KINDS)}
    kinds: dict[str, dict[str, list[int]]] = {}
    for index, artifact in enumerate(artifacts):
        kinds.setdefault(str(artifact["kind"]), {}).setdefault(letters[index], []).append(index)
    width = len(letters[0]) if letters else 1
    most = max(6, CELLS // max(1, width) // max(1, len(kinds)))
    groups, number = [], 0
    for kind in sorted(kinds, key=lambda kind: (order.get(kind, len(order)), kind)):
        rows = tuple(_rows(kind, kinds[kind], artifacts, number, most))
        number += len(rows)
        weaker = tuple(
            sum(len(members) for each, members in kinds[kind].items() if each[tool] in "duh") for tool in range(width)
        )
        total = sum(map(len, kinds[kind].values()))
        name = text.safe(kinds_said(kind) if kind in KINDS else kind)
        groups.append(MatrixGroup(kind, said(kind, total), name[:1].upper() + name[1:], weaker, rows))
    return groups


def _rows(
    kind: str, patterns: Mapping[str, list[int]], artifacts: Sequence[Mapping[str, Any]], number: int, most: int
) -> Iterator[MatrixRow]:
    shown = list(patterns.items())
    folded = shown[most:] if len(shown) > most + 1 else []
    for letters, members in shown[: len(shown) - len(folded)]:
        names = ", ".join(text.safe(artifacts[each]["name"]) for each in members[:4])
        more = f" and {len(members) - 4:,} more" if len(members) > 4 else ""
        yield MatrixRow(number, tuple(members), letters, said(kind, len(members)), names + more)
        number += 1
    if folded:
        rest = tuple(sorted(each for _, members in folded for each in members))
        yield MatrixRow(number, rest, "", f"{said(kind, len(rest))} more", "each arrives in its own way", True)
