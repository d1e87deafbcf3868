"""Anthropic's Messages API."""

from __future__ import annotations

import json

from tests.conformance.model.dialogue import TEXT, Call, Turn, next_call, number, text_of
from tests.conformance.model.reply import Json, Reply, document, stream


def answer(body: Json) -> Reply:
    """Return the model's answer to one request."""
    call = next_call(_turns(body), [tool.get("name") for tool in body.get("tools", [])])
    message = _message(body, call)
    return _events(message, call) if body.get("stream") else document(message)


def _turns(body: Json) -> list[Turn]:
    turns: list[Turn] = []
    for message in body.get("messages", []):
        content = message.get("content")
        if message.get("role") != "user":
            turns.append(Turn("other"))
        elif isinstance(content, list):
            turns += [Turn("tool") for part in content if part.get("type") == "tool_result"]
            said = text_of([part for part in content if part.get("type") == "text"])
            turns += [Turn("user", said)] if said else []
        else:
            turns.append(Turn("user", content or ""))
    return turns


def _message(body: Json, call: Call | None) -> Json:
    block: Json = {"type": "text", "text": TEXT}
    if call:
        block = {"type": "tool_use", "id": f"toolu_{number()}", "name": call.tool, "input": call.arguments}
    return {
        "id": f"msg_{number()}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", ""),
        "content": [block],
        "stop_reason": "tool_use" if call else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 3},
    }


def _events(message: Json, call: Call | None) -> Reply:
    [block] = message["content"]
    empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": TEXT}
    if call:
        empty = {**block, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(call.arguments)}
    stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    events: list[Json] = [
        {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    ]
    return stream(events, named=True)
