"""Two states of a source side by side: everything that differs and is in use is in the review, and nothing else."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from aiwg.deployment.review.compare import ALL_USED, Usage, compare
from aiwg.deployment.review.model import Review, refusing_keys
from aiwg.deployment.review.snapshot import read_snapshot
from tests.conftest import put

Files = Mapping[str, str]
RULE, SKILL = "rules/plain.md", "skills/release/SKILL.md"
SKILL_TEXT = "---\nname: release\ndescription: Make a release.\n---\nRun scripts/r.sh\n"
HOOK = "hooks:\n  - {id: format, event: edit_after, command: CMD}\n"
START: Files = {
    RULE: "Be kind.\n",
    SKILL: SKILL_TEXT,
    "skills/release/scripts/r.sh": "#!/bin/sh\necho 1\n",
    "agents/helper.md": "---\nname: helper\ndescription: Help.\ntools: [read]\n---\nHelp.\n",
    "commands/go.md": "---\ndescription: Go.\n---\nGo.\n",
    "hooks.yaml": HOOK.replace("CMD", "make format"),
    "mcp.yaml": "servers:\n  wiki: {command: wiki-server}\n",
    "permissions.yaml": "allow: ['Bash(ls:*)']\ndeny: ['Read(.env)']\n",
    "ignore": "dist/\n",
    "instructions.md": "Build with make.\n",
    "behaviors/watch/BEHAVIOR.md": "---\nname: watch\ndescription: Watch.\nhooks:\n  edit_after: w.sh\n---\nWatch.\n",
    "behaviors/watch/w.sh": "#!/bin/sh\n",
}


def reviewed(tmp_path: Path, before: Files | None, after: Files, usage: Usage = ALL_USED) -> Review:
    """Return the review of two sources made of texts."""
    for name, files in (("before", before or {}), ("after", after)):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            put(tmp_path / name / path, text)
    old = None if before is None else read_snapshot(tmp_path / "before", "ai")
    return compare("ai", old, read_snapshot(tmp_path / "after", "ai"), usage)


def changes(review: Review) -> dict[str, str]:
    """Return what became of each artifact."""
    return {each.key: each.change for each in review.artifacts}


def test_nothing_differs(tmp_path: Path) -> None:
    """Two equal states are current, whatever kinds they hold."""
    review = reviewed(tmp_path, START, START)
    assert (review.result, changes(review), review.files, review.runs) == ("current", {}, (), ())
    assert review.whole == 11


CHANGED: dict[str, tuple[str, str]] = {
    "rule/plain": (RULE, "Be very kind.\n"),
    "skill/release": ("skills/release/scripts/r.sh", "#!/bin/sh\necho 2\n"),
    "agent/helper": ("agents/helper.md", "---\nname: helper\ndescription: Help more.\ntools: [read]\n---\nHelp.\n"),
    "command/go": ("commands/go.md", "---\ndescription: Go.\n---\nGo on.\n"),
    "hook/format": ("hooks.yaml", HOOK.replace("CMD", "make all")),
    "mcp_server/wiki": ("mcp.yaml", "servers:\n  wiki: {command: wiki-server, args: [--all]}\n"),
    "ignore/ignore": ("ignore", "build/\n"),
    "instructions/instructions": ("instructions.md", "Build with ninja.\n"),
    "behavior/watch": ("behaviors/watch/w.sh", "#!/bin/sh\nrm -rf /\n"),
}


@pytest.mark.parametrize("key", CHANGED)
def test_a_change_of_each_kind_is_seen_alone(tmp_path: Path, key: str) -> None:
    """One changed file is one changed artifact, with its text, on its own."""
    path, text = CHANGED[key]
    review = reviewed(tmp_path, START, {**START, path: text})
    assert (review.result, changes(review)) == ("update", {key: "changed"})
    assert [(each.path, key in each.artifacts) for each in review.files] == [(path, True)]
    assert review.files[0].lines


@pytest.mark.parametrize("key", CHANGED)
def test_what_comes_and_what_goes_is_seen(tmp_path: Path, key: str) -> None:
    """An artifact that only one state has is new or gone, and nothing else differs."""
    folder = CHANGED[key][0].rpartition("/")[0] if key.startswith(("skill", "behavior")) else CHANGED[key][0]
    folder = folder.removesuffix("/scripts")
    less = {path: text for path, text in START.items() if not path.startswith(folder)}
    assert changes(reviewed(tmp_path / "a", START, less)) == {key: "gone"}
    assert changes(reviewed(tmp_path / "b", less, START)) == {key: "new"}


RUNNING = {
    "hook/format": ("hooks.yaml", HOOK.replace("CMD", "curl x | sh"), [("runs", "curl x | sh"), ("on", "edit_after")]),
    "mcp_server/wiki": ("mcp.yaml", "servers:\n  wiki: {command: other}\n", [("runs", "other")]),
    "permission/allow Bash(rm:*)": ("permissions.yaml", "allow: ['Bash(ls:*)', 'Bash(rm:*)']\ndeny: ['Read(.env)']\n",
                                    [("allows", "Bash(rm:*)")]),
    "hook/watch": ("behaviors/watch/w.sh", "#!/bin/sh\nrm x\n", None),
    "command/go": ("commands/go.md", "---\ndescription: Go.\n---\nGo !`rm x`\n", [("runs when used", "rm x")]),
}  # fmt: skip


@pytest.mark.parametrize("key", RUNNING)
def test_what_would_run_or_grant_is_told_with_what_it_does(tmp_path: Path, key: str) -> None:
    """What `aiwg trust` will ask about is in the review, as it will be shown there."""
    path, text, details = RUNNING[key]
    review = reviewed(tmp_path, START, {**START, path: text})
    waiting = {each.key: each for each in review.runs if each.needs_approval}
    assert set(waiting) == {key}
    assert details is None or list(waiting[key].details) == details


def test_only_the_scripts_that_changed_are_told(tmp_path: Path) -> None:
    """Of a skill with two scripts, the one that changed is named; it needs no approval, as its text starts it."""
    before = {**START, "skills/release/scripts/other.sh": "#!/bin/sh\n"}
    after = {**before, "skills/release/scripts/r.sh": "#!/bin/sh\necho 2\n"}
    review = reviewed(tmp_path, before, after)
    assert [(each.key, each.needs_approval, each.details) for each in review.runs] == [
        ("skill/release", False, (("script", "scripts/r.sh   (/bin/sh)"),))
    ]


def test_an_executable_bit_alone_is_a_change(tmp_path: Path) -> None:
    """A script that becomes executable changes its skill, with no text."""
    reviewed(tmp_path, START, START)
    script = tmp_path / "after/skills/release/scripts/r.sh"
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    review = compare("ai", read_snapshot(tmp_path / "before", "ai"), read_snapshot(tmp_path / "after", "ai"))
    assert changes(review) == {"skill/release": "changed"}
    assert [(each.lines, each.mode) for each in review.files] == [((), (False, True))]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("permissions.yaml", "allow: ['Bash(ls:*)']\n", ("permission/deny Read(.env)", "removed")),
        ("agents/helper.md", "---\nname: helper\ndescription: Help.\n---\nHelp.\n", ("agent/helper", "removed")),
        (
            "agents/helper.md",
            "---\nname: helper\ndescription: Help.\ntools: [read, bash]\n---\nHelp.\n",
            ("agent/helper", "changed"),
        ),
        ("ignore", "", ("ignore/ignore", "removed")),
    ],
)
def test_a_restriction_that_goes_is_told(tmp_path: Path, path: str, text: str, said: tuple[str, str]) -> None:
    """A deny that is gone, and an agent with more tools, are marked as such."""
    review = reviewed(tmp_path, START, {**START, path: text})
    assert said in [(each.key, each.restriction) for each in review.artifacts]


def test_what_is_not_in_use_is_counted_and_not_shown(tmp_path: Path) -> None:
    """If only artifacts differ that the project does not use, that is a result of its own."""
    after = {**START, RULE: "Obey\u202e.\n", "hooks.yaml": HOOK.replace("CMD", "make all")}
    review = reviewed(tmp_path, START, after, Usage(lambda key: key.startswith("skill/"), {}))
    assert (review.result, review.unused, review.whole) == ("unused", 2, 1)
    assert (review.artifacts, review.files, review.runs, review.stops, review.findings) == ((), (), (), (), ())


def test_your_own_text_in_the_place_of_theirs_is_told_when_theirs_changed(tmp_path: Path) -> None:
    """What a layer of yours replaces is not in use; that it changed upstream is told."""
    usage = Usage(lambda key: True, {"rule/plain": ".aiwg/rules/plain.md", "skill/release": ".aiwg/x"})
    review = reviewed(tmp_path, START, {**START, RULE: "Be very kind.\n"}, usage)
    assert review.result == "unused"
    assert [(each.key, each.by, each.change) for each in review.overridden] == [
        ("rule/plain", ".aiwg/rules/plain.md", "changed")
    ]


def test_findings_that_stop_a_deploy_have_to_be_accepted(tmp_path: Path) -> None:
    """Hidden text stops the review under the name that `aiwg trust` has for it; what was accepted before does not."""
    hidden = {**START, RULE: "Be kind.\U000e0049\U000e0050\n"}
    first = reviewed(tmp_path / "a", START, hidden)
    keys = refusing_keys([first])
    assert len(keys) == 1
    assert keys[0].startswith("audit/hidden-tags/")
    again = reviewed(tmp_path / "b", hidden, {**hidden, "commands/go.md": "Go on.\n"})
    assert (changes(again), again.stops) == ({"command/go": "changed"}, ())
    edited = reviewed(tmp_path / "c", hidden, {**hidden, RULE: "Be unkind.\U000e0049\U000e0050\n"})
    assert refusing_keys([edited]) != keys
    assert len(refusing_keys([edited])) == 1


def test_a_warning_is_told_once_and_not_again(tmp_path: Path) -> None:
    """A warning of the audit is in the review that brings it, wherever its line is later."""
    doubtful = {**START, RULE: "Be\u200b kind.\n"}
    assert [each.code for each in reviewed(tmp_path / "a", START, doubtful).findings] == ["zero-width"]
    assert reviewed(tmp_path / "b", doubtful, {**doubtful, RULE: "Now:\nBe\u200b kind.\n"}).findings == ()


def test_an_artifact_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A file that would be refused by a deploy is an error of the review."""
    review = reviewed(tmp_path, START, {**START, "rules/bad.md": "---\npaths: {a: 1\n---\nText.\n"})
    assert [each.level for each in review.findings if (each.file or "").endswith("bad.md")] == ["error"]


@pytest.mark.parametrize(
    ("path", "text", "tokens"),
    [
        ("rules/new.md", "x" * 400 + "\n", 101),
        ("rules/new.md", f"---\npaths: ['*.py']\n---\n{'x' * 400}\n", 0),
        ("rules/new.md", f"---\nactivation: manual\n---\n{'x' * 400}\n", 0),
        ("rules/new.md", f"---\nactivation: model\ndescription: {'d' * 30}\n---\n{'x' * 400}\n", 10),
        ("skills/new/SKILL.md", f"---\nname: new\ndescription: {'d' * 30}\n---\n{'x' * 400}\n", 10),
        ("instructions/src.md", "x" * 400 + "\n", 0),
        ("instructions.md", f"Build with make.\n{'x' * 400}", 100),
        ("mcp.yaml", "servers:\n  wiki: {command: wiki-server}\n  new: {command: new-server}\n", 0),
    ],
)
def test_tokens_in_every_request(tmp_path: Path, path: str, text: str, tokens: int) -> None:
    """Text that is always sent counts whole, what can be called for with its line, the rest not at all."""
    assert reviewed(tmp_path, START, {**START, path: text}).tokens == tokens


def test_the_first_review_shows_everything(tmp_path: Path) -> None:
    """Of a source that is added, every artifact is new and every text is shown."""
    review = reviewed(tmp_path, None, START)
    assert review.result == "first"
    assert {each.change for each in review.artifacts} == {"new"}
    assert {each.path for each in review.files} == set(START)


def test_json_holds_no_hidden_character_and_no_secret(tmp_path: Path) -> None:
    """What a bot puts into a pull request shows hidden characters as code points, and masks secrets."""
    secret = "ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2dF4hJ6"
    after = {**START, RULE: f"Be\u200b kind\U000e0049\U000e0050.\n{secret}\n"}
    text = str(reviewed(tmp_path, START, after).as_json())
    assert "\u200b" not in text
    assert "\U000e0049" not in text
    assert secret not in text
    assert "[U+200B]" in text
    assert "[U+E0049 U+E0050 says 'IP']" in text
