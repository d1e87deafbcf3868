"""What is asked before a pattern, or in its place, decides as the pattern alone would."""

from __future__ import annotations

import itertools
import os
import re
from types import SimpleNamespace

import pytest

from aiwg.apply import file_system
from aiwg.artifact.ids import check_name, is_git_folder
from aiwg.audit.secrets.rules import BEGINNINGS, LITERAL
from aiwg.merge import block
from aiwg.output import console
from aiwg.render import documents
from aiwg.render.permissions import lost

DEVICE = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9]|clock\$|conin\$|conout\$) *(\.|\Z)", re.IGNORECASE)
GIT = re.compile(r"^(\.git|git~[0-9]+)[. ]*\Z", re.IGNORECASE)
PLAIN = re.compile(r"^[A-Za-z0-9_.-]{0,254}[A-Za-z0-9_-]\Z")
STEMS = (
    "con",
    "CON",
    "cons",
    "com",
    "com1",
    "LPT9",
    "com10",
    "clock$",
    "conin$",
    "Conout$",
    "nul",
    "a",
    "-",
    "",
    "x" * 250,
)
ENDINGS = ("", ".", " ", " .", ".txt", " .txt", "  ", "x", "-", "_", "\n", "é")
GIT_STEMS = (
    ".git",
    ".GIT",
    "git",
    "git~1",
    "Git~12",
    "git~",
    "git~x",
    "git~1x",
    ".gitignore",
    ".git\u200b",
    "git~\u0661",
)
GIT_ENDINGS = ("", ".", " ", ". .", "x", "/", "\n")


@pytest.mark.parametrize("stem", STEMS)
def test_names_of_devices_and_plain_names(stem: str) -> None:
    """A name is fit for every file system as long as it is plain, no device of Windows and not git's."""
    for ending in ENDINGS:
        name, problem = stem + ending, check_name(stem + ending)
        is_plain = PLAIN.match(name) is not None and DEVICE.match(name) is None
        assert not (is_plain and problem), name
        if DEVICE.match(name) and not name.endswith((" ", ".", "\n")):
            assert problem is not None, name
            assert "device" in problem.reason, name


@pytest.mark.parametrize("stem", GIT_STEMS)
def test_names_of_git(stem: str) -> None:
    """A name that some file system takes for `.git` is one, and no other."""
    for ending in GIT_ENDINGS:
        name = stem + ending
        assert is_git_folder(name) == bool(GIT.match(name.replace("\u200b", ""))), name


@pytest.mark.parametrize(("rule", "pattern"), [(rule, pattern) for rule, _, pattern in LITERAL])
def test_words_that_secrets_begin_with(rule: str, pattern: bytes) -> None:
    """Each pattern of secrets begins with the words that are looked for in its place, and with nothing optional."""
    bare, words = pattern.replace(b"\\.", b"."), BEGINNINGS[rule]
    assert bare.startswith(words)
    assert bare[len(words) :][:1] not in (b"?", b"*", b"{")
    assert BEGINNINGS.keys() == {each for each, _, _ in LITERAL}


def test_the_start_of_texts() -> None:
    """A text whose start could be taken for a frontmatter or a program is put below one of ours, and no other text."""
    marks = ("---", "+++", ";;;", "#!", "# ", "#", "a", "é", "<!-- x -->", " ", "\n", "\ufeff", "\x00", "1", "-")
    for parts in itertools.product(marks, repeat=3):
        body = "".join(parts)
        assert bool(documents._own_start(body)) == bool(documents._START.match(body)), body


def test_characters_that_quoted_texts_escape() -> None:
    """Every character that YAML does not take as it is is escaped in a quoted text."""
    for char in (*map(chr, range(0x7F, 0xA1)), "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "é", "\u200b"):
        wanted = f"\\u{ord(char):04x}" if documents._UNPRINTABLE.match(char) else char
        assert wanted in documents.quoted(f"a{char}b")


def test_colours_are_no_controls() -> None:
    """A text with colours is printed as it is, and controls in it are escaped."""
    coloured = console.paint("done", "ok") + "\tand\n"
    assert console._escaped_controls(coloured) == coloured
    assert console._escaped_controls(coloured + "\x1b[0m") == coloured + "\\x1b[0m"


def test_markers_of_blocks() -> None:
    """A marker in a text is found, and a text that only speaks of aiwg has none."""
    assert block.marker_line("a\n<!-- aiwg:end -->\n", "html") == 2
    assert block.marker_line("a\n# aiwg:begin (x)\n", "hash") == 2
    assert block.marker_line("a\n<!-- aiwg: a note -->\n", "html") is None


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("its rules match prefixes.", "their rules match prefixes"),
        ("it has no asking", "they have no asking"),
        ("it does not ask", "they do not ask"),
        ("it runs hooks late", "they runs hooks late"),
        ("items are free", "items are free"),
        ("nobody asks it", "nobody asks it"),
    ],
)
def test_reasons_of_several_platforms(reason: str, said: str) -> None:
    """The reason of several platforms is in the plural, and that of one as it is written."""
    assert lost._reason(reason, ["A", "B"]) == said
    assert lost._reason(reason, ["A"]) == reason.rstrip(".")


@pytest.mark.parametrize(
    ("release", "version"),
    [
        ("6.1.0-18-amd64", (6, 1)),
        ("5.8", (5, 8)),
        ("6.18.44-fc-v1045", (6, 18)),
        ("6.2-rc1", (6, 2)),
        ("4.4.0-19041-Microsoft", (4, 4)),
        ("6", (0, 0)),
        ("", (0, 0)),
        ("x.y", (0, 0)),
    ],
)
def test_versions_of_linux(monkeypatch: pytest.MonkeyPatch, release: str, version: tuple[int, int]) -> None:
    """The version of Linux is read from its release; one that cannot be read counts as an old one."""
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(release=release))
    assert file_system._linux_version() == version
