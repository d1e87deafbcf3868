"""Where the engines are that run aiwg (Ansible, pre-commit, ...), and the texts of pages that are run in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
ENGINES = ROOT / ".venv-integrations"
PROGRAMS = (ENGINES / "bin", ENGINES / "node" / "node_modules" / ".bin")
"""The folders of programs from PyPI and from npm."""

AIWG = Path(sys.executable).with_name("aiwg")
"""The aiwg of this working copy, as an engine would find it on a machine."""

# What needs an engine is run by `make check-integrations`, which installs them first.
collect_ignore = [] if os.environ.get("AIWG_INTEGRATIONS") else ["engines"]


def engine(name: str) -> Path:
    """Return the program of an engine. Without it the test is skipped, and with CI=true it fails."""
    for folder in PROGRAMS:
        if (folder / name).exists():
            return folder / name
    reason = f"{name} is not in {ENGINES.name}: make check-integrations"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def texts_of_page(name: str, heading: str, language: str) -> list[str]:
    """Return the fenced texts of a language in a section of `docs/NAME.md`, in their order.

    The heading is given without its `#`; its section ends at the next heading of its level or of a higher one.
    Raises AssertionError when there is no such text.
    """
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").parse(page)
    level, texts = "", list[str]()
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and (not level or token.tag <= level):
            level = token.tag if tokens[number + 1].content == heading else ""
        elif level and token.type == "fence" and token.info == language:
            texts.append(token.content)
    assert texts, f"docs/{name}.md has no {language} text below {heading!r}"
    return texts
