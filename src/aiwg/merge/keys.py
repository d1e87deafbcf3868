"""Keyed edits of a structured file that is shared with the user, whatever its format."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.merge.batches import Puts
from aiwg.merge.editor import Editor
from aiwg.merge.format import Format
from aiwg.merge.lines import BYTE_ORDER_MARK
from aiwg.merge.lookup import Lookup, Paths
from aiwg.merge.paths import MISSING, KeyPath, Member, Missing, RepeatedKeys, Step, Value, get, plain

__all__ = [
    "MISSING",
    "Edited",
    "KeyPath",
    "Lookup",
    "Member",
    "Missing",
    "Paths",
    "RepeatedKeys",
    "Step",
    "Value",
    "edit",
    "forget_texts",
    "get",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Edited:
    """An edited text, and the containers in it that exist only because of us."""

    text: str
    made: tuple[KeyPath, ...]


def parse(text: str, format: str) -> object:
    """Return the document, an empty mapping when there is none; raise CannotEdit when it is not valid."""
    return _format(format).parse(text.removeprefix(BYTE_ORDER_MARK))


def edit(
    text: str,
    format: str,
    puts: Puts,
    drops: Sequence[KeyPath] = (),
    made: Collection[KeyPath] = (),
) -> Edited:
    """Return the text with `drops` removed and then `puts` set, and not a byte of anything else changed.

    `made` names the containers that earlier edits created; they go when they become empty. The new text has
    been parsed again and compared before it is returned. Raises EditRefusedError when that cannot be promised.
    """
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    body = text[len(mark) :]
    # A table ends the lines of the one above it in some formats, so what is no mapping comes first.
    wanted = [(path, plain(value)) for path, value in puts]
    wanted.sort(key=lambda put: (isinstance(put[1], dict), len(put[0])))
    editor = Editor(_format(format), body, list(made))
    before = editor.document
    found = Lookup(before)
    adds_only = all(found.get(path) is MISSING for path in [*drops, *(path for path, _ in puts)])
    editor.check_each_insertion = not adds_only
    editor.run(wanted, drops)
    if editor.document is not before:
        editor.prove(wanted, drops)
        if adds_only:
            editor.check_way_back(body, editor.inserted, editor.created)
    return Edited(mark + editor.text, tuple(sorted(editor.still_made(), key=repr)))


def forget_texts() -> None:
    """Forget what is known of the texts that were read last: nobody asks about them any more."""
    for module, known in (("yaml_nodes", "compose"), ("toml_scan", "statements")):
        loaded = sys.modules.get(f"aiwg.merge.{module}")
        if loaded is not None:
            getattr(loaded, known).cache_clear()


def _format(name: str) -> Format:
    if name == "json":
        from aiwg.merge import json_keys

        return json_keys
    if name == "toml":
        from aiwg.merge import toml_keys

        return toml_keys
    if name == "yaml":
        from aiwg.merge import yaml_keys

        return yaml_keys
    raise ValueError(f"unknown format {name!r}; known: json, toml, yaml")
