"""aiwg find: the artifacts that fit some words best, for agents and for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import KINDS, kind_named
from aiwg.commands.find.index import IndexedArtifact
from aiwg.commands.find.store import found_index
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.intent import Targets
from aiwg.output.console import paint, say, say_json

SCHEMA = "aiwg.find/1"
WIDTH = 80
"""Columns of a line: agents read a pipe, and pay for each character."""

GAP = 3
"""Columns between a name and its description, or before a description on a line of its own."""

NOTES = {"ready": "", "needs-approval": "needs approval", "forbidden": "forbidden by policy"}


@dataclass(frozen=True, slots=True)
class FindQuery:
    """What to find: words, kinds (all when there are none), and the most results."""

    words: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    limit: int = 10


def run_find(query: FindQuery, targets: Targets, as_json: bool) -> int:
    """Print what fits best; return the exit code. No match is an answer, too."""
    kinds = [_kind_meant(kind) for kind in query.kinds]
    found = found_index(targets).search(" ".join(query.words), kinds, query.limit)
    scope = "" if targets.scope == "project" else f" --scope {targets.scope}"
    if as_json:
        say_json(find_json(query, found, scope))
    elif not found:
        typed = shown(" ".join(query.words))
        say(f'No artifact matches "{typed}".' if typed.strip() else "No artifact is on demand here.")
        say(f"  Try other words, or list all: {paint('aiwg list', 'hint')}")
    else:
        _say_found(found, scope)
    return Exit.OK


def find_json(query: FindQuery, found: Sequence[IndexedArtifact], scope: str) -> dict[str, Any]:
    """Return what was found in the versioned shape that programs rely on."""
    return {
        "schema": SCHEMA,
        "words": " ".join(query.words),
        "results": [
            {
                "artifact": each.key,
                "kind": each.kind,
                "id": each.id,
                "description": each.about,
                "delivery": each.delivery,
                "state": each.state,
                "next": show_command(each, scope) if each.state == "ready" else None,
            }
            for each in found
        ],
    }


def show_command(found: IndexedArtifact, scope: str) -> str:
    """Return the command that prints the text of an artifact."""
    return f"aiwg show {found.key} --body{scope}"


def _say_found(found: Sequence[IndexedArtifact], scope: str) -> None:
    for each in found:
        note = f" ({NOTES[each.state]})" if NOTES[each.state] else ""
        name, about = f"{shown(each.key)}{note}", shown(each.about)
        if len(name) + len(about) + GAP <= WIDTH:
            say(f"{name}{' ' * GAP}{about}")
        else:
            say(name)  # whole, however long: it is what the next command takes
            say(_cut(f"{' ' * GAP}{about}"))
    ready = next((each for each in found if each.state == "ready"), None)
    say()
    if ready is not None:
        say(f"Read one: {paint(shown(show_command(ready, scope)), 'hint')}")
    if any(each.state == "needs-approval" for each in found):
        say(f"The user can approve the marked ones: {paint(f'aiwg trust{scope}', 'hint')}")


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 3].rstrip()}..."


def _kind_meant(typed: str) -> str:
    """Return the kind that a word means. Raises UserError (usage) naming the closest one."""
    kind = kind_named(typed)
    if kind is None:
        near = suggest(typed, KINDS)
        hint = f"{near[0].upper()}{near[1:]}   " if near else ""
        raise UserError(f'there is no kind "{typed}".', exit=Exit.USAGE, hint=f"{hint}They are: {', '.join(KINDS)}")
    return kind
