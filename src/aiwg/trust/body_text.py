"""What a text holds that clients act on when it is used: commands that run, questions left out, files from elsewhere.

Code fences and code spans count: clients look for these in the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aiwg.core.patterns import lazy_pattern
from aiwg.trust.key_classes import KeyClasses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RUNS, UNASKED, READS = "runs when used", "runs without a question", "reads outside the project"

_SHELL = lazy_pattern(r"!(?=`)")
_SHELL_AT_WORD = lazy_pattern(r"!(?<!\S!)(?=`)")
_COMMAND = lazy_pattern(r"`([^`]{1,400})`")
_FENCE = lazy_pattern(r"(?P<fence>(?<!`)`{3,}+|(?<!~)~{3,}+)[ \t]*+!")
_BRACES = lazy_pattern(r"!(?=\{)")
_IN_BRACES = lazy_pattern(r"\{([^{}]{1,400})\}")
_TURBO = lazy_pattern(r"(?i)//[ \t]*(turbo(?:[ \t_-]*all)?)(?![a-z0-9])")
_ROOTS = "boot|dev|etc|home|mnt|private|proc|root|sys|tmp|usr|var|Users|Volumes|Windows"
"""Folders of a machine; in code `@/lib/x` is a module, so those that are usual there are left out."""
_OUTSIDE = rf"(?:file:/*)?(?:~(?:[A-Za-z_][\w-]*)?/|\$\{{?HOME|[A-Za-z]:[\\/]|/{{1,3}}(?:{_ROOTS})(?![\w-]))"
_PATH = r"[^\s`'\"<>)\]}]{0,200}"


def _include(opening: str, start: str) -> re.Pattern[str]:
    return lazy_pattern(rf"{opening}(?=[\"']?(?P<path>(?:{start}){_PATH}))")


_CLIMBING = rf"[^\s`'\"<>)\]}}]{{0,200}}?\.\.(?![\w.]){_PATH}"
"""A path that goes up somewhere; whether it leaves the project is counted."""

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

_INCLUDES: Final = {
    "include": (
        _include(r"@(?<![\w@]@)", rf"{_OUTSIDE}|{_CLIMBING}"),
        lazy_pattern(rf"@(?<![\w`'\"/]@)(?=(?P<path>/(?!/){_PATH}))"),
    ),
    "include-braces": (_include(r"@(?=\{)", rf"\{{[ \t]*(?:{_OUTSIDE}|{_CLIMBING}|/)"),),
    "include-file": (
        _include(r"#\[\[file:[ \t]*", rf"{_OUTSIDE}|{_CLIMBING}|/"),
        _include(r"#file:", rf"{_OUTSIDE}|{_CLIMBING}|/"),
    ),
}


def constructs(body: str, cell: KeyClasses, name: str, also: KeyClasses | None, depth: int = 0) -> dict[str, list[str]]:
    """Return what the text of an artifact in the cell called `name` makes clients do, by the words for it.

    `depth`: how far below the root of the project its file lies, at least.
    """
    known = _forms(cell, also)
    forms = frozenset(form for form, sign in _SIGNS.items() if form in known and sign in body)
    if not forms:
        return {}
    found: dict[str, list[str]] = {}
    for word, texts in _found(body, forms, name, depth):
        listed = found.setdefault(word, [])
        listed += [text for text in texts if text not in listed]
    return {word: texts for word, texts in found.items() if texts}


def disarmed(body: str, cell: KeyClasses, name: str, also: KeyClasses | None, depth: int = 0) -> str:
    """Return the text so that no client acts on it, and a person can still read what it would have done."""
    for form, pattern, write in _changes(_forms(cell, also), name, depth):
        if _SIGNS[form] in body:
            body = pattern.sub(write, body)
    return body


def _forms(cell: KeyClasses, also: KeyClasses | None) -> frozenset[str]:
    return frozenset((*cell.forms, *(also.forms if also else ())))


def _changes(
    forms: frozenset[str], name: str, depth: int
) -> Iterator[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]]:
    if "shell" in forms:
        yield "shell", _SHELL if name == "commands" else _SHELL_AT_WORD, lambda match: "! "
    if "shell-fence" in forms:
        yield "shell-fence", _FENCE, lambda match: f"{match['fence']}sh "
    if "shell-braces" in forms:
        yield "shell-braces", _BRACES, lambda match: "! "
    if "turbo" in forms:
        yield "turbo", _TURBO, lambda match: "// (left out until you approve it)"
    for form, patterns in _INCLUDES.items():
        if form in forms:
            for pattern in patterns:
                yield form, pattern, lambda match: _apart(match[0]) if _leaves(match["path"], depth) else match[0]


def _found(body: str, forms: frozenset[str], name: str, depth: int) -> Iterator[tuple[str, list[str]]]:
    for form, pattern, _ in _changes(forms, name, depth):
        matches = list(pattern.finditer(body))
        if form == "turbo":
            yield UNASKED, [match[0] for match in matches]
        elif form.startswith("include"):
            yield READS, [match["path"].lstrip("{ ") for match in matches if _leaves(match["path"], depth)]
        elif form == "shell-fence":
            yield RUNS, [_after_fence(body, match) for match in matches]
        else:
            inside = _COMMAND if form == "shell" else _IN_BRACES
            yield RUNS, [_first(inside.match(body, match.end()), body, match.end()) for match in matches]


def _apart(opening: str) -> str:
    return f"{opening[0]} {opening[1:]}"


def _leaves(path: str, depth: int) -> bool:
    """Say whether a path leaves the project from a folder that lies `depth` below its root."""
    path = path.lstrip("{ \t")
    if not re.match(r"[\w.-]*/|\.", path) or path.startswith(("/", "~")):
        return True
    for part in path.split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


def _first(match: re.Match[str] | None, body: str, at: int) -> str:
    return match[1] if match else body[at : at + 80]


def _after_fence(body: str, match: re.Match[str]) -> str:
    """Return what stands in a fence, as far as its end."""
    end = body.find(match["fence"], match.end())
    return body[match.end() : end if end >= 0 else match.end() + 400].strip()
