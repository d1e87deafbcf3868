"""aiwg.lock says the same for the same content, is never believed where it can be checked, and survives merges."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.core.errors import Exit, UserError
from aiwg.source.fetched.lock import FILE, Lock, LockConflictError, LockedSource, lock_text, parse_lock, read_lock

from .remote import FILES, RULE, Project, Remote

HASH = f"sha256:{'a' * 64}"
ENTRY = LockedSource("https://h/x.git", "1" * 40, "aiwg", "v1", "context", ("rule/*",), (), ("p",), {"rule/a": HASH})

FORGED: list[tuple[str, Any]] = [
    ("git", "ext::sh -c x"), ("git", "-x"), ("git", 1), ("git", "https://t@h/x"), ("ref", "-x"), ("ref", "a..b"),
    ("path", "../x"), ("path", "/etc"), ("path", [1]), ("layout", "../aiwg"), ("layout", ""), ("layout", None),
    ("commit", "main"), ("commit", "1" * 39), ("commit", "1" * 40 + "\n"), ("commit", "-" + "1" * 39),
    ("only", "rule/*"), ("only", [1]), ("plugins", {}), ("exclude", None), ("artifacts", []), ("artifacts", None),
    ("artifacts", {"rule/a": "sha256:1"}), ("artifacts", {"rule/a": HASH.upper()}), ("artifacts", {"rule/a": None}),
    ("artifacts", {"a": HASH}), ("artifacts", {"hidden/a": HASH}), ("artifacts", {"rule/": HASH}),
    ("artifacts", {"rule/\u202ea": HASH}), ("artifacts", {"rule/" + "a" * 2000: HASH}), ("trust", True),
]  # fmt: skip
BROKEN = [
    "", "[]", "{", "1", "null", '{"schema": "aiwg.lock/1"}', '{"schema": "aiwg.lock/1", "sources": []}',
    '{"schema": "x", "sources": {}}', '{"schema": 1, "sources": {}}', '{"sources": {}}', "[" * 100_000,
    '{"schema": "aiwg.lock/1", "sources": {}, "more": 1}', '{"schema": "aiwg.lock/1", "sources": {"x": NaN}}',
    '{"schema": "aiwg.lock/1", "sources": {"../x": {}}}', '{"schema": "aiwg.lock/1", "sources": {"x": []}}',
    '{"schema": "aiwg.lock/1", "sources": {}, "sources": {}}',
]  # fmt: skip

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)


def test_a_lock_is_read_as_it_was_written() -> None:
    """What is written comes back, on one line for each artifact, sorted, without a trace of the machine."""
    lock = Lock({"b": ENTRY, "a": LockedSource("https://h/y", "2" * 64, "skills")})
    text = lock_text(lock)
    assert parse_lock(text) == lock
    assert lock_text(parse_lock(text)) == text
    assert [line.strip() for line in text.splitlines() if HASH in line] == [f'"rule/a": "{HASH}"']
    assert text.index('"a": {') < text.index('"b": {')


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:50])
def test_what_is_no_lock_is_one_error(text: str, tmp_path: Path) -> None:
    """Anything else than a lock is refused with its reason, and never a traceback."""
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_lock(tmp_path)
    assert caught.value.exit is Exit.STATE


@pytest.mark.parametrize(("name", "value"), FORGED, ids=lambda value: str(value)[:40])
def test_every_value_is_checked(name: str, value: Any) -> None:
    """A value that aiwg would never write makes the lock unusable."""
    content = json.loads(lock_text(Lock({"x": ENTRY})))
    content["sources"]["x"][name] = value
    with pytest.raises(UserError):
        parse_lock(json.dumps(content))


def test_a_newer_lock_asks_for_a_newer_aiwg() -> None:
    """The hint of a lock with a later schema is to upgrade."""
    with pytest.raises(UserError, match="newer"):
        parse_lock('{"schema": "aiwg.lock/2", "sources": {}}')


@settings(max_examples=40)
@given(st.dictionaries(TEXTS, st.recursive(st.none() | TEXTS | st.integers(), st.lists, max_leaves=3), max_size=4))
def test_any_entry_is_read_or_refused(entry: dict[str, Any]) -> None:
    """Whatever an entry holds, it is a lock or one error."""
    with suppress(UserError):
        parse_lock(json.dumps({"schema": "aiwg.lock/1", "sources": {"x": entry}}))


@pytest.mark.parametrize(
    "change",
    [{"ref": "v2.0.0"}, {"path": "rules"}, {"only": ["rule/*"]}, {"exclude": ["rule/*"]}, {"as": "skills"},
     {"plugins": ["p"]}, {"ref": "1" * 40}],
    ids=str,
)  # fmt: skip
def test_a_changed_declaration_waits_for_a_review(change: dict[str, Any], taker: Project, remote: Remote) -> None:
    """What aiwg.yaml says otherwise than the lock ends with 5 and the command that reviews it."""
    taker.accept()
    assert taker.load() == (0, RULE)
    taker.declare({"git": remote.url, "ref": "v1.0.0", **change})
    before = taker.lock_file.read_bytes()
    assert taker.load() == (Exit.DRIFT, None)
    assert taker.lock_file.read_bytes() == before


def test_a_source_without_an_entry_is_not_deployed(taker: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A declared source that is not locked ends deploy and sync with 5, and nothing is fetched."""
    for command in (["sync", "--check"], ["deploy"]):
        assert taker.run(*command) == Exit.DRIFT
        assert "aiwg update company" in capsys.readouterr().err
    assert not taker.lock_file.exists()
    assert taker.rule is None


def test_an_entry_that_nobody_declares_goes_unless_frozen(
    taker: Project, remote: Remote, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """sync takes it out of the lock; --frozen, and CI without it, end with 5 and write nothing."""
    other = {"id": "gone", "only": ["skill/*"], "rename": {"skill/release": "skill/other"}}
    taker.declare({"git": remote.url, "ref": "v1.0.0"}, {"git": remote.url, "ref": "v1.0.0", **other})
    taker.accept()
    taker.declare({"git": remote.url, "ref": "v1.0.0"})
    before = taker.lock_file.read_bytes()
    assert taker.load(frozen=True) == (Exit.DRIFT, None)
    monkeypatch.setenv("CI", "true")
    assert taker.run("sync") == Exit.DRIFT
    assert "CI is set" in capsys.readouterr().err
    assert taker.sync("--check") == Exit.DRIFT
    assert taker.lock_file.read_bytes() == before
    assert taker.load(frozen=False) == (0, RULE)
    assert list(taker.lock.sources) == ["company"]


def test_an_entry_counts_where_no_source_is_declared(taker: Project, remote: Remote) -> None:
    """What the lock pins is declared, or goes: in a project without any fetched source, too, and after a quick run."""
    taker.declare({"git": remote.url, "ref": "v1.0.0"})
    taker.accept()
    before = taker.lock_file.read_bytes()
    taker.declare()
    taker.lock_file.unlink()
    assert [taker.run("deploy", *words) for words in ([], ["--frozen"], ["--frozen"])] == [0, 0, 0]
    taker.lock_file.write_bytes(before)
    for words in (["deploy", "--frozen"], ["sync", "--frozen"], ["sync", "--check"], ["deploy", "--dry-run"]):
        assert taker.run(*words) == Exit.DRIFT
    assert taker.lock_file.read_bytes() == before
    assert taker.sync("--no-frozen") == 0
    assert taker.lock.sources == {}
    assert taker.run("deploy", "--frozen") == 0


def merged(taker: Project, ours: bytes, theirs: bytes) -> None:
    """Put the lock into the state that git leaves when both sides changed it."""
    base = taker.folder / "base"
    base.write_bytes(b"")
    for name, data in (("ours", ours), ("theirs", theirs)):
        (taker.folder / name).write_bytes(data)
    done = git_merge_file(taker.folder)
    taker.lock_file.write_text(done, encoding="utf-8")
    for name in ("base", "ours", "theirs"):
        (taker.folder / name).unlink()


def git_merge_file(folder: Path) -> str:
    """Return what git makes of two versions without a common one."""
    import subprocess

    done = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=folder, capture_output=True, check=False
    )
    return done.stdout.decode()


def locked_with(taker: Project, *entries: dict[str, Any]) -> bytes:
    """Return the lock for some declarations, without keeping it."""
    taker.declare(*entries)
    taker.accept()
    return taker.lock_file.read_bytes()


def test_sync_resolves_a_merge_of_the_lock(taker: Project, remote: Remote) -> None:
    """Each side's own source keeps its entry when aiwg.yaml declares both; other commands name sync."""
    one = {"git": remote.url, "ref": "v1.0.0", "only": ["rule/*"]}
    two = {"git": remote.url, "ref": "v1.0.0", "id": "other", "only": ["skill/*"]}
    ours, theirs = locked_with(taker, one), locked_with(taker, two)
    taker.declare(one, two)
    merged(taker, ours, theirs)
    with pytest.raises(LockConflictError):
        read_lock(taker.folder)
    assert taker.run("list") == Exit.STATE
    assert taker.load(frozen=True) == (Exit.STATE, None)
    assert taker.sync() == 0
    assert taker.lock_file.read_bytes() == locked_with(taker, one, two)
    assert taker.rule == RULE


def test_what_both_sides_moved_is_for_a_person(taker: Project, remote: Remote) -> None:
    """Two entries of one branch at two commits are named, and nothing is written."""
    branch = {"git": remote.url, "ref": "main"}
    ours = locked_with(taker, branch)
    remote.commit({**FILES, "rules/second.md": RULE})
    theirs = locked_with(taker, branch)
    merged(taker, ours, theirs)
    before = taker.lock_file.read_bytes()
    assert taker.load() == (Exit.CONFLICT, None)
    assert taker.lock_file.read_bytes() == before


def test_a_lock_that_fits_its_declaration_alone_is_taken(taker: Project, remote: Remote) -> None:
    """Of two versions the one that agrees with the merged aiwg.yaml is kept."""
    ours = locked_with(taker, {"git": remote.url, "ref": "v1.0.0"})
    remote.commit({**FILES, "rules/second.md": RULE}, "v2.0.0")
    theirs = locked_with(taker, {"git": remote.url, "ref": "v2.0.0"})
    taker.declare({"git": remote.url, "ref": "v1.0.0"})
    merged(taker, ours, theirs)
    assert taker.load() == (0, RULE)
    assert taker.lock_file.read_bytes() == ours
