"""A record of any other form moves to our template, and nothing of it is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiwg.adr.adopting import adopted
from aiwg.adr.check import check_record
from aiwg.adr.page import Span
from aiwg.adr.parts import labels
from aiwg.adr.record import Record
from aiwg.adr.repository import Records
from tests.adr.conftest import DAY, TEMPLATE, Runner, put
from tests.adr.shapes import SHAPES, Shape


def moved(shape: Shape) -> Record:
    """Return a shape in our form."""
    text = adopted(Record(shape.file, shape.text), TEMPLATE.read_text(encoding="utf-8"), 99, DAY, Records([]))
    return Record(shape.file, text)


def label(record: Record, title: str, name: str) -> str:
    """Return what stands at a label of a section."""
    section = record.section(title)
    assert section is not None
    value = labels(record.page, Span(section.start, record.page.own(section).end))[name].value
    return record.text[value.start : value.end]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_line_is_still_there(shape: Shape) -> None:
    """Each line of the old text stands in the new one, in order of its words."""
    text = " ".join(re.findall(r"\w+", moved(shape).text.lower()))
    for line in shape.text.splitlines():
        words = " ".join(re.findall(r"\w+", line.lower()))
        if line.startswith("#") or set(line) <= set("-="):
            words = " ".join(re.findall(r"\w+", shape.title.lower())) if line.startswith("# ") else ""
        assert words in text, line


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_it_is_a_record_of_ours(shape: Shape) -> None:
    """Title, status kind and date are those of the old record; what is missing blocks, and nothing else is wrong."""
    old, new = Record(shape.file, shape.text), moved(shape)
    assert new.form == "aiwg"
    assert new.title == shape.title
    expected = old.status.kind if old.status.kind not in ("missing", "other") else "proposed"
    assert new.status.kind == expected
    assert new.date == (shape.date or DAY)
    found = check_record(new, lambda target: True)
    assert not [each for each in found.found if each.code in ("malformed", "bad-value") and "id is" not in each.message]


def test_parts_of_a_madr_record_go_where_they_belong() -> None:
    """Problem, drivers, decision, reasons, options and consequences each have a place."""
    shape = next(each for each in SHAPES if each.name == "MADR 2")
    new = moved(shape)
    assert label(new, "Context", "problem") == "How do we name files?"
    assert label(new, "Context", "constraints") == "* Readable"
    assert label(new, "Decision", "what").startswith('Chosen option: "Dashes"')
    assert label(new, "Decision", "why") == "they read well."
    assert label(new, "Consequences", "positive") == "* clear"
    assert label(new, "Consequences", "negative") == "* long"
    titles = [each.title for each in new.page.sections if each.title.startswith("Alternative ")]
    assert titles == ["Alternative 1: Dashes", "Alternative 2: Spaces"]
    dashes = next(each for each in new.page.sections if each.title == "Alternative 1: Dashes")
    there = labels(new.page, new.page.own(dashes))
    assert new.text[there["pros"].value.start : there["pros"].value.end] == "common"
    assert new.value("authors") == "Ann, Bob"


def test_adopt_writes_the_same_file_once(adr: Runner, project: Path) -> None:
    """The file keeps its name, links of it are kept, and a second time is refused."""
    first = next(each for each in SHAPES if each.name == "adr-tools")
    second = next(each for each in SHAPES if each.name == "adr-tools superseded")
    for shape in (first, second):
        put(project / "docs/adr" / shape.file, shape.text)
    preview = adr("adopt", "4", "--dry-run").out
    assert (project / "docs/adr" / first.file).read_text() == first.text
    adr("adopt", "4")
    assert (project / "docs/adr" / first.file).read_text() == preview
    record = Record(first.file, preview)
    assert [(link.kind, link.target) for link in record.links] == [("supersedes", 2)]
    assert "our form already" in adr("adopt", "4", expect=2).err


def test_a_dated_record_gets_the_next_number(adr: Runner, project: Path) -> None:
    """A log4brains record keeps its file name, and has a number in its text."""
    shape = next(each for each in SHAPES if each.name == "log4brains")
    put(project / "docs/adr" / shape.file, shape.text)
    put(project / "docs/adr/0004-use-x.md", SHAPES[0].text)
    adr("adopt", "20210113-use-docker")
    listed = adr("list", "--json").json["records"]
    assert [each["id"] for each in listed] == ["ADR-004", "ADR-005"]
    assert "0006-" in adr("new", "Use the next").out
