"""The tree as it would be: what is listed of files that are not there yet."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwg.loading.overlay import OverlayReader
from aiwg.loading.reader import FileEntry

ADDED = [
    "/p/AGENTS.md", "/p/a-b/x.md", "/p/a/b/c.md", "/p/a/b/d.md", "/p/a/z.md", "/p/a.md", "/p/a0/x.md", "/q/only.md",
    "/top.md",
]  # fmt: skip
THERE = {"/p": {"kept.md": FileEntry(False), "gone.md": FileEntry(False), "a": FileEntry(True)}}
GONE = frozenset({"/p/gone.md", "/p/a/z.md"})
NAMES = st.lists(st.sampled_from(["a", "b", "a.md", "gone.md"]), min_size=1, max_size=3).map("/".join)


class Disk:
    """A tree of one folder with files in it."""

    def text(self, path: str) -> str | None:
        """Return no text."""
        return None

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is there."""
        return THERE.get(folder, {})

    def real(self, path: str) -> str:
        """Return the path."""
        return path


@pytest.mark.parametrize("folder", ["/", "/p", "/p/a", "/p/a/b", "/p/a-b", "/p/a0", "/q", "/none"])
def test_a_folder_lists_what_comes_into_it(folder: str) -> None:
    """A folder lists what stays and what comes, files and folders, and nothing of those beside it."""
    reader = OverlayReader(Disk(), GONE, dict.fromkeys(ADDED, "text"))
    prefix = folder.rstrip("/") + "/"
    below = [path[len(prefix) :] for path in ADDED if path.startswith(prefix)]
    wanted = {name: entry for name, entry in THERE.get(folder, {}).items() if name != "gone.md"}
    wanted |= {rest.partition("/")[0]: FileEntry("/" in rest) for rest in below}
    for _ in range(2):
        assert dict(reader.entries(folder)) == wanted


@given(st.sampled_from(["/", "/p/", "/p/q/"]), st.sets(NAMES), st.sets(NAMES))
def test_paths_below_a_root_are_those_with_the_root_before_them(root: str, added: set[str], gone: set[str]) -> None:
    """A tree with paths below a root says what one with the absolute paths says."""
    lost = frozenset(root + path for path in gone)
    short = OverlayReader(Disk(), lost, {path: path for path in added}, root)
    long = OverlayReader(Disk(), lost, {root + path: path for path in added})
    for path in ("/p", "/p/q", "/other", *(root + path for path in (*added, *gone, "a", "a/b"))):
        assert short.text(path) == long.text(path)
        assert short.added_text(path) == long.added_text(path)
        assert short.real(path) == long.real(path)
        assert short.entries(path) == long.entries(path)
    assert short.entries("/") == long.entries("/")


@pytest.mark.parametrize("path", ["/p2/a.md", "/pa.md", "/p", "a.md"])
def test_a_path_beside_the_root_is_not_below_it(path: str) -> None:
    """A path that only begins with the same letters as the root is no path below it."""
    reader = OverlayReader(Disk(), frozenset(), {"a.md": "text"}, "/p/")
    assert reader.text(path) is None
    assert reader.text("/p/a.md") == "text"
