"""Plain command lines of the commonest commands, read without click, which costs more to import than their work.

The options are those of click's declarations, written down in a table by tools/plain_lines.py. Whatever is not one of
them in its plain form is left to click: every error, abbreviation, help text and completion is its own.
"""

from __future__ import annotations

import os
import time

from aiwg.cli.plain_table import DEFAULTS, OPTIONS

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def values_of(arguments: Sequence[str]) -> dict[str, Any] | None:
    """Return the values of all parameters of a command but for the project that none names; None for click's lines."""
    options = OPTIONS.get(arguments[0]) if arguments else None
    if options is None:
        return None
    values: dict[str, Any] = dict(DEFAULTS[arguments[0]])
    rest = iter(arguments[1:])
    for word in rest:
        name, equals, said = word.partition("=")
        known = options.get(name)
        if known is None or (equals and not name.startswith("--")):
            return None
        parameter, form = known
        if form == "flag":
            if equals:
                return None
            values[parameter] = True
            continue
        value = said if equals else next(rest, "")
        if not value or value[0] == "-" or not _is_fit(value, form):
            return None
        if form == "parts":
            parts = tuple(part.strip() for part in value.split(",") if part.strip())
            if not parts:
                return None
            values[parameter] = (*values[parameter], *parts)
        elif form == "paths":
            values[parameter] = (*values[parameter], value)
        else:
            values[parameter] = value
    return values


def _is_fit(value: str, form: str) -> bool:
    """Say whether click takes a value, so that nothing is left to be said about it."""
    if form.startswith("one of "):
        return value in form.split()[2:]
    return form == "parts" or not os.path.exists(value) or os.access(value, os.R_OK)


def run_plain(arguments: Sequence[str]) -> int | None:
    """Run a plain command line and return its exit code; None for one that is for click."""
    values = values_of(arguments)
    if values is None:
        return None
    started = time.perf_counter()
    from pathlib import Path

    from aiwg.cli import calls

    if values["project"] is None:
        from aiwg.cli.found_project import found_project

        values["project"] = found_project(tuple(arguments))
    else:
        values["project"] = Path(values["project"])
    code: int = getattr(calls, arguments[0])(tuple(arguments), started, **values)
    return code
