"""The JSON Schema for editors means what the adapters are checked against."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # it ships no types

from aiwg.adapter.schema import document
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.commands.schema.published import published
from aiwg.core import strict_yaml
from aiwg.core.shape import check_shape
from tests.conftest import FIXTURES, PLATFORM_IDS, PLATFORMS

ROOT = Path(__file__).parents[2]
PUBLISHED = json.loads(published()["platform"].text())
VALIDATOR = Draft7Validator(PUBLISHED)


def written_out(part: Any) -> Any:
    """Return a part of the schema with every reference replaced by what it refers to."""
    if isinstance(part, list):
        return [written_out(item) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        target = PUBLISHED["$defs"][part["$ref"].removeprefix("#/$defs/")]
        return written_out({**target, **{key: value for key, value in part.items() if key != "$ref"}})
    return {key: written_out(value) for key, value in part.items() if key != "$defs"}


def adapter_data(id: str) -> Any:
    """Return what an adapter's file holds."""
    return strict_yaml.parse((PLATFORMS / id / "platform.yaml").read_text(encoding="utf-8")).value


SLIPS: tuple[dict[str, Any], ...] = (
    {"reads": "x"},
    {"reads": [{"path": "x", "nested": "sideways"}]},
    {"wites": []},
    {"dedup": "perhaps"},
    {"limits": {"total_bytes": "many"}},
    {"fields": [{"name": {"from": "id", "has": "list"}}]},
)


def spoilt(data: dict[str, Any]) -> Iterator[Any]:
    """Yield copies of an adapter with one slip each, at every depth."""
    for key in ("name", "evidence"):
        yield {other: value for other, value in data.items() if other != key}
    yield {**data, "colour": "red"}
    for cell, value in data.items():
        if isinstance(value, dict) and "reads" in value:
            yield from ({**data, cell: {**value, **slip}} for slip in SLIPS)


def test_the_published_schema_is_the_schema() -> None:
    """Published is a valid draft-07 schema that, written out, is the one in the code under another head."""
    Draft7Validator.check_schema(PUBLISHED)
    head = {key: PUBLISHED[key] for key in ("$schema", "title", "description")}
    assert written_out(PUBLISHED) == {**document.SCHEMA, **head}


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_both_accept_the_adapters(id: str) -> None:
    """Every adapter fits the published schema and our own check of it."""
    assert list(VALIDATOR.iter_errors(adapter_data(id))) == []
    assert list(check_shape(adapter_data(id), document.SCHEMA)) == []


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_both_refuse_the_same_slips(id: str) -> None:
    """A spoilt adapter is refused by the published schema and by our own check of it alike."""
    slips = list(spoilt(adapter_data(id)))
    assert len(slips) >= 3
    for slip in slips:
        assert list(check_shape(slip, document.SCHEMA)) != []
        assert not VALIDATOR.is_valid(slip)


def test_the_published_schema_can_be_read() -> None:
    """What repeats is defined once: the published schema is less than a tenth of what it is written out."""
    assert len(json.dumps(PUBLISHED)) * 10 < len(json.dumps(document.SCHEMA))


def test_the_test_platform_fits() -> None:
    """The platform that the tests make up fits the schema too."""
    data = strict_yaml.parse((FIXTURES / "zephyr.yaml").read_text(encoding="utf-8")).value
    assert list(VALIDATOR.iter_errors(data)) == []


def test_the_field_reference_is_complete() -> None:
    """The field reference has every key that an adapter may have, and what the schema says of it."""
    reference = runpy.run_path(str(ROOT / "tools" / "field_reference.py"))["text"]()
    for key, about in keys_of(document.SCHEMA):
        assert f"`{key}`" in reference, key
        assert about.replace("|", "\\|") in reference, about


def keys_of(part: Any) -> Iterator[tuple[str, str]]:
    """Yield every key of a schema with what is said of it; kinds and neutral names are listed without."""
    if isinstance(part, list):
        for item in part:
            yield from keys_of(item)
    elif isinstance(part, dict):
        named = part.get("properties")
        listed = isinstance(named, dict) and {"bash", "fast", "stop", "ask"} & set(named)
        for key, inner in named.items() if isinstance(named, dict) else ():
            yield key, "" if listed or key in KIND_OF_CELL else inner.get("description", "")
        for inner in part.values():
            yield from keys_of(inner)
