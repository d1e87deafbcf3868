"""Five hundred records of three forms: what each verb may cost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adr.conftest import put
from tests.adr.shapes import SHAPES
from tests.adr.steps import filled_to

COUNT = 500
BOUND = 1.5
"""Seconds of CPU, start of Python included: three times what is wanted, as machines that test are busy."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with five hundred records, a third each of ours, Nygard's and MADR."""
    project = tmp_path_factory.mktemp("many")
    ours = filled_to(3)
    nygard = SHAPES[0].text.replace("2. Use files](0002-use-files.md", "{k}. Use {k}]({k:04}-use-{k}.md")
    madr = next(each for each in SHAPES if each.name == "MADR 3").text
    for number in range(1, COUNT + 1):
        text = [ours.replace("ADR-007", f"ADR-{number:03}"), nygard, madr][number % 3]
        text = text.replace("{k:04}", f"{max(1, number - 5):04}").replace("{k}", str(max(1, number - 5)))
        put(project / f"docs/adr/{number:04}-use-{number}.md", text)
    return project


@pytest.mark.parametrize(
    "words",
    [["new", "Use one more"], ["supersede", "5", "--by", "6"], ["list"], ["index"], ["graph"]],
    ids=lambda words: words[0],
)
def test_a_verb_is_quick_on_many_records(many: Path, words: list[str]) -> None:
    """Each verb ends within its bound of CPU, the start of Python included."""
    command = [sys.executable, "-m", "aiwg", "adr", *words]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=many, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    assert spent < BOUND, f"aiwg adr {words[0]}: {spent:.2f} s"
