"""The page of each platform: nothing that is known is missing, and the Markdown holds together."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from aiwg.adapter.discover import load_adapter
from aiwg.adapter.model import Adapter
from aiwg.adapter.schema.document import CELL
from aiwg.output.platforms.facts import SETTINGS
from tests.conftest import PLATFORM_IDS, PLATFORMS

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "platform_pages.py"))


@pytest.fixture(params=PLATFORM_IDS)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    """Return each adapter."""
    return load_adapter(PLATFORMS / request.param, "bundled")


def test_the_page_tells_all(adapter: Adapter) -> None:
    """Every place, note and source of an adapter is on its page, and the version, the date and the grade."""
    page = TOOL["page"](adapter)
    plain = page.replace("\\", "")
    evidence = adapter.data["evidence"]
    for text in (*adapter.data.get("notes", ()), *evidence["sources"], evidence["checked"], evidence["grade"]):
        assert str(text).replace("\\", "") in plain, text
    for cell in adapter.cells.values():
        for place in cell.reads:
            assert f"`{place.spec.text.replace('|', chr(92) + '|')}`" in page
        for note in cell.get("notes", ()):
            assert note.replace("\\", "") in plain, note


def test_tables_hold_together(adapter: Adapter) -> None:
    """Every row of every table has as many cells as its heading."""
    for text in (TOOL["page"](adapter), TOOL["table"]([adapter]) + "\n"):
        for block in re.findall(r"(?m)(?:^\|.*\n)+", text):
            counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(counts) == 1, block


def test_what_has_ended_is_marked(adapter: Adapter) -> None:
    """The table says of an ended platform that it has, and its page names the successor."""
    data = {**adapter.data, "status": "Ended in May.", "successor": "heir"}
    ended = Adapter(adapter.id, adapter.name, adapter.folder, adapter.origin, data, adapter.cells)
    assert f"`{adapter.id}` (ending or ended)" in TOOL["table"]([ended])
    assert "- **successor**: heir\n" in TOOL["page"](ended)


def test_no_setting_is_left_out() -> None:
    """Whatever a cell may say of itself has a label on the page."""
    rows_of_their_own = {"reads", "compat", "write", "dedup", "only", "format", "fields", "strict", "accepts", "limits"}
    assert set(CELL["properties"]) == {*SETTINGS, *rows_of_their_own, "evidence", "notes"}
