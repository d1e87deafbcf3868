"""What a deploy writes is imported as what it was made of, for every platform."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS, Deployer, tree
from tests.importing.helping import imported, meaning_of, notes_of, source_without_behaviors

EXCEPTIONS = {"cline": "its hooks are executables, which say nothing of what they run"}
"""Platforms whose files do not say all that was deployed, with the reason."""

QUICK = 12
PRIORITY = ("claude", "codex", "copilot", "cursor", "gemini-cli", "kiro", "opencode", "windsurf")


def _chosen() -> list[str]:
    """Return the platforms to try: all of them in `make thorough`, a spread of them in `make test`."""
    left = [id for id in PLATFORM_IDS if id not in EXCEPTIONS]
    if TIMES > 1:
        return left
    others = [id for id in left if id not in PRIORITY]
    return sorted({*PRIORITY, *others[:: len(others) // QUICK]})


@pytest.mark.parametrize("platform", _chosen())
def test_what_was_deployed_is_imported(
    platform: str, tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A deploy of the imported source writes what the deploy wrote that it was imported from."""
    source = source_without_behaviors(tmp_path / "source")
    Deployer(project).deploy(platform, source=source, accept_freer=True)
    shutil.rmtree(project / ".aiwg", ignore_errors=True)
    if not tree(project):
        pytest.skip("nothing of it lies in a project")
    report = imported(capsys, project, platform)
    assert report["exit"] == 0
    assert report["differences"] == []
    again = tmp_path / "again"
    again.mkdir()
    Deployer(again).deploy(platform, source=project / ".aiwg", accept_freer=True)
    assert meaning_of(again) == meaning_of(project)


def test_hooks_that_are_programs_are_named(tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where hooks are executables all but them comes back, and the report names each as one that is not read."""
    source = source_without_behaviors(tmp_path / "source")
    Deployer(project).deploy("cline", source=source, accept_freer=True)
    shutil.rmtree(project / ".aiwg", ignore_errors=True)
    report = imported(capsys, project, "cline")
    assert report["differences"] == []
    again = tmp_path / "again"
    again.mkdir()
    Deployer(again).deploy("cline", source=project / ".aiwg", accept_freer=True)
    before, after = meaning_of(project), meaning_of(again)
    lost = set(before) - set(after)
    assert {path: after[path] for path in after} == {path: before[path] for path in after}
    unread = notes_of(report, "unread")
    assert {path for path in lost if not path.startswith(".agents/aiwg/")} == set(unread)
    assert all("executable" in reason for reason in unread.values())
