"""The frontmatter of files that are not ours: read as leniently as platforms do, and fast where it is plain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from aiwg.artifact.frontmatter import UnclosedFrontmatterError, split
from aiwg.core.patterns import lazy_pattern
from aiwg.core.plain_front import plain_front

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = lazy_pattern(r"([A-Za-z][\w-]*+):[ \t]++([A-Za-z0-9$/(<](?:[ \t]*+[^# \t\n]++)*+)[ \t]*+")
_QUOTED = lazy_pattern(r'([A-Za-z][\w-]*+):[ ]++(?:"([^"\\]*+)"|\[((?:"[^"\\]*+",[ ])*+"[^"\\]*+")\])')
"""A text in quotes, or a list of such texts on one line, as aiwg itself writes them."""
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "yes": True, "no": False}


def front_and_body(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the frontmatter, empty when there is none that can be read, and the body."""
    if not text.startswith("---"):
        return {}, text
    try:
        parts = split(text.replace("\r\n", "\n") if "\r" in text else text)
    except UnclosedFrontmatterError:
        return {}, text
    if parts.front is None:
        return {}, text
    return read_front(parts.front), parts.body


def read_front(front: str) -> Mapping[str, Any]:
    """Return the keys of a frontmatter; without those that cannot be read."""
    plain = plain_front(front)
    if plain is not None:
        return plain
    found: dict[str, Any] = {}
    for line in front.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        if line[-1] in '"]' and line.isprintable() and (quoted := _QUOTED.fullmatch(line)):
            found[quoted[1]] = quoted[2] if quoted[3] is None else quoted[3][1:-1].split('", "')
            continue
        match = _PLAIN.fullmatch(line)
        if match is None or ": " in match[2] or match[2][0].isdigit():
            return _by_yaml(front)
        found[match[1]] = _WORDS.get(match[2].lower(), match[2])
    return found


def _by_yaml(front: str) -> Mapping[str, Any]:
    import yaml

    try:
        value = _loaded(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _line_by_line(front)
    return value if isinstance(value, dict) else {}


def _loaded(text: str) -> Any:
    import yaml

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe


def _line_by_line(front: str) -> Mapping[str, Any]:
    """Return the keys of a frontmatter that is no valid YAML: a value that cannot be read is text, the others count.

    So Claude Code reads it (2.1.332, seen: `paths` holds beside a line with a bracket that is never closed).
    """
    import yaml

    lines = front.split("\n")
    try:
        value = _loaded("\n".join(map(_as_text, lines)))
    except (yaml.YAMLError, ValueError, RecursionError):
        pairs = (line.partition(":") for line in lines if line[:1].isalpha())
        return {key.strip(): value.strip().strip("\"'") for key, colon, value in pairs if colon}
    return value if isinstance(value, dict) else {}


def _as_text(line: str) -> str:
    """Return a line with its value in quotes, if that cannot be read by itself, and without tabs before it."""
    import yaml

    bare = line.lstrip("\t")
    if bare != line:
        return "  " * (len(line) - len(bare)) + bare
    key, colon, value = line.partition(": ")
    if not colon or not key[:1].isalpha() or not value.strip():
        return line
    try:
        is_whole = isinstance(_loaded(value), dict | list) or ": " not in value
    except (yaml.YAMLError, ValueError, RecursionError):
        is_whole = False
    return line if is_whole else f"{key}: {json.dumps(value.strip(), ensure_ascii=False)}"


def listed(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, or of a text with commas; a comma in braces does not part."""
    if isinstance(value, str):
        return tuple(part.strip() for part in _parted(value) if part.strip())
    if isinstance(value, (list, tuple)):
        return tuple(str(part) for part in value)
    return ()


def _parted(value: str) -> Iterator[str]:
    """Yield what commas part; those before a closing brace part nothing."""
    part = list[str]()
    pieces = re.split(r"([{}])", value)
    for text, brace in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        *whole, rest = [text] if brace == "}" else text.split(",")
        for each in whole:
            yield "".join((*part, each))
            part.clear()
        part += [rest, brace]
    yield "".join(part)
