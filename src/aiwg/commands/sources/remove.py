"""aiwg remove-source: a source goes from aiwg.yaml, aiwg.lock and .aiwg/vendor; a sync deletes what came from it."""

from __future__ import annotations

from typing import Any

from aiwg.commands.sources.place import DeclaringPlace, write_sources
from aiwg.commands.sources.vendor import removals
from aiwg.core.changes import has_changed
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.output.console import paint, say, say_json
from aiwg.scaffold.sources import without_source
from aiwg.source.fetched.declared import FolderSource

SCHEMA = "aiwg.remove-source/1"


def run_remove_source(id: str, place: DeclaringPlace, dry_run: bool, as_json: bool) -> int:
    """Remove a declared source; return the exit code. `id`: that of a fetched one, or the path of a folder."""
    entry = _entry(id, place)
    vendored = list(removals(place, id))
    artifacts = len(place.lock.sources[id].artifacts) if id in place.lock.sources else None
    if not dry_run:
        others = [each for each in place.declared if each.id != id]
        write_sources(place, without_source(place.text, entry), place.lock.without_others(others), vendored)
    if as_json:
        paths = [action.path for action in vendored]
        head = {"schema": SCHEMA, "changed": dry_run or has_changed(), "id": id, "removed": not dry_run}
        say_json({**head, "artifacts": artifacts, "vendored": paths})
        return Exit.OK
    count = "" if artifacts is None else f" ({artifacts} artifact{'' if artifacts == 1 else 's'})"
    say(f"{paint('Would remove' if dry_run else 'Removed', 'ok')} the source {id}{count}.")
    say(f"  Delete what aiwg wrote of it: {paint('aiwg sync', 'hint')}   Undo: {paint('aiwg undo', 'hint')}")
    return Exit.OK


def _entry(id: str, place: DeclaringPlace) -> str | dict[str, Any]:
    for each in place.declared:
        if each.id == id:
            return place.entry_of(each)
    folders = {
        each.path if isinstance(each, FolderSource) else each: each
        for each in place.config.sources or ()
        if isinstance(each, str | FolderSource)
    }
    if id not in folders:
        names = [*(each.id for each in place.declared), *folders]
        near = suggest(id, names)
        hint = f"{near[0].upper()}{near[1:]}" if near else f"They are: {', '.join(names)}" if names else None
        raise UserError(f'aiwg.yaml has no source "{id}".', exit=Exit.USAGE, hint=hint)
    return id if isinstance(folders[id], str) else place.folder_entry(id)
