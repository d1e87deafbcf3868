"""The project that a folder lies in. This module is imported before everything else, and imports next to nothing."""

from __future__ import annotations

import os
import stat

FILE, FOLDER = "aiwg.yaml", ".aiwg"
_NO_PROJECTS = (".aiwg", ".aiwg.local", ".git")
"""Folders that belong to a project and are none themselves."""


def is_project(folder: str) -> bool:
    """Say whether a folder is a project of its own: with a configuration, or a source or manifest in `.aiwg`."""
    return _marked_by(folder) is not None


def project_above(start: str) -> tuple[str | None, str | None]:
    """Return the closest project around a folder, and the closest one that another user owns if that one comes first.

    Both are None when there is none: `start` is then the project. The search ends at the top of the repository, or
    below the home folder, which counts only as the top of a repository. Links are followed nowhere: what `start` is a
    link to is searched from there, and a link is no sign of a project unless it stays inside.
    """
    home = os.environ.get("HOME", "")
    home = os.path.realpath(home) if os.path.isabs(home) else ""
    folder = os.path.realpath(start)
    while True:
        is_top = os.path.lexists(os.path.join(folder, ".git"))
        mark = _marked_by(folder) if folder != home or is_top else None
        if mark is not None:
            return (folder, None) if _is_own(folder, mark) else (None, folder)
        parent = os.path.dirname(folder)
        if is_top or parent == folder or folder == home:
            return None, None
        folder = parent


def _marked_by(folder: str) -> os.stat_result | None:
    """Return what is known of the file or folder that makes a folder a project, None when it is none."""
    if os.path.basename(folder) in _NO_PROJECTS:
        return None
    for name, wanted in ((FILE, stat.S_ISREG), (FOLDER, stat.S_ISDIR)):
        path = os.path.join(folder, name)
        try:
            found = os.lstat(path)
            if stat.S_ISLNK(found.st_mode) and os.path.realpath(path).startswith(f"{folder.rstrip('/')}/"):
                found = os.stat(path)
        except OSError:
            continue
        if wanted(found.st_mode):
            return found
    return None


def _is_own(folder: str, mark: os.stat_result) -> bool:
    user = os.geteuid()
    try:
        return mark.st_uid == user and os.stat(folder).st_uid == user
    except OSError:
        return False
