"""The text of a native: its keys and its body, in whatever format the file is."""

from __future__ import annotations

import re
from typing import Any

from aiwg.adapter.model import Cell
from aiwg.artifact.kinds import KINDS
from aiwg.importing.model import Native
from aiwg.importing.native.fields import at, top
from aiwg.importing.native.read import NativeText, UnreadableNativeError, parted, read_text
from aiwg.manifest import Record
from aiwg.merge import block, keys
from aiwg.merge.errors import EditRefusedError
from aiwg.render.documents import format_of

_MARKER = re.compile(r"(?m)^[ \t]*(?:<!--[ \t]*aiwg:(?:begin|end)[^\n]*-->|#[ \t]*aiwg:(?:begin|end)\b[^\n]*)[ \t]*\n?")
"""The marks of a block that no manifest knows any more: its text is the user's now."""

_USUAL_BODY_KEYS = ("developer_instructions", "prompt", "template", "instructions")
MOST_OF_A_LINE = 300


def document_of(native: Native, ours: Record | None) -> NativeText:
    """Return the text of a native taken apart. `ours`: the record of a block of aiwg's in it, which is left out.

    Raises UnreadableNativeError.
    """
    if native.entry:
        return _of_keys(native, "", native.value)
    text = read_text(native.path) if native.text is None else native.text
    if ours is not None:
        try:
            text = block.drop(text, ours.style or "html", ours.lead, ours.tail)
        except EditRefusedError as error:
            raise UnreadableNativeError(error.reason, error.line) from None
    text = _MARKER.sub("", text)
    if native.is_section:
        return parted(text) if KINDS[native.kind].is_text else NativeText(text, body=text)
    format = native.cell.get("format") or format_of(native.path)
    if format not in ("toml", "json", "yaml"):
        return parted(text)
    try:
        return _of_keys(native, text, keys.parse(text, format))
    except EditRefusedError as error:
        raise UnreadableNativeError(error.reason, error.line) from None


def _of_keys(native: Native, text: str, document: Any) -> NativeText:
    if not isinstance(document, dict):
        raise UnreadableNativeError("has no keys")
    key = body_key(native.cell, document)
    front = {name: value for name, value in document.items() if name != top(key)}
    return NativeText(text, front, str(at(document, key)) if key else "", has_front=True)


def body_key(cell: Cell, document: Any) -> str:
    """Return the dotted key under which a document of keys holds its text, empty when none does."""
    rules = [rule.target for rule in cell.fields or () if "body" in rule.sources]
    return next((key for key in (*rules, *_USUAL_BODY_KEYS) if isinstance(at(document, key), str)), "")


def body_in(text: str, path: str, cell: Cell) -> str:
    """Return the body in the text of a file that is a document of keys; empty where there is none to read."""
    try:
        document = keys.parse(text, format_of(path))
    except EditRefusedError:
        return ""
    key = body_key(cell, document)
    return str(at(document, key)) if key else ""


def description_from(body: str) -> str:
    """Return the first line of a text that says something, without its marks; at most 300 characters."""
    for line in body.splitlines():
        said = line.strip().strip("#*_>-` ").strip()
        if any(char.isalnum() for char in said) and not said.startswith("<!--"):
            return said[:MOST_OF_A_LINE]
    return ""
