"""Texts with conflict markers, and merging texts line by line."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.merge.conflicts import (
    Conflict,
    ancestor_of,
    has_markers,
    lines_of,
    marker_of,
    parts_of,
    versions_of,
    without_markers,
)
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.three_way import merge_texts
from tests.amount import times

LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "", "=======", "# <<<<<<<", "<<<<<<<x"]), max_size=8)
TEXTS = st.builds(lambda lines, ending, last: ending.join(lines) + (ending if last and lines else ""),
                  LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())  # fmt: skip


def by_git(base: str, one: str, other: str, style: str) -> str:
    """Return what git makes of two texts that come from a third."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("base", base), ("one", one), ("other", other)):
            (Path(folder) / name).write_bytes(text.encode())
        command = ["git", "merge-file", "-p", *([f"--{style}"] if style != "merge" else []), "one", "base", "other"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout.decode()


@given(base=TEXTS, one=TEXTS, other=TEXTS)
@settings(max_examples=times(80), deadline=None)
def test_a_merge_keeps_what_either_side_changed(base: str, one: str, other: str) -> None:
    """Of two texts one of which did not change, the other is taken; a conflict holds no line but theirs."""
    assert merge_texts(base, base, other) == (other, True)
    assert merge_texts(base, one, base) == (one, True)
    assert merge_texts(base, one, one) == (one, True)
    merged, whole = merge_texts(base, one, other)
    assert whole == (merge_texts(base, other, one)[1])
    known = {line.rstrip("\r\n") for text in (base, one, other) for line in lines_of(text)}
    assert {line.rstrip("\r\n") for line in lines_of(merged)} - known <= {"<<<<<<< ours", "=======", ">>>>>>> theirs"}
    if whole:
        assert "<<<<<<< ours" not in merged


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
@given(base=TEXTS, one=TEXTS, other=TEXTS)
@settings(max_examples=times(10), deadline=None)
def test_the_versions_of_a_conflict_are_those_of_git(style: str, base: str, one: str, other: str) -> None:
    """What git writes with markers is read as the texts of both sides, and where it says so as what they come from."""
    text = by_git(base, one, other, style)
    if any(marker_of(line)[0] for each in (base, one, other) for line in lines_of(each)) or not has_markers(text):
        return
    versions = versions_of(text)
    wanted = [side.replace("\r", "").rstrip("\n") for side in (one, other)]
    found = [version.replace("\r", "").rstrip("\n") for version in versions]
    conflicts = [part for part in parts_of(text) if isinstance(part, Conflict)]
    if len(parts_of(text)) == 1:  # all of it is one conflict: then nothing was merged beside it
        assert set(found) == set(wanted)
    assert all((conflict.base is None) == (style == "merge") for conflict in conflicts)
    assert (ancestor_of(text) is None) == (style == "merge")
    assert set(without_markers(text)) <= {line.rstrip("\r\n") for each in (base, one, other) for line in lines_of(each)}


NESTED = "a\n<<<<<<< one\nb\n<<<<<<< two\nc\n=======\nd\n>>>>>>> two\n=======\ne\n>>>>>>> one\nf\n"


def test_conflicts_in_each_other() -> None:
    """A conflict that was committed and merged again stands for all its texts; one in the base is no matter."""
    assert versions_of(NESTED) == ["a\nb\nc\nf\n", "a\nb\nd\nf\n", "a\ne\nf\n"]
    crossed = "<<<<<<< one\nb\n||||||| base\n<<<<<<<<< x\nc\n=========\nd\n>>>>>>>>> y\n=======\ne\n>>>>>>> two\n"
    assert versions_of(crossed) == ["b\n", "e\n"]
    assert ancestor_of(crossed) is None
    assert versions_of(crossed.replace("\n", "\r\n")) == ["b\r\n", "e\r\n"]


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< a\nb\n", "b\n>>>>>>> a\n", "<<<<<<< a\nb\n>>>>>>> a\n", "<<<<<<< a\n=======\n=======\n>>>>>>> b\n",
     "<<<<<<< a\n" * 6 + "=======\n>>>>>>> a\n" * 6],
)  # fmt: skip
def test_half_a_conflict_is_refused(text: str) -> None:
    """Markers that make no whole conflict are never guessed at."""
    with pytest.raises(EditRefusedError):
        versions_of(text)


def test_what_only_looks_like_a_marker_is_text() -> None:
    """Headings, quotes and longer words are no markers."""
    for text in ("Title\n=======\n", "> > > > > > >\n", "  <<<<<<< a\n", "<<<<<<<a\n", "<<<<<< a\n"):
        assert not has_markers(text)
    assert parts_of("Title\n=======\n") == [("Title\n", "=======\n")]
