"""When a rule is loaded, backwards: from what platforms do with its file to the fields that say so."""

from __future__ import annotations

from collections import Counter
from typing import Any

from aiwg.importing.model import UNSETTLED, Native, NativeReader
from aiwg.loading.model import ALWAYS, FILES, FOLDER, LISTED, MANUAL

_ACTIVATION = {ALWAYS: "always", FOLDER: "paths", FILES: "paths", LISTED: "model", MANUAL: "manual"}


def activation_of(native: Native) -> dict[str, Any]:
    """Return when a rule is loaded, as the platform itself reads it."""
    reader = _usual_reader(native)
    if reader.when == UNSETTLED:
        return {}
    word = _ACTIVATION.get(reader.when, "always")
    only = (native.cell.get("only") or {}).get("activation", ())
    if only and word not in only:
        word = only[0]
    globs = [f"{native.folder}/{glob}" if native.folder else glob for glob in reader.globs]
    if word == "paths" and not globs:
        globs = [f"{native.folder}/**"] if native.folder else []
        word = word if globs else "always"
    found: dict[str, Any] = {"activation": word}
    return {**found, "paths": globs} if word == "paths" else found


def _usual_reader(native: Native) -> NativeReader:
    """Return the reader that says when a rule is loaded: its own platform, of a linked file what most platforms do.

    A file that lies in the folders of several tools has the frontmatter of one; its keys stay for that one alone.
    """
    own = native.reader(native.adapter.id) or native.readers[0]
    if len(native.names) < 2:
        return own
    ways = Counter((each.when, each.globs) for each in native.readers if each.is_loaded)
    return max(
        (each for each in native.readers if each.is_loaded),
        key=lambda each: (ways[each.when, each.globs], each is own),
        default=own,
    )
