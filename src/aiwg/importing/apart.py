"""Keeping texts apart: each says for which platforms it is, and has an id that no other one has."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.artifact.ids import slug
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.importing.model import CHANGED, Draft, Native
from aiwg.importing.native.texts import rules_of


def for_all_but(main: Draft, others: Sequence[Draft]) -> Draft:
    """Return instructions for all platforms but those that load only another text today."""
    strangers = {platform for draft in others for platform in draft.loaded_by} - main.loaded_by
    if not strangers:
        return main
    return replace(main, artifact=main.artifact.with_(exclude=tuple(sorted(strangers))), text="")


def as_rule(draft: Draft, folder: str) -> Draft:
    """Return one tool's own instructions as a rule for the platforms that load them."""
    nested = folder != "instructions"
    id = _name_of_notes(draft.native) + (f"-{folder.replace('/', '-').lower()}" if nested else "")
    fields = {"activation": "paths", "paths": [f"{folder}/**"]} if nested else {"activation": "always"}
    artifact = Artifact("rule", _plain_id(id), draft.artifact.origin, fields, draft.artifact.body)
    note = draft.native.note(CHANGED, f"becomes the rule {artifact.id}, for its tools alone")
    notes = (*draft.notes, replace(note, renames=True))
    return replace(
        limited(draft), artifact=artifact.with_(include=tuple(sorted(draft.loaded_by))), notes=notes, text=""
    )


def _name_of_notes(native: Native) -> str:
    """Return what one tool's own instructions are called: by the tool, or by a file that only a setting names."""
    file = posixpath.basename(native.shown).lower()
    usual = (posixpath.basename(each) for place in native.cell.reads for each in place.spec.spellings())
    stem = slug(file.partition(".")[0])
    return stem if stem and file not in {each.lower() for each in usual} else f"{native.adapter.id}-notes"


def _plain_id(id: str) -> str:
    return "-".join(part for part in "".join(c if c.isalnum() or c == "-" else "-" for c in id).split("-") if part)[:64]


def limited(draft: Draft) -> Draft:
    """Return a draft that says for which platforms it is: those that load it now."""
    if not KINDS[draft.artifact.kind].folder and not KINDS[draft.artifact.kind].settings:
        return draft
    include = tuple(sorted(draft.loaded_by))
    return replace(draft, artifact=draft.artifact.with_(include=include), text="")


def renamed(draft: Draft, taken: Counter[str]) -> Draft:
    """Return a draft under an id that no other one has: with the name of its tool behind it."""
    artifact, suffix = draft.artifact, draft.native.adapter.id
    number = 1
    while True:
        end = f"-{suffix}" if number == 1 else f"-{suffix}-{number}"
        id = f"{artifact.id[: 64 - len(end)].rstrip('-/')}{end}"
        if artifact.kind == "hook":
            id = f"{artifact.id[:60]}-{number + 1}"
        if id.replace("/", "-") not in taken:
            break
        number += 1
    taken[id.replace("/", "-")] += 1
    notes = draft.notes
    if artifact.kind != "hook":
        reason = f'is "{id}" from now on: another tool has another {artifact.kind} called {artifact.id}'
        notes = (*notes, replace(draft.native.note(CHANGED, reason), renames=True))
    renamed = artifact.with_(id=id, overrides=_with_name(draft))
    return replace(draft, artifact=renamed, notes=notes, text="")


def _with_name(draft: Draft) -> Mapping[str, Mapping[str, Any]]:
    """Return overrides by which an agent keeps its name in its own tool, where the file says it."""
    artifact, native = draft.artifact, draft.native
    names = any(rule.target == "name" and "id" in rule.sources for rule in rules_of(native))
    if not KINDS[artifact.kind].is_named or not names:
        return artifact.overrides
    own = {"name": artifact.id, **artifact.overrides.get(native.adapter.id, {})}
    return {**artifact.overrides, native.adapter.id: own}
