"""Whoever changes the remote, the lock, the cache or a vendored copy gets nothing deployed that was not reviewed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.fetching import ensure
from aiwg.fetching.translate import CanonicalTree
from aiwg.fs import sealed
from aiwg.source.fetched import find, trees
from aiwg.source.fetched.lock import LockedSource
from aiwg.source.fetched.trees import cache_folder, record_file

from .remote import EVIL, FILES, RULE, Project, Remote, edit, empty_cache

EVIL_FILES = {**FILES, "rules/plain-words.md": EVIL}
Tamper = Callable[[Project, Remote], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is done to a project that was accepted, how a sync then ends, and whether the rule is there as reviewed.

    Without `ensures` it is a command that only reads, such as list.
    """

    name: str
    tamper: Tamper
    exit: Exit
    deployed: bool
    ensures: bool = True


def _tag_moved(taker: Project, remote: Remote) -> None:
    remote.commit(EVIL_FILES, "v1.0.0")
    empty_cache()


def _branch_forced(taker: Project, remote: Remote) -> None:
    remote.commit(EVIL_FILES, "v1.0.0", fresh=True)
    remote.forget(remote.commits[0])
    empty_cache()


def _hash_edited(taker: Project, remote: Remote) -> None:
    hash = taker.lock.sources["company"].artifacts["rule/plain-words"]
    edit(taker.lock_file, hash, f"sha256:{'0' * 64}")


def _commit_edited(taker: Project, remote: Remote) -> None:
    edit(taker.lock_file, remote.commits[0], remote.commit(EVIL_FILES))
    empty_cache()


def _url_edited(taker: Project, remote: Remote) -> None:
    other = Remote(remote.folder.with_name("evil.git")).make()
    other.commit(EVIL_FILES)
    edit(taker.lock_file, remote.commits[0], other.commits[0])
    edit(taker.lock_file, remote.url, other.url)


def _layout_edited(taker: Project, remote: Remote) -> None:
    edit(taker.lock_file, '"layout": "aiwg"', '"layout": "skills"')


def _path_edited(taker: Project, remote: Remote) -> None:
    edit(taker.lock_file, '"ref": "v1.0.0"', '"path": "elsewhere",\n   "ref": "v1.0.0"')


def _artifact_added(taker: Project, remote: Remote) -> None:
    entry = '"rule/plain-words": "'
    edit(taker.lock_file, entry, f'"rule/another": "sha256:{"0" * 64}",\n    {entry}')


def _cache_edited(taker: Project, remote: Remote) -> None:
    edit(taker.tree() / "rules" / "plain-words.md", RULE, EVIL)


def _cache_added_to(taker: Project, remote: Remote) -> None:
    (taker.tree() / "rules" / "second.md").write_text(EVIL, encoding="utf-8")


def _record_removed(taker: Project, remote: Remote) -> None:
    _cache_edited(taker, remote)
    record_file(taker.tree()).unlink()


def _cache_of_elsewhere(taker: Project, remote: Remote) -> None:
    """Edit the tree and write a record for it with the secret of another machine."""
    _cache_edited(taker, remote)
    folder = taker.tree()
    digest = trees.files_hash(trees.read_tree(folder))
    data = f'{{"digest": "{digest}", "raw": "{digest}"}}'.encode()
    record_file(folder).write_bytes(sealed.sealed(data, trees.SEALED_AS, folder.name, b"x" * 32))


def _trees_swapped(taker: Project, remote: Remote) -> None:
    other = Project(taker.folder.with_name("other"))
    other.folder.mkdir()
    remote.commit(EVIL_FILES, "v2.0.0")
    other.declare({"git": remote.url, "ref": "v2.0.0"})
    other.accept()
    here, there = taker.tree(), other.tree()
    for one, two in ((here, there), (record_file(here), record_file(there))):
        aside = one.with_name("aside")
        one.rename(aside)
        two.rename(one)
        aside.rename(two)


def _objects_lost(taker: Project, remote: Remote) -> None:
    shutil.rmtree(cache_folder() / "trees")
    for pack in (cache_folder() / "git").glob("*/objects/*/*"):
        pack.chmod(0o644)
        pack.write_bytes(b"x")


def _vendor_edited(taker: Project, remote: Remote) -> None:
    edit(taker.vendor() / "rules" / "plain-words.md", RULE, EVIL)


def _vendor_edited_before_it_was_ever_read(taker: Project, remote: Remote) -> None:
    _vendor_edited(taker, remote)
    empty_cache()


def _vendor_mode_changed(taker: Project, remote: Remote) -> None:
    (taker.vendor() / "skills" / "release" / "scripts" / "r.sh").chmod(0o644)


def _vendor_added_to(taker: Project, remote: Remote) -> None:
    (taker.vendor() / "skills" / "release" / "more.md").write_text(EVIL, encoding="utf-8")


def _vendor_taken_from(taker: Project, remote: Remote) -> None:
    (taker.vendor() / "rules" / "plain-words.md").unlink()


def _vendor_linked(taker: Project, remote: Remote) -> None:
    vendor = taker.vendor()
    shutil.copytree(vendor, outside := taker.folder.with_name("outside"))
    edit(outside / "rules" / "plain-words.md", RULE, EVIL)
    shutil.rmtree(vendor)
    vendor.symlink_to(outside)


def _vendor_file_linked(taker: Project, remote: Remote) -> None:
    file = taker.vendor() / "rules" / "plain-words.md"
    file.unlink()
    (evil := taker.folder.with_name("evil.md")).write_text(EVIL, encoding="utf-8")
    file.symlink_to(evil)


def _restriction_left_out(taker: Project, remote: Remote) -> None:
    remote.commit({**FILES, "permissions.yaml": 'deny: ["read(.env)"]\n'}, "v1.0.0")
    taker.accept()
    text = taker.lock_file.read_text("utf-8")
    line = next(line for line in text.splitlines(keepends=True) if '"permission/' in line)
    taker.lock_file.write_text(text.replace(line, ""), encoding="utf-8")


SCENARIOS = [
    Scenario("tag moved", _tag_moved, Exit.OK, True),
    Scenario("branch forced, commit gone", _branch_forced, Exit.SOURCE, False),
    Scenario("hash in the lock", _hash_edited, Exit.REFUSED, False),
    Scenario("commit in the lock", _commit_edited, Exit.REFUSED, False),
    Scenario("URL in the lock", _url_edited, Exit.DRIFT, False),
    Scenario("layout in the lock", _layout_edited, Exit.REFUSED, False),
    Scenario("path in the lock", _path_edited, Exit.DRIFT, False),
    Scenario("artifact added to the lock", _artifact_added, Exit.REFUSED, False),
    Scenario("cache edited", _cache_edited, Exit.OK, True),
    Scenario("cache added to", _cache_added_to, Exit.OK, True),
    Scenario("cache edited, record removed", _record_removed, Exit.OK, True),
    Scenario("cache of another machine", _cache_of_elsewhere, Exit.OK, True),
    Scenario("trees swapped", _trees_swapped, Exit.OK, True),
    Scenario("objects lost", _objects_lost, Exit.OK, True),
    Scenario("vendored copy edited", _vendor_edited, Exit.REFUSED, False),
    Scenario("vendored copy edited, cache empty", _vendor_edited_before_it_was_ever_read, Exit.REFUSED, False),
    Scenario("vendored mode changed", _vendor_mode_changed, Exit.REFUSED, False),
    Scenario("vendored copy added to", _vendor_added_to, Exit.REFUSED, False),
    Scenario("vendored copy taken from", _vendor_taken_from, Exit.REFUSED, False),
    Scenario("vendored copy a link", _vendor_linked, Exit.REFUSED, False),
    Scenario("cache edited, read without a check before", _cache_edited, Exit.REFUSED, False, ensures=False),
    Scenario("restriction left out of the lock", _restriction_left_out, Exit.REFUSED, False),
    Scenario("vendored file a link", _vendor_file_linked, Exit.REFUSED, False),
]


def outcome(scenario: Scenario, taker: Project, remote: Remote) -> tuple[int, str | None]:
    """Return how a sync ends after somebody tampered, and the rule as it would be deployed."""
    taker.accept()
    scenario.tamper(taker, remote)
    return taker.load(ensures=scenario.ensures)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_nothing_that_was_not_reviewed_is_deployed(scenario: Scenario, taker: Project, remote: Remote) -> None:
    """Each way to tamper is undone or refused with its exit code; the text of the attacker never arrives."""
    code, rule = outcome(scenario, taker, remote)
    assert (code, rule) == (scenario.exit, RULE if scenario.deployed else None)


@pytest.mark.parametrize("name", ["tag moved", "commit in the lock", "URL in the lock", "vendored copy edited"])
def test_the_command_line_says_the_same(name: str, taker: Project, remote: Remote) -> None:
    """sync ends with the same code, and what it leaves in the project has none of the attacker's text."""
    scenario = next(each for each in SCENARIOS if each.name == name)
    taker.accept()
    scenario.tamper(taker, remote)
    assert taker.sync() == scenario.exit
    assert taker.rule == (RULE if scenario.deployed else None)
    assert not any(EVIL in file.read_text("utf-8") for file in (taker.folder / ".claude").rglob("*.md"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of hashes, what stands for a program without it, and the scenario that shows the difference."""

    where: object
    name: str
    without: Callable[..., object]
    scenario: str


class SameAsAll(str):
    """A hash that equals every other."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        """Say that it is the same."""
        return True


def _read_unsealed(file: str, what: str, place: str, secret: bytes) -> bytes:
    return Path(file).read_bytes().partition(b"\n")[2]


def _blind_to_restrictions(locked: LockedSource, made: CanonicalTree) -> str | None:
    return next((key for key, hash in locked.artifacts.items() if made.hashes.get(key) != hash), None)


COMPARISONS = [
    Comparison(LockedSource, "agrees_with", lambda self, declared: True, "URL in the lock"),
    Comparison(ensure, "_mismatch", lambda locked, made: None, "commit in the lock"),
    Comparison(ensure, "_mismatch", lambda locked, made: None, "hash in the lock"),
    Comparison(ensure, "_mismatch", lambda locked, made: None, "vendored copy edited, cache empty"),
    Comparison(ensure, "_mismatch", _blind_to_restrictions, "restriction left out of the lock"),
    Comparison(ensure, "is_sound", lambda folder: folder.is_dir(), "cache edited"),
    Comparison(ensure, "is_sound", lambda folder: folder.is_dir(), "trees swapped"),
    Comparison(sealed, "read_sealed", _read_unsealed, "cache of another machine"),
    Comparison(find.TreeCheck, "check", lambda self, root, shown: None, "cache edited, read without a check before"),
    Comparison(ensure, "files_hash", lambda facts: SameAsAll(), "vendored copy edited"),
]


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda each: f"{each.name}: {each.scenario}")
def test_every_comparison_is_needed(
    comparison: Comparison, taker: Project, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program without one of the comparisons of hashes answers some scenario in another way."""
    scenario = next(each for each in SCENARIOS if each.name == comparison.scenario)
    monkeypatch.setattr(comparison.where, comparison.name, comparison.without)
    code, rule = outcome(scenario, taker, remote)
    assert (code, rule) != (scenario.exit, RULE if scenario.deployed else None)
