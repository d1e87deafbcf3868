"""The report of a take-over, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.artifact.originals import FOLDER, kept_at
from aiwg.audit.secrets.search import masked
from aiwg.importing.taking import Takeable, Untaken
from aiwg.output import console
from aiwg.output.console import paint, say

SHOWN = 12


def taken_json(taken: Sequence[Takeable], left: Sequence[Untaken]) -> dict[str, Any]:
    """Return what was taken over, and what stays the user's, in the shape that programs rely on."""
    return {
        "files": [
            {
                "path": each.where,
                "artifacts": list(each.artifacts),
                "platforms": sorted(each.native.loaded_by),
                "original": kept_at(each.path),
            }
            for each in taken
        ],
        "left": [{"path": each.where, "reason": masked(each.reason)} for each in left],
    }


def say_taken(taken: Sequence[Takeable], left: Sequence[Untaken], written: bool, verbose: bool) -> None:
    """Say which files aiwg writes from now on, and which stay the user's; then the next step."""
    say_who_writes(taken, left, written, verbose)
    if taken and written:
        say("Next: commit .aiwg/ with the files that aiwg wrote.")


def say_who_writes(taken: Sequence[Takeable], left: Sequence[Untaken], written: bool, verbose: bool) -> None:
    """Say which files aiwg writes from now on, and which stay the user's."""
    files = len({each.path for each in taken})
    word = "Took over" if written else "Would take over"
    if files:
        count = "1 file" if files == 1 else f"{files} files"
        rest = f"{word} {count}. Your originals are in {FOLDER}/; aiwg remove restores them."
        say(paint(word, "ok") + _wrapped(rest)[len(word) :])
        for path in sorted({each.path for each in taken}) if verbose else ():
            say(f"  {shown(path)}")
    else:
        say(f"{word} no file.")
    if left:
        say(f"Not taken over, and loaded as before ({len(left)}):")
    for each in left if verbose else left[:SHOWN]:
        say(_wrapped(f"  {shown(each.where)}   {shown(masked(each.reason))}", "    "))
    if not verbose and len(left) > SHOWN:
        say(f"  ... and {len(left) - SHOWN} more: -v shows all")


def _wrapped(text: str, indent: str = "  ") -> str:
    return "\n".join(console.wrapped(text, min(console.width(), 80), hanging=len(indent)))
