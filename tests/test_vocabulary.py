"""The pages for contributors name types, functions and folders that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "aiwg"
BUILT = tuple(
    line.strip("/") + "/" for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line[0] == "/"
)
"""Folders that a command makes: a fresh clone does not have them."""

MOST = 30
"""Rows of the vocabulary: a newcomer reads them in one sitting."""


def definitions() -> Iterator[str]:
    """Yield every name that stands at the top of a module or of a class."""
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in [
            *tree.body,
            *(inner for each in tree.body if isinstance(each, ast.ClassDef) for inner in each.body),
        ]:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield node.name
            elif isinstance(node, ast.Assign):
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id


KNOWN = frozenset(definitions())


def terms_of(page: str) -> list[str]:
    """Return the words of code on a page: between backticks, without what stands in fenced blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", page))


def unknown_in(page: str) -> list[str]:
    """Return what a page names and what does not exist: types, functions, folders and modules of the package."""
    wrong = []
    for term in terms_of(page):
        if "<" in term or " " in term or "my-tool" in term:
            continue  # a pattern, a command, or an example
        if term.startswith(BUILT):
            continue
        if term.endswith(("/", ".py")):
            there = (SOURCE / term).exists() or (ROOT / term).exists()
        elif re.fullmatch(r"[A-Za-z_]\w*", term):
            there = term in KNOWN
        else:
            continue  # a path of a user's, or a piece of YAML
        if not there:
            wrong.append(term)
    return wrong


def rows_of(page: str) -> list[str]:
    """Return the first cells of the rows of a page's table."""
    return [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")][1:]


def faults_of_vocabulary(page: str) -> list[str]:
    """Return what is wrong with a vocabulary: too many rows, one twice, or one that is no type."""
    rows = rows_of(page)
    faults = [f"{len(rows)} rows"] if len(rows) > MOST else []
    faults += [f"{row} twice" for row in set(rows) if rows.count(row) > 1]
    return faults + [row for row in rows if not re.fullmatch(r"`[A-Z]\w*`", row) or row.strip("`") not in KNOWN]


def test_the_vocabulary_is_short_and_names_types() -> None:
    """The vocabulary has at most 30 rows, and each is the name of a type."""
    page = (ROOT / "docs/vocabulary.md").read_text(encoding="utf-8")
    assert rows_of(page)
    assert faults_of_vocabulary(page) == []


@pytest.mark.parametrize("page", ["docs/architecture.md", "docs/vocabulary.md", "CONTRIBUTING.md"])
def test_what_a_page_names_exists(page: str) -> None:
    """Each type, function, folder and module that a page for contributors names is there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    assert terms_of(text)
    assert unknown_in(text) == []


def test_every_room_is_on_the_map() -> None:
    """The architecture names every folder of the package."""
    named = set(terms_of((ROOT / "docs/architecture.md").read_text(encoding="utf-8")))
    rooms = {f"{each.name}/" for each in SOURCE.iterdir() if (each / "__init__.py").exists()}
    assert rooms <= named


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("`Artifact` and `Artefact`", ["Artefact"]),
        ("`render/` and `rendering/`, `__main__.py` and `snapshot.py`", ["rendering/", "snapshot.py"]),
        ("`plan_everything` of `aiwg deploy --platform cursor`", ["plan_everything"]),
    ],
)
def test_a_wrong_name_is_found(page: str, wrong: list[str]) -> None:
    """A name that does not exist is found, and what is no name is left alone."""
    assert unknown_in(page) == wrong


def test_a_wrong_vocabulary_is_found() -> None:
    """A row too many, a row twice and a row that is no type are found."""
    head = "| type | meaning |\n|---|---|\n"
    assert faults_of_vocabulary(f"{head}| `Artifact` | one |\n") == []
    assert faults_of_vocabulary(f"{head}| `Sight` | one |\n") == ["`Sight`"]
    assert faults_of_vocabulary(f"{head}| sight | one |\n") == ["sight"]
    assert faults_of_vocabulary(head + "| `Plan` | a |\n" * 2) == ["`Plan` twice"]
    assert faults_of_vocabulary(head + "| `Plan` | a |\n" * 31)[0] == "31 rows"
