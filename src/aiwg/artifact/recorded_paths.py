"""Paths that a file of our state lists: it may have come with a clone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aiwg.artifact.ids import is_git_folder
from aiwg.core.errors import Exit, UserError

_NEVER_WRITTEN = re.compile(r"[\0\\\ud800-\udfff]")


def check_paths(paths: Iterable[str], shown: str) -> None:
    """Refuse recorded paths of which one could leave its root.

    Raises UserError (refused for safety).
    """
    parts: dict[str, str] = {}
    for path in paths:
        body = path[2:] if path.startswith("~/") else path[1:] if path.startswith("/") else path
        parts.update(dict.fromkeys(body.split("/"), path))
    for part, path in parts.items():  # each name once: paths share their folders
        if part in ("", ".", "..") or is_git_folder(part) or _NEVER_WRITTEN.search(part):
            raise UserError(
                f'{shown} lists the path "{path}", which is not one that aiwg writes.',
                exit=Exit.REFUSED,
                hint="Nothing was touched. Restore the file from version control.",
            )
