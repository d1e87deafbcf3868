"""The common commands import what they use and no more: start-up time is most of what they cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.startup.loaded import modules_by_command, recorded

HEAVY = frozenset(
    {"asyncio", "click", "concurrent.futures", "csv", "dataclasses", "datetime", "gettext", "hashlib", "inspect"}
    | {"jinja2", "logging", "multiprocessing", "platformdirs", "queue", "random", "resource", "subprocess", "tempfile"}
    | {"threading", "tomli_w", "tomllib", "typing", "unittest", "uuid", "watchdog", "xml", "yaml"}
)
"""Modules that cost more to import than most commands take to do their work."""
LOOKING = {"doctor": {"datetime", "tomllib", "typing", "yaml"}, "list": HEAVY - {"yaml"}, "context": HEAVY}
"""What the commands load that read the files of clients as leniently as these, or whose options click reads."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, frozenset[str]]:
    """Return the modules that each command loads."""
    return modules_by_command(tmp_path_factory.mktemp("startup"))


def test_a_command_loads_no_new_module(found: dict[str, frozenset[str]]) -> None:
    """Each command loads the modules of its record; another one is imported where it is used, or recorded."""
    known = recorded()
    assert found.keys() == known.keys()
    more = {
        command: sorted(name for name in loaded - known[command] if name.split(".")[0] == "aiwg")
        for command, loaded in found.items()
    }
    listed = "\n".join(f"aiwg {command} loads {', '.join(names)}" for command, names in more.items() if names)
    assert not listed, f"{listed}\nImport it where it is used, or accept it: .venv/bin/python -m tests.startup"


def test_no_command_loads_what_is_heavy(found: dict[str, frozenset[str]]) -> None:
    """No command loads a module of the standard library or of others that costs more than its work without need."""
    loaded = {name: sorted((HEAVY & names) - LOOKING.get(name, set())) for name, names in found.items()}
    assert {name: heavy for name, heavy in loaded.items() if heavy} == {}


def test_the_version_needs_almost_nothing(found: dict[str, frozenset[str]], tmp_path: Path) -> None:
    """The version is said by two modules of aiwg."""
    assert {name for name in found["version"] if name.startswith("aiwg")} == {"aiwg", "aiwg.__main__"}
