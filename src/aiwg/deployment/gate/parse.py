"""A file as its clients read it: where each of them sees keys begin and end, and what text is left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from aiwg.core.patterns import lazy_pattern
from aiwg.core.plain_front import plain_front
from aiwg.core.plain_toml import plain_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROGRAM, STRANGE, APART = "a program", "keys in another form", "keys that another client reads differently"
Keys = dict[str, "Any"]

_FIRST_HYPHENS = lazy_pattern(r"(?s)\A---(?>\s*\n)(.*?)---")
"""Ends at the first three hyphens, wherever they stand."""
_LINE = lazy_pattern(r"(?s)\A---[ \t]*\r?\n(.*?\n)?---[ \t]*(?:\r?\n|\Z)")
"""Ends at a line that is three hyphens."""
_LINE_AFTER_TEXT = lazy_pattern(r"(?s)\A---\r?\n(.*?)\r?\n---")
"""Ends at a line that begins with them, and wants a line between."""
_OTHER = lazy_pattern(r"---[A-Za-z{]|\+\+\+|;;;")
_CUT = lazy_pattern(r"(?s)(?:[\s\ufeff\u200b-\u200f\u2060\x00]++|<!--.*?-->)*+")
"""What a reader may cut off before it looks for keys."""
_KEY = lazy_pattern(r"^[ \t]*(?:- )?[\"']?([^\s:#\"'][^:\n\"']{0,100}?)[\"']?[ \t]*:(.*)$", re.MULTILINE)


class UnreadableOutputError(ValueError):
    """Keys that no reader of ours understands."""


def readings(text: str) -> Iterator[Keys]:
    """Yield the keys that a Markdown file has for each sort of reader, once per different answer.

    Raises UnreadableOutputError for a beginning that is code or keys in a form of its own.
    """
    whole = _whole_front(text)
    if whole is not None:
        yield parsed(whole)
        return
    found: list[Keys] = []
    looked: set[str] = set()
    for start in dict.fromkeys((text, text[_end_of_cut(text) :])):
        if start.startswith("#!"):
            raise UnreadableOutputError(PROGRAM)
        if _OTHER.match(start):
            raise UnreadableOutputError(STRANGE)
        for rule in (_FIRST_HYPHENS, _LINE, _LINE_AFTER_TEXT):
            match = rule.match(start)
            front = (match[1] or "").strip("\r\n") if match else ""
            if front in looked:
                continue
            looked.add(front)
            keys = parsed(front) if front else {}
            if keys not in found:
                found.append(keys)
                yield keys


def _whole_front(text: str) -> str | None:
    """Return a frontmatter of which every sort of reader sees the same beginning and end; None for another one."""
    if not text.startswith("---\n"):
        return None
    end = text.find("---", 4)
    if end < 5 or text[end - 1] != "\n" or text[end + 3 : end + 4] not in ("", "\n"):
        return None
    front = text[4:end].strip("\n")
    return front if front and "\r" not in front else None


def _end_of_cut(text: str) -> int:
    match = _CUT.match(text)
    return match.end() if match else 0


def parsed(front: str) -> Keys:
    """Return the keys of a frontmatter: as YAML, or line by line as clients do that cannot read it."""
    plain = plain_front(front)  # most are: texts on one line each, which need no parser
    if plain is not None:
        return plain
    try:
        value = _from_yaml(front)
    except (ValueError, RecursionError):
        return {match[1]: match[2].strip() for match in _KEY.finditer(front)}
    if isinstance(value, dict):
        return value
    return {} if value is None else {"": value}


def _from_yaml(text: str) -> Any:
    """Return the value of a YAML text. Raises ValueError when it cannot be read."""
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def keys_of_document(name: str, text: str) -> Keys | None:
    """Return the keys of a TOML, JSON or YAML file by its name, None for another sort and for a frontmatter.

    Raises UnreadableOutputError when it is not what its name says.
    """
    suffix = name.rpartition(".")[2].casefold()
    try:
        if suffix == "toml":
            plain = plain_toml(text)
            if plain is not None:
                return plain
            import tomllib

            return tomllib.loads(text)
        if suffix in ("json", "jsonc", "json5"):
            value = json.loads(text)
        elif suffix in ("yaml", "yml") and not text.startswith("---"):
            plain = plain_front(text)
            value = _from_yaml(text) if plain is None else plain
        else:
            return None
    except (ValueError, RecursionError) as error:
        raise UnreadableOutputError("aiwg cannot read its content") from error
    return value if isinstance(value, dict) else {"": value}
