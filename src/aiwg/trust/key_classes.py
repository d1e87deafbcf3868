"""What a native key does for the worst of its readers: looked up in what all adapters together say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from aiwg.adapter.classes import Folded, fold, folded_part, folded_value
from aiwg.core.dataclass import dataclass
from aiwg.fs import resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KeyClasses:
    """What all adapters together say about the keys and texts of one kind."""

    dangerous: Mapping[Folded, str]
    narrowing: Mapping[Folded, tuple[str, ...] | None]
    harmless: frozenset[Folded]
    forms: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, str]
    """The dangerous keys with all their parts written as one: what a reader of flat keys takes them for."""

    def class_of(self, path: Folded, value: Any) -> str | None:
        """Return why a plain value at `path` needs consent: a dangerous class or `unknown`; None when it does not."""
        narrowing = _longest(path, self.narrowing)
        values = self.narrowing[narrowing] if narrowing is not None else None
        if values is not None and _all_in(value, values):
            return None
        danger = _longest(path, self.dangerous)
        if danger is not None and (narrowing is None or values is not None or len(narrowing) <= len(danger)):
            return self.dangerous[danger]
        if (flat := self.whole.get("".join(path))) is not None and danger is None and narrowing is None:
            return flat
        if values is not None:
            return "grants"  # a key that narrows has a value that nobody knows to narrow
        if narrowing is None and path not in self.harmless and not _is_wild(path, self.harmless):
            return UNKNOWN
        return "runs" if self._hides(path, value) else None

    def _hides(self, path: Folded, value: Any) -> bool:
        """Say whether a text may be a mapping that some reader parses: `metadata: "{openclaw: {install: ...}}"`."""
        if not isinstance(value, str) or "{" not in value:
            return False
        return any(len(known) > len(path) and _matches(path, known[: len(path)]) for known in self.dangerous)


@cache
def cells() -> Mapping[str, KeyClasses]:
    """Return what the adapters that ship with aiwg say, by the name of the cell."""
    return {name: _cell(said) for name, said in _union()["cells"].items()}


@cache
def loaded_files() -> frozenset[str]:
    """Return the names of files, in lower case, that some client loads or runs wherever they lie."""
    return frozenset(_union()["files"])


@cache
def _union() -> dict[str, Any]:
    with open(
        resources.keys_file(), encoding="utf-8"
    ) as stream:  # made by `make docs`: 99 adapters are too many for a run
        found: dict[str, Any] = json.load(stream)
    return found


def _cell(said: Mapping[str, Any]) -> KeyClasses:
    dangerous = {tuple(path.split(".")): name for path, name in said["dangerous"].items()}
    return KeyClasses(
        dangerous,
        {
            tuple(path.split(".")): None if values is None else tuple(values)
            for path, values in said["restricts"].items()
        },
        frozenset(tuple(path.split(".")) for path in said["harmless"]),
        {form: tuple(effects) for form, effects in said["body"].items()},
        {"".join(path): name for path, name in dangerous.items()},
    )


def _longest(path: Folded, known: Mapping[Folded, Any]) -> Folded | None:
    """Return the longest of the known paths that `path` is or stands below."""
    for length in range(len(path), 0, -1):
        if path[:length] in known:
            return path[:length]
    return None


def _is_wild(path: Folded, known: frozenset[Folded]) -> bool:
    """Say whether any name may stand at the end of a path."""
    return (*path[:-1], "*") in known


def _matches(path: Folded, known: Folded) -> bool:
    return path == known


def _all_in(value: Any, values: Sequence[str]) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(folded_value(item) in values for item in items)


def split(cell: KeyClasses, also: KeyClasses | None, keys: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the keys that need no consent, and those that do by their dotted path.

    `also` is another kind that the artifact may be carried as: what is dangerous there needs consent too.
    """
    return _split(cell, also, keys, (), "")


def _split(
    cell: KeyClasses, also: KeyClasses | None, keys: Mapping[str, Any], above: Folded, shown: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    kept: dict[str, Any] = {}
    held: dict[str, Any] = {}
    for key, value in keys.items():
        name, path = f"{shown}{key}", (*above, *fold(str(key)))
        if isinstance(value, Mapping) and value:
            inner, below = _split(cell, also, value, path, f"{name}.")
            held |= below
            if inner:
                kept[key] = inner
        elif any(_needs_consent(cell, also, where, leaf, str(key)) for where, leaf in _leaves(path, value)):
            held[name] = value
        else:
            kept[key] = value
    return kept, held


def _leaves(path: Folded, value: Any) -> Iterator[tuple[Folded, Any]]:
    """Yield the plain values below a key, with their paths; a list of plain values is one."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves((*path, *fold(str(key))), inner)
    elif isinstance(value, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in value):
        for item in value:
            yield from _leaves(path, item)
    else:
        yield path, value


def _needs_consent(cell: KeyClasses, also: KeyClasses | None, path: Folded, value: Any, key: str) -> bool:
    if cell.class_of(path, value) is not None:
        return True
    if "." in key and folded_part(key.replace(".", "")) in cell.whole:
        return True
    return also is not None and also.class_of(path, value) not in (None, UNKNOWN)
