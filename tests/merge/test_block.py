"""The marked block of ours in a text file of the user's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.merge.block import drop, find, put
from aiwg.merge.errors import EditRefusedError

BEGIN = {
    "html": "<!-- aiwg:begin (written by aiwg; edit the source, not this block) -->",
    "hash": "# aiwg:begin (written by aiwg; edit the source, not this block)",
}
END = {"html": "<!-- aiwg:end -->", "hash": "# aiwg:end"}
STYLES = sorted(BEGIN)
USER_TEXTS = st.lists(
    st.sampled_from(
        ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "a", "# b", "---", "---\n", "é", "\ufeff", " ", "<!--"]
    ),
    max_size=12,
).map("".join)
BODIES = st.text(max_size=20).filter(lambda body: "aiwg" not in body)


def block(body: str, style: str = "html", ending: str = "\n") -> str:
    """Return the block as it is expected in a file."""
    return f"{BEGIN[style]}\n{body}{END[style]}\n".replace("\n", ending)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("text", "at", "expected", "lead", "tail"),
    [
        ("", "end", "{block}", "", ""),
        ("\ufeff", "start", "\ufeff{block}", "", ""),
        ("mine\n", "end", "mine\n\n{block}", "\n", ""),
        ("mine\n\n", "end", "mine\n\n{block}", "", ""),
        ("mine", "end", "mine\n\n{block}", "\n\n", ""),
        ("mine", "start", "{block}\nmine", "", "\n"),
        ("\ufeffmine\n", "start", "\ufeff{block}\nmine\n", "", "\n"),
        ("---\na: 1\n---\nmine\n", "start", "---\na: 1\n---\n{block}\nmine\n", "", "\n"),
    ],
)
def test_a_new_block_is_set_apart_from_the_text(
    style: str, text: str, at: str, expected: str, lead: str, tail: str
) -> None:
    """A new block stands at the end or the start, behind a mark or front matter, and a blank line sets it apart."""
    placed = put(text, "one\ntwo", style, at)
    assert placed.text == expected.replace("{block}", block("one\ntwo\n", style))
    assert (placed.lead, placed.tail) == (lead, tail)


def test_a_new_block_has_the_line_ending_of_the_file() -> None:
    """The block is written with the line ending that most lines of the file have."""
    placed = put("a\r\nb\r\nc\n", "one\r\ntwo\n", "html")
    assert placed.text == "a\r\nb\r\nc\n\r\n" + block("one\ntwo\n", ending="\r\n")


def test_a_block_is_replaced_where_it_stands() -> None:
    """Only the bytes of the block change, and a missing last newline stays missing."""
    before = "top\n" + block("old\n") + "below"
    assert put(before, "new", "html").text == "top\n" + block("new\n") + "below"
    unfinished = "top\r\n" + block("old\n", ending="\r\n")[:-2]
    assert put(unfinished, "new", "html").text == "top\r\n" + block("new\n", ending="\r\n")[:-2]


def test_an_equal_block_is_not_touched() -> None:
    """A block whose text is equal keeps its bytes, also when its note or its line endings are others."""
    before = "a\n  <!-- aiwg:begin another note -->\r\nsame\r\n<!--aiwg:end-->\nb\n"
    assert put(before, "same", "html").text == before


def test_a_block_is_found_with_its_place() -> None:
    """What is found is the inner text with LF line ends, the offsets of the whole block, and its line."""
    text = "a\r\n" + block("x\n\ny\n", ending="\r\n") + "b"
    found = find(text, "html")
    assert found is not None
    assert (found.body, found.line) == ("x\n\ny\n", 2)
    assert text[found.start : found.end] == block("x\n\ny\n", ending="\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "<!-- aiwg:beginning -->\n<!-- aiwg:ending -->\n",
        "<!-- aiwg:begin-old -->\n<!-- aiwg:end-old -->\n",
        "text <!-- aiwg:begin -->\ntext <!-- aiwg:end -->\n",
        "<!-- aiwg:begin --> text\n<!-- aiwg:end --> text\n",
        "a\u2028<!-- aiwg:begin -->\x85b\n",
        "# aiwg:begin\n# aiwg:end\n",
    ],
)
def test_only_a_whole_line_with_our_id_is_a_marker(text: str) -> None:
    """A longer id, a marker with text around it, or one of the other style is not a marker."""
    assert find(text, "html") is None


@pytest.mark.parametrize("marker", ["#aiwg:begin", "# aiwg:begin", "\t#  aiwg:begin any note", "# aiwg:begin\t"])
def test_a_marker_is_recognised_whatever_note_follows(marker: str) -> None:
    """Blanks and notes around the id do not matter."""
    found = find(f"\ufeff{marker}\r\nx\r\n# aiwg:end", "hash")
    assert found is not None
    assert (found.body, found.start, found.line) == ("x\n", 1, 1)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["", "begin", "x"], ["line 2", "no end marker"]),
        (["x", "end"], ["line 2", "no begin marker"]),
        (["end", "x", "begin"], ["line 1", "line 3", "before"]),
        (["begin", "end", "", "begin", "end"], ["lines 1 and 4", "2 blocks"]),
        (["begin", "x", "begin", "end", "end"], ["line 3", "line 1", "inside"]),
        (["begin", "x", "begin", "end"], ["line 1", "line 3", "no end marker"]),
        (["begin", "end", "end"], ["line 3", "no begin marker"]),
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_markers_that_make_no_single_block_are_refused(style: str, lines: list[str], words: list[str]) -> None:
    """Open, reversed, doubled and nested markers are refused by every function, with the lines named."""
    text = "\n".join({"begin": BEGIN[style], "end": END[style]}.get(line, line) for line in lines) + "\n"
    for attempt in (lambda: find(text, style), lambda: put(text, "x", style), lambda: drop(text, style)):
        with pytest.raises(EditRefusedError) as caught:
            attempt()
        assert all(word in caught.value.reason for word in words), caught.value.reason
        assert caught.value.line is not None
        assert caught.value.hint


@pytest.mark.parametrize("body", ["a\n<!-- aiwg:end -->\nb", "  <!-- aiwg:begin x -->", "a\r<!-- aiwg:end -->"])
def test_a_body_with_a_marker_in_it_is_refused(body: str) -> None:
    """Text that holds a marker line of ours cannot be a block's body."""
    with pytest.raises(EditRefusedError, match="looks like a marker"):
        put("", body, "html")
    put("", body, "hash")


def test_dropping_keeps_what_the_user_wrote_around_the_block() -> None:
    """Separators go only if they are still there, and lines below the block do not join the line above."""
    placed = put("mine", "x", "html")
    assert drop(placed.text + "below\n", "html", placed.lead, placed.tail) == "mine\nbelow\n"
    assert drop("mine changed" + placed.text[4:], "html", "\n\n", "") == "mine changed"
    assert drop("mine\n" + block("x\n"), "html", "\n\n", "") == "mine\n"
    assert drop(block("x\n") + "mine", "html", "", "\n") == "mine"
    assert drop("no block\n", "html", "\n", "\n") == "no block\n"


@settings(max_examples=400, deadline=None)
@given(USER_TEXTS, BODIES, st.sampled_from(STYLES), st.sampled_from(["start", "end"]))
def test_dropping_a_new_block_restores_every_byte(text: str, body: str, style: str, at: str) -> None:
    """For every text without markers, put and then drop leads back to it; what was put is found again."""
    placed = put(text, body, style, at)
    expected = body.replace("\r\n", "\n").replace("\r", "\n")
    found = find(placed.text, style)
    assert found is not None
    assert found.body == (expected if not expected or expected.endswith("\n") else expected + "\n")
    assert put(placed.text, body, style, at).text == placed.text
    assert drop(placed.text, style, placed.lead, placed.tail) == text


@settings(max_examples=200, deadline=None)
@given(USER_TEXTS, BODIES, BODIES, st.sampled_from(STYLES))
def test_replacing_a_block_leaves_the_way_back_open(text: str, body: str, other: str, style: str) -> None:
    """The separators that were recorded at first restore the text after any later change of the body."""
    first = put(text, body, style)
    assert drop(put(first.text, other, style).text, style, first.lead, first.tail) == text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([BEGIN["html"], END["html"], "x", "\n", "\r\n", "\ufeff", " "]), max_size=12))
def test_any_text_gets_an_answer_or_a_refusal(parts: list[str]) -> None:
    """Nothing but CannotEdit is raised, and text outside a block stays as it is."""
    text = "".join(parts)
    try:
        found = find(text, "html")
        after = put(text, "new", "html").text
    except EditRefusedError:
        return
    if found is not None:
        assert after.startswith(text[: found.start])
        assert after.endswith(text[found.end :])
    else:
        assert after.startswith(text)
