"""Properties of keyed edits, on generated documents in messy layouts."""

from __future__ import annotations

from collections.abc import Iterator

import json5
import pytest
import tomlkit
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import MISSING, KeyPath, Member, Value, edit, get, parse
from tests.amount import times
from tests.merge.messy import json_texts, toml_texts, values, yaml_texts

TEXTS = {"json": json_texts(), "toml": toml_texts(), "yaml": yaml_texts()}
FORMATS = sorted(TEXTS)
NEW_PATHS: list[KeyPath] = [("ours",), ("ours 2", "é b"), ("ours 2", "x"), ("ours 3", "y", "z")]
REFUSALS = {
    "json": ["without a trace"],
    "toml": ["without a trace", "inline table", "no header of its own", "can contain only tables", "several pieces"],
    "yaml": ["without a trace", "changing other parts"],
}
SLOW = settings(
    max_examples=times(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def containers(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Yield the containers of a document that can be reached by keys."""
    if isinstance(value, dict | list):
        yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(key, str):
                yield from containers(child, (*path, key))


def everything(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the paths of all values in a document."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(key, str):
                yield from everything(child, (*path, key))
    if isinstance(value, list):
        for child in value:
            yield (*path, Value(child))


def draw_additions(data: st.DataObject, document: object, format: str) -> list[tuple[KeyPath, object]]:
    """Draw one to three values for paths that the document does not have."""
    additions: dict[str, tuple[KeyPath, object]] = {}
    for _ in range(data.draw(st.integers(1, 3))):
        path, container = data.draw(st.sampled_from(list(containers(document))))
        value = data.draw(values(with_null=format != "toml"))
        if isinstance(container, list):
            steps: list[Member | Value] = [Value("ours"), Member("id", "ours")]
            element = data.draw(st.sampled_from(steps))
            value = "ours" if isinstance(element, Value) else {"id": "ours", "v": value}
            full: KeyPath = (*path, element)
        else:
            full = (*path, *data.draw(st.sampled_from(NEW_PATHS)))
        additions[repr(full)] = (full, value)
    return list(additions.values())


def read_by_another(text: str, format: str) -> object:
    """Return what an independent reader makes of the text."""
    text = text.removeprefix("\ufeff")
    if format == "json":
        return json5.loads(text)
    if format == "toml":
        return tomlkit.parse(text).unwrap()
    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize("format", FORMATS)
@SLOW
@given(data=st.data())
def test_adding_and_removing_restores_every_byte(format: str, data: st.DataObject) -> None:
    """Whatever the layout and the order of removal, the text is as it was, and nothing of ours is recorded."""
    text = data.draw(TEXTS[format])
    additions = draw_additions(data, parse(text, format), format)
    try:
        edited = edit(text, format, additions)
    except EditRefusedError as refusal:
        assert any(words in refusal.reason for words in REFUSALS[format])  # noqa: PT017 - a refusal is an answer
        assume(False)
    for path, value in additions:
        assert get(parse(edited.text, format), path) == value
    drops = data.draw(st.permutations([path for path, _ in additions]))
    back = edit(edited.text, format, [], drops, edited.made)
    assert back.text == text
    assert back.made == ()


@pytest.mark.parametrize("format", FORMATS)
@SLOW
@given(data=st.data())
def test_other_readers_see_the_same_change(format: str, data: st.DataObject) -> None:
    """An independent reader finds the new values, and everything else as it was."""
    text = data.draw(TEXTS[format])
    additions = draw_additions(data, parse(text, format), format)
    before = read_by_another(text, format) or {}
    try:
        edited = edit(text, format, additions)
    except EditRefusedError:
        assume(False)
    after = read_by_another(edited.text, format)
    for path, value in additions:
        assert get(after, path) == value
    removed = edit(edited.text, format, [], [path for path, _ in additions], edited.made)
    assert (read_by_another(removed.text, format) or {}) == before


@pytest.mark.parametrize("format", FORMATS)
@SLOW
@given(data=st.data())
def test_dropping_only_takes_away(format: str, data: st.DataObject) -> None:
    """After a drop the text is the old one with parts left out, or brackets in place of an emptied container."""
    text = data.draw(TEXTS[format])
    paths = list(everything(parse(text, format)))
    assume(paths)
    path = data.draw(st.sampled_from(paths))
    try:
        edited = edit(text, format, [], [path])
    except EditRefusedError:
        assume(False)
    assert get(parse(edited.text, format), path) is MISSING
    rest = iter(text)
    left = edited.text.replace(" {}", "").replace(" []", "").replace("{}", "").replace("[]", "")
    assert all(character in rest for character in left)


@pytest.mark.parametrize("format", FORMATS)
@SLOW
@given(data=st.data())
def test_replacing_keeps_everything_around(format: str, data: st.DataObject) -> None:
    """A replaced scalar leaves the text before and after it as it was."""
    text = data.draw(TEXTS[format])
    document = parse(text, format)
    paths = [path for path in everything(document) if isinstance(path[-1], str)]
    paths = [path for path in paths if isinstance(get(document, path), int | float)]
    assume(paths)
    path = data.draw(st.sampled_from(paths))
    try:
        edited = edit(text, format, [(path, 123456)])
    except EditRefusedError:
        assume(False)
    head, _, tail = edited.text.partition("123456")
    assert text.startswith(head)
    assert text.endswith(tail)
    assert len(head) + len(tail) < len(text)


MEMBERS: list[list[tuple[KeyPath, object]]] = [
    [(("ours 3", "list", Value(text)), text) for text in ("b", "a # no", "c: d")],
    [(("ours 3", "list", Member("name", text)), {"name": text, "n": [1]}) for text in ("b", "a", "c")],
    [(("ours 3", "map", text), {"n": text}) for text in ("b", "a", "c")],
    [(("ours 3", "map", text), text) for text in ("b", "a", "c")],
    [(("ours",), 1), (("ours 2",), [])],
    [(("ours", "x"), 1), (("ours", "y", Value("v")), "v"), (("ours", "z"), {"k": 1}), (("ours", "y", Value("w")), "w")],
]


@pytest.mark.parametrize("format", ["json", "yaml"])
@SLOW
@given(data=st.data())
def test_together_is_one_by_one(format: str, data: st.DataObject) -> None:
    """Many members of a new container are added, and removed with what people wrote between them, as one by one."""
    text = data.draw(TEXTS[format] | st.sampled_from(["", "// head\n" if format == "json" else "# head\n"]))
    puts = data.draw(st.sampled_from(MEMBERS))
    try:
        one = edit(text, format, [])
        assume(isinstance(parse(text, format), dict))
        for put in sorted(puts, key=lambda put: (isinstance(put[1], dict), len(put[0]))):
            one = edit(one.text, format, [put], made=one.made)
        together = edit(text, format, puts)
    except EditRefusedError:
        assume(False)
    assert together == one
    mess = data.draw(st.sampled_from(["", "\n", "// mine\n" if format == "json" else "# mine\n"]))
    breaks = [at + 1 for at, char in enumerate(together.text) if char == "\n"]
    at = data.draw(st.sampled_from(breaks)) if breaks else len(together.text)
    messy = together.text[:at] + mess + together.text[at:]
    try:
        parse(messy, format)
        left = edit(messy, format, [], made=together.made)
        for path in sorted((path for path, _ in puts), key=repr, reverse=True):
            left = edit(left.text, format, [], [path], left.made)
    except EditRefusedError:
        assume(False)
    assert edit(messy, format, [], [path for path, _ in puts], together.made) == left
