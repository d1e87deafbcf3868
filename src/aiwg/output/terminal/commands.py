"""Commands inside a text, which no line break parts: `aiwg adr check 1 --level L3`."""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern
from aiwg.output.terminal.marks import NO_BREAK, bare, verbs

_BEGINS = lazy_pattern(r"[(\[\"'`]*aiwg$")
_ENDS = ".,:;)]\"'`?!"
_PLAIN_WORD = lazy_pattern(r"[a-z][a-z-]*$")
_VALUE = lazy_pattern(r"--?[A-Za-z]|[A-Z][A-Z0-9_-]*(?:\.{3})?$|[^a-zA-Z(]|[^(]*[/=<_@.*:,0-9][^.,:;)]|\[")
"""What only a command holds: an option, a placeholder, a number, a path, a list, a quoted text."""


def keep_commands(text: str) -> list[str]:
    """Return the words of a text; a command is one word, with marks for its spaces."""
    words = text.split(" ")
    if len(words) < 2 or "aiwg" not in text:
        return words
    found: list[str] = []
    at = 0
    while at < len(words):
        end = _end(words, at)
        found.append(NO_BREAK.join(words[at:end]))
        at = end
    return found


def _end(words: list[str], at: int) -> int:
    """Return where the command ends that begins at a word, or the next word if none does."""
    if not _BEGINS.match(bare(words[at])) or at + 1 == len(words):
        return at + 1
    first = bare(words[at + 1])
    if first.rstrip(_ENDS) not in verbs and not first.startswith("-"):
        return at + 1
    end = at + 1
    while end < len(words) and (end == at + 1 or _belongs(words, end)):
        end = _after_quoted(words, end)
        if bare(words[end - 1]).endswith(tuple(_ENDS)) and not bare(words[end - 1]).endswith("..."):
            break
    return end


def _after_quoted(words: list[str], at: int) -> int:
    """Return where a quoted text ends that begins with a word, or the next word."""
    quote = bare(words[at])[:1]
    if quote in ('"', "'") and bare(words[at]).count(quote) == 1:
        for end in range(at + 1, len(words)):
            if quote in words[end]:
                return end + 1
    return at + 1


def _belongs(words: list[str], at: int) -> bool:
    """Say whether a word goes on with a command: by its form, or because the command or the text ends with it."""
    word = bare(words[at])
    if _VALUE.match(word) or _VALUE.match(word.rstrip(_ENDS)):
        return True
    if not _PLAIN_WORD.match(word.rstrip(_ENDS)):
        return False
    following = bare(words[at + 1]) if at + 1 < len(words) else ""
    return not following or word.endswith(tuple(_ENDS)) or bool(_VALUE.match(following))
