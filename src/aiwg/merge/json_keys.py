"""Keyed edits of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.delimited import (
    BLANKS,
    Brackets,
    DelimitedEntry,
    Layout,
    Write,
    insert_entries,
    insert_entry,
    is_spread,
    remove_entries,
    remove_entry,
)
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.json_scan import after_trivia, after_value, read, read_key, read_value
from aiwg.merge.lines import (
    has_one_line_ending,
    indentation,
    line_ending,
    line_number,
    spliced,
    without_last_line_ending,
)
from aiwg.merge.lookup import places
from aiwg.merge.paths import KeyPath, Step, Value, described, position

TOGETHER = True
"""Whether a container may be written with all its members at once: the text is the same as one by one."""

_INDENTED = lazy_pattern(r"[{\[][ \t]*\r?\n([ \t]+)[^\s/]")


@dataclass(frozen=True, slots=True)
class _Container:
    """An object or an array: where it stands, and the keys of its members."""

    brackets: Brackets
    keys: tuple[str, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _JsonPosition:
    """Where a value stands, and in which container as which entry."""

    start: int
    end: int
    container: _Container | None
    index: int


def parse(text: str) -> object:
    """Return the document; raise CannotEdit when the text is not valid."""
    return read(text)


def stands(text: str, path: KeyPath) -> bool:
    """Return whether the container at the path is written itself: only an empty file has no root."""
    return bool(path) or after_trivia(text, 0) < len(text)


def is_bare(text: str, path: KeyPath) -> bool:
    """Return whether the empty container at the path holds no comment either."""
    spot = _locate(text, path)
    return not text[spot.start + 1 : spot.end - 1].strip(BLANKS)


def is_plain(text: str, path: KeyPath) -> bool:
    """Return whether nothing but its entries stands in the container at the path: no comment, no blank line."""
    brackets = _container(text, _locate(text, path).start).brackets
    starts = [*(entry.start for entry in brackets.entries), brackets.close]
    ends = [brackets.open + 1, *(entry.end for entry in brackets.entries)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    return all(not gap.strip(BLANKS + ",") and gap.count("\n") <= 1 for gap in gaps)


def line_of(text: str, path: KeyPath) -> int:
    """Return the line on which the value at the path begins."""
    return line_number(text, _locate(text, path).start)


def insert(text: str, parent: KeyPath, step: Step, value: object) -> str:
    """Return the text with the value as a new entry of the container at `parent`."""
    if not stands(text, parent):
        return _with_root(text, {step: value} if isinstance(step, str) else [value])
    brackets, layout, write = _insertion(text, parent)
    return insert_entry(text, brackets, write(step, value), layout)


def insert_all(text: str, parent: KeyPath, members: Sequence[tuple[Step, object]]) -> str | None:
    """Return the text with new entries, the same as one by one; None where they must be added so."""
    brackets, layout, write = _insertion(text, parent)
    return insert_entries(text, brackets, [write(step, value) for step, value in members], layout)


def _insertion(text: str, parent: KeyPath) -> tuple[Brackets, Layout, Callable[[Step, object], Write]]:
    """Return where entries of the container at `parent` are added, and what writes one."""
    spot = _locate(text, parent)
    container = _container(text, spot.start)
    compact = _is_compact(text, container if container.keys else spot.container)
    layout = _layout(text, spot, compact)

    def writing(step: Step, value: object) -> Write:
        def write(indent: str | None) -> str:
            written = _written(value, indent, layout, compact)
            if not isinstance(step, str):
                return written
            return _dumped(step) + (":" if compact and indent is None else ": ") + written

        return write

    return container.brackets, layout, writing


def replace(text: str, path: KeyPath, value: object) -> str:
    """Return the text with the value in the place of the one at the path."""
    spot = _locate(text, path)
    one_line = spot.container is not None and not is_spread(text, spot.container.brackets)
    indent = None if one_line else indentation(text, spot.start)
    compact = _is_compact(text, spot.container)
    written = _written(value, indent, _layout(text, spot, compact), compact)
    return text[: spot.start] + written + text[spot.end :]


def replace_all(text: str, parent: KeyPath, members: Mapping[str, object]) -> str | None:
    """Return the text with other values of an object's members, the same as one by one; None where they differ."""
    container = _container(text, _locate(text, parent).start)
    indexes = _indexes(text, container, list(members))
    indented = _INDENTED.search(text)
    if indexes is None or not has_one_line_ending(text):
        return None
    is_one_line = not is_spread(text, container.brackets)
    compact = _is_compact(text, container)
    layout = _layout(text, _JsonPosition(0, 0, container, 0), compact)
    parts: list[tuple[int, int, str]] = []
    for index, value in zip(indexes, members.values(), strict=True):
        start, end = container.values[index], container.brackets.entries[index].end
        behind = container.brackets.entries[index - 1].end if index else container.brackets.open
        # A value may hold the first indented line, which shows a level of indentation; another one may share its line.
        if not is_one_line and ((indented and start < indented.end() - 1) or "\n" not in text[behind:start]):
            return None
        indent = None if is_one_line else indentation(text, start)
        parts.append((start, end, _written(value, indent, layout, compact)))
    return spliced(text, parts)


def remove(text: str, path: KeyPath) -> str:
    """Return the text without the entry at the path, or without its root object."""
    spot = _locate(text, path)
    if spot.container is None:
        return _without_root(text, spot)
    return remove_entry(text, spot.container.brackets, spot.index, _layout(text, spot, compact=False))


def remove_all(text: str, parent: KeyPath, steps: Sequence[Step]) -> str | None:
    """Return the text without these entries, the same as one by one; None where they must be removed so."""
    spot = _locate(text, parent)
    container = _container(text, spot.start)
    indexes = _indexes(text, container, steps)
    if indexes is None:
        return None
    inner = _JsonPosition(0, 0, container, 0)
    return remove_entries(text, container.brackets, indexes, _layout(text, inner, compact=False))


def _indexes(text: str, container: _Container, steps: Sequence[Step]) -> list[int] | None:
    """Return the index of each step; None unless each is there once."""
    if text[container.brackets.open] == "[":
        return places([read_value(text, start)[0] for start in container.values], steps)
    members = [Value(key) for key in steps if isinstance(key, str)]
    return places(list(container.keys), members) if len(members) == len(steps) else None


def _locate(text: str, path: KeyPath) -> _JsonPosition:
    start = after_trivia(text, 0)
    # The end of a big root is only looked for where it is needed.
    spot = _JsonPosition(start, start if path else after_value(text, start), None, 0)
    for step in path:
        container = _container(text, spot.start)
        index = _index(text, container, step)
        start = container.values[index]
        spot = _JsonPosition(start, container.brackets.entries[index].end, container, index)
    return spot


def _container(text: str, at: int) -> _Container:
    """Return the container that opens at `at`, in a text that is known to be valid."""
    is_object = text[at] == "{"
    keys: list[str] = []
    values: list[int] = []
    entries: list[DelimitedEntry] = []
    here = after_trivia(text, at + 1)
    while text[here] not in "}]":
        start = here
        if is_object:
            key, here = read_key(text, here)
            keys.append(key)
            here = after_trivia(text, after_trivia(text, here) + 1)
        values.append(here)
        end = after_value(text, here)
        here = after_trivia(text, end)
        comma = here if text[here] == "," else None
        entries.append(DelimitedEntry(start, end, comma))
        if comma is not None:
            here = after_trivia(text, comma + 1)
    return _Container(Brackets(at, here, tuple(entries)), tuple(keys), tuple(values))


def _index(text: str, container: _Container, step: Step) -> int:
    if isinstance(step, str):
        if container.keys.count(step) > 1:
            raise _doubled(text, container, step)
        return container.keys.index(step)
    index = position([read_value(text, start)[0] for start in container.values], step)
    if index is None:
        raise EditRefusedError(f"the list has no element that is {described(step)}")
    return index


def _doubled(text: str, container: _Container, key: str) -> EditRefusedError:
    named = zip(container.brackets.entries, container.keys, strict=True)
    places = [entry.start for entry, name in named if name == key]
    return EditRefusedError(f"the key {key!r} appears {len(places)} times", line_number(text, places[-1]))


def _layout(text: str, spot: _JsonPosition, compact: bool) -> Layout:
    outer = spot.container.brackets if spot.container is not None else None
    return Layout(
        unit=_unit(text),
        ending=line_ending(text),
        comment="//",
        one_line_when_empty=outer is not None and not is_spread(text, outer),
        gap="" if compact else " ",
    )


def _unit(text: str) -> str:
    """Return one level of indentation, as the file has it."""
    indented = _INDENTED.search(text)
    if indented is None:
        return "  "
    outer = indentation(text, indented.start())
    return indented[1][len(outer) :] or "  " if indented[1].startswith(outer) else indented[1]


def _is_compact(text: str, container: _Container | None) -> bool:
    """Return whether the file writes nothing behind a colon, as minified files do."""
    return container is not None and bool(container.keys) and text[container.values[-1] - 1] == ":"


def _written(value: object, indent: str | None, layout: Layout, compact: bool) -> str:
    if indent is None:
        return _dumped(value, separators=(",", ":") if compact else (", ", ": "))
    return _dumped(value, indent=layout.unit).replace("\n", layout.ending + indent)


def _dumped(value: object, indent: str | None = None, separators: tuple[str, str] | None = None) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    except (TypeError, ValueError) as error:
        raise EditRefusedError(f"the value cannot be written as JSON ({error})") from None


def _with_root(text: str, value: object) -> str:
    """Return the text, which holds at most comments, with the value behind them."""
    ending = line_ending(text)
    written = _dumped(value, indent="  ").replace("\n", ending)
    if not text or text.endswith("\n"):
        return text + written + ending
    last_line = text[text.rfind("\n") + 1 :]
    return text + (ending if "//" in last_line else "") + written


def _without_root(text: str, spot: _JsonPosition) -> str:
    before, after = text[: spot.start], text[spot.end :]
    if after and (not before or before.endswith("\n")):
        for ending in ("\r\n", "\n"):
            if after.startswith(ending):
                return before + after[len(ending) :]
    return before + after if after else without_last_line_ending(before)
