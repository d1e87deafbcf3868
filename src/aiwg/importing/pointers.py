"""Pointers: files whose only content sends a platform to another file that is imported, too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from aiwg.artifact.kinds import KINDS
from aiwg.core.dataclass import replace
from aiwg.importing.alike import folded_text
from aiwg.importing.model import CHANGED, Draft, KeyNote, NativeReader

LONGEST = 300
"""Characters that a pointer has at most: a longer text says something itself."""

_PATH = re.compile(r"(?:@|\]\(|`|\"|'|\s|^)(?:\.{0,2}/)*+([\w.-]+(?:/[\w.-]+)*\.(?:md|mdc|markdown|toml|txt))\b")
_INCLUDE = re.compile(r"@((?:\.{1,2}/)*[\w.-]+(?:/[\w.-]+)*)")
_NAMES = re.compile(r"\b(?:see|read|follow|refer|use|load|apply|import|instructions|guidelines|rules)\b", re.IGNORECASE)


def without_pointers(drafts: Sequence[Draft], ours: Collection[str] = ()) -> tuple[list[Draft], list[KeyNote]]:
    """Return drafts without those that only point to another one, whose readers load that one; and notes of them.

    `ours` are the files that aiwg writes, by their paths in the project: who points to one of them is a pointer, too.
    """
    by_path = {name: draft for draft in drafts for native in draft.natives for name in _paths(native.names)}
    led: dict[int, list[Draft]] = {}
    pointers: dict[int, str] = {}
    for draft in drafts:
        target = _target(draft, by_path)
        if target is None and (written := _ours_pointed_to(draft, ours)):
            pointers[id(draft)] = written
        elif target is not None:
            pointers[id(draft)] = target.native.shown
            led.setdefault(id(target), []).append(draft)
    kept, notes = list[Draft](), list[KeyNote]()
    for draft in drafts:
        if id(draft) not in pointers:
            each = _without_includes(draft, by_path, ours)
            kept.append(_with_readers(each, led.get(id(draft), ())))
            continue
        reason = f"only points to {pointers[id(draft)]}; a deploy writes such pointers itself"
        notes += [each.note(CHANGED, reason) for each in draft.natives]
    return kept, notes


def _without_includes(draft: Draft, by_path: dict[str, Draft], ours: Collection[str]) -> Draft:
    """Return a draft without the lines that do nothing but include a file that is imported itself."""
    if not KINDS[draft.artifact.kind].is_text or "@" not in draft.artifact.body:
        return draft
    folder = posixpath.dirname(draft.native.shown)
    kept, gone = list[str](), list[str]()
    for line in draft.artifact.body.split("\n"):
        match = _INCLUDE.fullmatch(line.strip())
        path = posixpath.normpath(posixpath.join(folder, match[1])) if match else ""
        target = by_path.get(path)
        is_other = target is not None and target is not draft and target.artifact.kind == draft.artifact.kind
        if is_other or (target is None and path in ours):
            gone.append(match[1] if match else "")
        else:
            kept.append(line)
    if not gone:
        return draft
    note = draft.native.note(CHANGED, f"includes {', '.join(gone)}, which is imported itself", "include")
    body = "\n".join(kept).lstrip("\n")
    said = folded_text(body)
    return replace(draft, artifact=draft.artifact.with_(body=body), notes=(*draft.notes, note), text="", said=said)


def _paths(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield posixpath.normpath(name)


def _target(draft: Draft, by_path: dict[str, Draft]) -> Draft | None:
    """Return the draft that another one points to and says nothing beside; None for one that is no pointer."""
    for path in _pointed_to(draft):
        found = by_path.get(path)
        if found is not None and found is not draft and _is_alike(found, draft):
            return found if len(found.artifact.body.strip()) > len(draft.artifact.body.strip()) else None
    return None


def _ours_pointed_to(draft: Draft, ours: Collection[str]) -> str:
    """Return the file of aiwg's that a text points to and says nothing beside; empty for one that is no pointer."""
    if not ours or not KINDS[draft.artifact.kind].is_text:
        return ""
    return next((path for path in _pointed_to(draft) if path in ours), "")


def _pointed_to(draft: Draft) -> list[str]:
    """Return where the one path leads that a text names and says nothing beside, from each of its folders."""
    text = draft.artifact.body.strip()
    if not text or len(text) > LONGEST or draft.artifact.kind == "ignore":
        return []
    paths = list(dict.fromkeys(_PATH.findall(text)))
    if len(paths) != 1:
        return []
    rest = text.replace(paths[0], "")
    if any(char.isalnum() for char in rest) and not _NAMES.search(rest):
        return []
    folders = [posixpath.dirname(name) for native in draft.natives for name in native.names]
    return [posixpath.normpath(posixpath.join(base, paths[0])) for base in ("", *folders)]


def _is_alike(one: Draft, other: Draft) -> bool:
    """Say whether two drafts are of one kind, or both of kinds that are sent as they are."""
    kinds = one.artifact.kind, other.artifact.kind
    return kinds[0] == kinds[1] or all(KINDS[kind].is_text for kind in kinds)


def _with_readers(draft: Draft, pointing: Sequence[Draft]) -> Draft:
    """Return a draft that the readers of its pointers load as well."""
    more = [
        NativeReader(reader.platform, when=reader.when, globs=reader.globs)
        for each in pointing
        for native in each.natives
        for reader in native.readers
        if reader.is_loaded and draft.native.reader(reader.platform) is None
    ]
    hidden = {
        reader.platform for each in pointing for native in each.natives for reader in native.readers if reader.is_loaded
    }
    readers = tuple(
        replace(reader, is_loaded=True) if reader.platform in hidden else reader for reader in draft.native.readers
    )
    native = replace(draft.native, readers=(*readers, *dict.fromkeys(more)))
    return replace(draft, natives=(native, *draft.natives[1:]))
