"""What the lines of a manifest say one by one: of one that is torn, or that git has merged badly."""

from __future__ import annotations

import json

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.manifest import SCHEMA, Manifest, parse_manifest
from aiwg.merge.conflicts import marker_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEEDED = ("platforms", "selection", "sources")
"""Without these nobody knows what a deploy would write here."""
HEAD = (*NEEDED, "placed", "folders", "packages", "originals", "outputs")


@dataclass(slots=True)
class _Found:
    """What was found so far; `section` is the list whose lines are being read."""

    head: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, Any] = field(default_factory=dict)
    section: str = ""
    items: list[Any] = field(default_factory=list)

    def read(self, line: str) -> None:
        """Take what one line says."""
        text = line.strip().rstrip(",")
        if self.section and text in ("]", "}"):
            self.head[self.section] = _united(self.head.get(self.section), self.items)
            self.section, self.items = "", []
        elif text.startswith('"') and text.endswith(('": [', '": {')):
            name = text[1:-4]
            self.section, self.items = (name, []) if name in HEAD else ("", [])
        elif self.section and (value := _parsed(text)) is not None and isinstance(value, str):
            self.items.append(value)
        else:
            for key, value in _entry(text).items():
                self._take(key, value)

    def _take(self, key: str, value: Any) -> None:
        if isinstance(value, dict) and "own" in value:
            self.paths.setdefault(key, value)
        elif isinstance(value, {"placed": list, "originals": dict}.get(self.section, ())):
            self.items.append({key: value})
        elif key in HEAD:
            self.head.setdefault(key, value)


def read_lines(text: str, shown: str) -> Manifest | None:
    """Return the manifest of the lines that are whole, None when too little is; of two that differ the first counts.

    An entry says what we wrote, with its hash: whether it is still there is decided on the disk, as always.
    """
    found = _Found()
    for line in text.split("\n"):
        if not marker_of(line)[0]:
            found.read(line)
    if any(key not in found.head for key in NEEDED):
        return None
    try:
        return parse_manifest(json.dumps({"schema": SCHEMA, **found.head, "paths": found.paths}), shown)
    except UserError:
        return None


def _united(known: Any, items: list[Any]) -> Any:
    if any(isinstance(item, dict) for item in items) or isinstance(known, dict):
        return {**{key: value for item in items for key, value in item.items()}, **(known or {})}
    return list(dict.fromkeys([*(known or ()), *items]))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _entry(text: str) -> dict[str, Any]:
    """Return the entry of one line, nothing when it is not whole."""
    value = _parsed(f"{{{text}}}")
    return value if isinstance(value, dict) else {}
