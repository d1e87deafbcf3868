"""How a platform writes and follows includes: the one parser, and the one rule of how deep they go."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.artifact.markdown_spans import found_in_prose
from aiwg.core.dataclass import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEEPEST = 10
"""How many files deep includes are followed where no adapter says how far its platform goes."""

USUAL = "@"
"""What stands before the path of an include in every file of instructions, as far as adapters know."""

_ENDS = ".,;:!?)]}'\""


@dataclass(frozen=True, slots=True)
class IncludeSyntax:
    """How a platform follows includes. `syntax` is what stands before the path; `outside`: beyond the work tree too.

    `again`: a file that is there already comes once more. `exact`: a comma behind a path belongs to it.
    """

    syntax: str
    hops: int
    outside: bool
    again: bool = False
    exact: bool = False


def syntax_of(adapter: Adapter, cell: Cell, place: Place) -> IncludeSyntax | None:
    """Return how includes in a file at a place are followed, or None where they are not."""
    said: Any = place.settings.get("includes", cell.get("includes"))
    text = place.settings.get("text", {})
    form = text.get("file") or adapter.table(cell, "text").get("file", "@{path}" if said else None)
    if said is False or not form or "{path}" not in form:
        return None
    said = said if isinstance(said, Mapping) else {}
    hops, outside, again = said.get("hops", DEEPEST), said.get("outside", True), said.get("again", False)
    return IncludeSyntax(form.partition("{path}")[0], hops, outside, again, said.get("exact", False))


def named_in(text: str, syntax: str = USUAL) -> Iterator[str]:
    """Yield the paths that a text includes, those in code aside."""
    if syntax in text:
        yield from (match["path"] for match in found_in_prose(text, _pattern(syntax)))


def without_includes(text: str) -> str:
    """Return a text without its includes."""
    return _pattern(USUAL).sub("", text)


def spellings(named: str) -> tuple[str, ...]:
    """Return the paths that an include may mean, the likeliest first: what ends a sentence may not belong to it."""
    return tuple(dict.fromkeys((named, bare(named))))


def bare(named: str) -> str:
    """Return an included path without what may end a sentence behind it."""
    return named.rstrip(_ENDS)


@functools.cache
def _pattern(syntax: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=\s)){re.escape(syntax)}(?P<path>\S+)")
