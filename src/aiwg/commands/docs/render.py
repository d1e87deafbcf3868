"""A page of Markdown as lines for a terminal: paragraphs as wide as it is, code and addresses whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from aiwg.output.console import paint, table, width, wrapped
from aiwg.output.terminal.marks import NO_BREAK

STEP = 2
"""Columns by which code, and the lines below the first of an item, are indented."""

Names = Mapping[str, str]
"""The topic of each page, by the name of its file."""


def rendered(text: str, names: Names) -> list[str]:
    """Return a page as lines; a link to another page shows the command that shows it."""
    root = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    return list(_blocks(root.children, 0, names))


def linked_topics(text: str, names: Names) -> list[str]:
    """Return the topics that a page links to, each once, in their order."""
    root = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    found = (_topic(node, names) for node in root.walk() if node.type == "link")
    return list(dict.fromkeys(topic for topic in found if topic))


def _topic(link: SyntaxTreeNode, names: Names) -> str | None:
    """Return the topic that a link leads to."""
    path = str(link.attrs.get("href", "")).partition("#")[0]
    parts = path.split("/")
    name = "/".join(parts[-2:]) if parts[-1] == "README.md" else parts[-1]
    return names.get(name)


def names_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return the topic of each page by the end of its path: `teams.md`, `platforms/README.md`."""
    found = {}
    for topic, file in files.items():
        folder, name = os.path.split(file)
        found[f"{os.path.basename(folder)}/{name}" if name == "README.md" else name] = topic
    return found


def _blocks(nodes: Sequence[SyntaxTreeNode], indent: int, names: Names) -> Iterator[str]:
    """Yield the lines of blocks, with an empty line between two."""
    is_first = True
    for node in nodes:
        lines = list(_block(node, indent, names))
        if lines and not is_first:
            yield ""
        is_first = is_first and not lines
        yield from lines


def _block(node: SyntaxTreeNode, indent: int, names: Names) -> Iterable[str]:
    if node.type == "heading":
        return [paint(line, "bold") for line in wrapped(_plain(node), width(), indent, indent)]
    if node.type == "paragraph":
        return wrapped(_inline(node, names), width(), indent, indent)
    if node.type in ("fence", "code_block"):
        return [_code(line, indent + STEP) for line in node.content.rstrip("\n").split("\n")]
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node, indent, names)
    if node.type == "table":
        rows = [[_inline(cell, names) for cell in row.children] for part in node.children for row in part.children]
        rows[0] = [paint(cell, "bold") for cell in rows[0]]
        return [line for row in table(rows, indent=" " * indent) for line in row.split("\n")]
    if node.type == "blockquote":
        return _blocks(node.children, indent + STEP, names)
    return []  # comments for code hosts, and lines between parts


def _list(node: SyntaxTreeNode, indent: int, names: Names) -> Iterator[str]:
    start = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start):
        marker = "- " if node.type == "bullet_list" else f"{number}. "
        lines = list(_blocks(item.children, indent + len(marker), names))
        first = lines[0].lstrip(" ") if lines else ""
        yield f"{' ' * indent}{marker}{first}"
        yield from lines[1:]


def _code(line: str, indent: int) -> str:
    """Return a line of code, which no line break parts."""
    return paint(" " * indent + line.expandtabs(4).replace(" ", NO_BREAK), "hint") if line else ""


def _inline(node: SyntaxTreeNode, names: Names) -> str:
    """Return the text of a paragraph, a heading or a cell, with colours."""
    return "".join(_span(child, names) for child in node.children)


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(child.content for child in node.walk() if child.type in ("text", "code_inline"))


def _span(node: SyntaxTreeNode, names: Names) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type == "code_inline":
        return paint(node.content, "hint")
    if node.type == "strong":
        return paint(_plain(node), "bold")
    if node.type == "image":
        return f"(picture: {node.attrs.get('alt') or _plain(node)})"
    if node.type == "link":
        return _link(node, names)
    if node.children:
        return "".join(_span(child, names) for child in node.children)
    return "" if node.type == "html_inline" else node.content


def _link(node: SyntaxTreeNode, names: Names) -> str:
    """Return a link: the command for another page if its text is only a file name, the address of another host."""
    text, address = _plain(node), str(node.attrs.get("href", ""))
    topic = _topic(node, names)
    if topic and text.endswith(".md"):
        return paint(f"aiwg docs {topic}", "hint")
    is_elsewhere = "://" in address and address != text
    return f"{text} ({address})" if is_elsewhere else text
