"""The manifest that git left with conflict markers: what either side recorded is recorded, whatever git made of it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aiwg.apply.merged_manifest import read_merged, united
from aiwg.core.dataclass import replace
from aiwg.core.errors import UserError
from aiwg.manifest import FILE, KEYS, KeyRecord, Manifest, Record, SharedPart, parse_manifest
from aiwg.merge.conflicts import has_markers
from tests.amount import times

NAMES = st.sampled_from([f"{folder}/{name}.md" for folder in (".a/rules", ".b/skills", "z") for name in "abcdefg"])
HASHES = st.sampled_from(["1" * 64, "2" * 64, "3" * 64])
KEY = st.builds(lambda name, hashed: KeyRecord(("servers", name), hashed, False, (f"mcp_server/{name}",), ("p",)),
                st.sampled_from("xyz"), HASHES)  # fmt: skip


def _file(hashed: str, name: str) -> Record:
    return Record(FILE, hashed, artifacts=(f"rule/{name}",), platforms=("p",))


def _keys(keys: list[KeyRecord]) -> Record:
    unique = tuple({key.path: key for key in keys}.values())
    artifacts = tuple(sorted({name for key in unique for name in key.artifacts}))
    return Record(
        KEYS, created=True, part=SharedPart(format="json", keys=unique), artifacts=artifacts, platforms=("p",)
    )


RECORDS = st.builds(_file, HASHES, st.sampled_from("ab")) | st.builds(_keys, st.lists(KEY, min_size=1, max_size=3))
MANIFESTS = st.builds(
    lambda platforms, records, placed, selection: Manifest(
        platforms=sorted(platforms),
        selection=selection and sorted(selection),
        placed=placed,
        records=records,
        folders=sorted({path.rpartition("/")[0] for path in records if "/" in path}),
    ),
    st.sets(st.sampled_from(["p", "q", "r"]), min_size=1),
    st.dictionaries(NAMES, RECORDS, max_size=6),
    st.dictionaries(st.sampled_from(["rule", "skill"]), st.sampled_from([["a/{id}"], ["b/{id}"]]), max_size=2),
    st.none() | st.sets(st.sampled_from(["rule/a", "rule/b"]), min_size=1),
)


def merged(base: str, one: str, other: str, style: str) -> str:
    """Return what git makes of two texts that come from a third."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("base", base), ("one", one), ("other", other)):
            (Path(folder) / name).write_bytes(text.encode())
        command = ["git", "merge-file", "-p", *([f"--{style}"] if style != "merge" else []), "one", "base", "other"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout.decode()


def says(manifest: Manifest, path: str) -> list[Record]:
    """Return all that a union says of a path."""
    return [manifest.records[path], *manifest.others.get(path, ())]


def is_said(record: Record, manifest: Manifest, path: str) -> bool:
    """Say whether a union holds what a side records of a path, in one record or key by key."""
    found = says(manifest, path)
    keys = [key for each in found for key in each.keys]
    return any(each.sha256 == record.sha256 and each.own == record.own for each in found) and all(
        key in keys for key in record.keys
    )


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
@given(base=MANIFESTS, one=MANIFESTS, other=MANIFESTS, windows=st.booleans())
@settings(max_examples=times(12), deadline=None)
def test_what_either_side_changed_is_in_the_union(
    style: str, base: Manifest, one: Manifest, other: Manifest, windows: bool
) -> None:
    """Each record that a side added or changed is in what is read of git's merge; so is each platform."""
    theirs = other.text().replace("\n", "\r\n") if windows else other.text()
    text = merged(base.text(), one.text(), theirs, style)
    found = read_merged(text, "the manifest") if has_markers(text) else parse_manifest(text, "the manifest")
    for side in (one, other):
        for path, record in side.records.items():
            if base.records.get(path) != record:
                assert is_said(record, found, path)
        assert set(side.platforms) - set(base.platforms) <= set(found.platforms)
    assert found.records.keys() <= one.records.keys() | other.records.keys() | base.records.keys()
    again = parse_manifest(found.text(), "the manifest")
    assert again.records == found.records


@given(versions=st.lists(MANIFESTS, min_size=1, max_size=4))
@settings(max_examples=times(25), deadline=None)
def test_a_union_loses_nothing(versions: list[Manifest]) -> None:
    """A union of several manifests holds every record, artifact, platform and folder of each, in any order."""
    found = united(versions)
    for version in versions:
        for path, record in version.records.items():
            assert is_said(record, found, path)
            assert set(record.artifacts) <= set(found.records[path].artifacts)
        assert set(version.platforms) <= set(found.platforms)
        assert set(version.folders) <= set(found.folders)
    other = united(versions[::-1])
    assert other.records.keys() == found.records.keys()
    assert other.platforms == found.platforms
    assert united([found, found]).records == found.records


def test_what_one_side_dropped_is_dropped() -> None:
    """Where git wrote what both sides come from, a platform that one side removed stays away."""
    base = Manifest(platforms=["a", "b"])
    one, other = replace(base, platforms=["a"]), replace(base, platforms=["a", "b", "c"])
    text = merged(base.text(), one.text(), other.text(), "diff3")
    assert has_markers(text)
    assert read_merged(text, "the manifest").platforms == ["a", "c"]


def test_independent_changes_merge_without_a_conflict() -> None:
    """Artifacts that are far from each other in the manifest are merged by git alone."""
    records = {f".a/{letter}.md": Record(FILE, "1" * 64, artifacts=("rule/x",), platforms=("p",)) for letter in "aceg"}
    base = Manifest(platforms=["p"], records=records, folders=[".a"])
    one = replace(base, records={**records, ".a/b.md": records[".a/a.md"]})
    other = replace(base, records={**records, ".a/f.md": records[".a/a.md"]})
    text = merged(base.text(), one.text(), other.text(), "merge")
    assert parse_manifest(text, "the manifest").records.keys() == one.records.keys() | other.records.keys()


def test_the_layout_of_earlier_versions_is_read() -> None:
    """A manifest with its folders and places on one line each is read, alone and against one of today."""
    today = Manifest(
        platforms=["p"], folders=[".a", ".b"], placed={"rule": ["x"]}, records={".a/a.md": Record(FILE, "1" * 64)}
    )
    earlier = today.text().replace('[\n  "p"\n ]', '["p"]').replace('[\n  ".a",\n  ".b"\n ]', '[".a", ".b"]')
    earlier = earlier.replace('{\n  "rule": ["x"]\n }', '{"rule": ["x"]}')
    assert earlier != today.text()
    assert parse_manifest(earlier, "the manifest") == today
    text = merged(earlier, today.text(), earlier.replace("1" * 64, "2" * 64), "merge")
    assert read_merged(text, "the manifest").platforms == ["p"]


@pytest.mark.parametrize(
    "text", ["<<<<<<< a\n", "<<<<<<< a\n=======\n>>>>>>> b\n", ">>>>>>> b\n{}\n", "<<<<<<< a\n" * 9 + ">>>>>>> b\n" * 9]
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    """Markers around nothing, or in each other, end in one clear error."""
    with pytest.raises(UserError, match="conflict markers"):
        read_merged(text, "the manifest")


class Branches(RuleBasedStateMachine):
    """Branches of one manifest that are changed and merged in any order; nothing that a branch has recorded is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.branches: list[Manifest] = []
        self.removed: list[set[str]] = []

    @initialize(base=MANIFESTS)
    def start(self, base: Manifest) -> None:
        """Begin with three equal branches."""
        self.branches = [base] * 3
        self.removed = [set(), set(), set()]

    @rule(branch=st.integers(0, 2), path=NAMES, record=RECORDS)
    def record(self, branch: int, path: str, record: Record) -> None:
        """Record a path on a branch."""
        self.branches[branch] = replace(
            self.branches[branch], records={**self.branches[branch].records, path: record}, others={}
        )

    @rule(one=st.integers(0, 2), other=st.integers(0, 2), style=st.sampled_from(["merge", "diff3"]))
    def merge(self, one: int, other: int, style: str) -> None:
        """Merge one branch into another, as if they had nothing in common, so that all that differs is in conflict."""
        mine, theirs = self.branches[one], self.branches[other]
        text = merged("", mine.text(), theirs.text(), style)
        found = read_merged(text, "the manifest") if has_markers(text) else parse_manifest(text, "the manifest")
        for side in (mine, theirs):
            assert all(is_said(record, found, path) for path, record in side.records.items())
        self.branches[one] = parse_manifest(found.text(), "the manifest")

    @invariant()
    def every_branch_can_be_read(self) -> None:
        """Each branch is a manifest that reads as it was written."""
        for branch in self.branches:
            assert parse_manifest(branch.text(), "the manifest").records == branch.records


Branches.TestCase.settings = settings(max_examples=times(6), stateful_step_count=10, deadline=None)
TestBranches = Branches.TestCase
