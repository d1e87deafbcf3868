"""Files that an import took over and that a removal has brought back."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.artifact.ids import shown
from aiwg.artifact.originals import Original, kept_at
from aiwg.core.dataclass import dataclass
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import Workspace
from aiwg.output.console import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CODE = "original"
"""The code of notes about a file that came back beside what its user has written since."""


@dataclass(frozen=True, slots=True)
class KeptOriginal:
    """Where the original of a path is kept, and of which path a file is the original; empty for neither."""

    kept: str = ""
    of: str = ""


NO_ORIGINAL = KeptOriginal()


def original_at(path: str, workspace: Workspace) -> KeptOriginal:
    """Return what a path has to do with the files that were taken over."""
    originals = workspace.state.read_manifest().originals
    of = next((each for each in originals if kept_at(each) == path), "")
    return KeptOriginal(kept_at(path) if path in originals else "", of)


def say_original(original: KeptOriginal) -> None:
    """Say what becomes of an original."""
    if original.of:
        say(f"  aiwg remove restores it to {shown(original.of)}.")
    elif original.kept:
        say(f"  aiwg took it over; aiwg remove restores {shown(original.kept)}.")


def originals_json(originals: Mapping[str, Original]) -> list[dict[str, Any]]:
    """Return the files that are taken over, in the shape that programs rely on."""
    return [
        {
            "path": path,
            "original": kept_at(path),
            "artifacts": list(each.artifacts),
            "platforms": list(each.platforms),
        }
        for path, each in sorted(originals.items())
    ]


def taken_from(workspace: Workspace) -> dict[str, list[str]]:
    """Return by artifact the files that it came from and that are taken over."""
    found: dict[str, list[str]] = {}
    for path, each in sorted(workspace.state.read_manifest().originals.items()):
        for artifact in each.artifacts:
            found.setdefault(artifact, []).append(path)
    return found


def print_brought_back(deployment: Planned) -> None:
    """Say how many files came back, and which of them hold more than they did."""
    count = len(deployment.old.originals.keys() - deployment.new.originals.keys())
    if count:
        files = "1 file that aiwg had" if count == 1 else f"{count} files that aiwg had"
        say(f"  Brought back {files} taken over.")
    for each in deployment.problems:
        if each.code == CODE:
            say(f"    {shown(each.where())}: {each.message}")
