"""Whether what a record mentions is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from aiwg.fs import resources


def mentions_of(project: Path) -> Callable[[str], bool]:
    """Return a function that says whether the text behind an @ leads to something, asked once each."""

    @cache
    def exists(target: str) -> bool:
        if target.startswith((".aiwg/", "$AIWG_ROOT/")):
            from aiwg.source.mentions import found_at
            from aiwg.source.user import user_folder

            roots = [Path(resources.source_folder()), project / ".aiwg"]
            return found_at(target, project, roots) is not None or (
                found_at(target, project, [user_folder()]) is not None
            )
        return ".." not in target.split("/") and os.path.exists(project / target)

    return exists
