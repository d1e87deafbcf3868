"""What people type for a source, and what aiwg.yaml says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aiwg.commands.sources.typed import SourceWish, declared_as, entry_of
from aiwg.core.errors import Exit, UserError
from aiwg.source.fetched.declared import FolderSource, GitSource

MEANT: dict[str, dict[str, Any]] = {
    "owner/repo": {"git": "https://github.com/owner/repo.git"},
    "owner/repo.git": {"git": "https://github.com/owner/repo.git"},
    "https://git.example.com/team/context.git": {"git": "https://git.example.com/team/context.git"},
    "https://git.example.com/team/context": {"git": "https://git.example.com/team/context"},
    "ssh://git@git.example.com:2222/team/context.git": {"git": "ssh://git@git.example.com:2222/team/context.git"},
    "git@git.example.com:team/context.git": {"git": "git@git.example.com:team/context.git"},
    "https://github.com/owner/repo/tree/main": {"git": "https://github.com/owner/repo.git", "ref": "main"},
    "https://github.com/owner/repo/tree/v1.0/a/b/": {
        "git": "https://github.com/owner/repo.git", "ref": "v1.0", "path": "a/b",
    },
    "https://gitlab.example.com/g/s/repo/-/tree/main/x": {
        "git": "https://gitlab.example.com/g/s/repo.git", "ref": "main", "path": "x",
    },
    "code-review@owner/market": {"git": "https://github.com/owner/market.git", "plugins": ["code-review"]},
    "code-review@https://git.example.com/m.git": {
        "git": "https://git.example.com/m.git", "plugins": ["code-review"],
    },
    "code-review@git@git.example.com:team/m.git": {
        "git": "git@git.example.com:team/m.git", "plugins": ["code-review"],
    },
    "../shared": {"path": "../shared"},
    "./inside": {"path": "inside"},
    "inside": {"path": "inside"},
}  # fmt: skip


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the project as the current folder, with a folder in it and one beside it."""
    (project / "inside").mkdir()
    (project.parent / "shared").mkdir()
    monkeypatch.chdir(project)
    return project


@pytest.mark.parametrize("what", MEANT)
def test_what_is_typed_becomes_an_entry(here: Path, what: str) -> None:
    """Each way to name a source is one entry of aiwg.yaml, which declares it."""
    entry = entry_of(SourceWish(what), here)
    assert entry == MEANT[what]
    assert isinstance(declared_as(entry), GitSource if "git" in entry else FolderSource)


def test_options_are_in_the_entry(here: Path) -> None:
    """Everything that can be typed about a source is written down."""
    wish = SourceWish("owner/repo", "v1.0", "a", ("rule/*",), ("rule/x",), "skills", "mine", ("one",))
    assert entry_of(wish, here) == {
        "git": "https://github.com/owner/repo.git", "ref": "v1.0", "path": "a", "id": "mine", "only": ["rule/*"],
        "exclude": ["rule/x"], "plugins": ["one"], "as": "skills",
    }  # fmt: skip


def test_a_path_below_is_relative_to_the_project(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was typed in a folder of the project is written as the project sees it."""
    monkeypatch.chdir(here / "inside")
    assert entry_of(SourceWish("../../shared"), here) == {"path": "../shared"}


@pytest.mark.parametrize(
    "wish",
    [
        SourceWish("-x"),
        SourceWish("ext::sh"),
        SourceWish("nothing"),
        SourceWish("http://git.example.com/x.git"),
        SourceWish("https://user:word@git.example.com/x.git"),
        SourceWish("https://git.example.com/x.git?token=1"),
        SourceWish("owner/repo", ref="-x"),
        SourceWish("owner/repo", ref="a..b"),
        SourceWish("owner/repo", path="../x"),
        SourceWish("owner/repo", id="bundled"),
        SourceWish("owner/repo", only=("nothing",)),
        SourceWish("../shared", ref="v1"),
        SourceWish("./nowhere"),
        SourceWish("pypi:x"),
    ],
    ids=lambda wish: f"{wish.what} {wish.ref}{wish.path}{wish.id}",
)
def test_what_is_no_source_is_refused(here: Path, wish: SourceWish) -> None:
    """Whatever aiwg would not hand to git is a wrong use, with one message."""
    with pytest.raises(UserError) as caught:
        entry_of(wish, here)
    assert caught.value.exit is Exit.USAGE


def test_a_folder_that_may_be_a_repository_is_not_guessed(here: Path) -> None:
    """`owner/repo` that is a folder here is an error with both ways to say it."""
    (here / "owner" / "repo").mkdir(parents=True)
    with pytest.raises(UserError, match="is a folder here") as caught:
        entry_of(SourceWish("owner/repo"), here)
    assert caught.value.hint == "Write ./owner/repo or https://github.com/owner/repo"
