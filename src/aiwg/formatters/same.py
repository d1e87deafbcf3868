"""Whether a file still says what aiwg wrote, after a formatter has been at it."""

from __future__ import annotations

from aiwg.formatters.characters import adds_hidden, spelt_out
from aiwg.formatters.normal_form import (
    JSON,
    MARKDOWN,
    MAX_BYTES,
    PYTHON,
    TOML,
    YAML,
    has_frontmatter,
    kind_of,
    reduced,
    split_frontmatter,
    trimmed_lines,
)

Value = object


def is_same(path: str, ours: bytes, theirs: bytes, is_section: bool = False) -> bool:
    """Say whether two contents of a file mean the same to each of its readers.

    JSON, YAML and TOML are compared as parsed, Markdown by the tokens of CommonMark, with code, raw HTML and hard line
    breaks as they are; other texts by their lines. A hidden character more or less is always a difference.
    `is_section`: the texts are parts of a file, without a frontmatter.
    """
    if ours == theirs:
        return True
    if max(len(ours), len(theirs)) > MAX_BYTES:
        return False
    one, other = ours.replace(b"\r\n", b"\n"), theirs.replace(b"\r\n", b"\n")
    try:
        return one == other or _is_same(kind_of(path), path, one, other, is_section)
    except (ValueError, RecursionError):  # not UTF-8, not valid, or nested too deeply
        return False


def _is_same(kind: str, path: str, one: bytes, other: bytes, is_section: bool) -> bool:
    if kind == MARKDOWN or (kind == YAML and has_frontmatter(one)):
        return _is_same_markdown(one, other, is_section)
    if kind in (JSON, YAML, TOML):
        first, second = one.decode(), other.decode()
        return not adds_hidden(first, second) and _value(kind, path, first) == _value(kind, path, second)
    if kind == PYTHON and not adds_hidden(one.decode(), other.decode()):
        return _is_same_program(one, other)
    return trimmed_lines(one) == trimmed_lines(other)


def _is_same_markdown(one: bytes, other: bytes, is_section: bool) -> bool:
    if not is_section:
        (front, one), (other_front, other) = split_frontmatter(one), split_frontmatter(other)
        if (front is None) != (other_front is None):
            return False
        if front is not None and other_front is not None and not _is_same_frontmatter(front, other_front):
            return False
    if one == other:
        return True
    one, other = spelt_out(one.decode()).encode(), spelt_out(other.decode()).encode()
    if reduced(one) != reduced(other):  # cheap; so nothing but our text with other marks is parsed
        return False
    from aiwg.formatters.markdown import signature

    return signature(one.decode()) == signature(other.decode())


def _is_same_frontmatter(one: bytes, other: bytes) -> bool:
    """Say whether two frontmatters give every reader the same keys, those that go line by line included."""
    first, second = one.decode(), other.decode()
    if first == second:
        return True
    if adds_hidden(first, second) or second.count("---") != first.count("---"):
        return False  # some readers end a frontmatter at the first three hyphens
    from aiwg.formatters.values import yaml_value

    try:
        known = yaml_value(first)
    except ValueError:  # for clients that read single lines and no YAML
        return [line.strip(" \t") for line in first.split("\n")] == [line.strip(" \t") for line in second.split("\n")]
    return known == yaml_value(second)


def _value(kind: str, path: str, text: str) -> Value:
    """Return what a structured text holds. Raises ValueError when it is not valid, or holds a key twice."""
    from aiwg.formatters import values

    if kind == JSON:
        return values.json_value(text, with_comments=not path.endswith(".json"))
    return values.toml_value(text) if kind == TOML else values.yaml_value(text)


def _is_same_program(one: bytes, other: bytes) -> bool:
    """Say whether two Python programs are the same but for their layout: black itself makes sure of this."""
    import ast

    if b"#" in (one[:1], other[:1]) and one.partition(b"\n")[0] != other.partition(b"\n")[0]:
        return False  # the line that says what runs it
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, MemoryError):
        return trimmed_lines(one) == trimmed_lines(other)
