"""Where platforms come from: what ships, the user's folder, installed packages, the project."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.adapter.installed import installed_platforms, is_offered
from aiwg.cli.app import run
from aiwg.core.errors import Exit, UserError
from aiwg.trust.known_platforms import find_platforms
from tests.conftest import FIXTURES, Deployer

ZEPHYR = (FIXTURES / "zephyr.yaml").read_text(encoding="utf-8")
POINT = "[console_scripts]\nx = y:z\n\n[aiwg.platforms]\nextra = {}\n"


def put_platform(folder: Path, name: str = "Zephyr") -> None:
    """Write the adapter of zephyr, under a name, below a folder of platforms."""
    (folder / "zephyr").mkdir(parents=True)
    (folder / "zephyr" / "platform.yaml").write_text(ZEPHYR.replace("name: Zephyr", f"name: {name}"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder that Python imports from."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if name.startswith("extra_"):
            del sys.modules[name]


def put_package(site: Path, package: str, value: str, code: str = "") -> None:
    """Write an installed package with a platform and an entry point."""
    put_platform(site / package, f"Zephyr of {package}")
    (site / package / "__init__.py").write_text(code)
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINT.format(value))


def test_the_users_folder(home: Path, deployer: Deployer) -> None:
    """A platform in the user's folder is known and deployed to."""
    put_platform(home / ".config/aiwg/platforms")
    deployer.deploy("zephyr")
    assert (deployer.project / "ZEPHYR.md").is_file()


def test_the_projects_folder(deployer: Deployer) -> None:
    """A platform in the project is deployed to once it is consented to."""
    put_platform(deployer.project / ".aiwg/platforms")
    with pytest.raises(UserError) as refused:
        deployer.deploy("zephyr")
    assert refused.value.exit == Exit.REFUSED
    assert run(["trust", "zephyr", "--yes", "--project", str(deployer.project)]) == 0
    deployer.deploy("zephyr")
    assert (deployer.project / "ZEPHYR.md").is_file()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("extra_one", ""),
        ("extra_one:FOLDER", "import os\nFOLDER = os.path.dirname(__file__)\n"),
        ("extra_one:folder", "import pathlib\ndef folder():\n    return pathlib.Path(__file__).parent\n"),
    ],
)
def test_an_installed_package(site: Path, value: str, code: str) -> None:
    """An entry point may name a package, a path or a function that returns one."""
    put_package(site, "extra_one", value, code)
    assert find_platforms(None).get("zephyr").name == "Zephyr of extra_one"
    assert find_platforms(None).get("zephyr").origin == "installed"


def test_later_origins_win(site: Path, home: Path, project: Path) -> None:
    """A package's platform wins over the user's, and the project's over both."""
    put_platform(home / ".config/aiwg/platforms", "Mine")
    assert find_platforms(project).get("zephyr").name == "Mine"
    put_package(site, "extra_one", "extra_one")
    assert find_platforms(project).get("zephyr").name == "Zephyr of extra_one"
    put_platform(project / ".aiwg/platforms", "Ours")
    assert run(["trust", "zephyr", "--yes", "--project", str(project)]) == 0
    assert find_platforms(project).get("zephyr").name == "Ours"


def test_two_packages_with_one_platform(site: Path) -> None:
    """Two packages that bring a platform of one id are an error that names both files."""
    put_package(site, "extra_one", "extra_one")
    put_package(site, "extra_two", "extra_two")
    with pytest.raises(UserError) as found:
        find_platforms(None).get("zephyr")
    (problem,) = found.value.problems
    said = f"{problem.file} {problem.message}"
    assert str(site / "extra_one/zephyr/platform.yaml") in said
    assert str(site / "extra_two/zephyr/platform.yaml") in said


def test_a_package_that_cannot_be_loaded(site: Path) -> None:
    """A package whose code fails is one clear error that names it."""
    put_package(site, "extra_one", "extra_one", "raise RuntimeError('no luck')\n")
    with pytest.raises(UserError, match="the package extra_one offers platforms, but does not load: no luck"):
        list(installed_platforms())


def test_entry_points_are_read_only_when_there_are_some(site: Path, tmp_path: Path) -> None:
    """Python's module for them, which is slow to import, stays out where no distribution has the group."""
    assert not is_offered([str(site), str(tmp_path / "missing"), str(FIXTURES / "zephyr.yaml")])
    put_package(site, "extra_one", "extra_one")
    assert is_offered([str(site)])
    code = (
        "import sys; from aiwg.trust.known_platforms import find_platforms; assert find_platforms(None).ids();"
        "assert 'importlib.metadata' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
