"""From a draft in another tool's form to one of a source: who gets it, and keys that no platform stands for."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.artifact.events import event_named
from aiwg.artifact.fields import ALIASES, EVENTS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.importing.layouts.model import TreeLayout
from aiwg.importing.layouts.targets import Aimed
from aiwg.importing.model import CHANGED, KEPT, NOT_LOADED, RAW, Draft, KeyNote
from aiwg.importing.native.fields import top


def settled(draft: Draft, layout: TreeLayout, aim: Aimed) -> Draft:
    """Return a draft for the platforms that it is aimed at; keys that no platform stands for stay unknown keys."""
    made, left = draft.artifact, dict[str, str]()
    if layout.adapter.id == layout.id:
        made, left = _of_nobody(made, layout)
    overrides = {name: dict(fields) for name, fields in made.overrides.items()}
    for platform, fields in aim.overrides.items():
        overrides[platform] = {**overrides.get(platform, {}), **fields}
    made = made.with_(fields=_with_event(made, layout), overrides=overrides, include=aim.include or made.include)
    notes = tuple(_note(note, made.kind, layout, left) for note in draft.notes)
    return replace(draft, artifact=made, notes=notes, text=draft.text if _is_as_written(draft.artifact, made) else "")


def _is_as_written(before: Artifact, after: Artifact) -> bool:
    """Say whether nothing was changed that the text of a file says."""
    return (before.fields, before.extra, before.overrides, before.include) == (
        after.fields,
        after.extra,
        after.overrides,
        after.include,
    )


def _of_nobody(artifact: Artifact, layout: TreeLayout) -> tuple[Artifact, dict[str, str]]:
    """Return an artifact without overrides for a layout that is no platform, and why keys were left out, by key.

    In a file of its own a key that nobody knows stays one. In a settings file it has no place.
    """
    overrides = dict(artifact.overrides)
    own = dict(overrides.pop(layout.id, {}))
    fields, extra, left = dict(artifact.fields), dict(artifact.extra), dict[str, str]()
    names, ruled = ALIASES.get(artifact.kind, {}), _ruled(artifact, layout)
    for key, value in own.items():
        if not KINDS[artifact.kind].folder:
            left[key] = f"only {layout.name} knows it; aiwg drops it"
        elif key in ruled and names.get(key, key) in fields:
            left[key] = ""  # a field says it, in other words
        elif names.get(key, key) in fields:
            left[key] = f"{names.get(key, key)} is set twice; aiwg drops this one"
        else:
            extra[key] = value
    model = fields.get("model")
    if isinstance(model, Mapping) and layout.id in model:
        left["model"] = f"names {model[layout.id]}, a model of one vendor; aiwg drops it"
        del fields["model"]
    return artifact.with_(fields=fields, extra=extra, overrides=overrides), left


def _ruled(artifact: Artifact, layout: TreeLayout) -> set[str]:
    """Return the keys that the layout has a rule for."""
    cell = layout.adapter.cells.get(KINDS[artifact.kind].cell)
    return {top(rule.target) for rule in cell.fields or ()} if cell is not None else set()


def _with_event(artifact: Artifact, layout: TreeLayout) -> Mapping[str, object]:
    """Return the fields of an artifact; an event that is known by another spelling is a neutral one."""
    event, own = str(artifact.fields.get("event", "")), f"{layout.adapter.id}:"
    meant = event_named(event.removeprefix(own)) if event.startswith(own) else ""
    return {**artifact.fields, "event": meant} if meant in EVENTS else artifact.fields


def _note(note: KeyNote, kind: str, layout: TreeLayout, left: Mapping[str, str]) -> KeyNote:
    key = note.key.rpartition(".")[2]
    if key in left and note.level not in (CHANGED, NOT_LOADED):
        return KeyNote(note.path, note.key, NOT_LOADED if left[key] else KEPT, left[key], note.line)
    if note.level != RAW or layout.adapter.id != layout.id:
        return note
    return KeyNote(note.path, note.key, RAW, f"only {layout.name} knows it; it stays an unknown key", note.line)
