"""Keyed edits of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiwg.merge import yaml_text
from aiwg.merge.delimited import (
    Brackets,
    DelimitedEntry,
    Layout,
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
    indentation,
    line_end,
    line_ending,
    line_number,
    line_start,
    removed_lines,
    spliced,
    without_last_line_ending,
)
from aiwg.merge.lookup import places
from aiwg.merge.paths import KeyPath, Step, Value, described, dotted, get, position
from aiwg.merge.yaml_nodes import STRING_TAG, Node, compose, document

TOGETHER = True
"""Whether a container may be written with all its members at once: the text is the same as one by one."""

_NESTED_LINE = re.compile(r"^(?:[^\s#-][^\n]*)?:[ \t]*\r?\n( +)[^\s#-]", re.M)
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\n]*)?\r?(?:\n|\Z)")
_COLON = re.compile(r"[ \t]*:(?=[ \t\r\n]|\Z)")
_COMMA = re.compile(r"[ \t\r\n]*(,?)")
_KEY_PREFIX = re.compile(r" *(?:- +)*")
_KEEPS = re.compile(r"[|>][0-9]?\+|(?<![&\w])&[^\s&]")
_DASH = re.compile(r"( *)-[ \t]+")


@dataclass(frozen=True, slots=True)
class _YamlPosition:
    """A node, and where it stands: in which container, as which entry, under which key."""

    node: Node
    container: _YamlPosition | None = None
    index: int = 0
    key: Node | None = None


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
    spot = _found(text, path)
    if spot.key is None or spot.node.is_flow or spot.node.kind not in ("mapping", "sequence"):
        return False
    step = 2 if spot.node.kind == "mapping" else 1
    starts = [child.start for child in spot.node.children[::step]]
    ends = [spot.key.end, *(_content_end(text, child) for child in spot.node.children[step - 1 :: step])]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=False)]
    return all(not gap.strip(": -\r\n") and gap.count("\n") == 1 for gap in gaps)


def line_of(text: str, path: KeyPath) -> int | None:
    """Return the line on which the value at the path begins."""
    try:
        spot = _locate(text, path)
    except EditRefusedError as error:
        return error.line
    return line_number(text, (spot.key or spot.node).start) if spot else None


def insert(text: str, parent: KeyPath, step: Step, value: object) -> str:
    """Return the text with the value as a new entry of the container at `parent`."""
    spot = _locate(text, parent)
    if spot is None or spot.node.start == spot.node.end:
        return _with_lines(text, len(text), _new_lines(text, step, value))
    _refuse_alias(text, spot.node, parent)
    _check_key(text, spot.node, step)
    if spot.node.is_flow:
        return insert_entry(text, _brackets(text, spot.node), _flow_entry(step, value), _layout(text))
    return _with_lines(text, *_below(text, parent, spot.node, [(step, value)]))


def insert_all(text: str, parent: KeyPath, members: Sequence[tuple[Step, object]]) -> str | None:
    """Return the text with new entries, the same as one by one; None where they must be added so."""
    spot = _locate(text, parent)
    if spot is None or spot.node.kind not in ("mapping", "sequence") or not spot.node.children:
        return None
    if spot.node.kind == "mapping":
        steps = {step for step, _ in members if isinstance(step, str)}
        if any(key.kind == "scalar" and key.text in steps for key in spot.node.children[::2]):
            return None
    if spot.node.is_flow:
        writes = [_flow_entry(step, value) for step, value in members]
        return insert_entries(text, _brackets(text, spot.node), writes, _layout(text))
    return _with_lines(text, *_below(text, parent, spot.node, members))


def _flow_entry(step: Step, value: object) -> Write:
    written = yaml_text.flow(value)
    if isinstance(step, str):
        written = f"{yaml_text.text(step)}: {written}"
    return lambda indent: written


def _below(text: str, parent: KeyPath, node: Node, members: Sequence[tuple[Step, object]]) -> tuple[int, list[str]]:
    """Return where new entries of a container in block style stand, and their lines."""
    column = _column(text, node)
    at = _lines_end(text, node.children[-1]) if parent else len(text)
    while parent and _is_comment_at(text, at, column):
        at = line_end(text, at)
    lines = [line for step, value in members for line in _new_lines(text, step, value)]
    return at, yaml_text.indented(lines, column)


def replace(text: str, path: KeyPath, value: object) -> str:
    """Return the text with the value in the place of the one at the path."""
    return spliced(text, [_replacement(text, _found(text, path), value)])


def replace_all(text: str, parent: KeyPath, members: Mapping[str, object]) -> str | None:
    """Return the text with other values of a mapping's members, the same as one by one; None where they differ."""
    spot = _found(text, parent)
    indexes = _indexes(text, spot.node, parent, list(members))
    nested = _NESTED_LINE.search(text)
    if spot.node.kind != "mapping" or indexes is None or not has_one_line_ending(text):
        return None
    parts: list[tuple[int, int, str]] = []
    for index, value in zip(indexes, members.values(), strict=True):
        key, old = spot.node.children[2 * index : 2 * index + 2]
        start, end, new = _replacement(text, _YamlPosition(old, spot, index, key), value)
        if (nested and start < nested.end()) or _KEEPS.search(text, start, end):
            return None
        parts.append((start, end, new))
    return spliced(text, parts)


def _replacement(text: str, spot: _YamlPosition, value: object) -> tuple[int, int, str]:
    """Return from where to where the text of another value goes, and that text."""
    old = spot.node
    in_flow = spot.container is not None and spot.container.node.is_flow
    on_one_line = old.is_flow or (old.kind in ("scalar", "alias") and not old.is_block_scalar)
    if in_flow or (on_one_line and not yaml_text.is_nested(value)):
        if old.start == old.end and not in_flow:
            at = _after_colon(text, spot)
            return at, at, " " + yaml_text.flow(value)
        return old.start, old.end, yaml_text.flow(value)
    start = line_start(text, (spot.key or old).start)
    if spot.key is not None:
        head = text[start : _after_colon(text, spot)]
        first, *others = yaml_text.entry("", value, _unit(text))
        column = spot.key.start - start
    else:
        head = text[start : old.start]
        first, *others = yaml_text.block(value, _unit(text))
        column = len(head)
    ending = line_ending(text)
    lines = ending.join([head + first, *yaml_text.indented(others, column)]) + ending
    end = _lines_end(text, old)
    if not text[start:end].endswith("\n"):
        lines = without_last_line_ending(lines)
    return start, end, lines


def remove(text: str, path: KeyPath) -> str:
    """Return the text without the entry at the path."""
    spot = _found(text, path)
    container = spot.container
    if container is None:
        raise EditRefusedError("the whole document cannot be removed")
    if container.node.is_flow:
        return remove_entry(text, _brackets(text, container.node), spot.index, _layout(text))
    start = line_start(text, (spot.key or spot.node).start)
    prefix = text[start : (spot.key or spot.node).start]
    if prefix.strip(" ") if spot.key is not None else not _DASH.fullmatch(prefix):
        raise EditRefusedError(f"{dotted(path)} shares its line with something else", line_number(text, start))
    text_after = removed_lines(text, start, _lines_end(text, spot.node))
    entries = len(container.node.children) // (1 if spot.key is None else 2)
    if entries > 1 or container.container is None:
        return text_after
    return _with_empty(text, text_after, container)


def remove_all(text: str, parent: KeyPath, steps: Sequence[Step]) -> str | None:
    """Return the text without these entries, which are not all; None where they must be removed one by one."""
    spot = _found(text, parent)
    indexes = _indexes(text, spot.node, parent, steps)
    if indexes is None:
        return None
    if spot.node.is_flow:
        return remove_entries(text, _brackets(text, spot.node), indexes, _layout(text))
    step = 2 if spot.node.kind == "mapping" else 1
    pieces: list[str] = []
    at = end = 0
    for index in sorted(indexes):
        first, last = spot.node.children[index * step], spot.node.children[index * step + step - 1]
        start, end = line_start(text, first.start), _lines_end(text, last)
        prefix = text[start : first.start]
        # Blank lines that a text keeps at its end depend on what follows it, and aliases on an anchor.
        if (prefix.strip(" ") if step == 2 else not _DASH.fullmatch(prefix)) or _KEEPS.search(text, start, end):
            return None
        pieces.append(text[at:start])
        at = end
    return removed_lines("".join(pieces) + text[start:], sum(map(len, pieces)), sum(map(len, pieces)) + end - start)


def _indexes(text: str, node: Node, path: KeyPath, steps: Sequence[Step]) -> list[int] | None:
    """Return the index of each step; None unless each is there once."""
    if node.kind == "sequence":
        root = compose(text)
        return places(_elements(text, root, path), steps) if root else None
    keys = [key.text if key.kind == "scalar" and key.tag == STRING_TAG else None for key, _ in node.pairs()]
    other = {key.text for key, _ in node.pairs() if key.kind == "scalar" and key.tag != STRING_TAG}
    members = [Value(key) for key in steps if isinstance(key, str) and key not in other]
    return places(keys, members) if node.kind == "mapping" and len(members) == len(steps) else None


def _locate(text: str, path: KeyPath) -> _YamlPosition | None:
    """Return where the value at the path stands; None when the text holds no document."""
    root = compose(text)
    if root is None:
        return None
    spot = _YamlPosition(root)
    for length, step in enumerate(path):
        here = path[: length + 1]
        _refuse_alias(text, spot.node, path[:length])
        if isinstance(step, str):
            spot = _member(text, spot, step, here)
        else:
            index = position(_elements(text, root, path[:length]), step)
            if index is None:
                raise EditRefusedError(f"the list has no element that is {described(step)}")
            spot = _YamlPosition(spot.node.children[index], spot, index)
    return spot


def _refuse_alias(text: str, node: Node, path: KeyPath) -> None:
    if node.kind == "alias":
        reason = f"{dotted(path)} is an alias for something that stands elsewhere"
        raise EditRefusedError(reason, line_number(text, node.start))


def _found(text: str, path: KeyPath) -> _YamlPosition:
    spot = _locate(text, path)
    if spot is None:
        raise EditRefusedError(f"the file has no {dotted(path)}")
    return spot


def _member(text: str, spot: _YamlPosition, step: str, path: KeyPath) -> _YamlPosition:
    _check_key(text, spot.node, step)
    for index, (key, value) in enumerate(spot.node.pairs()):
        if key.kind == "scalar" and key.text == step:
            return _YamlPosition(value, spot, index, key)
    raise EditRefusedError(f"{dotted(path)} is merged in from elsewhere with <<", line_number(text, spot.node.start))


def _elements(text: str, root: Node, path: KeyPath) -> list[object]:
    elements = get(document(text, root), path)
    return elements if isinstance(elements, list) else []


def _check_key(text: str, node: Node, step: Step) -> None:
    """Raise CannotEdit when the mapping has the key twice, or one that only some readers take for it."""
    if node.kind != "mapping":
        return
    keys = [key for key, _ in node.pairs() if key.kind == "scalar" and key.text == step]
    for key in keys:
        if key.tag != STRING_TAG:
            raise EditRefusedError(f"not every reader takes the key {key.text} for text", line_number(text, key.start))
    if len(keys) > 1:
        raise EditRefusedError(f"the key {step!r} stands there {len(keys)} times", line_number(text, keys[-1].start))


def _content_end(text: str, node: Node) -> int:
    """Return the offset behind the last character of the node that is not blank or a comment."""
    if node.kind in ("mapping", "sequence") and not node.is_flow:
        return max(_content_end(text, child) for child in node.children[-2:])
    if not node.is_block_scalar:
        return node.end
    header = text[node.start : line_end(text, node.start)].partition("#")[0]
    # Blank lines at the end belong to the text only where the header says "keep".
    return node.end if "+" in header else node.start + len(text[node.start : node.end].rstrip(" \t\r\n"))


def _lines_end(text: str, node: Node) -> int:
    """Return the offset behind the last line of the node."""
    end = _content_end(text, node)
    if node.start < end and text[end - 1] == "\n":
        return end
    rest = _REST_OF_LINE.match(text, end)
    if rest is None:
        raise EditRefusedError("something else stands on the same line", line_number(text, end))
    return rest.end()


def _column(text: str, container: Node) -> int:
    """Return the column in which the entries of a container in block style begin."""
    is_mapping = container.kind == "mapping"
    last = container.children[-2 if is_mapping else -1]
    prefix = text[line_start(text, last.start) : last.start]
    match = (_KEY_PREFIX if is_mapping else _DASH).fullmatch(prefix)
    if match is None:
        raise EditRefusedError("the way this is laid out is too unusual", line_number(text, last.start))
    return len(prefix) if is_mapping else len(match[1])


def _is_comment_at(text: str, at: int, column: int) -> bool:
    indent = len(indentation(text, at))
    return indent >= column and text.startswith("#", at + indent)


def _after_colon(text: str, spot: _YamlPosition) -> int:
    colon = _COLON.match(text, spot.key.end) if spot.key is not None else None
    if colon is None:
        raise EditRefusedError("the way this is laid out is too unusual", line_number(text, spot.node.start))
    return colon.end()


def _with_empty(text: str, text_after: str, container: _YamlPosition) -> str:
    """Return the text after the last entry of a container has gone, with the container written as empty."""
    at = _after_colon(text, container)
    if _REST_OF_LINE.match(text, at) is None:
        raise EditRefusedError("the way this is laid out is too unusual", line_number(text, at))
    empty = " {}" if container.node.kind == "mapping" else " []"
    return text_after[:at] + empty + text_after[at:]


def _with_lines(text: str, at: int, lines: Sequence[str]) -> str:
    ending = line_ending(text)
    return added_lines(text[:at], "".join(line + ending for line in lines), text[at:], ending)


def _new_lines(text: str, step: Step, value: object) -> list[str]:
    if isinstance(step, str):
        return yaml_text.entry(yaml_text.text(step) + ":", value, _unit(text))
    return yaml_text.item(value, _unit(text))


def _unit(text: str) -> int:
    """Return the width of one level of indentation, as the file has it."""
    nested = _NESTED_LINE.search(text)
    return len(nested[1]) if nested else 2


def _layout(text: str) -> Layout:
    return Layout(unit="  ", ending=line_ending(text), comment="#", one_line_when_empty=True)


def _brackets(text: str, container: Node) -> Brackets:
    """Return the brackets and entries of a container in flow style; raise CannotEdit when it has comments."""
    step = 2 if container.kind == "mapping" else 1
    entries: list[DelimitedEntry] = []
    behind = container.open + 1
    for first, last in zip(container.children[::step], container.children[step - 1 :: step], strict=True):
        _refuse_comment(text, behind, first.start)
        end = max(first.end, last.end)
        comma = _COMMA.match(text, end)
        has_comma = comma is not None and bool(comma[1])
        behind = comma.end() if comma is not None else end
        entries.append(DelimitedEntry(first.start, end, behind - 1 if has_comma else None))
    _refuse_comment(text, behind, container.end - 1)
    return Brackets(container.open, container.end - 1, tuple(entries))


def _refuse_comment(text: str, start: int, end: int) -> None:
    if "#" in text[start:end]:
        raise EditRefusedError("a comment stands between brackets", line_number(text, start), "write it in block style")
