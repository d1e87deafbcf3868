"""OpenAI's Responses API."""

from __future__ import annotations

import json

from tests.conformance.model.dialogue import TEXT, Call, Turn, next_call, number, text_of
from tests.conformance.model.reply import Json, Reply, document, stream


def answer(body: Json) -> Reply:
    """Return the model's answer to one request."""
    call = next_call(_turns(body), _offered(body))
    response = _response(body, _called(body, call) if call else _said())
    return _events(response) if body.get("stream") else document(response)


def _turns(body: Json) -> list[Turn]:
    items = body.get("input", [])
    if isinstance(items, str):
        return [Turn("user", items)]
    turns = []
    for item in items:
        kind = item.get("type", "message")
        if kind.endswith("call_output"):
            turns.append(Turn("tool"))
        elif kind == "message" and item.get("role") == "user":
            turns.append(Turn("user", text_of(item.get("content"))))
        else:
            turns.append(Turn("other"))
    return turns


def _offered(body: Json) -> list[str | None]:
    """Return the names of the tools, those in a namespace too."""
    tools = body.get("tools") or []
    return [each.get("name") for tool in tools for each in [tool, *(tool.get("tools") or [])]]


def _called(body: Json, call: Call) -> Json:
    item = {
        "type": "function_call",
        "id": f"fc_{number()}",
        "call_id": f"call_{number()}",
        "name": call.tool,
        "arguments": json.dumps(call.arguments),
        "status": "completed",
    }
    for tool in body.get("tools") or []:
        if any(each.get("name") == call.tool for each in tool.get("tools") or []):
            item["namespace"] = tool["name"]
    return item


def _said() -> Json:
    return {
        "type": "message",
        "id": f"msg_{number()}",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": TEXT, "annotations": []}],
    }


def _response(body: Json, item: Json) -> Json:
    return {
        "id": f"resp_{number()}",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": body.get("model", ""),
        "output": [item],
        "usage": {
            "input_tokens": 10,
            "output_tokens": 3,
            "total_tokens": 13,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
    }


def _events(response: Json) -> Reply:
    [item] = response["output"]
    begun = {**response, "status": "in_progress", "output": [], "usage": None}
    events: list[Json] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        *(_call_events(item) if item["type"] == "function_call" else _text_events(item)),
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": response},
    ]
    return stream([{**event, "sequence_number": index} for index, event in enumerate(events)], named=True)


def _call_events(item: Json) -> list[Json]:
    about = {"output_index": 0, "item_id": item["id"]}
    added = {**item, "arguments": "", "status": "in_progress"}
    done = {"arguments": item["arguments"], "name": item["name"]}
    return [
        {"type": "response.output_item.added", "output_index": 0, "item": added},
        {"type": "response.function_call_arguments.delta", **about, "delta": item["arguments"]},
        {"type": "response.function_call_arguments.done", **about, **done},
    ]


def _text_events(item: Json) -> list[Json]:
    [part] = item["content"]
    about = {"output_index": 0, "content_index": 0, "item_id": item["id"]}
    added = {**item, "content": [], "status": "in_progress"}
    return [
        {"type": "response.output_item.added", "output_index": 0, "item": added},
        {"type": "response.content_part.added", **about, "part": {**part, "text": ""}},
        {"type": "response.output_text.delta", **about, "delta": TEXT, "logprobs": []},
        {"type": "response.output_text.done", **about, "text": TEXT, "logprobs": []},
        {"type": "response.content_part.done", **about, "part": part},
    ]
