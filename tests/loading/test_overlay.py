"""The tree as it would be: what is listed of files that are not there yet."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aiwg.loading.overlay import OverlayReader
from aiwg.loading.reader import FileEntry

ADDED = [
    "/p/AGENTS.md", "/p/a-b/x.md", "/p/a/b/c.md", "/p/a/b/d.md", "/p/a/z.md", "/p/a.md", "/p/a0/x.md", "/q/only.md",
    "/top.md",
]  # fmt: skip
THERE = {"/p": {"kept.md": FileEntry(False), "gone.md": FileEntry(False), "a": FileEntry(True)}}
GONE = frozenset({"/p/gone.md", "/p/a/z.md"})


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
