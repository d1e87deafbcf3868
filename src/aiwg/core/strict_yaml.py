"""YAML as people mean it: no duplicate or merge keys, no surprises in scalars, bounded in size and depth."""

from __future__ import annotations

import re

from aiwg.core.dataclass import dataclass, field
from aiwg.core.patterns import lazy_pattern
from aiwg.core.plain_yaml import read_plain, scalar_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 100_000

_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(
    _TAG + name for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value")
)
_TEXT = _TAG + "str"
_UNREADABLE = lazy_pattern("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Control characters, and line breaks that editors do not count as such."""

_SHALLOW = 30
_DEEP_LINE = lazy_pattern(rf"^[ \t?:-]{{{_SHALLOW + 1}}}", re.MULTILINE)

_QUOTE = "put the value in double quotes"
_REASONS: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("another document", "contains a second document", "keep one, without --- lines between"),
    ("mapping values are not allowed", 'has ": " inside a plain value', f'{_QUOTE}: it contains ": "'),
    ("undefined alias", "has a value that starts with *", _QUOTE),
    ("scanning an alias", "has a value that starts with *", _QUOTE),
    ("scanning an anchor", "has a value that starts with &", _QUOTE),
    ("scanning a tag", "has a value that starts with !", _QUOTE),
    ("end of stream", "has a quote that is never closed", None),
    ("unknown escape", "has an unknown backslash escape in double quotes", "write it twice, or use single quotes"),
    ("escape code", "has a backslash escape that is not a character", None),
    ("hexdecimal", "has a backslash escape that is not hexadecimal", None),
    ("a flow node", "has a bracket that is never closed, or a comma too many", f"close it, or {_QUOTE}"),
    ("expected ',' or", "has a bracket that is never closed, or a comma missing", f"close it, or {_QUOTE}"),
    ("expected ':'", "has a line that is not `key: value`", None),
    ("expected", "has a line that does not fit those above it", f"check the indentation, or {_QUOTE}"),
)
"""What libyaml says (in its context or its problem), what that means, and what to do about it."""

_CONFLICT = lazy_pattern(r"^<{7}(?: |\r?$)", re.MULTILINE)


class YamlError(ValueError):
    """Invalid YAML: `reason` says what, `line` where (counted from 1)."""

    def __init__(self, reason: str, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.hint = hint


class YamlSyntaxError(YamlError):
    """The parser stumbled over the text itself, be it over a plain slip."""


@dataclass(slots=True)
class Document:
    """A parsed document and the line of every mapping key and list item, by path."""

    value: Any
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)


def parse(text: str, first_line: int = 1, trusted: bool = False) -> Document:
    """Return the document in `text`; its value is None for an empty one. A trusted text is known not to be deep.

    A plain scalar becomes a bool, an int or a float only when writing that value gives the same text
    back, so `1.10`, `012`, `yes` and dates stay the text that was written.

    Raises YamlError with a line for anything else, whatever the input.
    """
    text = text.removeprefix("\ufeff")  # the parser's offsets are counted without it
    plain = read_plain(text, first_line)
    if plain is not None:
        return Document(*plain)
    import yaml

    _check_characters(text, first_line)
    try:
        if not trusted:
            _check_depth(text, first_line)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text, first_line) from None
    except yaml.YAMLError as error:
        raise YamlError(f"cannot be read: {str(error).splitlines()[0]}", first_line) from None
    document = Document(None)
    if node is not None:
        document.value = _Builder(document, first_line).build(node, ())
    return document


def _explained(error: Any, text: str, first_line: int) -> YamlSyntaxError:
    """Return the parser's error in words for the person who wrote the line."""
    if (conflict := _CONFLICT.search(text)) is not None:
        line = first_line + text.count("\n", 0, conflict.start())
        return YamlSyntaxError("has a merge conflict", line, "resolve it, then run aiwg again")
    mark = error.problem_mark or error.context_mark
    said = f"{error.context}: {error.problem}"
    if error.context_mark and any(part in said for part in ("end of stream", "expected ',' or")):
        mark = error.context_mark
    line, column, index = (mark.line, mark.column, mark.index) if mark else (0, 0, 0)
    end = len(text.rstrip())
    if index >= end:  # what is missing is missing after the last line that says something
        line, column, index = text.count("\n", 0, end), end - text.rfind("\n", 0, end) - 1, end
    before = text[text.rfind("\n", 0, index) + 1 : index]
    reason, hint = _in_words(said, before, text[index : index + 1])
    return YamlSyntaxError(f"{reason} (column {column + 1})", line + first_line, hint)


def _in_words(said: str, before: str, char: str) -> tuple[str, str | None]:
    """Return reason and hint for what the parser said about `char` with `before` on its line."""
    if "cannot start any token" in said:
        if char == "\t":
            return "is indented with a tab", "use spaces"
        said_char = f'"{char}"' if char.isprintable() else f"U+{ord(char):04X}"
        return f"has a value that starts with {said_char}", _QUOTE
    if said.endswith("did not find expected key") and before.strip():
        return "has text after the end of a value", f"{_QUOTE}, all of it"
    for part, reason, hint in _REASONS:
        if part in said:
            return reason, hint
    return f"cannot be read: {said}", None


def _check_characters(text: str, first_line: int) -> None:
    """Refuse what no YAML may hold, and what is too much of it."""
    if len(text) > MAX_BYTES:
        raise YamlError(f"is larger than {MAX_BYTES} bytes", first_line)
    found = _UNREADABLE.search(text)
    if found is not None:
        line = first_line + text.count("\n", 0, found.start())
        raise YamlError(f"contains the invisible character U+{ord(found[0]):04X}", line, "remove it")


def _check_depth(text: str, first_line: int) -> None:
    """Refuse deep nesting before the composer sees it, which recurses and crashes; the event parser does not.

    A level needs a bracket or a column (two levels at most), so what has few of both is not looked at.
    """
    if text.count("[") + text.count("{") <= _SHALLOW and not _DEEP_LINE.search(text):
        return
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = first_line + (event.start_mark.line if event.start_mark else 0)
                raise YamlError(f"is nested deeper than {MAX_DEPTH} levels", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Builder:
    """Turns composed nodes into plain values, with limits and line numbers."""

    def __init__(self, document: Document, first_line: int) -> None:
        self.document = document
        self.first_line = first_line
        self.nodes = 0

    def line(self, node: Any) -> int:
        return int(node.start_mark.line) + self.first_line

    def build(self, node: Any, path: tuple[str | int, ...]) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(path) > MAX_DEPTH:
            raise YamlError("grows too large when its aliases are followed", self.line(node))
        self._check_tag(node)
        if node.id == "scalar":
            return _scalar(node)
        if node.id == "sequence":
            items = []
            for index, item in enumerate(node.value):
                self.document.lines[(*path, index)] = self.line(item)
                items.append(self.build(item, (*path, index)))
            return items
        return self._mapping(node, path)

    def _mapping(self, node: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.line(key_node)
            if key_node.id != "scalar":
                raise YamlError("has a key that is not text", line)
            self._check_tag(key_node)
            if key_node.value == "<<":
                raise YamlError("uses a merge key (<<)", line, "write the keys out")
            key = str(key_node.value)
            here = (*path, key)
            if key in result:
                raise YamlError(f'has the key "{key}" twice, first on line {self.document.lines[here]}', line)
            self.document.lines[here] = line
            result[key] = self.build(value_node, here)
        return result

    def _check_tag(self, node: Any) -> None:
        if node.tag not in _TAGS:
            raise YamlError(f"uses the tag {node.tag}, which is not allowed", self.line(node), _QUOTE)


def _scalar(node: Any) -> Any:
    """Return the value of a scalar node; quoted and block scalars are always text."""
    text = str(node.value)
    if node.style or node.tag == _TEXT:
        return text
    return scalar_of(text)
