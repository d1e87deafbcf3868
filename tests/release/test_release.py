"""Checksums, provenance and the README of a release."""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from release.address import metadata_of, with_addresses
from release.building import Source, UnequalError, check_contents, members
from release.provenance import provenance_of, sums_of

ROOT = Path(__file__).parent.parent.parent
SOURCE = Source("0123456789abcdef", 1_800_000_000, "https://git.example/team/aiwg", "v1.2.3")
LINKS = """\
![a picture
of two lines](docs/pictures/one.svg) [a page](docs/page.md#part), [elsewhere](https://example.com/x), [here](#here)
"""


def test_links_of_the_readme_get_an_address() -> None:
    """Pictures and pages become addresses at the tag of the release; other links stay."""
    assert with_addresses(LINKS, "https://git.example/team/aiwg/", "v1.2.3") == (
        "![a picture\nof two lines](https://git.example/team/aiwg/raw/v1.2.3/docs/pictures/one.svg) "
        "[a page](https://git.example/team/aiwg/blob/v1.2.3/docs/page.md#part), "
        "[elsewhere](https://example.com/x), [here](#here)\n"
    )


def test_no_link_of_the_readme_is_left_out() -> None:
    """Every link of the README to a file of the repository gets an address, and names a file that is there."""
    variables = {"AIWG_REPOSITORY": "https://git.example/aiwg", "AIWG_REF": "v1"}
    text = metadata_of(ROOT, variables)["readme"]["text"]
    paths = [part.split(")")[0] for form in ("raw", "blob") for part in text.split(f"aiwg/{form}/v1/")[1:]]
    assert text.count("](") - text.count("](https://") == 0
    assert len(paths) > 10
    for path in paths:
        assert (ROOT / path.partition("#")[0]).exists(), path


def test_without_an_address_the_readme_stays() -> None:
    """A build on your own machine needs no address."""
    found = metadata_of(ROOT, {})
    assert found["readme"]["text"] == (ROOT / "README.md").read_text(encoding="utf-8")
    assert found["urls"] == {}


def test_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    """`sha256sum --check` accepts the list."""
    files = [tmp_path / "b.whl", tmp_path / "a.tar.gz"]
    for file in files:
        file.write_bytes(file.name.encode())
    (tmp_path / "SHA256SUMS").write_text(sums_of(files))
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=False).returncode == 0


def test_the_provenance_names_all_that_the_bytes_depend_on(tmp_path: Path) -> None:
    """The statement has the form of in-toto and SLSA 1, and holds neither a time of now nor a name of the machine."""
    file = tmp_path / "aiwg.whl"
    file.write_bytes(b"wheel")
    statement = provenance_of([file], SOURCE, ROOT)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    assert statement["subject"] == [{"name": "aiwg.whl", "digest": {"sha256": hashlib.sha256(b"wheel").hexdigest()}}]
    definition = statement["predicate"]["buildDefinition"]
    dependencies = definition["resolvedDependencies"]
    assert dependencies[0] == {
        "uri": "git+https://git.example/team/aiwg@v1.2.3",
        "digest": {"gitCommit": SOURCE.commit},
    }
    lock = hashlib.sha256((ROOT / "requirements/runtime.lock").read_bytes()).hexdigest()
    assert {"name": "requirements/runtime.lock", "digest": {"sha256": lock}} in dependencies
    assert statement == provenance_of([file], SOURCE, ROOT)


@pytest.mark.parametrize("names", [["a"], ["a", "b", "build/junk"]])
def test_an_sdist_holds_the_files_of_the_commit(tmp_path: Path, names: list[str]) -> None:
    """A file that is missing or too much stops the release."""
    file = tmp_path / "x-1.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for name in (*names, "PKG-INFO"):
            archive.addfile(tarfile.TarInfo(f"x-1/{name}"), BytesIO())
    assert sorted(members(file)) == sorted(f"x-1/{name}" for name in (*names, "PKG-INFO"))
    with pytest.raises(UnequalError, match=r"b|build/junk"):
        check_contents(file, ["a", "b"])
