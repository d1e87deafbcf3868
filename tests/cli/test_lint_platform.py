"""lint --platform: everything that can be wrong with an adapter is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, PLATFORMS

from .conftest import ALPHA, BETA, Runner, put

BASE = """\
name: Gamma
vendor: G
docs: https://g.example
evidence: {grade: docs}
"""
BAD = {
    "an unknown field": ("instrutions: [AGENTS.md]\n", 3, 5, 'unknown key "instrutions"'),
    "an unknown field of a cell": ("rules:\n  reads: [G.md]\n  wite: []\n", 3, 7, 'unknown key "wite"'),
    "an unknown kind": ("none: [rule]\n", 3, 5, '"rule" is not allowed'),
    "a wrong type": ("aliases: gee\n", 3, 5, "must be a list, not text"),
    "a wrong type of a limit": ("rules:\n  reads: [G.md]\n  limits: {total_bytes: many}\n", 3, 7, "a whole number"),
    "a key twice": ("aliases: [x]\nvendor: H\n", 3, 6, 'has the key "vendor" twice, first on line 2'),
    "no gate of that name": ("rules: [{path: G.md, gate: trust}]\n", 3, 5, 'the gate "trust" is not described'),
    "no directory of that name": ('rules: ["{hom}/x"]\n', 3, 5, "the directory {hom} is not described"),
    "no surface of that name": (
        "surfaces: [cli]\nrules: [{path: G.md, in: [cl]}]\n",
        3,
        6,
        'the program "cl" is missing',
    ),
    "a write that is not read": ("rules:\n  reads: [G.md]\n  write: [H.md]\n", 3, 7, "writes H.md, which it does not"),
    "a circle of one": ('agents:\n  reads: [".g/{id}.md"]\n  as: agent\n', 3, 7, "agents -> agents"),
    "a circle of two": (
        'agents: {reads: [".g/{id}.md"], as: command}\ncommands: {reads: [".h/{id}.md"], as: agent}\n',
        3,
        5,
        "agents -> commands -> agents",
    ),
    "a circle of directories": (
        'dirs: {a: "{b}/x", b: "{a}/y"}\nrules: ["{a}/{id}.md"]\n',
        3,
        5,
        "a -> b -> a",
    ),
    "an unknown variable": ('rules: [".g/{name}.md"]\n', 3, 5, "the unknown variable {name}"),
    "a path that goes up": ("rules: [a/../../x]\n", 7, 5, "goes up a folder"),
    "a path inside first": ("rules:\n- first: [a.md, [b.md, ../c.md]]\n", 7, 6, "goes up a folder"),
    "git's own folder": ("rules: [.git/hooks/x]\n", 7, 5, "is in .git"),
    "git's own folder, shouted": ("rules: [.GIT/config]\n", 7, 5, "is in .git"),
    "an absolute write": ("rules:\n  reads: [/etc/x]\n  write: [/etc/x]\n", 7, 7, "is absolute"),
    "a companion outside": ('rules:\n  reads: [G.md]\n  ensure: {"../x.json#y": 1}\n', 7, 7, "goes up a folder"),
    "a further file outside": (
        'rules:\n  reads: [".g/{id}.md"]\n  also: [{path: ../../x, fields: []}]\n',
        7,
        7,
        "goes up a folder",
    ),
    "a directory outside": ("dirs: {home: ~/../x}\n", 7, 5, "goes up a folder"),
    "a missing key": ("", 3, 1, 'the key "docs" is missing'),
}


@pytest.mark.parametrize("slip", BAD)
def test_each_slip_is_said_with_its_line(aiwg: Runner, tmp_path: Path, slip: str) -> None:
    """A slip in an adapter ends with 3, an unsafe path with 7; the message has the file and the line."""
    more, code, line, message = BAD[slip]
    file = tmp_path / "gamma/platform.yaml"
    put(file, BASE + more if slip != "a missing key" else BASE.replace("docs: https://g.example\n", ""))
    said = aiwg("lint", "--platform", str(file.parent), expect=code).err
    assert f"{file}:{line}: " in said
    assert message in said
    found = aiwg("lint", "--platform", str(file.parent), "--json", expect=code).json
    assert (found["schema"], found["platform"]) == ("aiwg.lint/1", None)
    assert [(each["line"], each["file"]) for each in found["problems"]] == [(line, str(file))]


def test_all_slips_are_said_at_once(aiwg: Runner, tmp_path: Path) -> None:
    """An adapter with several slips has them all listed, and an unsafe one decides the exit code."""
    put(tmp_path / "gamma/platform.yaml", f"{BASE}colour: red\nrules: [../x]\naliases: gee\n")
    said = aiwg("lint", "--platform", str(tmp_path / "gamma"), expect=7).err
    assert "Invalid: 3 problems" in said
    assert all(part in said for part in ("colour", "goes up a folder", "must be a list"))


def test_a_valid_adapter_says_what_it_reads_and_writes(aiwg: Runner, tmp_path: Path) -> None:
    """A valid adapter is printed like the platform's page, wherever its folder lies; its file may be named too."""
    file = tmp_path / "elsewhere/gamma/platform.yaml"
    put(file, ALPHA)
    for typed in (file, file.parent):
        said = aiwg("lint", "--platform", str(typed)).out
        assert ".alpha/agents/{id}.md" in said
        assert "aiwg writes it" in said
        assert said.endswith("Valid.\n")
    found = aiwg("lint", "--platform", str(file), "--json").json
    assert found["problems"] == []
    assert found["platform"]["kinds"]["agents"]["state"] == "native"


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_what_ships_is_valid(aiwg: Runner, id: str) -> None:
    """Every adapter that ships is valid by itself, and no other has one of its names."""
    assert aiwg("lint", "--platform", str(PLATFORMS / id)).code == 0


def test_no_adapter_is_a_usage_error(aiwg: Runner, tmp_path: Path) -> None:
    """A folder without an adapter ends with 2 and says how to start one."""
    assert "aiwg new platform ID" in aiwg("lint", "--platform", str(tmp_path), expect=2).err


def test_a_folder_must_be_an_id(aiwg: Runner, tmp_path: Path) -> None:
    """A folder whose name cannot be an id is never found: that is an error with the name that is meant."""
    put(tmp_path / "My_Tool/platform.yaml", BASE)
    assert "rename the folder to my-tool" in aiwg("lint", "--platform", str(tmp_path / "My_Tool"), expect=3).err


def test_names_within_one_origin_are_unique(aiwg: Runner, home: Path) -> None:
    """Two adapters side by side with one alias are an error that names both files, also when all are listed."""
    first, second = (home / f".config/aiwg/platforms/{id}/platform.yaml" for id in ("gamma", "omega"))
    put(first, f"{BASE}aliases: [gee]\n")
    put(second, f"{BASE}aliases: [gee]\n")
    for words in (("lint", "--platform", str(second.parent)), ("platforms",), ("deploy", "-p", "gee")):
        said = aiwg(*words, expect=3).err
        assert str(first) in said
        assert str(second) in said
        assert '"gee" names this platform' in said
    put(second, f"{BASE}aliases: [gamma]\n")
    assert '"gamma" names this platform' in aiwg("platforms", expect=3).err


def test_later_origins_win(aiwg: Runner, home: Path) -> None:
    """Of two origins the later one has the id and the alias: what the user keeps stands over what ships."""
    put(home / ".config/aiwg/platforms/beta/platform.yaml", BETA.replace("name: Beta", "name: My Beta"))
    put(home / ".config/aiwg/platforms/mine/platform.yaml", f"{BASE}aliases: [alfa]\n")
    assert "My Beta" in aiwg("platforms", "beta").out
    assert aiwg("platforms", "alfa", "--json").json["platforms"][0]["id"] == "mine"
