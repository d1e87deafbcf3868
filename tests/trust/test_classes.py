"""Every key that an adapter can write is classified; a spelling or a value changes nothing about what is dangerous."""

from __future__ import annotations

from typing import Any

import pytest

from aiwg.adapter.classes import native_targets
from aiwg.adapter.discover import discover
from aiwg.trust.key_classes import cells, split
from tests.conftest import PLATFORM_IDS


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_every_key_is_classified(platform: str) -> None:
    """Each native key of each kind, made from a field or accepted as it is, has a class."""
    adapter = discover().get(platform)
    missing = [
        f"{name}: {key}"
        for name, cell in adapter.cells.items()
        for key, said in native_targets(adapter, cell)
        if said is None
    ]
    assert missing == []


def spellings(key: str) -> list[str]:
    """Return a key as people and clients spell it."""
    return [
        key,
        key.upper(),
        key.title(),
        key.replace("-", "_"),
        key.replace("-", ""),
        key.replace("-", " "),
        f"{key}_",
    ]


@pytest.mark.parametrize("cell", ["agents", "skills", "commands", "rules"])
def test_no_spelling_passes(cell: str) -> None:
    """Each dangerous key of each kind is held in every spelling, also below a harmless one and as dotted text."""
    known = cells()[cell]
    for path in known.dangerous:
        narrowed = known.narrowing.get(path) is not None
        for key in spellings(".".join(path)):
            for value in ("x", ["x"], {"a": "x"}, None):
                kept, held = split(known, None, {key: value})
                assert held, (key, value, kept, narrowed)


@pytest.mark.parametrize(
    ("key", "narrow", "wide"),
    [
        ("permissionMode", "plan", "bypassPermissions"),
        ("permission-mode", "default", "acceptEdits"),
        ("approvalMode", "plan", "auto-edit"),
        ("sandbox_mode", "read-only", "danger-full-access"),
        ("isolation", "worktree", "none"),
        ("disabled", True, False),
        ("permission", {"bash": "deny", "edit": "ask"}, {"bash": "allow"}),
        ("permission", {"bash": {"*": "deny"}}, {"bash": {"*": "deny", "git": "always"}}),
    ],
)
def test_a_value_decides(key: str, narrow: Any, wide: Any) -> None:
    """What narrows is never held back; a value of the same key that does not narrow is."""
    assert split(cells()["agents"], None, {key: narrow}) == ({key: narrow}, {})
    assert split(cells()["agents"], None, {key: wide})[1]


def test_what_narrows_stays_beside_what_is_held() -> None:
    """Of a mapping only the parts that grant are held back."""
    kept, held = split(cells()["agents"], None, {"permission": {"bash": "allow", "edit": "deny"}})
    assert (kept, held) == ({"permission": {"edit": "deny"}}, {"permission.bash": "allow"})


@pytest.mark.parametrize("cell", ["agents", "skills", "commands", "rules"])
def test_plain_text_about_an_artifact_passes(cell: str) -> None:
    """Keys that describe an artifact need no consent on any platform."""
    keys = {"version": "1.2", "author": "me", "tags": ["a", "b"], "category": "x", "license": "MIT", "color": "red"}
    assert split(cells()[cell], cells()["skills"], keys) == (keys, {})


def test_a_harmless_key_is_harmless_as_a_plain_value_only() -> None:
    """What stands below a harmless key is looked up for itself; a key that nobody knows waits."""
    skills = cells()["skills"]
    assert split(skills, None, {"metadata": {"author": "me"}})[1] == {}
    assert split(skills, None, {"author": {"name": "me"}})[1] == {"author.name": "me"}
    assert split(skills, None, {"license": [{"hooks": 1}]})[1] == {"license": [{"hooks": 1}]}
    assert split(skills, None, {"a-key-of-tomorrow": "x"})[1] == {"a-key-of-tomorrow": "x"}
