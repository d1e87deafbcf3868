"""Characters that a reader may not see, or may take for others: no formatter adds or removes them."""

from __future__ import annotations

import unicodedata

from aiwg.core.patterns import lazy_pattern

_UNUSUAL = lazy_pattern(r"[^\n\t -~]")
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs", "Mn", "Me"})


def is_hidden(char: str) -> bool:
    """Say whether a character is no plain white space, and may be invisible, or take part in another one."""
    return unicodedata.category(char) in _HIDDEN


def spelt_out(text: str) -> str:
    """Return a text with each hidden character as its code point, so that no parser drops it."""
    if text.isascii() and text.isprintable():
        return text
    return _UNUSUAL.sub(lambda match: f"⟪{ord(match[0]):04X}⟫" if is_hidden(match[0]) else match[0], text)


def adds_hidden(one: str, other: str) -> bool:
    """Say whether another text holds a hidden character, raw, that the first one does not hold as often."""
    if other.isascii() and other.isprintable():
        return False
    found = [char for char in _UNUSUAL.findall(other) if is_hidden(char)]
    return any(found.count(char) > one.count(char) for char in set(found))
