"""What of a client's files an adapter is about: paths, events, and quoted keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_PATTERNS: Final[Mapping[str, re.Pattern[bytes]]] = {
    # folders and files whose name begins with a dot, and files that are configuration by their ending
    "paths": re.compile(
        rb"(?:~/|\./)?(?<![\w/])\.[a-z][a-z0-9_-]{2,30}(?:/[A-Za-z0-9_.*{}-]{1,60}){1,6}"
        rb"|(?<=[\"'`/])[A-Za-z][A-Za-z0-9_.-]{1,40}\.(?:jsonc?|toml|ya?ml|mdc?)(?=[\"'`])"
    ),
    "events": re.compile(
        rb"(?<=[\"'`])(?:(?:Pre|Post|Before|After|On|Session|Subagent|User|Permission|Task|Config|File|Worktree|Stop"
        rb"|Notification|Instructions)[A-Z][A-Za-z]{2,30}|(?:before|after|on)[A-Z][A-Za-z]{3,30})(?=[\"'`])"
    ),
    "keys": re.compile(
        rb"(?<=[\"'`])(?:[a-z]{2,20}(?:-[a-z]{2,20}){1,4}|[a-z]{2,20}(?:_[a-z]{2,20}){1,4}"
        rb"|[a-z]{2,20}(?:[A-Z][a-z]{1,20}){1,4})(?=[\"'`])"
    ),
}
KINDS: Final = tuple(_PATTERNS)


@dataclass(frozen=True, slots=True)
class Change:
    """The strings of one kind that came and went between two versions."""

    kind: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def strings_of(files: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
    """Return the strings of each kind in some files, programs included."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for _, data in files:
        for kind, pattern in _PATTERNS.items():
            found[kind].update(match.decode("ascii") for match in set(pattern.findall(data)))
    return found


def changes(old: Mapping[str, set[str]], new: Mapping[str, set[str]]) -> list[Change]:
    """Return what came and went, kind by kind, sorted; kinds without a change are left out."""
    compared = (
        Change(kind, tuple(sorted(new[kind] - old[kind])), tuple(sorted(old[kind] - new[kind]))) for kind in KINDS
    )
    return [change for change in compared if change.added or change.removed]
