"""An entry of a settings file back into the server, hook, permission, plugin or text that it was made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from aiwg.artifact.kinds import KIND_OF_CELL, KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.importing.back.bases import both_values_changed
from aiwg.importing.back.entries import ALIKE, MOST, MOST_LETTERS, EditedEntry
from aiwg.importing.back.hunks import hunks_of
from aiwg.importing.back.model import SourceEdit, UnreconcilableError
from aiwg.importing.back.texts import with_difference
from aiwg.importing.compare import READERS
from aiwg.importing.model import CHANGED, Draft, Native, NativeReader, value_hash
from aiwg.importing.native.texts import Naming, read_native
from aiwg.importing.secrets import without_secrets
from aiwg.manifest import KeyRecord
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path, encode_path, readable_key_path
from aiwg.merge.keys import MISSING, KeyPath, get, parse
from aiwg.merge.paths import wrapped
from aiwg.placement.place import Placement
from aiwg.render.documents import format_of
from aiwg.render.keys import selected
from aiwg.render.outputs import FileOutput

AGAIN = "To write it again: aiwg deploy --force (your file is backed up)."


def edit_of_entry(
    edited: EditedEntry, artifact: Artifact, placements: Sequence[Placement], naming: Naming, path: str
) -> SourceEdit:
    """Return an edit of one value in a settings file as an edit of its artifact. Raises UnreconcilableError."""
    entry = edited.entry
    where = readable_key_path(edited.path)
    if entry is not None and entry.companion:
        raise UnreconcilableError(
            f"{where} is a setting by which {', '.join(entry.platforms)} loads {artifact.key}",
            f"Restore it: aiwg deploy --force. Leave {artifact.key} out there: `platforms:` in its source.",
        )
    placement = _placement(artifact, placements, edited, path)
    if edited.after is MISSING:
        return SourceEdit(path, artifact.key, entry=where, removed=True, old=edited.key)
    before, after = _both_sides(edited, where, artifact)
    steps = decode_path(edited.key.path), edited.path
    drafts = [
        _draft(artifact, placement, naming, at, value, path) for at, value in zip(steps, (before, after), strict=True)
    ]
    cleaned = [without_secrets(draft) for draft in drafts]
    changed = _changed(artifact, *(draft.artifact for draft in cleaned))
    if cleaned[1].has_secret and edited.path != decode_path(edited.key.path):
        raise UnreconcilableError(
            f"{where} in {path} contains a secret, and aiwg copies no secrets", "Remove the secret."
        )
    new = KeyRecord(
        encode_path(edited.path), value_hash(edited.after), False, edited.key.artifacts, edited.key.platforms
    )
    is_secret = cleaned[1].has_secret
    notes = tuple(
        f"{note.key} {note.reason}" for note in cleaned[1].notes if note.level == CHANGED and is_secret and note.key
    )
    hunks = hunks_of(artifact, changed)
    doubt = ""
    if edited.doubt:
        doubt = f"aiwg cannot tell if this entry of {path} is an edited one of aiwg's, or your own"
    return SourceEdit(
        path, artifact.key, hunks, where, doubt=doubt, notes=notes, keeps_secret=is_secret, old=edited.key, new=new
    )


def _both_sides(edited: EditedEntry, where: str, artifact: Artifact) -> tuple[Any, Any]:
    """Return what aiwg wrote and what a person made of it, with what the source changed meanwhile in both."""
    if not edited.both or edited.entry is None or edited.entry.path != edited.path:
        if edited.before is MISSING:
            raise UnreconcilableError(f"{where} was edited, and its source does not produce it any more", AGAIN)
        return edited.before, edited.after
    merged = both_values_changed(edited.entry.value, edited.after, edited.key.sha256)
    if merged is None:
        raise UnreconcilableError(
            f"{where} and {artifact.origin.file} were both changed there",
            f"To keep your edit, write it into {artifact.origin.file}. To keep the source: aiwg deploy --force.",
        )
    return edited.entry.value, merged.merged


def _is_written_to(placement: Placement, path: str) -> bool:
    """Say whether a place can have a path, in the project or in a package of it."""
    parts = re.split(r"\{[^{}]*\}", placement.spot.path)
    return re.search(f"(?:^|/){'.+'.join(map(re.escape, parts))}$", path) is not None


def _placement(artifact: Artifact, placements: Iterable[Placement], edited: EditedEntry, path: str) -> Placement:
    """Return the place for which a value was written. Raises UnreconcilableError where the value is no form of it."""
    platforms = set(edited.key.platforms)
    for each in placements:
        is_own = each.artifact.key == artifact.key and not platforms.isdisjoint(each.platforms)
        is_there = is_own and each.spot.selector is not None and _is_written_to(each, path)
        if is_there and _below(each, artifact, edited.path) is not None:
            if each.artifact.kind != KIND_OF_CELL[each.cell]:
                continue
            return each
    raise UnreconcilableError(
        f"{artifact.key} is written there in a form that has no way back",
        f"Edit {artifact.origin.file}.",
    )


def _below(placement: Placement, artifact: Artifact, path: KeyPath) -> KeyPath | None:
    """Return how a value lies below the selector of a place, None where it lies elsewhere."""
    keys = selected(placement.spot.selector, artifact.id)
    return path[len(keys) :] if path[: len(keys)] == keys else None


def _draft(artifact: Artifact, placement: Placement, naming: Naming, at: KeyPath, value: Any, path: str) -> Draft:
    """Return what a value means in its place. Raises UnreconcilableError where it means nothing that aiwg can say."""
    place = placement.spot.place
    adapter = placement.writer.adapter
    cell = adapter.cells[placement.cell]
    assert place is not None  # noqa: S101  a placement with a selector has the place of its adapter
    steps = _below(placement, artifact, at) or ()
    native = Native(
        path, path, artifact.id, adapter, cell, place, (NativeReader(adapter.id),),
        readable_key_path(at), wrapped(steps, value), names=(path,),
    )  # fmt: skip
    rendering = KINDS[artifact.kind].rendering
    reading = READERS[rendering](native) if rendering in READERS else read_native(native, naming)
    if len(reading.drafts) != 1:
        way = f"Edit {artifact.origin.file}. {AGAIN}"
        raise UnreconcilableError(f"{readable_key_path(at)} no longer has a meaning that a source can express", way)
    draft = reading.drafts[0]
    return replace(draft, artifact=draft.artifact.with_(origin=artifact.origin))


def _changed(artifact: Artifact, before: Artifact, after: Artifact) -> Artifact:
    """Return an artifact with what two readings of its entry differ in. Raises UnreconcilableError."""
    if KINDS[artifact.kind].entries_as != "effects":
        return with_difference(artifact, before, after)
    if before.id == after.id:
        return artifact
    if before.id != artifact.id:
        raise UnreconcilableError(
            f"{artifact.id} is written as several entries there, and one of them was edited",
            f"Edit {artifact.origin.file}.",
        )
    return artifact.with_(id=after.id, fields=after.fields)


def edited_settings_file(
    artifact: Artifact, placements: Sequence[Placement], texts: tuple[str, str], path: str
) -> Artifact:
    """Return an entry that has a settings file of its own, as its edited file means it.

    `texts` are what aiwg would write and what is there. Raises UnreconcilableError.
    """
    own = (each for each in placements if each.artifact.key == artifact.key and each.spot.place)
    placement = next((each for each in own if _is_written_to(each, path)), None)
    if placement is None or KINDS[artifact.kind].rendering not in READERS:
        raise UnreconcilableError(f"{path} is made by aiwg and has no way back", AGAIN)
    return _changed(artifact, *(_own_draft(artifact, placement, text, path).artifact for text in texts))


def _own_draft(artifact: Artifact, placement: Placement, text: str, path: str) -> Draft:
    place, adapter = placement.spot.place, placement.writer.adapter
    assert place is not None  # noqa: S101  only such placements come here
    value: Any = text
    if place.spec.selector is not None:
        try:
            value = get(parse(text, format_of(path)), selected(placement.spot.selector, artifact.id))
        except EditRefusedError as error:
            raise UnreconcilableError(f"{path} {error.reason}", f"Repair {path}, then run this again.") from None
    native = Native(
        path, path, artifact.id, adapter, adapter.cells[placement.cell], place, (NativeReader(adapter.id),), path,
        value, names=(path,),
    )  # fmt: skip
    reading = READERS[KINDS[artifact.kind].rendering](native)
    if len(reading.drafts) != 1:
        raise UnreconcilableError(f"{path} does not hold one {artifact.kind} that aiwg understands", AGAIN)
    draft = without_secrets(reading.drafts[0])
    if draft.has_secret:
        raise UnreconcilableError(f"{path} contains a secret, and aiwg copies no secrets", f"Remove it from {path}.")
    return replace(draft, artifact=draft.artifact.with_(origin=artifact.origin))


def edited_items(
    output: FileOutput, actual: str, placements: Sequence[Placement], find: Callable[[str], Artifact | None]
) -> Iterator[SourceEdit]:
    """Yield the edits of a file that is a list of entries, a line each, of several artifacts."""
    assert output.items is not None  # noqa: S101  only such files come here
    lines = [line for line in actual.splitlines() if line.strip()]
    own = {item.text for item in output.items.items} | set(output.items.head.splitlines())
    others = [line for line in lines if line not in own]
    for item in output.items.items:
        artifact = find(item.artifacts[0]) if len(item.artifacts) == 1 else None
        if item.text in lines or artifact is None:
            continue
        best = max(others[:MOST], key=lambda line: _ratio(line, item.text), default="")
        if not best or _ratio(best, item.text) < ALIKE:
            yield SourceEdit(output.path, artifact.key, removed=True)
            continue
        others.remove(best)
        try:
            changed = edited_settings_file(artifact, placements, (item.text, best), output.path)
            yield SourceEdit(output.path, artifact.key, hunks_of(artifact, changed))
        except UnreconcilableError as error:
            yield SourceEdit(output.path, artifact.key, reason=str(error), way=error.way)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:MOST_LETTERS], other[:MOST_LETTERS], autojunk=False).ratio()
