"""The project of a command line that names none: the one that this folder lies in, else this folder."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from collections.abc import Sequence


def found_project(arguments: Sequence[str], is_silent: bool = False) -> Path:
    """Return the project around this folder, else this folder.

    Says on standard error which one it is when that is not this folder, unless a program reads or only problems count.
    """
    if _is_of_user(arguments):
        return Path()
    from aiwg.core.project_above import project_above

    try:
        here = os.getcwd()
    except OSError:  # it is gone, which the command says
        return Path()
    found, others = project_above(here)
    if here in (found, others) or not (found or others):
        return Path()
    if not (is_silent or {"--json", "-q", "--quiet"}.intersection(arguments)):
        _say_project(found, others)
    return Path(found) if found else Path()


def _is_of_user(arguments: Sequence[str]) -> bool:
    """Say whether a command line is about the home folder, where no project counts."""
    named = any(pair == ("--scope", "user") for pair in itertools.pairwise(arguments))
    return named or "--scope=user" in arguments or (arguments[:1] == ("new",) and "--user" in arguments)


def _say_project(found: str | None, others: str | None) -> None:
    from aiwg.output.console import say

    if found is not None:
        say(f"Project: {found}", error=True)
        return
    say(f"{others} belongs to another user, so aiwg works in this folder.", error=True)
    say(f"  To use that project: --project {others}", error=True)
