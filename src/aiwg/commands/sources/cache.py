"""aiwg cache: what aiwg fetched for this user, how much room it takes, and removing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit
from aiwg.fetching.cleanup import CachedPart, cached_parts, clean_cache
from aiwg.output.console import paint, say, say_json, table
from aiwg.source.fetched.trees import cache_folder

SCHEMA = "aiwg.cache/1"


def say_cache(as_json: bool) -> int:
    """Show what is in the cache; return the exit code."""
    parts = cached_parts()
    if as_json:
        say_json(_json(parts, "parts", changed=False))
        return Exit.OK
    say(f"{shown(str(cache_folder()))}   {_size(parts)}")
    repositories = [part for part in parts if part.is_repository]
    for line in table([[shown(part.name), paint(_size([part]), "faint")] for part in repositories]):
        say(line)
    trees = [part for part in parts if not part.is_repository]
    if trees:
        say(f"  {len(trees)} {'state' if len(trees) == 1 else 'states'} of sources   {paint(_size(trees), 'faint')}")
    if parts:
        say(f"  Empty it: {paint('aiwg cache clean', 'hint')}")
    return Exit.OK


def clean(days: int, as_json: bool) -> int:
    """Remove what was not used in the last days, everything for 0; return the exit code."""
    gone = clean_cache(days)
    if as_json:
        say_json(_json(gone, "removed", changed=bool(gone)))
    elif gone:
        say(f"{paint('Removed', 'ok')} {_size(gone)} from {shown(str(cache_folder()))}.")
    else:
        say("The cache contains nothing to remove.")
    return Exit.OK


def _json(parts: Sequence[CachedPart], key: str, changed: bool) -> dict[str, Any]:
    listed = [
        {"name": part.name, "repository": part.is_repository, "bytes": part.size, "used": int(part.used)}
        for part in parts
    ]
    head = {"schema": SCHEMA, "changed": changed, "folder": str(cache_folder())}
    return {**head, "bytes": sum(part.size for part in parts), key: listed}


def _size(parts: Sequence[CachedPart]) -> str:
    size = sum(part.size for part in parts)
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"
