"""Defects planted one at a time in a healthy source: each is named at its place, and mended where that is safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import tree

from .conftest import Lint
from .defects_of_text import DEFECTS as OF_TEXT
from .defects_of_use import DEFECTS as OF_USE
from .healthy import FILES
from .planting import Defect

DEFECTS = [*OF_TEXT, *OF_USE]
each_defect = pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name.replace(" ", "-"))


def modes(folder: Path) -> dict[str, int]:
    """Return the modes of the files below a folder."""
    return {str(path.relative_to(folder)): path.lstat().st_mode for path in sorted(folder.rglob("*"))}


def test_the_healthy_source_is_clean(source: Path, lint: Lint) -> None:
    """Nothing is found in a source that has every kind and nothing wrong."""
    assert lint("--json", "--strict", expect=0).found == []


@each_defect
def test_it_is_named(defect: Defect, source: Path, lint: Lint) -> None:
    """A defect is found under its code, at its file, line and column, and nothing else is."""
    defect.plant(source)
    said = lint("--json")
    found = [each for each in said.json["findings"] if each["code"] not in defect.also]
    assert [
        (each["code"], each["file"], each["line"], each["column"], each["level"], each["fixable"]) for each in found
    ] == [(defect.code, f".aiwg/{defect.file}", defect.line, defect.column, defect.level, defect.fixable)]
    assert said.code == (3 if any(each["level"] == "error" for each in said.json["findings"]) else 0) or said.code == 7


@each_defect
def test_it_is_mended_or_left(defect: Defect, source: Path, lint: Lint) -> None:
    """After --fix what is fixable is gone, and every other byte and mode of the source is as it was."""
    defect.plant(source)
    before, modes_before = tree(source, skip=()), modes(source)
    said = lint("--json", "--fix")
    after = tree(source, skip=())
    if not defect.fixable:
        assert (after, modes(source)) == (before, modes_before)
        return
    assert said.found == lint("--json").found == []
    assert said.json["mended"] == [f".aiwg/{defect.file}"]
    wanted = FILES[defect.file] if defect.mended is None else defect.mended
    assert after == {**before, defect.file: wanted.encode()}
    if defect.code == "not-executable":
        modes_before[defect.file] |= 0o111
    assert modes(source) == modes_before


def test_every_code_is_planted() -> None:
    """There is a planted defect for each code that lint knows, those of the largest sources and of clients aside."""
    from aiwg.lint.rules import RULES

    unplanted = {
        "link-loop",
        "not-a-file",
        "same-name",
        "too-deep",
        "too-large",
        "too-many-files",
        "unreadable",
        "large-file",
        "client-refuses",
    }
    assert {defect.code for defect in DEFECTS} == set(RULES) - unplanted
