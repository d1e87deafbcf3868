"""The form of the golden files: nothing is lost in it, and nothing in it is invisible."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from .archive import File, Sealed, pack, sealed, unpack

PATHS = st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=8), min_size=1, max_size=3).map(
    "/".join
)
AWKWARD = st.sampled_from(["==> ", "⟪", "⟪no newline⟫", "⟪U+000A⟫", "\r\n", "\n", " \n", "\t", "\u200b", "[binary]"])
TEXTS = st.lists(AWKWARD | st.text(max_size=8), max_size=12).map(lambda parts: "".join(parts).encode())
TREES = st.dictionaries(PATHS, st.builds(File, TEXTS | st.binary(max_size=40), st.booleans()), max_size=5)


@settings(deadline=None)
@given(TREES)
@example({"a": File(b"")})
@example({"a": File(b"\n"), "b": File(b"\n\n"), "c": File(b"==> d\n")})
@example({"a": File(b"x"), "b": File("⟪no newline⟫".encode())})
@example({"a [executable]": File(b"x\n"), "a": File(b"x\n", True)})
def test_an_archive_holds_the_tree(tree: dict[str, File]) -> None:
    """What was packed comes back byte for byte with its modes, a binary file as its size and digest."""
    unpacked = unpack(pack(tree))
    assert unpacked.keys() == tree.keys()
    for path, file in tree.items():
        found = unpacked[path]
        assert found == (sealed(file) if isinstance(found, Sealed) else file)


@settings(deadline=None)
@given(TREES)
def test_an_archive_shows_everything(tree: dict[str, File]) -> None:
    """An archive is one text whose lines end in a newline alone, with no invisible character and no lost space."""
    archive = pack(tree)
    for line in archive.split("\n"):
        assert line == line.rstrip()
        assert not {unicodedata.category(char) for char in line.replace("\t", "")} & {"Cc", "Cf", "Co", "Zl", "Zp"}
    assert "\r" not in archive
    assert "\0" not in archive
    assert archive == "" or archive.endswith("\n")


def test_an_archive_reads_like_the_files() -> None:
    """Text stands as it is; only what cannot be seen is spelled out."""
    tree = {
        ".x/run.sh": File(b"#!/bin/sh\nexit 0", True),
        ".x/a.md": File("---\nname: a\n---\n\\d {{ x }} \u00e9\r\ntwo spaces  \n".encode()),
        "z.bin": File(b"\0\1"),
    }
    assert pack(tree) == (
        "==> .x/a.md\n---\nname: a\n---\n\\d {{ x }} \u00e9⟪U+000D⟫\ntwo spaces ⟪U+0020⟫\n\n"
        "==> .x/run.sh [executable]\n#!/bin/sh\nexit 0⟪no newline⟫\n\n"
        "==> z.bin [binary, 2 bytes, sha256 b413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2]\n\n"
    )
