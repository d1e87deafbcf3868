"""What an import costs: time that grows with its files alone, little memory, and no look beyond what platforms read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from tests.conftest import put
from tests.growth.measuring import forget
from tests.importing.helping import artifacts_of, imported
from tests.importing.large import FILES, write_project
from tests.stopwatch import costs_at_most

MEMORY = 80
"""MiB that the import of the largest project may take at its peak."""

PER_FILE = 1.8
"""How much more a file may cost in a project with four times as many; twice would be nearly quadratic."""

_PEAK = """
import contextlib, io, resource, sys
from pathlib import Path
from aiwg.commands.import_ import ImportOptions, run_import
with contextlib.redirect_stdout(io.StringIO()):
    code = run_import(ImportOptions(Path(sys.argv[1]), dry_run=True))
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_a_file_costs_no_more_in_a_larger_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The time for each file of an import does not grow with the number of files."""

    def cost(files: int) -> float:
        project = tmp_path / str(files)
        forget()
        began = process_time()
        report = imported(capsys, project, dry_run=True)
        spent = process_time() - began
        assert len(artifacts_of(report)) > files / 3
        return spent

    for files in (FILES // 4, FILES):
        write_project(tmp_path / str(files), files)
        imported(capsys, tmp_path / str(files), dry_run=True)  # what is compiled and read once is not counted
    costs_at_most(4 * PER_FILE, lambda: cost(FILES // 4), lambda: cost(FILES))


@pytest.mark.parametrize("effect", ["allow", "ask", "deny"])
def test_many_permissions_cost_what_they_are(effect: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four times the permissions of a file cost at most six times as much, also those that allow."""

    def cost(count: int) -> float:
        values = [f"Bash(tool{number} run *)" for number in range(count)]
        put(tmp_path / ".claude/settings.json", json.dumps({"permissions": {effect: values}}))
        forget()
        began = process_time()
        assert len(artifacts_of(imported(capsys, tmp_path, dry_run=True))) == count
        return process_time() - began

    costs_at_most(6, lambda: cost(200), lambda: cost(800))


def test_a_large_project_takes_little_memory(project: Path) -> None:
    """The import of the largest hand-written project stays below the memory that it may take."""
    write_project(project)
    words = [sys.executable, "-S", "-c", "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"]
    done = subprocess.run(
        [*words, sys.executable, "-c", _PEAK, str(project)], capture_output=True, text=True, check=True
    )
    code, peak = map(int, done.stdout.split())
    assert code == 0
    assert peak <= MEMORY


def test_folders_that_no_platform_reads_are_not_walked(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import opens no file but those that platforms read, and lists no folder once for each file in it."""
    write_project(project, 60)
    plain = [project / name for name in ("src/deep/deeper", "docs", "data")]
    for folder in plain:
        folder.mkdir(parents=True)
        for number in range(400):
            (folder / f"f{number}.md").write_text("Nobody reads this.\n", encoding="utf-8")
    seen: list[str] = []
    open_file = os.open

    def watched(path: Any, *more: Any, **named: Any) -> int:
        seen.append(os.fspath(path) if isinstance(path, str | os.PathLike) else "")
        return open_file(path, *more, **named)

    monkeypatch.setattr(os, "open", watched)
    report = imported(capsys, project, dry_run=True)
    assert len(artifacts_of(report)) > 20
    assert [
        path for path in seen if path.endswith(".md") and any(Path(path).parent == folder for folder in plain)
    ] == []


def test_a_folder_of_fifty_thousand_files_costs_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import looks into a large folder of nobody's at most once a platform, whatever is in it."""
    write_project(project, 60)
    (project / "data").mkdir()
    (project / "data/one.txt").write_text("x\n", encoding="utf-8")
    counted: dict[str, int] = {}
    real_scan = os.scandir

    def watched(path: Any = ".") -> Any:
        counted[str(path)] = counted.get(str(path), 0) + 1
        return real_scan(path)

    monkeypatch.setattr(os, "scandir", watched)
    imported(capsys, project, dry_run=True)
    assert counted.get(str(project / "data"), 0) <= 1
