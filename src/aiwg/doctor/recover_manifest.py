"""What a torn manifest still says: it is written a line per entry, so what is whole can be told from what is not."""

from __future__ import annotations

from aiwg.apply.manifest_lines import read_lines
from aiwg.apply.state import State
from aiwg.core.read import read_whole
from aiwg.manifest import Manifest


def salvaged(state: State) -> Manifest | None:
    """Return the manifest of the entries that are whole, None when too little is."""
    try:
        text = read_whole(state.manifest).decode("utf-8", "replace")
    except OSError:
        return None
    return read_lines(text, state.shown_manifest)
