"""The JSON Schema by which a client takes or refuses its files, from the `schema.yaml` beside its adapter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aiwg.adapter.model import Adapter, Cell
from aiwg.core.read import read_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE = "schema.yaml"


def schema_of(adapter: Adapter, cell: Cell) -> Mapping[str, Any] | None:
    """Return the schema that a cell's files have to fit, None where the adapter names none or its file has none."""
    name = cell.get("refuses", {}).get("schema")
    return None if name is None else _schemas(adapter.folder).get(name)


@cache
def _schemas(folder: Path) -> Mapping[str, Any]:
    import yaml  # anchors say once what recurs, which the strict reader does not take

    try:
        loaded = yaml.safe_load(read_whole(folder / FILE))
    except (OSError, ValueError, yaml.YAMLError):  # an adapter of somebody else's: without it the rest still holds
        return {}
    return loaded if isinstance(loaded, dict) else {}
