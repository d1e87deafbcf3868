"""The JSON that a run with nothing to do prints: kept beside the snapshot of the run that left nothing to do.

`aiwg.commands.next_document` writes it. It is a file of its own: plain runs read the snapshot alone, and the JSON of
thousands of files is megabytes.
"""

from __future__ import annotations

import sys

from aiwg.fs import sealed

TYPE_CHECKING = False  # typing itself costs more to import than this module takes to run
if TYPE_CHECKING:
    from collections.abc import Sequence

FILE, SEALED_AS = "document", "document"


def is_document(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for the JSON of a run that writes."""
    return "--json" in arguments and "--check" not in arguments


def read_document(command: str, place: str, mark: bytes) -> str | None:
    """Return the JSON that a command printed, or would have, in the run with a mark; None if it cannot be printed.

    Raises OSError when no run has kept any, ValueError when it is no text.
    """
    if not (sys.stdout.encoding or "").lower().startswith("utf"):  # it was made for all characters
        return None
    data, head = sealed.read_kept(place, FILE, SEALED_AS), head_of(command, mark)
    return data[len(head) :].decode() if data and data.startswith(head) else None


def head_of(command: str, mark: bytes) -> bytes:
    """Return what the file begins with: it says of which command, and of which run, the JSON is."""
    return mark + command.encode() + b"\0"
