"""The size of a result: one page of its main list, and no more text than a model should get from one call."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

MOST_CHARACTERS: Final = 40_000
"""Characters of JSON in one result. Claude Code warns at 10,000 tokens of one MCP result, estimated at four each."""
FEWEST_CHARACTERS: Final = 400
"""A text of up to this many characters is never cut."""

Steps = tuple[str | int, ...]


def page_of(document: dict[str, Any], key: str, offset: int, limit: int) -> dict[str, Any]:
    """Return a document with one page of the list or text under `key`, and with `page`, which says where it goes on."""
    whole = document.get(key)
    if not isinstance(whole, Sequence):
        return {**document, "page": _page(key, offset, 0, 0)}
    part = whole[offset : offset + limit]
    return {**document, key: part, "page": _page(key, offset, len(part), len(whole))}


def _page(key: str, offset: int, count: int, total: int) -> dict[str, Any]:
    end = offset + count
    return {"of": key, "offset": offset, "count": count, "total": total, "next": end if end < total else None}


def fitted(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that is short enough: the longest list or text is halved until it is.

    Of what was cut `page` says where it goes on, for the list that has pages, else `truncated` names it with its size.
    """
    cut: dict[Steps, int] = {}
    while len(text_of(document)) > MOST_CHARACTERS:
        steps = _longest(document)
        if steps is None:
            break
        document = _halved(document, steps, cut)
    page = document.get("page")
    if page is not None:
        cut.pop((page["of"],), None)
        count = len(document.get(page["of"]) or ())
        document = {**document, "page": _page(page["of"], page["offset"], count, page["total"])}
    if cut:
        named = [{"path": ".".join(map(str, steps)), "total": total} for steps, total in sorted(cut.items(), key=str)]
        document = {**document, "truncated": named}
    return document


def text_of(document: Any) -> str:
    """Return a document as JSON on one line."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _longest(document: dict[str, Any]) -> Steps | None:
    """Return the way to the list or text in a document that is best cut; None when none is left.

    Lists are cut before the texts in them, and of all the one that takes most room.
    """
    sizes = {steps: len(text_of(value)) for steps, value in _cuttable(document, ())}
    return max(sizes, key=lambda steps: (sizes[steps], -len(steps)), default=None)


def _cuttable(value: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    if (isinstance(value, list | tuple) and len(value) > 1) or (
        isinstance(value, str) and len(value) > FEWEST_CHARACTERS
    ):
        yield steps, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _cuttable(inner, (*steps, key))
    elif isinstance(value, list | tuple) and len(value) == 1:
        yield from _cuttable(value[0], (*steps, 0))


def _halved(value: Any, steps: Steps, cut: dict[Steps, int], here: Steps = ()) -> Any:
    """Return a value with the list or text at `steps` cut to half, and note in `cut` how long it was at first."""
    if not steps:
        cut.setdefault(here, len(value))
        return value[: max(1, len(value) // 2)]
    step, rest = steps[0], steps[1:]
    inner = _halved(value[step], rest, cut, (*here, step))
    if isinstance(value, dict):
        return {**value, step: inner}
    return [inner if number == step else each for number, each in enumerate(value)]


def without_surrogates(value: Any) -> Any:
    """Return a value whose texts are Unicode: bytes of a file name that are no UTF-8 become escapes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {without_surrogates(str(key)): without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(inner) for inner in value]
    return value
