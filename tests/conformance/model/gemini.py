"""Gemini's generateContent and streamGenerateContent."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.model.dialogue import TEXT, Turn, next_call
from tests.conformance.model.reply import Json, Reply, document, stream


def answer(body: Json, *, streaming: bool) -> Reply:
    """Return the model's answer to one request."""
    declared = [tool.get("functionDeclarations") or [] for tool in body.get("tools") or []]
    call = next_call(_turns(body), [function.get("name") for functions in declared for function in functions])
    part: Json = {"functionCall": {"name": call.tool, "args": call.arguments}} if call else {"text": _said(body)}
    response: Json = {
        "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 3, "totalTokenCount": 13},
    }
    return stream([response]) if streaming else document(response)


def _turns(body: Json) -> list[Turn]:
    turns: list[Turn] = []
    for content in body.get("contents", []):
        parts = content.get("parts", [])
        turns += [Turn("tool") for part in parts if "functionResponse" in part]
        said = "\n".join(part["text"] for part in parts if "text" in part)
        if said and content.get("role", "user") == "user":
            turns.append(Turn("user", said))
    return turns


def _said(body: Json) -> str:
    """Return text, or the smallest JSON that fits the schema that the client asks for."""
    wanted = body.get("generationConfig") or {}
    if "json" not in str(wanted.get("responseMimeType", "")):
        return TEXT
    return json.dumps(_smallest(wanted.get("responseJsonSchema") or wanted.get("responseSchema") or {}))


def _smallest(schema: Json) -> Any:
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type") or "object"
    kind = str(kind[0] if isinstance(kind, list) else kind).lower()
    if kind == "object":
        return {key: _smallest(below) for key, below in (schema.get("properties") or {}).items()}
    return {"array": [], "number": 0, "integer": 0, "boolean": False}.get(kind, TEXT)
