"""`sync --watch --report FILE`: a page is made anew after news."""

from __future__ import annotations

import time
from pathlib import Path

from aiwg.commands.report.keeping import PageKeeper
from aiwg.watch.events import Failed, Started, Unchanged
from tests.conftest import put

PATIENCE = 60.0
"""Seconds: a busy machine may take long, an idle one takes two."""


def made(page: Path, after: float) -> bool:
    """Say whether a page is there that was written after a moment, having waited for it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if page.exists() and page.stat().st_mtime > after:
            return True
        time.sleep(0.05)
    return False


def test_a_page_follows_the_news(project: Path, tmp_path: Path) -> None:
    """A start makes the page, and an error in a source makes it anew: that is no failure to make it."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude]\n")
    put(project / ".aiwg/rules/a.md", "---\ndescription: A.\n---\nSay A in every answer that you give.\n")
    page, failures = tmp_path / "page.html", list[str]()
    keeper = PageKeeper(page, project, None, failures.append)
    keeper.hear(Unchanged("project", ()))
    keeper.hear(Started((".aiwg",), ("claude",), ("project",)))
    assert made(page, 0)
    first = page.stat().st_mtime
    put(project / ".aiwg/rules/a.md", "---\ndescription: [A\n---\nSay A.\n")
    keeper.hear(Failed("project", ".aiwg/rules/a.md:2", "invalid"))
    assert made(page, first)
    keeper.end()
    assert failures == []
