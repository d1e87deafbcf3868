"""add, update, outdated, remove-source and vendor, run as a person types them, over file URLs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from aiwg.core.errors import Exit, UserError
from aiwg.fetching.git import GitProgram
from aiwg.source.fetched.trees import cache_folder
from tests.answers import answer_questions
from tests.conftest import put, tree
from tests.fetching.remote import Remote, git

HOOK = "hooks:\n  - {id: format, event: edit_after, command: CMD}\n"
ONE: Mapping[str, str] = {
    "rules/plain.md": "Be kind.\n",
    "skills/release/SKILL.md": "---\nname: release\ndescription: Make a release.\n---\nRun it.\n",
    "hooks.yaml": HOOK.replace("CMD", "make format"),
}
TWO = {**ONE, "rules/plain.md": "Be very kind.\n", "rules/new.md": "Write tests.\n"}
HIDDEN = {**ONE, "rules/plain.md": "Be kind.\U000e0049\U000e0050\n"}
Told = tuple[int, str]
Type = Callable[..., Told]


@pytest.fixture
def type_in(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Return what runs a command line in the project: its exit code, and all that it prints."""
    monkeypatch.chdir(project)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("CI", raising=False)

    def run_line(line: str, *more: str) -> Told:
        capsys.readouterr()
        code = run([*line.split(), *more])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run_line


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """Return a repository with one version."""
    found = Remote(tmp_path / "ai-context").make()
    found.commit(ONE, "v1.0.0")
    return found


def as_json(told: Told) -> dict[str, Any]:
    """Return what was printed with --json."""
    value: dict[str, Any] = json.loads(told[1])
    return value


def sources_in(project: Path) -> tuple[str, str]:
    """Return what aiwg.yaml and aiwg.lock hold, an empty text for one that is not there."""
    files = (project / "aiwg.yaml", project / "aiwg.lock")
    one, two = (file.read_text() if file.exists() else "" for file in files)
    return one, two


def test_add_shows_and_writes_nothing_without_a_yes(type_in: Type, remote: Remote, project: Path) -> None:
    """Without a terminal and without --yes the text is shown, nothing is written, and the command is named."""
    code, told = type_in("add", remote.url, "--ref", "v1.0.0")
    assert (code, list(project.iterdir())) == (Exit.REFUSED, [])
    assert "+Be kind." in told
    assert f"aiwg add {remote.url} --ref v1.0.0 --yes" in told
    assert type_in("add", remote.url, "--dry-run")[0] == Exit.OK
    assert list(project.iterdir()) == []


def test_add_writes_the_default_layers_and_the_lock(type_in: Type, remote: Remote, project: Path) -> None:
    """A first source comes between the bundled one and your own; the lock pins its commit and its artifacts."""
    assert type_in("add", remote.url, "--yes")[0] == Exit.OK
    text, lock = sources_in(project)
    assert text.split() == ["sources:", "-", "bundled", "-", "git:", f'"{remote.url}"', "ref:", "v1.0.0", "-", "user", "-", "project"]  # fmt: skip  # noqa: E501
    entry = json.loads(lock)["sources"]["ai-context"]
    assert entry["commit"] == git(remote.folder, "rev-parse", "v1.0.0")
    assert set(entry["artifacts"]) == {"hook/format", "rule/plain", "skill/release"}


def test_in_a_team_project_your_own_layer_is_not_named(type_in: Type, remote: Remote, project: Path) -> None:
    """In a git repository, where outputs are committed, the default layers are the bundled one and the project's."""
    put(project / ".git" / "HEAD", "ref: refs/heads/main\n")
    for folder in ("objects", "refs"):
        (project / ".git" / folder).mkdir()
    assert type_in("add", remote.url, "--yes")[0] == Exit.OK
    assert "user" not in sources_in(project)[0]


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (["--only", "rule/*"], {"rule/plain"}),
        (["--exclude", "hook/*"], {"rule/plain", "skill/release"}),
        (["--only", "skills/release"], {"skill/release"}),
    ],
)
def test_a_choice_is_kept(type_in: Type, remote: Remote, project: Path, options: list[str], keys: set[str]) -> None:
    """--only and --exclude are shown, written and locked."""
    told = as_json(type_in("add", remote.url, *options, "--yes", "--json"))
    assert {each["artifact"] for each in told["sources"][0]["artifacts"]} == keys
    assert set(json.loads(sources_in(project)[1])["sources"]["ai-context"]["artifacts"]) == keys


def test_update_moves_file_and_lock_after_a_review(type_in: Type, remote: Remote, project: Path) -> None:
    """An update shows what changed and moves both files; the exit codes tell a bot what there is."""
    type_in("add", remote.url, "--yes")
    assert type_in("update --dry-run")[0] == Exit.OK
    newer = remote.commit(TWO, "v1.1.0")
    before = sources_in(project)
    code, told = type_in("update --dry-run")
    assert (code, sources_in(project)) == (Exit.DRIFT, before)
    assert "-Be kind." in told
    assert "+Be very kind." in told
    assert "1 commit" in told
    assert type_in("update")[0] == Exit.REFUSED
    assert sources_in(project) == before
    assert type_in("update --yes")[0] == Exit.OK
    text, lock = sources_in(project)
    assert text == before[0].replace("v1.0.0", "v1.1.0")
    assert json.loads(lock)["sources"]["ai-context"]["commit"] == newer
    assert type_in("update --dry-run")[0] == Exit.OK


def test_json_of_an_update_serves_a_bot(type_in: Type, remote: Remote) -> None:
    """`changed` says whether there is an update, and the texts are in it."""
    type_in("add", remote.url, "--yes")
    assert as_json(type_in("update --dry-run --json"))["changed"] is False
    remote.commit(TWO, "v1.1.0")
    told = as_json(type_in("update --dry-run --json"))
    assert (told["changed"], told["written"], told["refused"]) == (True, False, None)
    source = told["sources"][0]
    assert (source["from"]["ref"], source["to"]["ref"], source["commits"]) == ("v1.0.0", "v1.1.0", 1)
    assert any("+Be very kind." in each["diff"] for each in source["files"])


def test_rollback_and_undo(type_in: Type, remote: Remote, project: Path) -> None:
    """`update ID --to OLDTAG` shows the way back and writes it; `undo` takes it back."""
    type_in("add", remote.url, "--yes")
    old = sources_in(project)
    remote.commit(TWO, "v1.1.0")
    type_in("update --yes")
    new = sources_in(project)
    code, told = type_in("update ai-context --to v1.0.0 --yes")
    assert (code, sources_in(project)) == (Exit.OK, old)
    assert "gone     rule/new" in told
    assert type_in("undo")[0] == Exit.OK
    assert sources_in(project) == new


def test_undo_of_an_addition_leaves_nothing(type_in: Type, remote: Remote, project: Path) -> None:
    """After add and undo the project is empty again."""
    type_in("add", remote.url, "--yes")
    assert type_in("undo")[0] == Exit.OK
    assert list(project.iterdir()) == []


def test_a_moved_tag_is_told_and_not_taken(type_in: Type, remote: Remote, project: Path) -> None:
    """A tag that points elsewhere is an error of `outdated`, and an update takes it only by name."""
    type_in("add", remote.url, "--yes")
    before = sources_in(project)
    remote.commit(TWO, "v1.0.0")
    code, told = type_in("outdated --check")
    assert code == Exit.DRIFT
    assert "the tag was moved" in told
    for line in ("update --yes", "update --dry-run"):
        code, told = type_in(line)
        assert (code, sources_in(project)) == (Exit.REFUSED, before)
        assert "--accept-moved-tag" in told
    assert type_in("update --yes --accept-moved-tag")[0] == Exit.OK
    assert sources_in(project) != before


def test_findings_of_the_audit_stop_until_they_are_accepted(type_in: Type, remote: Remote, project: Path) -> None:
    """Hidden text stops add and update; accepted by its name, it is approved for the deploy, too."""
    type_in("add", remote.url, "--yes")
    remote.commit(HIDDEN, "v1.1.0")
    code, told = type_in("update --yes")
    assert code == Exit.REFUSED
    key = next(word for word in told.split() if word.startswith("audit/hidden-tags/"))
    assert f"aiwg update --yes --accept {key}" in told
    assert type_in("update --yes --accept audit/other/x")[0] == Exit.USAGE
    assert type_in("update --yes", "--accept", key)[0] == Exit.OK
    assert type_in("deploy -p claude")[0] == Exit.OK
    assert "rules/plain.md" in "".join(tree(project))


def test_what_is_not_in_use_changes_the_lock_alone(type_in: Type, remote: Remote, project: Path) -> None:
    """Upstream moved and nothing in use changed: a result of its own, which --yes takes."""
    put(project / "aiwg.yaml", "exclude: [rule/plain, rule/new]\n")
    type_in("add", remote.url, "--yes")
    remote.commit(TWO, "v1.1.0")
    code, told = type_in("update --dry-run")
    assert code == Exit.DRIFT
    assert "No artifact that you use changed" in told
    assert type_in("update --yes")[0] == Exit.OK
    assert "v1.1.0" in sources_in(project)[0]


def test_your_own_text_in_its_place_is_told(type_in: Type, remote: Remote, project: Path) -> None:
    """An update says that the text which a rule of yours replaces has changed."""
    put(project / ".aiwg" / "rules" / "plain.md", "Be mine.\n")
    type_in("add", remote.url, "--yes")
    remote.commit({**ONE, "rules/plain.md": "Be very kind.\n"}, "v1.1.0")
    told = type_in("update --dry-run")[1]
    assert "rule/plain changed upstream; your own .aiwg/rules/plain.md stays in its place." in told
    assert "+Be very kind." not in told


def test_two_sources_with_one_artifact_are_an_error(type_in: Type, remote: Remote, tmp_path: Path) -> None:
    """A second source with the same rule is refused with the way out."""
    other = Remote(tmp_path / "other").make()
    other.commit({"rules/plain.md": "Be quick.\n", "rules/more.md": "More.\n"}, "v1.0.0")
    type_in("add", remote.url, "--yes")
    code, told = type_in("add", other.url, "--yes")
    assert code == Exit.SOURCE
    assert "--exclude rule/plain" in told
    assert type_in("add", other.url, "--yes", "--exclude", "rule/plain")[0] == Exit.OK


def test_a_source_without_versions_follows_its_branch(type_in: Type, tmp_path: Path, project: Path) -> None:
    """Without version tags the default branch is written, and an update goes to its tip."""
    remote = Remote(tmp_path / "team-skills").make()
    remote.commit(ONE)
    type_in("add", remote.url, "--yes")
    assert "ref: main" in sources_in(project)[0]
    newer = remote.commit(TWO)
    code, told = type_in("update --yes")
    assert code == Exit.OK
    assert "1 commit" in told
    assert json.loads(sources_in(project)[1])["sources"]["team-skills"]["commit"] == newer


def test_a_declaration_by_hand_is_locked_by_update(type_in: Type, remote: Remote, project: Path) -> None:
    """What somebody wrote into aiwg.yaml is reviewed and locked by update; a changed choice is, too."""
    put(project / "aiwg.yaml", f"sources:\n  - git: {remote.url}\n    ref: v1.0.0  # ours\n")
    assert type_in("deploy -p claude")[0] == Exit.DRIFT
    assert type_in("update ai-context --yes")[0] == Exit.OK
    assert "# ours" in sources_in(project)[0]
    assert type_in("deploy -p claude")[0] == Exit.OK
    put(project / "aiwg.yaml", f'sources:\n  - git: {remote.url}\n    ref: v1.0.0\n    only: ["rule/*"]\n')
    assert type_in("update --yes")[0] == Exit.OK
    assert set(json.loads(sources_in(project)[1])["sources"]["ai-context"]["artifacts"]) == {"rule/plain"}


def test_remove_source_leaves_nothing_behind(type_in: Type, remote: Remote, project: Path) -> None:
    """A source that was added, vendored, deployed and removed leaves no file after a sync."""
    put(project / "aiwg.yaml", "# ours\nsources: [project]\n")
    put(project / ".aiwg" / "rules" / "mine.md", "Mine.\n")
    type_in("deploy -p claude,cursor")
    before = tree(project, skip=())
    type_in("add", remote.url, "--yes")
    assert type_in("vendor")[0] == Exit.OK
    type_in("sync")
    type_in("trust --yes")
    assert type_in("sync")[0] == Exit.OK
    assert tree(project) != before
    assert type_in("remove-source ai-context")[0] == Exit.OK
    assert type_in("sync")[0] == Exit.OK
    after = tree(project, skip=())
    assert after.keys() == before.keys()
    assert {path for path in after if after[path] != before[path]} <= {".aiwg/manifest.json"}
    assert not (project / ".aiwg" / "vendor").exists()


def test_a_vendored_copy_needs_no_repository(type_in: Type, remote: Remote, project: Path, tmp_path: Path) -> None:
    """In a clone without cache and network the vendored copy is deployed; an edited copy is refused."""
    type_in("add", remote.url, "--yes")
    assert type_in("vendor")[0] == Exit.OK
    remote.folder.rename(tmp_path / "gone")
    (tmp_path / "home" / ".cache").rename(tmp_path / "cache")
    assert type_in("deploy -p claude --offline")[0] == Exit.OK
    vendored = project / ".aiwg" / "vendor" / "ai-context" / "rules" / "plain.md"
    put(vendored, "Be evil.\n")
    assert type_in("sync --offline")[0] == Exit.REFUSED


def test_commands_name_the_source_of_an_artifact(type_in: Type, remote: Remote) -> None:
    """`list -v`, `show` and `explain` name the source, its ref and its commit."""
    type_in("add", remote.url, "--yes")
    type_in("deploy -p claude")
    commit = git(remote.folder, "rev-parse", "v1.0.0")
    named = f"ai-context v1.0.0 {commit[:7]}"
    for line in ("list -v", "show rule/plain", "explain .claude/rules/plain.md"):
        told = type_in(line)[1]
        assert named in told, line
        assert remote.url in told, line
    wanted = {"id": "ai-context", "url": remote.url, "ref": "v1.0.0", "commit": commit, "path": None}
    assert as_json(type_in("show rule/plain --json"))["from"] == wanted
    listed = as_json(type_in("list rule --json"))["artifacts"]
    assert [each["from"] for each in listed if each["id"] == "plain"] == [wanted]
    held = as_json(type_in("explain .claude/rules/plain.md --json"))["artifacts"]
    assert [each["from"] for each in held] == [wanted]


def test_the_cache_is_shown_and_emptied(type_in: Type, remote: Remote, project: Path) -> None:
    """`cache` names the repository, `cache clean` removes everything, and a sync fetches it again."""
    type_in("add", remote.url, "--yes")
    assert remote.url in type_in("cache")[1]
    assert as_json(type_in("cache --json"))["bytes"] > 0
    assert type_in("cache clean")[0] == Exit.OK
    assert as_json(type_in("cache --json"))["parts"] == []
    assert type_in("deploy -p claude")[0] == Exit.OK


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """Return a folder with a local source beside the project."""
    put(tmp_path / "shared" / "rules" / "shared.md", "Share.\n")
    return tmp_path


def test_a_local_folder_is_added(type_in: Type, places: Path, project: Path) -> None:
    """A folder beside the project is shown, declared by its relative path, and approved by adding it."""
    code, told = type_in("add ../shared --yes")
    assert code == Exit.OK
    assert "+Share." in told
    assert '- "../shared"' in sources_in(project)[0]
    assert type_in("deploy -p claude")[0] == Exit.OK
    assert type_in("add ../shared --yes")[0] == Exit.USAGE
    assert type_in("remove-source ../shared")[0] == Exit.OK
    assert "shared" not in sources_in(project)[0]


@pytest.mark.parametrize(
    "what", ["-x", "ext::sh -c x", "nothing", "pypi:x", "npm:x", "./nowhere", "http://x.example/y.git", "https://u:p@x.example/y.git"]
)  # fmt: skip
def test_what_is_no_source_is_one_clear_error(type_in: Type, project: Path, what: str) -> None:
    """Whatever is typed that is no source ends with one line and a hint, and nothing is written."""
    code, told = type_in("add", "--yes", "--", what)
    assert code == Exit.USAGE
    assert told.startswith("aiwg: ")
    assert list(project.iterdir()) == []


@pytest.mark.parametrize("answer", ["y", ""])
def test_a_person_is_asked(
    type_in: Type, remote: Remote, project: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """On a terminal a yes writes and a no writes nothing; the default is no."""
    asked = answer_questions(monkeypatch, answer)
    agrees = answer == "y"
    assert type_in("add", remote.url)[0] == (Exit.OK if agrees else Exit.REFUSED)
    assert asked == ["Add ai-context? (y/n) [n]: "]
    assert (sources_in(project)[1] != "") is agrees


def test_sources_of_the_user_scope(type_in: Type, remote: Remote, project: Path, home: Path) -> None:
    """With --scope user the user's own aiwg.yaml and aiwg.lock change, and nothing of the project."""
    assert type_in("add", remote.url, "--yes", "--scope", "user")[0] == Exit.OK
    assert list(project.iterdir()) == []
    own = home / ".config" / "aiwg"
    assert remote.url in (own / "aiwg.yaml").read_text()
    assert type_in("deploy -p claude --scope user")[0] == Exit.OK
    assert (home / ".claude" / "rules" / "plain.md").read_text() == "Be kind.\n"
    assert type_in("remove-source ai-context --scope user")[0] == Exit.OK
    assert type_in("sync --scope user")[0] == Exit.OK
    assert not (home / ".claude" / "rules" / "plain.md").exists()
    assert not (own / "aiwg.lock").exists()


def test_the_policy_is_asked(
    type_in: Type, remote: Remote, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that the policy of this machine does not allow is neither fetched nor added."""
    put(tmp_path / "policy.yaml", 'version: 1\nsources:\n  allow: ["https://git.example.com/*"]\n')
    monkeypatch.setenv("AIWG_POLICY", str(tmp_path / "policy.yaml"))
    code, told = type_in("add", remote.url, "--yes")
    assert code == Exit.REFUSED
    assert "does not allow" in told
    assert list(project.iterdir()) == []
    put(tmp_path / "policy.yaml", f'version: 1\nsources:\n  allow: ["{remote.url}"]\n')
    assert type_in("add", remote.url, "--yes")[0] == Exit.OK


ASKING = (
    "add {url} --id other --yes", "add {url} --id other --dry-run", "update --yes", "update --dry-run",
    "update ai-context --to v1.0.0", "outdated", "outdated --json", "vendor", "vendor --dry-run", "sync",
    "sync --check", "deploy -p claude", "deploy -p claude --dry-run", "status", "doctor", "check", "report --json",
    "lint",
)  # fmt: skip


@pytest.mark.parametrize("line", ASKING)
def test_nobody_is_asked_at_an_address_that_the_policy_denies(
    line: str, type_in: Type, remote: Remote, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a denied source in aiwg.yaml and nothing in the cache, no command starts git for that address."""
    type_in("add", remote.url, "--yes")
    shutil.rmtree(cache_folder())
    put(tmp_path / "policy.yaml", f'version: 1\nsources:\n  deny: ["{remote.url}"]\n')
    monkeypatch.setenv("AIWG_POLICY", str(tmp_path / "policy.yaml"))
    asked: list[str] = []

    def ask(self: GitProgram, url: str, *_: object, **__: object) -> bytes:
        asked.append(url)
        raise UserError("nobody may be asked", exit=Exit.IO)

    monkeypatch.setattr(GitProgram, "remote", ask)
    before = sources_in(project)
    type_in(line.format(url=remote.url))
    assert asked == []
    assert sources_in(project) == before


def test_a_finding_that_the_policy_refuses_cannot_be_accepted(
    type_in: Type, remote: Remote, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`audit: refuse` of the policy stops add and update, whatever is accepted."""
    put(tmp_path / "policy.yaml", "version: 1\naudit:\n  refuse: [zero-width]\n")
    monkeypatch.setenv("AIWG_POLICY", str(tmp_path / "policy.yaml"))
    remote.commit({**ONE, "rules/plain.md": "Be\u200b kind.\n"}, "v1.1.0")
    code, told = type_in("add", remote.url, "--yes")
    assert code == Exit.REFUSED
    assert "the policy refuses it" in told
    assert list(project.iterdir()) == []


def test_a_project_that_was_deployed_with_source_is_told(type_in: Type, remote: Remote, places: Path) -> None:
    """Where other sources are recorded, add says that aiwg.yaml does not count yet."""
    type_in("deploy -p claude --source ../shared")
    code, told = type_in("add", remote.url, "--yes")
    assert code == Exit.OK
    assert "deployed with --source" in told
