"""One defect at a time, in a project that is otherwise well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import tree

from .conftest import Doctor, Place
from .defects import DEFECTS, MANIFEST, Defect

EXIT = {"error": 5, "warning": 1}


def is_about(said: dict[str, Any], defect: Defect) -> bool:
    """Say whether a finding has the code and the file of a defect; files of the source lie outside the project."""
    outside = (defect.file or "").startswith(("source/", "backups"))
    same = str(said["file"]).endswith(f"/{defect.file}") if outside else said["file"] == defect.file
    return said["code"] == defect.code and same


def state(project: Path) -> dict[str, tuple[bytes, int]]:
    """Return bytes and mode of every file of a project, our state aside but for the manifest."""
    files = tree(project, skip=(".git", ".aiwg"))
    files[MANIFEST] = (project / MANIFEST).read_bytes() if (project / MANIFEST).exists() else b""
    return {path: (data, (project / path).stat().st_mode if data else 0) for path, data in files.items()}


# One test for both: to plant a defect and to look for it is most of what either costs.
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name.replace(" ", "-"))
def test_a_planted_defect_is_named_and_fixed_or_left(defect: Defect, place: Place, doctor: Doctor) -> None:
    """Doctor names code and file of the defect and changes nothing; --fix repairs the files of aiwg alone."""
    defect.plant(place)
    before = state(place.project)
    said = doctor("--strict", *defect.arguments)
    levels = {each["level"] for each in said.findings("error", "warning") if is_about(each, defect)}
    assert defect.level in levels, said.findings("error", "warning")
    assert said.exit == EXIT["error" if said.findings("error") else "warning"]
    assert state(place.project) == before
    if defect.fixable:
        assert all(each["fixable"] for each in said.findings("error", "warning"))
        check_fixed(defect, before, place, doctor)
    else:
        check_left(defect, place, doctor)


def check_fixed(defect: Defect, before: dict[str, tuple[bytes, int]], place: Place, doctor: Doctor) -> None:
    """Check that after --fix the project is clean, and nothing but the defect has changed."""
    fixed = doctor("--fix", "--strict")
    assert (fixed.exit, fixed.bad) == (0, [])
    after = state(place.project)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed <= {defect.file, MANIFEST, *defect.touches}
    again = doctor("--strict")
    assert (again.exit, again.bad) == (0, [])
    assert state(place.project) == after


def check_left(defect: Defect, place: Place, doctor: Doctor) -> None:
    """Check that --fix leaves what is yours byte for byte, and still says it."""
    file = place.path(defect.file) if defect.file else None
    before = file.read_bytes() if file and file.is_file() else None
    said = doctor("--fix", *defect.arguments)
    assert any(is_about(each, defect) for each in said.findings("error", "warning"))
    assert before is None or file is None or file.read_bytes() == before
