"""A record of any other form moves to our template, and nothing of it is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiwg.adr.check import check_record
from aiwg.adr.document import Span
from aiwg.adr.forms.convert import adopted
from aiwg.adr.forms.elements import labels
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from tests.adr import brackets
from tests.adr.conftest import DAY, TEMPLATE, Runner, put
from tests.adr.shapes import SHAPES, Shape
from tests.adr.steps import filled_to


def moved(shape: Shape) -> DecisionRecord:
    """Return a shape in our form."""
    text = adopted(DecisionRecord(shape.file, shape.text), TEMPLATE.read_text(encoding="utf-8"), 99, DAY, Records([]))
    return DecisionRecord(shape.file, text)


def label(record: DecisionRecord, title: str, name: str) -> str:
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
    old, new = DecisionRecord(shape.file, shape.text), moved(shape)
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
    assert new.text[there["pros"].value.start : there["pros"].value.end] == "- common"
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
    record = DecisionRecord(first.file, preview)
    assert [(link.kind, link.target) for link in record.links] == [("supersedes", 2)]
    assert "already has the form" in adr("adopt", "4", expect=2).err


def test_a_dated_record_gets_the_next_number(adr: Runner, project: Path) -> None:
    """A log4brains record keeps its file name, and has a number in its text."""
    shape = next(each for each in SHAPES if each.name == "log4brains")
    put(project / "docs/adr" / shape.file, shape.text)
    put(project / "docs/adr/0004-use-x.md", SHAPES[0].text)
    adr("adopt", "20210113-use-docker")
    listed = adr("list", "--json").json["records"]
    assert [each["id"] for each in listed] == ["ADR-004", "ADR-005"]
    assert "0006-" in adr("new", "Use the next").out


COMPLETE = {"braces": filled_to(5), "brackets": brackets.brackets_to(5)}


def lines_of(text: str) -> list[str]:
    """Return the words of each line, as far as it has any."""
    return [words for line in text.splitlines() if (words := " ".join(re.findall(r"\w+", line.lower())))]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_line_is_there_with_brackets_too(shape: Shape) -> None:
    """Moved to the form with brackets, no line is lost, and title and status are those of before."""
    old = DecisionRecord(shape.file, shape.text)
    new = DecisionRecord(shape.file, adopted(old, brackets.TEMPLATE.read_text(), 99, DAY, Records([])))
    assert new.is_bracketed
    assert new.title == shape.title
    whole = " ".join(lines_of(new.text))
    for line in shape.text.splitlines():
        if not line.startswith("#") and not set(line) <= set("-="):
            assert " ".join(re.findall(r"\w+", line.lower())) in whole, line


@pytest.mark.parametrize("form", COMPLETE)
def test_one_form_of_the_template_becomes_the_other(form: str) -> None:
    """A complete record keeps every line, there and back, and holds what the evidence of that form shows."""
    templates = {"braces": TEMPLATE.read_text(), "brackets": brackets.TEMPLATE.read_text()}
    other = "brackets" if form == "braces" else "braces"
    old = DecisionRecord("0007-x.md", COMPLETE[form])
    new = DecisionRecord("0007-x.md", adopted(old, templates[other], 7, DAY, Records([])))
    whole = " ".join(lines_of(new.text))
    for line in set(old.text.splitlines()) - set(templates[form].splitlines()):
        label_or_item, colon, value = line.partition(": ")
        for part in lines_of(value if colon and len(label_or_item) < 40 else line):
            assert part in whole, line
    held = check_record(new, lambda target: True).held
    assert held >= 3, [each.message for each in check_record(new, lambda target: True).blocking]
    assert (new.title, new.status, new.date) == (old.title, old.status, old.date)
    back = DecisionRecord("0007-x.md", adopted(new, templates[form], 7, DAY, Records([])))
    assert check_record(back, lambda target: True).held >= 3


def test_a_short_record_grows(adr: Runner, project: Path) -> None:
    """Ten lines are filled in and accepted; expanded, all they say stands in the whole template."""
    adr("new", "Cache in Redis", "--short", "--tag", "cache, speed", "--domain", "shop")
    file = project / "docs/adr/0001-cache-in-redis.md"
    text = file.read_text()
    assert len([line for line in text.splitlines() if line.strip()]) <= 15
    assert "incomplete" in adr("accept", "1", expect=3).err
    for before, after in (
        ("{What hurts, for whom, and which constraint decides. Two or three sentences.}", "Slow pages."),
        ("{We will ..., because ...}", "We will cache in Redis, because it runs already."),
        ("{name}: {why it was not chosen}", "Memcached: one more service"),
        ("{what gets better}", "pages are fast"),
        ("{the cost that is accepted}", "stale for 10 s"),
    ):
        assert before in text
        text = text.replace(before, after)
    put(file, text)
    adr("accept", "1")
    adr("expand", "1")
    whole = DecisionRecord(file.name, file.read_text())
    assert label(whole, "Decision", "what") == "We will cache in Redis, because it runs already."
    assert label(whole, "Context", "problem") == "Slow pages."
    assert "- **Why not chosen**: one more service" in whole.text
    assert (whole.tags, whole.domain, whole.status.kind) == (("cache", "speed"), "shop", "accepted")
    assert "earlier record" not in whole.text
