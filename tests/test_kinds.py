"""One row per kind: nothing else lists kinds, and each kind has all that the code asks of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.artifact.kinds import CELL_OF, KINDS

SOURCE = Path(__file__).parents[1] / "src/aiwg"
FILES = sorted(SOURCE.rglob("*.py"))
NAMES = frozenset({*KINDS, *CELL_OF.values(), *(kind.folder for kind in KINDS.values())}) - {""}

ALLOWED = {
    "artifact/kinds.py": "the rows",
    "artifact/fields.py": "the canonical fields of each kind, as tables of fields",
    "adapter/classes.py": "what each canonical field does, by kind: a table of fields",
    "adapter/schema/settings.py": "names of layouts of a permission, two of which are called like kinds",
    "adapter/schema/words.py": "names of layouts of a permission, two of which are called like kinds",
    "render/permission_forms.py": "names of layouts of a permission",
    "render/permission_shapes.py": "names of layouts of a permission",
    "trust/format.py": "fields of a hook, two of which are called like kinds",
    "trust/skill_files.py": "folders that make a folder a plugin for some client",
}
"""Modules with words that are called like kinds, or with the one table per kind that is about fields; why each may."""


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _listed(node: ast.AST) -> list[str | None]:
    """Return the texts that a node enumerates: elements, keys, patterns, or what one expression is compared with."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [_text(each) for each in node.elts]
    if isinstance(node, ast.Dict):
        return [_text(each) for each in node.keys]
    if isinstance(node, ast.Match):
        values = (each for case in node.cases for each in ast.walk(case.pattern) if isinstance(each, ast.MatchValue))
        return [_text(each.value) for each in values]
    if isinstance(node, ast.BoolOp):
        compared = [each for each in node.values if isinstance(each, ast.Compare) and len(each.comparators) == 1]
        first = ast.dump(compared[0].left) if compared else ""
        return [_text(each.comparators[0]) for each in compared if ast.dump(each.left) == first]
    return []


def enumerations(code: str) -> Iterator[str]:
    """Yield `line: names` of each place in a module that names two kinds or more."""
    for node in ast.walk(ast.parse(code)):
        found = dict.fromkeys(name for name in _listed(node) if name in NAMES)
        if len(found) > 1:
            yield f"{getattr(node, 'lineno', 0)}: {', '.join(map(str, found))}"


def test_no_module_but_the_rows_lists_kinds() -> None:
    """No tuple, list, set, dict, match or chain of comparisons in the code names two kinds or two cells."""
    found = [
        f"{name}:{place}"
        for file in FILES
        if (name := file.relative_to(SOURCE).as_posix()) not in ALLOWED
        for place in enumerations(file.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("name", ALLOWED)
def test_no_allowance_is_left_over(name: str) -> None:
    """Each module that may name kinds together does."""
    assert list(enumerations((SOURCE / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "planted",
    [
        'WORDS = ("rule", "agent")',
        'WORDS = ["rules", "skills", "x"]',
        'WORDS = frozenset({"hook", "permission"})',
        'WORDS = {"hook": 1, "ignore": 2}',
        'WORDS = {**other, "hooks": 1, "mcp_servers": 2}',
        'def f(kind):\n    return kind in ("skill", "behavior")',
        'def f(kind):\n    return kind == "skill" or kind == "behavior"',
        'def f(kind):\n    return kind != "skill" and kind != "behavior" and kind',
        'match kind:\n    case "rule":\n        pass\n    case "agent" | "skill":\n        pass',
    ],
)
def test_a_planted_list_of_kinds_is_found(planted: str) -> None:
    """Each form in which code could list kinds is found."""
    assert list(enumerations(planted))


@pytest.mark.parametrize(
    "fair",
    [
        'def f(kind):\n    return kind == "skill"',
        'def f(kind, name):\n    return kind == "agent" and name == "mcp_servers"',
        'WORDS = ("rule", "something else")',
        'WORDS = ("rule", "rule")',
    ],
)
def test_one_kind_alone_may_be_named(fair: str) -> None:
    """What is peculiar to one kind names that kind; that is no list."""
    assert list(enumerations(fair)) == []
