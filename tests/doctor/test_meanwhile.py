"""Files that change between a look and what mends: what somebody wrote since is theirs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.doctor.fix import mend
from aiwg.doctor.runner import examine

from .conftest import Place

MINE = b"Mine, written since.\n"
FILE = ".claude/skills/pdf/SKILL.md"
ACCIDENTS: dict[str, Callable[[Path], object]] = {
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:20]),
    "deleted": lambda file: file.unlink(),
    "line ends": lambda file: file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n")),
}


@pytest.mark.parametrize("accident", list(ACCIDENTS))
def test_what_was_written_since_the_look_stays(place: Place, accident: str) -> None:
    """A file that was damaged at the look and holds somebody's text by the time of mending is left as it is."""
    file = place.project / FILE
    ACCIDENTS[accident](file)
    report = examine(place.project, "project")
    assert any(each.file == FILE and each.fixable for each in report.findings)
    file.write_bytes(MINE)
    mend(report)
    assert file.read_bytes() == MINE


def test_what_was_cut_off_is_kept(place: Place) -> None:
    """What is written over a file that was cut off is in the backups: it may have been meant so."""
    file = place.project / FILE
    whole = file.read_bytes()
    file.write_bytes(whole[:20])
    mended = mend(examine(place.project, "project"))
    assert file.read_bytes() == whole
    assert whole[:20] in [path.read_bytes() for path in Path(os.environ["HOME"]).rglob("backups/**/SKILL.md")]
    assert mended.backups
