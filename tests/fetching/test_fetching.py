"""Fetching by git: what is pinned arrives, with the user's own configuration, and each failure has its words."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aiwg.core.errors import Exit, UserError
from aiwg.fetching.fetch import fetch
from aiwg.fetching.resolve import read_refs
from aiwg.source.fetched.declared import GitSource, SourceChoice
from aiwg.source.fetched.trees import cache_folder
from tests.conftest import stats

from .remote import EVIL, FILES, RULE, Project, Remote, empty_cache, git


def test_a_locked_source_arrives_and_the_second_run_only_stats(taker: Project) -> None:
    """The first sync deploys rule and skill; the second writes nothing, with or without a network."""
    taker.accept()
    empty_cache()
    assert taker.sync() == 0
    assert taker.rule == RULE
    script = taker.folder / ".claude/skills/release/scripts/r.sh"
    assert script.stat().st_mode & stat.S_IXUSR
    before = stats(taker.folder), stats(cache_folder())
    assert taker.sync("--offline") == 0
    assert (stats(taker.folder), stats(cache_folder())) == before


def test_a_branch_stays_at_its_commit(taker: Project, remote: Remote) -> None:
    """A branch that moved on brings nothing before the lock says so."""
    taker.declare({"git": remote.url, "ref": "main"})
    taker.accept()
    remote.commit({**FILES, "rules/plain-words.md": EVIL})
    empty_cache()
    assert taker.load() == (0, RULE)


@pytest.mark.parametrize("version", [0, 1, 2])
def test_a_commit_that_no_ref_points_to_is_had(version: int, taker: Project, remote: Remote) -> None:
    """A commit behind the tip of a branch arrives over every version of git's protocol."""
    git(taker.folder, "config", "--global", "protocol.version", str(version))
    taker.declare({"git": remote.url, "ref": "main"})
    taker.accept()
    remote.commit({"rules/plain-words.md": EVIL})
    empty_cache()
    assert taker.load() == (0, RULE)


def test_the_users_own_rewrites_of_urls_hold(taker: Project, remote: Remote) -> None:
    """A URL of a company is fetched from where the user's git configuration says."""
    base = remote.url.removesuffix("company.git")
    git(taker.folder, "config", "--global", f"url.{base}.insteadOf", "https://git.example.com/")
    taker.declare({"git": "https://git.example.com/company.git", "ref": "v1.0.0"})
    taker.accept()
    assert taker.lock.sources["company"].url == "https://git.example.com/company.git"
    empty_cache()
    assert taker.load() == (0, RULE)


def test_a_project_cannot_steer_git(taker: Project, remote: Remote, tmp_path: Path) -> None:
    """The git configuration of the project, and variables that point at a repository, are of no account."""
    evil = Remote(tmp_path / "evil.git").make()
    evil.commit({"rules/plain-words.md": EVIL}, "v1.0.0")
    git(taker.folder, "init", "--quiet")
    git(taker.folder, "config", f"url.{evil.url}.insteadOf", remote.url)
    git(taker.folder, "config", "core.hooksPath", str(tmp_path))
    assert read_refs(remote.url).resolve("v1.0.0").commit == remote.commits[0]


def test_no_program_of_a_repository_or_template_runs(taker: Project, remote: Remote, tmp_path: Path) -> None:
    """Hooks of the user's template, filters and attributes of the repository start nothing and change no byte."""
    remote.commit({**FILES, ".gitattributes": "* filter=x text eol=crlf export-subst\n"}, "v1.0.0")
    mark = tmp_path / "ran"
    for name in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change"):
        hook = tmp_path / "template" / "hooks" / name
        hook.parent.mkdir(parents=True, exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    for name, value in {
        "init.templateDir": str(tmp_path / "template"), "core.hooksPath": str(tmp_path / "template" / "hooks"),
        "filter.x.smudge": f"touch {mark}", "core.autocrlf": "true", "core.fsmonitor": f"touch {mark}",
    }.items():  # fmt: skip
        git(taker.folder, "config", "--global", name, value)
    taker.accept()
    assert taker.load() == (0, RULE)
    assert not mark.exists()


def test_line_ends_stay_as_they_are(taker: Project, remote: Remote) -> None:
    """CRLF in the repository is CRLF in the cache, whatever attributes say: the hash is of the stored bytes."""
    crlf = RULE.replace("\n", "\r\n")
    remote.commit({**FILES, "rules/plain-words.md": crlf, ".gitattributes": "* text=auto\n"}, "v1.0.0")
    taker.accept()
    assert (taker.tree() / "rules/plain-words.md").read_bytes() == crlf.encode()


@contextmanager
def mute_server() -> Iterator[int]:
    """Listen on a port of this machine and never answer."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def failure(url: str, ref: str = "v1.0.0", commit: str = "", offline: bool = False, path: str = "") -> UserError:
    """Return why a source cannot be fetched."""
    declared = GitSource("x", url, ref, path)
    try:
        fetch(declared, commit or read_refs(url, offline=offline).resolve(ref).commit, offline=offline)
    except UserError as error:
        return error
    raise AssertionError("it was fetched")


def test_each_cause_has_its_words(remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No such ref, no repository, commit gone, no folder, offline, no answer and no git are told apart."""
    assert "no tag or branch" in failure(remote.url, "v9.9.9").message
    assert "its newest version is v1.0.0" in failure(remote.url, "v9.9.9").message
    assert "40 characters" in (failure(remote.url, remote.commits[0][:10]).hint or "")
    assert "is not a git repository" in failure(f"file://{tmp_path}/none.git").message
    assert "does not have the commit" in failure(remote.url, commit="1" * 40).message
    assert "has no folder" in failure(remote.url, path="elsewhere").message
    assert "needs the network" in failure(remote.url, offline=True).message
    with mute_server() as port:
        monkeypatch.setenv("AIWG_GIT_TIMEOUT", "1")
        assert "within 1 seconds" in failure(f"https://127.0.0.1:{port}/x.git").message
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in failure(remote.url).message


SAID = {
    "fatal: could not read Username for 'https://h': terminal prompts disabled": "did not let git",
    "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://h/x/'": "did not let git",
    "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.": "did not let git",
    "Host key verification failed.": "did not let git",
    "fatal: unable to access 'https://h/x/': The requested URL returned error: 403": "did not let git",
    "fatal: unable to access 'https://h/x/': Could not resolve host: h": "cannot reach",
    "ssh: connect to host h port 22: Connection refused": "cannot reach",
    "fatal: unable to access 'https://h/x/': SSL certificate problem: unable to get local issuer": "cannot reach",
    "fatal: transport 'http' not allowed": "protocol",
    "remote: Repository not found.\nfatal: repository 'https://h/x/' not found": "not a git repository",
    "fatal: '/x' does not appear to be a git repository": "not a git repository",
    "fatal: remote error: upload-pack: not our ref 1111": "no longer has it",
    "error: Server does not allow request for unadvertised object 1111": "no longer has it",
    "fatal: couldn't find remote ref refs/tags/v1": "no longer has it",
    "error: object 1: hasDotgit: contains '.git'\nfatal: fsck error in packed object": "git refuses",
    "warning: x\nfatal: something that nobody foresaw\x1b[31m": "nobody foresaw\\x1b",
    "": "gave no reason",
}


@pytest.mark.parametrize("said", SAID)
def test_what_git_says_is_understood(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each phrase of git becomes its message, printable, with one way out and without the user's name or token."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    text = said.replace("https://h", "https://me:secret@h")
    program.write_text(f"#!/bin/sh\ncat >&2 <<'X'\n{text}\nX\nexit 128\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    error = failure("https://h/x")
    assert SAID[said] in error.message
    assert len(error.message) < 400
    assert error.message.isprintable()
    assert "secret" not in f"{error.message}{error.hint}"
    assert error.exit in (Exit.IO, Exit.SOURCE, Exit.REFUSED)


def test_without_a_terminal_nobody_is_asked(remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """git is told so, speaks only allowed protocols, and has no terminal to ask on."""
    seen = tmp_path / "seen"
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nenv > {seen}\necho $@ >> {seen}\ntest -t 0 && echo TTY >> {seen}\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ssh:http")
    failure(remote.url)
    said = seen.read_text()
    assert "GIT_TERMINAL_PROMPT=0" in said
    assert "GIT_ALLOW_PROTOCOL=ssh\n" in said
    assert "GIT_DIR" not in said
    assert "--end-of-options" in said
    assert "TTY" not in said


def test_refs_are_resolved_as_people_mean_them(remote: Remote) -> None:
    """The newest version is the default; tags and branches by name; a name of both is refused; pre-releases are not."""
    remote.commit(FILES, "v1.10.0")
    remote.commit(FILES, "v2.0.0-rc.1")
    git(remote.folder, "-c", "user.name=a", "-c", "user.email=a@b.example", "tag", "-a", "-m", "x", "v1.9.0", "main")
    refs = read_refs(remote.url)
    assert (refs.newest, refs.default) == ("v1.10.0", "main")
    assert refs.resolve("").ref == "v1.10.0"
    assert refs.resolve("v1.9.0").commit == remote.commits[2]
    assert refs.resolve("v1.9.0").tag_object not in ("", remote.commits[2])
    assert refs.resolve("main").pinned == "branch"
    assert refs.resolve(remote.commits[0]).pinned == "commit"
    git(remote.folder, "branch", "v1.0.0", "main")
    with pytest.raises(UserError, match="a tag and a branch"):
        read_refs(remote.url).resolve("v1.0.0")
    assert read_refs(remote.url).resolve("refs/tags/v1.0.0").commit == remote.commits[0]


def test_a_default_branch_counts_without_versions(tmp_path: Path) -> None:
    """A repository without version tags is taken at its default branch; an empty one is refused in words."""
    remote = Remote(tmp_path / "x.git").make()
    assert "no commits" in failure(remote.url, "").message
    remote.commit(FILES, branch="trunk")
    git(remote.folder, "symbolic-ref", "HEAD", "refs/heads/trunk")
    assert read_refs(remote.url).resolve("").ref == "trunk"


def test_a_part_of_a_source_is_taken(taker: Project, remote: Remote) -> None:
    """A folder, a choice of artifacts and other names for them: the lock lists what is taken, under its own names."""
    remote.commit({f"context/{path}": content for path, content in FILES.items()}, "v2.0.0")
    more = {"path": "context", "only": ["skills/*"], "rename": {"skill/release": "skill/team-release"}}
    taker.declare({"git": remote.url, "ref": "v2.0.0", **more})
    taker.accept()
    assert list(taker.lock.sources["company"].artifacts) == ["skill/release"]
    assert taker.sync() == 0
    assert taker.rule is None
    text = (taker.folder / ".claude/skills/team-release/SKILL.md").read_text()
    assert "name: team-release" in text


def test_two_sources_with_one_artifact_are_refused_with_both_ways_out(
    taker: Project, remote: Remote, capsys: pytest.CaptureFixture[str]
) -> None:
    """The artifact of both is not deployed, the rest is; exclude, rename or an artifact of the project settle it."""
    one, two = (
        {"git": remote.url, "ref": "v1.0.0"},
        {"git": remote.url, "ref": "v1.0.0", "id": "other", "only": ["rule/*"]},
    )
    taker.declare(one, two)
    taker.accept()
    assert taker.run("sync") == Exit.SOURCE
    said = capsys.readouterr()
    assert "exclude:" in said.out + said.err
    assert "rename:" in said.out + said.err
    assert taker.rule is None
    assert (taker.folder / ".claude/skills/release").exists()
    own = taker.folder / ".aiwg/rules/plain-words.md"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("# Mine\n\nMine.\n")
    assert taker.sync() == 0
    assert taker.rule == "# Mine\n\nMine.\n"
    own.unlink()
    taker.declare(one, {**two, "rename": {"rule/plain-words": "rule/other-words"}})
    assert taker.sync() == 0
    assert taker.rule == RULE


def test_sources_of_a_source_are_named_and_not_followed(tmp_path: Path) -> None:
    """An aiwg.yaml in a fetched tree is no declaration of ours: the sources in it are a finding."""
    remote = Remote(tmp_path / "x.git").make()
    commit = remote.commit(
        {**FILES, "aiwg.yaml": "sources:\n- bundled\n- git: https://h/evil.git\n- {path: ../../x}\n"}
    )
    found = fetch(GitSource("x", remote.url, "main"), commit)
    assert [each.message for each in found.findings if each.code == "own-sources"] == [
        "names other sources; aiwg does not follow them: https://h/evil.git, ../../x"
    ]


@pytest.mark.parametrize("layout", ["auto", "skills"])
def test_a_layout_is_found_once_and_kept(layout: str, taker: Project, remote: Remote) -> None:
    """The lock names the layout; what only comes later cannot change how a commit is read."""
    remote.commit({"skills/release/SKILL.md": FILES["skills/release/SKILL.md"]}, "v3.0.0")
    taker.declare({"git": remote.url, "ref": "v3.0.0", "as": layout})
    taker.accept()
    empty_cache()
    assert taker.load()[0] == 0
    assert taker.lock.sources["company"].layout == (
        "skills" if layout == "skills" else taker.lock.sources["company"].layout
    )


def test_the_same_text_has_the_same_hash_wherever_it_comes_from(tmp_path: Path) -> None:
    """Two repositories with other histories give equal entries but for URL and commit."""
    entries = []
    for name in ("a", "b"):
        remote = Remote(tmp_path / f"{name}.git").make()
        remote.commit({"rules/x.md": name})
        commit = remote.commit(FILES)
        entries.append(fetch(GitSource("x", remote.url), commit).locked.artifacts)
    assert entries[0] == entries[1]


def test_a_killed_git_leaves_nothing(remote: Remote) -> None:
    """Locks that a killed fetch left in the cache keep nobody from fetching."""
    declared = GitSource("x", remote.url, "v1.0.0", choice=SourceChoice())
    fetch(declared, remote.commits[0])
    for folder in (cache_folder() / "git").iterdir():
        (folder / "shallow.lock").touch()
        (folder / "config.lock").touch()
    second = remote.commit(FILES)
    assert fetch(declared, second).locked.commit == second


def test_a_local_folder_can_be_chosen_from(project: Path, tmp_path: Path) -> None:
    """A folder outside waits for its approval as ever; only, exclude and rename choose from it, without a lock."""
    shared = tmp_path / "shared" / "rules"
    shared.mkdir(parents=True)
    for name in ("plain-words", "other", "third"):
        (shared / f"{name}.md").write_text(RULE)
    taker = Project(project)
    choice = {"only": ["rules/*"], "exclude": ["rule/third"], "rename": {"rule/other": "rule/our-words"}}
    taker.declare({"path": "../shared", **choice})
    assert taker.sync() == Exit.REFUSED
    assert taker.run("trust", "--yes") == 0
    assert taker.sync() == 0
    deployed = sorted(file.name for file in (project / ".claude/rules").iterdir())
    assert deployed == ["our-words.md", "plain-words.md"]
    assert not taker.lock_file.exists()


def test_a_typed_source_needs_no_lock(taker: Project, tmp_path: Path) -> None:
    """deploy --source takes the place of what aiwg.yaml declares: nothing is fetched or asked for."""
    own = tmp_path / "own" / "rules" / "plain-words.md"
    own.parent.mkdir(parents=True)
    own.write_text("# Own\n\nOwn.\n")
    assert taker.run("deploy", "-q", "--source", str(tmp_path / "own")) == 0
    assert taker.rule == "# Own\n\nOwn.\n"


def test_a_project_goes_with_a_broken_lock(taker: Project) -> None:
    """aiwg remove takes everything away whatever became of lock, cache and repository."""
    taker.accept()
    assert taker.sync() == 0
    taker.lock_file.write_text("{")
    empty_cache()
    assert taker.sync() == Exit.STATE
    assert taker.run("remove", "-q") == 0
    assert not (taker.folder / ".claude").exists()


def test_offline_names_the_source(taker: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Without cache and network the message names the source and both ways out."""
    taker.accept()
    empty_cache()
    assert taker.sync("--offline") == Exit.IO
    said = capsys.readouterr().err
    assert "the source company is not on this machine" in said
    assert "aiwg vendor company" in said
