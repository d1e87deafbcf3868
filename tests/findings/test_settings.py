"""Allowances in aiwg.yaml: a code and the files it is allowed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.config import read_config
from aiwg.core.errors import UserError
from aiwg.core.globs import GlobError, matches, pattern_of
from aiwg.findings.allowances import without_settled
from aiwg.findings.model import WARNING, Finding

SETTINGS = """\
checks:
  allow:
    - code: long-body
      paths: [".aiwg/skills/**", "*.rule.md"]
      why: they are manuals
    - code: no-when
"""


def finding(code: str, file: str | None) -> Finding:
    """Return a warning about a file."""
    return Finding(code, WARNING, "said", file, 1)


def test_what_the_settings_allow_is_not_told(project: Path) -> None:
    """A code is allowed in the files that its globs name, or everywhere when it has none."""
    (project / "aiwg.yaml").write_text(SETTINGS, encoding="utf-8")
    let = [
        finding("long-body", ".aiwg/skills/a/SKILL.md"),
        finding("long-body", "deep/down/x.rule.md"),
        finding("no-when", None),
    ]
    others = [
        finding("long-body", ".aiwg/rules/a.md"),
        finding("long-body", None),
        finding("dead-link", ".aiwg/skills/a/SKILL.md"),
    ]
    assert without_settled([*let, *others], read_config(project).allowances) == (others, let)


def test_an_allowance_that_is_none_is_an_error_with_its_line(project: Path) -> None:
    """An allowance without a code, and a glob that is none, are errors of aiwg.yaml with their line."""
    for text, line in (
        ("checks:\n  allow:\n    - paths: [x]\n", 3),
        ('checks:\n  allow:\n    - code: x\n      paths:\n        - "{a"\n', 5),
    ):
        (project / "aiwg.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(UserError) as caught:
            read_config(project)
        assert [problem.line for problem in caught.value.problems] == [line]


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("src/**/*.py", ["src/a.py", "src/x/y/a.py"], ["a.py", "src/a.pyc", "lib/src/a.py"]),
        ("*.py", ["a.py", "x/y/a.py"], ["a.pyx", "x/a.txt"]),
        ("src", ["src", "src/a.py", "x/src/b"], ["srcs/a.py"]),
        ("src/", ["src/a", "src/x/y"], ["src", "x/src/a"]),
        ("**/tests/**", ["tests/a", "x/tests/y/a"], ["tests", "x/test/a"]),
        ("a/{b,c/d}/*.{ts,tsx}", ["a/b/x.ts", "a/c/d/y.tsx"], ["a/c/y.ts"]),
        ("a/[!x]?.md", ["a/bc.md"], ["a/xc.md", "a/b/.md"]),
        ("a+b(c).md", ["a+b(c).md"], ["aab(c).md"]),
    ],
)
def test_globs(glob: str, yes: list[str], no: list[str]) -> None:
    """A glob names the files that people mean by it, and no others."""
    assert [path for path in yes if not matches(glob, path)] == []
    assert [path for path in no if matches(glob, path)] == []


@pytest.mark.parametrize(
    "glob", ["", " ", "{a,b", "a}b", "a[b", "[]", "a\\b", "/etc/*", "../x", "a/../b", "~/x", "[z-a]"]
)
def test_what_is_no_glob(glob: str) -> None:
    """What is empty, open or outside the project is no glob."""
    with pytest.raises(GlobError):
        pattern_of(glob)
