"""The first line of a YAML file by which editors find its schema."""

from __future__ import annotations

from typing import Final

from aiwg.fs.roots import PROJECT_FOLDER

SCHEMAS: Final = "schemas"
"""The folder of the schemas in `.aiwg/`. No source reads it."""
MARK: Final = "# yaml-language-server: $schema="
"""Begins the line: VS Code, JetBrains IDEs, Neovim, Helix and Zed read it."""


def schema_line(name: str, folder: str) -> str:
    """Return the line for a file in a folder of the project, which ends in a slash; empty for the project itself.

    Editors read the path from the folder of the file.
    """
    up = "../" * folder.count("/")
    inside = f"{SCHEMAS}/" if folder == f"{PROJECT_FOLDER}/" else f"{up}{PROJECT_FOLDER}/{SCHEMAS}/"
    return f"{MARK}{inside}{name}.schema.json"
