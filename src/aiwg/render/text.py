"""Bodies in a platform's own syntax: placeholders and includes, outside code only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from aiwg.artifact.prose import in_prose

SHELL, FILE = "!`command`", "@path"
_ARGS = re.compile(r"\$ARGUMENTS\b(?!\[)")
_ARG = re.compile(r"\$([1-9])(?![0-9])")
_SHELL = re.compile(r"!`([^`\n]+)`")
_FILE = re.compile(r"(?<![\w`@/])@(?P<path>(?:\.{1,2}/)*+(?!\$)[\w.-]*(?:/[\w.-]+)*\.[A-Za-z0-9]{1,8})(?![\w/])")
"""A file that a command includes: a path with a suffix, so that @names and @scoped/packages are left alone."""


def translate_command(body: str, syntax: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return a command's body in a platform's syntax, and which constructs it has no syntax for.

    Canonical: `$ARGUMENTS`, `$1` to `$9` counting from 1, `@path` with a suffix for the text of a file, and an
    include of a command's output (an exclamation mark before a code span).
    """
    if "$" not in body and "!`" not in body and "@" not in body:
        return body, []
    lost: list[str] = []

    def change(prose: str) -> str:
        prose = _translated(prose, _ARGS, syntax.get("args"), lambda form, match: form, "$ARGUMENTS", lost)
        prose = _translated(prose, _ARG, syntax.get("arg"), _positional, "$1", lost)
        prose = _translated(
            prose, _SHELL, syntax.get("shell"), lambda form, match: form.replace("{cmd}", match[1]), SHELL, lost
        )
        return _translated(
            prose, _FILE, syntax.get("file"), lambda form, match: form.replace("{path}", match["path"]), FILE, lost
        )

    return in_prose(body, change), sorted(set(lost))


def _positional(form: str, match: re.Match[str]) -> str:
    number = int(match[1])
    return form.replace("{n0}", str(number - 1)).replace("{n}", str(number))


def _translated(
    prose: str,
    pattern: re.Pattern[str],
    form: str | None,
    write: Callable[[str, re.Match[str]], str],
    name: str,
    lost: list[str],
) -> str:
    if not pattern.search(prose):
        return prose
    if form is None:
        lost.append(name)
        return prose
    return pattern.sub(lambda match: write(form, match), prose)
