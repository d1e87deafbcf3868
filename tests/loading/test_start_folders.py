"""From which folders a platform reads its files, for each platform that says so and each folder it may start in."""

from __future__ import annotations

import functools
import posixpath

import pytest

from aiwg.adapter.discover import load_adapter, platform_folders
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter, Place
from aiwg.adapter.paths import parse_path
from aiwg.artifact.kinds import LOADED_CELLS
from aiwg.loading import StartFolder, find_settings_files, look_around
from aiwg.loading.find import files_at
from aiwg.loading.precedence import is_read_by
from tests.conftest import PLATFORMS
from tests.loading.memory import HOME, MemoryReader

ADAPTERS = {each.name: load_adapter(each, "bundled") for each in platform_folders(PLATFORMS)}
TOP = "/work/project"
WORKTREE = f"{TOP}/.worktrees/w"
GIT = {f"{TOP}/.git/HEAD": ""}
LINKED = {
    **GIT,
    f"{WORKTREE}/.git": f"gitdir: {TOP}/.git/worktrees/w\n",
    f"{TOP}/.git/worktrees/w/commondir": "../..\n",
}
NESTED = [
    (adapter, kind, place)
    for adapter in ADAPTERS.values()
    for kind, cell in adapter.cells.items()
    for place in cell.reads
    if not place.spec.anchor and (place.nested in ("up", "both") or place.worktree)
]
SETTINGS = [(adapter, path) for adapter in ADAPTERS.values() for path in adapter.data.get("settings", {})]


def _path(place: Place) -> str:
    rest = next(place.spec.spellings()).replace("{id:path}", "one").replace("{id}", "one").replace("*", "one")
    return f"{rest}SKILL.md" if rest.endswith("/") else rest


def _found(adapter: Adapter, place: Place, files: dict[str, str], start: str) -> list[str]:
    here = StartFolder(start, MemoryReader(files), Environment(HOME))
    founds = sorted(files_at(adapter, place, here), key=lambda each: -each.depth)  # whichever comes first there
    return list(dict.fromkeys(each.base for each in founds))  # two spellings may mean one file


@pytest.mark.parametrize(("adapter", "kind", "place"), NESTED, ids=lambda each: getattr(each, "id", None))
def test_a_place_above_is_read_from_a_subfolder(adapter: Adapter, kind: str, place: Place) -> None:
    """What lies above is read up to the top of the work tree, and without git only where the adapter says so."""
    if place.nested not in ("up", "both"):
        return
    start, top, parent, beyond = "/work/teams/project/a", "/work/teams/project", "/work/teams", "/work"
    files = {f"{folder}/{_path(place)}": "x" for folder in (start, top, parent, beyond)}
    above = {"disk": [parent, beyond], "parent": [parent]}.get(place.up_to or "top", [])
    assert _found(adapter, place, {**files, f"{top}/.git/HEAD": ""}, start) == [start, top, *above]
    without = [top, parent, beyond] if place.up_to == "disk" or place.without_git == "disk" else []
    assert _found(adapter, place, files, start) == [start, *without]


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize(("adapter", "kind", "place"), NESTED, ids=lambda each: getattr(each, "id", None))
def test_what_a_worktree_has_of_its_main_checkout(adapter: Adapter, kind: str, place: Place, inside: bool) -> None:
    """A worktree skips its main checkout, takes from it what it lacks itself, or treats it like any folder above."""
    tree = WORKTREE if inside else "/work/w"
    git = {**LINKED, f"{tree}/.git": LINKED[f"{WORKTREE}/.git"]}
    main = {f"{TOP}/{_path(place)}": "x"}
    own = {f"{tree}/{_path(place)}": "x"}
    takes = place.worktree == "main" or (inside and place.up_to == "disk" and place.worktree != "skip")
    assert _found(adapter, place, {**git, **main}, tree) == ([TOP] if takes else [])
    both = [tree, TOP] if takes and place.worktree != "main" else [tree]
    assert _found(adapter, place, {**git, **main, **own}, tree) == both


@pytest.mark.parametrize(
    ("git", "start", "seen"),
    [
        ({}, f"{TOP}/a/b", {"start": "b", "top": "b", "up": "b", "main": ""}),
        (GIT, TOP, {"start": "t", "top": "t", "up": "t", "main": ""}),
        (GIT, f"{TOP}/a/b", {"start": "b", "top": "t", "up": "bat", "main": ""}),
        (LINKED, WORKTREE, {"start": "w", "top": "w", "up": "w", "main": "t"}),
    ],
    ids=["no git", "top", "subfolder", "worktree"],
)
@pytest.mark.parametrize(("adapter", "path"), SETTINGS, ids=lambda each: getattr(each, "id", None))
def test_which_settings_files_are_read(
    adapter: Adapter, path: str, git: dict[str, str], start: str, seen: dict[str, str]
) -> None:
    """A settings file is read from the folders that the adapter names; from others it is said not to be."""
    folders = {"t": TOP, "a": f"{TOP}/a", "b": f"{TOP}/a/b", "w": WORKTREE}
    name = next(parse_path(path).spellings()).replace("{id}", "one")
    place, kind = next(
        (place, kind)
        for kind, cell in adapter.cells.items()
        for place in cell.reads
        if place.spec.rest == path and kind not in LOADED_CELLS and is_read_by(place, adapter.surfaces[0])
    )
    files = {f"{folder}/{name}": _settings_with(place) for folder in folders.values()}
    here = StartFolder(start, MemoryReader({**files, **git}), Environment(HOME))
    found = {each.path: each for each in find_settings_files(adapter, here) if each.kind == kind}
    said = adapter.data["settings"][path]
    words = [said] if isinstance(said, str) else said
    read = {f"{folders[each]}/{name}" for word in words for each in seen[word]}
    ours = {each.path for each in found.values() if each.path.endswith(f"/{name}")}
    passed = {path for path in ours if found[path].state == "not-read"}
    assert ours - passed == read
    above = {f"{folder}/{name}" for folder in here.above if f"{folder}/{name}" in files}
    assert passed >= above - read
    assert all("reads it only" in found[each].why for each in passed)


def _settings_with(place: Place) -> str:
    """Return a settings file that holds something at a place."""
    keys = [key for key in place.spec.selector.keys if "{" not in key] if place.spec.selector else []
    if place.spec.rest.endswith(".toml"):
        return f"[{'.'.join(keys)}]\none = [1]\n"
    return functools.reduce(lambda inner, key: f'{{"{key}": {inner}}}', reversed(keys), '{"one": [1]}')


def test_a_submodule_is_no_worktree() -> None:
    """The .git file of a submodule names no main checkout."""
    files = {f"{TOP}/.git/HEAD": "", f"{TOP}/m/.git": "gitdir: ../.git/modules/m\n", f"{TOP}/.git/modules/m/HEAD": ""}
    here = StartFolder(f"{TOP}/m", MemoryReader(files), Environment(HOME))
    assert (here.top, here.main_checkout) == (f"{TOP}/m", "")


def test_a_skill_of_the_main_checkout_is_loaded_in_a_worktree() -> None:
    """The whole model takes what the worktree lacks from its main checkout."""
    adapter = ADAPTERS["claude"]
    skill = "---\nname: one\ndescription: Use it\n---\nx\n"
    reader = MemoryReader({**LINKED, f"{TOP}/.claude/skills/one/SKILL.md": skill})
    context = look_around(adapter, StartFolder(WORKTREE, reader, Environment(HOME)))
    assert [posixpath.dirname(item.shown) for item in context.loaded] == ["../../.claude/skills/one"]
