"""The first line of a YAML file by which editors find its schema."""

from __future__ import annotations

import os
from typing import Final

from aiwg.fs.roots import SCHEMAS_FOLDER

MARK: Final = "# yaml-language-server: $schema="
"""Begins the line: VS Code, JetBrains IDEs, Neovim, Helix and Zed read it."""


def schema_path(name: str, source: str) -> str:
    """Return the path of a schema; `source` is the folder of the source, empty or with a slash at its end."""
    return f"{source}{SCHEMAS_FOLDER}/{name}.schema.json"


def schema_line(name: str, file: str, source: str) -> str:
    """Return the line of a file at a path: editors read the path in it from the folder of the file."""
    return f"{MARK}{os.path.relpath(schema_path(name, source), os.path.dirname(file) or '.')}"
