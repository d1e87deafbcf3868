"""A hash of what a file says, whatever formatters make of its layout: cheap, as one is made of each file written.

It knows a formatted file again when the text that aiwg wrote cannot be rendered any more, because its source changed or
is gone. It is coarser than a comparison: it ignores blanks within lines, and the marks of lists, emphasis, headings and
tables. So what it knows again is backed up before it is replaced or deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.core.content import Content

MARKDOWN, JSON, YAML, TOML, PYTHON, TEXT = "markdown", "json", "yaml", "toml", "python", "text"
MAX_BYTES = 1_000_000
"""Files that are larger are compared byte for byte only."""

_SUFFIXES = {
    "md": MARKDOWN, "mdc": MARKDOWN, "markdown": MARKDOWN, "json": JSON, "jsonc": JSON, "json5": JSON, "yaml": YAML,
    "yml": YAML, "toml": TOML, "py": PYTHON,
}  # fmt: skip
_MARKS = b" \t*_+-|\\=#>'\"~<"
_STYLE = b" \t\n\"'\\,[]{}-()"
_INSIDE = tuple(b" \t#-]}")
"""How a line begins that belongs to the key above it."""
_BREAK = rb"(?<! ) {2,}\n(?=[ \t]*[^ \t\n|*#>`~+-])"
_NUMBER = rb"(?m)^[ \t>]*[0-9]{1,9}[.)](?=[ \t])"


def kind_of(path: str) -> str:
    """Return what sort of text a file is, by its name."""
    return _SUFFIXES.get(path.rpartition(".")[2].lower(), TEXT)


def normal_form(path: str, data: bytes, is_section: bool = False) -> str:
    """Return the hash of what a file says, as 16 hexadecimal digits; empty for one that is not compared like this.

    `is_section`: it is a part of a file, without a frontmatter.
    """
    return _hashed(kind_of(path), data, is_section)


class NormalForms:
    """Makes the hashes of what many files say: of one content, and of one body behind other frontmatters, once.

    What is known is that of the last body, so contents with one body have to follow each other.
    """

    def __init__(self) -> None:
        self._body = ""
        self._forms: dict[tuple[str, int], tuple[Content, str]] = {}
        self._texts: dict[bytes, bytes] = {}

    def of(self, path: str, content: Content) -> str:
        """Return what `normal_form` does."""
        if content.text is not self._body:
            self._body = content.text
            self._forms.clear()
            self._texts.clear()
        key = kind_of(path), id(content)
        found = self._forms.get(key)
        if found is None:  # the content is kept, so that its id stays its own
            found = self._forms[key] = content, self._form(key[0], content)
        return found[1]

    def _form(self, kind: str, content: Content) -> str:
        head, text = content.head, content.text
        front, rest = split_frontmatter(head) if kind == MARKDOWN and head.endswith(b"\n") else (None, b"")
        if front is None or not text or b"\r" in head or "\r" in text or len(content) > MAX_BYTES:
            return _hashed(kind, content.data, False)
        form = self._texts.get(rest)
        if form is None:
            form = self._texts[rest] = reduced(rest + text.encode())
        return _hash_of(_joined(front, form))


def _hashed(kind: str, data: bytes, is_section: bool) -> str:
    """Return the hash of the form of a text."""
    if len(data) > MAX_BYTES:
        return ""
    try:
        plain = data.replace(b"\r\n", b"\n") if b"\r" in data else data
        form = _form(kind, plain, is_section)
    except (ValueError, RecursionError):
        return ""
    return _hash_of(form)


def _hash_of(form: bytes) -> str:
    from _blake2 import blake2b  # as for the seals: hashlib would load OpenSSL

    return blake2b(form, digest_size=8).hexdigest()


def _form(kind: str, data: bytes, is_section: bool) -> bytes:
    if kind == MARKDOWN or (kind == YAML and has_frontmatter(data)):
        front, body = (None, data) if is_section else split_frontmatter(data)
        return reduced(body) if front is None else _joined(front, reduced(body))
    if kind == JSON:
        return _json_form(data)
    if kind == YAML:
        return _by_key(data.removeprefix(b"---\n"))
    return data.translate(None, _STYLE) if kind in (TOML, PYTHON) else trimmed_lines(data)


def _joined(front: bytes, text: bytes) -> bytes:
    """Return the form of a frontmatter and of the text behind it, as one."""
    return _by_key(front) + b"\0" + text


def _json_form(data: bytes) -> bytes:
    import json

    try:
        value = json.loads(data)
    except ValueError:
        from aiwg.formatters.values import without_comments

        value = json.loads(without_comments(data.decode()))
    return json.dumps(value, sort_keys=True).encode()


def _by_key(data: bytes) -> bytes:
    """Return a mapping in YAML, its keys in a fixed order, without what formatters change."""
    parts: list[bytes] = []
    for line in data.split(b"\n"):
        if parts and (not line or line[0] in _INSIDE):
            parts[-1] += line.translate(None, _STYLE)
        else:
            parts.append(line.translate(None, _STYLE))
    return b"\0".join(sorted(parts))


def split_frontmatter(data: bytes) -> tuple[bytes | None, bytes]:
    """Return the frontmatter between its two lines, None where there is none, and the text behind it."""
    if not data.startswith(b"---\n"):
        return None, data
    at = 3
    while (at := data.find(b"\n---", at)) >= 0:
        line, _, rest = data[at + 1 :].partition(b"\n")
        if not line[3:].strip(b" \t"):
            return data[4 : at + 1], rest
        at += 1
    return None, data


def has_frontmatter(data: bytes) -> bool:
    """Say whether a file begins with a frontmatter, whatever its name says."""
    return split_frontmatter(data)[0] is not None


def reduced(data: bytes) -> bytes:
    """Return a Markdown text without blanks, empty lines and marks, but with its fenced code and its line breaks."""
    if (b"`" not in data or b"```" not in data) and (b"~" not in data or b"~~~" not in data):
        return _plain(data)
    parts: list[bytes] = []
    fence, indent, done = b"", 0, 0
    for at in sorted((*_lines_with(b"```", data), *(_lines_with(b"~~~", data) if b"~" in data else ()))):
        start = data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at)
        line = data[at : end if end >= 0 else None]
        info = line.lstrip(line[:1])
        if start < done or data[start:at].strip(b" \t>"):
            continue
        if not fence:
            fence, indent = line[: len(line) - len(info)], at - start
            parts.append(_plain(data[done:start]) + b"\0" + info.strip(b" \t") + b"\0")
        elif line.startswith(fence) and not line.strip(fence[:1] + b" \t"):
            parts.append(_code(data[done:start], indent))
            fence = b""
        else:
            continue
        done = end + 1 if end >= 0 else len(data)
    return b"".join(parts) + (_code(data[done:], indent) if fence else _plain(data[done:]))


def _lines_with(marks: bytes, data: bytes) -> Iterator[int]:
    """Yield where the marks of a fence come first in a line."""
    at = data.find(marks)
    while at >= 0:
        yield at
        end = data.find(b"\n", at)
        at = data.find(marks, end) if end >= 0 else end


def _code(text: bytes, indent: int) -> bytes:
    """Return code without the indentation that its fence has."""
    if not indent:
        return text
    return re.sub(rb"(?m)^[ \t>]{1,%d}" % indent, b"", text)


def _plain(data: bytes) -> bytes:
    # a search for one byte costs a tenth of one for several, so that comes first
    if b"  \n" in data:
        data = re.sub(_BREAK, lambda match: b"\0" * len(match[0]) + b"\n", data)
    if b"1" in data and (b"1. " in data or b"1) " in data):
        data = re.sub(_NUMBER, b"", data)
    if b"X" in data:
        data = data.replace(b"[X] ", b"[x] ")
    data = data.translate(None, _MARKS)
    while b"\n\n" in data:
        data = data.replace(b"\n\n", b"\n")
    return data.strip(b"\n")


def trimmed_lines(data: bytes) -> bytes:
    """Return a text without blanks at the ends of its lines, unless they count, and without empty lines at its end."""
    if data.startswith(b"#!") or (b" \n" not in data and b"\t\n" not in data):
        return data.rstrip(b"\n")
    lines = [line if _counts(line) else line.rstrip(b" \t") for line in data.split(b"\n")]
    return b"\n".join(lines).rstrip(b"\n")


def _counts(line: bytes) -> bool:
    """Say whether the blanks at the end of a line are a hard line break, or part of a pattern."""
    return line.endswith(b"  ") or line.rstrip(b" \t").endswith(b"\\")
