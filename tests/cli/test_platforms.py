"""platforms: the table, and one platform's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, PLATFORMS

from .conftest import BETA, Runner, put


def test_the_table_says_native_carried_none_and_unknown(aiwg: Runner) -> None:
    """Each cell of the table is native, the kind that carries it, - or ?."""
    rows = {platform["id"]: platform["kinds"] for platform in aiwg("platforms", "--json").json["platforms"]}
    assert rows["alpha"]["agents"] == {"state": "native", "by": []}
    assert rows["alpha"]["rules"] == {"state": "carried", "by": ["instructions", "skills"]}
    assert rows["beta"]["hooks"] == {"state": "none", "by": []}
    assert rows["beta"]["ignore"]["state"] == "unknown"
    lines = {line.split()[0]: line.split()[1:] for line in aiwg("platforms").out.splitlines()[1:3]}
    assert lines["alpha"] == [
        "yes",
        "instr",
        *["yes"] * 2,
        "skill",
        *["yes"] * 3,
        "?",
        "?",
        "client",
        "1.2",
        "2026-11-01",
    ]
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
        "trust: trust this folder in Alpha",
        "needs trust",
        "tool_after = AfterTool",
        "https://alpha.example/docs",
        "only editor",
        "aiwg writes it",
        "name <- id, description, tools as csv",
        "body_chars 30,000",
        "Only the cli was run.",
    ):
        assert part in said, part
    assert "folder of another tool" in aiwg("platforms", "beta").out


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
        "per": None,
        "up_to": None,
        "at": None,
        "without_git": None,
        "strongest": None,
        "within": None,
        "worktree": None,
        "flat": False,
        "instead": False,
        "names": [],
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
    monkeypatch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(PLATFORMS))
    assert aiwg("platforms", id).out
    assert aiwg("platforms", id, "--json").json["platforms"][0]["id"] == id


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_tables_fit_the_terminal(aiwg: Runner, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """The table and the pages of what ships are no wider than the terminal, and in a pipe they have no colour."""
    monkeypatch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(PLATFORMS))
    monkeypatch.setattr("aiwg.output.console.width", lambda: columns)
    table = aiwg("platforms").out
    assert max(len(line) for line in table.splitlines()) <= columns
    assert "client" in table
    assert "\x1b" not in table
    for id in PLATFORM_IDS:
        wide = [line for line in aiwg("platforms", id).out.splitlines() if len(line) > columns]
        assert all(len(line.split()) <= 2 for line in wide), f"not a path alone: {wide}"


def listed(said: str) -> list[str]:
    """Return the ids of the rows of a table."""
    return [line.split()[0] for line in said.split("\n\n")[0].splitlines()[1:]]


def test_the_table_can_be_filtered(aiwg: Runner, project: Path) -> None:
    """--kind keeps those with all these kinds of their own, --grade those with this evidence, --detected those here."""
    assert listed(aiwg("platforms", "--kind", "hooks").out) == ["alpha"]
    assert listed(aiwg("platforms", "--kind", "rule").out) == ["beta"]
    assert listed(aiwg("platforms", "--kind", "agent,skill").out) == ["alpha", "beta"]
    assert listed(aiwg("platforms", "--grade", "docs").out) == ["beta"]
    assert listed(aiwg("platforms", "--grade", "docs", "--grade", "client").out) == ["alpha", "beta"]
    (project / ".beta").mkdir()
    assert listed(aiwg("platforms", "--detected").out) == ["beta"]
    assert [each["id"] for each in aiwg("platforms", "--detected", "--json").json["platforms"]] == ["beta"]
    assert "No platform matches" in aiwg("platforms", "--detected", "--kind", "hooks").out


def test_filters_that_mean_nothing_are_errors(aiwg: Runner) -> None:
    """An unknown kind or grade, a kind that no platform has of its own, and a filtered page end with 2 and a hint."""
    assert "Did you mean client?" in aiwg("platforms", "--grade", "cleint", expect=2).err
    assert "Did you mean hook?" in aiwg("platforms", "--kind", "hoook", expect=2).err
    assert "--kind skills --kind hooks" in aiwg("platforms", "--kind", "behavior", expect=2).err
    assert "filters work only" in aiwg("platforms", "alpha", "--kind", "rule", expect=2).err


@pytest.fixture
def ended(home: Path) -> None:
    """Give the user a platform that has ended, and one that stands for unknown tools."""
    omega = BETA.replace("name: Beta", "name: Omega") + "status: Ended on 2026-05-15.\nsuccessor: beta\n"
    other = BETA.replace("name: Beta", "name: Other") + "stand_in: true\n"
    put(home / ".config/aiwg/platforms/omega/platform.yaml", omega)
    put(home / ".config/aiwg/platforms/other/platform.yaml", other)


def test_ended_platforms_are_marked(aiwg: Runner, ended: None) -> None:
    """A platform that has ended is marked in the table, and its successor is named there, on its page and in JSON."""
    table = aiwg("platforms").out
    assert "omega *" in table
    assert "*: ending or ended: omega (now beta)" in table
    page = aiwg("platforms", "omega").out
    assert "Ended on 2026-05-15." in page
    assert "successor" in page
    (found,) = aiwg("platforms", "omega", "--json").json["platforms"]
    assert (found["status"], found["successor"]) == ("Ended on 2026-05-15.", "beta")


def test_deploying_to_an_ended_platform_says_so(aiwg: Runner, ended: None, project: Path) -> None:
    """A deploy to a platform that has ended warns, names the successor, and deploys."""
    done = aiwg("deploy", "-p", "omega")
    assert "Omega: Ended on 2026-05-15." in done.err
    assert "aiwg deploy --platform beta" in done.err
    assert (project / ".beta/agents/reviewer.md").exists()
    plan = aiwg("deploy", "-p", "omega", "--dry-run", "--json").json
    assert [problem["code"] for problem in plan["problems"] if "Omega" in problem["message"]] == ["ended"]


def test_an_unknown_platform_names_the_stand_in(aiwg: Runner, ended: None) -> None:
    """Where a platform stands for tools without an adapter, the error about an unknown one names it."""
    assert "For a tool that is not listed: -p other" in aiwg("deploy", "-p", "xyzzy", expect=2).err


def test_a_project_may_bring_a_platform(aiwg: Runner, project: Path) -> None:
    """A platform folder below .aiwg/platforms is listed like the others."""
    folder = project / ".aiwg/platforms/gamma"
    folder.mkdir(parents=True)
    (folder / "platform.yaml").write_text(
        "name: Gamma\nvendor: G\ndocs: https://g.example\nevidence: {grade: docs}\ninstructions: [GAMMA.md]\n"
    )
    assert "project" in aiwg("platforms", "gamma").out
