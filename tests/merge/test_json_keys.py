"""Keyed edits of JSON, with what people add to it."""

from __future__ import annotations

import json

import json5
import pytest

from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Member, Value, edit, parse

SERVER: KeyPath = ("servers", "ours")
VALUE = {"command": "x", "args": ["-y"]}


def repr_short(value: object) -> str:
    """Return a name for a test's value; huge numbers have none."""
    return "huge number" if isinstance(value, int) else repr(value)


INSERTIONS = {
    "new file": ("", '{\n  "servers": {\n    "ours": 1\n  }\n}\n'),
    "byte order mark": ("\ufeff", '\ufeff{\n  "servers": {\n    "ours": 1\n  }\n}\n'),
    "only a comment": ("// mine\n", '// mine\n{\n  "servers": {\n    "ours": 1\n  }\n}\n'),
    "only an unfinished comment line": ("// mine", '// mine\n{\n  "servers": {\n    "ours": 1\n  }\n}'),
    "empty object": ("{}\n", '{\n  "servers": {\n    "ours": 1\n  }\n}\n'),
    "empty container": ('{\n\t"servers": {}\n}', '{\n\t"servers": {\n\t\t"ours": 1\n\t}\n}'),
    "one line": ('{"servers": {"a": 2}}', '{"servers": {"a": 2, "ours": 1}}'),
    "one line with blanks": ('{ "servers": { "a": 2 } }', '{ "servers": { "a": 2, "ours": 1 } }'),
    "minified": ('{"servers":{"a":2}}', '{"servers":{"a":2,"ours":1}}'),
    "empty on one line": ('{"servers": {}, "b": 1}', '{"servers": {"ours": 1}, "b": 1}'),
    "four spaces": (
        '{\n    "servers": {\n        "a": 2\n    },\n    "b": 3\n}\n',
        '{\n    "servers": {\n        "a": 2,\n        "ours": 1\n    },\n    "b": 3\n}\n',
    ),
    "CRLF and no final newline": (
        '{\r\n\t"servers": {\r\n\t\t"a": 2\r\n\t}\r\n}',
        '{\r\n\t"servers": {\r\n\t\t"a": 2,\r\n\t\t"ours": 1\r\n\t}\r\n}',
    ),
    "trailing comma": ('{"servers": {\n  "a": 2,\n}}', '{"servers": {\n  "a": 2,\n  "ours": 1,\n}}'),
    "comments behind the last": (
        '{"servers": {\n  "a": 2 // two }\n  /* more, */\n}}',
        '{"servers": {\n  "a": 2, // two }\n  /* more, */\n  "ours": 1\n}}',
    ),
    "comment before the end of the line": (
        '{"servers": {"a": 2 // two\n}}',
        '{"servers": {"a": 2, // two\n"ours": 1\n}}',
    ),
    "only a comment inside": (
        '{\n  "servers": {\n    // none yet\n  }\n}',
        '{\n  "servers": {\n    // none yet\n    "ours": 1\n  }\n}',
    ),
    "JSON5": (
        "{servers: {'a': +.5, b: 0xF, c: -Infinity,},}",
        "{servers: {'a': +.5, b: 0xF, c: -Infinity, \"ours\": 1,},}",
    ),
}


@pytest.mark.parametrize("case", INSERTIONS)
def test_an_entry_is_added_in_the_style_of_the_file(case: str) -> None:
    """A new entry comes last, as the file would write it; removing it restores every byte."""
    before, after = INSERTIONS[case]
    edited = edit(before, "json", [(SERVER, 1)])
    assert edited.text == after
    assert edit(after, "json", [], [SERVER], edited.made).text == before
    assert json5.loads(after.removeprefix("\ufeff"))["servers"]["ours"] == 1


def test_a_nested_value_is_indented_as_the_file_is() -> None:
    """Every line of a new value has the unit of indentation and the line ending of the file."""
    edited = edit('{\r\n   "servers": {}\r\n}\r\n', "json", [(SERVER, {"a": ["b"], "c": {}, "é\n": None})])
    assert edited.text == (
        '{\r\n   "servers": {\r\n      "ours": {\r\n         "a": [\r\n            "b"\r\n         ],\r\n'
        '         "c": {},\r\n         "é\\n": null\r\n      }\r\n   }\r\n}\r\n'
    )


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ('{"p": []}', ("p", Value("x")), "x", '{"p": ["x"]}'),
        ('{"p": [1,2]}', ("p", Value("x")), "x", '{"p": [1,2,"x"]}'),
        ('{"p": [\n  1\n]}', ("p", Value("x")), "x", '{"p": [\n  1,\n  "x"\n]}'),
        ('{"p": ["x"] }', ("p", Value("x")), "x", '{"p": ["x"] }'),
        ('{"p": [1, 1, true]}', ("p", Value(1)), 1, '{"p": [1, 1, true]}'),
        ('{"p": [1.0, true]}', ("p", Value(1)), 1, '{"p": [1.0, true, 1]}'),
        ('{"p": [{"id": "a"}]}', ("p", Member("id", "b")), {"id": "b"}, '{"p": [{"id": "a"}, {"id": "b"}]}'),
        ('{"p": [{"id": "a", "n": 1}, 2]}', ("p", Member("id", "a")), {"id": "a"}, '{"p": [{"id": "a"}, 2]}'),
        ('{"p": [{"id": "a"}]}', ("p", Member("id", "a"), "n"), 1, '{"p": [{"id": "a", "n": 1}]}'),
        ('{"a": {"b" : 1 /* c */}, }', ("a", "b"), [2], '{"a": {"b" : [2] /* c */}, }'),
        ("{a: 1, 'b': 2}", ("a",), 3, "{a: 3, 'b': 2}"),
        ('{\n  "a": 1 // c\n}', ("a",), {"b": 2}, '{\n  "a": {\n    "b": 2\n  } // c\n}'),
        ('{"\\u0061": 1}', ("a",), 1, '{"\\u0061": 1}'),
        ('{"a": 0x10}', ("a",), 16, '{"a": 0x10}'),
    ],
)
def test_only_the_bytes_of_the_value_change(before: str, path: KeyPath, value: object, after: str) -> None:
    """A value is replaced where it stands, an element is added behind the last, an equal one is left alone."""
    assert edit(before, "json", [(path, value)]).text == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ('{"a": 1, "b": 2, "c": 3}', ("a",), '{"b": 2, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', ("b",), '{"a": 1, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', ("c",), '{"a": 1, "b": 2}'),
        ('{"a": 1,\n "b": 2,\n}', ("b",), '{"a": 1,\n}'),
        ('{\n  "a": 1\n}', ("a",), "{}"),
        ('{ "a": 1 }', ("a",), "{ }"),
        ('{"a": 1, // one\n "b": 2 // two\n}', ("b",), '{"a": 1 // one\n // two\n}'),
        ('{"a": 1, // one\n "b": 2, "c": 3}', ("b",), '{"a": 1, // one\n "c": 3}'),
        ('{"a": 1 /* one */, "b": 2}', ("a",), '{ /* one */"b": 2}'),
        ('{"p": [1, "x", 2]}', ("p", Value("x")), '{"p": [1, 2]}'),
        ('{"p": [{"id": "a"}]}', ("p", Member("id", "a")), '{"p": []}'),
        ('{"a": 1}', ("b",), '{"a": 1}'),
        ('{"a": {"b": 1}}', ("a", "c", "d"), '{"a": {"b": 1}}'),
    ],
)
def test_dropping_takes_the_entry_and_one_comma(before: str, path: KeyPath, after: str) -> None:
    """What is left is valid, comments stay, and a container of the user's stays even when it is empty."""
    edited = edit(before, "json", [], [path])
    assert edited.text == after
    json5.loads(edited.text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{\n"servers": null}', 2, "servers is null"),
        ('{\n"servers": []}', 2, "servers is a list"),
        ('{\n"servers": "x"}', 2, "servers is a single value"),
        ("\n[1]", 2, "the file contains a list"),
        ('{"servers": {},\n"servers": {}}', 2, "'servers' appears 2 times"),
        ('{"servers": {"ours": 1,\n"ours": 2}}', 2, "'ours' appears 2 times"),
        ('{\n"a": }', 2, "expected a value"),
        ('{"a": 1\n"b": 2}', 2, 'expected a ","'),
        ('{"a": "x\n"}', 1, "not closed"),
        ('{"a": 1}\n/* x', 2, "not closed"),
        ('{"a": 1} x', 1, "end of the file"),
        ('{"a": 010}', 1, "not a value"),
        ('{"a": "\\u12"}', 1, "escape"),
        ("{,}", 1, "expected a key"),
        ('{"a": 1,, "b": 2}', 1, "expected a key"),
    ],
)
def test_what_cannot_be_edited_is_refused_with_the_line(text: str, line: int, words: str) -> None:
    """An invalid file, a key that stands there twice and a value that is no mapping are refused."""
    with pytest.raises(EditRefusedError) as caught:
        edit(text, "json", [(SERVER, VALUE)])
    assert words in caught.value.reason
    assert caught.value.line == line


def test_a_list_with_two_such_members_is_refused() -> None:
    """A step that names two elements says too little."""
    with pytest.raises(EditRefusedError, match="2 elements"):
        edit('{"p": [{"id": "a"}, {"id": "a"}]}', "json", [], [("p", Member("id", "a"))])


def test_duplicate_keys_elsewhere_are_left_alone() -> None:
    """A doubled key that is not on our path is the user's matter."""
    before = '{"a": 1, "a": 2, "servers": {}}'
    assert edit(before, "json", [(SERVER, 1)]).text == '{"a": 1, "a": 2, "servers": {"ours": 1}}'


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"a": [1, -2.5e3, true, false, null, "\\u00e9\\n\\/"]}',
        "{a: 'it\\'s', $b_1: .5, c: 5., d: +1, e: 0xAf, f: -Infinity, g: [],}",
        "/* a */ {'x': 'a\\\nb', // c\n y: \"'\"}",
        '{"tab": "\t", "u": "\u2028"}',
    ],
)
def test_reading_agrees_with_another_reader(text: str) -> None:
    """What is read is what an independent JSON5 reader reads."""
    assert parse(text, "json") == json5.loads(text)


def test_two_halves_of_a_character_are_joined() -> None:
    """A character that is escaped in two halves is one, in tolerant text as in strict."""
    assert parse('{"a": "\\ud83d\\ude00"}', "json") == parse("{a: '\\ud83d\\ude00'}", "json") == {"a": "😀"}


@pytest.mark.parametrize("text", ["", " \n", "// x", "/* x */\n", "\ufeff"])
def test_a_text_without_a_document_is_empty(text: str) -> None:
    """Blanks and comments are an empty mapping."""
    assert parse(text, "json") == {}


def test_what_is_written_is_strict_json_where_the_file_is() -> None:
    """A strict file stays strict."""
    edited = edit('{"servers": {"a": 1}}', "json", [(SERVER, VALUE), (("z", Value("q")), "q")])
    assert json.loads(edited.text) == {"servers": {"a": 1, "ours": VALUE}, "z": ["q"]}


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1: 2}, {"a": b"x"}, {"a": {1}}, "\ud800", 2**20_000], ids=repr_short
)
def test_a_value_that_json_cannot_hold_is_refused(value: object) -> None:
    """Nothing is written that another reader would reject or change."""
    with pytest.raises(EditRefusedError):
        edit("{}", "json", [(("a",), value)])
