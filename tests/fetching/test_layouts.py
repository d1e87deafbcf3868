"""Every layout as a source: fetched, locked, vendored, and read again from the vendored files alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aiwg.fetching.fetch import fetch
from aiwg.fetching.translate import RawTree, canonical_tree
from aiwg.source.fetched.declared import GitSource, SourceChoice
from aiwg.source.fetched.trees import is_sound, read_tree
from aiwg.source.tree_file import TreeFile
from tests.layouts.trees import sample_trees

from .remote import PROGRAM, Content, Project, Remote, empty_cache

SAMPLES = sample_trees()


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Remote:
    """Return a remote with a tree of one layout, and files beside it that nobody needs."""
    files: dict[str, Content] = {
        path: (PROGRAM, text) if path.endswith(".sh") else text for path, text in SAMPLES[request.param].files.items()
    }
    remote = Remote(tmp_path / "remotes" / "sample.git").make()
    remote.commit({**files, "src/main.c": "int main;", "LICENSE": "as you like"}, "v1.0.0")
    return remote


def test_what_was_read_gives_the_same_again(sample: Remote) -> None:
    """The raw files that a fetch keeps give the same artifacts, hashes and files as the whole repository."""
    found = fetch(GitSource("sample", sample.url), sample.commits[0])
    assert found.locked.artifacts
    files = {path: TreeFile(data, executable) for path, executable, data in found.raw}
    choice = SourceChoice(layout=found.locked.layout)
    again = canonical_tree(RawTree(files, files, {}), choice, "(sample)", found.locked.artifacts.keys())
    assert dict(again.hashes) == dict(found.locked.artifacts)
    assert sorted(again.files) == sorted(read_tree(found.folder))
    assert "src/main.c" not in files


def test_every_raw_file_is_hashed(sample: Remote) -> None:
    """A change of any file that an artifact's content came from changes a hash, or takes an artifact away."""
    found = fetch(GitSource("sample", sample.url), sample.commits[0])
    files = {path: TreeFile(data, executable) for path, executable, data in found.raw}
    choice = SourceChoice(layout=found.locked.layout)
    before = {path: (executable, data) for path, executable, data in read_tree(found.folder)}
    for path, file in files.items():
        changed = {**files, path: TreeFile(file.data.replace(b"e", b"a", 3), file.executable)}
        made = canonical_tree(RawTree(changed, changed, {}), choice, "(sample)", found.locked.artifacts.keys())
        if dict(made.hashes) == dict(found.locked.artifacts):
            assert {path: (executable, data) for path, executable, data in made.files} == before, path


def test_a_vendored_copy_is_enough(sample: Remote, project: Path) -> None:
    """Without cache and repository, the vendored copy deploys what is locked."""
    taker = Project(project)
    taker.declare({"git": sample.url, "ref": "v1.0.0"}, platforms="claude, codex")
    taker.vendor()
    empty_cache()
    shutil.rmtree(sample.folder)
    assert taker.sync("--offline") in (0, 3, 7)  # some of the samples cannot be deployed to these platforms
    assert is_sound(taker.tree())
