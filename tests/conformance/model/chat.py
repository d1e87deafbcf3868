"""OpenAI's Chat Completions API."""

from __future__ import annotations

import json

from tests.conformance.model.dialogue import TEXT, Turn, next_call, number, text_of
from tests.conformance.model.reply import Json, Reply, document, stream

_USAGE = {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}


def answer(body: Json) -> Reply:
    """Return the model's answer to one request."""
    offered = [(tool.get("function") or {}).get("name") for tool in body.get("tools") or []]
    call = next_call([_turn(message) for message in body.get("messages", [])], offered)
    message: Json = {"role": "assistant", "content": None if call else TEXT}
    if call:
        function = {"name": call.tool, "arguments": json.dumps(call.arguments)}
        message["tool_calls"] = [{"index": 0, "id": f"call_{number()}", "type": "function", "function": function}]
    finish = "tool_calls" if call else "stop"
    about: Json = {"id": f"chatcmpl-{number()}", "created": 1, "model": body.get("model", "")}
    if not body.get("stream"):
        choice = {"index": 0, "message": message, "finish_reason": finish}
        return document({**about, "object": "chat.completion", "usage": _USAGE, "choices": [choice]})
    about["object"] = "chat.completion.chunk"
    chunks: list[Json] = [
        {**about, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
        {**about, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]},
        {**about, "choices": [], "usage": _USAGE},
    ]
    return stream(chunks, end="[DONE]")


def _turn(message: Json) -> Turn:
    role = message.get("role")
    if role == "tool":
        return Turn("tool")
    return Turn("user", text_of(message.get("content"))) if role == "user" else Turn("other")
