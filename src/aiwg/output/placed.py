"""Findings with the path of their file from the root of its repository, as code hosts name files.

GitHub takes a relative path in SARIF as one from the root of the repository that was analysed, whatever folder the
program ran in (its documentation of SARIF support, "Specifying the root for source files", 2026).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from aiwg.core.dataclass import replace
from aiwg.findings.model import Finding


def folder_in_repository(folder: Path) -> str:
    """Return a folder's path in its repository, with slashes; empty for the root, and without a repository."""
    real = Path(os.path.realpath(folder))
    inside = real.relative_to(_root_around(real)).as_posix()
    return "" if inside == "." else inside


def _root_around(real: Path) -> Path:
    """Return the root of the repository around a folder, the folder itself where there is none."""
    return next((each for each in (real, *real.parents) if (each / ".git").exists()), real)


def placed_in_repository(finding: Finding, folder: str) -> Finding:
    """Return a finding with its file named from the repository's root.

    `folder` is the one that files of findings are named from, by its own path in the repository, empty for the root. A
    file outside of the repository is none any more: a code host could not show it there. The message names it.
    """
    if finding.file is None:
        return finding
    path = posixpath.normpath(posixpath.join(folder, finding.file))
    if finding.file.startswith(("(", "~", "/")) or path == ".." or path.startswith("../"):
        message = f"{finding.where()}: {finding.message}"
        return replace(finding, file=None, line=None, column=None, message=message)
    return replace(finding, file=path)


def all_placed(findings: Iterable[Finding], folders: Sequence[Path]) -> Iterator[Finding]:
    """Yield findings like this, whose files are named from the first of these folders in which they are, or whole.

    The repository is that of the first folder; without one this folder counts as its root, and files outside of it keep
    their names.
    """
    root = _root_around(Path(os.path.realpath(folders[0])))
    inside = {folder: os.path.relpath(os.path.realpath(folder), root) for folder in folders}
    for each in findings:
        file = each.file or ""
        if os.path.isabs(file) and (real := Path(os.path.realpath(file))).is_relative_to(root):
            yield replace(each, file=real.relative_to(root).as_posix())
            continue
        base = next((folder for folder in folders if os.path.lexists(folder / file)), folders[0])
        placed = placed_in_repository(each, inside[base])
        is_lost = placed.file is None and not file.startswith(("(", "~", "/")) and not (root / ".git").exists()
        yield each if is_lost else placed
