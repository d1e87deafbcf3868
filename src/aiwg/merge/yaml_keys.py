"""Keyed edits of YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.core.patterns import lazy_pattern
from aiwg.merge import yaml_text
from aiwg.merge.delimited import (
    Write,
    insert_entries,
    insert_entry,
    remove_entries,
    remove_entry,
)
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import (
    added_lines,
    has_one_line_ending,
    line_end,
    line_ending,
    line_number,
    line_start,
    removed_lines,
    spliced,
    without_last_line_ending,
)
from aiwg.merge.paths import KeyPath, Step, dotted
from aiwg.merge.yaml_layout import (
    DASH,
    NESTED_LINE,
    REST_OF_LINE,
    brackets_of,
    column_of,
    content_end,
    is_comment_at,
    layout_of,
    lines_end,
    unit_of,
)
from aiwg.merge.yaml_nodes import Node, compose, document
from aiwg.merge.yaml_positions import YamlPosition, after_colon, check_key, found, indexes_of, locate, refuse_alias

TOGETHER = True
"""Whether a container may be written with all its members at once: the text is the same as one by one."""

_KEEPS = lazy_pattern(r"[|>][0-9]?\+|(?<![&\w])&[^\s&]")


def parse(text: str) -> object:
    """Return the document; raise CannotEdit when the text is not valid."""
    return document(text, compose(text))


def stands(text: str, path: KeyPath) -> bool:
    """Return True: the root needs no text, and every other container is written."""
    return True


def is_bare(text: str, path: KeyPath) -> bool:
    """Return True: comments stand on lines of their own, which stay."""
    return True


def is_plain(text: str, path: KeyPath) -> bool:
    """Return whether nothing but its entries stands in the container at the path, each on lines of its own."""
    spot = found(text, path)
    if spot.key is None or spot.node.is_flow or spot.node.kind not in ("mapping", "sequence"):
        return False
    step = 2 if spot.node.kind == "mapping" else 1
    starts = [child.start for child in spot.node.children[::step]]
    ends = [spot.key.end, *(content_end(text, child) for child in spot.node.children[step - 1 :: step])]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=False)]
    return all(not gap.strip(": -\r\n") and gap.count("\n") == 1 for gap in gaps)


def line_of(text: str, path: KeyPath) -> int | None:
    """Return the line on which the value at the path begins."""
    try:
        spot = locate(text, path)
    except EditRefusedError as error:
        return error.line
    return line_number(text, (spot.key or spot.node).start) if spot else None


def insert(text: str, parent: KeyPath, step: Step, value: object) -> str:
    """Return the text with the value as a new entry of the container at `parent`."""
    spot = locate(text, parent)
    if spot is None or spot.node.start == spot.node.end:
        return _with_lines(text, len(text), _new_lines(text, step, value))
    refuse_alias(text, spot.node, parent)
    check_key(text, spot.node, step)
    if spot.node.is_flow:
        return insert_entry(text, brackets_of(text, spot.node), _flow_entry(step, value), layout_of(text))
    return _with_lines(text, *_below(text, parent, spot.node, [(step, value)]))


def insert_all(text: str, parent: KeyPath, members: Sequence[tuple[Step, object]]) -> str | None:
    """Return the text with new entries, the same as one by one; None where they must be added so."""
    spot = locate(text, parent)
    if spot is None or spot.node.kind not in ("mapping", "sequence") or not spot.node.children:
        return None
    if spot.node.kind == "mapping":
        steps = {step for step, _ in members if isinstance(step, str)}
        if any(key.kind == "scalar" and key.text in steps for key in spot.node.children[::2]):
            return None
    if spot.node.is_flow:
        writes = [_flow_entry(step, value) for step, value in members]
        return insert_entries(text, brackets_of(text, spot.node), writes, layout_of(text))
    return _with_lines(text, *_below(text, parent, spot.node, members))


def _flow_entry(step: Step, value: object) -> Write:
    written = yaml_text.flow(value)
    if isinstance(step, str):
        written = f"{yaml_text.text(step)}: {written}"
    return lambda indent: written


def _below(text: str, parent: KeyPath, node: Node, members: Sequence[tuple[Step, object]]) -> tuple[int, list[str]]:
    """Return where new entries of a container in block style stand, and their lines."""
    column = column_of(text, node)
    at = lines_end(text, node.children[-1]) if parent else len(text)
    while parent and is_comment_at(text, at, column):
        at = line_end(text, at)
    lines = [line for step, value in members for line in _new_lines(text, step, value)]
    return at, yaml_text.indented(lines, column)


def replace(text: str, path: KeyPath, value: object) -> str:
    """Return the text with the value in the place of the one at the path."""
    return spliced(text, [_replacement(text, found(text, path), value)])


def replace_all(text: str, parent: KeyPath, members: Mapping[str, object]) -> str | None:
    """Return the text with other values of a mapping's members, the same as one by one; None where they differ."""
    spot = found(text, parent)
    indexes = indexes_of(text, spot.node, parent, list(members))
    nested = NESTED_LINE.search(text)
    if spot.node.kind != "mapping" or indexes is None or not has_one_line_ending(text):
        return None
    parts: list[tuple[int, int, str]] = []
    for index, value in zip(indexes, members.values(), strict=True):
        key, old = spot.node.children[2 * index : 2 * index + 2]
        start, end, new = _replacement(text, YamlPosition(old, spot, index, key), value)
        if (nested and start < nested.end()) or _KEEPS.search(text, start, end):
            return None
        parts.append((start, end, new))
    return spliced(text, parts)


def _replacement(text: str, spot: YamlPosition, value: object) -> tuple[int, int, str]:
    """Return from where to where the text of another value goes, and that text."""
    old = spot.node
    in_flow = spot.container is not None and spot.container.node.is_flow
    on_one_line = old.is_flow or (old.kind in ("scalar", "alias") and not old.is_block_scalar)
    if in_flow or (on_one_line and not yaml_text.is_nested(value)):
        if old.start == old.end and not in_flow:
            at = after_colon(text, spot)
            return at, at, " " + yaml_text.flow(value)
        return old.start, old.end, yaml_text.flow(value)
    start = line_start(text, (spot.key or old).start)
    if spot.key is not None:
        head = text[start : after_colon(text, spot)]
        first, *others = yaml_text.entry("", value, unit_of(text))
        column = spot.key.start - start
    else:
        head = text[start : old.start]
        first, *others = yaml_text.block(value, unit_of(text))
        column = len(head)
    ending = line_ending(text)
    lines = ending.join([head + first, *yaml_text.indented(others, column)]) + ending
    end = lines_end(text, old)
    if not text[start:end].endswith("\n"):
        lines = without_last_line_ending(lines)
    return start, end, lines


def remove(text: str, path: KeyPath) -> str:
    """Return the text without the entry at the path."""
    spot = found(text, path)
    container = spot.container
    if container is None:
        raise EditRefusedError("aiwg cannot remove the whole document")
    if container.node.is_flow:
        return remove_entry(text, brackets_of(text, container.node), spot.index, layout_of(text))
    start = line_start(text, (spot.key or spot.node).start)
    prefix = text[start : (spot.key or spot.node).start]
    if prefix.strip(" ") if spot.key is not None else not DASH.fullmatch(prefix):
        raise EditRefusedError(f"{dotted(path)} shares its line with something else", line_number(text, start))
    text_after = removed_lines(text, start, lines_end(text, spot.node))
    entries = len(container.node.children) // (1 if spot.key is None else 2)
    if entries > 1 or container.container is None:
        return text_after
    return _with_empty(text, text_after, container)


def remove_all(text: str, parent: KeyPath, steps: Sequence[Step]) -> str | None:
    """Return the text without these entries, which are not all; None where they must be removed one by one."""
    spot = found(text, parent)
    indexes = indexes_of(text, spot.node, parent, steps)
    if indexes is None:
        return None
    if spot.node.is_flow:
        return remove_entries(text, brackets_of(text, spot.node), indexes, layout_of(text))
    step = 2 if spot.node.kind == "mapping" else 1
    pieces: list[str] = []
    at = end = 0
    for index in sorted(indexes):
        first, last = spot.node.children[index * step], spot.node.children[index * step + step - 1]
        start, end = line_start(text, first.start), lines_end(text, last)
        prefix = text[start : first.start]
        # Blank lines that a text keeps at its end depend on what follows it, and aliases on an anchor.
        if (prefix.strip(" ") if step == 2 else not DASH.fullmatch(prefix)) or _KEEPS.search(text, start, end):
            return None
        pieces.append(text[at:start])
        at = end
    return removed_lines("".join(pieces) + text[start:], sum(map(len, pieces)), sum(map(len, pieces)) + end - start)


def _with_empty(text: str, text_after: str, container: YamlPosition) -> str:
    """Return the text after the last entry of a container has gone, with the container written as empty."""
    at = after_colon(text, container)
    if REST_OF_LINE.match(text, at) is None:
        raise EditRefusedError("aiwg cannot edit this layout", line_number(text, at))
    empty = " {}" if container.node.kind == "mapping" else " []"
    return text_after[:at] + empty + text_after[at:]


def _with_lines(text: str, at: int, lines: Sequence[str]) -> str:
    ending = line_ending(text)
    return added_lines(text[:at], "".join(line + ending for line in lines), text[at:], ending)


def _new_lines(text: str, step: Step, value: object) -> list[str]:
    if isinstance(step, str):
        return yaml_text.entry(yaml_text.text(step) + ":", value, unit_of(text))
    return yaml_text.item(value, unit_of(text))
