"""Hunks of an edit: all of them are the edit, none is nothing, and any of them go together in one way."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.core.digest import digest
from aiwg.importing.back.bases import both_changed, both_values_changed
from aiwg.importing.back.choices import choices_of
from aiwg.importing.back.hunks import PLATFORMS, Hunk, HunkMisfitError, hunks_of, with_hunks
from aiwg.importing.back.limits import weakened
from aiwg.importing.back.model import SourceEdit
from aiwg.importing.back.words import merged_words
from aiwg.importing.model import value_hash

LINES = st.lists(st.sampled_from(["one\n", "two\n", "three\n", "\n", "- four: 4\n", "Grüße 🦊\n"]), max_size=9)
BODY = st.builds(lambda lines, end: "".join(lines) + end, LINES, st.sampled_from(["", "last line", "end\n"]))
VALUE = st.one_of(
    st.sampled_from(["a", "b c", "true"]), st.booleans(), st.integers(0, 3), st.lists(st.sampled_from("xyz"))
)
FIELDS = st.dictionaries(st.sampled_from(["description", "tools", "model", "color"]), VALUE, max_size=4)
OVERRIDES = st.dictionaries(st.sampled_from(["cursor", "codex"]), FIELDS.filter(bool), max_size=2)
ASSET = st.sampled_from([b"echo 1\n", b"echo 1\necho 2\n", b"\xff\x00", b""])
ARTIFACTS = st.builds(
    lambda fields, body, overrides, asset: Artifact(
        "agent", "seller", Origin("x", "project"), fields, body, (Asset("run.sh", asset),), overrides=overrides
    ),
    FIELDS,
    BODY,
    OVERRIDES,
    ASSET,
)


def parts(artifact: Artifact) -> object:
    """Return what an artifact says."""
    return dict(artifact.fields), artifact.body, artifact.overrides, artifact.assets


@given(ARTIFACTS, ARTIFACTS)
@settings(max_examples=25, deadline=None)
def test_all_hunks_are_the_edit_and_none_is_nothing(before: Artifact, after: Artifact) -> None:
    """Taking all parts of an edit gives the edited artifact, taking none the one of before."""
    hunks = hunks_of(before, after)
    assert parts(with_hunks(before, hunks)) == parts(after)
    assert with_hunks(before, ()) == before
    assert hunks_of(before, before) == ()


@given(ARTIFACTS, ARTIFACTS, st.data())
@settings(max_examples=25, deadline=None)
def test_any_hunks_go_together_in_one_way(before: Artifact, after: Artifact, data: st.DataObject) -> None:
    """Any parts of an edit can be taken, in any order with the same result, and the others are what is left of it."""
    hunks = hunks_of(before, after)
    taken = [hunk for hunk in hunks if data.draw(st.booleans())]
    some = with_hunks(before, taken)
    assert some == with_hunks(before, list(reversed(taken)))
    left = {(hunk.part, hunk.name) for hunk in hunks_of(some, after)}
    assert left <= {(hunk.part, hunk.name) for hunk in hunks if hunk not in taken}
    assert not any(one.overlaps(other) for one, other in combinations(hunks, 2))


@given(BODY, BODY)
@settings(max_examples=15, deadline=None)
def test_a_hunk_that_does_not_fit_is_refused(before: str, after: str) -> None:
    """Parts of an edit never change lines that are others by now."""
    one = Artifact("rule", "x", Origin("x", "project"), body=before)
    hunks = hunks_of(one, one.with_(body=after))
    if any(hunk.before for hunk in hunks):
        with pytest.raises(HunkMisfitError):
            with_hunks(one.with_(body="another\n" * 30), hunks)


@given(BODY, st.lists(st.tuples(st.booleans(), st.integers(0, 8)), max_size=6))
@settings(max_examples=20, deadline=None)
def test_what_was_written_last_is_found_by_its_hash(base: str, changes: list[tuple[bool, int]]) -> None:
    """Where each line was changed by one side alone, the text of before is found, and both changes are put together."""
    lines = [f"{number} {line}\n" for number, line in enumerate(base.splitlines())]
    desired, actual, merged = list(lines), list(lines), list(lines)
    for ours, at in changes:
        if at < len(lines) and desired[at] == actual[at] == lines[at]:
            (desired if ours else actual)[at] = merged[at] = f"new {at}\n"
    found = both_changed("".join(desired), "".join(actual), digest("".join(lines).encode()))
    blocks = [at for at in range(len(lines)) if desired[at] != actual[at]]
    if all(second - first > 1 for first, second in pairwise(blocks)):
        assert found is not None
        assert (found.base, found.merged) == ("".join(lines), "".join(merged))


def test_values_are_put_together_key_by_key() -> None:
    """Changes of other keys of one value are put together, those of one key are not."""
    base = {"command": "npx", "args": ["a"], "env": {"A": "1", "B": "2"}}
    ours = {**base, "command": "bunx", "env": {"A": "1"}}
    theirs = {**base, "args": ["b"], "env": {"A": "9", "B": "2"}, "cwd": "."}
    found = both_values_changed(ours, theirs, value_hash(base))
    assert found is not None
    assert found.merged == {"command": "bunx", "args": ["b"], "env": {"A": "9"}, "cwd": "."}
    assert both_values_changed({**base, "command": "x"}, {**base, "command": "y"}, value_hash(base)) is None


def test_lines_are_merged_by_words_where_they_differ() -> None:
    """A changed word goes into a line that reads otherwise; where both sides changed one word there is no answer."""
    assert (
        merged_words("Ask {{args}} now.\n", "Ask $ARGUMENTS now.\n", "Ask {{args}} later.\n")
        == "Ask $ARGUMENTS later.\n"
    )
    assert merged_words("Use a.\n", "Use b.\n", "Use c.\n") is None


def artifact(kind: str, id: str = "x", body: str = "", **fields: object) -> Artifact:
    """Return an artifact of a kind."""
    return Artifact(kind, id, Origin("x", "project"), fields, body)


WEAKER = {
    "more tools": (artifact("agent", tools=["read"]), artifact("agent", tools=["read", "bash"])),
    "all tools": (artifact("agent", tools=["read"]), artifact("agent")),
    "fewer denied": (artifact("agent", deny_tools=["bash", "edit"]), artifact("agent", deny_tools=["bash"])),
    "more access": (artifact("agent", access="read"), artifact("agent", access="write")),
    "any access": (artifact("agent", access="read"), artifact("agent")),
    "a mode of one tool": (
        artifact("agent").with_(overrides={"claude": {"permissionMode": "plan"}}),
        artifact("agent").with_(overrides={"claude": {"permissionMode": "bypassPermissions"}}),
    ),
    "a new mode": (artifact("agent"), artifact("agent").with_(overrides={"claude": {"permissionMode": "x"}})),
    "a server on": (artifact("mcp_server", enabled=False), artifact("mcp_server")),
    "more tools of a server": (artifact("mcp_server", tools=["a"]), artifact("mcp_server", tools=["a", "b"])),
    "a deny gone": (artifact("permission", "deny x", effect="deny"), artifact("permission", "ask x", effect="ask")),
    "another deny": (artifact("permission", "deny x", effect="deny"), artifact("permission", "deny y", effect="deny")),
    "a deny elsewhere": (
        artifact("permission", "deny x", effect="deny"),
        artifact("permission", "deny x", effect="deny").with_(exclude=("claude",)),
    ),
    "a guard elsewhere": (
        artifact("hook", event="tool_before"),
        artifact("hook", event="tool_before").with_(exclude=("claude",)),
    ),
    "a plugin on": (artifact("plugin", enabled=False), artifact("plugin", enabled=True)),
    "a line less": (artifact("ignore", body="a\nb\n"), artifact("ignore", body="a\n")),
    "a line undone": (artifact("ignore", body="a\n"), artifact("ignore", body="a\n!a/b\n")),
}  # fmt: skip


@pytest.mark.parametrize("case", WEAKER)
def test_what_takes_a_restriction_away_is_seen(case: str) -> None:
    """A change that takes a restriction away is told, whatever says it; its opposite only where none can tell."""
    before, after = WEAKER[case]
    assert weakened(before, after)
    undecided = ("a mode of one tool", "a new mode", "a deny gone", "another deny")
    assert bool(weakened(after, before)) == (case in undecided)


def test_equal_edits_are_one_choice_and_others_are_rivals() -> None:
    """Of several edits of one artifact equal parts are one choice, and parts that exclude each other say so."""
    base = artifact("rule", body="one\ntwo\nthree\n")
    edits = [
        SourceEdit(path, base.key, hunks_of(base, base.with_(body=body)))
        for path, body in (("a", "ONE\ntwo\nthree\n"), ("b", "ONE\ntwo\n3\n"), ("c", "one\ntwo\ntree\n"))
    ]
    choices = choices_of(edits, {base.key: base}.get)
    assert [(choice.wheres, len(choice.rivals)) for choice in choices] == [(["a", "b"], 0), (["b"], 1), (["c"], 1)]


LEFT_OUT = {
    "everywhere": ((), (), ("claude",), (), ("claude",)),
    "one of two": (("claude", "codex"), (), ("claude",), ("codex",), ()),
    "the only one": (("claude",), (), ("claude",), ("claude",), ("claude",)),
    "under another name": (("claude-code", "codex"), (), ("claude",), ("claude-code", "codex"), ("claude",)),
    "and another": ((), ("cursor",), ("claude",), (), ("cursor", "claude")),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_leaving_out_a_platform_never_widens(case: str) -> None:
    """An artifact that is left out on a platform is not for it any more, and for no other that it was not for."""
    include, exclude, gone, *wanted = LEFT_OUT[case]
    before = artifact("rule").with_(include=include, exclude=exclude)
    rest = tuple(name for name in include if name not in gone)
    after = rest, (*exclude, *(name for name in gone if name not in include))
    found = with_hunks(before, [Hunk(PLATFORMS, "platforms", (include, exclude), after)])
    assert [found.include, found.exclude] == wanted
    assert not found.wants(["claude", "claude-code"])
    for name in ("codex", "cursor", "kiro"):
        assert found.wants([name]) == before.wants([name])
