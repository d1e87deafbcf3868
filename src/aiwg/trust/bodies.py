"""What a text holds that clients act on when it is used: commands that run, questions left out, files from elsewhere.

Code fences and code spans count: clients look for these in the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from aiwg.trust.classes import Cell

RUNS, UNASKED, READS = "runs when used", "runs without a question", "reads outside the project"

_SHELL = re.compile(r"!(?=`)")
_SHELL_AT_WORD = re.compile(r"!(?<!\S!)(?=`)")
_COMMAND = re.compile(r"`([^`]{1,400})`")
_FENCE = re.compile(r"(?P<fence>```+|~~~+)[ \t]*!")
_BRACES = re.compile(r"!(?=\{)")
_IN_BRACES = re.compile(r"\{([^{}]{1,400})\}")
_TURBO = re.compile(r"(?i)//[ \t]*(turbo(?:[ \t_-]*all)?)(?![a-z0-9])")
_ROOTS = "boot|dev|etc|home|mnt|private|proc|root|sys|tmp|usr|var|Users|Volumes|Windows"
"""Folders of a machine; in code `@/lib/x` is a module, so those that are usual there are left out."""
_OUTSIDE = rf"(?:file:/*)?(?:~(?:[A-Za-z_][\w-]*)?/|\$\{{?HOME|[A-Za-z]:[\\/]|/{{1,3}}(?:{_ROOTS})(?![\w-]))"
_UP = r"(?:\./+)*(?:\.\./+)"
_PATH = r"[^\s`'\"<>)\]}]{0,200}"


def _include(opening: str, start: str) -> re.Pattern[str]:
    return re.compile(rf"{opening}(?=[\"']?(?P<path>(?:{start}){_PATH}))")


_UPWARD = {"commands": _UP, "skills": _UP, "agents": _UP, "rules": _UP * 3, "instructions": _UP * 3}
"""How far up a path leaves the project: from the project's root at once, from a folder of rules after two steps."""


def _including(cell: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    leaving = rf"{_OUTSIDE}|{_UPWARD[cell]}"
    in_prose = rf"@(?<![\w`'\"/]@)(?=(?P<path>/(?!/){_PATH}))"
    return {
        "include": (_include(r"@(?<![\w@]@)", leaving), re.compile(in_prose)),
        "include-braces": (_include(r"@(?=\{)", rf"\{{[ \t]*(?:{leaving}|/)"),),
        "include-file": (_include(r"#\[\[file:[ \t]*", rf"{leaving}|/"), _include(r"#file:", rf"{leaving}|/")),
    }


_SIGNS: Final = {
    "shell": "!`",
    "shell-fence": "!",
    "shell-braces": "!{",
    "turbo": "//",
    "include": "@",
    "include-braces": "@{",
    "include-file": "file:",
}
"""What a text has to hold for a form to be in it: most hold none, and words are found faster than patterns."""

_INCLUDES: Final = {cell: _including(cell) for cell in _UPWARD}


def constructs(body: str, cell: Cell, name: str, also: Cell | None) -> dict[str, list[str]]:
    """Return what the text of an artifact in the cell called `name` makes clients do, by the words for it."""
    found: dict[str, list[str]] = {}
    for word, texts in _found(body, _forms(cell, also), name):
        known = found.setdefault(word, [])
        known += [text for text in texts if text not in known]
    return {word: texts for word, texts in found.items() if texts}


def disarmed(body: str, cell: Cell, name: str, also: Cell | None) -> str:
    """Return the text so that no client acts on it, and a person can still read what it would have done."""
    for form, pattern, write in _changes(_forms(cell, also), name):
        if _SIGNS[form] in body:
            body = pattern.sub(write, body)
    return body


def _forms(cell: Cell, also: Cell | None) -> frozenset[str]:
    return frozenset((*cell.forms, *(also.forms if also else ())))


def _changes(forms: frozenset[str], name: str) -> Iterator[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]]:
    if "shell" in forms:
        yield "shell", _SHELL if name == "commands" else _SHELL_AT_WORD, lambda match: "! "
    if "shell-fence" in forms:
        yield "shell-fence", _FENCE, lambda match: f"{match['fence']}sh "
    if "shell-braces" in forms:
        yield "shell-braces", _BRACES, lambda match: "! "
    if "turbo" in forms:
        yield "turbo", _TURBO, lambda match: "// (left out until you approve it)"
    for form, patterns in _INCLUDES[name].items():
        if form in forms:
            for pattern in patterns:
                yield form, pattern, lambda match: f"{match[0][0]} {match[0][1:]}"


def _found(body: str, forms: frozenset[str], name: str) -> Iterator[tuple[str, list[str]]]:
    for form, pattern, _ in _changes(forms, name):
        matches = list(pattern.finditer(body)) if _SIGNS[form] in body else []
        if form == "turbo":
            yield UNASKED, [match[0] for match in matches]
        elif form.startswith("include"):
            yield READS, [match["path"].lstrip("{ ") for match in matches]
        elif form == "shell-fence":
            yield RUNS, [_after_fence(body, match) for match in matches]
        else:
            inside = _COMMAND if form == "shell" else _IN_BRACES
            yield RUNS, [_first(inside.match(body, match.end()), body, match.end()) for match in matches]


def _first(match: re.Match[str] | None, body: str, at: int) -> str:
    return match[1] if match else body[at : at + 80]


def _after_fence(body: str, match: re.Match[str]) -> str:
    """Return what stands in a fence, as far as its end."""
    end = body.find(match["fence"], match.end())
    return body[match.end() : end if end >= 0 else match.end() + 400].strip()
