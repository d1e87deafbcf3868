"""Reading native files: bytes with limits, frontmatter as leniently as platforms read it, with the line of each key."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from typing import Any

from aiwg.artifact.frontmatter import UnclosedFrontmatterError, split
from aiwg.core.dataclass import dataclass, field
from aiwg.core.strict_yaml import MAX_NODES, YamlError
from aiwg.loading.frontmatter import read_front
from aiwg.source.decoding import DecodingError, decode
from aiwg.source.reader import MAX_BYTES
from aiwg.source.repair import parse_mending

MARKDOWN = "md"


class UnreadableNativeError(ValueError):
    """A native file that cannot be read: the message says why, `line` where."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


_FROM_NOW_ON = "tools that could not read it follow its keys from now on"
"""Seen in Copilot CLI 1.0.102: it loads such a rule always, and for its paths alone once it is written clean."""

Slip = tuple[int | None, str, bool]
"""Where something is wrong with a frontmatter, what, and whether keys may mean something else as it was read."""


@dataclass(frozen=True, slots=True)
class NativeText:
    """A native file taken apart: its keys with their lines, and its body. `slips` are what had to be read as meant."""

    text: str
    front: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()
    has_front: bool = False


def read_bytes(path: str) -> tuple[bytes, bool]:
    """Return the bytes of a regular file, links followed, and whether it is executable.

    Raises UnreadableNativeError for a file that is no regular one, too large, or closed to this user.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableNativeError(f"cannot be read: {error.strerror}") from None
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise UnreadableNativeError("is not a regular file")
        if info.st_size > MAX_BYTES:
            raise UnreadableNativeError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read(MAX_BYTES + 1), bool(info.st_mode & 0o100)
    except OSError as error:
        raise UnreadableNativeError(f"cannot be read: {error.strerror}") from None
    finally:
        os.close(descriptor)


def read_text(path: str) -> str:
    """Return the text of a file with LF line ends and without a byte order mark. Raises UnreadableNativeError."""
    data, _ = read_bytes(path)
    try:
        return decode(data)[0]
    except DecodingError as error:
        raise UnreadableNativeError(str(error), error.line) from None


def parted(text: str) -> NativeText:
    """Return a Markdown file taken apart. What is wrong with its frontmatter is read as clients read it."""
    try:
        parts = split(text)
    except UnclosedFrontmatterError:
        slip = (1, "its frontmatter has no end, so all of it is text", True)
        return NativeText(text, body=text, slips=(slip,))
    if parts.front is None:
        return NativeText(text, body=parts.body)
    front, lines, slips = _front(parts.front)
    return NativeText(text, front, parts.body, lines, slips, has_front=True)


def _front(front: str) -> tuple[Mapping[str, Any], Mapping[str, int], tuple[Slip, ...]]:
    try:
        mended = parse_mending(front, 2)
    except YamlError as error:
        reason = f"its frontmatter {error.reason}; read line by line; {_FROM_NOW_ON}"
        slip = (error.line, reason, True)
        return _plain(read_front(front)), _lines(front), (slip,)
    value = mended.document.value
    if not isinstance(value, dict):
        slips = ((2, "its frontmatter has no `key: value` lines", True),) if value is not None else ()
        return {}, {}, slips
    lines = {str(path[0]): line for path, line in mended.document.lines.items() if len(path) == 1}
    reasons = [f"{each.reason}; aiwg reads it as intended" for each in mended.mends]
    reasons[:1] = [f"{reason}; {_FROM_NOW_ON}" for reason in reasons[:1]]
    return value, lines, tuple((each.line, reason, False) for each, reason in zip(mended.mends, reasons, strict=True))


def _plain(front: Mapping[str, Any]) -> dict[str, Any]:
    """Return keys and values as our own reader would have given them: dates and the like as text."""

    left = MAX_NODES

    def walk(value: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:  # aliases stand for each other: a small text may mean a large value
            return ""
        if isinstance(value, dict):
            return {str(key): walk(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [walk(item) for item in value]
        return value if isinstance(value, bool | int | float | str) or value is None else str(value)

    return {str(key): walk(value) for key, value in front.items()}


def _lines(front: str) -> dict[str, int]:
    """Return the line of each key as far as lines show it; of a key that stands twice the last one."""
    found = {}
    for number, line in enumerate(front.split("\n"), 2):
        key, colon, _ = line.partition(":")
        if colon and key[:1].isalpha():
            found[key.strip()] = number
    return found
