"""Standard streams that are closed or full, and a current folder that is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ("{aiwg} platforms >&-", 0),
        ("{aiwg} platforms >&- 2>&- <&-", 0),
        ("{aiwg} platforms >/dev/full", 1),
        ("{aiwg} show nothing 2>&-", 2),
        ("mkdir gone && cd gone && rmdir ../gone && {aiwg} status", 1),
        ("PYTHONIOENCODING=ascii {aiwg} platforms", 0),
    ],
)
def test_no_traceback(shell: str, code: int, tmp_path: Path) -> None:
    """A stream that nobody holds, a full disk and a folder that is gone end with a fixed exit code."""
    aiwg = f"{sys.executable} -m aiwg"
    ended = subprocess.run(
        ["sh", "-c", shell.format(aiwg=aiwg)],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (code, False), ended.stderr
