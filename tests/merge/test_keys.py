"""What holds for keyed edits in every format."""

from __future__ import annotations

from types import ModuleType

import pytest

from aiwg.merge import json_keys, toml_keys, yaml_keys
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import MISSING, KeyPath, Member, Value, edit, get, parse

FORMATS = ["json", "toml", "yaml"]
DOCUMENTS = {"json": '{"a": {"b": 1}}', "toml": "[a]\nb = 1\n", "yaml": "a:\n  b: 1\n"}
MODULES = {"json": json_keys, "toml": toml_keys, "yaml": yaml_keys}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a", "b"), 1),
        (("a", "c"), MISSING),
        (("a", "b", "c"), MISSING),
        (("l", Value(1)), 1),
        (("l", Value(True)), MISSING),
        (("l", Value(1.0)), MISSING),
        (("l", Value({"k": "v", "n": [1]})), {"n": [1], "k": "v"}),
        (("l", Member("k", "v"), "n"), [1]),
        (("a", Value(1)), MISSING),
        ((), {"a": {"b": 1}, "l": [2, 1, {"k": "v", "n": [1]}]}),
    ],
)
def test_get_follows_a_path(path: KeyPath, expected: object) -> None:
    """A path leads through mappings and to list elements; 1, 1.0 and true are three values."""
    assert get({"a": {"b": 1}, "l": [2, 1, {"k": "v", "n": [1]}]}, path) == expected


@pytest.mark.parametrize("format", FORMATS)
def test_a_second_edit_changes_nothing(format: str) -> None:
    """Putting what is there returns the same text and the same containers."""
    puts: list[tuple[KeyPath, object]] = [(("s", "x"), {"k": [1]}), (("s", "y"), {}), (("l", Value("v")), "v")]
    first = edit(DOCUMENTS[format], format, puts)
    assert edit(first.text, format, puts, made=first.made) == first


@pytest.mark.parametrize("format", FORMATS)
def test_containers_of_ours_go_when_they_become_empty(format: str) -> None:
    """What we created goes with its last entry, and not before."""
    before = DOCUMENTS[format]
    first = edit(before, format, [(("s", "t", "x"), {"k": 1}), (("s", "t", "y"), {"k": 2})])
    assert first.made == (("s", "t"), ("s",))
    second = edit(first.text, format, [], [("s", "t", "x")], first.made)
    assert second.made == first.made
    assert get(parse(second.text, format), ("s", "t")) == {"y": {"k": 2}}
    third = edit(second.text, format, [], [("s", "t", "y")], second.made)
    assert (third.text, third.made) == (before, ())


@pytest.mark.parametrize("format", FORMATS)
def test_containers_of_the_user_stay_when_they_become_empty(format: str) -> None:
    """What we did not create stays, though empty."""
    edited = edit(DOCUMENTS[format], format, [], [("a", "b")])
    assert parse(edited.text, format) == {"a": {}}


@pytest.mark.parametrize("format", FORMATS)
def test_a_container_keeps_its_place_when_its_only_entry_is_exchanged(format: str) -> None:
    """Dropping one entry and putting another in one edit does not empty the container in between."""
    first = edit(DOCUMENTS[format], format, [(("s", "x"), {"k": 1})])
    both = edit(first.text, format, [(("s", "y"), {"k": 2})], [("s", "x")], first.made)
    assert get(parse(both.text, format), ("s",)) == {"y": {"k": 2}}
    assert both.made == first.made
    assert edit(both.text, format, [], [("s", "y")], both.made).text == DOCUMENTS[format]


@pytest.mark.parametrize("format", FORMATS)
def test_drops_come_before_puts(format: str) -> None:
    """A path that is dropped and put has its new value; one put below a dropped path stands there alone."""
    edited = edit(DOCUMENTS[format], format, [(("a", "b"), 2)], [("a", "b")])
    assert parse(edited.text, format) == {"a": {"b": 2}}
    edited = edit(DOCUMENTS[format], format, [(("a", "c"), 3)], [("a",)])
    assert parse(edited.text, format) == {"a": {"c": 3}}


def test_a_container_of_ours_with_a_comment_of_the_user_stays() -> None:
    """A comment the user wrote into our container is not deleted with it."""
    text = '{\n  "s": {\n    // mine\n    "x": 1\n  }\n}'
    edited = edit(text, "json", [], [("s", "x")], [("s",)])
    assert edited.text == '{\n  "s": {\n    // mine\n  }\n}'
    assert edited.made == (("s",),)


def test_a_file_of_ours_becomes_empty_again() -> None:
    """When all of ours goes from a file that we began, nothing is left in it."""
    for format in FORMATS:
        first = edit("", format, [(("s", "x"), {"k": 1}), (("l", Value(1)), 1)])
        last = edit(first.text, format, [], [("l", Value(1)), ("s", "x")], first.made)
        assert (last.text, last.made) == ("", ())


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("function", ["insert", "replace", "remove"])
def test_a_faulty_edit_never_comes_out(format: str, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If an edit went wrong in any way, the comparison with the document finds it."""
    text = DOCUMENTS[format]
    right = getattr(MODULES[format], function)
    changes: dict[str, tuple[list[tuple[KeyPath, object]], list[KeyPath]]] = {
        "insert": ([(("a", "c"), 2)], []),
        "replace": ([(("a", "b"), 2)], []),
        "remove": ([], [("a", "b")]),
    }
    puts, drops = changes[function]
    edit(text, format, puts, drops)
    wrong = [
        lambda *given: "",
        lambda *given: right(*given) + "}",
        lambda *given: right(*given).replace("a", "z"),
        lambda *given: given[0],
    ]
    for fault in wrong:
        module: ModuleType = MODULES[format]
        monkeypatch.setattr(module, function, fault)
        with pytest.raises(EditRefusedError, match=r"changing other parts|without a trace"):
            edit(text, format, puts, drops)
        monkeypatch.setattr(module, function, right)


def test_an_addition_that_leaves_a_trace_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """If removing an addition would not restore the text, the addition is refused."""
    right = json_keys.insert
    monkeypatch.setattr(json_keys, "insert", lambda *given: right(*given) + " ")
    with pytest.raises(EditRefusedError, match="without a trace"):
        edit('{"a": 1}', "json", [(("b",), 1)])
    with pytest.raises(EditRefusedError, match="without a trace"):
        edit('{"a": 1}', "json", [(("b",), 1)], [("a",)])


def test_mistakes_of_the_caller_are_not_refusals() -> None:
    """An unknown format and an empty path are errors in the program, not in the file."""
    with pytest.raises(ValueError, match="unknown format") as caught:
        edit("", "ini", [])
    assert not isinstance(caught.value, EditRefusedError)
    with pytest.raises(ValueError, match="empty key path"):
        edit("", "json", [((), {})])
    with pytest.raises(ValueError, match="empty key path"):
        edit("", "json", [], [()])


def test_a_refusal_says_what_where_and_what_to_do() -> None:
    """The reason, the line and the hint are there for the message, and the text names the line."""
    with pytest.raises(EditRefusedError) as caught:
        edit('{\n "s": null}', "json", [(("s", "x"), 1)])
    assert caught.value.reason == "s is null where a mapping is needed"
    assert caught.value.line == 2
    assert caught.value.hint == "write {} there, or remove the key"
    assert str(caught.value) == "line 2: s is null where a mapping is needed"
