"""How a prompt drives the model: directives in it name tool calls, which the model answers with one after the other."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

TEXT = "CONFORMANCE-OK"
"""What the model says when there is nothing to call."""

# Base64, so that no client can break a directive by quoting or expanding what stands in it.
_DIRECTIVE = re.compile(r"CALL<<([\w.|-]+):([\w=-]+)>>")
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation, oldest first: what the user said, a tool's result, or anything else."""

    who: Literal["user", "tool", "other"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call that the model answers with."""

    tool: str
    arguments: dict[str, Any]


def directive(tools: str, arguments: dict[str, Any]) -> str:
    """Return text that makes the model call a tool; `a|b` calls the first of them that the client offers."""
    return f"CALL<<{tools}:{base64.urlsafe_b64encode(json.dumps(arguments).encode()).decode()}>>"


def next_call(turns: Sequence[Turn], offered: Iterable[str | None]) -> Call | None:
    """Return the next call that the last directing turn asks for, or None. Tools that are not offered are skipped."""
    names = {name.lower(): name for name in offered if name}
    directing = [index for index, turn in enumerate(turns) if turn.who == "user" and _DIRECTIVE.search(turn.text)]
    if not directing:
        return None
    calls = []
    for tools, encoded in _DIRECTIVE.findall(turns[directing[-1]].text):
        tool = next((names[each] for each in tools.lower().split("|") if each in names), None)
        if tool:
            calls.append(Call(tool, json.loads(base64.urlsafe_b64decode(encoded))))
    done = sum(turn.who == "tool" for turn in turns[directing[-1] :])
    return calls[done] if done < len(calls) else None


def text_of(content: object) -> str:
    """Return the text in a message's content, whatever its nesting."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(text_of(part) for part in content)
    if isinstance(content, dict):
        return str(content.get("text") or text_of(content.get("content") or ""))
    return ""


def number() -> int:
    """Return a number that no other part of an answer has."""
    return next(_numbers)
