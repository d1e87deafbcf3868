"""Restrictions of a source, and whether each client that knows one still reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from tests.hostile.corpus import NATIVE, Case, ingredients, markdown
from tests.hostile.facts import Kind, facts
from tests.hostile.reader import Finding, keys_as_read

MEANS = {"deny_tools": "disallowedTools", "disallowedTools": "disallowedTools", "access": "permissionMode"}
"""Words of a source for which clients have others."""

IN_OUR_WORDS = frozenset({"tools", "deny_tools", "disallowedTools", "access", "maxTurns"})
ABSENT: tuple[Any, ...] = (None, "", [], {})


@cache
def restricted() -> tuple[tuple[Case, Mapping[str, Any]], ...]:
    """Return artifacts with a restriction each, beside texts that might take it away."""
    data, found = ingredients(), []
    texts = ["Plain.", *data["ending"]]
    for kind, restrictions in data["restrictions"].items():
        places = ("description", "argument-hint", "body") if kind != "agent" else ("description", "title", "body")
        pairs = product(restrictions, texts, places)
        for number, (restriction, text, place) in enumerate(pairs):
            keys = {"description": "Restricted.", **({place: text} if place != "body" else {}), **restriction}
            body = f"{text}\nDo it.\n" if place == "body" else "Do it.\n"
            id = f"hr{kind[:2]}{number:04}"
            found.append(
                (markdown(id, kind, f"restriction {restriction} and {text!r} in {place}", keys, body, {}), restriction)
            )
    return tuple(found)


def lost(emitted: Mapping[str, bytes], asked: Collection[str], told: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Yield each restriction that a client's own list names, and that it does not find in what was emitted.

    `asked`: the platforms of the deploy; restrictions in words of a source are for these alone. `told`: artifacts and
    platforms of which the deploy says itself that agents may do more there.
    """
    wanted = {case.id: (case.kind, restriction) for case, restriction in restricted()}
    for path, data in emitted.items():
        id = next((name for part in path.split("/") if (name := part.partition(".")[0]) in wanted), None)
        if id is None:
            continue
        kind_of_source, restriction = wanted[id]
        for kind, keys in keys_as_read(path, data):
            if (
                kind.kind == NATIVE[kind_of_source]
                and (id, kind.client) not in told
                and not _is_hidden(kind, path, emitted)
            ):
                for key, value in restriction.items():
                    if key in IN_OUR_WORDS and kind.client not in asked:
                        continue
                    if _is_known(kind, key) and not _is_kept(kind, keys, key, value):
                        yield Finding(kind.client, "lost", path, f"{key}: {value}")


def _is_hidden(kind: Kind, path: str, emitted: Collection[str]) -> bool:
    """Say whether a client passes a file over, as one of the same name was emitted to a stronger place of its own."""
    name = path.rpartition("/")[2]
    rank = next((number for number, place in enumerate(kind.places) if place.match(path)), 0)
    stronger = kind.places[:rank] if kind.first_of_a_name else ()
    return any(place.match(other) for other in emitted if other.rpartition("/")[2] == name for place in stronger)


def _as_read(kind: Kind, key: str) -> str:
    """Return a key as a client compares it: some pass over capitals."""
    return key.lower() if facts().style(kind.client, kind.kind) == "lines" else key


def _is_known(kind: Kind, key: str) -> bool:
    """Say whether a client's own list names a restriction, by a name of the source or its own."""
    return any(name in kind.own and _may_narrow(kind, name) for name in (_as_read(kind, key), MEANS.get(key, key)))


def _is_kept(kind: Kind, keys: Mapping[str, Any], key: str, value: Any) -> bool:
    """Say whether a client still reads a restriction; tools may be narrowed by any of its keys."""
    if key in MEANS or key == "tools":
        return any(keys.get(name) not in ABSENT for name in kind.own if _may_narrow(kind, name))
    return _holds(keys.get(_as_read(kind, key)), value)


def _may_narrow(kind: Kind, key: str) -> bool:
    return kind.keys.get(key) in ("restricts", "values") or key in facts().data["narrow_values"]


def _holds(found: Any, wanted: Any) -> bool:
    """Say whether a value that a client reads is still a restriction; its tools may have other names."""
    if isinstance(wanted, bool):
        return found is wanted or str(found).lower() == str(wanted).lower()
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(found.get(key) == value for key, value in wanted.items())
    return found not in ABSENT and (not isinstance(wanted, str) or isinstance(found, str | list))
