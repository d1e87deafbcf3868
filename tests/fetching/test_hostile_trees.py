"""Trees made to harm: each artifact that cannot be had safely is left out and named, the others arrive."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from aiwg.core.errors import Exit, UserError
from aiwg.fetching import repository
from aiwg.fetching.failures import GitFailedError
from aiwg.fetching.fetch import Fetched, fetch
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.trees import cache_folder, is_sound

from .remote import FILES, LINK, RULE, SUBMODULE, Content, Project, Remote, git

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 12345\n"

IN_THE_SKILL: dict[str, tuple[dict[str, Content], str]] = {
    "link out of the tree": ({"skills/release/x.md": (LINK, "../../../../etc/passwd")}, "is a link"),
    "absolute link": ({"skills/release/x.md": (LINK, "/etc/passwd")}, "is a link"),
    "link inside": ({"skills/release/x.md": (LINK, "SKILL.md")}, "is a link"),
    "link of a folder": ({"skills/release/scripts": (LINK, "/etc")}, "is a link"),
    "submodule": ({"skills/release/lib": (SUBMODULE, "1" * 40)}, "is a submodule"),
    "LFS pointer": ({"skills/release/x.png": LFS}, "Git LFS"),
    "too large": ({"skills/release/big.bin": b"x" * 40}, "is larger than"),
    "colon": ({"skills/release/ab:c.md": "x"}, "contains a colon"),
    "device": ({"skills/release/aux": "x"}, "reserved"),
    "escape": ({"skills/release/\x1b[31m.md": "x"}, "control character"),
}


def fetched(files: Mapping[str, Content], tmp_path: Path) -> Fetched:
    """Return what comes of a repository with these files."""
    remote = Remote(tmp_path / "hostile.git").make()
    return fetch(GitSource("x", remote.url), remote.commit(files))


@pytest.mark.parametrize("name", IN_THE_SKILL)
def test_a_file_that_is_none_stops_its_artifact_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The skill with it is left out of tree and lock, with a reason and a way out; the rule is there."""
    if name == "too large":
        monkeypatch.setattr(repository, "MAX_BYTES", 32)
        files: dict[str, Content] = {
            "rules/plain-words.md": "# A\n\nb\n",
            "skills/release/SKILL.md": "---\ndescription: d\n---\n\nx\n",
        }
    else:
        files = {path: text for path, text in FILES.items() if "scripts" not in path}
    more, why = IN_THE_SKILL[name]
    found = fetched({**files, **more}, tmp_path)
    assert list(found.locked.artifacts) == ["rule/plain-words"]
    errors = [each for each in found.findings if each.level == "error"]
    assert any(why in each.message for each in errors)
    assert all(each.message.isprintable() for each in errors)
    assert any("exclude: [skill/release]" in (each.hint or "") for each in errors)
    assert [path.name for path in found.folder.rglob("*") if path.is_file()] == ["plain-words.md"]
    assert is_sound(found.folder)


def test_what_lies_elsewhere_disturbs_nobody(tmp_path: Path) -> None:
    """Links, submodules and pointers outside of artifacts are of no account."""
    more: dict[str, Content] = {
        "CLAUDE.md": (LINK, "/etc/passwd"),
        "vendor/lib": (SUBMODULE, "1" * 40),
        "logo.png": LFS,
        "src/a:b": "x",
    }
    found = fetched({**FILES, **more}, tmp_path)
    assert list(found.locked.artifacts) == ["rule/plain-words", "skill/release"]
    assert [each for each in found.findings if each.level in ("error", "warning")] == []


def test_folders_of_artifacts_that_lie_elsewhere_are_named(tmp_path: Path) -> None:
    """A submodule or a link in the place of a folder of artifacts is a warning."""
    found = fetched({**FILES, "agents": (LINK, "../elsewhere"), "skills/more": (SUBMODULE, "1" * 40)}, tmp_path)
    told = {each.file: each.message for each in found.findings if each.code == "unusable-file"}
    assert told == {
        "(x)/agents": "is not used: it is a link",
        "(x)/skills/more": "is not used: it is a submodule",
    }


def test_case_clashes_are_left_out(tmp_path: Path) -> None:
    """Two paths that are one on some file system stop the artifact that comes second, or both, and no other."""
    clash = {"skills/release/A.md": "one", "skills/release/a.md": "two"}
    found = fetched({**FILES, **clash}, tmp_path)
    assert "rule/plain-words" in found.locked.artifacts
    assert "skill/release" not in found.locked.artifacts
    assert any(each.code == "same-name" for each in found.findings)


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", ".git\u200c"])
def test_git_folders_inside_never_arrive(name: str, tmp_path: Path) -> None:
    """A tree with something that some file system takes for .git is refused by git, or its file is left out."""
    remote = Remote(tmp_path / "hostile.git").make()
    blob = git(remote.folder, "hash-object", "-w", "--stdin", data=b"[core]\n\tfsmonitor = touch /tmp/x\n")
    rule = git(remote.folder, "hash-object", "-w", "--stdin", data=RULE.encode())
    inner = git(remote.folder, "mktree", "-z", data=f"100644 blob {blob}\tconfig\0".encode())
    rules = git(remote.folder, "mktree", "-z", data=f"100644 blob {rule}\tplain-words.md\0".encode())
    skill = git(remote.folder, "mktree", "-z", data=f"040000 tree {inner}\t{name}\0".encode())
    listed = (f"040000 tree {rules}\trules", f"040000 tree {skill}\tskills", "")
    top = git(remote.folder, "mktree", "-z", data="\0".join(listed).encode())
    commit = git(remote.folder, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit-tree", top, "-m", "x")
    git(remote.folder, "update-ref", "refs/heads/main", commit)
    with suppress(GitFailedError):  # git refuses what it takes for .git itself
        found = fetch(GitSource("x", remote.url), commit)
        assert list(found.locked.artifacts) == ["rule/plain-words"]
        assert not list(found.folder.rglob("config"))
    assert not list(cache_folder().glob("trees/**/config"))


def test_many_files_cost_their_names_alone(tmp_path: Path) -> None:
    """Of 20,000 files beside the artifacts none is read, and the tree in the cache is small."""
    remote = Remote(tmp_path / "large.git").make()
    commit = remote.commit({**FILES, **{f"src/d{number % 100}/f{number}.c": "x" for number in range(20_000)}})
    found = fetch(GitSource("x", remote.url), commit)
    assert len(found.raw) == len(FILES)


def test_too_many_files_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit of a source the way out is a folder of it."""
    monkeypatch.setattr(repository, "MAX_FILES", 2)
    with pytest.raises(UserError, match="more than 2 files") as caught:
        fetched(FILES, tmp_path)
    assert "path:" in (caught.value.hint or "")


def test_too_much_to_hold_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are too many bytes together are refused before all are read."""
    monkeypatch.setattr(repository, "MAX_TOTAL_BYTES", 40)
    with pytest.raises(UserError, match="contains more than"):
        fetched(FILES, tmp_path)


@pytest.mark.parametrize(
    "files",
    [{"README.md": "x"}, {"a.txt": "x"}, {"rules/x.md": ""}, {"rules": "x"}, {"skills/x/SKILL.md": (LINK, "y")}],
    ids=str,
)
def test_nothing_that_is_wanted_is_one_error(files: dict[str, Content], tmp_path: Path) -> None:
    """A repository that holds no artifact is refused with a reason."""
    with pytest.raises(UserError) as caught:
        fetched(files, tmp_path)
    assert caught.value.exit is Exit.SOURCE


def test_a_bad_artifact_stops_itself(taker: Project, remote: Remote) -> None:
    """What cannot be read is not locked; the rest is, and deploys."""
    remote.commit({**FILES, "agents/bad.md": "---\nname: [\n", "rules/\xe9\xe8.md": b"\xff\xfe"}, "v1.0.0")
    taker.accept()
    assert sorted(taker.lock.sources["company"].artifacts) == ["rule/plain-words", "skill/release"]
    assert taker.sync() == 0
    assert taker.rule == RULE
