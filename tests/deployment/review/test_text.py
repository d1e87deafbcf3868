"""The text of a review: lines as they are, with all that a reader would not see spelled out."""

from __future__ import annotations

import difflib
import random
import unicodedata
from functools import partial

import pytest

from aiwg.audit.characters.hidden import hidden_in
from aiwg.deployment.review.text import ONLY_SECRETS, text_diff, visible
from tests.stopwatch import quick

SUSPECTS = ("\u200b", "\u202e", "\U000e0041", "\ufe01", "\u2060", "\x1b", "\x00", "\u2028", "\ue000", "\u00ad\u00ad")


@pytest.mark.parametrize("hidden", SUSPECTS)
def test_hidden_characters_become_visible(hidden: str) -> None:
    """A line with a hidden character reads otherwise than the line without it, and holds it no more."""
    line = f"do it{hidden} now"
    assert visible(line) != "do it now"
    assert not list(hidden_in(visible(line)))


def test_what_belongs_where_it_is_stays() -> None:
    """Joiners in emoji, tabs, letters of any script and marks in right-to-left text stay as they are."""
    for line in ("a\tb", "👩\u200d💻 works", "\u05d0\u05d1\u200f a", "naïve 日本", "\u0645\u06cc\u200c\u062e\u0648"):
        assert visible(line) == unicodedata.normalize("NFC", line)


def test_a_carriage_return_is_spelled_out() -> None:
    """Lines that differ in their ends alone differ in the review."""
    assert text_diff(b"a\n", b"a\r\n") == ("@@ -1 +1 @@", "-a", "+a[CR]")


def test_bytes_that_are_no_text_have_no_lines() -> None:
    """A picture is no text."""
    assert text_diff(b"\x89PNG\0", b"x") is None
    assert text_diff(None, b"\xff\xfe") is None


def test_a_missing_line_end_is_told() -> None:
    """A last line without its end is followed by a line that says so."""
    assert text_diff(b"a\n", b"a") == ("@@ -1 +1 @@", "-a", "+a", "\\ No newline at end of file")


def test_secrets_are_masked_and_still_seen_to_change() -> None:
    """No secret is shown, and two texts that differ in one alone do differ."""
    random_part = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2dF4h"
    one, two = (f"key: ghp_{random_part}{end}\n".encode() for end in ("J6", "K7"))
    lines = text_diff(None, one)
    assert lines is not None
    assert random_part not in "".join(lines)
    assert text_diff(one, two) == (ONLY_SECRETS,)


@pytest.mark.parametrize("seed", range(30))
def test_the_difference_leads_from_one_text_to_the_other(seed: int) -> None:
    """Applied to the old text, the difference gives the new one."""
    dice = random.Random(seed)
    old = [dice.choice("abcde") for _ in range(dice.randrange(60))]
    new = [line for line in old if dice.random() > 0.2]
    for _ in range(dice.randrange(6)):
        new.insert(dice.randrange(len(new) + 1), dice.choice("fgh"))
    lines = text_diff("".join(f"{x}\n" for x in old).encode(), "".join(f"{x}\n" for x in new).encode())
    assert lines is not None
    wanted = list(difflib.unified_diff([f"{x}\n" for x in old], [f"{x}\n" for x in new], n=3))[2:]
    assert _applied(old, lines) == new
    assert len(lines) <= len(wanted) + 12


def _applied(old: list[str], lines: tuple[str, ...]) -> list[str]:
    result, at = list[str](), 0
    for line in lines:
        if line.startswith("@@"):
            start, _, length = line.split()[1][1:].partition(",")
            first = int(start) - (length != "0")
            result += old[at:first]
            at = first
        elif line[0] == "+":
            result.append(line[1:])
        else:
            at += 1
            result += [line[1:]] if line[0] == " " else []
    return [*result, *old[at:]]


def test_a_large_text_is_compared_in_bounded_time() -> None:
    """Texts of 20,000 lines that differ everywhere, and such of few different lines, take a second at most."""
    for different in (1_000_000, 7, 199):
        old, new = ("".join(f"{(n * k) % different}\n" for n in range(20_000)).encode() for k in (3, 5))
        assert quick(partial(text_diff, old, new), 2)
