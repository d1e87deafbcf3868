"""Submodules of git that were not checked out: their folders are there, and empty."""

from __future__ import annotations

import os

from aiwg.core.read import read_whole


def missing_submodule(folder: str) -> str | None:
    """Return the submodule that a folder is or lies in, as an absolute path, if it was not checked out; else None."""
    top = here = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(top, ".git")):
        if top == os.path.dirname(top):
            return None
        top = os.path.dirname(top)
    try:
        lines = read_whole(os.path.join(top, ".gitmodules")).decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    for line in lines:
        key, _, value = line.partition("=")
        module = os.path.normpath(os.path.join(top, value.strip().strip('"')))
        if key.strip() == "path" and module.startswith(f"{top}/") and f"{here}/".startswith(f"{module}/"):
            return module
    return None
