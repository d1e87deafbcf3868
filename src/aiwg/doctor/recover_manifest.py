"""What a torn manifest still says: it is written a line per entry, so what is whole can be told from what is not."""

from __future__ import annotations

import json
from typing import Any

from aiwg.apply.state import State
from aiwg.core.errors import UserError
from aiwg.fs.read import read_whole
from aiwg.manifest import SCHEMA, Manifest, parse_manifest

NEEDED = ("platforms", "selection", "sources")
"""Without these nobody knows what a deploy would write here."""
HEAD = (*NEEDED, "placed", "folders")


def salvaged(state: State) -> Manifest | None:
    """Return the manifest of the entries that are whole, None when too little is.

    An entry says what we wrote, with its hash: whether it is still there is decided on the disk, as always.
    """
    try:
        text = read_whole(state.manifest).decode("utf-8", "replace")
    except OSError:
        return None
    head: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for line in text.split("\n"):
        for key, value in _entry(line).items():
            if isinstance(value, dict) and "own" in value:
                paths[key] = value
            elif key in HEAD:
                head[key] = value
    if any(key not in head for key in NEEDED):
        return None
    try:
        return parse_manifest(json.dumps({"schema": SCHEMA, **head, "paths": paths}), state.shown_manifest)
    except UserError:
        return None


def _entry(line: str) -> dict[str, Any]:
    """Return the entry of one line, nothing when it is not whole."""
    try:
        value = json.loads(f"{{{line.strip().rstrip(',')}}}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
