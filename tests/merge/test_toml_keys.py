"""Keyed edits of TOML."""

from __future__ import annotations

import datetime
import itertools
import tomllib

import pytest
import tomlkit

from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Member, Value, edit, parse

SERVER: KeyPath = ("servers", "ours")
TABLE = '[servers.ours]\ncommand = "x"\n\n[servers.ours.env]\n"A b" = "1"\n'
VALUE = {"command": "x", "env": {"A b": "1"}}

TABLES = {
    "new file": ("", TABLE),
    "byte order mark": ("\ufeff", "\ufeff" + TABLE),
    "behind lines": ("a = 1 # one\n", "a = 1 # one\n\n" + TABLE),
    "behind tables": ("[servers.a]\nb = 1\n\n# end\n", "[servers.a]\nb = 1\n\n# end\n\n" + TABLE),
    "under a table of the user's": ("[servers]\nb = 1\n[c]\n", "[servers]\nb = 1\n[c]\n\n" + TABLE),
    "no final newline": ("a = 1", "a = 1\n\n" + TABLE[:-1]),
    "CRLF": ("a = 1\r\n", "a = 1\r\n\r\n" + TABLE.replace("\n", "\r\n")),
    "only blank lines": ("\n\n", "\n\n\n" + TABLE),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_mapping_becomes_a_table_at_the_end(case: str) -> None:
    """A mapping is a table with sub-tables behind a blank line; removing it restores every byte."""
    before, after = TABLES[case]
    edited = edit(before, "toml", [(SERVER, VALUE)])
    assert edited.text == after
    assert edit(after, "toml", [], [SERVER], edited.made).text == before
    assert tomlkit.parse(after.removeprefix("\ufeff")).unwrap()["servers"]["ours"] == VALUE


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("", ("k",), 1, "k = 1\n"),
        ("# c", ("k",), 1, "# c\nk = 1"),
        ("a = 1 # c\n\n[t]\n", ("k",), "v", 'a = 1 # c\nk = "v"\n\n[t]\n'),
        ("# license\n\n[t]\nx = 1\n", ("k",), [1, "a"], 'k = [1, "a"]\n\n# license\n\n[t]\nx = 1\n'),
        ("[t]\n\n[u]\n", ("t", "k k"), True, '[t]\n"k k" = true\n\n[u]\n'),
        ("[t]\r\n\tx = 1 # c\r\n# end\r\n[u]", ("t", "k"), 1.0, "[t]\r\n\tx = 1 # c\r\n\tk = 1.0\r\n# end\r\n[u]"),
        ("[t]\nx = '''\n[u]\n'''", ("t", "k"), 1, "[t]\nx = '''\n[u]\n'''\nk = 1"),
        ("", ("t", "k"), 1, "[t]\nk = 1\n"),
        ("", ("t", "p", Value("x")), "x", '[t]\np = [\n    "x",\n]\n'),
        ("p = []\n", ("p", Value("x")), "x", 'p = ["x"]\n'),
        ("p = [1, 2,] # c\n", ("p", Value("x")), "x", 'p = [1, 2, "x",] # c\n'),
        ("p = [\n\t1, # one\n\t2 # two ]\n]\n", ("p", Value(3)), 3, "p = [\n\t1, # one\n\t2, # two ]\n\t3\n]\n"),
        ("p = [{id = 'a'}]", ("p", Member("id", "b")), {"id": "b"}, "p = [{id = 'a'}, { id = \"b\" }]"),
    ],
)
def test_a_line_is_added_where_it_belongs(before: str, path: KeyPath, value: object, after: str) -> None:
    """A scalar goes to the end of its table's own lines, at the root before the first header, and away again."""
    edited = edit(before, "toml", [(path, value)])
    assert edited.text == after
    assert edit(after, "toml", [], [path], edited.made).text == before


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a = 1 # one\nb = 2\n", ("a",), [2], "a = [2] # one\nb = 2\n"),
        ("a = '''\nx\n'''  # c", ("a",), "y", 'a = "y"  # c'),
        ("t = { a = 1 } # c\n", ("t",), {"b": {"c": 2}}, "t = { b = { c = 2 } } # c\n"),
        ("[t.o]\na = 1\n# in\nb = 2\n# out\n[u]\n", ("t", "o"), {"z": 1}, "[t.o]\nz = 1\n# out\n[u]\n"),
        ("[t.o]\na = 1\n[u]\n[t.o.p]\n", ("t", "o"), {"z": 1}, "[u]\n\n[t.o]\nz = 1\n"),
        ("p = [1, 'a' ,3]\n", ("p", Value("a")), "a", "p = [1, 'a' ,3]\n"),
        ("a = 1_000\n", ("a",), 1000, "a = 1_000\n"),
        ("a = 1\n", ("a",), 1.0, "a = 1.0\n"),
    ],
)
def test_a_value_is_replaced_where_it_stands(before: str, path: KeyPath, value: object, after: str) -> None:
    """A line keeps its comment, a table its place; a table in several pieces is written anew at the end."""
    assert edit(before, "toml", [(path, value)]).text == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a = 1\nb = 2 # two\nc = 3\n", ("b",), "a = 1\nc = 3\n"),
        ("[t]\n[t.o]\nx = 1\n\n[t.o.p]\ny = 2\n# end\n\n[u]\n", ("t", "o"), "[t]\n# end\n\n[u]\n"),
        ("[t.o]\nx = 1\n[u]\n\n[[t.o.p]]\ny = 2\n[v]", ("t", "o"), "[u]\n[v]"),
        ("[t]\nx = 1\n", ("t", "x"), "[t]\n"),
        ('["t"."o"]\nx = 1\n[u]\n', ("t", "o"), "[u]\n"),
        ("a = [\n 1, # c ]\n]\nb = 1", ("a",), "b = 1"),
        ("a = 1\nb = 1", ("b",), "a = 1"),
        ("p = [1, 'x', 2]", ("p", Value("x")), "p = [1, 2]"),
        ("a = 1\n", ("b", "c"), "a = 1\n"),
    ],
)
def test_dropping_takes_exactly_the_lines_of_the_value(before: str, path: KeyPath, after: str) -> None:
    """The lines of a value or of a table with its sub-tables go, and no comment around them."""
    assert edit(before, "toml", [], [path]).text == after


@pytest.mark.parametrize(
    ("text", "path", "value", "line", "words"),
    [
        ("\nservers = {}\n", SERVER, VALUE, 2, "inline table"),
        ("[x]\n[[servers]]\n", SERVER, VALUE, 2, "servers is a list"),
        ("servers = 1\n", SERVER, VALUE, 1, "servers is a single value"),
        ("[servers]\nours.command = 'y'\n", SERVER, VALUE, 2, "dotted keys"),
        ("t.u = 1\n", ("t", "k"), 1, 1, "dotted keys"),
        ("[t.u]\n", ("t", "k"), 1, 1, "no header of its own"),
        ("[[p]]\nid = 'a'\n", ("p", Value("b")), "b", None, "can contain only tables"),
        ("[[p]]\nid = 'a'\n[q]\n[p.s]\n", ("p", Member("id", "b")), {"id": "b"}, 4, "several pieces"),
        ("a = 1\na = 2\n", SERVER, VALUE, 2, "overwrite"),
        ("a = [\n", SERVER, VALUE, 1, "Invalid"),
        ("", ("a",), None, None, "cannot be written as TOML"),
    ],
)
def test_what_would_need_other_bytes_is_refused(
    text: str, path: KeyPath, value: object, line: int | None, words: str
) -> None:
    """Inline tables and dotted keys of the user's are left alone, as are arrays in pieces, with the line named."""
    with pytest.raises(EditRefusedError) as caught:
        edit(text, "toml", [(path, value)])
    assert words in caught.value.reason
    assert caught.value.line == line


OURS = {"id": "b", "n": {"x": [1, "a"]}}
ELEMENT = '[[p]]\nid = "b"\nn = { x = [1, "a"] }\n'
ARRAYS = {
    "new file": ("", ELEMENT),
    "behind lines": ("a = 1 # one\n", "a = 1 # one\n\n" + ELEMENT),
    "behind theirs": ("[[p]] # one\nid = 'a' # c\n", "[[p]] # one\nid = 'a' # c\n\n" + ELEMENT),
    "behind their sub-table": ("[[p]]\nid = 'a'\n[p.s]\nx = 1\n", "[[p]]\nid = 'a'\n[p.s]\nx = 1\n\n" + ELEMENT),
    "before a table": ("[[p]]\nid = 'a'\n# q\n[q]\n", "[[p]]\nid = 'a'\n\n" + ELEMENT + "# q\n[q]\n"),
    "no final newline": ("[[p]]\nid = 'a'", "[[p]]\nid = 'a'\n\n" + ELEMENT[:-1]),
    "CRLF": ("[[p]]\r\nid = 'a'\r\n", "[[p]]\r\nid = 'a'\r\n\r\n" + ELEMENT.replace("\n", "\r\n")),
}


@pytest.mark.parametrize("step", [Member("id", "b"), Value(OURS)])
@pytest.mark.parametrize("case", ARRAYS)
def test_an_element_joins_an_array_of_tables(case: str, step: Member | Value) -> None:
    """A mapping in a list is a table of an array, behind those of the user's; removing it restores every byte."""
    before, after = ARRAYS[case]
    path: KeyPath = ("p", step)
    edited = edit(before, "toml", [(path, OURS)])
    assert edited.text == after
    assert tomlkit.parse(after).unwrap()["p"][-1] == OURS
    assert edit(after, "toml", [], [path], edited.made).text == before
    if isinstance(step, Member):
        assert edit(after, "toml", [(path, {"id": "b"})]).text == after.replace('n = { x = [1, "a"] }\r\n', "").replace(
            'n = { x = [1, "a"] }\n', ""
        ).replace('"b"\nn = { x = [1, "a"] }', '"b"')


def test_what_the_user_adds_to_an_array_stays() -> None:
    """An element that a person adds to our array, or between ours, outlives ours; nothing of it is lost."""
    puts: list[tuple[KeyPath, object]] = [(("m", "p", Member("id", id)), {"id": id}) for id in ("a", "b")]
    edited = edit("[m]\nx = 1\n", "toml", puts)
    assert edited.text == '[m]\nx = 1\n\n[[m.p]]\nid = "a"\n\n[[m.p]]\nid = "b"\n'
    theirs = edited.text.replace('[[m.p]]\nid = "b"', '# mine\n[[m.p]]\nid = "c"\n\n[[m.p]]\nid = "b"')
    left = edit(theirs, "toml", [], [path for path, _ in puts], edited.made)
    assert left.text == '[m]\nx = 1\n\n# mine\n[[m.p]]\nid = "c"\n'
    assert edit(left.text, "toml", [], [("m", "p", Member("id", "c"))], left.made).text == "[m]\nx = 1\n\n# mine\n"


@pytest.mark.parametrize("text", ["", "# c\n", "# c", "[t]\n", "a = 1\n\n[t]"])
def test_lines_and_tables_of_one_edit_do_not_get_in_each_others_way(text: str) -> None:
    """Whatever the order of the changes, lines come before tables, and all go again without a trace."""
    puts: list[tuple[KeyPath, object]] = [(("o", "s"), {"x": 1}), (("o", "k"), 2), (("p",), {}), (("z",), 3)]
    edited = edit(text, "toml", puts)
    for order in itertools.permutations([path for path, _ in puts]):
        assert edit(edited.text, "toml", [], order, edited.made).text == text


def test_every_kind_of_value_comes_out_as_it_went_in() -> None:
    """Dates, numbers, nested lists and awkward text are read back equal by two readers."""
    value = {
        "when": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        "day": datetime.date(2026, 1, 2),
        "list": [1, [2.5, "\x7f\u2028\\\"'\n"], {"a.b": {"": []}}],
        "tables": [{"long": "x" * 200}, {"long": "y"}],
    }
    for path in (("t", "é"), ("k",)):
        text = edit("a = 1\n", "toml", [(path, value)]).text
        assert tomllib.loads(text) == tomlkit.parse(text).unwrap()
        assert edit(text, "toml", [(path, value)]).text == text
    assert edit("k = 0\n", "toml", [(("k",), value)]).text.startswith("k = { when = 2026-01-02")


def test_reading_agrees_with_another_reader() -> None:
    """An empty text and one with a byte order mark are read, too."""
    assert parse("\ufeffa.b = [1, {c = 2}]", "toml") == {"a": {"b": [1, {"c": 2}]}}
    assert parse("# c\n", "toml") == {}
