"""aiwg and its schemas agree: what one refuses the other refuses, over all kinds, fields and settings files."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiwg.artifact.fields import ALIASES, NEGATED, TYPES
from aiwg.artifact.kinds import KINDS, SETTINGS

from .judges import (
    ID,
    KINDS_OF_FILES,
    SCRIPT,
    allowed_by_schema,
    errors_of_file,
    errors_of_frontmatter,
    read_back,
)

VALUES: list[Any] = [
    None, True, False, 0, 7, -3, 1.5, "", " ", "text", "yes", "No", "7", "7.5", "1e3", "inf", "x, y", ",", [], ["a"],
    [1, True], [None], [["a"]], [{"a": 1}], {}, {"a": "b"}, {"a": None}, {"a": ["b"]}, {"a": {"b": 1}}, {"read": True},
    {"read": "maybe"}, "low", "HIGH", "xhigh", "always", "Read", "user", "native", "http", "deploy", "on-demand",
    {"include": ["a"], "exclude": "b"}, {"include": 7, "other": 1}, "!claude", {"claude": {"x": 1}},
]  # fmt: skip
"""Values of every sort: of each type, of a wrong one, empty ones, words of enumerations and words that are none."""

MEANING = ("only excludes", "denies every tool", "needs either", "is empty", "cannot be on demand")
"""Parts of messages about what a schema cannot see: how values fit each other."""


def keys_of(kind: str) -> list[str]:
    """Return every key that an artifact of a kind may have, and one that nobody knows."""
    return [
        *TYPES[kind],
        *ALIASES.get(kind, {}),
        *NEGATED.get(kind, {}),
        "platforms",
        "overrides",
        "delivery",
        "x-unknown",
    ]


def agree(errors: list[str], is_allowed: bool) -> bool:
    """Say whether aiwg and a schema come to the same, but for what a schema cannot see."""
    if is_allowed and errors:
        return all(any(part in error for part in MEANING) for error in errors)
    return is_allowed != bool(errors)


@pytest.mark.parametrize("kind", KINDS_OF_FILES)
def test_frontmatter(kind: str) -> None:
    """For each key of each kind and values of every sort, the schema allows a frontmatter that aiwg takes, no other."""
    base = {"name": ID, "description": "About."} if KINDS[kind].is_named else {"description": "About."}
    wrong = []
    for key in keys_of(kind):
        for value in VALUES:
            front = {**base, key: value, **({"paths": "src/**"} if key == "activation" else {})}
            errors = errors_of_frontmatter(kind, front)
            if not agree(errors, allowed_by_schema(kind, read_back(front))):
                wrong.append((key, value, errors))
    assert wrong == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS_OF_FILES if KINDS[kind].needs_description])
def test_what_is_required(kind: str) -> None:
    """A frontmatter without a description is refused by both where the kind needs one."""
    for front in ({"name": ID}, {"name": ID, "description": None}, {"name": ID, "description": " "}):
        assert errors_of_frontmatter(kind, front)
        assert not allowed_by_schema(kind, read_back(front))


HOOKS: list[tuple[Any, bool]] = [
    ([{"event": "stop", "command": "true"}], True),
    ([{"event": "stop", "script": SCRIPT}], True),
    ({"stop": SCRIPT}, True),
    ({"stop": {"script": SCRIPT, "timeout": 5}}, True),
    ([{"event": "stop"}], False),
    ([{"command": "true"}], False),
    (["true"], False),
    ("true", False),
    ([{"event": "stop", "command": "true", "timeout": "soon"}], False),
]


@pytest.mark.parametrize(("hooks", "is_right"), HOOKS, ids=str)
def test_hooks_of_behaviors(hooks: Any, is_right: bool) -> None:
    """The hooks in a behavior are checked by both, a list and a mapping of events."""
    front = {"name": ID, "description": "About.", "hooks": hooks}
    assert (errors_of_frontmatter("behavior", front) == []) is is_right
    assert allowed_by_schema("behavior", read_back(front)) is is_right


ENTRIES: dict[str, dict[str, Any]] = {
    "mcp_server": {"command": "run"},
    "hook": {"id": ID, "event": "stop", "command": "true"},
    "plugin": {"enabled": True},
    "marketplace": {"github": "a/b"},
}
IDS = {"plugin": "a@b", "marketplace": "a"}


def document(kind: str, entry: Any) -> dict[str, Any]:
    """Return the file of a kind with one entry."""
    (section,) = KINDS[kind].sections
    return {section: [entry] if KINDS[kind].entries_as == "list" else {IDS.get(kind, "x"): entry}}


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_entries(kind: str, tmp_path: Path) -> None:
    """For each key of an entry and values of every sort, the schema allows an entry that aiwg takes, no other."""
    name, base = KINDS[kind].settings.removesuffix(".yaml"), ENTRIES[kind]
    wrong = []
    entries = [{**base, key: value} for key in keys_of(kind) for value in VALUES]
    entries += [{other: each for other, each in base.items() if other != key} for key in base]
    entries += [*VALUES, {**base, "url": "https://example.com/mcp"}, {"url": "https://example.com/mcp"}]
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str) and entry["id"] != ID:
            continue  # which words make an id is no matter of a schema
        if kind == "hook" and isinstance(entry, dict) and entry.get("event") != "stop":
            continue  # events have a test of their own
        value = document(kind, entry)
        errors = errors_of_file(name, value, tmp_path)
        if not agree(errors, allowed_by_schema(name, read_back(value))):
            wrong.append((entry, errors))
    assert wrong == []


def test_hook_types(tmp_path: Path) -> None:
    """Each type of hook has the fields that it needs, and none of another type, for both."""
    full = {"command": "true", "prompt": "Is it so?", "url": "https://example.com", "server": "x", "tool": "y"}
    seen = set()
    for type in (None, "command", "prompt", "agent", "http", "mcp_tool"):
        for names in ([], *([name] for name in full), ["server", "tool"], ["command", "url"], ["url", "headers"]):
            values = {**full, "headers": {"a": "b"}}
            entry = {"id": ID, "event": "stop", **({"type": type} if type else {}), **{n: values[n] for n in names}}
            errors = errors_of_file("hooks", {"hooks": [entry]}, tmp_path)
            assert allowed_by_schema("hooks", read_back({"hooks": [entry]})) == (not errors), (entry, errors)
            seen.add((type, not errors))
    assert len(seen) == 12


PERMISSIONS: list[tuple[Any, bool]] = [
    ({"allow": ["read"], "deny": ["bash(rm *)"], "ask": []}, True),
    ({"allow": None}, True),
    ({"deny": [{"pattern": "read(.env)", "platforms": ["claude"]}]}, True),
    ({"deny": [{"platforms": ["claude"]}]}, False),
    ({"deny": [{"pattern": "read", "why": "secret"}]}, False),
    ({"deny": "read"}, False),
    ({"deny": [7]}, False),
    ({"deny": [""]}, False),
    ({"deny": [["read"]]}, False),
    ({"forbid": ["read"]}, False),
]


@pytest.mark.parametrize(("value", "is_right"), PERMISSIONS, ids=str)
def test_permissions(value: Any, is_right: bool, tmp_path: Path) -> None:
    """Permissions are checked by both: the effects, the patterns, and those for some platforms."""
    assert (errors_of_file("permissions", value, tmp_path) == []) is is_right
    assert allowed_by_schema("permissions", read_back(value)) is is_right


FILES: dict[str, Any] = {
    "aiwg": {
        "platforms": ["claude"], "personal": ["user"], "profiles": {"p": ["rule/a"]}, "bundles": ["all"],
        "sources": ["bundled", {"git": "https://example.com/a/b.git", "ref": "v1", "only": ["rule/*"]}],
        "exclude": ["rule/a"], "on_demand": ["skill/*"], "copies": "all",
        "packages": ["packages/*"], "outputs": "ignored",
        "models": {"claude": {"fast": "x", "deep": None}}, "overrides": {"agent/a": {"claude": {"x": 1}}},
        "adr": {"folder": "docs/adr", "in_force": True, "in_force_tokens": 500},
        "checks": {"allow": [{"code": "bad-link", "paths": ["docs/**"], "why": "so"}]},
    },
    "personal": {"sources": ["user"], "disable": ["rule/a"], "profile": "p"},
    "bundles": {"bundles": {"a": {"description": "About.", "artifacts": ["rule/a"], "delivery": "deploy",
                             "default": True}}},
    "policy": {
        "version": 1, "mode": "warn", "sources": {"allow": ["https://example.com/**"]},
        "runs": {"deny": [{"artifacts": ["hook/*"]}]}, "audit": {"refuse": ["bypass"]},
    },
    "mcp": {"servers": {"x": {"command": "run"}}},
    "hooks": {"hooks": [{"id": ID, "event": "stop", "command": "true"}]},
    "plugins": {"plugins": {"a@b": True}, "marketplaces": {"a": "x/y"}},
}  # fmt: skip
"""For each file a text that is right."""

SLIPS: list[Any] = [None, True, 7, "zzz", ["zzz"], [7], {"zzz": 1}, {}, []]


def spoilt(value: Any) -> Iterator[Any]:
    """Yield copies of a document with one fault each, at every depth: an unknown key, another value, a key less."""
    if isinstance(value, dict):
        yield {**value, "zzz-unknown": 1}
        for key, inner in value.items():
            yield {other: each for other, each in value.items() if other != key}
            yield from ({**value, key: slip} for slip in SLIPS)
            yield from ({**value, key: each} for each in spoilt(inner))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            for each in (*SLIPS, *spoilt(inner)):
                yield [*value[:index], each, *value[index + 1 :]]


WORDS = {
    "aiwg": ("zzz",),
    "bundles": ("zzz", "kind/id"),
    "policy": ("zzz", "no effect"),
    "mcp": (),
    "hooks": ("zzz",),
    "plugins": ("zzz",),
    "personal": (),
}
"""What stands in a fault that only its meaning makes wrong: a word that names nothing, an empty choice."""


@pytest.mark.parametrize("name", sorted(FILES))
def test_settings_files(name: str, tmp_path: Path) -> None:
    """A right file is taken by both, and each fault made in it, at any depth, is refused by both or taken by both."""
    right = copy.deepcopy(FILES[name])
    assert errors_of_file(name, right, tmp_path) == []
    assert allowed_by_schema(name, read_back(right))
    wrong, refused = [], 0
    for value in spoilt(right):
        errors = errors_of_file(name, value, tmp_path)
        is_allowed = allowed_by_schema(name, read_back(value))
        refused += bool(errors)
        only_meaning = is_allowed and errors and any(word in str(errors) for word in WORDS[name])
        if is_allowed == bool(errors) and not only_meaning:
            wrong.append((value, errors))
    assert wrong == []
    assert refused > 5


def test_every_file_is_among_them() -> None:
    """The lists above have each YAML file that a source or a project may have."""
    assert {file.removesuffix(".yaml") for file in SETTINGS} <= {*FILES, "permissions"}
