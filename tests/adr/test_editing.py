"""Editing a record changes the bytes concerned and no other, in every shape, whatever its line ends."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwg.adr.editing import linked_pair, superseded_pair, with_link, with_status
from aiwg.adr.links import BACK
from aiwg.adr.record import DecisionRecord
from aiwg.core.errors import UserError
from tests.adr.conftest import DAY, Runner, fresh, put
from tests.adr.shapes import SHAPES, Shape
from tests.adr.steps import filled_to

OURS = Shape("ours", "0007-queue-webhooks.md", filled_to(5), "aiwg", "Queue webhooks in PostgreSQL", "Accepted")
FRESH = Shape("fresh", "0008-send-mail.md", fresh(8, "Send mail"), "aiwg", "Send mail", "Proposed")
ALL = [*SHAPES, OURS, FRESH]
WITH_STATUS = [shape for shape in ALL if shape.status != "none"]
OTHER = DecisionRecord("0099-use-the-other.md", fresh(99, "Use the other"))
KINDS = st.sampled_from(["upstream", "downstream", "related", "supersedes"])

styles = st.sampled_from(["\n", "\r\n"])
tails = st.sampled_from(["", "\n", "\n\n\n", "\n\nmore \udc80\udcff text", "\n<!-- a comment\nof two lines -->"])


def variant(shape: Shape, newline: str, tail: str) -> DecisionRecord:
    """Return a shape with other line ends and another end."""
    text = shape.text.replace("\r\n", "\n").rstrip("\n") + tail
    return DecisionRecord(shape.file, text.replace("\n", newline))


def added_and_gone(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines, ends and all, that are only in the new text, and those only in the old one."""
    pairs = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [line[2:] for line in pairs if line.startswith("+ ")], [line[2:] for line in pairs if line.startswith("- ")]


@given(st.sampled_from(WITH_STATUS), styles, tails, st.sampled_from(["Accepted", "Rejected", "On hold"]))
def test_a_status_changes_its_lines_alone(shape: Shape, newline: str, tail: str, status: str) -> None:
    """What was not status or date is there byte for byte, and the new status is read back."""
    record = variant(shape, newline, tail)
    text = with_status(record, status, DAY)
    again = DecisionRecord(shape.file, text)
    assert again.value("status") == status
    assert again.page.newline == newline or "\r\n" not in text
    added, gone = added_and_gone(record.text, text)
    for line in gone:
        assert re.search(r"status|date|20\d\d|supers?ceded|accepted|decided|hold", line, re.IGNORECASE), line
    assert all(line.endswith(newline) or not line.endswith("\n") for line in added)
    if record.date and not record.name.startswith("2021") and "date" in record.fields:
        assert again.date == DAY


@given(st.sampled_from(ALL), styles, tails, KINDS)
def test_a_link_is_added_and_nothing_else(shape: Shape, newline: str, tail: str, kind: str) -> None:
    """A link is read back; all other lines stay, and a second time changes nothing."""
    record = variant(shape, newline, tail)
    text = with_link(record, OTHER, kind)
    again = DecisionRecord(shape.file, text)
    assert (kind, 99) in [(link.kind, link.target) for link in again.links]
    assert with_link(again, OTHER, kind) == text
    added, gone = added_and_gone(record.text, text)
    assert len(gone) <= 1
    bare = [line.strip() for line in added if line.strip() and line.strip() != "## Links"]
    assert sum("99" in line for line in bare) == 1
    kept = [line for line in bare if "99" not in line]
    assert all(any(line == old.strip() for old in gone) for line in kept)
    assert {link.target for link in record.links} <= {link.target for link in again.links}


@given(st.sampled_from(WITH_STATUS), st.sampled_from(ALL), styles)
def test_both_sides_of_a_supersession_are_read_back(old: Shape, new: Shape, newline: str) -> None:
    """The old record's status names the new one, the new one names the old, whatever forms they have."""
    first, second = variant(old, newline, "\n"), variant(new, newline, "\n")
    if first.key == second.key:
        return
    first_text, second_text = superseded_pair(first, second, DAY)
    after, other = DecisionRecord(old.file, first_text), DecisionRecord(new.file, second_text)
    assert (after.status.kind, after.status.by) == ("superseded", second.key)
    assert ("supersedes", first.key) in [(link.kind, link.target) for link in other.links]


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.sampled_from(["upstream", "downstream", "related"]))
def test_both_sides_of_a_link_are_read_back(first: Shape, second: Shape, kind: str) -> None:
    """Each of two records names the other, the one from its side."""
    one, two = DecisionRecord(first.file, first.text), DecisionRecord(second.file, second.text)
    if one.key == two.key:
        return
    texts = linked_pair(one, two, kind)
    assert (kind, two.key) in [(link.kind, link.target) for link in DecisionRecord(one.name, texts[0]).links]
    assert (BACK[kind], one.key) in [(link.kind, link.target) for link in DecisionRecord(two.name, texts[1]).links]


PIECES = (
    "# T",
    "## Status",
    "Status: ",
    "- **Status**: ",
    "* Status: a",
    "Accepted",
    "Superseded by [2. B](0002-b.md)",
    "---",
    "===",
    "```",
    "~~~",
    "<!--",
    "-->",
    "## Phase 1",
    "### Title",
    "## Metadata",
    "## Links",
    "### Related decisions",
    "- **Related**: None",
    "- [ ] {x y}",
    "| a | b |",
    "`a",
    "**Review process**:",
    "## Review and approval",
    "1. one",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\ufeff",
    "\udc80",
    "é",
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read_and_edited_or_refused(text: str) -> None:
    """Whatever a file holds: it is read, checked, and edited without losing a line, or refused with a reason."""
    from aiwg.adr.check import check_record

    record = DecisionRecord("0001-x.md", text)
    check_record(record, lambda target: True)
    try:
        edited = with_link(record, OTHER, "related")
    except UserError as error:
        edited = f"{text}{error.message}"
    assert len(edited) >= len(text.replace("{x y}", ""))
    try:
        edited = with_status(record, "Accepted", DAY)
    except UserError:
        return
    assert DecisionRecord("0001-x.md", edited).value("status") == "Accepted"


def test_a_status_that_would_not_be_read_back_is_refused() -> None:
    """In an odd place, such as below a comment that never ends, nothing is changed."""
    with pytest.raises(UserError, match="cannot be changed safely"):
        with_status(DecisionRecord("0001-x.md", "# T\n\n## Status<!--"), "Accepted", DAY)


def test_the_old_status_stays_as_a_step_of_the_review() -> None:
    """In our form a change of status is added to the review process, after the steps that are there."""
    text = with_status(DecisionRecord(OURS.file, OURS.text), "Deprecated", DAY)
    added, gone = added_and_gone(OURS.text, text)
    assert f"4. {DAY}: status Deprecated (before: Accepted)\n" in added
    assert sorted(gone) == [
        "- **Current status**: Accepted\n",
        "- **Date**: 2026-02-03\n",
        "- **Decision date**: 2026-02-17\n",
        "- **Status**: Accepted\n",
    ]


@pytest.mark.parametrize("name", ["MADR minimal", "Y-statement", "Alexandrian"])
def test_a_record_without_status_is_not_given_one_by_guess(adr: Runner, project: Path, name: str) -> None:
    """Where there is no place for a status, that is said, and nothing is written."""
    shape = next(each for each in SHAPES if each.name == name)
    file = put(project / "docs/adr" / shape.file, shape.text)
    assert "has no status to change" in adr("accept", str(shape.number), expect=3).err
    assert file.read_bytes() == shape.text.encode()


def test_files_keep_mode_and_other_bytes(adr: Runner, project: Path) -> None:
    """A file with CRLF, odd bytes, no last line end and an own mode keeps all of it but the status."""
    lines = ["# 1. Use it", "Date: 2020-01-01", "## Status", "Proposed", "## Context", "\udcff x", "## Decision", "yes"]
    text = "\r\n\r\n".join(lines)
    file = put(project / "docs/adr/0001-use-it.md", text)
    file.chmod(0o640)
    adr("accept", "1")
    expected = text.replace("Proposed", "Accepted").replace("2020-01-01", DAY)
    assert file.read_bytes() == expected.encode("utf-8", "surrogateescape")
    assert file.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in file.parent.iterdir()] == ["0001-use-it.md"]
