"""Every layout as a source: fetched, locked, vendored, and read again from the vendored files alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aiwg.core.errors import UserError
from aiwg.fetching.translate import CanonicalTree, RawTree, canonical_tree, with_all_that_was_read
from aiwg.source.fetched.declared import SourceChoice
from aiwg.source.fetched.trees import is_sound
from aiwg.source.tree_file import TreeFile
from tests.layouts.trees import sample_trees

from .remote import FILE_MODE, PROGRAM, Project, Remote, empty_cache

SAMPLES = sample_trees()
SHOWN = "(sample)"


def files_of(id: str) -> dict[str, TreeFile]:
    """Return a tree of one layout, and files beside it that nobody needs."""
    return {**SAMPLES[id].held, "src/main.c": TreeFile(b"int main;"), "LICENSE": TreeFile(b"as you like")}


class SeenTree(dict[str, TreeFile]):
    """A tree that knows which of its files were read."""

    def __init__(self, files: dict[str, TreeFile]) -> None:
        super().__init__(files)
        self.used: dict[str, TreeFile] = {}

    def __getitem__(self, path: str) -> TreeFile:
        """Return a file, and know that."""
        self.used[path] = super().__getitem__(path)
        return self.used[path]

    def get(self, path: str, default: TreeFile | None = None) -> TreeFile | None:  # type: ignore[override]  # the one use
        """Return a file, and know that; the default when there is none."""
        if path not in self:
            return default
        return self[path]


def canonical(id: str) -> CanonicalTree:
    """Return what a fetch makes of the tree of one layout."""
    seen = SeenTree(files_of(id))
    tree = RawTree(seen, seen.used, {})
    return with_all_that_was_read(canonical_tree(tree, SourceChoice(), SHOWN), tree, SourceChoice(), SHOWN)


def again(made: CanonicalTree, files: dict[str, TreeFile]) -> CanonicalTree:
    """Return what comes of some files in the layout that was found before, for the same artifacts."""
    return canonical_tree(RawTree(files, files, {}), SourceChoice(layout=made.layout), SHOWN, made.hashes.keys())


def raw_of(made: CanonicalTree) -> dict[str, TreeFile]:
    """Return the raw files that a vendored copy holds."""
    return {path: TreeFile(data, executable) for path, executable, data in made.raw}


@pytest.mark.parametrize("id", SAMPLES)
def test_what_was_read_gives_the_same_again(id: str) -> None:
    """The raw files that a fetch keeps give the same artifacts, hashes and files as the whole repository."""
    made = canonical(id)
    assert made.hashes
    second = again(made, raw_of(made))
    assert dict(second.hashes) == dict(made.hashes)
    assert set(second.files) == set(made.files)
    assert "src/main.c" not in raw_of(made)


@pytest.mark.parametrize("id", SAMPLES)
def test_every_raw_file_is_hashed(id: str) -> None:
    """A change of any file that an artifact's content came from changes a hash, or takes an artifact away."""
    made = canonical(id)
    files = raw_of(made)
    for path, file in files.items():
        changed = {**files, path: TreeFile(file.data.replace(b"e", b"a", 3), file.executable)}
        try:
            second = again(made, changed)
        except UserError:  # it is no tree of this layout any more
            continue
        if dict(second.hashes) == dict(made.hashes):
            assert set(second.files) == set(made.files), path


@pytest.mark.parametrize("id", SAMPLES)
def test_a_vendored_copy_is_enough(id: str, project: Path, tmp_path: Path) -> None:
    """Without cache and repository, the vendored copy deploys what is locked."""
    sample = Remote(tmp_path / "remotes" / "sample.git").make()
    sample.commit(
        {path: (PROGRAM if file.executable else FILE_MODE, file.data) for path, file in files_of(id).items()}, "v1.0.0"
    )
    taker = Project(project)
    taker.declare({"git": sample.url, "ref": "v1.0.0"})
    taker.vendor()
    empty_cache()
    shutil.rmtree(sample.folder)
    assert taker.load(offline=True)[0] == 0
    assert is_sound(taker.tree())
