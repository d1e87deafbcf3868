"""What real clients were seen to load before and after an import, as recorded: the reports said all that differed."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.conformance.import_trees import BESIDE, REPLACED, import_projects
from tests.conformance.imports import BEGIN, END, NOT_SAID, PAGE, RECORDED, table
from tests.conformance.table import clients

KNOWN: dict[str, Any] = yaml.safe_load(RECORDED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_reports_say_what_a_client_loads_otherwise(name: str) -> None:
    """Every word that a client loads otherwise after an import has the line of a report that says so."""
    entry = KNOWN[name]
    assert entry["platform"] == clients()[name].platform
    assert len(entry["projects"]) >= 6
    assert entry["projects"].keys() <= import_projects().keys()
    assert sum(project["seen"] for project in entry["projects"].values()) > 10
    unsaid = {
        (project, label): text
        for project, found in entry["projects"].items()
        for state in (BESIDE, REPLACED)
        for label, text in found.get(state, {}).items()
        if NOT_SAID in text
    }
    assert unsaid == {}


def test_the_page_shows_the_record() -> None:
    """The table in the documentation is made from what is recorded."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(f"{BEGIN}\n")[2].partition(f"\n{END}")[0] == table(KNOWN)
