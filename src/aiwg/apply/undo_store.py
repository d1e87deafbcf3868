"""What the last apply replaced, kept in the user's state so that a project stays free of it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiwg.apply.journal import write_synced
from aiwg.apply.state import State
from aiwg.errors import Exit, UserError
from aiwg.manifest import Manifest, check_path, digest, parse_manifest
from aiwg.plan.actions import DELETE, Action

SCHEMA = "aiwg.undo/1"


@dataclass(frozen=True, slots=True)
class Change:
    """One path of the last apply: the hash of what it left there and the bytes it found (None: nothing)."""

    path: str
    after: str | None
    before: bytes | None
    mode: int | None


@dataclass(frozen=True, slots=True)
class LastApply:
    """The last apply: the manifest before it, and what it changed."""

    manifest: Manifest
    changes: tuple[Change, ...]


def store_of(state: State) -> Path:
    """Return the file that remembers the last apply of a project or of the user scope."""
    from platformdirs import user_state_path

    name = "user" if state.roots.scope == "user" else digest(os.fsencode(os.path.realpath(state.roots.base)))[:24]
    return user_state_path("aiwg", appauthor=False) / "undo" / f"{name}.json"


def remember(state: State, old: Manifest, changes: Sequence[Action]) -> None:
    """Write down, durably, what an apply is about to replace."""
    rows = [
        {
            "path": action.path,
            "after": None if action.action == DELETE or action.after is None else digest(action.after),
            "before": None if action.before is None else base64.b64encode(action.before).decode("ascii"),
            "mode": _mode(state.roots.full(action.path)),
        }
        for action in changes
    ]
    content = {"schema": SCHEMA, "manifest": old.text(), "changes": rows}
    file = store_of(state)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_synced(file, json.dumps(content))


def _mode(full: str) -> int | None:
    try:
        return os.lstat(full).st_mode & 0o7777
    except OSError:
        return None


def read(state: State) -> LastApply | None:
    """Return the last apply, or None when there is none to undo.

    Raises UserError (state unusable) when its record cannot be trusted.
    """
    file = store_of(state)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise ValueError(content["schema"])
        changes = tuple(
            Change(
                str(row["path"]),
                row["after"],
                None if row["before"] is None else base64.b64decode(row["before"], validate=True),
                row["mode"],
            )
            for row in content["changes"]
        )
        manifest = parse_manifest(content["manifest"], "the undo record")
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UserError(
            f"the record of the last apply cannot be read: {error}.",
            exit=Exit.STATE,
            hint=f"Nothing was touched. Without it there is nothing to undo: {file}",
        ) from None
    for change in changes:
        check_path(change.path, "the undo record")
    return LastApply(manifest, changes)
