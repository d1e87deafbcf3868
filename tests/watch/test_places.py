"""What is watched, and how it is seen that it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiwg.source.layers import Layer
from aiwg.watch.inotify import uncovered
from aiwg.watch.paths import WatchPath, listing, places_of
from aiwg.watch.queue import ChangeQueue
from aiwg.watch.root_guard import RootGuard
from aiwg.watch.watcher import Watcher


def layer(root: Path) -> Layer:
    """Return a layer of a folder."""
    return Layer("source", root, root.name)


def watched(places: list[WatchPath], path: Path) -> bool:
    """Say whether a change at a path would be seen."""
    return any(place.holds(str(path)) for place in places)


def test_the_project_is_not_watched(project: Path) -> None:
    """Of a project only aiwg.yaml, the parts of its source and its adapters count; our state does not."""
    (project / ".aiwg/rules").mkdir(parents=True)
    (project / ".aiwg/platforms/mine").mkdir(parents=True)
    places = places_of(project, [layer(project / ".aiwg")])
    for path in ("aiwg.yaml", ".aiwg/rules/a.md", ".aiwg/hooks.yaml", ".aiwg/skills", ".aiwg/platforms/mine/x.yaml"):
        assert watched(places, project / path), path
    for path in ("README.md", "src/a.py", ".aiwg/manifest.json", ".aiwg/journal.json", ".claude/rules/a.md"):
        assert not watched(places, project / path), path


def test_the_users_instruction_files_are_watched(project: Path) -> None:
    """Where an instruction file of the user's stands or may come, a change is seen; what lies beside it is not."""
    places = places_of(project, [], [str(project / "CLAUDE.md"), str(project / ".claude/CLAUDE.md")])
    assert watched(places, project / "CLAUDE.md")
    assert watched(places, project / ".claude")
    assert not watched(places, project / "README.md")


def test_what_is_not_there_yet_is_seen_to_come(project: Path) -> None:
    """Of a source that is missing, the nearest folder that exists tells when it comes."""
    places = places_of(None, [layer(project / "a/b/source")])
    assert watched(places, project / "a")
    assert not watched(places, project / "b")


def test_where_links_lead_is_watched(project: Path) -> None:
    """A link in a source is watched where it leads to."""
    (project / "source/rules").mkdir(parents=True)
    (project / "source/shared").mkdir()
    (project / "source/shared/a.md").write_text("A.\n")
    (project / "source/rules/a.md").symlink_to("../shared/a.md")
    places = places_of(None, [layer(project / "source")])
    assert watched(places, project / "source/shared/a.md")
    assert not watched(places, project / "source/shared/b.md")


def test_a_listing_tells_what_changed(project: Path) -> None:
    """Between two listings, a new file, a changed one and a deleted folder are seen, an editor's file is not."""
    rules = project / "source/rules"
    (rules / "deep").mkdir(parents=True)
    (rules / "one.md").write_text("1\n")
    places = places_of(None, [layer(project / "source")])
    before = listing(places)
    (rules / "one.md").write_text("22\n")
    (rules / "two.md").write_text("2\n")
    (rules / "two.md~").write_text("2\n")
    (rules / "deep").rmdir()
    changed = {path for path, _ in listing(places).items() ^ before.items()}
    assert changed == {str(rules / "one.md"), str(rules / "two.md"), f"{rules}/deep/"}


@pytest.mark.skipif(not os.path.isdir("/proc/self/fdinfo"), reason="only Linux tells what it watches")
def test_the_kernel_says_what_it_watches(project: Path) -> None:
    """Folders that are watched are found to be, others are not."""
    rules, other = project / "source/rules/deep", project / "other"
    rules.mkdir(parents=True)
    other.mkdir()
    watcher = Watcher(ChangeQueue())
    try:
        assert watcher.watch([WatchPath(str(project / "source"))], [str(rules)])
        assert uncovered([str(rules), str(other)]) == [str(other)]
        assert not watcher.watch([WatchPath(str(project / "source"))], [str(rules)])
    finally:
        watcher.stop()


def test_a_guard_tells_gone_from_empty(project: Path) -> None:
    """A folder that is gone, or made anew and not filled yet, is missing; one that was only emptied is not."""
    root = project / "source"
    (root / "rules").mkdir(parents=True)
    guard = RootGuard()
    guard.know([str(root), str(project / "never")])
    (root / "rules").rmdir()
    assert guard.missing() == []
    root.rename(project / "aside")
    assert guard.missing() == [str(root)]
    root.mkdir()
    assert guard.missing() == [str(root)]
    guard.know([str(root)])
    assert guard.missing() == [str(root)], "it is remembered as it was"
    (root / "skills").mkdir()
    assert guard.missing() == []
    assert guard.changed()


def test_a_package_is_seen_to_come_and_go(project: Path) -> None:
    """Where a glob under `packages` may lead, a folder that comes counts, and so does what makes it its own project."""
    for name in ("web", "api"):
        (project / "packages" / name).mkdir(parents=True)
    (project / "aiwg.yaml").write_text("packages: [packages/*]\n")
    places = places_of(project, [])
    for path in ("packages/new", "packages/web", "packages/web/aiwg.yaml", "packages/web/.aiwg", "packages"):
        assert watched(places, project / path), path
    for path in ("packages/web/src/a.py", "packages/web/.claude/settings.json", "README.md", "other/new"):
        assert not watched(places, project / path), path
    coming = next(place for place in places if place.folder.endswith("/packages"))
    assert coming.counts(str(project / "packages/new"), is_folder=True)
    assert not coming.counts(str(project / "packages/notes.txt"), is_folder=False)
    before = listing(places)
    (project / "packages/new").mkdir()
    (project / "packages/notes.txt").write_text("x")
    assert set(listing(places)) - set(before) == {f"{project}/packages/new/"}


def test_a_bad_configuration_hides_no_change(project: Path) -> None:
    """While aiwg.yaml cannot be used, it is watched all the same."""
    (project / "aiwg.yaml").write_text("packages: [../x]\n")
    assert watched(places_of(project, []), project / "aiwg.yaml")
