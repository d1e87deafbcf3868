"""Many members of one container: what comes out is what one by one gives, and the cost grows with the number."""

from __future__ import annotations

import json
from time import process_time

import pytest
import tomli_w
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aiwg.merge import editor
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import Edited, KeyPath, Member, Value, edit, parse
from aiwg.merge.lookup import Lookup
from aiwg.merge.paths import positions
from tests.amount import times
from tests.merge.messy import json_texts, toml_texts, values, yaml_texts
from tests.merge.test_round_trip import containers
from tests.stopwatch import costs_at_most

TEXTS = {"json": json_texts(), "toml": toml_texts(), "yaml": yaml_texts()}
FORMATS = sorted(TEXTS)
OFTEN = settings(
    max_examples=times(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
NAMES = ["n1", "n2", "zz", "é b", "M.x", "0x", "aa", "on", "~"]


def outcome(many: int, text: str, format: str, puts: list[tuple[KeyPath, object]], drops: list[KeyPath]) -> object:
    """Return the edited text, or why there is none, where so many members go together."""
    before, editor.MANY = editor.MANY, many
    try:
        return edit(text, format, puts, drops, MADE)
    except EditRefusedError as error:
        return str(error), error.hint
    finally:
        editor.MANY = before


MADE: list[KeyPath] = [("ours 2",)]


def draw_puts(data: st.DataObject, document: object, with_null: bool) -> list[tuple[KeyPath, object]]:
    """Return new members of one container, mappings or not."""
    path, container = data.draw(st.sampled_from([*containers(document), (("ours 2",), {})]))
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True))
    if isinstance(container, list):
        if data.draw(st.booleans()):
            return [((*path, Value(name)), name) for name in names]
        return [((*path, Member("id", name)), {"id": name, "n": [1]}) for name in names]
    kind = data.draw(st.sampled_from([values(with_null=with_null), st.just({"c": "x", "l": {"m": [1]}})]))
    return [((*path, name), data.draw(kind)) for name in names]


@pytest.mark.parametrize("format", FORMATS)
@OFTEN
@given(data=st.data())
def test_many_together_are_as_one_by_one(format: str, data: st.DataObject) -> None:
    """Whatever the layout, members that come or go together leave the very text that one by one leaves."""
    text = data.draw(TEXTS[format])
    document = parse(text, format)
    assume(isinstance(document, dict))
    puts = draw_puts(data, document, format != "toml")
    there = [path for path, _ in containers(document) if path]
    old = data.draw(st.lists(st.sampled_from(there), max_size=1)) if there else []
    first = outcome(10**9, text, format, puts, old)
    assert outcome(2, text, format, puts, old) == first
    if not isinstance(first, Edited):
        return
    others = [(path, data.draw(values(with_null=format != "toml") | st.just({"c": 2}))) for path, _ in puts]
    replaced = outcome(10**9, first.text, format, others, [])
    assert outcome(2, first.text, format, others, []) == replaced
    first = replaced if isinstance(replaced, Edited) and data.draw(st.booleans()) else first
    parent = puts[0][0][:-1]
    found = Lookup(parse(first.text, format)).get(parent)
    drops = [path for path, _ in puts]
    if isinstance(found, dict):
        drops += [(*parent, name) for name in found if isinstance(name, str) and (*parent, name) not in drops]
    elif isinstance(found, list):
        drops += [(*parent, Value(each)) for each in found if isinstance(each, int | str)]
    drops = data.draw(st.lists(st.sampled_from(drops), min_size=2, unique_by=repr))
    breaks = [at + 1 for at, char in enumerate(first.text) if char == "\n"]
    at = data.draw(st.sampled_from([*breaks, len(first.text)]))
    mess = data.draw(st.sampled_from(["", "\n", "// mine\n" if format == "json" else "# mine\n"]))
    messy = first.text[:at] + mess + first.text[at:]
    assert outcome(2, messy, format, [], drops) == outcome(10**9, messy, format, [], drops)


@given(elements=st.lists(values(), max_size=6), one=values())
def test_an_index_finds_what_a_search_finds(elements: list[object], one: object) -> None:
    """An index of a list names the same elements as a search for each: 1, 1.0 and true are three values."""
    listed = [*elements, {"k": "v", "n": 1}, {"n": 1, "k": "v"}, 1, True, 1.0, [1], [True]]
    lookup = Lookup(listed)
    steps: list[Member | Value] = [*map(Value, [*listed, one]), Member("k", "v"), Member("n", "1")]
    for step in steps:
        assert list(lookup.positions(listed, step)) == positions(listed, step)


def spent(format: str, is_list: bool, size: int) -> float:
    """Return the CPU time to add, change and remove many members beside as many of the user's."""
    document = {"s": {f"mine{number}": {"c": 1} for number in range(size)}, "l": [f"m{n}" for n in range(size)]}
    dump = {"json": lambda: json.dumps(document, indent=1), "toml": lambda: tomli_w.dumps(document)}
    text = dump.get(format, lambda: yaml.safe_dump(document))()
    names = [f"o{number}" for number in range(size)]
    puts: list[tuple[KeyPath, object]] = [(("s", name), {"a": [name], "b": 1}) for name in names]
    others: list[tuple[KeyPath, object]] = [(path, {"a": ["x"]}) for path, _ in puts]
    if is_list:
        puts = others = [(("l", Value(name)), name) for name in names]
    before = process_time()
    added = edit(text, format, puts)
    changed = edit(added.text, format, others, made=added.made)
    removed = edit(changed.text, format, [], [path for path, _ in puts], changed.made)
    taken = process_time() - before
    assert removed.text == text
    return taken


@pytest.mark.parametrize("is_list", [False, True])
@pytest.mark.parametrize("format", FORMATS)
def test_four_times_the_members_cost_at_most_six_times(format: str, is_list: bool) -> None:
    """Members of a mapping and of a list are added, changed and removed in a time that grows with their number."""
    costs_at_most(6, lambda: spent(format, is_list, 60), lambda: spent(format, is_list, 240))
