"""What people read on native Windows, where modules and functions that aiwg needs are missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

WINDOWS = """
import os, sys
for name in ("fcntl", "pwd", "grp", "termios", "resource"):
    sys.modules[name] = None
for name in ("O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK", "geteuid", "fchmod", "mkfifo"):
    delattr(os, name)
sys.platform = "win32"
from aiwg.__main__ import main
main()
"""


def on_windows(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run aiwg with everything hidden that Windows lacks."""
    command = [sys.executable, "-c", WINDOWS, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("deploy", "-p", "claude"), ("status",), ("--help",)])
def test_it_says_where_it_runs(arguments: tuple[str, ...]) -> None:
    """Each command prints where aiwg runs and how to get there, no traceback, and ends with 2."""
    done = on_windows(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first == "aiwg: does not run on native Windows. It needs Linux, macOS or WSL."
    assert "wsl --install" in second


def test_it_says_its_version() -> None:
    """The version is printed there too: a report of a problem names it."""
    assert on_windows("--version").stdout.startswith("aiwg ")
