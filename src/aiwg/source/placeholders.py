"""Commands written in one platform's own syntax, read as the canonical one: placeholders and includes.

Only prose is read so; fenced code and code spans stay byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aiwg.artifact.markdown_spans import in_prose
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern

_OTHER_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (lazy_pattern(r"\{\{args\}\}"), lambda match: "$ARGUMENTS"),
    (lazy_pattern(r"\$\{input:args\}"), lambda match: "$ARGUMENTS"),
    (lazy_pattern(r"\$ARGUMENTS\[([0-8])\]"), lambda match: f"${int(match[1]) + 1}"),
    (lazy_pattern(r"!\{((?:[^{}`\n]|\{(?:[^{}`\n]|\{[^{}`\n]*+\})*+\})++)\}"), lambda match: f"!`{match[1].strip()}`"),
    (lazy_pattern(r"(?<![\w`])@\{([^{}\n]+)\}"), lambda match: f"@{match[1].strip()}"),
    (lazy_pattern(r"#\[\[file:((?:(?!#\[\[)[^\]\n])++)\]\]"), lambda match: f"@{match[1].strip()}"),
)
"""How platforms spell what is `$ARGUMENTS`, `$1`, !`command` and `@path` here."""

_BEGINNINGS = ("{{args}}", "${input:args}", "$ARGUMENTS[", "!{", "@{", "#[[file:")
"""How these begin: most bodies have none of them, and words are found faster than patterns."""


@dataclass(frozen=True, slots=True)
class Respelled:
    """What stood in a body, and what it was read as."""

    found: str
    meant: str


def canonical_placeholders(body: str) -> tuple[str, list[Respelled]]:
    """Return a command's body in the canonical syntax, and what was respelled for that, in order."""
    if not any(beginning in body for beginning in _BEGINNINGS):
        return body, []
    respelled: list[Respelled] = []

    def change(prose: str) -> str:
        for pattern, meaning in _OTHER_SPELLINGS:

            def write(match: re.Match[str], meaning: Callable[[re.Match[str]], str] = meaning) -> str:
                respelled.append(Respelled(match[0], meaning(match)))
                return respelled[-1].meant

            prose = pattern.sub(write, prose)
        return prose

    return in_prose(body, change), respelled
