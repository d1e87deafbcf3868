"""Texts that were made to break a reader, or were broken by accident: an answer or a refusal, and soon."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Value, edit, parse
from tests.merge.messy import json_texts, toml_texts, yaml_texts
from tests.stopwatch import within

MANY = 50_000
DEEP = {
    "open brackets": "[" * MANY,
    "open braces": "{" * MANY,
    "closed brackets": "[" * MANY + "]" * MANY,
    "objects": '{"a":' * MANY,
    "a list in a value": "a = " + "[" * MANY,
    "a flow in a value": "a: " + "[" * MANY + "]" * MANY,
    "dashes on a line": "- " * MANY,
    "question marks": "? " * MANY,
    "a long dotted key": "a." * MANY + "a = 1",
    "a long dotted header": "[" + "a." * MANY + "a]",
    "colons": "a: " * MANY,
    "growing indentation": "".join(" " * depth + "a:\n" for depth in range(1500)),
    "comments that open": "/*" * MANY,
    "quotes": '"' * MANY,
    "backslashes": '"' + "\\" * MANY,
    "digits": "9" * MANY,
    "a value of digits": "a = " + "9" * MANY,
    "anchors": "&a " * MANY,
    "nulls": "\0" * MANY,
}


@pytest.mark.parametrize("format", ["json", "toml", "yaml"])
@pytest.mark.parametrize("case", DEEP)
def test_deep_and_long_texts_are_refused_at_once(format: str, case: str) -> None:
    """Nesting without end is refused within seconds: no crash, no hang."""
    with within(5), pytest.raises(EditRefusedError):
        edit(DEEP[case], format, [(("x", "y"), 1)])


@pytest.mark.parametrize(
    ("format", "text", "fits"),
    [
        ("json", '{"a": ' + "[" * 199 + "]" * 199 + "}", True),
        ("json", '{"a": ' + "[" * 200 + "]" * 200 + "}", False),
        ("json", "{a: " + "[" * 199 + "]" * 199 + "}", True),
        ("json", "{a: " + "[" * 200 + "]" * 200 + "}", False),
        ("yaml", "a: " + "[" * 99 + "]" * 99, True),
        ("yaml", "a: " + "[" * 100 + "]" * 100, False),
        ("toml", "a = " + "[" * 99 + "]" * 99, True),
        ("toml", "a = " + "[" * 100 + "]" * 100, False),
    ],
)
def test_the_limit_of_nesting_is_exact(format: str, text: str, fits: bool) -> None:
    """A document at the limit can be edited, one level more is refused."""
    if fits:
        assert edit(text, format, [(("x", "y"), 1)]).text != text
    else:
        with pytest.raises(EditRefusedError, match="levels deep"):
            edit(text, format, [(("x", "y"), 1)])


def test_aliases_that_multiply_are_read_once() -> None:
    """A small text that stands for a huge tree is edited without building the tree."""
    lines = ["a0: &a0 {x: 1}\n"]
    lines += [f"a{n}: &a{n} {{p: *a{n - 1}, q: *a{n - 1}, r: *a{n - 1}}}\n" for n in range(1, 90)]
    text = "".join(lines)
    assert edit(text, "yaml", [(("ours",), 1)]).text == text + "ours: 1\n"


def test_merging_without_end_is_refused() -> None:
    """Merge keys that multiply are refused before they fill the memory."""
    lines = ["a0: &a0 {x: 1}\n"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 100)}], k{n}: 1}}\n" for n in range(1, 90)]
    with pytest.raises(EditRefusedError, match="too many keys"):
        edit("".join(lines), "yaml", [(("ours",), 1)])


def test_a_value_without_end_is_refused() -> None:
    """A value that is nested too deep is refused, whatever the format."""
    value: object = 1
    for _ in range(5000):
        value = {"a": value}
    for format in ("json", "toml", "yaml"):
        with pytest.raises(EditRefusedError, match="levels deep"):
            edit("", format, [(("x",), value)])


JUNK = st.sampled_from(
    [*"{}[]\"'\\/*#:,-+.!&|>=<?%@` \t\r\n0aé\u2028\ufeff\x00", "//", "/*", "*/", "'''", '"""', "---", "...", "<<: *a"]
)


@pytest.mark.parametrize("format", ["json", "toml", "yaml"])
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_text_gets_an_answer_or_a_refusal(format: str, data: st.DataObject) -> None:
    """Nothing but CannotEdit is raised for texts with characters missing, doubled or in the wrong place."""
    text = data.draw({"json": json_texts(), "toml": toml_texts(), "yaml": yaml_texts()}[format])
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 3))
        text = text[:start] + data.draw(JUNK) + text[end:]
    puts: list[tuple[KeyPath, object]] = [(("ours", "x"), {"k": 1}), (("a",), 1), (("l", Value("v")), "v")]
    try:
        edited = edit(text, format, puts, [("b",), ("mcpServers",)])
    except EditRefusedError as refusal:
        assert refusal.reason  # noqa: PT017 - a refusal is an answer
        return
    assert parse(edited.text, format) != parse(text, format) or edited.text == text
