"""What a status says, in the words of the tools that write it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from aiwg.adr.forms.words import BY, STATUSES
from aiwg.adr.names import number_in, numbers_named, stem
from aiwg.core.patterns import lazy_pattern

PROPOSED, ACCEPTED, REJECTED = "proposed", "accepted", "rejected"
SUPERSEDED, DEPRECATED, OTHER, MISSING = "superseded", "deprecated", "other", "missing"
_WORDS = {
    PROPOSED: ("proposed", "proposal", "draft", "pending", "open", "in review", "rfc", "idea", "wip"),
    ACCEPTED: ("accepted", "approved", "decided", "adopted", "implemented", "active", "done"),
    REJECTED: ("rejected", "declined", "withdrawn", "abandoned"),
    SUPERSEDED: ("superseded", "superceded", "replaced"),
    DEPRECATED: ("deprecated", "obsolete", "retired"),
}
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words}
_START = lazy_pattern(rf"^(?:{'|'.join(sorted(_BY_WORD, key=len, reverse=True))})\b", re.IGNORECASE)
_LINK = lazy_pattern(r"\[[^\[\]\n]*+\]\((?P<target>[^()\s]*+)\)")
_BY = lazy_pattern(r"^\w+\s+(?:by|with)\b", re.IGNORECASE)
_BARE = lazy_pattern(rf"\b(?:{BY})\s+(?P<name>[\w.-]+)", re.IGNORECASE)


class Status(NamedTuple):
    """A status: its kind, its text, and by what record it is superseded (a number or a file's stem)."""

    kind: str
    text: str
    by: int | str | None = None


def status_of(text: str) -> Status:
    """Return what a status says; words of a project's own are kept as `other`."""
    bare = text.strip().strip("\"'*_~` ").strip()
    if not bare:
        return Status(MISSING, "")
    found = _START.match(bare)
    if found is None:
        kind = next((each for each, words in _elsewhere().items() if words.match(bare)), OTHER)
        return Status(kind, bare, target_in(bare) if kind == SUPERSEDED else None)
    kind = _BY_WORD[found[0].lower()]
    return Status(kind, bare, target_in(bare) if _BY.match(bare) else None)


@cache
def _elsewhere() -> dict[str, re.Pattern[str]]:
    """Return what begins a status in other languages, by its kind; compiled when one is met."""
    return {kind: re.compile(rf"^(?:{'|'.join(words)})(?!\w)", re.IGNORECASE) for kind, words in STATUSES.items()}


def target_in(text: str) -> int | str | None:
    """Return the record that a text links to or names: its number, or its file's stem."""
    link = _LINK.search(text)
    if link and "://" not in link["target"]:
        name = unquote(link["target"].partition("#")[0].rpartition("/")[2])
        if name:
            number = number_in(name)
            return number if number is not None else stem(name)
    numbers = numbers_named(text)
    if numbers:
        return numbers[0]
    bare = _BARE.search(text)
    if bare is None:
        return None
    number = number_in(bare["name"])
    return number if number is not None else stem(bare["name"])


def short(status: Status) -> str:
    """Return a status in a word or two, for lists."""
    if status.kind in (OTHER, MISSING):
        return status.text or "none"
    if status.kind == SUPERSEDED and status.by is not None:
        return f"Superseded by {status.by if isinstance(status.by, str) else f'ADR-{status.by:03}'}"
    word = _START.match(status.text)
    return (word[0] if word else status.text).capitalize()
