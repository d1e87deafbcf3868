"""The hooks for pre-commit, and what the documents say of the checks."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml

from aiwg.cli.app import COMMANDS
from aiwg.findings.suppressions import allowed_in
from aiwg.lint.rules import FAMILIES, RULES

from .conftest import Lint

ROOT = Path(__file__).parent.parent.parent
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_hooks_are_of_the_form_that_pre_commit_takes() -> None:
    """Each hook has an id, a name, an entry and a language, and no key of its own invention."""
    assert {"aiwg-lint", "aiwg-audit", "aiwg-sync-check"} < {hook["id"] for hook in HOOKS}
    known = {"id", "name", "description", "entry", "language", "files", "always_run", "pass_filenames", "stages"}
    known |= {"minimum_pre_commit_version"}
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= set(hook) <= known
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_entries_run(hook: dict[str, str], source: Path) -> None:
    """Each entry is a command of ours with options that it takes; those that look at the source alone find nothing."""
    from aiwg.cli.app import run

    program, verb, *options = shlex.split(hook["entry"])
    assert (program, verb in COMMANDS) == ("aiwg", True)
    assert run((verb, *options, "--help")) == 0
    if verb not in ("sync", "check"):  # nothing is deployed here
        assert run((verb, *options)) == 0


def test_codes_are_words_that_can_be_let_through() -> None:
    """Each code stands in one family, and is spelt so that a comment can name it."""
    codes = [rule.code for family in FAMILIES for rule in family.RULES]
    assert len(codes) == len(set(codes)) == len(RULES)
    for code in codes:
        assert allowed_in(f"x # aiwg-allow: {code}\n") == {1: {code}}


def test_the_page_of_lint_lists_every_code() -> None:
    """docs/lint.md has each code with what stands behind it."""
    text = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    assert [code for code in RULES if f"| `{code}` |" not in text] == []


def test_the_bundled_source_is_clean(lint: Lint) -> None:
    """Nothing is found in the source that ships with aiwg, not even an info."""
    assert lint("--json", "--strict", "--source", str(ROOT), expect=0).found == []
