"""Bodies of commands in a platform's own syntax: placeholders and includes, outside code only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from aiwg.artifact.markdown_spans import in_prose
from aiwg.core.patterns import lazy_pattern

SHELL, FILE, DOLLAR = "!`command`", "@path", "\\$1"
_CONSTRUCT = lazy_pattern(
    r"!`(?P<shell>[^`\n]+)`"
    r"|\\\$(?P<literal>[0-9])"
    r"|\$(?P<args>ARGUMENTS)\b(?!\[)"
    r"|\$(?P<arg>[1-9])(?![0-9])"
    r"|(?<![\w`@/])@(?P<file>(?:\.{1,2}/)*+(?!\$)[\w.-]*(?:/[\w.-]+)*\.[A-Za-z0-9]{1,8})(?![\w/])"
)
"""All that is translated, found in one pass: what stands for something else is never looked into again.

A file is a path with a suffix, so that @names and @scoped/packages are left alone.
"""
_NAMES = {"shell": SHELL, "literal": DOLLAR, "args": "$ARGUMENTS", "arg": "$1", "file": FILE}
_ARGUMENT = lazy_pattern(r"\$(ARGUMENTS\b(?!\[)|[1-9](?![0-9]))")
_OF_THE_SHELL = lazy_pattern(r"'[^']*'|\{[^{}]*\}|\\.")
"""What a shell, or a program that it starts, reads by itself: quoted text, the body of a function, escapes."""


@lru_cache(maxsize=1)
def has_placeholders(body: str) -> bool:
    """Say whether something in a command's body may have to be translated; it is asked for each platform in turn."""
    return "$" in body or "!`" in body or "@" in body


def translate_command(body: str, syntax: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return a command's body in a platform's syntax, and which constructs it has no syntax for.

    Canonical: `$ARGUMENTS`, `$1` to `$9` counting from 1, `\\$5` for a dollar that is none of these, `@path` with a
    suffix for the text of a file, and an include of a command's output (an exclamation mark before a code span).
    """
    if not has_placeholders(body):
        return body, []
    lost: list[str] = []

    def write(match: re.Match[str]) -> str:
        kind = str(match.lastgroup)
        written = _WRITERS[kind](match[kind], syntax, lost)
        if written is None:
            lost.append(_NAMES[kind])
        return match[0] if written is None else written

    def change(prose: str) -> str:
        return _CONSTRUCT.sub(write, prose)

    return in_prose(body, change), sorted(set(lost))


def _shell(command: str, syntax: Mapping[str, str], lost: list[str]) -> str | None:
    """Return an include of a command's output; its own quoted text and braces stay byte for byte."""
    parts, last = list[str](), 0

    def write(match: re.Match[str]) -> str:
        kind = "args" if match[1] == "ARGUMENTS" else "arg"
        written = _WRITERS[kind](match[1], syntax, lost)
        if written is None:
            lost.append(_NAMES[kind])
        return match[0] if written is None else written

    for own in _OF_THE_SHELL.finditer(command):
        parts += [_ARGUMENT.sub(write, command[last : own.start()]), own[0]]
        last = own.end()
    written = "".join((*parts, _ARGUMENT.sub(write, command[last:])))
    form = syntax.get("shell")
    if form is None:
        lost.append(SHELL)
        return f"!`{written}`"
    if form.replace("{cmd}", "").count("{") and not _is_balanced(written):
        return None
    return form.replace("{cmd}", written)


def _is_balanced(text: str) -> bool:
    """Say whether each brace of a text has its other one: a form in braces ends where they do."""
    depth = 0
    for char in text:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


def _literal(digit: str, syntax: Mapping[str, str], lost: list[str]) -> str | None:
    """Return a dollar before a digit; a platform that reads those as arguments needs a way to say that it is none."""
    if "$" not in syntax.get("arg", ""):
        return f"${digit}"
    form = syntax.get("dollar")
    return None if form is None else f"{form}{digit}"


def _args(name: str, syntax: Mapping[str, str], lost: list[str]) -> str | None:
    return syntax.get("args")


def _positional(digit: str, syntax: Mapping[str, str], lost: list[str]) -> str | None:
    form = syntax.get("arg")
    return form and form.replace("{n0}", str(int(digit) - 1)).replace("{n}", digit)


def _file(path: str, syntax: Mapping[str, str], lost: list[str]) -> str | None:
    form = syntax.get("file")
    return form and form.replace("{path}", path)


_WRITERS: Mapping[str, Callable[[str, Mapping[str, str], list[str]], str | None]] = {
    "shell": _shell,
    "literal": _literal,
    "args": _args,
    "arg": _positional,
    "file": _file,
}
