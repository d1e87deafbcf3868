"""Keyed edits of TOML.

A mapping of ours is a table of its own at the end of the file, with its sub-tables; anything else is a line
in the table it belongs to. Inline tables, dotted keys and arrays of tables are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.core.patterns import lazy_pattern
from aiwg.merge import toml_tables, toml_text
from aiwg.merge.delimited import Layout, insert_entries, insert_entry, remove_entries, remove_entry
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import (
    added_lines,
    has_one_line_ending,
    indentation,
    line_ending,
    line_number,
    removed_lines,
    spliced,
    without_last_line_ending,
)
from aiwg.merge.lookup import places
from aiwg.merge.paths import KeyPath, Member, Step, Value, described, dotted, get, position
from aiwg.merge.toml_scan import Statement, array, statements
from aiwg.merge.toml_text import parse as parse  # the format has it too

TOGETHER = False
"""Whether a container may be written with all its members at once: here tables and lines take different places."""

_BLANK_LINE = lazy_pattern(r"\r?\n")


def stands(text: str, path: KeyPath) -> bool:
    """Return whether the container at the path is written itself, and not only implied by what it holds."""
    return not path or any(statement.path == path and not statement.is_array for statement in statements(text))


def is_plain(text: str, path: KeyPath) -> bool:
    """Return False: members of a table may stand all over the file."""
    return False


def is_bare(text: str, path: KeyPath) -> bool:
    """Return True: comments under a header stay when the header goes."""
    return True


def line_of(text: str, path: KeyPath) -> int | None:
    """Return the line on which the value at the path begins."""
    if not path:
        return None
    belonging = _belonging(statements(text), path)
    return line_number(text, belonging[0].start) if belonging else None


def insert(text: str, parent: KeyPath, step: Step, value: object) -> str:
    """Return the text with the value as a new table, line or array element."""
    if not isinstance(step, str):
        return _with_element(text, parent, value)
    names = _names(parent)
    _refuse_inline(text, names)
    array_names, elements = _array_in((*names, step), value)
    for element in elements:
        text = _with_element(text, array_names, element)
    if elements:
        return text
    if isinstance(value, dict):
        return _with_table(text, (*names, step), value)
    found = statements(text)
    if names and not any(other.is_header and other.path == names for other in found):
        if any(other.table[: len(names)] != names for other in _belonging(found, names)):
            raise _dotted_keys(text, names)
        if _belonging(found, names):
            reason = f"the table {dotted(names)} has no header of its own"
            raise EditRefusedError(reason, line_of(text, names), f"add the line [{dotted(names)}]")
        return _with_table(text, names, {step: value})
    return _with_line(text, found, names, f"{toml_text.key(step)} = {toml_text.inline(value)}")


def insert_all(text: str, parent: KeyPath, members: Sequence[tuple[Step, object]]) -> str | None:
    """Return the text with new tables, lines or array elements, the same as one by one; None where they differ."""
    names = _names(parent)
    named = [((*names, step), value) for step, value in members if isinstance(step, str)]
    if not named:
        line = _line_statement(text, names)
        writes = [lambda indent, value=value: toml_text.inline(value) for _, value in members]
        return insert_entries(text, array(text, line.value_start), writes, _layout(text)) if line else None
    if len(named) < len(members) or any(_array_in(path, value)[1] for path, value in named):
        return None
    _refuse_inline(text, names)
    ending = line_ending(text)
    tables = [toml_text.table(path, value).replace("\n", ending) for path, value in named if isinstance(value, dict)]
    if len(tables) == len(named):
        return added_lines(text, "".join(ending + table for table in tables), "", ending) if text else None
    own = [each for each in statements(text) if each.table == names and not each.is_array]
    if tables or not own or own[-1].is_header:
        return None
    indent = indentation(text, own[-1].start)
    lines = "".join(f"{indent}{toml_text.key(path[-1])} = {toml_text.inline(value)}{ending}" for path, value in named)
    return added_lines(text[: own[-1].end], lines, text[own[-1].end :], ending)


def _array_in(names: tuple[str, ...], value: object) -> tuple[tuple[str, ...], list[object]]:
    """Return the path and the elements of the array of tables that a new value is, itself or within empty tables."""
    while isinstance(value, dict) and len(value) == 1:
        names, value = (*names, *value), next(iter(value.values()))
    if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
        return names, []
    return names, value


def replace(text: str, path: KeyPath, value: object) -> str:
    """Return the text with the value in the place of the one at the path."""
    if not isinstance(path[-1], str):
        return _with_other_element(text, path, value)
    names = _names(path)
    line = _line_statement(text, names)
    if line is not None:
        return text[: line.value_start] + toml_text.inline(value) + text[line.value_end :]
    runs = toml_tables.runs_of(text, names)
    if len(runs) > 1 or not isinstance(value, dict):
        return insert(remove(text, path), path[:-1], path[-1], value)
    run = runs[0]
    table = toml_text.table(names, value).replace("\n", line_ending(text))
    if not text[run.start : run.end].endswith("\n"):
        table = without_last_line_ending(table)
    return text[: run.start] + table + text[run.end :]


def replace_all(text: str, parent: KeyPath, members: Mapping[str, object]) -> str | None:
    """Return the text with other values of a table's members, the same as one by one; None where they differ."""
    names = _names(parent)
    _refuse_inline(text, names)
    runs = toml_tables.members_of(text, names, list(members))
    if not runs or not has_one_line_ending(text):
        return None
    lines = {each.path: each for each in statements(text) if not each.is_header}
    ending = line_ending(text)
    parts: list[tuple[int, int, str]] = []
    for (step, value), (_, run) in zip(members.items(), runs, strict=True):
        if run.is_line:
            line = lines[(*names, step)]
            parts.append((line.value_start, line.value_end, toml_text.inline(value)))
        elif isinstance(value, dict):
            table = toml_text.table((*names, step), value).replace("\n", ending)
            is_ended = text[run.start : run.end].endswith("\n")
            parts.append((run.start, run.end, table if is_ended else without_last_line_ending(table)))
        else:
            return None
    return spliced(text, parts)


def remove(text: str, path: KeyPath) -> str:
    """Return the text without the lines of the value at the path, or without the array element."""
    if not isinstance(path[-1], str):
        return _without_element(text, path)
    names = _names(path)
    line = _line_statement(text, names)
    if line is not None:
        return _without_line(text, line)
    for run in reversed(toml_tables.runs_of(text, names)):
        text = toml_tables.without(text, run)
    return text


def remove_all(text: str, parent: KeyPath, steps: Sequence[Step]) -> str | None:
    """Return the text without these, the same as one by one; None where they must be removed so."""
    names = _names(parent)
    if all(isinstance(step, str) for step in steps):
        _refuse_inline(text, names)
        runs = toml_tables.members_of(text, names, steps)
        return toml_tables.without_all(text, runs) if runs else None
    line = _line_statement(text, names)
    if line is None:
        return None
    import tomllib

    listed = tomllib.loads(f"key = {text[line.value_start : line.value_end]}")["key"]
    indexes = places(listed, steps)
    return remove_entries(text, array(text, line.value_start), indexes, _layout(text)) if indexes else None


def _names(path: KeyPath) -> tuple[str, ...]:
    names = tuple(step for step in path if isinstance(step, str))
    if len(names) < len(path):
        raise EditRefusedError(f"{dotted(path)} leads into a list, which can only be changed as a whole")
    return names


def _belonging(found: tuple[Statement, ...], path: KeyPath) -> list[Statement]:
    return [statement for statement in found if statement.path[: len(path)] == path]


def _line_statement(text: str, names: tuple[str, ...]) -> Statement | None:
    """Return the line that sets just this path, if one does; raise CannotEdit where lines set parts of it."""
    _refuse_inline(text, names[:-1])
    for statement in _belonging(statements(text), names):
        if not statement.is_header and statement.table[: len(names)] != names:
            if statement.path != names:
                raise _dotted_keys(text, names)
            return statement
    return None


def _refuse_inline(text: str, names: tuple[str, ...]) -> None:
    """Raise CannotEdit when the path, or one above it, is written as an inline table."""
    for statement in statements(text):
        if not statement.is_header and statement.path == names[: len(statement.path)]:
            reason = f"{dotted(statement.path)} is written as an inline table"
            raise EditRefusedError(reason, line_number(text, statement.start), f"write it as a [{dotted(names)}] table")


def _dotted_keys(text: str, names: tuple[str, ...]) -> EditRefusedError:
    reason = f"{dotted(names)} is written with dotted keys"
    return EditRefusedError(reason, line_of(text, names), f"write it as a [{dotted(names)}] table")


def _with_table(text: str, names: tuple[str, ...], value: dict[str, object]) -> str:
    """Return the text with a table behind everything else, after a blank line."""
    ending = line_ending(text)
    table = toml_text.table(names, value).replace("\n", ending)
    return added_lines(text, (ending if text else "") + table, "", ending)


def _with_line(text: str, found: tuple[Statement, ...], names: tuple[str, ...], line: str) -> str:
    """Return the text with a line behind the last one of the table, or in front when the root has none."""
    ending = line_ending(text)
    own = [statement for statement in found if statement.table == names and not statement.is_array]
    if not own and not found:
        return added_lines(text, line + ending, "", ending)
    if not own:
        return line + ending * 2 + text
    last = own[-1]
    indent = "" if last.is_header else indentation(text, last.start)
    return added_lines(text[: last.end], indent + line + ending, text[last.end :], ending)


def _without_line(text: str, line: Statement) -> str:
    end = line.end
    found = statements(text)
    if line.start == 0 and len(found) > 1 and found[1].is_header:
        # `_with_line` puts a blank line between the only line of the root and what follows.
        blank = _BLANK_LINE.match(text, end)
        end = blank.end() if blank else end
    return removed_lines(text, line.start, end)


def _layout(text: str) -> Layout:
    return Layout(unit="    ", ending=line_ending(text), comment="#", one_line_when_empty=True)


def _with_element(text: str, parent: KeyPath, value: object) -> str:
    names = _names(parent)
    line = _line_statement(text, names)
    if line is None:
        return toml_tables.with_element(text, names, toml_tables.element(names, value, toml_text.key, toml_text.inline))
    return insert_entry(text, array(text, line.value_start), lambda indent: toml_text.inline(value), _layout(text))


def _with_other_element(text: str, path: KeyPath, value: object) -> str:
    names = _names(path[:-1])
    line = _line_statement(text, names)
    index = _index(text, path, line)
    if line is None:
        written = toml_tables.element(names, value, toml_text.key, toml_text.inline)
        return toml_tables.with_other(text, toml_tables.elements(text, names)[index], written)
    entry = array(text, line.value_start).entries[index]
    return text[: entry.start] + toml_text.inline(value) + text[entry.end :]


def _without_element(text: str, path: KeyPath) -> str:
    names = _names(path[:-1])
    line = _line_statement(text, names)
    index = _index(text, path, line)
    if line is None:
        return toml_tables.without(text, toml_tables.elements(text, names)[index])
    return remove_entry(text, array(text, line.value_start), index, _layout(text))


def _index(text: str, path: KeyPath, line: Statement | None) -> int:
    """Return the index of the element that the last step names, in a list on a line or in an array of tables."""
    import tomllib

    if line is None:
        listed = get(parse(text), path[:-1])
    else:
        listed = tomllib.loads(f"key = {text[line.value_start : line.value_end]}")["key"]
    step = path[-1]
    index = position(listed, step) if isinstance(listed, list) and isinstance(step, Member | Value) else None
    if index is None:
        raise EditRefusedError(f"the list has no element that is {described(step)}")
    return index
