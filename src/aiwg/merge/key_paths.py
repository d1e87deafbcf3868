"""Key paths as the manifest holds them, and as a person would write them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiwg.merge.keys import KeyPath, Member, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def encode_path(path: KeyPath) -> tuple[Any, ...]:
    """Return a key path as JSON-like values, for the manifest."""
    return tuple(
        {"member": [step.key, step.value]}
        if isinstance(step, Member)
        else {"value": step.value}
        if isinstance(step, Value)
        else step
        for step in path
    )


def decode_path(path: Iterable[Any]) -> KeyPath:
    """Return the key path that the manifest holds. Raises ValueError for a hostile one."""
    steps: list[Any] = []
    for step in path:
        if isinstance(step, str):
            steps.append(step)
        elif isinstance(step, dict) and set(step) == {"member"}:
            steps.append(Member(*step["member"]))
        elif isinstance(step, dict) and set(step) == {"value"}:
            steps.append(Value(step["value"]))
        else:
            raise ValueError(f"{step!r} is not a step of a key path")
    return tuple(steps)


def identity_of(path: Iterable[Any]) -> str:
    """Return a text that two key paths, as the manifest holds them, have in common just when they are one."""
    return json.dumps(list(path), sort_keys=True, ensure_ascii=False)


def readable_key_path(path: KeyPath) -> str:
    """Return a key path as a person would write it."""
    words = [
        f"[{step.key}={step.value}]" if isinstance(step, Member) else "[...]" if isinstance(step, Value) else str(step)
        for step in path
    ]
    return ".".join(words)
