"""Values that an artifact passes on to one platform as they are, against the schema of that platform's client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.client_schema import schema_of
from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.kinds import CELL_OF
from aiwg.core.shape import check_shape
from aiwg.findings.model import ERROR, Finding, Rule
from aiwg.lint.target import CheckTarget

REFUSED = Rule(
    "client-refuses",
    ERROR,
    "a value that a platform's client refuses",
    "Some clients do not start if one file has one wrong value.",
)
RULES = (REFUSED,)


def check_client_values(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the overrides, and the keys that platforms take as they are, that a client refuses."""
    artifact, registry = subject.artifact, subject.around.registry
    cell_name = CELL_OF.get(subject.kind)
    if cell_name is None or not (artifact.overrides or artifact.extra):
        return
    for adapter in registry.all():
        cell = adapter.cells.get(cell_name)
        schema = schema_of(adapter, cell) if cell else None
        if cell and schema:
            for key, message in _refused(subject, adapter, cell, schema):
                yield subject.found(REFUSED, f"{adapter.name} does not start with it: {message}", subject.line_of(key))


def _refused(
    subject: CheckTarget, adapter: Adapter, cell: Cell, schema: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the key under which a refused value stands, and why it is refused."""
    loose = {**schema, "required": ()}  # the rest comes from canonical fields
    passed = {key: value for key, value in subject.artifact.extra.items() if key in cell.get("accepts", ())}
    for path, message, _ in check_shape(passed, loose):
        yield str(path[0]), f"{'.'.join(map(str, path))}: {message}"
    for name in adapter.names:
        for path, message, _ in check_shape(dict(subject.artifact.overrides.get(name, {})), loose):
            yield "overrides", f"{'.'.join(map(str, path))}: {message}"
