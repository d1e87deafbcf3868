"""An original beside what its user has written since: both stay."""

from __future__ import annotations

from aiwg.artifact.originals import Original
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path
from aiwg.merge.keys import MISSING, edit, get, parse

_EMPTY = {"json": "{}\n", "toml": "", "yaml": ""}


def text_around(there: bytes, original: bytes) -> bytes | None:
    """Return a text with an original in the place of aiwg's block; None where it has no such block."""
    try:
        text = there.decode("utf-8")
        found = next((each for style in ("html", "hash") if (each := block.find(text, style))), None)
    except (UnicodeDecodeError, EditRefusedError):
        return None
    if found is None:
        return None
    before, after = text[: found.start].encode(), text[found.end :].encode()
    return before + original + (b"\n" if after and not original.endswith(b"\n") else b"") + after


def is_rest_of(there: bytes, kept: bytes, original: Original) -> bool:
    """Say whether a settings file says what its original does without the values that were taken from it."""
    try:
        paths = [decode_path(path) for path in original.keys]
        rest = edit(kept.decode("utf-8"), original.format, [], paths).text
        return _full(parse(rest, original.format)) == _full(parse(there.decode("utf-8"), original.format))
    except (EditRefusedError, UnicodeDecodeError, ValueError):
        return False


def _full(value: object) -> object:
    """Return a value without what is empty: a container may go with the last thing in it."""
    if isinstance(value, dict):
        return {key: inner for key, each in value.items() if (inner := _full(each)) not in ({}, [])}
    return [_full(each) for each in value] if isinstance(value, list) else value


def edited_beside(there: bytes, kept: bytes, original: Original) -> bytes | None:
    """Return a settings file with the values that were taken from it, where it holds no other ones by now.

    None when they cannot be put back without touching what the user has written.
    """
    try:
        text = there.decode("utf-8") or _EMPTY[original.format]
        now, before = parse(text, original.format), parse(kept.decode("utf-8"), original.format)
        paths = [decode_path(path) for path in original.keys]
        puts = [(path, get(before, path)) for path in paths if get(now, path) is MISSING]
        return edit(text, original.format, [put for put in puts if put[1] is not MISSING]).text.encode()
    except (EditRefusedError, UnicodeDecodeError, ValueError):
        return None
