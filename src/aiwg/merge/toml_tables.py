"""Tables in TOML and elements of arrays of them: on which lines each stands, and the lines of a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import added_lines, line_ending, line_number, removed_lines, without_last_line_ending
from aiwg.merge.paths import dotted
from aiwg.merge.toml_scan import statements

Names = tuple[str, ...]
_BLANK_LINE_BEFORE = lazy_pattern(r"(?:\A|(?<=\n))\r?\n\Z")


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive statements that belong together, as whole lines; or one that sets a single value."""

    start: int
    end: int
    is_line: bool = False


def runs_of(text: str, names: Names) -> list[Run]:
    """Return the runs of whole lines that the table at the path and its sub-tables stand on."""
    runs: list[Run] = []
    is_open = False
    for statement in statements(text):
        belongs = statement.path[: len(names)] == names
        if belongs and is_open:
            runs[-1] = Run(runs[-1].start, statement.end)
        elif belongs:
            runs.append(Run(statement.start, statement.end))
        is_open = belongs
    return runs


def without(text: str, run: Run) -> str:
    """Return the text without the lines of a run, and without the blank line that was put before them."""
    blank = _BLANK_LINE_BEFORE.search(text, max(0, run.start - 3), run.start)
    return removed_lines(text, blank.start() if blank else run.start, run.end)


def members_of(text: str, names: Names, steps: Sequence[object]) -> list[tuple[int, Run]] | None:
    """Return the number in the text and the lines of each member of a table; None unless each stands in one piece.

    None too for lines outside the table: what goes with one depends on what else the root has.
    """
    wanted = set(steps)
    depth = len(names)
    runs: dict[object, Run] = {}
    before: object = None
    for statement in statements(text):
        step: object = None
        if statement.path[:depth] == names and len(statement.path) > depth and statement.path[depth] in wanted:
            step = statement.path[depth]
            is_line = not statement.is_header and len(statement.table) <= depth
            if is_line and (not names or statement.table != names or len(statement.path) > depth + 1):
                return None
            if step not in runs:
                runs[step] = Run(statement.start, statement.end, is_line)
            elif step != before or is_line:
                return None
            else:
                runs[step] = Run(runs[step].start, statement.end)
        before = step
    numbers = {step: number for number, step in enumerate(runs)}
    return [(numbers[step], runs[step]) for step in steps] if len(runs) == len(steps) else None


def without_all(text: str, runs: Sequence[tuple[int, Run]]) -> str:
    """Return the text without the lines of these runs, taken in this order; each comes with its number in the text."""
    gone = [0] * len(runs)
    for number, run in runs:
        back = sum(gone[:number])
        before = len(text)
        start, end = run.start - back, run.end - back
        text = removed_lines(text, start, end) if run.is_line else without(text, Run(start, end))
        gone[number] = before - len(text)
    return text


def elements(text: str, names: Names) -> list[Run]:
    """Return where the elements of an array of tables stand; none when there is no such array.

    Raises EditRefusedError when one of them is in several pieces.
    """
    runs: list[Run] = []
    is_open = False
    for statement in statements(text):
        belongs = statement.path[: len(names)] == names
        if statement.is_array and statement.path == names:
            runs.append(Run(statement.start, statement.end))
        elif belongs and runs:
            if not is_open:
                reason = f"an element of {dotted(names)} is in several pieces"
                raise EditRefusedError(reason, line_number(text, statement.start))
            runs[-1] = Run(runs[-1].start, statement.end)
        is_open = belongs
    return runs


def with_element(text: str, names: Names, written: str) -> str:
    """Return the text with an element behind the last one of its array, or behind everything when there is none."""
    runs = elements(text, names)
    at = runs[-1].end if runs else len(text)
    ending = line_ending(text)
    lines = (ending if text else "") + written.replace("\n", ending)
    return added_lines(text[:at], lines, text[at:], ending)


def with_other(text: str, run: Run, written: str) -> str:
    """Return the text with other lines in the place of an element."""
    lines = written.replace("\n", line_ending(text))
    if not text[run.start : run.end].endswith("\n"):
        lines = without_last_line_ending(lines)
    return text[: run.start] + lines + text[run.end :]


def element(names: Names, value: object, key: Callable[[str], str], inline: Callable[[object], str]) -> str:
    """Return the lines of an element; tables in it are inline, so that it stays in one piece."""
    if not isinstance(value, dict):
        raise EditRefusedError(f"{dotted(names)} is an array of tables, and can contain only tables")
    header = f"[[{'.'.join(map(key, names))}]]\n"
    return header + "".join(f"{key(name)} = {inline(item)}\n" for name, item in value.items())
