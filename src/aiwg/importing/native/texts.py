"""Natives that hold text become drafts: instructions, rules, agents, skills, commands and ignore lists."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.adapter.model import FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import TYPES
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.alike import folded_text
from aiwg.importing.model import (
    CHANGED,
    KEPT,
    NOT_LOADED,
    RAW,
    UNREAD,
    UNSETTLED,
    Draft,
    KeyNote,
    Native,
    NativeReading,
)
from aiwg.importing.native.activation import activation_of
from aiwg.importing.native.assets import assets_beside
from aiwg.importing.native.bodies import description_from, document_of
from aiwg.importing.native.fields import Inverted, differing, invert, offers, top
from aiwg.importing.native.identity import identity
from aiwg.importing.native.limits import limits_of_all, limits_of_its_own
from aiwg.importing.native.placeholders import canonical_body
from aiwg.importing.native.read import NativeText, UnreadableNativeError
from aiwg.manifest import Record
from aiwg.render.fields import apply_rules, derive_access
from aiwg.render.values import NameTables
from aiwg.source.fields import Coerced, coerce


@dataclass(frozen=True, slots=True)
class Naming:
    """What inversion takes from outside a native: the tiers of models by platform that the user named."""

    models: Mapping[str, Mapping[str, Any]]

    def tables(self, native: Native) -> NameTables:
        """Return what names mean on the platform in whose form a native is written."""
        adapter, cell = native.adapter, native.cell
        models = {**adapter.table(cell, "models"), **adapter.own_part(self.models)}
        return NameTables(adapter.table(cell, "tools"), models, platform_names=adapter.names)


def read_native(native: Native, naming: Naming, block: Record | None = None) -> NativeReading:
    """Return the draft that a native with a text becomes. `block`: the record of a block of aiwg's own in it."""
    try:
        text = document_of(native, block)
        assets, notes = _assets(native)
    except UnreadableNativeError as error:
        return NativeReading(notes=(native.note(UNREAD, str(error), line=error.line),))
    return read_document(native, text, assets, notes, naming)


def read_document(
    native: Native, text: NativeText, assets: tuple[Asset, ...], notes: tuple[KeyNote, ...], naming: Naming
) -> NativeReading:
    """Return the draft that a native becomes, of which the text is taken apart already and the files beside it known.

    `notes` are those about the files.
    """
    why = _why_left_out(native, text)
    if why:
        return NativeReading(notes=(native.note(*why),))
    draft = _draft(native, text, assets, naming)
    slips = [native.note(CHANGED if mends else KEPT, reason, line=line) for line, reason, mends in text.slips]
    return NativeReading((replace(draft, notes=(*slips, *notes, *draft.notes)),))


def _assets(native: Native) -> tuple[tuple[Asset, ...], tuple[KeyNote, ...]]:
    """Return the files beside a native, and notes about those that cannot come along."""
    if native.assets is not None:
        return native.assets, ()
    return assets_beside(native) if native.kind == "skill" else ((), ())


def _why_left_out(native: Native, text: NativeText) -> tuple[str, str] | None:
    """Return the level and the reason for which a native becomes no artifact."""
    if not text.body.strip() and not text.front:
        return NOT_LOADED, "is empty"
    if not text.body.strip() and KINDS[native.kind].needs_body:
        return NOT_LOADED, "has no text after its frontmatter"
    if not native.loaded_by:
        reasons = dict.fromkeys(f"{each.platform}: {each.why}" for each in native.readers if each.why)
        return NOT_LOADED, "; ".join(reasons) or "no platform loads it"
    return None


def _draft(native: Native, text: NativeText, assets: tuple[Asset, ...], naming: Naming) -> Draft:
    id, title = identity(native, text.front)
    body, told = text.body, ""
    if native.kind == "command":
        body, told = canonical_body(text.body, native.adapter.table(native.cell, "text"))
    if native.kind == "skill":
        artifact, notes = _skill(native, text, id)
    elif native.is_section:
        artifact, notes = _plain(native, text, id)
    else:
        artifact, notes = _by_rules(native, text, id, title, naming)
    if told:
        notes = [*notes, native.note(CHANGED, told, "body")]
    artifact = artifact.with_(body=body if body.endswith("\n") or not body else f"{body}\n", assets=assets)
    artifact, more = _described(native, artifact, text)
    notes = [*notes, *more, *([] if told else [native.note(KEPT, key="body")])]
    return Draft(
        artifact,
        (native,),
        tuple(notes),
        {native.adapter.id: dict(text.front)},
        text="" if text.slips else text.text,  # what had to be read as meant is written out clean
        said=folded_text(text.body),
    )


def _plain(native: Native, text: NativeText, id: str) -> tuple[Artifact, list[KeyNote]]:
    """Return an artifact without fields: keys of its text have no meaning for the platforms that load it."""
    front = dict(text.front)
    extra = {key: value for key, value in front.items() if key not in ("platforms", "overrides")}
    notes = [native.note(RAW if key in extra else CHANGED, "", key, text.lines.get(key)) for key in front]
    return Artifact(native.kind, id, _origin(native), extra=extra), notes


def _skill(native: Native, text: NativeText, id: str) -> tuple[Artifact, list[KeyNote]]:
    """Return a skill: its keys are those of the Agent Skills format, and stay what they are."""
    front = {key: value for key, value in text.front.items() if key not in ("platforms", "overrides")}
    coerced = coerce("skill", front)
    bad = {key: text.front[key] for key in text.front if key not in front or _is_wrong(coerced, key)}
    overrides = {id: dict(bad) for id in sorted(native.loaded_by)} if bad else {}
    fields = {key: value for key, value in coerced.fields.items() if key != "name"}
    notes = [_key_note(native, text, key, RAW if key in bad else KEPT) for key in text.front]
    written = text.front.get("name")
    if isinstance(written, str) and written != id:
        notes.append(_key_note(native, text, "name", CHANGED, f'the id "{id}" replaces this name'))
    extra = {key: value for key, value in coerced.extra.items() if key not in bad}
    return Artifact("skill", id, _origin(native), fields, extra=extra, overrides=overrides), _one_each(notes)


def _is_wrong(coerced: Coerced, key: str) -> bool:
    return any(each == key for each, *_ in coerced.wrong)


def _by_rules(native: Native, text: NativeText, id: str, title: str, naming: Naming) -> tuple[Artifact, list[KeyNote]]:
    """Return an artifact whose native keys are made by field rules."""
    rules, tables = rules_of(native), naming.tables(native)
    given: dict[str, Any] = {"id": id, "body": text.body}
    if native.kind == "rule":
        given |= activation_of(native)
    front = {key: value for key, value in text.front.items() if key not in _body_targets(rules)}
    inverted = invert(rules, front, native.kind, id, tables, given)
    fields, wrong = _coerced(native.kind, inverted, given, title)
    raw = {**inverted.raw, **{key: front[key] for key in wrong if key in front}}
    raw |= _not_given_back(native, rules, {**fields, "id": id, "body": text.body}, front, tables)
    limits = limits_of_all(native.kind, raw, fields)
    overrides = {native.adapter.id: raw} if raw else {}
    notes = [_key_note(native, text, key, RAW if key in raw else KEPT) for key in front]
    artifact = Artifact(native.kind, id, _origin(native), fields, overrides=overrides)
    artifact = artifact.with_(fields={**fields, **limits})
    is_packed = all(reader.when == UNSETTLED for reader in native.readers)
    lost = limits_of_its_own(artifact, rules, raw, given, is_packed)
    if lost:
        reason = "limits it in a way that other tools lack, so it stays for its own tool"
        notes += [_key_note(native, text, key, CHANGED, reason) for key in lost]
        artifact = artifact.with_(include=tuple(sorted(native.loaded_by)))
    return artifact, _one_each(notes)


def rules_of(native: Native) -> Sequence[FieldRule]:
    """Return the field rules of a native's place, or of its kind."""
    if "fields" in native.place.settings:
        return field_rules(native.place.settings["fields"])
    return native.cell.fields or ()


def _body_targets(rules: Sequence[FieldRule]) -> set[str]:
    return {top(rule.target) for rule in rules if "body" in rule.sources}


def _coerced(kind: str, inverted: Inverted, given: Mapping[str, Any], title: str) -> tuple[dict[str, Any], list[str]]:
    """Return fields of the right types, and the native keys whose values are of none."""
    values = {**inverted.values, **{key: value for key, value in given.items() if key in TYPES[kind]}}
    if title and "title" in TYPES[kind]:
        values.setdefault("title", title)
    values = {key: value for key, value in values.items() if key in TYPES[kind] and key != "name"}
    wrong: list[str] = []
    while True:
        coerced = coerce(kind, values)
        bad = {key for key, *_ in coerced.wrong} & values.keys()
        if not bad:
            return dict(coerced.fields), wrong
        wrong += [inverted.targets.get(key, key) for key in sorted(bad)]
        values = {key: value for key, value in values.items() if key not in bad}


def keys_not_given_back(native: Native, artifact: Artifact, front: Mapping[str, Any], naming: Naming) -> dict[str, Any]:
    """Return the keys of a native that rendering an artifact on its platform does not give back."""
    if native.is_section:
        return {}
    if artifact.kind == "skill":
        made = {"name": artifact.id, **artifact.extra, **artifact.fields}
        return {key: value for key, value in front.items() if key != "name" and made.get(key) != value}
    tables, rules = naming.tables(native), rules_of(native)
    values = {**artifact.fields, "id": artifact.id, "body": artifact.body}
    plain = {key: value for key, value in front.items() if key not in _body_targets(rules)}
    return _not_given_back(native, rules, values, plain, tables)


def _not_given_back(
    native: Native,
    rules: Sequence[FieldRule],
    values: Mapping[str, Any],
    front: Mapping[str, Any],
    tables: NameTables,
) -> dict[str, Any]:
    """Return the native keys that rendering the artifact does not give back."""
    access = derive_access(values) if native.kind == "agent" else None
    made = apply_rules(rules, {**values, **({"access": access} if access else {})}, tables).keys
    found = differing(rules, front, made, tables)
    needless = {key for key in found if key not in made and _says_nothing(rules, key, front[key], native, tables)}
    return {key: value for key, value in found.items() if key not in needless}


def _says_nothing(rules: Sequence[FieldRule], key: str, value: Any, native: Native, tables: NameTables) -> bool:
    """Say whether a native value is one that stands for no field: what holds there without it."""
    if value in (None, "", []):
        return True
    if native.kind == "rule" and any(rule.target == key and "activation" in rule.sources for rule in rules):
        return True
    return any(
        rule.target == key and next(iter(offers(rule, value, native.kind, native.name, tables)), None) == ("", None)
        for rule in rules
    )


def _described(native: Native, artifact: Artifact, text: NativeText) -> tuple[Artifact, list[KeyNote]]:
    """Return an artifact with a description where its kind needs one: from the start of its text."""
    if not KINDS[artifact.kind].needs_description or artifact.fields.get("description"):
        return artifact, []
    description = description_from(artifact.body) or KINDS[artifact.kind].stand_in.format(id=artifact.id)
    note = native.note(CHANGED, "has no description; aiwg uses its first line", "description")
    return artifact.with_(fields={"description": description, **artifact.fields}), [note]


def _origin(native: Native) -> Origin:
    return Origin(native.shown, "project", path=posixpath.basename(native.path))


def _key_note(native: Native, text: NativeText, key: str, level: str, reason: str = "") -> KeyNote:
    if level == RAW and not reason:
        reason = f"aiwg keeps it under overrides for {native.adapter.id} alone"
    return native.note(level, reason, key, text.lines.get(key))


def _one_each(notes: Sequence[KeyNote]) -> list[KeyNote]:
    """Return the last note about each key."""
    return list({note.key: note for note in notes}.values())
