"""Markdown as CommonMark reads it: the tokens of a text without what formatters choose freely.

Free are the marks of lists, emphasis, headings, fences and rules, blank lines, indentation, and the padding of tables.
Code, raw HTML, links and line breaks are as they are, and so are escapes and entities that some client may act on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import backticks, escape, newline
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

from aiwg.core.patterns import lazy_pattern

_DROPPED = frozenset("*_+-.)>~|#=")
"""Characters before which a backslash only says that they are no mark: formatters add and remove it."""
_BLANKS = lazy_pattern(r"[ \t]+")

Signature = tuple[object, ...]


def signature(text: str) -> list[Signature]:
    """Return what a text says: two texts with equal lists differ only in layout. Raises RecursionError."""
    return list(_blocks(_parser().parse(text)))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 1_000_000, "inline_definitions": True, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    parser.disable("text_join")
    parser.normalizeLink = parser.normalizeLinkText = _as_it_is  # type: ignore[method-assign,assignment]  # a hook of the library
    parser.validateLink = _any  # type: ignore[method-assign]  # as above
    parser.inline.ruler.at("backticks", _code)
    parser.inline.ruler.at("newline", _spaces)
    parser.inline.ruler.at("escape", _escape)
    return parser


def _as_it_is(url: str) -> str:
    return url


def _any(url: str) -> bool:
    return True


def _code(state: StateInline, silent: bool) -> bool:
    """Parse code, and keep its line ends, which the library makes blanks."""
    start = state.pos
    found = backticks.backtick(state, silent)
    if found and not silent and not state.pending and state.tokens and state.tokens[-1].type == "code_inline":
        width = len(state.tokens[-1].markup)
        raw = state.src[start + width : state.pos - width]
        is_padded = raw.startswith(" ") and raw.endswith(" ") and raw.strip(" ")
        state.tokens[-1].content = raw[1:-1] if is_padded else raw
    return found


def _spaces(state: StateInline, silent: bool) -> bool:
    """Parse a line end, and keep the blanks that make it a hard line break."""
    blanks = len(state.pending) - len(state.pending.rstrip(" "))
    found = newline(state, silent)
    if found and not silent and state.tokens[-1].type == "hardbreak":
        state.tokens[-1].markup = " " * blanks
    return found


def _escape(state: StateInline, silent: bool) -> bool:
    """Parse a backslash, and keep it where it breaks the line."""
    found = escape(state, silent)
    if found and not silent and not state.pending and state.tokens[-1].type == "hardbreak":
        state.tokens[-1].markup = "\\"
    return found


def _blocks(tokens: Iterable[Token]) -> Iterator[Signature]:
    for token in tokens:
        if token.type == "inline":
            yield from _inline(token)
        elif token.type in ("fence", "code_block"):
            yield token.type, token.info.strip(" \t"), token.content
        elif token.type == "html_block":
            yield token.type, token.content.rstrip("\n")
        elif token.type == "definition":
            yield token.type, *sorted((key, str(value)) for key, value in token.meta.items())
        else:
            yield token.type, token.tag, tuple(token.attrs.items())


def _inline(token: Token) -> Iterator[Signature]:
    """Yield the parts of a text: words, and what stands between them."""
    text = ""
    for child in token.children or ():
        if (words := _words(child)) is not None:
            text += words
            continue
        if text:
            yield "text", _BLANKS.sub(" ", text)
        text = ""
        yield _mark(child)
    yield "text", _BLANKS.sub(" ", text)


def _words(token: Token) -> str | None:
    """Return the words that a token stands for, None for one that is something else."""
    if token.type == "text":
        return token.content
    if token.type == "softbreak":
        return "\n"
    if token.type == "text_special":
        return token.content if token.info == "escape" and token.content in _DROPPED else token.markup
    if token.info == "auto":
        return ""  # the angle brackets around an address, whose text follows
    return None


def _mark(token: Token) -> Signature:
    meta: dict[str, Any] = token.meta
    alt = signature_of_alt(token) if token.type == "image" else ()
    content = token.content if token.type in ("code_inline", "html_inline") else ""
    label = meta.get("label", "") if meta else ""
    markup = token.markup if token.type == "hardbreak" else ""
    return token.type, token.tag, content, markup, tuple(token.attrs.items()), label, alt


def signature_of_alt(token: Token) -> Signature:
    """Return what the text of an image says."""
    return tuple(_inline(token))
