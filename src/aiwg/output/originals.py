"""Files that an import took over and that a removal has brought back."""

from __future__ import annotations

from aiwg.artifact.ids import shown
from aiwg.deployment.stages import Planned
from aiwg.output.console import say

CODE = "original"
"""The code of notes about a file that came back beside what its user has written since."""


def print_brought_back(deployment: Planned) -> None:
    """Say how many files came back, and which of them hold more than they did."""
    count = len(deployment.old.originals.keys() - deployment.new.originals.keys())
    if count:
        files = "1 file that aiwg had" if count == 1 else f"{count} files that aiwg had"
        say(f"  Brought back {files} taken over.")
    for each in deployment.problems:
        if each.code == CODE:
            say(f"    {shown(each.where())}: {each.message}")
