"""A copy of the files that a project uses of a source makes the same artifacts again, whichever it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from aiwg.fetching.translate import CanonicalTree, RawTree, canonical_tree, with_all_that_was_read
from aiwg.source.fetched.declared import SourceChoice
from aiwg.source.tree_file import TreeFile
from tests.layouts.trees import SampleTree, sample_trees

TREES = sample_trees()
SHOWN = "(source)"


class WatchedTree(Mapping[str, TreeFile]):
    """A tree that knows which of its files were read."""

    def __init__(self, files: Mapping[str, TreeFile]) -> None:
        self.files, self.used = files, dict[str, TreeFile]()

    def __getitem__(self, path: str) -> TreeFile:
        """Return a file, and keep in mind that it was read."""
        self.used[path] = self.files[path]
        return self.files[path]

    def __iter__(self) -> Iterator[str]:
        """Return the paths."""
        return iter(self.files)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.files)

    def __contains__(self, path: object) -> bool:
        """Say whether a path is there; nothing is read for that."""
        return path in self.files


def made_of(files: Mapping[str, TreeFile], layout: str, keys: frozenset[str] | None = None) -> CanonicalTree:
    """Return what a source of some files gives."""
    tree = WatchedTree(files)
    raw, choice = RawTree(tree, tree.used, {}), SourceChoice(layout=layout)
    return with_all_that_was_read(canonical_tree(raw, choice, SHOWN, keys), raw, choice, SHOWN)


def of_copy(made: CanonicalTree) -> CanonicalTree:
    """Return what the files that are kept of a source give."""
    files = {path: TreeFile(data, executable) for path, executable, data in made.raw}
    return made_of(files, made.layout, frozenset(made.hashes))


@pytest.mark.parametrize("sample", TREES.values(), ids=TREES.keys())
def test_a_copy_of_what_was_used_gives_the_same(sample: SampleTree) -> None:
    """The files behind all artifacts give all of them again, byte for byte."""
    made = made_of(sample.held, "auto")
    again = of_copy(made)
    assert made.hashes
    assert (again.files, again.hashes) == (made.files, made.hashes)


@pytest.mark.parametrize("sample", TREES.values(), ids=TREES.keys())
def test_each_artifact_can_be_kept_alone(sample: SampleTree) -> None:
    """The files behind one artifact give it again under its id, one that had to differ from another's too."""
    for key in made_of(sample.held, "auto").hashes:
        made = made_of(sample.held, sample.id, frozenset({key}))
        again = of_copy(made)
        assert again.hashes == made.hashes, key
        assert {path for path, _, _ in again.files} == {path for path, _, _ in made.files}, key
