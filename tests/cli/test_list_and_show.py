"""list and show: the artifacts of the layers."""

from __future__ import annotations

from pathlib import Path

from .conftest import Runner, put


def test_list_groups_by_kind(aiwg: Runner) -> None:
    """Every artifact is listed under its kind, with its layer and what it is for."""
    said = aiwg("list").out
    assert "1 rule\n  tidy" in said
    assert "Leave it tidy." in said
    found = aiwg("list", "--json").json
    assert found["schema"] == "aiwg.list/1"
    assert {each["id"] for each in found["artifacts"]} == {"instructions", "tidy", "reviewer", "notes"}


def test_list_takes_kinds_as_people_write_them(aiwg: Runner) -> None:
    """Singular, plural and usual spellings name a kind."""
    assert "notes" in aiwg("list", "skills").out
    assert "tidy" not in aiwg("list", "skill").out
    assert "No MCP servers" in aiwg("list", "mcp").out


def test_list_suggests_a_kind(aiwg: Runner) -> None:
    """A misspelt kind ends with 2 and the closest one."""
    assert "Did you mean skill?" in aiwg("list", "skil", expect=2).err


def test_list_says_what_a_stronger_layer_hides(aiwg: Runner, project: Path) -> None:
    """An artifact of the project that takes the place of a bundled one says so with -v."""
    put(project / ".aiwg/rules/tidy.md", "Tidier.\n")
    assert "1 hidden by a stronger layer" in aiwg("list").out
    assert "hides (bundled)/rules/tidy.md" in aiwg("list", "-v").out
    rules = aiwg("list", "rule", "--json").json["artifacts"]
    assert [(rule["layer"], rule["hides"]) for rule in rules] == [("project", ["(bundled)/rules/tidy.md"])]


def test_list_lists_what_loads_beside_what_does_not(aiwg: Runner, project: Path) -> None:
    """A broken artifact ends list with 3; the others are listed all the same."""
    put(project / ".aiwg/agents/broken.md", "no frontmatter\n")
    said = aiwg("list", expect=3)
    assert "tidy" in said.out
    assert ".aiwg/agents/broken.md" in said.err


def test_list_lines_fit_the_terminal(aiwg: Runner, project: Path) -> None:
    """A long description is cut to the width."""
    put(project / ".aiwg/rules/long.md", f"---\ndescription: {'word ' * 60}\n---\nText.\n")
    assert max(len(line) for line in aiwg("list", "rule").out.splitlines()) <= 100


def test_show_says_fields_text_and_where_it_goes(aiwg: Runner, deployed: Path) -> None:
    """show names the source, the fields, each platform with its level, and what is lost there."""
    said = aiwg("show", "agent/reviewer").out
    assert "(bundled)/agents/reviewer.md:" in said
    assert "Review it." in said
    assert "Alpha Code" in said
    assert "lost: color" in said
    found = aiwg("show", "agent/reviewer", "--json").json
    assert found["schema"] == "aiwg.show/1"
    assert {arrival["platform"] for arrival in found["arrivals"]} == {"alpha", "beta"}


def test_show_asks_which_when_an_id_is_ambiguous(aiwg: Runner) -> None:
    """An id that two kinds have ends with 2 and the choices."""
    said = aiwg("show", "reviewer", expect=2).err
    assert "agent/reviewer or skill/reviewer" in said


def test_show_suggests_an_artifact(aiwg: Runner) -> None:
    """A misspelt id ends with 2 and the closest one."""
    assert "Did you mean tidy?" in aiwg("show", "tidi", expect=2).err


def test_show_says_where_it_would_go(aiwg: Runner) -> None:
    """Before anything is deployed, show says how to ask; with -p it says where the artifact would go."""
    assert "aiwg show tidy --platform ID" in aiwg("show", "tidy").out
    arrivals = aiwg("show", "rules/tidy", "-p", "beta", "--json").json["arrivals"]
    assert [(arrival["platform"], arrival["paths"]) for arrival in arrivals] == [("beta", [".beta/rules/tidy.md"])]


def test_show_cuts_a_long_text(aiwg: Runner, project: Path) -> None:
    """Forty lines of a text are shown, all with -v."""
    put(project / ".aiwg/rules/long.md", "".join(f"line {number}\n" for number in range(60)))
    assert "line 39\n" in aiwg("show", "long").out
    assert "line 40\n" not in aiwg("show", "long").out
    assert "line 59\n" in aiwg("show", "long", "-v").out


def test_show_says_what_waits_for_consent(aiwg: Runner, project: Path) -> None:
    """A hook of the project's own source goes nowhere until somebody consents."""
    put(project / ".aiwg/hooks.yaml", "hooks:\n  - {id: fmt, event: stop, command: ls}\n")
    assert "aiwg trust" in aiwg("show", "fmt", "-p", "alpha").out
