"""Letters that look like others: in words, in hosts, and in names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from string import ascii_letters

from aiwg.audit.characters.properties import lookalikes, script, scripts_of
from aiwg.core.patterns import lazy_pattern

LATIN = "Latin"
FOREIGN = ("Greek", "Cyrillic", "Armenian")
"""Scripts with small letters like the Latin ones."""

FEWEST = 3
"""ASCII letters that a word needs for a foreign one in it to be odd: formulas mix scripts in short ones."""

LONGEST = 64

LONGEST_LABEL = 63
"""Characters of a part of a host name (RFC 1035, 2.3.4); a longer one is none, and slow to decode."""

TOGETHER = (
    {"Han", "Hiragana", "Katakana", LATIN},
    {"Han", "Bopomofo", LATIN},
    {"Han", "Hangul", LATIN},
)
"""Scripts that are written together, by Unicode Technical Standard 39."""

_HOST = lazy_pattern(r"://(?:[^\s/@:]{0,64}@)?([\w.\u00b7-]+)")
_LETTERS = lazy_pattern(r"[A-Za-z]+")
_WORD = lazy_pattern(r"\w+")

_LEADS = bytes(
    0x4C if chr(byte) in ascii_letters or 0xC3 <= byte <= 0xC9 else 0x46 if 0xCD <= byte <= 0xD6 else 0x20
    for byte in range(256)
)
_CONTINUE = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 by the script that they begin: Latin, another one with lookalikes, anything else; the rest go."""


@cache
def _foreign() -> frozenset[str]:
    return frozenset(char for char in lookalikes() if any(char in script(name) for name in FOREIGN))


def may_mix(data: bytes) -> bool:
    """Say whether Greek, Cyrillic or Armenian letters touch Latin ones anywhere in UTF-8 bytes, in no time."""
    leads = data.translate(_LEADS, _CONTINUE)
    return b"LF" in leads or b"FL" in leads


def words_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the words of Latin letters in which others stand that look like Latin: offset, word, what it looks like."""
    until = 0
    for match in _LETTERS.finditer(text):
        first, last = match.span()
        if first < until or (text[first - 1 : first] not in _foreign() and text[last : last + 1] not in _foreign()):
            continue
        start = first
        while start > 0 and first - start < LONGEST and text[start - 1].isalnum():
            start -= 1
        whole = _WORD.match(text, start, start + 2 * LONGEST)
        word = whole[0] if whole else match[0]
        until = start + len(word)
        if _is_deceptive(word):
            yield start, word, seen_as(word)


def _is_deceptive(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    foreign = [char for char in letters if not char.isascii()]
    plain = len(letters) - len(foreign)
    if plain < FEWEST or any(char not in lookalikes() for char in foreign):
        return False
    stem = word.rstrip("".join(foreign))
    return not (stem.isascii() and stem.isupper() and len(word) - len(stem) <= 2)  # an ending after an abbreviation


def hosts_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the hosts of addresses that look like others: offset, host, what it looks like."""
    for match in _HOST.finditer(text):
        host = match[1].rstrip(".")
        if host.isascii() and "xn--" not in host.lower():
            continue
        plain = _decoded(host)
        seen = seen_as(plain)
        ending = plain.rpartition(".")[2]
        if not plain.isascii() and ending.isascii() and (seen.isascii() or is_mixed(plain)):
            yield match.start(1), host, seen


def _decoded(host: str) -> str:
    """Return a host with its labels in Punycode decoded."""
    labels = []
    for label in host.split("."):
        try:
            encoded = label.lower().startswith("xn--") and len(label) <= LONGEST_LABEL
            labels.append(label[4:].encode("ascii").decode("punycode") if encoded else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def is_deceptive_name(name: str) -> bool:
    """Say whether a name mixes scripts, or is wholly of letters that look like ASCII ones."""
    return not name.isascii() and (is_mixed(name) or (seen_as(name) != name and seen_as(name).isascii()))


def is_mixed(name: str) -> bool:
    """Say whether the letters of a name are of several scripts that are not written together."""
    letters = [scripts_of(char) for char in name if char.isalpha() and scripts_of(char)]
    if not letters or frozenset.intersection(*letters):
        return False
    return not any(all(scripts & together for scripts in letters) for together in TOGETHER)


def seen_as(text: str) -> str:
    """Return a text with the letters that look like ASCII ones replaced by them."""
    known = lookalikes()
    return "".join(known.get(char, char) for char in text)


def escaped(text: str) -> str:
    """Return a text with all that is not ASCII as escapes, so that two letters which look alike can be told apart."""
    return text.encode("ascii", "backslashreplace").decode("ascii")
