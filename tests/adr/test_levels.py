"""The gates: a fresh record is filled in step by step, and each part that is missing is caught."""

from __future__ import annotations

import pytest

from aiwg.adr.check import Checked, check_record
from aiwg.adr.record import DecisionRecord
from tests.adr.conftest import fresh
from tests.adr.steps import CLAIM, GONE, OTHER_CLAIM, PLACEHOLDERS_OF_L3, STEPS, Step, filled_to


def checked(text: str, level: int | None = None) -> Checked:
    """Return what is found in a text; every mention leads somewhere."""
    return check_record(DecisionRecord("0007-queue-webhooks.md", text), lambda target: True, level)


def test_a_fresh_record_holds_no_level_and_each_item_is_named() -> None:
    """What blocks L1 of a fresh record: each part that nobody could know, with its line."""
    found = checked(fresh())
    lines = fresh().splitlines()
    assert found.held == 0
    assert [(each.code, lines[(each.line or 0) - 1]) for each in found.blocking] == [
        ("placeholder", "- **Reviewers**: {architecture board, tech lead, other names or roles}"),
        ("placeholder", "**Problem**: {What hurts, for whom, how often, and what happens if nothing is done}"),
        ("placeholder", "**Constraints**:"),
        ("placeholder", "**Stakeholders**:"),
        (
            "placeholder",
            CLAIM.strip(),
        ),
        (
            "placeholder",
            OTHER_CLAIM.strip(),
        ),
        ("placeholder", "#### Unverified claims"),
        ("no-alternative", "### Alternatives considered"),
    ]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_filled_in_it_reaches_each_level(level: int) -> None:
    """Filled in up to a level, the record holds exactly that one."""
    assert checked(filled_to(level)).held == level


@pytest.mark.parametrize("top", [5])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"L{step.level} {step.name}")
def test_a_part_that_is_left_out_is_caught(step: Step, top: int) -> None:
    """With one part still as the template has it, the levels from its own on do not hold."""
    found = checked(filled_to(top, without=step))
    assert found.held == step.level - 1, [each.message for each in found.found]
    assert found.blocking


@pytest.mark.parametrize("step", [each for each in STEPS if each.whole], ids=lambda step: f"L{step.level} {step.name}")
def test_a_part_that_was_deleted_is_caught(step: Step) -> None:
    """With one part deleted, lines and all, the levels from its own on do not hold."""
    assert checked(filled_to(5, without=step, deleted=True)).held == step.level - 1


@pytest.mark.parametrize("placeholder", [each for each in PLACEHOLDERS_OF_L3 if "{YYYY-MM-DD}" not in each])
def test_text_of_the_template_blocks_l3(placeholder: str) -> None:
    """What the template leaves to be filled in may stay up to L2, not longer."""
    whole = filled_to(5)
    position = fresh().index(placeholder)
    heading = fresh().rindex("\n#", 0, position)
    title = fresh()[heading : fresh().index("\n", heading + 1)]
    at = whole.index(title) + len(title) + 1
    assert checked(f"{whole[:at]}\n- {placeholder}\n{whole[at:]}").held == 2


@pytest.mark.parametrize(
    ("heading", "held"),
    [
        ("## Metadata", 0),
        ("### Title", 0),
        ("### Status", 0),
        ("### Context", 0),
        ("### Source verification and claim tracking", 0),
        ("### Alternatives considered", 0),
        ("### Decision", 1),
        ("## Review and approval", 1),
        ("### Risks", 2),
        ("### Implementation sketch", 2),
        ("### Definition of done", 3),
    ],
)
def test_a_section_that_is_missing_is_caught(heading: str, held: int) -> None:
    """A section that a level needs cannot be removed with its text."""
    record = DecisionRecord("0007-x.md", filled_to(5))
    section = next(each for each in record.page.sections if f"{'#' * each.level} {each.title}" == heading)
    assert checked(record.text[: section.head] + record.text[section.end :]).held == held


@pytest.mark.parametrize(
    ("before", "after", "held", "said"),
    [
        ("| yes | 2026-02-03 |", "| no | 2026-02-03 |", 1, "claim not verified"),
        ("#### Unverified claims\n\nNone", "#### Unverified claims\n\n- [ ] 100 per second", 1, "listed as unverified"),
        ("- [x] What if it is down? - retried", "- [ ] What if it is down?", 1, "a comment is open"),
        (
            "- [x] Tech lead (Jon Petrov)",
            "- [ ] Tech lead (Jon Petrov)",
            1,
            "Tech lead (Jon Petrov) has not signed off",
        ),
        ("- approved 2026-02-11", "- not approved 2026-02-11", 1, 'ticked without "approved"'),
        ("- approved 2026-02-11", "- approved", 1, 'ticked without "approved" and a date'),
        ("- approved 2026-02-12", "- approved with conditions 2026-02-12", 2, ""),
        ("tech lead, on-call lead", "tech lead, security board", 1, '"security board" of the metadata'),
        ("- **Current status**: Accepted", "- **Current status**: Rejected", 0, "the metadata says Accepted"),
        ("ADR-007", "ADR-008", 0, "the file's name says ADR-007"),
        ("- **Date**: 2026-02-03", "- **Date**: February", 0, "not of the form YYYY-MM-DD"),
        ("| yes | 2026-02-03 |", "| maybe | 2026-02-03 |", 0, 'verified is "yes" or "no"'),
        ("Queue webhooks in PostgreSQL", "Database Selection", 0, 'for example "Use ... as the database"'),
        ("Queue webhooks in PostgreSQL", "Webhooks were discussed", 0, "passive"),
        ("CREATE TABLE webhook_delivery (id bigint);", "", 2, "has no block of code"),
        ("| it grows | low | high | partitions |", "| it grows | low |  | partitions |", 2, "has no impact"),
        ("run 812", "{names of the tests}", 3, "ticked without evidence"),
    ],
)
def test_what_is_wrong_in_a_part_is_caught(before: str, after: str, held: int, said: str) -> None:
    """A part that is there and does not say what it must blocks its level, with a reason."""
    text = filled_to(5)
    if after.endswith("with conditions 2026-02-12"):
        text, said, held = (
            text.replace("**Approval conditions**:\n\n- [ ] written", "**Approval conditions**:\n\n- [x] None"),
            ("no condition is written down"),
            1,
        )
    assert before in text
    found = checked(text.replace(before, after, 1))
    assert found.held == held
    assert any(said in each.message for each in found.found), [each.message for each in found.found]


def test_a_mention_that_leads_nowhere_blocks_l2() -> None:
    """A reviewer can follow every mention; one in a comment or in code is none."""
    text = filled_to(5).replace(
        "- written", "- @.aiwg/requirements/uc-7.md - driving requirement\n- @src/gone.py - code", 1
    )
    quiet = text.replace("**Timeline**", "<!-- @.aiwg/no.md --> `@.aiwg/no.md`\n\n**Timeline**")
    found = check_record(
        DecisionRecord("0007-x.md", quiet), lambda target: target.endswith("levels.md") or "skills" in target
    )
    assert found.held == 1
    assert [each.message for each in found.blocking] == [
        "@.aiwg/requirements/uc-7.md points to no file",
        "@src/gone.py points to no file",
    ]


def test_a_record_fails_only_at_what_it_claims() -> None:
    """Without a claim L1 must hold, with one the claimed level, with --level that one."""
    claims = "**Current level**: L1"
    assert not checked(filled_to(3)).failing
    assert checked(filled_to(3).replace(claims, "**Current level**: L4")).failing
    assert checked(filled_to(3), 4).failing
    assert not checked(filled_to(4), 4).failing
    assert checked(fresh()).failing


def test_what_is_history_fails_no_gate() -> None:
    """A rejected or superseded record is not asked for more than it had."""
    text = (
        fresh().replace("Status**: Proposed", "Status**: Rejected").replace("status**: Proposed", "status**: Rejected")
    )
    assert not checked(text).failing


def test_an_accepted_record_below_l3_is_warned_about() -> None:
    """Accepted stands for L3: that it does not hold is said, and does not fail what claims less."""
    text = (
        filled_to(1)
        .replace("Status**: Proposed", "Status**: Accepted")
        .replace("status**: Proposed", "status**: Accepted")
    )
    found = checked(text)
    assert not found.failing
    assert [each.message for each in found.warnings] == ["an accepted record should meet L3, but this one is at L1"]


def test_the_steps_cover_the_level_table() -> None:
    """Every level has steps, and what is gone is gone for good."""
    assert {step.level for step in STEPS} == {1, 2, 3, 4, 5}
    assert sum(step.after is GONE for step in STEPS) == 2
