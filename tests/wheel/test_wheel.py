"""The built wheel, installed into an environment of its own, used from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from aiwg.commands.docs.topics import all_topics
from tests.conftest import FIXTURES, PLATFORM_IDS, tree

ROOT = Path(__file__).parent.parent.parent
BUNDLED = ("agents", "skills", "rules", "commands", "behaviors")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


def built(project: Path, folder: Path) -> Path:
    """Build the wheel of a project into a folder, offline."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(project)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def install(wheel: Path, python: Path) -> None:
    """Install a wheel into an environment, offline and alone."""
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install(wheel, python)
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    site = next((folder / "lib").glob("python*/site-packages"))
    for name in ("click", "jinja2", "markupsafe", "platformdirs", "yaml", "_yaml", "tomli_w", "markdown_it", "mdurl"):
        (site / name).symlink_to(here / name)
    return folder / "bin" / "aiwg"


def aiwg(program: Path, home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program as a user would, from a folder."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """A wheel that is built from the sdist, as installers do it, is the wheel of the checkout, byte for byte."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (again,) = tmp_path.glob("*.whl")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


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
    wanted |= {f"source/{name}": ROOT / name for name in ("instructions.md", "bundles.yaml", "mcp.yaml")}
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


def test_the_installed_program_makes_a_page(program: Path, home: Path, project: Path) -> None:
    """`aiwg report --html` finds its templates, styles and scripts in the wheel."""
    done = aiwg(program, home, project, "report", "--html", "report.html")
    assert done.returncode == 0, done.stderr
    page = (project / "report.html").read_text(encoding="utf-8")
    assert f"<title>{project.name}: aiwg report</title>" in page
    assert "performance.mark" in page


def test_the_installed_program_shows_the_documentation(program: Path, home: Path, project: Path) -> None:
    """`aiwg docs` lists the topics of the checkout, and shows the page of each from the wheel."""
    listed = json.loads(aiwg(program, home, project, "docs", "--json").stdout)["topics"]
    assert [topic["topic"] for topic in listed] == [topic.name for topic in all_topics()]
    for name in ("roll-out", "adapter-keys", "decisions", "changelog"):
        assert aiwg(program, home, project, "docs", name).returncode == 0


def test_every_verb_answers_help(program: Path, home: Path, project: Path) -> None:
    """The installed program knows all its verbs."""
    from aiwg.cli.app import COMMANDS

    for verb in COMMANDS:
        done = aiwg(program, home, project, verb, "--help")
        assert done.returncode == 0, (verb, done.stderr)
        assert "Usage: aiwg" in done.stdout


def test_an_installed_package_brings_a_platform(
    program: Path, home: Path, project: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A platform in a package's entry point group is listed and deployed to, and is gone with the package."""
    assert "zephyr" not in aiwg(program, home, project, "platforms").stdout
    copy = tmp_path / "package"
    shutil.copytree(FIXTURES / "extra-platform-package", copy)
    install(built(copy, tmp_path_factory.mktemp("extra")), program.parent / "python")
    try:
        listed = aiwg(program, home, project, "platforms", "zephyr", "--json")
        (found,) = json.loads(listed.stdout)["platforms"]
        assert (found["name"], found["origin"]) == ("Zephyr from a package", "installed")
        done = aiwg(program, home, project, "deploy", "-p", "zephyr")
        assert done.returncode == 0, done.stderr
        assert (project / "ZEPHYR.md").is_file()
        assert aiwg(program, home, project, "remove").returncode == 0
    finally:
        uninstall = [
            str(program.parent / "python"),
            "-m",
            "pip",
            "uninstall",
            "--quiet",
            "--yes",
            "extra-platform-package",
        ]
        subprocess.run(uninstall, check=True)
    assert aiwg(program, home, project, "platforms", "zephyr").returncode == 2
