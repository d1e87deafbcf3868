"""The books of a run, journal and record for an undo: small, and those of the version before are read too."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.apply import journal, undo_store
from aiwg.apply.durable import write_marked
from aiwg.apply.state import State
from aiwg.cli.app import run
from aiwg.core.dataclass import replace
from aiwg.core.digest import digest
from aiwg.fs.roots import project_roots
from aiwg.manifest import FILE, Manifest, Record
from aiwg.manifest.known import KnownManifest
from aiwg.manifest.records import _compact, line_of
from aiwg.plan.manifest_delta import delta_between
from tests.amount import times
from tests.conftest import Deployer, Writer
from tests.merges.test_manifest_union import MANIFESTS

RULES = (".claude/rules/one.md", ".claude/rules/two.md")


def with_folders_of(after: Manifest, before: Manifest) -> Manifest:
    """Return a manifest as an apply makes it: it keeps the folders of the one before until they are gone."""
    return replace(after, folders=sorted({*after.folders, *before.folders}))


@given(MANIFESTS, MANIFESTS)
@settings(max_examples=times(100), deadline=None)
def test_a_delta_leads_back(before: Manifest, after: Manifest) -> None:
    """From the later of two manifests the delta leads to the earlier one, also where emptied folders went."""
    planned = with_folders_of(after, before)
    delta = delta_between(before, planned)
    assert delta.undone(planned).text() == before.text()
    assert delta.undone(after).text() == before.text()


@given(MANIFESTS, MANIFESTS, MANIFESTS)
@settings(max_examples=times(100), deadline=None)
def test_two_deltas_lead_back_as_one(first: Manifest, then: Manifest, last: Manifest) -> None:
    """Two applies as one lead back over both, from what the second left."""
    then = with_folders_of(then, first)
    last = with_folders_of(last, then)
    back = delta_between(then, last).after(delta_between(first, then))
    assert back.undone(last).text() == first.text()


@given(MANIFESTS, MANIFESTS)
@settings(max_examples=times(50), deadline=None)
def test_a_delta_is_written_and_read(before: Manifest, after: Manifest) -> None:
    """The record for an undo says what it was made of."""
    record = undo_store.LastApply(delta_between(before, after), (undo_store.Change("a", "1", b"\xff", 0o644),))
    text = "".join(record.pieces())
    assert undo_store.delta_in(json.loads(text)) == record.delta
    assert len(text) < 700 or before.records != after.records


@given(st.booleans(), st.booleans(), st.sampled_from(["", 'a"\\é']), st.sampled_from([(), ("p", "q")]))
@settings(max_examples=times(30), deadline=None)
def test_the_short_way_to_a_row_is_the_long_one(
    adopted: bool, created: bool, form: str, named: tuple[str, ...]
) -> None:
    """The row of a plain file is the one that the general way makes."""
    record = Record(FILE, "1" * 64, adopted, created, adopted, form=form, artifacts=named, platforms=named)
    assert line_of("ü", record) == f'  "ü": {json.dumps(_compact(record), ensure_ascii=False)}'


@pytest.fixture
def two_rules(deployer: Deployer, write: Writer, tmp_path: Path) -> Deployer:
    """Return a project with two rules deployed, whose sources have both changed since."""
    for text in ("Old.", "New."):
        for name in ("one", "two"):
            write(f"source/rules/{name}.md", f"---\nname: {name}\ndescription: One.\npaths: ['*.py']\n---\n{text}\n")
        if text == "Old.":
            deployer.deploy("claude", source=tmp_path / "source")
    return deployer


def test_a_journal_names_only_what_changes(two_rules: Deployer, write: Writer, tmp_path: Path) -> None:
    """The journal of a run that changes one of two files says nothing of the other."""
    write("source/rules/one.md", "---\nname: one\ndescription: One.\npaths: ['*.py']\n---\nOld.\n")
    planned = two_rules.plan("claude", source=tmp_path / "source")
    planned.workspace.state.prepare()
    journal.begin(planned.workspace.state, planned.new, journal.hashes_after(planned.plan.changes))
    text = planned.workspace.state.journal.read_text()
    assert json.loads(text)["paths"].keys() == json.loads(text)["manifest"]["paths"].keys() == {RULES[1]}
    assert RULES[0] not in text


@pytest.mark.parametrize("is_earlier", [False, True])
def test_the_journals_of_two_versions_are_completed(two_rules: Deployer, tmp_path: Path, is_earlier: bool) -> None:
    """What a cut-off run wrote is recorded, and what it did not is as before, by a journal of each version."""
    planned = two_rules.plan("claude", source=tmp_path / "source")
    state, hashes = planned.workspace.state, journal.hashes_after(planned.plan.changes)
    before = state.read_manifest()
    if is_earlier:
        content = {"schema": "aiwg.journal/1", "manifest": planned.new.text(), "paths": dict(hashes)}
        state.journal.write_text(json.dumps(content))
    else:
        journal.begin(state, planned.new, hashes)
    written = next(action for action in planned.plan.changes if action.path == RULES[0])
    (two_rules.project / RULES[0]).write_bytes(written.after or b"")
    with state.session():
        assert journal.recover(state, planned.workspace.claims.of)
    found = state.read_manifest()
    assert found.records[RULES[0]] == planned.new.records[RULES[0]] != before.records[RULES[0]]
    assert found == replace(before, records={**before.records, RULES[0]: found.records[RULES[0]]})


@pytest.mark.parametrize("is_earlier", [False, True])
def test_the_undo_records_of_two_versions_lead_back(two_rules: Deployer, tmp_path: Path, is_earlier: bool) -> None:
    """An undo restores the files and the manifest, by a record of each version."""
    state = State(project_roots(two_rules.project))
    before, old = state.manifest.read_text(), {path: (two_rules.project / path).read_bytes() for path in RULES}
    two_rules.deploy("claude", source=tmp_path / "source")
    file = undo_store.store_of(state)
    assert file is not None
    if is_earlier:
        rows = [
            {
                "path": path,
                "after": digest((two_rules.project / path).read_bytes()),
                "before": base64.b64encode(data).decode(),
                "mode": 0o644,
            }
            for path, data in old.items()
        ]
        content = {"schema": "aiwg.undo/1", "undoing": False, "manifest": before, "changes": rows}
        file.write_bytes(state.keeping.seal(json.dumps(content).encode(), undo_store.SEALED_AS))
    assert run(["undo", "--project", str(two_rules.project)]) == 0
    assert {path: (two_rules.project / path).read_bytes() for path in RULES} == old
    assert state.manifest.read_text() == before


@given(MANIFESTS, MANIFESTS, st.sampled_from([1, 200, 1024]))
@settings(max_examples=times(100), deadline=None)
def test_a_known_manifest_takes_records_into_its_text(first: Manifest, then: Manifest, near: int) -> None:
    """With rows replaced one by one, a text is that of the manifest which says so, however far apart they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aiwg.manifest.known._NEAR", near)
        _take_records(first, then)


def _take_records(first: Manifest, then: Manifest) -> None:
    known = KnownManifest.of(replace(first, records={**first.records}))
    wanted = {path: record for path, record in then.records.items() if path in first.records}
    wanted |= {path: replace(first.records[path], executable=True) for path in [*first.records][:2]}
    known.take(replace(known.part(*wanted), records=wanted))
    assert known.data.decode() == known.manifest.text() == replace(first, records={**first.records, **wanted}).text()


def test_a_manifest_written_over_within_the_same_instant_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' bytes of the same length are seen, however soon after ours; a file without the mark has no stamp."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # it takes longer than a tick
    state = State(project_roots(tmp_path))
    state.prepare()
    record = Record(FILE, "a" * 64, artifacts=("rule/one",), platforms=("claude",))
    for _ in range(20):
        known = KnownManifest.of(Manifest(platforms=["claude"], records={"CLAUDE.md": record}))
        known.stamp = write_marked(state.manifest, known.data)
        assert known.stamp is not None
        assert state.read_manifest(known) is known.manifest
        with state.manifest.open("r+b") as stream:
            stream.write(known.data.replace(b"aaaa", b"bbbb"))
        assert state.read_manifest(known).records["CLAUDE.md"].sha256 == "b" * 64
    monkeypatch.setattr(os, "utime", lambda *_, **__: None)
    assert write_marked(state.manifest, known.data) is None
