"""Serializers: frontmatter, TOML, JSON and YAML, each the plainest text that every parser reads alike."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping

from aiwg.core.patterns import lazy_pattern
from aiwg.merge.yaml_text import in_other_quotes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SUFFIX_FORMATS = {
    "md": "md",
    "mdc": "md",
    "markdown": "md",
    "toml": "toml",
    "json": "json",
    "yaml": "yaml",
    "yml": "yaml",
    "jsonc": "json",
    "json5": "json",
}

LISTS = (list, tuple)
KNOWN_LENGTH = 2000
"""Up to so many characters a text is kept with its scalar: descriptions and names are shorter, bodies are not."""

_PLAIN = lazy_pattern(r"^[A-Za-z_][A-Za-z0-9_./-]*$")
_RESERVED = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "none", "nan", "inf"])


class UnwritableValueError(ValueError):
    """A value that the document format cannot hold."""


def format_of(path: str) -> str:
    """Return the document format that a path's suffix says, `text` when it says none."""
    _, dot, suffix = path.rpartition(".")
    return SUFFIX_FORMATS.get(suffix, "text") if dot else "text"


def document(format: str, fields: Mapping[str, Any], body: str) -> str:
    """Return a document of `format` holding `fields` and, for Markdown, the body byte for byte."""
    return "".join(document_parts(format, fields, body))


def document_parts(format: str, fields: Mapping[str, Any], body: str) -> tuple[str, str]:
    """Return the same in two parts, of which the second is the body as it is, or nothing."""
    if format == "md":
        return (f"---\n{yaml_text(fields)}---\n{_between(body)}" if fields else _own_start(body)), body
    if format == "md-lines":
        return f"---\n{_lines(fields) or _NOTHING}---\n{_between(body)}", body
    if format == "toml":
        return toml_text(fields), ""
    if format == "json":
        return json_text(fields), ""
    if format == "yaml":
        return yaml_text(fields), ""
    return "", body


def after_own_start(body: str) -> str:
    """Return a text without keys: below a frontmatter of ours where its own start would be taken for one.

    What decides is how a file begins: `---` is a frontmatter, `#!` makes a command a program. An empty frontmatter is
    not enough: readers that want a line between its two lines would go on to the next one, which is the text's.
    """
    return _own_start(body) + body


def _own_start(body: str) -> str:
    if body[:1].isalpha() or body.startswith("# "):  # as most texts begin: no pattern is asked about them
        return ""
    return f"---\n{_NOTHING}---\n{_between(body)}" if _START.match(body) else ""


def _between(body: str) -> str:
    """Return what makes the empty line before a text that every formatter wants behind a frontmatter."""
    return "" if not body or body.startswith(("\n", "\r\n")) else "\n"


_NOTHING = "# no keys\n"
"""A comment: every reader of YAML or of `key: value` lines takes it for nothing."""

_START = lazy_pattern(r"(?s)(?:[\s\ufeff\u200b-\u200f\u2060\x00]++|<!--.*?-->)*+(?:---|\+\+\+|;;;|#!)")
"""How a text begins that may be taken for a frontmatter or a program, behind what a reader may cut off first."""


def json_text(value: Any) -> str:
    """Return `value` as indented JSON with a final newline, just as prettier writes it."""
    from aiwg.merge.json_layout import json_layout

    return json_layout(value)


def toml_text(fields: Mapping[str, Any]) -> str:
    """Return `fields` as TOML, which has no null; texts of several lines are written over several lines.

    Not so where a carriage return is among them: TOML reads the line ends of such texts as one kind.
    """
    values: dict[str, Any] = _without_nulls(fields)
    several_lines = not _has_returns(values)
    tables = {key: value for key, value in values.items() if _holds_tables(value)}
    if not several_lines or not all(isinstance(value, Mapping) for value in tables.values()):
        import tomli_w

        return tomli_w.dumps(values, multiline_strings=several_lines)
    lines = _toml_lines({key: value for key, value in values.items() if key not in tables})
    parts = [lines] if lines else []
    return "\n".join([*parts, *(_toml_table(key, table) for key, table in tables.items())])


def _toml_table(key: str, table: Mapping[str, Any]) -> str:
    if key and _BARE_KEY.issuperset(key) and not any(map(_holds_tables, table.values())):
        return f"[{key}]\n{_toml_lines(table)}"
    import tomli_w

    return tomli_w.dumps({key: table}, multiline_strings=True)


def _toml_lines(values: Mapping[str, Any]) -> str:
    return "".join([_toml_line(key, value) for key, value in values.items()])


def _has_returns(value: Any) -> bool:
    """Say whether a carriage return stands anywhere in a value, or its escape."""
    if isinstance(value, str):
        return "\r" in value or "\\r" in value
    if isinstance(value, Mapping):
        return any(_has_returns(key) or _has_returns(each) for key, each in value.items())
    return isinstance(value, LISTS) and any(map(_has_returns, value))


def _toml_line(key: str, value: Any) -> str:
    """Return a key with its value, as the library writes it: that looks at each character, and bodies are long."""
    if isinstance(value, str) and key and _BARE_KEY.issuperset(key):
        begin, end = ('"""\n', '"""') if "\n" in value else ('"', '"')
        return f"{key} = {begin}{value.translate(_TOML_ESCAPES)}{end}\n"
    import tomli_w

    return tomli_w.dumps({key: value}, multiline_strings=True)


_BARE_KEY = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
"""The characters of a key that needs no quotes."""


_TOML_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(9), *range(11, 32), 127)} | {
    ord(char): escape for char, escape in {"\b": r"\b", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}.items()
}
"""What TOML wants escaped in a text of several lines, or of one."""


def _holds_tables(value: Any) -> bool:
    if isinstance(value, str):
        return False
    return isinstance(value, Mapping) or (isinstance(value, list) and any(map(_holds_tables, value)))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(item) for item in value if item is not None]
    return value


def yaml_text(fields: Mapping[str, Any]) -> str:
    """Return `fields` as YAML: plain words where no parser can misread them, JSON strings elsewhere."""
    return "".join([_yaml_entry(key, value, 0) for key, value in fields.items()])


def _yaml_entry(key: str, value: Any, depth: int) -> str:
    # most values are texts, then lists of them: to ask for an abstract class takes longer
    indent, name = "  " * depth, _yaml_scalar(key)
    if isinstance(value, str):
        return f"{indent}{name}: {_yaml_word(value)}\n"
    if not isinstance(value, LISTS) and isinstance(value, Mapping) and value:
        return f"{indent}{name}:\n" + "".join(_yaml_entry(inner, item, depth + 1) for inner, item in value.items())
    line = f"{indent}{name}: {_yaml_flow(value)}\n"
    if not isinstance(value, LISTS) or not value:
        return line
    from aiwg.merge.json_layout import WIDTH

    if len(line) <= WIDTH + 1 and all(isinstance(item, str) or not _has_parts(item) for item in value):
        return line
    return f"{indent}{name}:\n" + "".join(_yaml_item(item, depth + 1) for item in value)


def _has_parts(value: object) -> bool:
    return isinstance(value, (*LISTS, Mapping))


def _yaml_item(item: Any, depth: int) -> str:
    """Return an element of a list that has lines of its own."""
    indent = "  " * depth
    if not isinstance(item, Mapping) or not item:
        return f"{indent}- {_yaml_flow(item)}\n"
    lines = "".join(_yaml_entry(key, value, depth + 1) for key, value in item.items())
    return f"{indent}- {lines[len(indent) + 2 :]}"


def _yaml_flow(value: Any) -> str:
    if isinstance(value, str):
        return _yaml_word(value)
    if isinstance(value, LISTS):
        return "[" + ", ".join([_yaml_flow(item) for item in value]) + "]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_yaml_scalar(key)}: {_yaml_flow(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return _yaml_scalar(value)


def _yaml_scalar(value: Any) -> str:
    return _yaml_word(value) if isinstance(value, str) else json.dumps(value)


def _yaml_word(text: str) -> str:
    """Return a text as a scalar; the keys are the same everywhere, and platforms want the same values."""
    return _known_word(text) if len(text) <= KNOWN_LENGTH else _word(text)


@functools.lru_cache(maxsize=1024)
def _known_word(text: str) -> str:
    return _word(text)


def _word(text: str) -> str:
    plain = _PLAIN.match(text) and text.lower() not in _RESERVED and not text.endswith((":", "."))
    return text if plain and "---" not in text else quoted(text)


_UNPRINTABLE = lazy_pattern("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that JSON leaves as they are and YAML does not."""


def quoted(text: str) -> str:
    """Return `text` as a quoted scalar of YAML: in single quotes where only double ones would need a backslash.

    Three hyphens in a row are written with an escape: some clients end a frontmatter at the first ones, wherever they
    stand, and the keys behind them are lost.
    """
    encoded = json.dumps(text, ensure_ascii=False)
    if "---" in encoded:
        encoded = encoded.replace("--", "-\\x2d")
    if not encoded.isprintable():
        encoded = _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded)
    return in_other_quotes(encoded)


def _lines(fields: Mapping[str, Any]) -> str:
    """Return `key: value` lines for platforms that parse line by line: no quotes, no lists, no folding."""
    rows = []
    for key, value in fields.items():
        if isinstance(value, Mapping | list | tuple):
            raise UnwritableValueError(f"{key} is not a single value")
        text = json.dumps(value) if isinstance(value, bool | int | float) else str(value)
        line = " ".join(f"{key}: {text}".split()) if text else f"{key}:"
        rows.append(line.replace("---", "\u2014") + "\n")  # nothing can be escaped there; hyphens could end it
    return "".join(rows)
