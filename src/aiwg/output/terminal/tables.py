"""Tables on a terminal that is too narrow for their rows."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.output.terminal.width import padded, width_of
from aiwg.output.terminal.wrap import ROOM, STEP, wrapped_at

MOST_BEFORE = 3 / 5
"""The part of a line that the other columns may take, so that the last one still stands beside them."""


def narrow_table(
    rows: Sequence[Sequence[str]], widths: Sequence[int], indent: str, right: Sequence[int], gap: str, columns: int
) -> list[str]:
    """Return a text per row, of one line or more.

    The last column is broken into lines beside the others; where these leave it too little room, each row is stacked:
    its first cell, and the others below it.
    """
    last = len(widths) - 1
    right = [i for i in right if i <= last]
    start = len(indent) + sum(widths[:last]) + len(gap) * last
    is_text = last > 0 and last not in right
    if is_text and columns - start >= ROOM and start <= columns * MOST_BEFORE:
        return [_beside(row, widths, indent, right, gap, start, columns) for row in rows]
    if right and _is_numbers(rows, right):
        return [_numbers(row, widths, indent, right, gap, columns) for row in rows]
    return [_stacked(row, indent, columns) for row in rows]


def _beside(
    row: Sequence[str], widths: Sequence[int], indent: str, right: Sequence[int], gap: str, start: int, columns: int
) -> str:
    """Return a row whose last cell is broken into lines, all of which begin in its column."""
    cells = [padded(cell, widths[i], i in right) for i, cell in enumerate(row[: len(widths) - 1])]
    line = indent + gap.join(cells)
    if len(row) < len(widths) or not row[-1]:
        return line.rstrip()
    first, *more = wrapped_at(row[-1], start, columns)
    return "\n".join([f"{line}{gap}{first.lstrip(' ')}", *more])


def _is_numbers(rows: Sequence[Sequence[str]], right: Sequence[int]) -> bool:
    """Say whether the columns at the right hold numbers below a heading, which a stacked row would part from it."""
    return len(rows) > 1 and any(i < len(rows[0]) and rows[0][i] for i in right)


def _numbers(
    row: Sequence[str], widths: Sequence[int], indent: str, right: Sequence[int], gap: str, columns: int
) -> str:
    """Return a row whose numbers stay in their columns, at the end of the line; its texts stand above them."""
    numbers = gap.join(
        padded(row[i] if i < len(row) else "", widths[i], True) for i in sorted(right) if i < len(widths)
    )
    texts = [cell for i, cell in enumerate(row) if i not in right and cell.strip()]
    lines = _stacked(texts, indent, columns).split("\n") if texts else [""]
    if not numbers.strip():
        return "\n".join(lines)
    if width_of(lines[-1]) + len(gap) + len(numbers) <= columns:
        return "\n".join([*lines[:-1], padded(lines[-1], columns - len(numbers)) + numbers])
    return "\n".join([*lines, padded(numbers, columns, True)])


def _stacked(row: Sequence[str], indent: str, columns: int) -> str:
    """Return a row with its first cell on a line, and the others below it, as many to a line as fit."""
    first, *others = [cell.rstrip(" ") for cell in row]
    lines = wrapped_at(first, len(indent) + len(first) - len(first.lstrip(" ")), columns) if first.strip() else []
    below = min(len(indent) + STEP, columns // 2)
    for number, cell in enumerate(filter(str.strip, others)):
        cell = cell.strip(" ")
        if number and lines and width_of(lines[-1]) + 3 + width_of(cell) <= columns:
            lines[-1] += f"   {cell}"
        else:
            lines += wrapped_at(cell, below, columns)
    return "\n".join(lines)
