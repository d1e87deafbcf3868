"""What a report holds in each state of a project, by an independent validator of its schema, and what it keeps out."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from aiwg.cli.app import run
from aiwg.commands.report.build import report_of
from aiwg.commands.report.findings import CATEGORIES
from aiwg.commands.report.snapshot import take_snapshot
from aiwg.doctor.registry import RULES
from tests.conftest import Deployer, put, tree
from tests.fetching.remote import Remote, empty_cache

SCHEMAS = Path(__file__).parents[2] / "docs/schemas"
RULE = "---\ndescription: Style.\npaths: ['src/**']\n---\nUse short names in all files of this folder.\n"
AGENT = "---\nname: reviewer\ndescription: Reviews.\ntools: [read]\ncolor: red\n---\nReview the change.\n"
SERVER = "servers:\n  wiki:\n    command: npx\n    env: {TOKEN: hunter2-in-plain, OTHER: '${OTHER}'}\n"


@pytest.fixture
def shop(project: Path) -> Path:
    """Return a project with sources of several kinds, deployed to four tools."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude, codex, cursor, hermes]\n")
    put(project / ".aiwg/rules/style.md", RULE)
    put(project / ".aiwg/agents/reviewer.md", AGENT)
    put(project / ".aiwg/rules/only.md", "---\nplatforms: [claude]\n---\nOnly for one tool, and no other one.\n")
    put(project / ".aiwg/mcp.yaml", SERVER)
    Deployer(project).deploy(source=None)
    return project


def report_on(project: Path, scope: str = "project", is_redacted: bool = False) -> dict[str, Any]:
    """Return the report of a project as programs read it, having checked it against its schema."""
    found: dict[str, Any] = json.loads(json.dumps(report_of(take_snapshot(project, scope), is_redacted)))
    validator("report").validate(found)
    return found


def validator(name: str) -> Draft202012Validator:
    """Return the validator of a schema."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def outcome(report: dict[str, Any], artifact: str, tool: str) -> tuple[dict[str, Any], str | None]:
    """Return how an artifact reaches a tool, and where."""
    row = [each["id"] for each in report["artifacts"]].index(artifact)
    column = [each["id"] for each in report["tools"]].index(tool)
    number, path = report["deliveries"][column][row]
    name = report["artifacts"][row]["name"]
    return report["outcomes"][number], report["paths"][path].replace("{id}", name) if path >= 0 else None


def test_the_committed_example() -> None:
    """The example that is committed fits the schema."""
    validator("report").validate(json.loads((Path(__file__).parent / "example.json").read_text(encoding="utf-8")))


def test_every_delivery_says_how_and_why(shop: Path) -> None:
    """A degraded one names the form that carries it, each that arrives a reason, each that does not its level."""
    report = report_on(shop)
    carried, path = outcome(report, "rule/style", "codex")
    assert (carried["level"], carried["via"], path) == ("degraded", {"pointer": "AGENTS.md"}, "AGENTS.md")
    assert all(each["reason"] for each in report["outcomes"] if each["level"] in ("native", "translated", "degraded"))
    assert outcome(report, "rule/only", "cursor")[0]["level"] == "excluded"
    assert outcome(report, "mcp_server/wiki", "claude")[0]["level"] == "held"
    losses = outcome(report, "agent/reviewer", "codex")[0]["losses"]
    assert [each["code"] for each in losses if each["field"] == "color"] == ["unsupported"]
    assert all(each["text"].endswith(".") for each in losses)


def test_what_waits_names_what_it_would_run(shop: Path) -> None:
    """What waits for approval says for which tools and what it would run, without the values it is given."""
    [held] = report_on(shop)["held"]
    assert (held["id"], held["command"]["argv"]) == ("mcp_server/wiki", ["aiwg", "trust", "wiki"])
    assert "claude" in held["tools"]
    runs = {each["what"]: each["value"] for each in held["runs"]}
    assert runs["runs"] == "npx"
    assert runs["env"] == "TOKEN=..., OTHER=${OTHER}"


def test_no_secret_is_in_a_report(shop: Path) -> None:
    """The value of a variable of a server stands nowhere in the report."""
    assert "hunter2" not in json.dumps(report_on(shop))


def test_sums_add_up(shop: Path) -> None:
    """The tokens of the parts of each tool add up to its total, in every request and on demand."""
    for tool in report_on(shop)["tools"]:
        always, later = tool["tokens"]["always"], tool["tokens"]["on_demand"]
        assert (
            sum(each["tokens"] for each in tool["loads"]) == always["tokens"] == always["certain"] + always["perhaps"]
        )
        assert sum(each["later_tokens"] for each in tool["loads"]) == later["tokens"]


def test_a_shared_file_says_what_is_of_aiwg(shop: Path) -> None:
    """Of a file that both write in, a part of the characters is aiwg's."""
    text = (shop / "AGENTS.md").read_text(encoding="utf-8")
    put(shop / "AGENTS.md", f"What I wrote.\n\n{text}")
    [load] = [each for each in tool_of(report_on(shop), "codex")["loads"] if each["path"] == "AGENTS.md"]
    assert load["owner"] == "shared"
    assert load["chars"] - load["aiwg_chars"] == len("What I wrote.\n\n")


def tool_of(report: dict[str, Any], id: str) -> dict[str, Any]:
    """Return one tool of a report."""
    found: dict[str, Any] = next(each for each in report["tools"] if each["id"] == id)
    return found


def test_a_broken_source_reports_what_is_deployed(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a source that cannot be read the report follows the record, and the command ends with 3."""
    before = report_on(shop)
    put(shop / "aiwg.yaml", "sources: [project, nowhere]\nplatforms: [claude]\n")
    report = report_on(shop)
    assert report["errors"]
    assert [each["id"] for each in report["tools"]] == [each["id"] for each in before["tools"]]
    totals = [[each["tokens"] for each in found["tools"]] for found in (before, report)]
    assert totals[0] == totals[1]
    assert paths(report) == paths(before)
    assert outcome(report, "agent/reviewer", "claude")[0]["level"] == "recorded"
    assert run(["report", str(shop), "--json"]) in (2, 3)
    assert json.loads(capsys.readouterr().out)["errors"]


def paths(report: dict[str, Any]) -> set[str]:
    """Return the paths of all files of a report."""
    return {f"{folder['folder']}/{file['name']}" for folder in report["files"] for file in folder["files"]}


def test_one_refused_artifact_stops_itself(shop: Path) -> None:
    """An artifact with an error is refused, with its problem; the report of the others is whole."""
    put(shop / ".aiwg/agents/reviewer.md", AGENT.replace("name: reviewer", "name: [no"))
    report = report_on(shop)
    assert [each["state"] for each in report["artifacts"] if each["id"] == "agent/reviewer"] == ["refused"]
    assert [each for each in report["findings"] if each["level"] == "error" and each["category"] == "source"]
    assert outcome(report, "rule/style", "cursor")[0]["level"] == "translated"


def test_before_the_first_deploy(project: Path) -> None:
    """Without a deploy the report shows what one would do, and names it as the next step."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [claude]\n")
    put(project / ".aiwg/rules/style.md", RULE)
    before = tree(project, skip=())
    report = report_on(project)
    assert not report["project"]["is_deployed"]
    assert report["next"][0]["command"]["argv"] == ["aiwg", "deploy"]
    assert outcome(report, "rule/style", "claude")[0]["level"] == "native"
    assert tree(project, skip=()) == before


def test_an_empty_project(project: Path) -> None:
    """A project without anything has a report all the same."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    report = report_on(project)
    assert (report["tools"], report["artifacts"], report["verdict"]["level"]) == ([], [], "ok")


def test_the_home_folder(project: Path, home: Path) -> None:
    """The user scope has a report of its own."""
    put(home / ".config/aiwg/rules/mine.md", "---\ndescription: Mine.\n---\nWrite short sentences, always.\n")
    Deployer(project).deploy("claude", source=home / ".config/aiwg", scope="user")
    report = report_on(project, "user")
    assert (report["project"]["scope"], report["project"]["path"]) == ("user", "~")
    assert any(folder["folder"].startswith("~/.claude") for folder in report["files"])


def test_redacted(shop: Path, home: Path) -> None:
    """With --redact-home no name of a file in the home folder is in the report."""
    put(home / ".claude/CLAUDE.md", "My own words.\n")
    assert "~/.claude/CLAUDE.md" in json.dumps(report_on(shop))
    text = json.dumps(report_on(shop, is_redacted=True))
    assert "~/.claude" not in text
    assert os.fspath(home) not in text


def test_a_report_writes_nothing(shop: Path) -> None:
    """Looking changes no byte of the project."""
    before = tree(shop, skip=())
    report_on(shop)
    assert tree(shop, skip=()) == before


def test_every_code_of_doctor_has_a_category() -> None:
    """Each finding has a stable category, whatever family of checks it is from."""
    assert RULES.keys() <= CATEGORIES.keys()


def test_a_fleet(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several projects make one report that fits its schema: a row each, and what several have in common."""
    other = tmp_path / "other"
    other.mkdir()
    assert run(["report", str(shop), str(other), "--json"]) == 0
    fleet = json.loads(capsys.readouterr().out)
    validator("fleet").validate(fleet)
    assert [each["status"] for each in fleet["projects"]] == ["ok", "not-deployed"]
    assert fleet["projects"][0]["unapproved"] == 1


def test_a_fleet_tells_projects_of_one_name_apart(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finding that two projects of one name share lists both by their paths; the summary counts what waits."""
    twin = tmp_path / "twins" / shop.name
    shutil.copytree(shop, twin, symlinks=True)
    (twin / ".claude/agents/reviewer.md").unlink()
    assert run(["report", str(shop), str(twin), "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)["findings"]
    assert shared
    assert all(len(set(each["projects"])) == 2 and all("/" in name for name in each["projects"]) for each in shared)
    assert run(["report", str(shop), str(twin)]) == 0
    said = capsys.readouterr().out
    assert "1 edited or missing" in said
    assert "1 to approve" in said


def test_a_report_of_a_fresh_clone_fetches_what_is_locked(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that never had a source reports on it all the same; with --offline the report tells of it."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    source = Remote(tmp_path / "context.git").make()
    source.commit({"rules/plain.md": "# Plain\n\nUse plain words.\n"}, "v1.0.0")
    text = f"platforms: [claude]\nsources:\n- git: {source.url}\n  ref: v1.0.0\n"
    (project / "aiwg.yaml").write_text(text, encoding="utf-8")
    assert run(["update", "--yes", "--sync", "--project", str(project)]) == 0
    empty_cache()
    capsys.readouterr()
    assert run(["report", str(project), "--offline", "--json"]) != 0
    assert json.loads(capsys.readouterr().out)["errors"]
    assert run(["report", str(project), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"]["level"] == "ok"


def test_the_summary_fits(shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an option a summary of at most 80 columns is printed."""
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["report", str(shop)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 25
    assert max(map(len, lines)) <= 80


def test_the_page(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page is written once, stays untouched while nothing changes, and replaces no other file."""
    page = tmp_path / "out/page.html"
    assert run(["report", str(shop), "--html", str(page)]) == 0
    first = (page.stat().st_mtime_ns, page.stat().st_ino)
    assert run(["report", str(shop), "--html", str(page)]) == 0
    assert (page.stat().st_mtime_ns, page.stat().st_ino) == first
    (shop / ".claude/agents/reviewer.md").unlink()
    assert run(["report", str(shop), "--html", str(page)]) == 0
    assert page.stat().st_ino != first[1]
    put(page.with_name("mine.html"), "<html>mine</html>")
    capsys.readouterr()
    assert run(["report", str(shop), "--html", str(page.with_name("mine.html"))]) == 4
    assert page.with_name("mine.html").read_text(encoding="utf-8") == "<html>mine</html>"
    assert sorted(each.name for each in page.parent.iterdir()) == ["mine.html", "page.html"]


@pytest.mark.parametrize("projects", [1, 2])
@pytest.mark.parametrize("page", [".", "..", "/", "page", "page.html", "out/page", "mine.html", "mine"])
def test_a_page_of_any_name(
    page: str, projects: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page is written with all its parts and JSON is one document, or another file is there and nothing changes."""
    here = tmp_path / "reports/here"
    for name in ("mine.html", "mine"):
        put(here / name, "mine")
    for name in ("a", "b"):
        put(tmp_path / name / "aiwg.yaml", "bundles: []\n")
    monkeypatch.chdir(here)
    code = run(["report", *(f"../../{name}" for name in ("a", "b")[:projects]), "--html", page, "--json"])
    printed = json.loads(capsys.readouterr().out)
    files = {each.relative_to(here).as_posix() for each in here.parent.rglob("*") if each.is_file()}
    new = files - {"mine.html", "mine"}
    if page.startswith((".", "/", "mine")):
        assert (code, printed["schema"], new) == (4, "aiwg.error/1", set())
        return
    assert printed["schema"] == ("aiwg.report/1" if projects == 1 else "aiwg.fleet/1")
    assert page in new
    assert len(new) == (1 if projects == 1 else 3)
