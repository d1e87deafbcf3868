"""The arguments of a tool call: checked against the tool's schema, and kept inside the project."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit, UserError
from aiwg.core.shape import check_shape

LONGEST: Final = 1_000
"""Characters that one text among the arguments may have. No id, path or title of a project comes near it."""
MOST: Final = 100
"""Items that one list among the arguments may have."""


def checked(arguments: object, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call. Raises UserError (usage) for any that the schema of the tool does not allow."""
    given = {} if arguments is None else arguments
    slips = [f"{_place(path)}{message}" for path, message, _ in check_shape(given, schema)]
    slips = slips or list(_unusable(given, ()))
    if slips or not isinstance(given, Mapping):
        raise UserError(f"the arguments are not valid: {shown('; '.join(slips[:5]))}.", exit=Exit.USAGE)
    return given


def _place(path: tuple[str | int, ...]) -> str:
    return f"{'.'.join(str(step) for step in path)}: " if path else ""


def _unusable(value: object, path: tuple[str | int, ...]) -> Iterator[str]:
    """Yield what no name, path or title is: a text that is too long or that holds control characters."""
    if isinstance(value, str) and (len(value) > LONGEST or not value.isprintable()):
        yield f"{_place(path)}is too long" if len(value) > LONGEST else f"{_place(path)}holds control characters"
    elif isinstance(value, list) and len(value) > MOST:
        yield f"{_place(path)}has more than {MOST} items"
    elif isinstance(value, list | Mapping):
        for step, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _unusable(inner, (*path, step))


def path_inside(project: Path, typed: str) -> str:
    """Return a path below the project, with slashes. Raises UserError (refused) for any other, links followed."""
    path = os.path.normpath(typed)
    outside = os.path.isabs(path) or path.split(os.sep)[0] in ("..", "~") or path.startswith("~")
    if not typed.strip() or outside or not is_inside(project, project / path):
        raise UserError(
            f'the path "{shown(typed)}" is not below the project.',
            exit=Exit.REFUSED,
            hint="Name a file or folder of the project, for example AGENTS.md.",
        )
    return path


def is_inside(project: Path, path: Path) -> bool:
    """Say whether a path, links followed, lies in the project."""
    base = os.path.realpath(project)
    real = os.path.realpath(path)
    return real == base or real.startswith(f"{base.rstrip(os.sep)}{os.sep}")
