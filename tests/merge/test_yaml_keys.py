"""Keyed edits of YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Member, Value, edit, parse

SERVER: KeyPath = ("servers", "ours")


def newer_reader(text: str) -> object:
    """Return what a YAML 1.2 reader makes of the text."""
    document: object = YAML(typ="safe", pure=True).load(text.removeprefix("\ufeff"))
    return document


INSERTIONS = {
    "new file": ("", "servers:\n  ours:\n    a: 1\n"),
    "byte order mark": ("\ufeff# c\n", "\ufeff# c\nservers:\n  ours:\n    a: 1\n"),
    "no final newline": ("# c", "# c\nservers:\n  ours:\n    a: 1"),
    "document start": ("---\n", "---\nservers:\n  ours:\n    a: 1\n"),
    "four spaces and comments": (
        "servers:\n    a: 2 # two\n    # more\n# less\n\nb: 3\n",
        "servers:\n    a: 2 # two\n    # more\n    ours:\n        a: 1\n# less\n\nb: 3\n",
    ),
    "CRLF": ("servers:\r\n  a: 2\r\nb: 3", "servers:\r\n  a: 2\r\n  ours:\r\n    a: 1\r\nb: 3"),
    "behind a block scalar": (
        "servers:\n  a: |\n    text\n\nb: 3\n",
        "servers:\n  a: |\n    text\n  ours:\n    a: 1\n\nb: 3\n",
    ),
    "behind a block scalar that keeps its end": (
        "servers:\n  a: |+\n    text\n\nb: 3\n",
        "servers:\n  a: |+\n    text\n\n  ours:\n    a: 1\nb: 3\n",
    ),
    "behind text over two lines": (
        "servers:\n  a: one\n    two # c\nb: 3\n",
        "servers:\n  a: one\n    two # c\n  ours:\n    a: 1\nb: 3\n",
    ),
    "empty flow": ("servers: {} # c\nb: 3\n", "servers: {ours: {a: 1}} # c\nb: 3\n"),
    "flow": ("servers: { a: 2 }\n", "servers: { a: 2, ours: {a: 1} }\n"),
    "flow with a last comma": ('{"servers": {"a": 2,},}', '{"servers": {"a": 2, ours: {a: 1},},}'),
    "anchors": (
        "base: &b\n  x: 1\nservers:\n  <<: *b\n  a: *b\n",
        "base: &b\n  x: 1\nservers:\n  <<: *b\n  a: *b\n  ours:\n    a: 1\n",
    ),
    "tags": ("k: !secret x\nservers:\n  a: !t [1]\n", "k: !secret x\nservers:\n  a: !t [1]\n  ours:\n    a: 1\n"),
    "an empty value at the end": ("servers:\n  a:\n", "servers:\n  a:\n  ours:\n    a: 1\n"),
}


@pytest.mark.parametrize("case", INSERTIONS)
def test_an_entry_is_added_in_the_style_of_the_file(case: str) -> None:
    """A new entry comes last in its container; removing it restores every byte."""
    before, after = INSERTIONS[case]
    edited = edit(before, "yaml", [(SERVER, {"a": 1})])
    assert edited.text == after
    assert edit(after, "yaml", [], [SERVER], edited.made).text == before


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("p:\n- a # c\n", ("p", Value("x")), "x", "p:\n- a # c\n- x\n"),
        ("p:\n  - - a\n", ("p", Value("x")), "x", "p:\n  - - a\n  - x\n"),
        ("p: [a, b]", ("p", Value("x")), "x", "p: [a, b, x]"),
        ("", ("p", Value("x: y")), "x: y", 'p:\n  - "x: y"\n'),
        ("p:\n- id: a\n", ("p", Member("id", "b")), {"id": "b", "l": [1]}, "p:\n- id: a\n- id: b\n  l:\n    - 1\n"),
        ("p:\n  - id: a\nq: 1\n", ("p", Member("id", "a"), "m"), 1, "p:\n  - id: a\n    m: 1\nq: 1\n"),
        ("a:\n  b: 1", ("on",), "no", 'a:\n  b: 1\n"on": "no"'),
    ],
)
def test_lists_and_awkward_keys_can_be_edited(before: str, path: KeyPath, value: object, after: str) -> None:
    """Elements are added with the dash in the column of the others, and go again without a trace."""
    edited = edit(before, "yaml", [(path, value)])
    assert edited.text == after
    assert edit(after, "yaml", [], [path], edited.made).text == before


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a: 1 # one\nb: 2\n", ("a",), 3, "a: 3 # one\nb: 2\n"),
        ("a: # none\nb: 2\n", ("a",), "x", "a: x # none\nb: 2\n"),
        ("a: 1 # one\nb: 2\n", ("a",), {"c": 3}, "a:\n  c: 3\nb: 2\n"),
        ("a:\n  c: 3\n  # in\n  d: 4\n# out\nb: 2", ("a",), "x", "a: x\n# out\nb: 2"),
        ("a: |\n  text\nb: 2\n", ("a",), "x", "a: x\nb: 2\n"),
        ("a: {b: 1, c: 2}\n", ("a", "b"), [3], "a: {b: [3], c: 2}\n"),
        (
            "p:\n  - id: a\n    n: 1\n  - b\n",
            ("p", Member("id", "a")),
            {"id": "a", "m": {"z": 2}},
            "p:\n  - id: a\n    m:\n      z: 2\n  - b\n",
        ),
        ("a: 'x'\n", ("a",), "x", "a: 'x'\n"),
        ("a: 0x10\n", ("a",), 16, "a: 0x10\n"),
        ("a: *b\n".replace("a:", "b: &b 1\na:"), ("a",), 2, "b: &b 1\na: 2\n"),
    ],
)
def test_a_value_is_replaced_where_it_stands(before: str, path: KeyPath, value: object, after: str) -> None:
    """Only the lines of the value change, an equal value not at all."""
    assert edit(before, "yaml", [(path, value)]).text == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: 1\nb: # c\n  d: 2\n  # in\n  e: 3\n# out\nf: 4\n", ("b",), "a: 1\n# out\nf: 4\n"),
        ("a:\n  b: 1\n  # c\nd: 2\n", ("a", "b"), "a: {}\n  # c\nd: 2\n"),
        ("a: # c\n- 1\n", ("a", Value(1)), "a: [] # c\n"),
        ("a: 1\nb: 2", ("b",), "a: 1"),
        ("a: 1\n", ("a",), ""),
        ("a: {b: 1, c: 2}", ("a", "b"), "a: {c: 2}"),
        ("p:\n- a\n- b\n", ("p", Value("a")), "p:\n- b\n"),
        ("a: 1\n", ("b", "c"), "a: 1\n"),
    ],
)
def test_dropping_takes_exactly_the_lines_of_the_value(before: str, path: KeyPath, after: str) -> None:
    """Comments around the value stay, and an empty container of the user's is written as empty."""
    assert edit(before, "yaml", [], [path]).text == after


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nservers:\n", 2, "servers is null"),
        ("a: 1\nservers: [1]\n", 2, "servers is a list"),
        ("- 1\n", 1, "the file contains a list"),
        ("a: 1\n---\nb: 1\n", 2, "more than one document"),
        ("a: 1\n...\n", 2, '"..."'),
        ("a: &x\n  b: 1\nservers: *x\n", 3, "alias"),
        ("servers: &x\n  b: 1\na: *x\n", None, "changing other parts"),
        ("a: &x\n  servers: {b: 1}\n<<: *x\n", 1, "merged in"),
        ("servers:\n  a: 1\nservers:\n  b: 1\n", 3, "2 times"),
        ("servers:\n  ours: 1\n  ours: 2\n", 3, "2 times"),
        ("servers: { # c\n}\n", 1, "comment"),
        ("servers:\n\ta: 1\n", 2, "token"),
        ("a: b: c\n", 1, "mapping values"),
        ("a: |\n  x", None, "changing other parts"),
        ("a: 1\rb: 2\n", 1, "ends a line for some"),
        ("a: x\u2028\n", 1, "ends a line for some"),
        ("a: \x00\n", None, "not valid YAML"),
        ("a: *x\n", 1, "no anchor"),
        ("a: &x [*x]\n", 1, "inside its own anchor"),
    ],
)
def test_what_cannot_be_edited_is_refused_with_the_line(text: str, line: int | None, words: str) -> None:
    """Files and layouts in which ours could not be told from the user's are refused."""
    with pytest.raises(EditRefusedError) as caught:
        edit(text, "yaml", [(SERVER, {"a": 1})])
    assert words in caught.value.reason
    assert caught.value.line == line


def test_a_key_that_some_readers_take_for_a_boolean_is_refused() -> None:
    """Adding "on" beside an unquoted on would be a doubled key for half of the readers."""
    with pytest.raises(EditRefusedError, match="not every reader"):
        edit("a:\n  on: 1\n", "yaml", [(("a", "on"), 2)])


@pytest.mark.parametrize(
    "value",
    ["", "y", "No", "null", "~", "1", "1e3", "0o7", "12:30", "2001-01-01", "=", "<<", "a: b", "a #b", " a", "a ", "- a",
     "!a", "&a", "*a", "%a", "@a", "`a", "'", '"', "\\", "a\nb\n", "\t", "\x00\x1b\x7f\x85\u2028\ufeff", "😀", "[", "{",
     ",", "---", "?", "|", "#", True, None, 0, -7, 1.5, -0.5, 1e300, 1e-7, 2.0, [], {}, [[]], [{}], {"": {"": [None]}}],
)  # fmt: skip
def test_every_value_is_read_back_equal_by_old_and_new_readers(value: object) -> None:
    """In block and in flow style, a YAML 1.1 and a YAML 1.2 reader both read what was written."""
    for before in ("", "k: {}\n"):
        text = edit(before, "yaml", [(("k", "v"), value), (("k", "w"), [value, {"n": value}])]).text
        expected = {"k": {"v": value, "w": [value, {"n": value}]}}
        assert yaml.safe_load(text) == expected
        assert newer_reader(text) == expected


@pytest.mark.parametrize("key", ["", "y", "a: b", "#", "- ", "é", "1", "null", "<<", "a b", "?"])
def test_every_key_is_read_back_equal(key: str) -> None:
    """Keys are quoted where a reader could take them for something else."""
    for before in ("", "k: {}\n"):
        text = edit(before, "yaml", [(("k", key), {key: 1})]).text
        assert yaml.safe_load(text) == newer_reader(text) == {"k": {key: {key: 1}}}


def test_infinity_and_not_a_number_can_be_written() -> None:
    """The special numbers are written as YAML writes them."""
    text = edit("", "yaml", [(("a",), [float("inf"), float("-inf"), float("nan")])]).text
    assert text == "a:\n  - .inf\n  - -.inf\n  - .nan\n"


def test_a_document_is_read_as_it_is_meant() -> None:
    """Merged keys are seen, own keys win over them, and an empty document is an empty mapping."""
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, x: 3}\nc: {<<: [*a, {z: 4, x: 5}]}\n"
    document = parse(text, "yaml")
    assert document == yaml.safe_load(text)
    assert parse("--- # c\n", "yaml") == parse("", "yaml") == {}


def test_the_slower_reader_gives_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the compiled reader is not installed, the edits are the same."""
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    for before, after in INSERTIONS.values():
        assert edit(before, "yaml", [(SERVER, {"a": 1})]).text == after


LINES = st.lists(
    st.sampled_from(
        [
            "",
            " ",
            "a",
            "# no comment",
            "- no item",
            "  in",
            "k: v",
            "---",
            "\tt",
            "t ",
            "\u201cq\u201d",
            "it\u2019s",
            "%",
            "\x85",
            "|",
        ]
    )
    | st.text(max_size=6),
    max_size=6,
)


@given(LINES, st.sampled_from(["", "\n", "\n\n"]), st.sampled_from(["", "a:\r\n  b: 1\r\n", "a:\n    b: 1\n"]))
def test_texts_of_several_lines_read_back(lines: list[str], end: str, before: str) -> None:
    """A text of several lines is what every reader reads, as a value, in a list, and once more after a second edit."""
    text = "\n".join(lines) + end
    puts: list[tuple[KeyPath, object]] = [
        (("ours", "x"), text),
        (("list", Member("k", "v")), {"k": "v", "text": text, "n": 1}),
        (("list", Member("k", "w")), {"k": "w", "text": text}),
    ]
    try:
        edited = edit(before, "yaml", puts)
    except EditRefusedError:
        assume(False)
    for load in (yaml.safe_load, newer_reader):
        read: Any = load(edited.text)
        assert read["ours"]["x"] == read["list"][0]["text"] == read["list"][1]["text"] == text
    assert edit(edited.text, "yaml", puts, made=edited.made) == edited
    assert edit(edited.text, "yaml", [], [path for path, _ in puts], edited.made).text == before
    straight = edited.text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2013: "-"})
    assert yaml.safe_load(straight) == yaml.safe_load(edited.text)  # Roo Code does so before it parses
