"""Hidden characters: all of them are found in prose, none where it belongs."""

from __future__ import annotations

import lzma
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwg.audit.characters import table
from aiwg.audit.characters.deobfuscate import around, decoded, described
from aiwg.audit.characters.hidden import hidden_in
from aiwg.audit.characters.properties import Points
from aiwg.audit.scan import audit_file
from aiwg.findings.model import ERROR, WARNING

HARMLESS = Path(__file__).parent / "data" / "harmless.txt.xz"
PROSE = "Read the change, {}then say what it does."
PROBED = (
    "\u3164\uffa0\u115f\u1160\u034f\u2065\u180b\u180e\u17b4\u17b5\U000e0080\U000e0fff\U000e01f0\ufff0\U0001bca0\U0001d173"
    "\u2061\x00\x08\x1b\x7f"
)
"""Fillers, default-ignorable characters assigned or not, and control characters."""

LEGITIMATE = {
    "emoji joined": "\U0001f469\U0001f3fd\u200d\U0001f4bb",
    "emoji with selectors joined": "\U0001f3f3\ufe0f\u200d\U0001f308 \u2764\ufe0f\u200d\U0001f525",
    "keycap": "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "text style": "\u2714\ufe0e \u263a\ufe0f",
    "flags": "\U0001f1e9\U0001f1ea \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Persian": "\u0645\u06cc\u200c\u0631\u0648\u0645",
    "Hindi": "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937",
    "Sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Khmer": "\u1780\u17b6\u179a\u200b\u1784\u17b6\u179a",
    "Thai": "\u0e01\u0e32\u0e23\u200b\u0e07\u0e32\u0e19",
    "Mongolian": "\u1828\u180b\u1821 \u1828\u1821\u1837\u180e\u1820",
    "old Korean": "\u1100\u1160\u11ab \u115f\u1161",
    "Hebrew with marks": "\u05e9\u05dc\u05d5\u05dd (C++)\u200f!",
    "left-to-right mark": "\u05d4\u05e7\u05d5\u05d1\u05e5 C++\u200e \u05e0\u05e9\u05de\u05e8",
    "Arabic letter mark": "\u0661\u061c/\u0662",
    "ideographs": "\u845b\U000e0100\u98fe \u4fae\ufe00",
    "mathematics": "\u2229\ufe00 \u2268\ufe00",
    "Hebrew accents": "\u05d1\u05bc\u034f\u05c1\u05d0",
    "byte order mark": "\ufeffA text.",
    "form feed": "One.\n\fTwo.",
}
HIDING = {
    "tags": ("\U000e0001\U000e0069\U000e0067\U000e006e\U000e007f", "hidden-tags", ERROR),
    "tags after a flag": ("\U0001f3f4\U000e0075\U000e0073\U000e0074\U000e0078\U000e007f", "hidden-tags", ERROR),
    "override": ("\u202e", "bidi-control", ERROR),
    "isolate": ("\u2066", "bidi-control", ERROR),
    "bytes": ("".join(chr(0xE0100 + byte - 16) for byte in b"rm -rf"), "hidden-bytes", ERROR),
    "one byte after an emoji": ("\U0001f600\U000e0142", "hidden-bytes", ERROR),
    "two selectors after an ideograph": ("\u845b\U000e0100\U000e0101", "hidden-bytes", ERROR),
    "low selectors": ("\ufe01\ufe03\ufe0f", "hidden-bytes", ERROR),
    "one selector": ("\ufe03", "stray-selector", WARNING),
    "zero-width space": ("\u200b", "zero-width", WARNING),
    "joiner between digits": ("1\u200d2", "zero-width", WARNING),
    "joiners in Persian": ("\u0645\u200c\u200d\u200c\u200d\u200c\u0631", "zero-width", WARNING),
    "word joiner": ("\u2060", "zero-width", WARNING),
    "byte order mark": ("\ufeff", "zero-width", WARNING),
    "mark": ("\u200f", "direction-mark", WARNING),
    "escape sequence": ("\x1b[31m", "escape-sequence", WARNING),
    "C1 sequence": ("\x9b2J", "escape-sequence", WARNING),
    "bell": ("\x07", "control", WARNING),
    "next line": ("\x85", "control", WARNING),
    "line separator": ("\u2028", "line-break", WARNING),
    "private use": ("\ue0b0", "private-use", WARNING),
    "private plane": ("\U000f1234", "private-use", WARNING),
    "noncharacter": ("\ufdd0", "private-use", WARNING),
    "last noncharacter": ("\U0010ffff", "private-use", WARNING),
    "annotation": ("\ufff9", "invisible", WARNING),
    "filler in Korean": ("\ud55c\u3164\uae00", "invisible", WARNING),
}


def codes(text: str) -> list[tuple[str, str]]:
    """Return the codes and levels of what is found in a file."""
    return [(finding.code, finding.level) for finding in audit_file(text.encode("utf-8", "surrogatepass"), "x.md")]


@pytest.mark.parametrize("char", PROBED, ids=lambda char: f"{ord(char):04X}")
def test_each_of_21_probed_characters_is_found(char: str) -> None:
    """Each character that hand-made lists miss is found in prose, at its place."""
    found = audit_file(PROSE.format(char).encode(), "x.md")
    assert [(finding.line, finding.column) for finding in found] == [(1, 18)]
    assert found[0].level in (ERROR, WARNING)


def test_every_default_ignorable_character_is_found() -> None:
    """All characters with the property Default_Ignorable_Code_Point are found in prose, each alone."""
    ranges = Points(table.DEFAULT_IGNORABLE).ranges
    chars = [chr(point) for first, last in ranges for point in range(first, last + 1)]
    assert len(chars) > 4000
    text = "\n".join(PROSE.format(char) for char in chars)
    assert [text[each.start] for each in hidden_in(text)] == chars


def test_the_table_agrees_with_python_where_python_knows() -> None:
    """What Python calls a format character is default-ignorable, but for those that are seen or that mark others."""
    ignorable = Points(table.DEFAULT_IGNORABLE)
    formats = {point for point in range(0x110000) if unicodedata.category(chr(point)) == "Cf"}
    seen = {point for point in formats if chr(point) not in ignorable}
    names = {unicodedata.name(chr(point)).split()[0] for point in seen}
    assert names <= {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "INTERLINEAR"}, names


@pytest.mark.parametrize("name", HIDING)
def test_what_hides_is_found(name: str) -> None:
    """Each class of hidden characters is found under its code and at its level, and only there."""
    hidden, code, level = HIDING[name]
    assert codes(PROSE.format(hidden)) == [(code, level)]


@pytest.mark.parametrize("name", LEGITIMATE)
def test_what_belongs_is_let_through(name: str) -> None:
    """What a script, an emoji or a format needs is no finding."""
    assert codes(LEGITIMATE[name]) == []


def test_no_false_alarm_in_text_of_many_scripts() -> None:
    """Two megabytes of emoji, flags, Arabic, Hebrew, Persian, Hindi, Khmer, Mongolian, Korean and others pass."""
    text = lzma.decompress(HARMLESS.read_bytes())
    assert len(text) > 2_000_000
    for char in "\u200b\u200c\u200d\ufe0f\u180e\U000e007f":
        assert char.encode() in text
    assert audit_file(text, "x.md") == []


def test_a_soft_hyphen_in_a_word_is_a_hint() -> None:
    """A soft hyphen inside a word is said, and does not warn; elsewhere it warns."""
    assert codes("co\u00adoperate") == [("soft-hyphen", "info")]
    assert codes("a \u00ad b") == [("invisible", "warning")]


def test_what_is_hidden_is_decoded() -> None:
    """Tags, selectors and bits of zero-width characters are shown as what they say."""
    assert decoded("".join(chr(0xE0000 + ord(char)) for char in "ignore all")) == "ignore all"
    assert decoded("".join(chr(0xE0100 + byte - 16) for byte in "h\u00e9".encode())) == "h\u00e9"
    bits = "".join("\u200b\u200c"[int(bit)] for byte in b"hi" for bit in f"{byte:08b}")
    assert decoded(bits) == "hi"


def test_a_finding_is_safe_to_print() -> None:
    """What a finding says holds none of the characters that it is about, nor others near them."""
    text = PROSE.format("\u202e\U000e0069\U000e0067\u200b\x1b[2J\ufe01")
    for finding in audit_file(text.encode(), "x.md"):
        said = f"{finding.message}{finding.evidence}"
        assert said.isprintable(), ascii(said)
        assert not re.search("[\u200b-\u202e\ufe00-\ufe0f\U000e0000-\U000e01ef]", said)
    hidden = next(iter(hidden_in(text)))
    assert described(text, hidden) == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert around(text, hidden).startswith("Read the change, [U+202E]")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    """Whatever a file holds, looking at it ends, and every finding has its place in the file."""
    lines = text.split("\n")
    for finding in audit_file(text.encode(), "x.md"):
        assert finding.line is not None
        assert finding.column is not None
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


@pytest.mark.parametrize("piece", ["\u200ba", "\u200b\ufe01", "\u200f", "a\u200f", "\U000e0041a", "\x1b", "\u202ea"])
def test_a_flood_ends_soon_and_is_summed_up(piece: str) -> None:
    """A file that is full of hidden characters is looked at in a few seconds, and what is said of it is short."""
    found = audit_file((piece * 100_000).encode(), "x.md")
    assert 0 < len(found) < 40


def test_a_flood_hides_nothing_that_stops_a_deploy() -> None:
    """Behind more hidden characters than are looked at one by one, an override is still found."""
    found = audit_file(("a\u200bb" * 30_000 + "\n\u202e").encode(), "x.md")
    assert [(finding.code, finding.line) for finding in found if finding.level == ERROR] == [("bidi-control", 2)]
