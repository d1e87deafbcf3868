"""Drafts of several packages under ids of their own: equal ones become one, others are told by their package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.artifact.ids import MAX_ID, folded, slug
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.importing.model import CHANGED, NOT_LOADED, Draft, KeyNote, NativeReading
from aiwg.importing.native.hooks import signature


def apart(packages: Sequence[tuple[str, NativeReading]]) -> NativeReading:
    """Return the drafts of packages as those of one source, where each id is there once.

    The first keeps its id; another one of the same id that says something else gets that of its package before its own.
    """
    kept: dict[tuple[str, str], Draft] = {}
    notes = [note for _, reading in packages for note in reading.notes]
    for name, reading in packages:
        for draft in reading.drafts:
            key = _key(draft.artifact)
            first = kept.get(key)
            if first is None:
                kept[key] = draft
            elif _says(first) == _says(draft):
                kept[key] = replace(first, natives=(*first.natives, *draft.natives))
            elif KINDS[draft.artifact.kind].has_free_id:
                notes += _given_up(draft, first)
            else:
                moved = _renamed(draft, name, first, kept)
                kept[_key(moved.artifact)] = moved
    return NativeReading(tuple(kept.values()), tuple(notes))


def _key(artifact: Artifact) -> tuple[str, str]:
    kind = KINDS[artifact.kind]
    id = artifact.id if kind.has_free_id else folded(artifact.id).replace("/", "-")
    return kind.as_skill, id


def _says(draft: Draft) -> tuple[object, ...]:
    """Return all that two drafts have in common that are one artifact."""
    artifact = draft.artifact
    limits = artifact.include, artifact.exclude, repr(artifact.overrides), repr(artifact.extra)
    return artifact.kind, artifact.body, signature(artifact), artifact.assets, limits


def _given_up(draft: Draft, first: Draft) -> Iterator[KeyNote]:
    for native in draft.natives:
        yield native.note(NOT_LOADED, f"is dropped: {first.native.where} has another one")


def _renamed(draft: Draft, package: str, first: Draft, kept: dict[tuple[str, str], Draft]) -> Draft:
    """Return a draft under an id that is free: instructions become a rule, others carry the name of their package."""
    artifact = draft.artifact
    if KINDS[artifact.kind].single and not KINDS[artifact.kind].settings:
        artifact = _as_rule(draft)
    prefix = slug(package) or ""
    others = [first]
    tries = [artifact.id, *([f"{prefix}-{artifact.id}"] if prefix else [])]
    for number in range(2, 10_000):
        tries.append(f"{tries[-1] if number == 2 else tries[-1].rpartition('-')[0]}-{number}")
        for id in tries:
            moved = artifact.with_(id=id[-MAX_ID:].lstrip("-"))
            if _key(moved) in kept:
                others.append(kept[_key(moved)])
                continue
            reason = f'is "{moved.id}" here: {first.native.where} has the id {draft.artifact.id}'
            notes = (*draft.notes, draft.native.note(CHANGED, reason))
            beside = tuple(dict.fromkeys(native.path for other in others for native in other.natives))
            natives = (replace(draft.native, beside=beside), *draft.natives[1:])
            return replace(draft, artifact=moved, natives=natives, notes=notes, text="")
    return draft


def _as_rule(draft: Draft) -> Artifact:
    """Return further instructions as a rule that is always on, or on for their folder."""
    artifact, nested = draft.artifact, draft.native.folder
    id = slug(draft.native.name) or "notes"
    fields = {"activation": "paths", "paths": [f"{nested}/**"]} if nested else {"activation": "always"}
    return Artifact("rule", id, artifact.origin, fields, artifact.body, include=artifact.include)
