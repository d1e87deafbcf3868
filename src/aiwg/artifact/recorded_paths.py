"""Paths that a file of our state lists, and paths of keys in a file: it may have come with a clone."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.artifact.ids import is_git_folder
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TEXT = {str}
_NEVER_WRITTEN = lazy_pattern(r"[\0\\\ud800-\udfff]")


def check_paths(paths: Iterable[str], shown: str) -> None:
    """Refuse recorded paths of which one could leave its root.

    Raises UserError (refused for safety).
    """
    parts: dict[str, str] = {}
    folders: set[str] = set()
    for path in paths:
        body = path[2:] if path[:2] == "~/" else path[1:] if path[:1] == "/" else path
        folder, cut, name = body.rpartition("/")
        parts[name] = path
        if cut and folder not in folders:
            folders.add(folder)
            parts.update(dict.fromkeys(folder.split("/"), path))
    for part, path in parts.items():  # each name once: paths share their folders
        if part in ("", ".", "..") or is_git_folder(part) or _NEVER_WRITTEN.search(part):
            raise UserError(
                f'{shown} lists the path "{path}", which aiwg does not write.',
                exit=Exit.REFUSED,
                hint="aiwg changed no file. Restore the file from version control.",
            )


def key_path(value: Any) -> tuple[Any, ...]:
    """Return a key path as the manifest holds it, which names a value. Raises ValueError or TypeError for another."""
    if not value:
        raise ValueError("an empty key path names the whole file")
    return key_steps(value)


def key_steps(value: Any) -> tuple[Any, ...]:
    """Return the steps of a key path: keys, and how the elements of lists are found. Raises TypeError for others."""
    if not isinstance(value, list) or not all(isinstance(step, str) or _is_element(step) for step in value):
        raise TypeError("it must be a key path")
    return tuple(value)


def texts(value: Any) -> list[str]:
    """Return a list of texts. Raises TypeError for anything else."""
    if not isinstance(value, list) or not {*map(type, value)} <= _TEXT:
        raise TypeError("it must be a list of texts")
    return list(value)


def _is_element(step: Any) -> bool:
    if not isinstance(step, dict) or len(step) != 1:
        return False
    member = step.get("member")
    return "value" in step or (isinstance(member, list) and len(texts(member)) == 2)
