"""One row per kind: nothing else lists kinds, and each kind has all that the code asks of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aiwg.adapter.schema.document import SCHEMA
from aiwg.artifact.fields import ENUMS, TYPES
from aiwg.artifact.kinds import CELL_OF, COLUMNS, KIND_OF_CELL, KINDS, LIMITED, Kind, kind_named, kinds_said, plural
from aiwg.cli.app import run
from aiwg.render.render import RENDERERS
from aiwg.source.load import load_source
from aiwg.source.locations import restricts
from aiwg.trust.executables import needs_consent
from aiwg.trust.format import shown_command, shown_details
from tests.conftest import PLATFORM_IDS, PLATFORMS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/aiwg"
FILES = sorted(SOURCE.rglob("*.py"))
NAMES = frozenset({*KINDS, *CELL_OF.values(), *(kind.folder for kind in KINDS.values())}) - {""}

ALLOWED = {
    "artifact/kinds.py": "the rows",
    "artifact/fields.py": "the canonical fields of each kind, as tables of fields",
    "adapter/classes.py": "what each canonical field does, by kind: a table of fields",
    "adapter/schema/loading.py": "keys of a client's record of plugins, two of which are called like kinds",
    "deployment/publishing/plan.py": "the two kinds that people call by /id",
    "adapter/schema/settings.py": "names of layouts of a permission, two of which are called like kinds",
    "adapter/schema/words.py": "names of layouts of a permission, two of which are called like kinds",
    "render/permissions/forms.py": "names of layouts of a permission",
    "render/permissions/shapes.py": "names of layouts of a permission",
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


every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
every_cell = pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.cell], ids=lambda kind: kind.name)


@every_kind
def test_each_kind_has_one_place_in_a_source_and_a_fixture(kind: Kind) -> None:
    """A kind lies in a folder or in a shared file of a source, and the source that holds every kind has some of it."""
    assert bool(kind.folder) != bool(kind.shared_file)
    assert not kind.settings or (kind.sections and kind.entries_as)
    loaded = load_source(ROOT / "tests/fixtures/everything", "project", "everything")
    assert [artifact for artifact in loaded.artifacts if artifact.kind == kind.name]


@every_kind
def test_each_kind_has_words_for_people(kind: Kind) -> None:
    """A kind has a plural, can be typed in the plural, and is explained in docs/sources.md."""
    assert kinds_said(kind.name)
    assert kind_named(kinds_said(kind.name).replace(" ", "-")) == kind.name
    assert plural(kind.name, 2).startswith("2 ")
    text = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
    assert f"\n### {kind.name}\n" in text
    assert re.search(rf"^{re.escape(kind.folder or kind.shared_file)}", text, re.MULTILINE)


@every_kind
def test_each_kind_has_fields_and_its_row_names_only_those(kind: Kind) -> None:
    """The fields that a row names are canonical fields of the kind, and what it names of others are kinds."""
    fields = TYPES[kind.name]
    named = (*kind.tool_fields, *kind.names_others, *kind.one_of, kind.short_for, *(kind.runs_if or ())[:1])
    assert {field for field in named if field} <= set(fields)
    assert set(kind.names_others.values()) <= set(KINDS)
    assert {kind.composed_as} <= {"", *KINDS}
    assert set(kind.delivered_as) <= {"", LIMITED, *ENUMS["activation"]}
    assert set(kind.loses) == set(kind.delivered_as)
    assert set(kind.started_by_hand) <= set(kind.delivered_as)
    assert set(kind.delivered_as.values()) <= set(KIND_OF_CELL)
    assert not isinstance(kind.new_entry, Mapping) or set(kind.new_entry) <= {"id", *fields}


@every_cell
def test_each_cell_is_rendered_read_and_shown(kind: Kind) -> None:
    """A kind with a cell has a renderer, an adapter that has it, a key in the schema and a column that fits."""
    assert kind.rendering in RENDERERS
    adapters = ((PLATFORMS / id / "platform.yaml").read_text(encoding="utf-8") for id in PLATFORM_IDS)
    assert any(f"\n{kind.cell}:" in text for text in adapters)
    assert kind.cell in SCHEMA["properties"]
    assert kind.is_loaded or kind.settings or kind.single
    assert (len(kind.heading or kind.cell) <= 5) == (kind.cell in COLUMNS)
    assert kind.cell in COLUMNS or kind.told_with in COLUMNS


def test_no_renderer_is_left_over() -> None:
    """Each renderer is that of some kind."""
    assert set(RENDERERS) == {kind.rendering for kind in KINDS.values() if kind.cell}


@every_kind
def test_new_writes_an_artifact_of_each_kind_that_loads(kind: Kind, tmp_path: Path) -> None:
    """`aiwg new KIND ID` writes an artifact, and a source that holds nothing else loads as that artifact."""
    name = "first@second" if "@" in kind.id_pattern else "first-one"
    named = "bash(git status)" if kind.entries_as == "effects" else name
    assert run(["new", kind.name, named, "--project", str(tmp_path), "--description", "Does it. Use when asked."]) == 0
    loaded = load_source(tmp_path / ".aiwg", "project", ".aiwg")
    assert [problem for problem in loaded.problems if problem.level == "error"] == []
    assert {artifact.kind for artifact in loaded.artifacts} == {kind.name}
    assert kind.has_free_id or [artifact.id for artifact in loaded.artifacts] == [name]


@every_kind
def test_what_runs_waits_for_consent(kind: Kind) -> None:
    """Of a kind that runs code, an artifact needs consent, shown in full; one that only restricts needs none."""
    loaded = load_source(ROOT / "tests/fixtures/everything", "project", "everything")
    for artifact in (each for each in loaded.artifacts if each.kind == kind.name and kind.runs_code):
        runs = kind.runs_if is None or artifact.fields[kind.runs_if[0]] == kind.runs_if[1]
        assert needs_consent(artifact) == runs
        assert shown_command(artifact)
        assert shown_details(artifact)
        assert runs or restricts(kind.name, artifact.fields)
