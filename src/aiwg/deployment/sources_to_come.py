"""The folders that a scope names as sources, whether they are there or not: a watch waits for those that come."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aiwg.core.errors import UserError
from aiwg.deployment.intent import Targets
from aiwg.deployment.workspace import open_workspace, recorded_sources
from aiwg.source.layers import BUNDLED, PROJECT, USER, Layer

if TYPE_CHECKING:
    from aiwg.source.fetched.declared import SourceSpec


def named_sources(targets: Targets) -> list[Layer]:
    """Return a layer for each folder that is named, without a look at it: none while aiwg.yaml cannot be read."""
    try:
        workspace = open_workspace(targets.project, targets.scope)
        recorded = recorded_sources(workspace)
    except UserError:
        return []
    if recorded:
        return [Layer(PROJECT, Path(text), text) for text in recorded]
    named = [path for entry in workspace.config.sources or () if (path := _folder(entry)) is not None]
    return [Layer(PROJECT, workspace.config_folder / os.path.expanduser(path), path) for path in named]


def _folder(entry: SourceSpec) -> str | None:
    if isinstance(entry, str):
        return None if entry in (BUNDLED, USER, PROJECT) else entry
    from aiwg.source.fetched.declared import FolderSource  # only for projects that declare such sources

    return entry.path if isinstance(entry, FolderSource) else None
