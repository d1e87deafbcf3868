"""Commands that were written for one platform are read as meant for all."""

from __future__ import annotations

import pytest

from aiwg.source.placeholders import Respelled, canonical_placeholders


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("{{args}}", "$ARGUMENTS"),
        ("${input:args}", "$ARGUMENTS"),
        ("$ARGUMENTS[0]", "$1"),
        ("!{git diff --staged}", "!`git diff --staged`"),
        ("@{docs/a.md}", "@docs/a.md"),
        ("#[[file:src/x.ts]]", "@src/x.ts"),
    ],
)
def test_other_spellings_are_read_as_the_canonical_one(found: str, meant: str) -> None:
    """A placeholder in one platform's own syntax becomes the canonical one, and is named."""
    body, respelled = canonical_placeholders(f"Do {found} now.\n")
    assert body == f"Do {meant} now.\n"
    assert respelled == [Respelled(found, meant)]


@pytest.mark.parametrize("body", ["`{{args}}`\n", "```\n!{x} {{args}}\n```\n", "${{ secrets.X }} {{ args }} {{x}}\n"])
def test_code_and_templates_stay(body: str) -> None:
    """Code, and braces that are no placeholder, stay byte for byte."""
    assert canonical_placeholders(body) == (body, [])
