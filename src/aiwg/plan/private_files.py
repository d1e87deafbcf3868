"""The outputs that are aiwg's altogether, so that git may ignore them; never a file that the user owns a part of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.fs.tree import ABSENT, FILE, FileState
from aiwg.manifest import BLOCK, KEYS, Record
from aiwg.manifest import FILE as FILE_OWNED
from aiwg.plan.actions import ADOPT, CREATE, DELETE, DELETED, EDITED, KEEP, UPDATE, Action
from aiwg.plan.blocks import drop_block
from aiwg.plan.diff import Look
from aiwg.plan.keys import decide_keys

_STANDING = (CREATE, UPDATE, ADOPT, KEEP, EDITED, DELETED)
_SPECIAL = lazy_pattern(r"[\\*?\[]")
_WRITABLE = 0o644


@dataclass(frozen=True, slots=True)
class OwnedFiles:
    """The paths of a plan at which all is ours, and those at which the user has a part, each with its platforms."""

    whole: dict[str, tuple[str, ...]]
    shared: dict[str, tuple[str, ...]]


def owned_files(actions: Iterable[Action], look: Look) -> OwnedFiles:
    """Return what a plan leaves at its paths, by whose it is. `look` tells what is there where the plan does not."""
    found = OwnedFiles({}, {})
    for action in actions:
        if action.action in _STANDING and action.record is not None:
            is_whole = _is_whole(action, action.record, look)
            (found.whole if is_whole else found.shared)[action.path] = action.platforms
    return found


def _is_whole(action: Action, record: Record, look: Look) -> bool:
    """Say whether nothing of the user's stands in a file once the plan is carried out."""
    if record.own == FILE_OWNED:
        return not record.adopted
    if not record.created:
        return False
    content = action.new if action.writes else action.old
    if content is None:
        actual = look(action.path)
        if actual.kind != FILE:  # what is not there holds nothing of the user's
            return actual.kind == ABSENT
        content = actual.content
    there = FileState(FILE, content, _WRITABLE)
    if record.own == BLOCK:
        return drop_block(action.path, record, there).action == DELETE
    return record.own == KEYS and decide_keys(None, action.path, record, there, force=False).action == DELETE


def ignored_path(line: str) -> str:
    """Return the path that a line of ours in a .gitignore means."""
    return re.sub(r"\\(.)", r"\1", line.removeprefix("/"))


def ignore_pattern(path: str) -> str | None:
    """Return the line of a .gitignore that means this one path, None for a path that no line can mean."""
    if "\n" in path or "\r" in path:
        return None
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], path)
    trailing = len(escaped) - len(escaped.rstrip(" "))
    return "/" + escaped[: len(escaped) - trailing] + "\\ " * trailing
