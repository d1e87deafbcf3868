"""What aiwg.yaml may say of a source: every slip is one clear error with its line, and nothing is fetched for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aiwg.config import read_config
from aiwg.core.errors import UserError
from aiwg.source.fetched.declared import FolderSource, GitSource, SourceChoice

URL = "https://git.example.com/platform/ai-context.git"

BAD_URLS = [
    "", " ", "-uhttps://x", "--upload-pack=touch x", "ext::sh -c touch% x", "fd::17", "codecommit::eu://x", "::x",
    "https://token@git.example.com/x.git", "https://user:secret@git.example.com/x.git",
    "ssh://git:secret@git.example.com/x", "https://git.example.com/x.git?token=1", "https://git.example.com/x#main",
    "http://git.example.com/x.git", "git://git.example.com/x.git", "ftp://x/y", "javascript://x/y",
    "./x", "../x", "x/y", "/srv/x.git", "~/x.git", "C:/x.git", "C:\\x", "file://x/y", "file://", "file:///",
    "https://", "https:///x", "https://git.example.com", "https://git.example.com/", "ssh://-oProxyCommand=x/y",
    "git@-oProxyCommand=x:y", "git@host:-x", "https://a b/c", "https://a/b\nc", "https://a/\u202eb", "a" * 3000,
]  # fmt: skip
GOOD_URLS = {
    URL: "ai-context",
    "https://git.example.com:8443/a/b": "b",
    "ssh://git@git.example.com:22/team/skills.git": "skills",
    "git@github.com:anthropics/skills.git": "skills",
    "github.com:anthropics/skills": "skills",
    "gh:anthropics/My_Skills": "my-skills",
    "file:///srv/git/company.git/": "company",
}
BAD_REFS = [
    "", "-x", "--upload-pack=x", "a b", "a..b", "a~1", "a^{}", "a:b", "a?b", "a*", "a[b", "a\\b", "@", "HEAD", "a@{1}",
    "a.lock", "a/b.lock/c", "/a", "a/", "a//b", ".a", "a/.b", "a.", "a\nb", "a\x7f",
]  # fmt: skip
BAD_PATHS = ["..", "../x", "a/../b", "/etc", "a\\b", ".git", "a/.GIT/b", "a//b", "a/./b", "a\nb", "git~1"]
BAD_REST: list[tuple[dict[str, Any] | str, str]] = [
    ({}, "needs git"),
    ({"git": URL, "reff": "v1"}, "unknown key"),
    ({"git": 1}, "must be text"),
    ({"git": URL, "only": "rule/*"}, "must be a list"),
    ({"pypi": "acme"}, "not supported yet"),
    ({"npm": "@acme/x", "version": "1.0"}, "not supported yet"),
    ({"git": URL, "version": "1.0"}, "has no version"),
    ({"git": URL, "id": "Team Skills"}, "not a valid name"),
    ({"git": URL, "id": "../x"}, "not a valid name"),
    ({"git": URL, "id": "bundled"}, "a reserved word"),
    ({"git": "https://h/_"}, "makes no name"),
    ({"git": URL, "only": ["release"]}, "not kind/id"),
    ({"git": URL, "exclude": ["skil/release"]}, "not kind/id"),
    ({"git": URL, "rename": {"skill/a": "b"}}, "does not map"),
    ({"git": URL, "rename": {"skill/a": "rule/a"}}, "the kind stays"),
    ({"git": URL, "rename": {"skill/a": "skill/../b"}}, "does not map"),
    ({"git": URL, "rename": {"skill/a": "skill/c", "skill/b": "skill/c"}}, "two artifacts"),
    ({"git": URL, "plugins": ["a/b"]}, "not the name of a plugin"),
    ({"git": URL, "as": "../aiwg"}, "is not a layout"),
    ({"path": "../x", "ref": "v1"}, "has no ref"),
    ({"path": "../x", "id": "x"}, "has no id"),
    ({"path": "../x", "plugins": ["a"]}, "has no plugins"),
    ({"path": "../x", "as": "skills"}, "must have the layout"),
    ({"path": " "}, "names no folder"),
    ("", "names no folder"),
    (" \t", "names no folder"),
]


def write(project: Path, *entries: Any) -> None:
    """Write an aiwg.yaml, a source on each line from the second."""
    lines = "".join(f"- {json.dumps(entry)}\n" for entry in entries)
    (project / "aiwg.yaml").write_text(f"sources:\n{lines}", encoding="utf-8")


def refusal(project: Path, *entries: Any) -> UserError:
    """Return the error about an aiwg.yaml."""
    write(project, *entries)
    with pytest.raises(UserError) as caught:
        read_config(project)
    return caught.value


@pytest.mark.parametrize(
    "entry",
    [
        *({"git": url} for url in BAD_URLS),
        *({"git": URL, "ref": ref} for ref in BAD_REFS),
        *({"git": URL, "path": path} for path in BAD_PATHS),
    ],
    ids=lambda entry: str(entry)[:60],
)
def test_what_git_could_take_otherwise_is_refused(entry: dict[str, Any], project: Path) -> None:
    """Options, programs, secrets, relative places and control characters are each one error with its line."""
    error = refusal(project, "bundled", entry)
    assert [problem.line for problem in error.problems] == [3]
    assert error.problems[0].message.isprintable()


@pytest.mark.parametrize(("entry", "message"), BAD_REST, ids=str)
def test_slips_are_named(entry: dict[str, Any], message: str, project: Path) -> None:
    """Unknown keys, wrong types, bad ids and patterns are each named on their line."""
    error = refusal(project, "bundled", entry)
    assert error.problems[0].line == 3
    assert message in error.problems[0].message


def test_a_misspelled_key_is_told_the_right_one(project: Path) -> None:
    """The hint is the key that was meant."""
    assert "exclude" in (refusal(project, {"git": URL, "exlude": []}).problems[0].hint or "")


def test_two_sources_cannot_have_one_name(project: Path) -> None:
    """Two URLs that end alike need an id each; with one they are two sources."""
    entries = {"git": URL}, {"git": "git@host:other/ai-context.git"}
    assert "id:" in (refusal(project, *entries).problems[0].hint or "")
    write(project, entries[0], {**entries[1], "id": "other"})
    assert [each.id for each in read_config(project).sources or () if isinstance(each, GitSource)] == [
        "ai-context",
        "other",
    ]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_a_source_is_called_after_its_url(url: str, project: Path) -> None:
    """Each form of URL that git takes is read, and its last part is the id."""
    write(project, {"git": url, "ref": "release/1.x", "path": "./context/"})
    assert read_config(project).sources == (GitSource(GOOD_URLS[url], url, "release/1.x", "context"),)


def test_every_key_is_read(project: Path) -> None:
    """All that a mapping can say is in the value, kinds by their own names."""
    more = {
        "only": ["rules/*"],
        "exclude": ["skill/x"],
        "rename": {"rules/a": "rule/b"},
        "plugins": ["p"],
        "as": "skills",
    }
    local = {name: value for name, value in more.items() if name not in ("plugins", "as")}
    write(project, "user", {"git": URL, "id": "x", **more}, {"path": "../shared", **local})
    chosen = (("rule/*",), ("skill/x",), {"rule/a": "rule/b"})
    assert read_config(project).sources == (
        "user",
        GitSource("x", URL, choice=SourceChoice(*chosen, ("p",), "skills")),
        FolderSource("../shared", SourceChoice(*chosen)),
    )
