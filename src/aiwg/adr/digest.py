"""What a record decided, in one sentence that can stand anywhere: no markup, no mention, no line of its own."""

from __future__ import annotations

import re

from aiwg.adr.forms.elements import is_none, is_placeholder, label_key, labels
from aiwg.adr.record import DecisionRecord
from aiwg.core.patterns import lazy_pattern

_DECISIONS = ("decision outcome", "decision", "solution", "resolution")
_SENTENCE = lazy_pattern(r".{12,}?[.!?\u3002\uff01\uff1f](?=\s|\Z)|.*?[\u3002\uff01\uff1f]", re.DOTALL)
_LINK = lazy_pattern(r"!?\[([^\[\]\n]{0,200})\]\([^()\n]{0,400}\)")
_EMPHASIS = lazy_pattern(r"(\*\*|__|~~)(?=\S)|(?<=\S)(\*\*|__|~~)")
_ITEM = lazy_pattern(r"^[ \t]*(?:[-*+]|\d+[.)]|>)[ \t]+", re.MULTILINE)
_MENTION = lazy_pattern(r"(?<!\w)@\S+")
SENTENCE_LIMIT = 220
TITLE_LIMIT = 120
"""Characters of a sentence and of a title that agents get."""


def decision_of(record: DecisionRecord) -> str:
    """Return the first sentence of what was decided; empty when the record does not say it."""
    text = _decided(record)
    if not text.strip() or is_placeholder(text) or is_none(text):
        return ""
    first = re.split(r"\n[ \t]*\r?\n", text.strip(), maxsplit=1)[0]
    bare = plain(_ITEM.sub("", first))
    sentence = _SENTENCE.match(bare)
    return cut(sentence[0] if sentence else bare, SENTENCE_LIMIT)


def _decided(record: DecisionRecord) -> str:
    page = record.page
    section = record.section(*_DECISIONS)
    if section is None:
        return ""
    if record.is_ours:
        label = labels(page, page.own(section)).get("what")
        return page.plain[label.value.start : label.value.end] if label else ""
    own = page.own(section)
    text = page.plain[own.start : own.end]
    if not text.strip():
        inner = next((each for each in page.below(section) if label_key(each.title) != "consequences"), None)
        text = page.plain[page.own(inner).start : page.own(inner).end] if inner else ""
    return text


def plain(text: str) -> str:
    """Return a text as one line without markup, hidden characters or anything that a platform would follow."""
    bare = _EMPHASIS.sub("", _LINK.sub(r"\1", text)).replace("`", "")
    bare = " ".join(bare.split())
    bare = "".join(char for char in bare if char.isprintable() and not "\ufe00" <= char <= "\ufe0f")
    bare = bare.replace("<", "&lt;").replace("$AIWG_ROOT", "AIWG_ROOT")
    return _MENTION.sub(lambda found: f"`{found[0]}`", bare)


def cut(text: str, size: int) -> str:
    """Return a text of at most `size` characters, cut between words."""
    if len(text) <= size:
        return text
    short = text[: size - 3]
    short = (short.rpartition(" ")[0] or short).rstrip(",;: ")
    return f"{short}{'`' if short.count('`') % 2 else ''}..."


def title_of(record: DecisionRecord) -> str:
    """Return the title as one line of plain text."""
    return cut(plain(record.title), TITLE_LIMIT)


def is_decided(record: DecisionRecord) -> bool:
    """Say whether a record is a decision in force that says at least its title."""
    return record.in_force and bool(record.title) and not is_placeholder(record.title)
