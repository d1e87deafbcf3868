"""Key paths, and what setting or removing one means for a parsed document.

Nothing here changes a document: the containers along the path are copied. So a part that is shared by an
alias keeps its old value elsewhere, and a comparison with the edited text shows when both have changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.merge.errors import EditRefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

VALUE_DEPTH = 100
INTEGER_BITS = 10_000


@dataclass(frozen=True, slots=True)
class Member:
    """A step to the list element that is a mapping whose `key` has the text `value`."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Value:
    """A step to the list element that equals this value."""

    value: object


Step: TypeAlias = str | Member | Value
KeyPath: TypeAlias = tuple[Step, ...]


class Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class Ambiguous:
    """The type of AMBIGUOUS."""

    def __repr__(self) -> str:
        return "AMBIGUOUS"


AMBIGUOUS: Final = Ambiguous()
"""In the place of a value whose key stands twice in the text: readers differ in which of the two they take."""


class RepeatedKeys(dict["Any", "Any"]):
    """A mapping in whose text some keys stand more than once; it holds the last value of each."""

    repeated: frozenset[object] = frozenset()


def mapping_of(pairs: Sequence[tuple[Any, Any]]) -> dict[Any, Any]:
    """Return the mapping that some keys and values make."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [key for key, _ in pairs]
    marked = RepeatedKeys(found)
    marked.repeated = frozenset(name for name, count in Counter(names).items() if count > 1)
    return marked


def get(document: object, path: KeyPath) -> object:
    """Return the value at the path, or MISSING."""
    for step in path:
        if isinstance(step, str):
            document = document.get(step, MISSING) if isinstance(document, dict) else MISSING
        else:
            places = positions(document, step)
            document = document[places[0]] if places and isinstance(document, list) else MISSING
    return document


def positions(elements: object, step: Member | Value) -> list[int]:
    """Return the indexes of the list elements that the step names."""
    if not isinstance(elements, list):
        return []
    if isinstance(step, Value):
        wanted = plain(step.value)
        if isinstance(wanted, str):
            return [index for index, element in enumerate(elements) if type(element) is str and element == wanted]
        return [index for index, element in enumerate(elements) if same(element, wanted)]
    return [
        index
        for index, element in enumerate(elements)
        if isinstance(element, dict) and same(element.get(step.key, MISSING), step.value)
    ]


def position(elements: list[object], step: Member | Value) -> int | None:
    """Return the index of the element that the step names, or None; raise CannotEdit when there are more."""
    places = positions(elements, step)
    if len(places) > 1:
        raise EditRefusedError(f"the list has {len(places)} elements that are {described(step)}")
    return places[0] if places else None


def with_value(document: object, path: KeyPath, value: object) -> object:
    """Return the document with the value at the path; only the last step may be absent from it."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        mapping = dict(document) if isinstance(document, dict) else {}
        mapping[step] = with_value(mapping.get(step), rest, value)
        return mapping
    elements = list(document) if isinstance(document, list) else []
    index = position(elements, step)
    if index is None:
        return [*elements, value]
    elements[index] = with_value(elements[index], rest, value)
    return elements


def without(document: object, path: KeyPath) -> object:
    """Return the document without what is at the path, which exists."""
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        assert isinstance(document, dict)  # noqa: S101 - callers have found the path in the document
        mapping = dict(document)
        if rest:
            mapping[step] = without(mapping[step], rest)
        else:
            del mapping[step]
        return mapping
    assert isinstance(document, list)  # noqa: S101 - callers have found the path in the document
    elements = list(document)
    index = position(elements, step)
    assert index is not None  # noqa: S101 - callers have found the path in the document
    if rest:
        elements[index] = without(elements[index], rest)
    else:
        del elements[index]
    return elements


def wrapped(steps: KeyPath, value: object) -> object:
    """Return the value inside the containers that the steps need: mappings, and lists of one element."""
    for number, step in enumerate(reversed(steps)):
        if isinstance(step, str):
            value = {step: value}
        elif number == 0:
            value = [value]
        else:
            raise EditRefusedError(f"the list has no element that is {described(step)}")
    return value


def same(one: object, other: object) -> bool:
    """Return whether two parsed values are equal, types included: 1, 1.0 and true are three values."""
    return _same(one, other, set())


def _same(one: object, other: object, seen: set[tuple[int, int]]) -> bool:
    if type(one) is not type(other) and not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        # Aliases make a small document a huge tree: each pair of containers is compared once.
        if (id(one), id(other)) in seen:
            return True
        seen.add((id(one), id(other)))
        return one.keys() == other.keys() and all(_same(one[key], other[key], seen) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        if (id(one), id(other)) in seen:
            return True
        seen.add((id(one), id(other)))
        return len(one) == len(other) and all(map(lambda a, b: _same(a, b, seen), one, other))
    return one == other or (one != one and other != other)  # only NaN differs from itself


def plain(value: object, depth: int = 0) -> object:
    """Return a copy of the value made of plain types; raise CannotEdit for one that no file could hold."""
    if depth > VALUE_DEPTH:
        raise EditRefusedError(f"the value to write is nested more than {VALUE_DEPTH} levels deep")
    if isinstance(value, str):
        return _encodable(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise EditRefusedError(f"the value to write has the key {key!r}, which is not text")
        return {_encodable(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, int) and value.bit_length() > INTEGER_BITS:
        raise EditRefusedError("a number of the value to write has too many digits")
    for kind in (bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    from datetime import date, datetime, time

    if value is None or isinstance(value, datetime | date | time):
        return value
    raise EditRefusedError(f"a value of the type {type(value).__name__} cannot be written")


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise EditRefusedError("the value to write has half a character in it (a lone surrogate)") from None
    return str(text)


def check_depth(document: object, limit: int) -> None:
    """Raise CannotEdit when more than `limit` containers of the document stand in each other."""
    level = [document]
    for _ in range(limit):
        children: dict[int, object] = {}
        for value in level:
            items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            children.update((id(item), item) for item in items if isinstance(item, dict | list))
        if not children:
            return
        level = list(children.values())
    raise EditRefusedError(f"the file is nested more than {limit} levels deep")


def described(step: Step) -> str:
    """Return the step in words."""
    if isinstance(step, Member):
        return f"{step.key} = {step.value}"
    return f"equal to {step.value!r}" if isinstance(step, Value) else step


def dotted(path: KeyPath) -> str:
    """Return the path as people write it, such as `permissions.allow`."""
    return ".".join(step if isinstance(step, str) else f"[{described(step)}]" for step in path)
