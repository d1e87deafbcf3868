"""Both forms of the template: each part that a level needs is missed, whichever way it is absent."""

from __future__ import annotations

import pytest

from aiwg.adr.check import Checked, check_record
from aiwg.adr.forms.part_table import PARTS, TemplatePart
from aiwg.adr.gates.view import GateView
from aiwg.adr.record import DecisionRecord
from tests.adr.brackets import LINES, OTHER_CLAIM, TEMPLATE, brackets_to, fresh_brackets
from tests.adr.conftest import TEMPLATE as BRACES
from tests.adr.conftest import fresh
from tests.adr.steps import filled_to

COMPLETE = {"braces": filled_to(5), "brackets": brackets_to(5)}


def checked(text: str) -> Checked:
    """Return what is found in a text; every mention leads somewhere."""
    return check_record(DecisionRecord("0007-queue-webhooks.md", text), lambda target: True)


def without(text: str, part: TemplatePart) -> str:
    """Return a record without a part: its label or heading, with what it says."""
    record = DecisionRecord("0007-queue-webhooks.md", text)
    section = record.page.section(part.section)
    assert section is not None
    label = GateView(record).place(section, part.name)
    assert label is not None, part
    return text[: label.at] + text[max(label.value.end, text.index("\n", label.at)) :]


@pytest.mark.parametrize("form", COMPLETE)
@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.section} {part.name}")
def test_a_part_that_was_removed_is_caught(form: str, part: TemplatePart) -> None:
    """Without any one part of the table, the levels from its own on do not hold."""
    found = checked(without(COMPLETE[form], part))
    assert found.held == part.level - 1, [each.message for each in found.found]


HEADINGS = {
    "metadata": 0,
    "title": 0,
    "status": 0,
    "context": 0,
    "source verification and claim tracking": 0,
    "alternatives considered": 0,
    "decision": 1,
    "review and approval": 1,
    "consequences": 2,
    "risks": 2,
    "implementation notes": 2,
    "related decisions": 2,
    "implementation sketch": 2,
    "concurrency and shared state model": 2,
    "testing strategy": 2,
    "references": 2,
    "definition of done": 3,
}


@pytest.mark.parametrize("form", COMPLETE)
@pytest.mark.parametrize("heading", HEADINGS)
def test_a_section_that_was_removed_is_caught(form: str, heading: str) -> None:
    """Without a section, heading and all, the levels from its own on do not hold."""
    record = DecisionRecord("0007-x.md", COMPLETE[form])
    section = record.page.section(heading)
    assert section is not None
    assert checked(record.text[: section.head] + record.text[section.end :]).held == HEADINGS[heading]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_form_with_brackets_reaches_each_level(level: int) -> None:
    """Filled in up to a level, such a record holds exactly that one."""
    found = checked(brackets_to(level))
    assert found.record.is_bracketed
    assert found.held == level, [each.message for each in found.blocking]


@pytest.mark.parametrize("number", [n for n, line in enumerate(LINES) if line[1] != OTHER_CLAIM])
def test_brackets_that_were_left_are_caught(number: int) -> None:
    """With one line as the template has it, the levels from its own on do not hold."""
    found = checked(brackets_to(5, undone=number))
    assert found.held == LINES[number][0] - 1, [each.message for each in found.found]


@pytest.mark.parametrize("text", [TEMPLATE.read_text(), BRACES.read_text(), fresh_brackets(), fresh()])
@pytest.mark.parametrize("status", ["Proposed", "Accepted"])
def test_unfilled_nothing_holds(text: str, status: str) -> None:
    """An unfilled record, in either form, is below L1 whatever its status says."""
    assert checked(text.replace("**: Proposed", f"**: {status}")).held == 0


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        ("✅ Yes", "⬜ No", 1),
        ("✅ Yes", "❌", 1),
        ("✅ Yes", "✅", 5),
        ("✅ Yes", "yes", 5),
        ("✅ Yes", "perhaps", 0),
        ("\nNone\n", "\n", 5),
        ("\nNone\n", "\n- [ ] 100 per second\n", 1),
        ("\nNone\n", "\n- [x] 100 per second\n", 5),
        ("- [x] Tech Lead", "- [ ] Tech Lead", 1),
        ("  - Mitigation: partitions by day\n", "", 2),
        ("- Probability: Low\n", "", 2),
        ("- Impact: Medium\n", "- Impact:\n", 2),
        ("- None known: no data is stored\n", "", 2),
        ("- None known: no data is stored\n", "- Leak; probability: low; impact: high; mitigation: review\n", 5),
        ("CREATE TABLE x;\n", "", 2),
        ("**Current level**: L5", "**Current level**: L4", 4),
        ("**Current level**: L5", "**Current level**: L1", 3),
        ("**Blocking items for next level**:\n\n- [x] None", "**Blocking items for next level**:\n\n- [ ] soak", 4),
        ("- no webhook is lost", "What gets better?", 2),
    ],
)
def test_what_the_form_with_brackets_says_counts(before: str, after: str, held: int) -> None:
    """Signs for yes and no, lists of risks, open items and levels are read as people mean them."""
    text = brackets_to(5)
    assert before in text
    found = checked(text.replace(before, after, 1))
    assert found.held == held, [each.message for each in found.found]


@pytest.mark.parametrize(
    "value",
    ["as in [1]", "[the manual](x.md)", "arr[i]", "see [sic] here", "`[Name]`", "- [x] done", "[^1]"],
)
def test_other_square_brackets_are_no_placeholders(value: str) -> None:
    """Links, references, code, indexes and ticked boxes are text that a person wrote."""
    text = brackets_to(5).replace("Checkout waits [1].", value)
    assert checked(text).held == 5
