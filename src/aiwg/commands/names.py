"""The things that a word on the command line may name: a platform, a kind of artifact."""

from __future__ import annotations

import re
from pathlib import Path

from aiwg.artifact.kinds import kind_named
from aiwg.core.errors import UserError
from aiwg.trust.known_platforms import find_platforms

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._,-]{0,60}\Z")
_SEVERAL = ("all", "detected")


def names_platforms(word: str) -> bool:
    """Say whether a word names platforms by id or alias, with commas between several."""
    if not _NAME.match(word):
        return False
    try:
        registry = find_platforms(Path())
        return all(registry.knows(each.lower()) or each in _SEVERAL for each in word.split(",") if each)
    except (UserError, OSError):  # a broken project is no reason to say nothing
        return False


def kind_of(word: str) -> str | None:
    """Return the kind that a word names, in the singular or the plural."""
    return kind_named(word)


def other_names(project: Path) -> list[str]:
    """Return the aliases of the platforms that one can deploy to here."""
    registry = find_platforms(project)
    return sorted(alias for adapter in registry.all() for alias in adapter.aliases)
