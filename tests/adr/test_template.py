"""The template has every part, in order, with guidance and an example for each."""

from __future__ import annotations

import re

from aiwg.adr.document import MarkdownDocument
from aiwg.adr.forms.template import without_comments
from tests.adr.conftest import TEMPLATE

TEXT = TEMPLATE.read_text(encoding="utf-8")
PARTS = [
    "Architecture Decision Record (ADR)",
    "Metadata",
    "Phase 1: Core decision (essential)",
    "Title",
    "Status",
    "Context",
    "Source verification and claim tracking",
    "Unverified claims",
    "Phase 2: Decision and alternatives (expand when ready)",
    "Decision",
    "Alternatives considered",
    "Alternative 1: {name}",
    "Alternative 2: {name}",
    "Alternative 3: {name}",
    "Phase 3: Impact and implementation (advanced)",
    "Consequences",
    "Risks",
    "Implementation notes",
    "Related decisions",
    "Implementation sketch",
    "Concurrency and shared-state model",
    "Testing strategy",
    "Definition of done",
    "References",
    "Review and approval",
    "Agent notes",
    "Related templates",
]
NOT_EXPLAINED = ("Architecture Decision Record (ADR)", "Phase 2", "Phase 3", "Alternative ")


def test_the_parts_are_there_in_order() -> None:
    """No part is missing, and none is out of its place."""
    assert [section.title for section in MarkdownDocument(TEXT).sections] == PARTS


def test_each_part_has_guidance_and_an_example() -> None:
    """Comments explain each part that is filled in, with an example."""
    page = MarkdownDocument(TEXT)
    for section in page.sections:
        if section.title.startswith(NOT_EXPLAINED):
            continue
        own = TEXT[section.start : page.own(section).end]
        assert "Guidance:" in own, section.title
        assert "Example" in own or section.title.startswith("Phase 1"), section.title


def test_phases_2_and_3_can_be_folded() -> None:
    """Each of the two is one folding part, which is closed before the next begins."""
    tags = re.findall(r"</?details>|^## .*", TEXT, re.MULTILINE)
    two, three = (next(i for i, tag in enumerate(tags) if tag.startswith(f"## Phase {n}")) for n in (2, 3))
    assert tags[two : two + 3] == [tags[two], "<details>", "</details>"]
    assert tags[three : three + 3] == [tags[three], "<details>", "</details>"]


def test_the_level_table_has_five_rows() -> None:
    """The gates stand in the template, so a record says what is asked of it."""
    rows = re.findall(r"^\| (L\d) (\w+) \|", TEXT, re.MULTILINE)
    assert rows == [
        ("L1", "Proposed"),
        ("L2", "Reviewed"),
        ("L3", "Accepted"),
        ("L4", "Implemented"),
        ("L5", "Verified"),
    ]


def test_without_its_guidance_the_rest_is_unchanged() -> None:
    """Taking out the comments takes out nothing else: every other line stays, in order."""
    bare = without_comments(TEXT)
    assert "<!--" not in bare
    outside = re.sub(r"<!--.*?-->", "", TEXT, flags=re.DOTALL)
    assert [line for line in bare.splitlines() if line.strip()] == [
        line.rstrip() for line in outside.splitlines() if line.strip()
    ]


def test_a_comment_in_a_block_of_code_stays() -> None:
    """What only looks like a comment is no guidance."""
    text = "# T\n\n<!-- gone -->\n\n```html\n<!-- stays -->\n```\n\nand `<!-- this -->` too\n"
    assert without_comments(text) == "# T\n\n```html\n<!-- stays -->\n```\n\nand `<!-- this -->` too\n"
