"""Two versions of aiwg in one team: what a project requires, and what a newer one made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg import __version__
from aiwg.core.versions import satisfies

from .conftest import Runner, put


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("0.2.0", ">=0.2", True),
        ("0.1.9", ">=0.2", False),
        ("0.10.0", ">=0.2", True),
        ("1.0", ">=0.2, <1", False),
        ("0.9.9", ">=0.2,<1", True),
        ("0.2", "==0.2.0", True),
        ("0.2.1", "==0.2.*", True),
        ("0.3.1", "==0.2.*", False),
        ("0.2.1", "!=0.2.1", False),
        ("0.2.1", "!=0.2.*", False),
        ("0.2.7", "~=0.2.3", True),
        ("0.3.0", "~=0.2.3", False),
        ("0.2.2", "~=0.2.3", False),
        ("0.2.0rc1", ">=0.2", False),
        ("0.2.0.dev3", "<0.2", True),
        ("0.2.0+local", ">=0.2", True),
        ("0.2.0", ">0.2", False),
        ("0.2.0", "<=0.2", True),
    ],
)
def test_a_version_fits_what_is_wanted(version: str, wanted: str, fits: bool) -> None:
    """Versions are compared as Python packages compare them."""
    assert satisfies(version, wanted) is fits


@pytest.mark.parametrize("wanted", ["", "0.2", "newest", ">=", ">=0.2 <1", ">=0.2,,<1", "=>0.2", ">=1" * 200, ">=a.b"])
def test_what_wants_no_version_is_an_error(wanted: str) -> None:
    """A text that names no version is refused, and not taken for one that anything fits."""
    with pytest.raises(ValueError):  # noqa: PT011  the text itself is its message
        satisfies("0.2.0", wanted)


def test_a_project_requires_a_version(aiwg: Runner, project: Path) -> None:
    """Another version than the one required ends with 8, also where aiwg.yaml holds what it does not know."""
    put(project / "aiwg.yaml", 'platforms: [alpha]\nrequires: ">=99"\nof_the_future: 1\n')
    said = aiwg("deploy", expect=8).err
    assert f"requires aiwg >=99, and this is aiwg {__version__}" in said
    put(project / "aiwg.yaml", f"platforms: [alpha]\nrequires: '>={__version__}, <99'\n")
    aiwg("deploy")
    aiwg("sync", "--check")
    put(project / "aiwg.yaml", "platforms: [alpha]\nrequires: newest\n")
    assert "aiwg.yaml:2: requires does not name a version" in aiwg("deploy", expect=3).err


def edit(project: Path, **keys: object) -> None:
    """Change keys of a manifest."""
    file = project / ".aiwg/manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **keys}))


def test_what_a_newer_aiwg_made_is_no_drift(aiwg: Runner, project: Path) -> None:
    """Outputs of a newer aiwg, and a manifest in its format, end with 8 and say so; nothing is written."""
    aiwg("deploy", "-p", "alpha")
    for keys in ({"outputs": 99}, {"schema": "aiwg.manifest/9"}):
        edit(project, **keys)
        before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
        for words in ("sync --check", "sync", "deploy", "deploy --force", "status"):
            assert "a newer aiwg wrote" in aiwg(*words.split(), expect=8).err
        assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
    edit(project, schema="aiwg.manifest/1", outputs=99)
    aiwg("remove")


@pytest.mark.parametrize("outputs", [-1, True, "1", 1.5, 10**9, [1]])
def test_a_forged_number_of_outputs_is_refused(aiwg: Runner, project: Path, outputs: object) -> None:
    """What is no number that aiwg writes makes the manifest unreadable."""
    aiwg("deploy", "-p", "alpha")
    edit(project, outputs=outputs)
    assert "cannot read" in aiwg("sync", expect=8).err


def test_a_manifest_of_before_is_read_and_stays(aiwg: Runner, project: Path) -> None:
    """A manifest that says nothing of its outputs is read; a run that changes nothing leaves every byte of it."""
    aiwg("deploy", "-p", "alpha")
    file = project / ".aiwg/manifest.json"
    text = "".join(line for line in file.read_text().splitlines(keepends=True) if '"outputs"' not in line)
    file.write_text(text)
    aiwg("sync")
    assert file.read_text() == text
    aiwg("sync", "--check")
