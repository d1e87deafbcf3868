"""Where a key path leads in a YAML text, and why it may not be edited there."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import line_number
from aiwg.merge.lookup import places
from aiwg.merge.paths import KeyPath, Step, Value, described, dotted, get, position
from aiwg.merge.yaml_nodes import STRING_TAG, Node, compose, document

_COLON = lazy_pattern(r"[ \t]*:(?=[ \t\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class YamlPosition:
    """A node, and where it stands: in which container, as which entry, under which key."""

    node: Node
    container: YamlPosition | None = None
    index: int = 0
    key: Node | None = None


def indexes_of(text: str, node: Node, path: KeyPath, steps: Sequence[Step]) -> list[int] | None:
    """Return the index of each step; None unless each is there once."""
    if node.kind == "sequence":
        root = compose(text)
        return places(_elements(text, root, path), steps) if root else None
    keys = [key.text if key.kind == "scalar" and key.tag == STRING_TAG else None for key, _ in node.pairs()]
    other = {key.text for key, _ in node.pairs() if key.kind == "scalar" and key.tag != STRING_TAG}
    members = [Value(key) for key in steps if isinstance(key, str) and key not in other]
    return places(keys, members) if node.kind == "mapping" and len(members) == len(steps) else None


def locate(text: str, path: KeyPath) -> YamlPosition | None:
    """Return where the value at the path stands; None when the text holds no document."""
    root = compose(text)
    if root is None:
        return None
    spot = YamlPosition(root)
    for length, step in enumerate(path):
        here = path[: length + 1]
        refuse_alias(text, spot.node, path[:length])
        if isinstance(step, str):
            spot = _member(text, spot, step, here)
        else:
            index = position(_elements(text, root, path[:length]), step)
            if index is None:
                raise EditRefusedError(f"the list has no element that is {described(step)}")
            spot = YamlPosition(spot.node.children[index], spot, index)
    return spot


def refuse_alias(text: str, node: Node, path: KeyPath) -> None:
    """Raise EditRefusedError where a path leads through an alias."""
    if node.kind == "alias":
        reason = f"{dotted(path)} is an alias for a value in another place"
        raise EditRefusedError(reason, line_number(text, node.start))


def found(text: str, path: KeyPath) -> YamlPosition:
    """Return where the value at the path stands. Raises EditRefusedError when it is not there."""
    spot = locate(text, path)
    if spot is None:
        raise EditRefusedError(f"the file has no {dotted(path)}")
    return spot


def _member(text: str, spot: YamlPosition, step: str, path: KeyPath) -> YamlPosition:
    check_key(text, spot.node, step)
    for index, (key, value) in enumerate(spot.node.pairs()):
        if key.kind == "scalar" and key.text == step:
            return YamlPosition(value, spot, index, key)
    raise EditRefusedError(f"{dotted(path)} is merged in from elsewhere with <<", line_number(text, spot.node.start))


def _elements(text: str, root: Node, path: KeyPath) -> list[object]:
    elements = get(document(text, root), path)
    return elements if isinstance(elements, list) else []


def check_key(text: str, node: Node, step: Step) -> None:
    """Raise CannotEdit when the mapping has the key twice, or one that only some readers take for it."""
    if node.kind != "mapping":
        return
    keys = [key for key, _ in node.pairs() if key.kind == "scalar" and key.text == step]
    for key in keys:
        if key.tag != STRING_TAG:
            raise EditRefusedError(f"not every reader takes the key {key.text} for text", line_number(text, key.start))
    if len(keys) > 1:
        raise EditRefusedError(f"the key {step!r} appears {len(keys)} times", line_number(text, keys[-1].start))


def after_colon(text: str, spot: YamlPosition) -> int:
    """Return the offset behind the colon of an entry. Raises EditRefusedError where none follows the key."""
    colon = _COLON.match(text, spot.key.end) if spot.key is not None else None
    if colon is None:
        raise EditRefusedError("aiwg cannot edit this layout", line_number(text, spot.node.start))
    return colon.end()
