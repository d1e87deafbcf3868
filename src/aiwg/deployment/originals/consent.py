"""Whether an original would run or grant more than the file that stands at its path now: that waits for consent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.originals import Original
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.digest import text_digest
from aiwg.core.patterns import lazy_pattern
from aiwg.deployment.gate.effects import acting_keys, acting_words, known, plain
from aiwg.deployment.gate.parse import Keys, UnreadableOutputError, keys_of_document, readings
from aiwg.fs.tree import FileState
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import parse
from aiwg.plan.writable import is_block_cell, writable_by

KEY = "original/"
"""What the keys of approvals of originals begin with."""

_NOTHING = ("", None, False, "stdio", "command")
"""Values by which nothing runs that would not run without them."""

_LEGACY = lazy_pattern(r":\*\)")
"""Ends a rule in a spelling of former versions, which means the same as a blank and a star."""

_FORMATS = {"json": "json", "jsonc": "json", "toml": "toml", "yaml": "yaml", "yml": "yaml"}


Limit = tuple[str, frozenset[str]]
"""Where permissions stand in a settings file, as a dotted path, and the words there that forbid or ask."""


@dataclass(frozen=True, slots=True)
class OriginalConsents:
    """Answers for the originals of one scope. `given` are the consents of this machine, by key."""

    adapters: Sequence[Adapter]
    scope: str
    environment: Environment
    given: Mapping[str, str]

    def cover(self, path: str, original: Original, kept: FileState, now: bytes | None) -> bool:
        """Say whether an original may stand at a path in the place of what is there now."""
        if self.given.get(f"{KEY}{path}") == original.sha256:
            return True
        return not self.more(path, original, kept.data, now)

    def acts(self, path: str, original: Original, data: bytes) -> bool:
        """Say whether an original runs or grants anything where nothing is."""
        return bool(self.more(path, original, data, None))

    def more(self, path: str, original: Original, data: bytes, now: bytes | None) -> list[str]:
        """Return what an original would run or grant, in words, that the file at its path now does not."""
        cells, limits = self._cells(path, original), self._limits(original)
        if not cells:
            return ["all of it"]
        there = set(_acts(path, now, cells, limits)) if now is not None else set()
        more = [each for each in dict.fromkeys(_acts(path, data, cells, limits)) if each not in there]
        more += _restrictions_lost(path, data, now, cells)
        return [*more, "it can be executed"] if original.executable and now is None else more

    def _limits(self, original: Original) -> tuple[Limit, ...]:
        """Return where the settings of its platforms hold permissions, and the words there that forbid or ask."""
        found: list[Limit] = []
        for adapter in self.adapters:
            cell = adapter.cells.get(KINDS["permission"].cell) if adapter.id in original.platforms else None
            for place in cell.reads if cell is not None else ():
                keys = place.spec.selector.keys if place.spec.selector is not None else ()
                effects = {"deny": "deny", "ask": "ask", **(cell.get("effects", {}) if cell is not None else {})}
                found.append((".".join(keys), frozenset({effects["deny"], effects["ask"]})))
        return tuple(dict.fromkeys(found))

    def _cells(self, path: str, original: Original) -> dict[str, bool]:
        """Return the kinds that a path is for, each with whether it is a settings file."""
        found: dict[str, bool] = {}
        for adapter in self.adapters:
            if adapter.id not in original.platforms:
                continue
            for name, cell in adapter.cells.items():
                one = writable_by([replace(adapter, cells={name: cell})], self.scope, self.environment)
                if one.path(path):
                    is_text = name in known()["cells"] or is_block_cell(name)
                    is_settings = not is_text or not (one.file(path) or one.block(path))
                    found[name] = found.get(name, False) or is_settings
        return found


def _acts(path: str, data: bytes, cells: Mapping[str, bool], limits: Sequence[Limit]) -> Iterator[str]:
    """Yield what a file does, each with the value by which it does it. `limits` tell what forbids something."""
    text = data.decode("utf-8", "replace")
    if any(cells.values()):
        yield from _values_of_settings(path, text, limits)
        return
    if "skills" in cells and not path.endswith(("/SKILL.md", ".md")):
        yield f"the file {text_digest(data)}"
        return
    for cell in cells:
        yield from acting_words(text, cell, path.count("/"))
        for reading in _readings(path, text):
            if reading is None:
                yield f"unreadable keys: {text_digest(data)}"
                continue
            for where in acting_keys(reading, cell):
                yield f"{where}: {_plain_value(_at(reading, where.split('.')[0]))}"


def _values_of_settings(path: str, text: str, limits: Sequence[Limit]) -> Iterator[str]:
    format = _FORMATS.get(path.rpartition(".")[2])
    try:
        document = parse(text, format) if format else None
    except (EditRefusedError, ValueError):
        document = None
    if document is None:
        if text.strip():
            yield f"a text: {text_digest(text.encode('utf-8', 'surrogatepass'))}"
        return
    for where, value in _leaves(document, ""):
        if not _is_limit(where, value, limits):
            yield f"{where} = {json.dumps(_LEGACY.sub(' *)', value) if isinstance(value, str) else value)}"


def _is_limit(where: str, value: Any, limits: Iterable[Limit]) -> bool:
    """Say whether a value of a settings file is a permission that forbids something, or asks first."""
    for start, words in limits:
        inside = where.removeprefix(f"{start}.") if start else where
        if start and inside == where:
            continue
        if inside in {f"{word}[]" for word in words} or (start and value in words):
            return True
    return False


def _leaves(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{where}[]")
    elif not (value in _NOTHING or (isinstance(value, int | float) and not isinstance(value, bool))):
        yield where, value if isinstance(value, str | bool) else str(value)


def _readings(path: str, text: str) -> Iterable[Keys | None]:
    try:
        keys = keys_of_document(path.rpartition("/")[2], text)
        return [keys] if keys is not None else list(readings(text))
    except UnreadableOutputError:
        return [None]


def _restrictions_lost(path: str, data: bytes, now: bytes | None, cells: Mapping[str, bool]) -> Iterator[str]:
    """Yield the keys that limit an artifact now and would not any more."""
    if now is None or any(cells.values()):
        return
    after = [keys or {} for keys in _readings(path, data.decode("utf-8", "replace"))]
    for cell in cells:
        said = known()["cells"].get(cell, {})
        limiting = {plain(key) for key in (*said.get("restricts", ()), *said.get("limits", ()))}
        for keys in _readings(path, now.decode("utf-8", "replace")):
            for key, value in (keys or {}).items():
                same = all(_plain_value(reading.get(key)) == _plain_value(value) for reading in after)
                if plain(str(key)) in limiting and not same:
                    yield f"without {key}: {_plain_value(value)}"


def _at(keys: Keys, first: str) -> Any:
    return next((value for key, value in keys.items() if str(key).split(".")[0] == first), None)


def _plain_value(value: Any) -> str:
    """Return a value in one form, lists written in whatever way."""
    if isinstance(value, str):
        value = [part for part in re.split(r"[\s,]+", value) if part]
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(sorted(value))
    return json.dumps(value, sort_keys=True, default=str)
