"""Frontmatter, strict YAML and what is mended of it, on chosen and on generated text."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from aiwg.artifact.frontmatter import Split, UnclosedFrontmatterError, split
from aiwg.core.strict_yaml import YamlError, parse
from aiwg.source.repair import parse_mending
from tests.stopwatch import quick, within

LIMITED = settings(max_examples=150, deadline=timedelta(seconds=2), database=None)

FENCES = st.sampled_from(["---", "---\n", "\n", "\n\n", "a: b\n", "...", "k: ", "\nk: ", "\n  "])
MARKS = st.sampled_from(
    [": ", ":", "- ", "  ", "[", "]", "{", "}", ", ", '"', "'", " #", "#", "? ", "<<: ", "\\", "\t"]
)
STARTS = st.sampled_from(["|", ">", "|\n  x\n", "*x", "&x ", "!!str ", "!x ", "@", "`", "%", "-"])
ATOMS = st.sampled_from(["a", "1.10", "012", "yes", "true", "null", "~", "é", "😀"])
ODD = st.sampled_from(["\r", "\0", "\x1b", "\u2028", "\ufeff", "\ud800"])
PIECES = st.one_of(FENCES, MARKS, STARTS, ATOMS, ODD)
SHORT = st.lists(PIECES, max_size=14).map("".join)
ANYTHING = st.one_of(SHORT, st.text(max_size=40))


def test_split_of_a_file_with_frontmatter() -> None:
    """Frontmatter and body are told apart, with the line on which the body starts."""
    assert split("---\na: b\n---\nText\n---\n") == Split("a: b\n", "Text\n---\n", 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Split(None, "", 1)),
        ("Text", Split(None, "Text", 1)),
        (" ---\na\n---\n", Split(None, " ---\na\n---\n", 1)),
        ("----\na\n---\n", Split(None, "----\na\n---\n", 1)),
        ("---\n---", Split("", "", 3)),
        ("---\n---\n", Split("", "", 3)),
        ("--- \na\n---\t\nb", Split("a\n", "b", 4)),
        ("---\na\n ---\n---\nb", Split("a\n ---\n", "b", 5)),
    ],
)
def test_split_of_odd_files(text: str, expected: Split) -> None:
    """Only a whole first line of dashes opens frontmatter, only a whole line of dashes closes it."""
    assert split(text) == expected


@pytest.mark.parametrize("text", ["---", "---\n", "---\na: b\n", "---\na\n----\n", "---\n ---\n"])
def test_unclosed_frontmatter(text: str) -> None:
    """Frontmatter that is never closed is told, not taken for a body."""
    with pytest.raises(UnclosedFrontmatterError):
        split(text)


@LIMITED
@given(ANYTHING)
def test_split_loses_nothing(text: str) -> None:
    """Every character is in the frontmatter, in the body or in the two lines of dashes, and the line count fits."""
    try:
        parts = split(text)
    except UnclosedFrontmatterError:
        return
    if parts.front is None:
        assert (parts.body, parts.body_line) == (text, 1)
        return
    head = text[: len(text) - len(parts.body)]
    assert head + parts.body == text
    first, _, rest = head.partition("\n")
    assert first.strip() == "---"
    assert rest.startswith(parts.front)
    assert rest[len(parts.front) :].strip() == "---"
    assert parts.body_line == head.count("\n") + (1 if head.endswith("\n") else 2)


def refusal(text: str, first_line: int = 1) -> YamlError | None:
    """Return why `parse` refuses a text, or None."""
    try:
        parse(text, first_line)
    except YamlError as error:
        return error
    return None


@LIMITED
@given(ANYTHING, st.integers(1, 9))
def test_yaml_gives_a_value_or_a_clear_error(text: str, first_line: int) -> None:
    """Whatever the text, the result is plain values that JSON can hold, or a YamlError with a line that exists."""
    lines = range(first_line, first_line + len(text.splitlines()) + 1)
    error = refusal(text, first_line)
    if error is not None:
        assert error.line in lines
        assert error.reason.isprintable()
        return
    document = parse(text, first_line)
    json.dumps(document.value, allow_nan=False)
    assert all(line in lines for line in document.lines.values())


@pytest.mark.parametrize("count", [101, 20_000])
@pytest.mark.parametrize(
    "unit", ["[", "{a: ", "- ", "? ", "a: &a [*a]\n", "- - - ", "[[]", "'", '"', "|\n", "#", "\n ", "a: b\n"]
)
def test_yaml_of_any_size_ends(unit: str, count: int) -> None:
    """Repetitions that hurt parsers give a value or an error with a line, in little time."""
    error = quick(lambda: refusal(unit * count), 2)
    assert error is None or error.line is not None


PLAIN = st.one_of(
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12),
)
VALUES = st.recursive(PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3)), max_leaves=6)
MAPPINGS = st.dictionaries(st.text("abcxyz_-é1", min_size=1, max_size=6), VALUES, max_size=5)


@LIMITED
@given(MAPPINGS)
def test_yaml_reads_what_json_writes(value: dict[str, Any]) -> None:
    """JSON of plain mappings, which is YAML too, is read as it is."""
    assume("\ufffe" not in str(value) and "\uffff" not in str(value))
    assert parse(json.dumps(value, ensure_ascii=False)).value == value


def as_yaml_1_2(text: str) -> Any:
    """Return what a pure YAML 1.2 parser makes of text."""
    return YAML(typ="safe", pure=True).load(text)


def agree(ours: Any, theirs: Any) -> bool:
    """Say whether two readings agree; what we leave as text may be a number or a date to the other."""
    if isinstance(ours, dict):
        return (
            isinstance(theirs, dict)
            and list(ours) == [key if isinstance(key, str) else ours_of(key) for key in theirs]
            and all(map(agree, ours.values(), theirs.values()))
        )
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(agree, ours, theirs))
    if isinstance(ours, str):
        return ours == theirs or not isinstance(theirs, str | dict | list)
    return type(ours) is type(theirs) and bool(ours == theirs)


def ours_of(key: object) -> str:
    """Return the text that a key other than text has for us."""
    return {True: "true", False: "false"}[key] if isinstance(key, bool) else str(key)


LAYOUT = st.sampled_from(["k: ", "\nk2: ", "\n  k3: ", "\n- ", "\n  - ", "- ", " ", "  ", "\n", "|\n   ", ">\n   "])
FLOW = st.sampled_from(["[", "]", "{", "}", ", ", ",", ":", ": ", "#", " # c", "'", '"', "-"])
SCALARS = st.sampled_from(["a", "b c", "1", "0", "-7", "true", "false", "yes", "é", "😀", "\\n"])
SIMPLE = st.lists(st.one_of(LAYOUT, FLOW, SCALARS), max_size=12).map(lambda parts: "k0: " + "".join(parts))


@settings(LIMITED, max_examples=400)
@given(SIMPLE)
def test_yaml_agrees_with_another_parser(text: str) -> None:
    """What we accept of plain mappings, a pure YAML 1.2 parser accepts too and reads the same."""
    try:
        ours = parse(text).value
    except YamlError:
        assume(False)
        return
    try:
        theirs = as_yaml_1_2(text)
    except YAMLError as error:
        pytest.fail(f"accepted {text!r}, which is {error}")
    assert agree(ours, theirs), (ours, theirs)


@settings(LIMITED, max_examples=60)
@given(MAPPINGS)
def test_yaml_reads_what_another_writer_writes(value: dict[str, Any]) -> None:
    """What a YAML 1.2 writer writes of plain mappings is read as it is."""
    assume(not any(char in str(value) for char in "\ufeff\ufffe\uffff"))
    from io import StringIO

    stream = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.width = 10_000
    writer.default_flow_style = False
    writer.dump(value, stream)
    assert parse(stream.getvalue()).value == value


@pytest.mark.parametrize(
    "text",
    [
        "1.10",
        "012",
        "0o14",
        "0x1F",
        "1e3",
        "1_000",
        "12:30:45",
        "2024-01-01",
        "yes",
        "No",
        "on",
        "y",
        "-0",
        "+1",
        ".5",
        "1.",
        "NULL",
        "True",
        ".inf",
        ".nan",
        "0.1e1",
        "=",
        "1.0.0",
        "9999999999999999999",
    ],
)
def test_what_stays_text(text: str) -> None:
    """A plain scalar that another value would not give back stays the text that was written."""
    assert parse(f"k: {text}").value == {"k": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("1", 1), ("-12", -12), ("0", 0), ("1.5", 1.5), ("-0.25", -0.25), ("true", True), ("false", False)],
        *[("null", None), ("~", None), ("", None)],
        *[("'1'", "1"), ('"true"', "true"), ("!!str 1", "1"), ("|\n 1", "1")],
    ],
)
def test_what_becomes_a_value(text: str, value: Any) -> None:
    """Plain numbers, booleans and nulls become values; what is quoted stays text."""
    found = parse(f"k: {text}").value["k"]
    assert (type(found), found) == (type(value), value)


def test_lines_of_keys_and_items() -> None:
    """Every key and every list item knows its line."""
    document = parse("a: 1\n\nb:\n  - x\n  - c: y\n    d: |\n      text\n      more\n    e: z\n", 11)
    assert document.lines == {
        ("a",): 11,
        ("b",): 13,
        ("b", 0): 14,
        ("b", 1): 15,
        ("b", 1, "c"): 15,
        ("b", 1, "d"): 16,
        ("b", 1, "e"): 19,
    }


@pytest.mark.parametrize(
    ("front", "value"),
    [
        ("a: b: c", {"a": "b: c"}),
        ("a: ends:", {"a": "ends:"}),
        ("a: *.ts", {"a": "*.ts"}),
        ("a: **/*.ts # all", {"a": "**/*.ts"}),
        ("a: @me # and", {"a": "@me"}),
        ("a: `x` y", {"a": "`x` y"}),
        ("a: %x", {"a": "%x"}),
        ("a: [x] [y]", {"a": "[x] [y]"}),
        ("a: [x] # list", {"a": ["x"]}),
        ('a: say "b": c', {"a": 'say "b": c'}),
        ("a: b: c   ", {"a": "b: c"}),
        ("a:\n  - *.ts\n  - x", {"a": ["*.ts", "x"]}),
        ("a:\n  - Use: when: asked", {"a": [{"Use": "when: asked"}]}),
        ("a:\n  - Use it when: asked: so", {"a": ["Use it when: asked: so"]}),
        ("a:\n  b: c: d", {"a": {"b": "c: d"}}),
        ("a: x: y\nb: *z\nc: 1", {"a": "x: y", "b": "*z", "c": 1}),
    ],
)
def test_mended(front: str, value: dict[str, Any]) -> None:
    """One-line values that wanted quotes are read as meant."""
    assert parse_mending(front).document.value == value


@pytest.mark.parametrize(
    "front",
    [
        "a: b: c\nnotes: |\n  - one: two\n  k: *v\n",
        "a: b: c\nhooks:\n  - event: stop\n    script: x\n",
        "a: b: c\nq: 'it: is'\nr: \"*x\"\ns: [x]\n",
    ],
)
def test_only_the_line_that_is_wrong_is_mended(front: str) -> None:
    """Lines that are right stay as they are, also those that look like the wrong one."""
    mended = parse_mending(front, 2)
    assert mended.text == front.replace("a: b: c", 'a: "b: c"')
    assert [mend.line for mend in mended.mends] == [2]


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("a: 1\nb: c: d\n  more", 3),
        ('a: 1\nb: "open', 3),
        ("a: [x: *y", 2),
        ("a: {b} c", 2),
        ("a: 'x' y", 2),
        ("  a: 1\nb: 2", 3),
        ("a: b: c\na: d", 3),
    ],
)
def test_what_is_not_plain_is_not_mended(front: str, line: int) -> None:
    """Anything else is an error about the text as it was written."""
    with pytest.raises(YamlError) as error:
        parse_mending(front, 2)
    assert error.value.line == line


@LIMITED
@given(ANYTHING)
def test_mending_gives_text_that_parses(text: str) -> None:
    """What is mended parses to what is said, has as many lines, and is the same text where nothing was mended."""
    try:
        mended = parse_mending(text)
    except YamlError:
        return
    assert parse(mended.text).value == mended.document.value
    old, new = text.split("\n"), mended.text.split("\n")
    assert len(old) == len(new)
    changed = [number for number, (before, after) in enumerate(zip(old, new, strict=True), 1) if before != after]
    assert sorted({mend.line for mend in mended.mends}) == changed


@LIMITED
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), min_size=1, max_size=30))
def test_any_one_line_description_is_kept_or_refused(text: str) -> None:
    """A description with `: ` in it that is accepted is what was written, whatever else it holds."""
    text = " ".join(f"Use {text}: x".split())
    assume(" #" not in text and not any(char in text for char in "\ufeff\ufffe\uffff"))
    assert parse_mending(f"name: n\ndescription: {text}\n").document.value == {"name": "n", "description": text}


def test_mending_very_much_ends() -> None:
    """Thousands of slips in one file end in an error soon."""
    with within(3):
        with pytest.raises(YamlError):
            parse_mending("".join(f"k{number}: a: b\n" for number in range(30_000)))
        parse_mending("k: a:" + " " * 300_000 + "b: c\n")
