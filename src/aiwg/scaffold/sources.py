"""The list of sources in aiwg.yaml: an entry more, another ref, an entry less; every other byte stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.core.errors import Exit, UserError
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Value, edit, get, parse
from aiwg.merge.lines import BYTE_ORDER_MARK, added_lines, indentation, line_ending, line_start
from aiwg.merge.yaml_layout import DASH, brackets_of, lines_end, unit_of
from aiwg.merge.yaml_positions import found
from aiwg.merge.yaml_text import flow, indented, item
from aiwg.render.documents import yaml_text

FILE = "aiwg.yaml"
KEY: KeyPath = ("sources",)
Entry = str | Mapping[str, Any]
"""One entry of the list, as YAML holds it."""


def entries_in(text: str) -> list[Entry]:
    """Return the sources that an aiwg.yaml lists, as YAML holds them; it was read before, so it is valid."""
    document = parse(text, "yaml")
    listed = document.get("sources", []) if isinstance(document, dict) else []
    return listed if isinstance(listed, list) else []


def with_source(text: str, entry: Entry, defaults: Sequence[str], before: Sequence[str]) -> str:
    """Return the text of aiwg.yaml with one source more: before the first of the words `before`, else at the end.

    Where there is no list of sources yet, it becomes `defaults` with the new one among them.

    Raises UserError (conflict) with the lines to add by hand where the text cannot be edited.
    """
    try:
        listed = get(parse(text, "yaml"), KEY)
        if not isinstance(listed, list) or not listed:
            at = _index(defaults, before)
            return edit(text, "yaml", [(KEY, [*defaults[:at], entry, *defaults[at:]])]).text
        return _with_element(text, listed, _index(listed, before), entry)
    except EditRefusedError as error:
        raise _by_hand(error, {"sources": [entry]}) from None


def with_ref(text: str, entry: Mapping[str, Any], ref: str) -> str:
    """Return the text with another ref in the entry that is equal to `entry`.

    Raises UserError (conflict) with what to write by hand where the text cannot be edited.
    """
    try:
        return _with_value(text, dict(entry), ref)
    except EditRefusedError as error:
        raise _by_hand(error, {"ref": ref}) from None


def without_source(text: str, entry: Entry) -> str:
    """Return the text without the entry that is equal to `entry`.

    Raises UserError (conflict) where the text cannot be edited.
    """
    try:
        return edit(text, "yaml", [], [(*KEY, Value(entry if isinstance(entry, str) else dict(entry)))]).text
    except EditRefusedError as error:
        raise UserError(
            f"aiwg cannot edit {FILE}: {error}.", exit=Exit.CONFLICT, hint="Remove the source from it by hand."
        ) from None


def _by_hand(error: EditRefusedError, wanted: Mapping[str, Any]) -> UserError:
    lines = " | ".join(yaml_text(dict(wanted)).splitlines())
    return UserError(f"aiwg cannot edit {FILE}: {error}.", exit=Exit.CONFLICT, hint=f"Add: {lines}")


def _index(listed: Sequence[object], before: Sequence[str]) -> int:
    return next((index for index, each in enumerate(listed) if each in before), len(listed))


def _with_element(text: str, listed: list[object], index: int, entry: Entry) -> str:
    if index == len(listed):
        return edit(text, "yaml", [((*KEY, Value(entry)), entry)]).text
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    body = text.removeprefix(BYTE_ORDER_MARK)
    node = found(body, KEY).node
    child = node.children[index]
    if node.is_flow:
        brackets_of(body, node)  # refuses comments between the brackets
        gap = body[len(body[: child.start].rstrip(" \t\r\n")) : child.start]
        between = gap if "\n" in gap else " "  # an element a line stays so
        after = f"{body[: child.start]}{flow(entry)},{between}{body[child.start :]}"
    else:
        at = line_start(body, child.start)
        dash = DASH.fullmatch(body[at : child.start])
        if dash is None:
            raise EditRefusedError("aiwg cannot edit this layout")
        lines = indented(item(entry, unit_of(body)), len(dash[1]))
        at = _above_comments(body, at, len(dash[1]))
        ending = line_ending(body)
        after = f"{body[:at]}{''.join(line + ending for line in lines)}{body[at:]}"
    _prove(body, after, [*listed[:index], entry, *listed[index:]])
    return mark + after


def _with_value(text: str, entry: dict[str, Any], ref: str) -> str:
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    body = text.removeprefix(BYTE_ORDER_MARK)
    found_list = get(parse(body, "yaml"), KEY)
    listed = found_list if isinstance(found_list, list) else []
    node = found(body, (*KEY, Value(entry))).node
    pairs = {key.text: (key, value) for key, value in node.pairs()}
    key, value = pairs.get("ref") or pairs["git"]
    if value.kind != "scalar" or value.is_block_scalar:
        raise EditRefusedError("aiwg cannot edit this layout")
    if "ref" in pairs:
        after = f"{body[: value.start]}{flow(ref)}{body[value.end :]}"
    elif node.is_flow:
        after = f"{body[: value.end]}, ref: {flow(ref)}{body[value.end :]}"
    else:
        at, column = lines_end(body, value), key.start - line_start(body, key.start)
        after = added_lines(
            body[:at], f"{' ' * column}ref: {flow(ref)}{line_ending(body)}", body[at:], line_ending(body)
        )
    wanted = [{**entry, "ref": ref} if each == entry else each for each in listed]
    _prove(body, after, wanted)
    return mark + after


def _prove(before: str, after: str, wanted: list[Any]) -> None:
    """Raise EditRefusedError unless the text after is the one before with these sources."""
    document = parse(before, "yaml")
    if not isinstance(document, dict) or parse(after, "yaml") != {**document, "sources": wanted}:
        raise EditRefusedError("aiwg cannot edit the file without changing other parts")


def _above_comments(text: str, at: int, column: int) -> int:
    """Return the start of the comments that stand right above a line, in its column: they are about it."""
    while at > 0:
        above = line_start(text, at - 1)
        if len(indentation(text, above)) != column or not text.startswith("#", above + column):
            break
        at = above
    return at
