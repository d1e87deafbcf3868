"""What a client takes and refuses by its own schema, against what the client was seen to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from aiwg.adapter.client_schema import schema_of
from aiwg.adapter.discover import discover
from aiwg.core.dataclass import replace
from aiwg.doctor.native_file import read_page, violations

from .conftest import Doctor, Place

SEEN = yaml.safe_load((Path(__file__).parent / "opencode.yaml").read_text(encoding="utf-8"))
FILES = {"agent": ".opencode/agents/mine.md", "command": ".opencode/commands/mine.md", "config": "opencode.json"}
CELLS = {"agent": "agents", "command": "commands", "config": "mcp_servers"}


def seen() -> Iterator[tuple[str, str, bool]]:
    """Yield kind of file, value, and whether the client took it."""
    for kind, outcomes in SEEN.items():
        for outcome, values in outcomes.items():
            for value in values:
                yield kind, value, outcome == "taken"


def text_of(kind: str, value: str) -> str:
    """Return a file with this value."""
    return value if kind == "config" else f"---\n{value}\n---\nDo it.\n"


@pytest.mark.parametrize(("kind", "value", "taken"), list(seen()))
def test_a_value_is_refused_exactly_where_the_client_refuses_it(kind: str, value: str, taken: bool) -> None:
    """The schema takes what OpenCode took and refuses what OpenCode refused."""
    adapter = discover().named("opencode")
    schema = schema_of(adapter, adapter.cells[CELLS[kind]])
    assert schema is not None
    page = read_page(text_of(kind, value).encode(), FILES[kind])
    assert page.broken is None
    assert (not list(violations(page.values, schema, page.lines))) == taken


@pytest.mark.parametrize("kind", FILES)
def test_doctor_names_the_file_that_stops_the_client(kind: str, place: Place, doctor: Doctor) -> None:
    """A file with a value that the client refuses is an error with its name; without it the project is well."""
    place.write(FILES[kind], text_of(kind, SEEN[kind]["refused"][0]))
    said = doctor("--platform", "opencode").findings("error")
    assert [each["file"] for each in said] == [FILES[kind]] * len(said)
    assert said
    assert all("does not start with it" in each["message"] for each in said)


def test_every_named_schema_is_there() -> None:
    """Each schema that an adapter names is in the file beside it."""
    registry = discover()
    named = [
        (adapter, cell)
        for adapter in map(registry.get, registry.ids())
        for cell in adapter.cells.values()
        if "schema" in cell.get("refuses", {})
    ]
    assert named
    assert all(schema_of(adapter, cell) for adapter, cell in named)


def test_an_adapter_without_its_schema_refuses_nothing(tmp_path: Path) -> None:
    """A schema.yaml that is missing or broken makes no other check fail."""
    adapter = discover().named("opencode")
    for number, text in enumerate((None, "a: [", "- a\n", "b: 1\n")):
        folder = tmp_path / str(number)
        folder.mkdir()
        if text is not None:
            (folder / "schema.yaml").write_text(text, encoding="utf-8")
        assert schema_of(replace(adapter, folder=folder), adapter.cells["agents"]) is None
