"""The text of a native: its keys and its body, in whatever format the file is."""

from __future__ import annotations

from typing import Any

from aiwg.artifact.kinds import KINDS
from aiwg.importing.model import Native
from aiwg.importing.read import NativeText, UnreadableNativeError, parted, read_text
from aiwg.merge import block, keys
from aiwg.merge.errors import EditRefusedError
from aiwg.render.documents import format_of

_USUAL_BODY_KEYS = ("developer_instructions", "prompt", "template", "instructions")
MOST_OF_A_LINE = 300


def document_of(native: Native, style: str) -> NativeText:
    """Return the text of a native taken apart. `style`: that of a block of aiwg's own in it, which is left out.

    Raises UnreadableNativeError.
    """
    if native.entry:
        return _of_keys(native, "", native.value)
    text = read_text(native.path)
    if style:
        try:
            text = block.drop(text, style)
        except EditRefusedError as error:
            raise UnreadableNativeError(error.reason, error.line) from None
    if native.is_section:
        return parted(text) if KINDS[native.kind].is_text else NativeText(text, body=text)
    format = format_of(native.path)
    if format not in ("toml", "json", "yaml"):
        return parted(text)
    try:
        return _of_keys(native, text, keys.parse(text, format))
    except EditRefusedError as error:
        raise UnreadableNativeError(error.reason, error.line) from None


def _of_keys(native: Native, text: str, document: Any) -> NativeText:
    if not isinstance(document, dict):
        raise UnreadableNativeError("holds no keys")
    rules = [rule.target for rule in native.cell.fields or () if "body" in rule.sources]
    key = next((key for key in (*rules, *_USUAL_BODY_KEYS) if isinstance(document.get(key), str)), "")
    front = {name: value for name, value in document.items() if name != key}
    return NativeText(text, front, str(document.get(key, "")), has_front=True)


def description_from(body: str) -> str:
    """Return the first line of a text that says something, without its marks; at most 300 characters."""
    for line in body.splitlines():
        said = line.strip().strip("#*_>-` ").strip()
        if any(char.isalnum() for char in said) and not said.startswith("<!--"):
            return said[:MOST_OF_A_LINE]
    return ""
