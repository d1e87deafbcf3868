"""Plugins and marketplaces backwards: a switch, and the source that a place's rules describe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiwg.artifact.fields import TYPES
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Origin
from aiwg.importing.model import KEPT, UNREAD, Draft, Native, NativeReading
from aiwg.importing.native.fields import invert
from aiwg.importing.native.texts import rules_of
from aiwg.render.values import NameTables
from aiwg.source.fields import coerce

_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)\.git")


def _with_form(native: Native, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an entry with the one of its alternatives that a platform's own keys mean."""
    found = dict(values)
    clone = found.pop("clone_url", None)
    form = found.pop("form", None)
    if isinstance(clone, str):
        match = _GITHUB.fullmatch(clone)
        if form == "path":
            found["path"] = clone
        elif match:
            found["github"] = match[1]
        else:
            found["git"] = clone
    return found


def read_setting(native: Native) -> NativeReading:
    """Return the draft that a plugin or a marketplace becomes, or a note why it becomes none."""
    kind = KINDS[native.kind]
    if not re.match(kind.id_pattern, native.name):
        return NativeReading(notes=(native.note(UNREAD, "has a name that aiwg cannot use"),))
    values: Mapping[str, Any]
    if isinstance(native.value, Mapping):
        tables = NameTables(platform_names=native.adapter.names)
        values = invert(rules_of(native), native.value, native.kind, native.name, tables, {}).values
        values = _with_form(native, values) or dict(native.value)
    else:
        values = {kind.short_for: native.value}
    coerced = coerce(native.kind, {key: value for key, value in values.items() if key in TYPES[native.kind]})
    if coerced.wrong or sum(field in coerced.fields for field in kind.one_of) != 1:
        return NativeReading(notes=(native.note(UNREAD, f"is no {kind.word or kind.name} that aiwg understands"),))
    artifact = Artifact(native.kind, native.name, Origin(native.shown, "project"), coerced.fields)
    return NativeReading((Draft(artifact, (native,), (native.note(KEPT),)),))
