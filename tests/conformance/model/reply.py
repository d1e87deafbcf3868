"""What the server sends back: one JSON document, or a stream of events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, ready to be sent."""

    body: bytes
    content_type: str = "application/json"
    status: int = 200


def document(value: Json, status: int = 200) -> Reply:
    """Return a JSON answer."""
    return Reply(json.dumps(value).encode(), status=status)


def stream(events: Sequence[Json], *, named: bool = False, end: str = "") -> Reply:
    """Return server-sent events; `named` puts each event's type before it, `end` closes the stream."""
    parts = []
    for event in events:
        name = f"event: {event['type']}\n" if named else ""
        parts.append(f"{name}data: {json.dumps(event)}\n\n")
    if end:
        parts.append(f"data: {end}\n\n")
    return Reply("".join(parts).encode(), "text/event-stream")
