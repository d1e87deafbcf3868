"""A judge of printed JSON documents: their published schema, read by a validator that is not ours."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from aiwg.commands.schema.documents import documents

WITHOUT_SCHEMA = {
    f"aiwg.{name}"
    for name in (
        "adr-check/2", "adr-export/1", "adr-list/1", "adr-new/1", "adr-search/1", "adr-show/1", "body/1", "bundles/1",
        "doc-check/1", "doc-list/1", "docs/1", "explain/1", "find/1", "lint/1", "list/1", "mentions/1", "platforms/1",
        "report/1", "schemas/1", "show/1", "version/1",
    )
}  # fmt: skip
"""Documents that have no promise yet; that of a report has a schema and tests of its own."""


def wrong_in(document: Any) -> list[str]:
    """Return what is wrong in a document, a field that no schema describes too."""
    name = document["schema"]
    if name in WITHOUT_SCHEMA:
        return []
    found = _judge(name).iter_errors(document)
    return [f"{name} {'/'.join(map(str, each.path))}: {each.message[:200]}" for each in found]


@cache
def _judge(name: str) -> Any:
    schema = documents()[name].schema
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(_closed(schema))


def _closed(schema: Any) -> Any:
    """Return a schema that allows no field but those that it describes."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _closed(each) for key, each in schema.items()}
    return (
        {**found, "additionalProperties": False} if found.get("type") == "object" and "properties" in found else found
    )
