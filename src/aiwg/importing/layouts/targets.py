"""For which tools an artifact is: the names that another tool has for them, and what it says to each of them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.artifact.fields import TYPES, split_list
from aiwg.artifact.kinds import kinds_said
from aiwg.core.dataclass import dataclass, field
from aiwg.importing.layouts.find import known_platforms
from aiwg.importing.layouts.model import TreeLayout
from aiwg.importing.model import CHANGED, KEPT, NOT_LOADED, KeyNote, Native
from aiwg.importing.native.fields import top


@dataclass(slots=True)
class Aimed:
    """The keys of a file without those that are about tools; for which platforms it is, and what each gets alone.

    `is_for_nobody`: it is for tools alone that aiwg does not know.
    """

    front: dict[str, Any]
    include: tuple[str, ...] = ()
    overrides: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[KeyNote] = field(default_factory=list)
    is_for_nobody: bool = False


def aimed(native: Native, front: Mapping[str, Any], layout: TreeLayout) -> Aimed:
    """Return what the keys of a file say about tools, by the layout's names for them."""
    rules: Mapping[str, Any] = layout.data.get("targets") or {}
    result = Aimed(dict(front))
    if not rules:
        return result
    _aim(native, rules, result)
    if rules.get("sections"):
        _take_sections(native, rules, result)
    return result


def platform_of(name: str, rules: Mapping[str, Any]) -> str | None:
    """Return the id of the platform that another tool calls so, None where aiwg knows none."""
    names: Mapping[str, str | None] = rules.get("names") or {}
    if name in names:
        return names[name]
    return name if name in known_platforms().folders else None  # aliases would cost a look into every adapter


def _aim(native: Native, rules: Mapping[str, Any], result: Aimed) -> None:
    key = rules.get("key", "")
    said = result.front.pop(key, None)
    if said is None:
        return
    names = [str(each).strip() for each in (said if isinstance(said, list) else split_list(said))]
    if not names or set(names) & set(rules.get("every", ())):
        result.notes.append(native.note(KEPT, key=key))
        return
    known = {name: platform_of(name, rules) for name in names}
    result.include = tuple(sorted({id for id in known.values() if id}))
    unknown = ", ".join(name for name, id in known.items() if not id)
    result.is_for_nobody = not result.include
    if result.is_for_nobody:
        result.notes.append(native.note(NOT_LOADED, f"is for {unknown} alone, which aiwg does not know", key))
    elif unknown:
        result.notes.append(native.note(CHANGED, f"is for {unknown} too, which aiwg does not know", key))
    else:
        result.notes.append(native.note(KEPT, key=key))


def _take_sections(native: Native, rules: Mapping[str, Any], result: Aimed) -> None:
    """Move what is said to single tools under their platforms; keys that a tool itself does not have stay behind."""
    folder_key = top(str(native.cell.get("folder_in", "")))
    for key in [key for key, value in result.front.items() if isinstance(value, Mapping)]:
        if key == folder_key or key in TYPES[native.kind] or not _is_target(key, rules):
            continue
        section, platform = dict(result.front.pop(key)), platform_of(key, rules)
        adapter = known_platforms().get(platform) if platform else None
        own = set(_own_keys(adapter, native.cell.kind)) if adapter else set[str]()
        kept = {name: value for name, value in section.items() if name in own}
        left = ", ".join(str(name) for name in section if name not in own)
        if kept and platform:
            result.overrides[platform] = {**result.overrides.get(platform, {}), **kept}
        reason = f"{left}: {key} itself has no such key in {kinds_said(native.kind)}" if left else ""
        result.notes.append(native.note(CHANGED if left else KEPT, reason, key))


def _is_target(key: str, rules: Mapping[str, Any]) -> bool:
    return key in (rules.get("names") or {}) or key in known_platforms().folders


def _own_keys(adapter: Adapter, cell_kind: str) -> Iterator[str]:
    """Yield the keys that a platform's files of a kind have, as far as its adapter knows them."""
    cell = adapter.cells.get(cell_kind)
    if cell is None:
        return
    yield from (top(rule.target) for rule in cell.fields or ())
    yield from cell.get("accepts", ())
    classes: Mapping[str, Any] = (adapter.data.get("classes") or {}).get(cell_kind) or {}
    for listed in classes.values():
        for each in listed if isinstance(listed, list) else ():
            yield from each if isinstance(each, Mapping) else (str(each),)
