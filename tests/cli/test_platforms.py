"""platforms: the table, and one platform's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, PLATFORMS

from .conftest import Runner


def test_the_table_says_native_carried_none_and_unknown(aiwg: Runner) -> None:
    """Each cell of the table is native, the kind that carries it, - or ?."""
    rows = {platform["id"]: platform["kinds"] for platform in aiwg("platforms", "--json").json["platforms"]}
    assert rows["alpha"]["agents"] == {"state": "native", "by": []}
    assert rows["alpha"]["rules"] == {"state": "carried", "by": ["instructions", "skills"]}
    assert rows["beta"]["hooks"] == {"state": "none", "by": []}
    assert rows["beta"]["ignore"]["state"] == "unknown"
    lines = {line.split()[0]: line.split()[1:] for line in aiwg("platforms").out.splitlines()[1:3]}
    assert lines["alpha"][:5] == ["native", "instr", "native", "native", "skills"]
    assert lines["beta"][-3:] == ["?", "docs", "2026-10-01"]


def test_the_table_knows_scopes(aiwg: Runner) -> None:
    """In the user scope a platform without places in the home folder has nothing native."""
    rows = {row["id"]: row["kinds"] for row in aiwg("platforms", "--scope", "user", "--json").json["platforms"]}
    assert rows["alpha"]["agents"]["state"] == "native"
    assert rows["beta"]["agents"]["state"] == "none"


def test_the_page_tells_all_that_is_known(aiwg: Runner) -> None:
    """A platform's page has its evidence, its places with their conditions, fields, limits and notes."""
    said = aiwg("platforms", "alfa").out
    for part in (
        "Alpha Code",
        "client 1.2, checked 2026-11-01",
        "https://alpha.example/docs",
        "{home} is ~/.alpha; ALPHA_HOME moves it",
        "first: trust this folder in Alpha",
        "only editor",
        "we write it",
        "name <- id, description, tools as csv",
        "body_chars 30,000",
        "Only the cli was run.",
    ):
        assert part in said, part
    assert "another tool's place" in aiwg("platforms", "beta").out


def test_the_page_as_json(aiwg: Runner) -> None:
    """The same facts come as JSON under the same schema."""
    found = aiwg("platforms", "beta", "--json").json
    assert found["schema"] == "aiwg.platforms/1"
    (page,) = found["platforms"]
    assert page["kinds"]["agents"]["reads"][1] == {
        "path": ".alpha/agents/{id}.md",
        "compat": True,
        "gates": [],
        "surfaces": [],
        "nested": None,
        "group": None,
        "rank": 0,
        "written": False,
    }


def test_a_misspelt_platform_suggests(aiwg: Runner) -> None:
    """A platform that is none ends with 2 and the closest one."""
    assert "Did you mean alpha?" in aiwg("platforms", "alpah", expect=2).err


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_every_bundled_platform_has_a_page(aiwg: Runner, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapters that ship all have a page, in words and as JSON."""
    monkeypatch.setattr("aiwg.bundle.platforms_folder", lambda: str(PLATFORMS))
    assert aiwg("platforms", id).out
    assert aiwg("platforms", id, "--json").json["platforms"][0]["id"] == id


def test_the_table_of_the_bundled_platforms_fits(aiwg: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of what ships fits into 100 columns."""
    monkeypatch.setattr("aiwg.bundle.platforms_folder", lambda: str(PLATFORMS))
    assert max(len(line) for line in aiwg("platforms").out.splitlines()) <= 100


def test_a_project_may_bring_a_platform(aiwg: Runner, project: Path) -> None:
    """A platform folder below .aiwg/platforms is listed like the others."""
    folder = project / ".aiwg/platforms/gamma"
    folder.mkdir(parents=True)
    (folder / "platform.yaml").write_text(
        "name: Gamma\nvendor: G\ndocs: https://g.example\nevidence: {grade: docs}\ninstructions: [GAMMA.md]\n"
    )
    assert "project" in aiwg("platforms", "gamma").out
