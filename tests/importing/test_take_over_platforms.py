"""Each platform's own form of every kind is taken over and brought back: a spread of them, all in `make thorough`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS, Deployer
from tests.importing.helping import source_without_behaviors
from tests.importing.test_projects import lost_in
from tests.importing.test_take_over import aiwg, cloned, listing, loaded, taken_over, twice

SOME = 40
"""Every how manyth platform is tried in the suite."""

TRIED = PLATFORM_IDS if TIMES > 1 else PLATFORM_IDS[::SOME]


@pytest.mark.parametrize("platform", TRIED)
def test_what_a_platform_reads_is_taken_over(
    platform: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A project in a platform's own form is taken over, loads as before, is up to date, and comes back in a clone."""
    Deployer(project).deploy(platform, source=source_without_behaviors(tmp_path / "source"), accept_freer=True)
    shutil.rmtree(project / ".aiwg")
    (project / "aiwg.yaml").write_text("sources: [project]\n")
    start, before = listing(project), loaded(project, platform)
    aiwg(project, capsys, "import", "-p", platform)
    aiwg(project, capsys, "trust", "--yes")
    report = taken_over(capsys, project, platform)
    after = loaded(project, platform)
    assert (lost_in(after, before), twice(after) - twice(before)) == ([], set())
    again = taken_over(capsys, project, platform)
    assert (again["files"], again["taken"]["files"]) == ([], [])
    clone = cloned(project)
    if report["taken"]["files"]:
        code, said = aiwg(project, capsys, "sync", "--check")
        assert code == 0, said
        code, said = aiwg(clone, capsys, "remove")
        assert code == 0, said
    assert listing(clone) == start
