"""Which folders the globs under `packages` name: those a person means, never outside, and in time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiwg.config import read_config
from aiwg.core.errors import UserError
from aiwg.source import packages
from aiwg.source.packages import find_packages, why_no_package_glob
from tests.conftest import put

FOLDERS = ("packages/web/src", "packages/api", "packages/.hidden", "packages/node_modules/x", "apps/a/b", "libs")


@pytest.fixture
def mono(project: Path) -> Path:
    """Return a project with some folders."""
    for folder in FOLDERS:
        (project / folder).mkdir(parents=True)
    put(project / "packages/README.md", "x")
    return project


@pytest.mark.parametrize(
    ("globs", "found"),
    [
        (["packages/*"], ["packages/api", "packages/web"]),
        (["packages/web"], ["packages/web"]),
        (["./packages/web/"], ["packages/web"]),
        (["packages/we?"], ["packages/web"]),
        (["packages/[!a]*"], ["packages/web"]),
        (["{packages/api,libs}"], ["libs", "packages/api"]),
        (["apps/**"], ["apps/a", "apps/a/b"]),
        (["**/b"], ["apps/a/b"]),
        (["*"], ["apps", "libs", "packages"]),
        (["packages/*", "!packages/api"], ["packages/web"]),
        (["**", "!packages/**", "!libs"], ["apps", "apps/a", "apps/a/b", "packages"]),
        (["packages/.hidden"], ["packages/.hidden"]),
        (["packages/.*"], ["packages/.hidden"]),
        (["web"], []),
        (["nowhere/*"], []),
        (["!packages/*"], []),
        ([], []),
    ],
)
def test_a_glob_names_folders(globs: list[str], found: list[str], mono: Path) -> None:
    """A glob starts at the project and goes a name at a time; hidden folders have to be named."""
    assert list(find_packages(mono, globs).folders) == found
    assert not any(why_no_package_glob(glob) for glob in globs)


@pytest.mark.parametrize(
    "glob",
    ["", ".", "./", "/", "..", "../x", "a/../../b", "/etc", "~/x", "a\\b", ".git", "a/.GIT/x", "[", "a{b", "!", "!.."],
)
def test_a_glob_that_leads_elsewhere_is_refused(glob: str, mono: Path) -> None:
    """aiwg.yaml with a glob that is none, or leads out of the project or into .git, is refused with its line."""
    assert why_no_package_glob(glob)
    put(mono / "aiwg.yaml", f"platforms: [claude]\npackages:\n  - {glob!r}\n".replace("\\\\", "\\"))
    with pytest.raises(UserError) as caught:
        read_config(mono)
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [("bad-config", 3)]


def test_nothing_outside_is_found(mono: Path, tmp_path: Path) -> None:
    """No link is followed: neither one to a folder outside, nor one that goes round in a circle."""
    (tmp_path / "outside/inner").mkdir(parents=True)
    os.symlink(tmp_path / "outside", mono / "packages/out")
    os.symlink("..", mono / "packages/round")
    os.symlink("web", mono / "packages/alias")
    found = find_packages(mono, ["packages/**", "packages/out/inner", "packages/alias"])
    assert list(found.folders) == ["packages/api", "packages/web", "packages/web/src"]


def test_too_many_packages_are_an_error(mono: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A glob that names, or looks into, more folders than anybody means ends with one error."""
    monkeypatch.setattr(packages, "MOST_PACKAGES", 3)
    with pytest.raises(UserError, match="more than 3 folders"):
        find_packages(mono, ["**"])
    monkeypatch.setattr(packages, "MOST_FOLDERS", 2)
    with pytest.raises(UserError, match="look into more than 2 folders"):
        find_packages(mono, ["**/nowhere"])


def test_each_folder_is_listed_once(mono: Path) -> None:
    """However many globs there are, and whatever they hold, a folder is listed once."""
    globs = ["**", "**/**/**/*", *(f"{'*' * length}/x{length}" for length in range(1, 40)), "packages/*"]
    listed = find_packages(mono, globs).listed
    assert len(listed) == len(set(listed)) <= 1 + sum(len(Path(folder).parts) for folder in FOLDERS)


def test_what_decided_is_told(mono: Path) -> None:
    """Where a package may come, and what would make one a project of its own, is among what was looked at."""
    looked = {os.path.relpath(path, mono) for path in find_packages(mono, ["packages/*"]).looked}
    assert {"packages", "packages/web", "packages/web/aiwg.yaml", "packages/web/.aiwg", "packages/web/.git"} <= looked
