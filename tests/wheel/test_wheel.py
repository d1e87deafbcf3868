"""The built wheel, installed into an environment of its own, used from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, tree

ROOT = Path(__file__).parent.parent.parent
BUNDLED = ("agents", "skills", "rules", "commands", "behaviors")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    site = next((folder / "lib").glob("python*/site-packages"))
    for name in ("click", "jinja2", "markupsafe", "platformdirs", "yaml", "_yaml", "tomli_w"):
        (site / name).symlink_to(here / name)
    return folder / "bin" / "aiwg"


def aiwg(program: Path, home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program as a user would, from a folder."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_the_tree(wheel: Path) -> None:
    """Every adapter and every bundled artifact of the checkout is in the wheel, with its mode."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.split("aiwg/_bundle/", 1)[1]: archive.getinfo(name)
            for name in archive.namelist()
            if "_bundle/" in name
        }
    wanted = {
        f"source/{path.relative_to(ROOT).as_posix()}": path
        for folder in BUNDLED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted["source/instructions.md"] = ROOT / "instructions.md"
    assert {name for name in packed if name.startswith("source/")} == set(wanted)
    assert {name.split("/")[1] for name in packed if name.endswith("platform.yaml")} == set(PLATFORM_IDS)
    for name, path in wanted.items():
        assert bool(packed[name].external_attr >> 16 & 0o100) == os.access(path, os.X_OK), name


def test_the_installed_program_deploys(program: Path, home: Path, project: Path) -> None:
    """`aiwg deploy --platform cursor` in another project writes what Cursor reads, from the bundled source."""
    done = aiwg(program, home, project, "deploy", "--platform", "cursor")
    assert done.returncode == 0, done.stderr
    files = tree(project)
    assert ".cursor/agents/code-reviewer.md" in files
    assert ".agents/skills/adr/assets/adr-template.md" in files
    again = aiwg(program, home, project, "deploy", "--platform", "cursor")
    assert "all up to date" in again.stdout
    assert aiwg(program, home, project, "remove").returncode == 0
    assert list(project.iterdir()) == []


def test_every_verb_answers_help(program: Path, home: Path, project: Path) -> None:
    """The installed program knows all its verbs."""
    from aiwg.cli.app import COMMANDS

    for verb in COMMANDS:
        done = aiwg(program, home, project, verb, "--help")
        assert done.returncode == 0, (verb, done.stderr)
        assert "Usage: aiwg" in done.stdout
