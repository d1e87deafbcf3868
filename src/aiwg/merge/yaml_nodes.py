"""Reading YAML with the places of everything in it.

The nodes are made from the parser's events, one at a time: so nesting is counted before anything recurses,
and an alias stays a node of its own instead of being the node it stands for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from aiwg.core.dataclass import dataclass, field
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import line_number
from aiwg.merge.paths import check_depth, mapping_of

DEPTH_LIMIT = 100
MERGED_KEYS_LIMIT = 100_000

_TAG = "tag:yaml.org,2002:"
STRING_TAG = _TAG + "str"
_UNCLEAR_LINE_END = lazy_pattern(r"\r(?!\n)|[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A scalar that is kept as its text, because its tag is none of the common ones."""

    tag: str
    text: str


@dataclass(eq=False, slots=True)
class Node:
    """A part of the text. A mapping's children are its keys and values in turn; an alias has a target.

    `open` is the offset of the opening bracket of a collection in flow style.
    """

    kind: str
    start: int
    end: int
    tag: str = ""
    text: str = ""
    is_block_scalar: bool = False
    is_flow: bool = False
    open: int = 0
    children: list[Node] = field(default_factory=list)
    target: Node | None = None

    def pairs(self) -> list[tuple[Node, Node]]:
        """Return the keys of a mapping with their values."""
        return list(zip(self.children[::2], self.children[1::2], strict=True))


@functools.lru_cache(maxsize=1)
def compose(text: str) -> Node | None:
    """Return the root node, or None when there is no document; raise CannotEdit when it is not valid.

    One text is asked about several times, and nobody changes its nodes.
    """
    import yaml

    unclear = _UNCLEAR_LINE_END.search(text)
    if unclear:
        reason = f"the character {unclear.group()!r} ends a line for some readers only"
        raise EditRefusedError(reason, line_number(text, unclear.start()))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _composed(text, yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise EditRefusedError(error.problem or "not valid YAML", mark.line + 1 if mark else None) from None
    except yaml.reader.ReaderError as error:
        raise EditRefusedError(f"not valid YAML: {error.reason}") from None
    except UnicodeEncodeError as error:
        reason = "this is half a character (a lone surrogate)"
        raise EditRefusedError(reason, line_number(text, error.start)) from None


def _composed(text: str, events: Iterable[Any]) -> Node | None:
    import yaml

    resolver = yaml.resolver.Resolver()
    root = Node("document", 0, 0)
    open_nodes = [root]
    anchors: dict[str, Node] = {}
    for event in events:
        if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            raise EditRefusedError('the file ends its document with "..."', _line(event))
        if isinstance(event, yaml.DocumentStartEvent) and root.children:
            raise EditRefusedError("the file contains more than one document", _line(event))
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop().end = _end(event)
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event, resolver, anchors)
        open_nodes[-1].children.append(node)
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            anchors[event.anchor] = node
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append(node)
            if len(open_nodes) > DEPTH_LIMIT + 1:
                reason = f"the file is nested more than {DEPTH_LIMIT} levels deep"
                raise EditRefusedError(reason, line_number(text, node.start))
    return root.children[0] if root.children else None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _node(event: Any, resolver: Any, anchors: dict[str, Node]) -> Node:
    import yaml

    start, end = int(event.start_mark.index), _end(event)
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise EditRefusedError(f"the alias *{event.anchor} has no anchor", _line(event))
        return Node("alias", start, end, target=anchors[event.anchor])
    if isinstance(event, yaml.ScalarEvent):
        tag = event.tag
        if tag is None or tag == "!":
            tag = resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        return Node("scalar", start, end, tag, event.value, is_block_scalar=event.style in ("|", ">"))
    kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
    return Node(kind, start, end, event.tag or "", is_flow=bool(event.flow_style), open=end - 1)


def document(text: str, root: Node | None) -> object:
    """Return the document that the nodes stand for, an empty mapping when there is none; raise CannotEdit."""
    if root is None or (root.kind == "scalar" and root.start == root.end):
        return {}
    made = _Construction(text).value(root)
    check_depth(made, DEPTH_LIMIT)
    return made


class _Construction:
    """Makes values from nodes; what an anchor names is made once."""

    def __init__(self, text: str) -> None:
        from yaml.constructor import SafeConstructor

        self.text = text
        self.constructor = SafeConstructor()
        self.done: dict[int, object] = {}
        self.merged_keys = 0

    def value(self, node: Node) -> object:
        """Return the value of a node; the nodes are nested no deeper than the limit."""
        if node.kind == "alias":
            if node.target is None or id(node.target) not in self.done:
                raise EditRefusedError("an alias is inside its own anchor", line_number(self.text, node.start))
            return self.done[id(node.target)]
        if node.kind == "scalar":
            made = self.scalar(node)
        elif node.kind == "sequence":
            made = [self.value(child) for child in node.children]
        else:
            made = self.mapping(node)
        self.done[id(node)] = made
        return made

    def mapping(self, node: Node) -> dict[object, object]:
        """Return a mapping with the keys that it merges in; its own keys win."""
        merged: dict[object, object] = {}
        own: list[tuple[object, object]] = []
        for key, value in node.pairs():
            made = self.value(value)
            if is_merge(key):
                for source in reversed(made) if isinstance(made, list) else [made]:
                    if not isinstance(source, dict):
                        raise EditRefusedError("only mappings can be merged with <<", line_number(self.text, key.start))
                    self.count_merged(len(source), key)
                    merged.update(source)
            else:
                own.append((self.key(key), made))
        names = {key for key, _ in own}
        return mapping_of([*((key, value) for key, value in merged.items() if key not in names), *own])

    def count_merged(self, number: int, key: Node) -> None:
        """Raise CannotEdit when merging goes beyond what a person would write: it can grow without bounds."""
        self.merged_keys += number
        if self.merged_keys > MERGED_KEYS_LIMIT:
            raise EditRefusedError("too many keys are merged with <<", line_number(self.text, key.start))

    def key(self, node: Node) -> object:
        """Return a key: text, or something that is equal only to the same key in the same notation."""
        made = self.value(node)
        if isinstance(made, str):
            return made
        return Tagged(node.tag or node.kind, node.text or self.text[node.start : node.end])

    def scalar(self, node: Node) -> object:
        """Return a scalar of one of the common types, or a Tagged one."""
        import yaml

        tag = node.tag.removeprefix(_TAG)
        if tag == "str":
            return node.text
        makers = {
            "null": self.constructor.construct_yaml_null,
            "bool": self.constructor.construct_yaml_bool,
            "int": self.constructor.construct_yaml_int,
            "float": self.constructor.construct_yaml_float,
        }
        if tag not in makers or not node.tag.startswith(_TAG):
            return Tagged(node.tag, node.text)
        try:
            return makers[tag](yaml.ScalarNode(node.tag, node.text))
        except (ValueError, LookupError, ArithmeticError):
            raise EditRefusedError(
                f"{node.text[:40]!r} is not a valid {tag}", line_number(self.text, node.start)
            ) from None


def is_merge(key: Node) -> bool:
    """Return whether the key is the merge key `<<`."""
    return key.kind == "scalar" and key.tag == _TAG + "merge"
