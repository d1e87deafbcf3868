"""The commands of docs/machines.md that install aiwg, with the real pipx and uv and the wheel of this working copy."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from aiwg import __version__
from tests.integrations.conftest import ROOT, engine, texts_of_page


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("name", ["pipx", "uv"])
def test_a_tool_installs_aiwg(name: str, wheel: Path, home: Path) -> None:
    """The command of the page installs aiwg where the tool puts programs, and it runs."""
    program = engine(name)
    (text,) = [each for each in texts_of_page("machines", "Install", "sh") if each.startswith(name)]
    keep = {key: value for key, value in os.environ.items() if key.startswith(("PIP_", "UV_", "SSL_"))}
    settings = Path(pwd.getpwuid(os.getuid()).pw_dir) / ".config/pip/pip.conf"  # where this machine gets packages
    environment = {
        **keep,
        "HOME": str(home),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "WHEEL": str(wheel),
        "PIPX_DEFAULT_PYTHON": sys.executable,
        "UV_PYTHON": sys.executable,
        **({"PIP_CONFIG_FILE": str(settings)} if settings.exists() else {}),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", text], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = subprocess.run([home / ".local/bin/aiwg", "version"], capture_output=True, text=True, check=True)
    assert __version__ in said.stdout
