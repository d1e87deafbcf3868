"""YAML as people mean it: no duplicate or merge keys, no surprises in scalars, bounded in size and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 100_000

_INT = re.compile(r"^-?(0|[1-9][0-9]{0,17})$")
_FLOAT = re.compile(r"^-?[0-9]+\.[0-9]+$")
_TAGS = {"str", "int", "float", "bool", "null", "map", "seq"}


class YamlError(ValueError):
    """Invalid YAML: `reason` says what, `line` where (counted from 1)."""

    def __init__(self, reason: str, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.hint = hint


@dataclass(slots=True)
class Document:
    """A parsed document and the line of every mapping key and list item, by path."""

    value: Any
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)


def parse(text: str, first_line: int = 1) -> Document:
    """Return the document in `text`; None for an empty one.

    A plain scalar becomes a bool, an int or a float only when writing that value gives the same text
    back, so `1.10`, `012`, `yes` and dates stay the text that was written.

    Raises YamlError with a line for anything else, whatever the input.
    """
    import yaml

    _check_bounds(text, first_line)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(_reason(error), mark.line + first_line if mark else None, _hint(error)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(str(error).splitlines()[0]) from None
    document = Document(None)
    if node is not None:
        document.value = _Builder(document, first_line).build(node, ())
    return document


def _reason(error: Any) -> str:
    problem = error.problem or "cannot be read"
    if "expected a single document" in (error.context or ""):
        return "holds a second document"
    return f"{error.context}: {problem}" if error.context else str(problem)


def _hint(error: Any) -> str | None:
    problem = error.problem or ""
    if "mapping values are not allowed" in problem:
        return 'put the value in double quotes: it holds ": "'
    if "cannot start any token" in problem or "alias" in (error.context or "") or "anchor" in problem:
        return "put the value in double quotes"
    return None


def _check_bounds(text: str, first_line: int) -> None:
    """Refuse what would exhaust the parser, before it sees it: libyaml crashes on deep nesting."""
    if len(text) > MAX_BYTES:
        raise YamlError(f"is larger than {MAX_BYTES} bytes", first_line)
    if "\0" in text:
        raise YamlError("holds a NUL character", first_line + text[: text.index("\0")].count("\n"))
    if any(0xD800 <= ord(ch) <= 0xDFFF for ch in text):
        raise YamlError("is not valid text (a lone surrogate)", first_line)
    brackets = 0
    for number, line in enumerate(text.split("\n"), first_line):
        brackets = max(0, brackets + sum(line.count(c) for c in "[{") - sum(line.count(c) for c in "]}"))
        dashes = re.match(r"^[ \t]*((?:[-?:][ \t]+)*)", line)
        columns = len(line) - len(line.lstrip(" "))
        inline = dashes.group(1).count(" ") + dashes.group(1).count("\t") if dashes else 0
        opened = sum(line.count(c) for c in "[{")
        if brackets > MAX_DEPTH or opened > MAX_DEPTH * 10 or columns > 500 or inline > MAX_DEPTH:
            raise YamlError(f"is nested deeper than {MAX_DEPTH} levels", number)


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
            return scalar(node, self.line(node))
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
            if key_node.tag == "tag:yaml.org,2002:merge" or key_node.value == "<<":
                raise YamlError("uses a merge key (<<)", line, "write the keys out")
            key = str(key_node.value)
            here = (*path, key)
            if key in result:
                raise YamlError(f'has the key "{key}" twice, first on line {self.document.lines[here]}', line)
            self.document.lines[here] = line
            result[key] = self.build(value_node, here)
        return result

    def _check_tag(self, node: Any) -> None:
        prefix, _, name = str(node.tag).rpartition(":")
        known = prefix == "tag:yaml.org,2002" and name in _TAGS | {
            "timestamp",
            "merge",
            "value",
            "set",
            "omap",
            "binary",
        }
        if not known or (name in {"set", "omap", "binary"}):
            raise YamlError(f"uses the tag {node.tag}, which is not allowed", self.line(node))


def scalar(node: Any, line: int) -> Any:
    """Return the value of a scalar node; quoted and block scalars are always text."""
    text = str(node.value)
    if any(0xD800 <= ord(ch) <= 0xDFFF for ch in text):
        raise YamlError("holds a lone surrogate escape", line)
    if node.style:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text) and repr(float(text)) == text:
        return float(text)
    return text
