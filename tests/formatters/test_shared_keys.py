"""Keys of ours in files that are shared with the user, after a sorter of keys and after a key that stands twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.adapter.discover import discover
from aiwg.core.content import Content
from aiwg.fs.tree import FILE, FileState
from aiwg.manifest import KEYS
from aiwg.merge.keys import parse
from aiwg.plan.actions import CONFLICT, EDITED, KEEP, UPDATE, Action
from aiwg.plan.keys import EMPTY, decide_keys
from aiwg.render.outputs import KeysOutput
from tests.conftest import Deployer, put

ADAPTERS = discover().all()
RANKED = [
    each.id
    for each in ADAPTERS
    if (cell := each.cells.get("permissions"))
    and (cell.get("shape") == "tool-map" or (cell.get("shape") == "rules" and cell.fields))
]
"""Platforms whose permissions go into one list or mapping, of which the first or the last that matches counts."""
PERMISSIONS = """\
allow: ["bash(npm run *)", "read(docs/**)", web_search]
ask: ["bash(npm run publish *)", "bash(git push *)"]
deny: ["bash(npm run publish --force *)", "bash(a *)", "read(docs/keys/**)", web_fetch]
"""


def at(text: str) -> FileState:
    """Return the state of a file with this text."""
    return FileState(FILE, Content(text.encode()), 0o644)


def written(value: object, format: str) -> str:
    """Return a value in another layout."""
    return json.dumps(value, indent=4) if format == "json" else yaml.safe_dump(value, sort_keys=False)


def planned_keys(deployer: Deployer, *platforms: str, **more: Any) -> Iterator[tuple[KeysOutput, Action]]:
    """Yield what is written with keys of ours, and the action that writes it."""
    planned = deployer.plan(*platforms, **more)
    actions = {action.path: action for action in planned.plan.actions if action.own == KEYS}
    for output in planned.outputs:
        if isinstance(output, KeysOutput) and output.path in actions:
            yield output, actions[output.path]


def moved(value: object) -> object:
    """Return a JSON value with the keys sorted backwards, and the lists of objects turned round."""
    if isinstance(value, dict):
        return {key: moved(value[key]) for key in sorted(value, reverse=True)}
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return [moved(item) for item in reversed(value)]
    return value


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with permissions of which several match the same command."""
    put(tmp_path / "rules" / "permissions.yaml", PERMISSIONS)
    return tmp_path / "rules"


@pytest.mark.parametrize("platform", RANKED)
def test_another_order_of_ours_is_an_edit(platform: str, deployer: Deployer, source: Path) -> None:
    """Where another order of ours makes another permission count, it is drift, and --force takes it back."""
    (deployer.project / "aiwg.yaml").write_text(f"accept_freer: [{platform}]\n")
    ranked = [
        (output, action)
        for scope in ("project", "user")
        for output, action in planned_keys(deployer, platform, source=source, scope=scope)
        if len({entry.rank for entry in output.entries} - {None}) > 1
    ]
    assert ranked
    for output, action in ranked:
        assert action.after is not None
        record, text = action.record, action.after.decode()
        value = parse(text, output.format)
        for same in (text, written(value, output.format)):
            assert decide_keys(output, output.path, record, at(same), force=False).action == KEEP
        changed = at(written(moved(value), output.format))
        drift = decide_keys(output, output.path, record, changed, force=False)
        assert (drift.action, drift.record) == (EDITED, record)
        assert "the order of" in drift.reason
        restored = decide_keys(output, output.path, record, changed, force=True)
        assert restored.action == UPDATE
        assert restored.backup
        assert restored.after is not None
        there = at(restored.after.decode())
        assert decide_keys(output, output.path, restored.record, there, force=False).action == KEEP


def test_the_platforms_whose_order_counts_are_found() -> None:
    """The list above is no empty one."""
    assert {"opencode", "kilo", "kiro", "augment"} <= set(RANKED)


def twice(text: str, format: str) -> Iterator[tuple[str, str]]:
    """Yield each key of a text of ours, and the text with that key twice, first with another value."""
    pattern = r'("(?:[^"\\\n]|\\.)*"): ' if format == "json" else r"(?m)^( *)([\w-]+):(?= |$)"
    for match in re.finditer(pattern, text):
        more = f"{match[1]}: null, " if format == "json" else f"{match[1]}{match[2]}: null\n"
        yield match[0], text[: match.start()] + more + text[match.start() :]


@pytest.fixture
def shared(deployer: Deployer) -> list[tuple[KeysOutput, Action]]:
    """Return what all platforms write with keys of ours in JSON and YAML, with every kind of artifact."""
    ids = [each.id for each in ADAPTERS]
    (deployer.project / "aiwg.yaml").write_text(f"accept_freer: [{', '.join(ids)}]\n")
    found = [each for each in planned_keys(deployer, *ids) if each[0].format in EMPTY and each[0].format != "toml"]
    assert len(found) > 40
    return [(output, action) for output, action in found if action.after is not None]


def test_a_key_of_ours_twice_is_no_layout(shared: list[tuple[KeysOutput, Action]]) -> None:
    """A key that stands twice is drift, as readers differ in which one counts, wherever it stands in what is ours."""
    done = 0
    for output, action in shared:
        assert action.after is not None
        text = action.after.decode()
        assert decide_keys(output, output.path, action.record, at(text), force=False).action == KEEP
        for key, changed in twice(text, output.format):
            done += 1
            state = decide_keys(output, output.path, action.record, at(changed), force=False).action
            assert state in (EDITED, CONFLICT), (output.path, key)
    assert done > 500


def test_keys_of_the_user_may_stand_twice(shared: list[tuple[KeysOutput, Action]]) -> None:
    """A key of the user's own that stands twice is none of aiwg's business: nothing is drift, and ours can go."""
    for output, action in shared:
        assert action.after is not None
        text = action.after.decode()
        if output.format == "json":
            more, own = re.sub(r"\A\{", '{"x-own": 1, "x-own": 2,', text), '{"x-own": 1, "x-own": 2'
        else:
            more = own = "x-own: 1\nx-own: 2\n"
            more += text
        assert decide_keys(output, output.path, action.record, at(more), force=False).action == KEEP, output.path
        removed = decide_keys(None, output.path, action.record, at(more), force=False)
        assert removed.after is not None, output.path
        assert removed.after.decode().startswith(own), output.path
