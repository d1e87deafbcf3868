"""Lines that fit a terminal: broken between words and at gaps, never inside a word, a path, an address or a command."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from aiwg.core.patterns import lazy_pattern
from aiwg.output.terminal.commands import keep_commands
from aiwg.output.terminal.marks import MARK, OF, PLAIN, bare
from aiwg.output.terminal.width import is_wide, width_of

ROOM = 24
"""Columns below which a text does not stand beside its label, but below it."""

STEP = 4
"""Columns by which the parts of a row are indented that stand below its first one."""

_INDENT = lazy_pattern(f"(?:[{''.join(OF.values())}]| )*")
_SPACES_IN_COLOUR = lazy_pattern(f"(?<! )( ++)({PLAIN})")
_GAP = lazy_pattern(r"( {2,})")
_ITEM = lazy_pattern(r"(?:[-*•+>]|\d+[.)]) ")
_WHITE = lazy_pattern(r"[\n\t\r]")
_LABEL = lazy_pattern(r"(?:\S+ ){0,3}\S+: ")
_NOT_FIRST = frozenset(("Pe", "Pf", "Po", "Pd", "Lm", "Cn"))
"""Categories of Unicode that begin no line: ends of brackets, full stops, marks of length; Cn: colours."""


def fit(line: str, columns: int) -> list[str]:
    """Return a line as lines of at most so many columns; only a word that is longer stands on a longer line, alone."""
    if width_of(line) <= columns and "\t" not in line:
        return [line]
    lines = _colours_by_line(_laid_out(line.expandtabs(4), columns))
    if line.endswith(" ") and width_of(lines[-1]) < columns:  # a question, which its answer follows
        lines[-1] += " "
    return lines


def wrapped(text: str, columns: int, indent: int, hanging: int) -> list[str]:
    """Return a text as lines of at most so many columns, the first with one indent, the others with another.

    It is `textwrap.wrap` that knows wide characters, colours and commands, and cuts no word.
    """
    text = _WHITE.sub(" ", text).rstrip(" ")
    lead = len(text) - len(text.lstrip(" "))
    return _colours_by_line(_filled(_words(text[lead:]), indent + lead, hanging, max(columns, 1))) if text else []


def shortened(text: str, columns: int) -> str:
    """Return as many words of a text as fit, with ` ...` for the rest; one word at least, however long it is."""
    text = " ".join(text.split())
    if width_of(text) <= columns:
        return text
    words = _words(text)
    kept = words[0]
    for word in words[1:]:
        if width_of(kept + word) + 4 > columns:
            break
        kept += word
    return f"{kept} ..."


def wrapped_at(text: str, indent: int, columns: int) -> list[str]:
    """Return a text as lines that all begin in one column and end within the terminal; its colours go on."""
    return _colours_by_line(_filled(_words(text.strip(" ")), indent, indent, columns))


def _laid_out(line: str, columns: int) -> list[str]:
    line = _SPACES_IN_COLOUR.sub(r"\2\1", line)
    lead = _INDENT.match(line)[0]  # type: ignore[index]  # it matches an empty text, too
    indent = width_of(lead)
    parts = _GAP.split(line[len(lead) :].rstrip(" "))
    if len(parts) == 1:
        return _with(lead, _filled(_words(parts[0]), indent, _hanging(parts[0], indent), columns))
    return _with(lead, _in_parts(parts, indent, columns))


def _with(lead: str, lines: list[str]) -> list[str]:
    """Return lines with the marks of the indent that they were laid out after."""
    marks = "".join(MARK.findall(lead))
    return [marks + lines[0], *lines[1:]]


def _hanging(text: str, indent: int) -> int:
    """Return the indent of the lines after the first: rows of a list and labelled texts hang, other texts do not."""
    item = _ITEM.match(bare(text))
    if item:
        return indent + len(item[0])
    return indent + 2 if indent or _LABEL.match(bare(text)) else 0


def _in_parts(parts: Sequence[str], indent: int, columns: int) -> list[str]:
    """Return the parts of a row side by side as far as they fit; the last one beside the others or below them."""
    lines = _filled(_words(parts[0]), indent, indent + 2, columns)
    below = min(indent + STEP, columns // 2)
    for number in range(1, len(parts), 2):
        gap, part = parts[number], parts[number + 1]
        start = width_of(lines[-1]) + len(gap)
        is_last = number == len(parts) - 2
        if start + width_of(part) <= columns:
            lines[-1] += gap + part
        elif is_last and columns - start >= ROOM and len(lines) == 1:
            first, *more = _filled(_words(part), start, start, columns)
            if first.startswith(" " * start):
                lines[-1] += gap + first.lstrip(" ")
            else:  # its first word is too long to stand there
                lines.append(first)
            lines += more
        else:
            lines += _filled(_words(part), below, below, columns)
    return lines


def _filled(words: Sequence[str], indent: int, hanging: int, columns: int) -> list[str]:
    """Return lines of words. One that is too long stands alone, indented as far as there is room."""
    lines: list[str] = []
    line, used = " " * indent, indent
    start, is_alone = indent, False
    for word in words:
        glued = not word.startswith(" ")  # goes on from the word before, as in Chinese
        width = width_of(word.lstrip(" "))
        space = 0 if glued or used == start else 1
        if used > start and (is_alone or used + space + width > columns):
            lines.append(line.rstrip(" "))
            start = hanging
            line, used, space = " " * hanging, hanging, 0
        is_alone = start + width > columns
        if is_alone:
            start = min(start, max(0, columns - width))
            line, used = " " * start, start
        line += " " * space + word.lstrip(" ")
        used += space + width
    return [*lines, line]


def _words(text: str) -> list[str]:
    """Return the words of a text, all but the first with the space before it; commands are one word each."""
    return [piece for number, word in enumerate(keep_commands(text)) for piece in _pieces(word, number > 0)]


def _pieces(word: str, has_space: bool) -> Iterator[str]:
    """Yield the parts of a word between which a line may break: the wide letters of Chinese, Japanese, Korean."""
    space = " " if has_space else ""
    if word.isascii() or "/" in word or not any(map(is_wide, word)):
        yield space + word
        return
    piece = ""
    for char in word:
        if bare(piece) and (is_wide(char) or is_wide(bare(piece)[-1])) and _may_begin(char):
            yield space + piece
            piece, space = "", ""
        piece += char
    yield space + piece


def _may_begin(char: str) -> bool:
    """Say whether a line may begin with a character."""
    return width_of(char) > 0 and unicodedata.category(char) not in _NOT_FIRST


def _colours_by_line(lines: Sequence[str]) -> list[str]:
    """Return lines of which each ends the colours that it begins; the next one begins them again."""
    found, colour = [], ""
    for line in lines:
        text = line
        if colour:
            indent = len(line) - len(line.lstrip(" "))
            text = f"{line[:indent]}{colour}{line[indent:]}"
        for mark in MARK.findall(line):
            colour = "" if mark == PLAIN else mark
        found.append(text + PLAIN if colour else text)
    return found
