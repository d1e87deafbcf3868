"""Placeholders of commands backwards: from a platform's own syntax to the canonical one, outside code alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from aiwg.artifact.markdown_spans import in_prose
from aiwg.render.native_text import NOTES
from aiwg.render.placeholders import translate_command
from aiwg.source.placeholders import canonical_placeholders

_MENTIONED = re.compile(r"\$[1-9](?![0-9])")


def canonical_body(body: str, syntax: Mapping[str, str]) -> tuple[str, str]:
    """Return a command's body in the canonical syntax, and what of it means something else afterwards, if anything.

    A body that rendering gives back byte for byte is right; else the text stays as it is.
    """
    if not any(mark in body for mark in _marks(tuple(form for form in syntax.values() if isinstance(form, str)))):
        return body, ""
    plain = _without_notes(body)
    if plain != body:  # a deploy wrote it, so it is in the canonical syntax but for what the platform has its own of
        return canonical_placeholders(_respelled(plain, syntax))[0], ""
    own = _respelled(body, syntax)
    tries = (own, canonical_placeholders(own)[0], body, _escaped(body))
    for each in dict.fromkeys(tries):
        written, lost = translate_command(each, syntax)
        if written == body and not lost:
            return each, ""
    for each in dict.fromkeys(tries):
        if translate_command(each, syntax)[0] == body:
            return each, "its placeholders are text on this platform, and are filled in on others"
    return body, "its placeholders are read as aiwg's own"


@cache
def _marks(forms: tuple[str, ...]) -> frozenset[str]:
    """Return texts of which a body with a placeholder, or a note on one, holds at least one."""
    heads = {form.partition("{")[0] or form for form in forms if form != "@{path}"}
    return frozenset({*heads, "$", "!`", *NOTES.values()})


def _without_notes(body: str) -> str:
    """Return a body without the notes on placeholders that a deploy adds at its end."""
    lines = body.rstrip("\n").split("\n")
    kept = len(lines)
    while kept and lines[kept - 1] in NOTES.values():
        kept -= 1
    if kept == len(lines):
        return body
    return "\n".join(lines[:kept]).rstrip("\n") + "\n"


def _escaped(body: str) -> str:
    """Return a body whose dollars before a digit are none of a placeholder."""
    return in_prose(body, lambda prose: _MENTIONED.sub(lambda match: f"\\{match[0]}", prose))


def _respelled(body: str, syntax: Mapping[str, str]) -> str:
    """Return a body with a platform's own syntax written the canonical way."""
    patterns = _patterns(tuple(sorted((key, form) for key, form in syntax.items() if isinstance(form, str))))

    def change(prose: str) -> str:
        for pattern, write in patterns:
            prose = pattern.sub(write, prose)
        return prose

    return in_prose(body, change)


_Writer = Callable[[re.Match[str]], str]


@cache
def _patterns(forms: tuple[tuple[str, str], ...]) -> list[tuple[re.Pattern[str], _Writer]]:
    found: list[tuple[re.Pattern[str], _Writer]] = []
    syntax = dict(forms)
    if "dollar" in syntax:
        found.append((re.compile(re.escape(syntax["dollar"]) + "([0-9])"), lambda match: f"\\${match[1]}"))
    if "shell" in syntax and "{cmd}" in syntax["shell"]:
        found.append((_of(syntax["shell"], "{cmd}", r"([^`\n]+?)"), lambda match: f"!`{match[1]}`"))
    if "file" in syntax and "{path}" in syntax["file"] and syntax["file"] != "@{path}":
        found.append((_of(syntax["file"], "{path}", r"([^\s\]})]+)"), lambda match: f"@{match[1]}"))
    if "args" in syntax:
        found.append((re.compile(re.escape(syntax["args"])), lambda match: "$ARGUMENTS"))
    arg = syntax.get("arg", "")
    if "{n0}" in arg:
        found.append((_of(arg, "{n0}", r"([0-8])(?![0-9])"), lambda match: f"${int(match[1]) + 1}"))
    elif "{n}" in arg and arg != "${n}":
        found.append((_of(arg, "{n}", r"([1-9])(?![0-9])"), lambda match: f"${match[1]}"))
    return found


def _of(form: str, variable: str, pattern: str) -> re.Pattern[str]:
    head, _, tail = form.partition(variable)
    return re.compile(r"(?<!\\)" + re.escape(head) + pattern + re.escape(tail))
