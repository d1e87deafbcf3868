"""The platforms that installed packages bring along, through the entry point group `aiwg.platforms`.

An entry point names a package whose folder holds platform folders, or a path, or a function that returns one:

    [project.entry-points."aiwg.platforms"]
    mine = "my_package.platforms"

Reading all entry points costs more than all the rest of a short run, so the files are looked through for the group's
name first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from aiwg.core.errors import Exit, UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GROUP = "aiwg.platforms"
ORIGIN = "installed"


def installed_platforms() -> Iterator[tuple[Path, str]]:
    """Yield the folders of platforms that installed packages offer, with their origin.

    Raises UserError when a package cannot be loaded.
    """
    if not is_offered(sys.path):
        return
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP):
        try:
            folder = _folder(entry.load())
        except Exception as error:  # the package's own code, which may raise anything
            name = entry.dist.name if entry.dist else entry.name
            message = f"the package {name} offers platforms, but does not load: {error}."
            raise UserError(message, exit=Exit.IO, hint=f"Fix it, or remove it: pip uninstall {name}") from error
        yield folder, ORIGIN


def is_offered(folders: Iterable[str]) -> bool:
    """Say whether some distribution in these folders has an entry point of the group."""
    return any(f"[{GROUP}]".encode() in text for folder in folders for text in _entry_point_files(folder))


def _entry_point_files(folder: str) -> Iterator[bytes]:
    try:
        names = [name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return
    for name in names:
        try:
            with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                yield file.read()
        except OSError:
            continue


def _folder(offered: Any) -> Path:
    if isinstance(offered, ModuleType):
        return Path(next(iter(offered.__path__)))
    return Path(offered() if callable(offered) else offered)
