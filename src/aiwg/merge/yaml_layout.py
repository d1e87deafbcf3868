"""How a YAML file is laid out: where nodes end, in which column entries stand, how far they are indented."""

from __future__ import annotations

import re

from aiwg.core.patterns import lazy_pattern
from aiwg.merge.delimited import Brackets, DelimitedEntry, Layout
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import indentation, line_end, line_ending, line_number, line_start
from aiwg.merge.yaml_nodes import Node

NESTED_LINE = lazy_pattern(r"^(?:[^\s#-][^\n]*)?:[ \t]*\r?\n( +)[^\s#-]", re.M)
REST_OF_LINE = lazy_pattern(r"[ \t]*(?:(?<=[ \t])#[^\n]*)?\r?(?:\n|\Z)")
_COMMA = lazy_pattern(r"[ \t\r\n]*(,?)")
_KEY_PREFIX = lazy_pattern(r" *(?:- +)*")
DASH = lazy_pattern(r"( *)-[ \t]+")


def content_end(text: str, node: Node) -> int:
    """Return the offset behind the last character of the node that is not blank or a comment."""
    if node.kind in ("mapping", "sequence") and not node.is_flow:
        return max(content_end(text, child) for child in node.children[-2:])
    if not node.is_block_scalar:
        return node.end
    header = text[node.start : line_end(text, node.start)].partition("#")[0]
    # Blank lines at the end belong to the text only where the header says "keep".
    return node.end if "+" in header else node.start + len(text[node.start : node.end].rstrip(" \t\r\n"))


def lines_end(text: str, node: Node) -> int:
    """Return the offset behind the last line of the node."""
    end = content_end(text, node)
    if node.start < end and text[end - 1] == "\n":
        return end
    rest = REST_OF_LINE.match(text, end)
    if rest is None:
        raise EditRefusedError("the line has other text too", line_number(text, end))
    return rest.end()


def column_of(text: str, container: Node) -> int:
    """Return the column in which the entries of a container in block style begin."""
    is_mapping = container.kind == "mapping"
    last = container.children[-2 if is_mapping else -1]
    prefix = text[line_start(text, last.start) : last.start]
    match = (_KEY_PREFIX if is_mapping else DASH).fullmatch(prefix)
    if match is None:
        raise EditRefusedError("aiwg cannot edit this layout", line_number(text, last.start))
    return len(prefix) if is_mapping else len(match[1])


def is_comment_at(text: str, at: int, column: int) -> bool:
    """Return whether a comment begins at a line, in a column or further right."""
    indent = len(indentation(text, at))
    return indent >= column and text.startswith("#", at + indent)


def unit_of(text: str) -> int:
    """Return the width of one level of indentation, as the file has it."""
    nested = NESTED_LINE.search(text)
    return len(nested[1]) if nested else 2


def layout_of(text: str) -> Layout:
    """Return how entries between brackets are laid out in this file."""
    return Layout(unit="  ", ending=line_ending(text), comment="#", one_line_when_empty=True)


def brackets_of(text: str, container: Node) -> Brackets:
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
        raise EditRefusedError(
            "there is a comment between brackets", line_number(text, start), "write it in block style"
        )
