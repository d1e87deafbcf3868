"""From a path as a person types it to the path that the plan and the manifest use."""

from __future__ import annotations

import os

from aiwg.deployment.workspace import Workspace
from aiwg.fs.roots import HOME_PREFIX


def output_paths(typed: str, workspace: Workspace) -> list[str]:
    """Return the paths below the scope that `typed` may mean, likeliest first; none when it lies outside.

    A relative path is taken from the project first, as messages print it, then from the current folder. In a folder
    of the project that has such a path itself, that one is meant.
    """
    roots = workspace.roots
    found = []
    if roots.scope == "user" and typed.startswith(HOME_PREFIX):
        found.append(HOME_PREFIX + os.path.normpath(typed[2:]))
    elif roots.scope == "project" and not typed.startswith(("/", HOME_PREFIX)):
        found.append(_slashed(os.path.normpath(typed)))
    full = os.path.abspath(os.path.expanduser(typed))
    for folder in (os.path.dirname(full), os.path.realpath(os.path.dirname(full))):
        absolute = os.path.join(folder, os.path.basename(full))
        if os.path.realpath(absolute) == os.path.realpath(roots.base):
            found.append(".")
        named = roots.named(absolute)
        if named:
            found.append(_slashed(named))
    below = os.path.realpath(os.curdir).startswith(f"{os.path.realpath(roots.base)}/")
    if below and len(found) > 1 and os.path.lexists(full):
        found = found[1:]
    return [path for path in dict.fromkeys(found) if path != ".." and not path.startswith("../")]


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")
