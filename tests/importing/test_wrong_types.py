"""Settings files of every platform with a value of another type at every place: an import ends with a report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
import tomli_w
import yaml

from aiwg.merge.keys import parse
from aiwg.render.outputs import KeysOutput
from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS
from tests.importing.helping import imported
from tests.importing.test_reconcile_everywhere import deployed

ODD: tuple[Any, ...] = (None, True, 5, 1.5, "", "x", [], ["x"], [["x"]], {}, {"a": 1}, {"a": [{}]})
"""A value of each type that JSON, TOML and YAML have, alone and in others."""

FEW = 4
"""How many places of each platform's files `make test-slow` tries; all with AIWG_THOROUGH."""

WRITE: dict[str, Callable[[Any], str]] = {"json": json.dumps, "toml": tomli_w.dumps, "yaml": yaml.safe_dump}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value in a document, the document's own left out."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*path, key)
        yield from places(each, (*path, key))


def with_value(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a copy of a document with another value at a path."""
    copy = deepcopy(document)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_a_value_of_another_type_is_reported(platform: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever type a value of a settings file has, the import ends with a report of the others, and no traceback."""
    outputs = [each for each in deployed(project, platform).outputs if isinstance(each, KeysOutput)]
    documents = {each.path: (each.format, parse((project / each.path).read_text(), each.format)) for each in outputs}
    for path, (format, document) in documents.items():
        found = list(places(document))
        for place in found if TIMES > 1 else Random(platform).sample(found, min(FEW, len(found))):
            for odd in ODD:
                try:
                    text = WRITE[format](with_value(document, place, odd))
                except TypeError:  # TOML has no null
                    continue
                shutil.rmtree(project)
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_text(text)
                assert imported(capsys, project, platform, dry_run=True)["exit"] in (0, 3, 4, 7), (place, odd)
