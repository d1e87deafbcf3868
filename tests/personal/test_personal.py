"""One person's parts of a team's project: theirs alone, out of git, gone without a trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.adapter.discover import load_adapter, platform_folders
from aiwg.adapter.environment import Environment
from aiwg.deployment.personal.records import personal_records
from aiwg.deployment.personal.view import local_files, personal_view, shared_files
from aiwg.loading import DiskReader, StartFolder, look_around
from aiwg.trust.known_platforms import find_platforms
from tests.conftest import PLATFORMS, put

from .team import OWN, OWN_SERVER, Team, team

ADAPTERS = {each.id: each for each in (load_adapter(folder, "bundled") for folder in platform_folders(PLATFORMS))}
WITH_LOCAL = sorted(id for id, each in ADAPTERS.items() if any(True for _ in local_files(each)))
OTHERS = [id for id in WITH_LOCAL if id not in ("claude", "copilot")]
SETS = ["claude", "cursor", "claude, codex, copilot, cursor", *(", ".join(OTHERS[start::3]) for start in range(3))]


@pytest.fixture(autouse=True)
def quiet_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git read no settings but the repository's own."""
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.mark.parametrize("platforms", SETS)
def test_nobody_else_sees_a_byte_of_it(platforms: str, project: Path) -> None:
    """Committed files, the manifest too, stay as they are; all of it is out of git, idle twice, and goes whole."""
    mine = team(project, platforms)
    before, exclude = mine.files(), (project / ".git" / "info" / "exclude").read_bytes()
    mine.write({**OWN, ".aiwg.local/aiwg.yaml": "disable: [skill/guide, mcp_server/wiki, rule/team]\n"})
    assert mine.aiwg("trust", "--yes") == 0
    assert mine.aiwg("deploy", "-q", "--accept-freer") == 0
    assert mine.changes == ""
    deployed = mine.files()
    assert {path: deployed[path] for path in before} == before
    assert set(deployed) > {*before, *OWN}, "nothing was written for this person"
    assert mine.aiwg("sync", "-q") == 0
    assert mine.files() == deployed
    assert mine.aiwg("sync", "--check") == 0
    assert mine.aiwg("remove", "-q") == 0
    assert not {path for path in mine.files() if path in deployed.keys() - {*before, *OWN, ".aiwg.local/aiwg.yaml"}}
    assert (project / ".git" / "info" / "exclude").read_bytes() == exclude


@pytest.mark.parametrize("platforms", ["claude", "claude, codex, cursor, gemini-cli", "qwen-code", "roo, devin"])
def test_each_platform_loads_the_project_and_the_person_once(platforms: str, project: Path) -> None:
    """Beside one person's parts a platform loads all that it loaded before, and nothing twice."""
    mine = team(project, platforms, {".aiwg/instructions.md": "Be kind.\n"})
    before = {id: _loaded(project, id) for id in platforms.split(", ")}
    mine.write(OWN)
    assert mine.aiwg("deploy", "-q", "--accept-freer") == 0
    for id, was in before.items():
        now = _loaded(project, id)
        assert was <= now, f"{id} does not load {was - now} any more"
        context = look_around(find_platforms(project).get(id), _here(project))
        assert [each for each in context.doubles if each.certain] == []


def _here(project: Path) -> StartFolder:
    return StartFolder(str(project), DiskReader(), Environment.current())


def _loaded(project: Path, id: str) -> set[str]:
    context = look_around(find_platforms(project).get(id), _here(project))
    return {item.shown for item in context.items if item.state == "loaded"}


def test_a_file_that_would_hide_the_projects_includes_it(project: Path) -> None:
    """Claude Code reads AGENTS.md only as long as it has no file of its own, so CLAUDE.local.md includes it."""
    mine = team(project, "claude, codex")
    assert not (project / ".claude" / "CLAUDE.md").exists()
    mine.write({".aiwg.local/instructions.md": "Call me Sam.\n"})
    assert mine.aiwg("deploy", "-q") == 0
    assert "@AGENTS.md\n" in (project / "CLAUDE.local.md").read_text()
    mine.write({"CLAUDE.md": "Ours.\n\n@AGENTS.md\n"})
    assert mine.aiwg("deploy", "-q") == 0
    assert "@AGENTS.md" not in (project / "CLAUDE.local.md").read_text()


def test_your_own_layer_stays_out_unless_it_is_named(project: Path, home: Path) -> None:
    """In a team's project ~/.config/aiwg goes nowhere by default, and to one person's files where it is named."""
    put(home / ".config" / "aiwg" / "rules" / "private.md", "Very private.\n")
    mine = team(project, "claude, cursor")
    assert not _holding(mine, b"Very private")
    (project / "aiwg.yaml").write_text("platforms: [claude, cursor]\n")
    assert mine.aiwg("deploy", "-q", "--only", "team") == 0
    assert not _holding(mine, b"Very private")
    for words in ("sources: [user, project]", "sources: [project]\npersonal: [user]"):
        (project / "aiwg.yaml").write_text(f"platforms: [claude, cursor]\n{words}\n")
        assert mine.aiwg("deploy", "-q") == 0
        mine.commit()
        assert _holding(mine, b"Very private") == {".claude/rules/private.md", ".cursor/rules/private.mdc"}
        assert b"private" not in b"".join(mine.files()[path] for path in mine.git("ls-files").split())


def _holding(mine: Team, text: bytes) -> set[str]:
    return {path for path, data in mine.files().items() if text in data}


def test_without_git_or_with_an_ignored_manifest_the_layers_are_as_ever(project: Path, home: Path) -> None:
    """A project that nobody shares gets the user's own source among the others."""
    put(home / ".config" / "aiwg" / "rules" / "private.md", "Very private.\n")
    mine = Team(project)
    mine.write({"aiwg.yaml": "platforms: [cursor]\n", ".aiwg/rules/team.md": "Short.\n"})
    assert mine.aiwg("deploy", "-q", "--only", "team,private") == 0
    assert _holding(mine, b"Very private") == {".cursor/rules/private.mdc"}
    assert mine.aiwg("remove", "-q") == 0
    mine.git("init", "-q")
    assert mine.aiwg("deploy", "-q", "--only", "team") == 0
    assert mine.aiwg("deploy", "-q", "--only", "private") == 2
    assert mine.aiwg("remove", "-q") == 0
    put(project / ".gitignore", ".cursor/\n.aiwg/manifest.json\n")
    assert mine.aiwg("deploy", "-q", "--only", "team,private") == 0


def test_a_tracked_file_is_never_written_for_one_person(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where git tracks the file, the artifact is not for that platform, and aiwg says so."""
    mine = team(
        project, "claude, cursor", {".claude/rules/mine.md": "Theirs.\n", ".claude/settings.local.json": "{}\n"}
    )
    mine.write({**OWN, ".aiwg.local/aiwg.yaml": "disable: [skill/guide]\n"})
    capsys.readouterr()
    assert mine.aiwg("deploy", "--accept-freer") == 0
    said = capsys.readouterr().err
    assert "rule/mine is not deployed for you to Claude Code: .claude/rules/mine.md belongs to the project" in said
    still = next(line for line in said.splitlines() if "skill/guide still loads on" in line)
    assert "Claude Code from .claude/skills/guide/" in still
    assert mine.changes == ""
    assert (project / ".cursor" / "rules" / "mine.mdc").exists()


def test_one_person_gives_way_to_the_project(project: Path) -> None:
    """A shared file that one person had alone is the project's once the project has something in it."""
    mine = team(project, "cursor", {".aiwg/mcp.yaml": "servers: {}\n"})
    mine.write({".aiwg.local/mcp.yaml": OWN_SERVER})
    assert mine.aiwg("trust", "--yes") == 0
    assert mine.aiwg("deploy", "-q") == 0
    assert "own-server" in (project / ".cursor" / "mcp.json").read_text()
    assert mine.changes == ""
    mine.write({".aiwg/mcp.yaml": 'servers: {wiki: {url: "https://wiki.example.com/mcp"}}\n'})
    assert mine.aiwg("trust", "--yes") == 0
    assert mine.aiwg("sync", "-q") == 0
    content = json.loads((project / ".cursor" / "mcp.json").read_text())
    assert list(content["mcpServers"]) == ["wiki"]
    assert "?? .cursor/mcp.json" in mine.changes


def test_a_list_of_one_person_does_not_replace_one_of_the_team(project: Path) -> None:
    """Factory takes one person's list of skills that are off in place of the team's, so beside one aiwg writes none."""
    mine = team(project, "factory")
    mine.write({".aiwg.local/aiwg.yaml": "disable: [skill/guide]\n"})
    assert mine.aiwg("deploy", "-q") == 0
    local = project / ".factory" / "settings.local.json"
    assert json.loads(local.read_text()) == {"disabledSkills": ["guide"]}
    put(project / ".factory" / "settings.json", '{"disabledSkills": ["other"]}\n')
    assert mine.aiwg("deploy", "-q") == 0
    assert not local.exists()


def test_your_own_words_in_a_local_file_stay(project: Path) -> None:
    """A block comes into CLAUDE.local.md beside your text, and goes again byte for byte."""
    mine = team(project, "claude")
    put(project / "CLAUDE.local.md", "Mine since long ago.")
    put(project / ".claude" / "settings.local.json", '{"theme": "dark"}')
    before = mine.files()
    mine.write({**OWN, ".aiwg.local/aiwg.yaml": "disable: [skill/guide]\n"})
    assert mine.aiwg("deploy", "-q") == 0
    assert "Call me Sam." in (project / "CLAUDE.local.md").read_text()
    assert mine.aiwg("deploy", "-q") == 0
    for path in [*OWN, ".aiwg.local/aiwg.yaml"]:
        (project / path).unlink()
    assert mine.aiwg("sync", "-q") == 0
    assert mine.files() == before
    assert personal_records(project) == {}


def test_a_subfolder_of_a_repository_is_excluded_by_its_own_path(tmp_path: Path) -> None:
    """A project below the top of its repository excludes its own files, and no others of these names."""
    top = Team(tmp_path / "top")
    (tmp_path / "top" / "pkg #1").mkdir(parents=True)
    top.git("init", "-q")
    mine = Team(tmp_path / "top" / "pkg #1")
    mine.write({"aiwg.yaml": "platforms: [claude]\nsources: [project]\n", ".aiwg/rules/team.md": "Short.\n", **OWN})
    put(top.project / "CLAUDE.local.md", "Of the top.\n")
    assert mine.aiwg("deploy", "-q") == 0
    new = top.git("status", "--porcelain", "-z", "--untracked-files=all").split("\0")
    assert "?? CLAUDE.local.md" in new
    assert not [line for line in new if "local" in line and "pkg" in line]


HOSTILE_MANIFEST = {
    "schema": "aiwg.manifest/1",
    "platforms": ["claude"],
    "selection": None,
    "sources": None,
    "placed": {},
    "folders": ["src"],
    "paths": {
        "src/main.py": {"own": "file", "sha256": "", "artifacts": ["rule/x"], "platforms": ["claude"]},
        ".claude/CLAUDE.md": {"own": "file", "sha256": "", "artifacts": ["rule/x"], "platforms": ["claude"]},
    },
}


def test_a_committed_personal_folder_gets_no_trust(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a clone brings along as personal waits for consent, names no file for deletion, and is told of."""
    mine = team(project, "claude", {"src/main.py": "print()\n"})
    hook = "hooks:\n  - {id: evil, event: session_start, command: evil-command}\n"
    mine.write({".aiwg.local/hooks.yaml": hook, ".aiwg.local/mcp.yaml": OWN_SERVER})
    manifest = json.loads(json.dumps(HOSTILE_MANIFEST))
    import hashlib

    manifest["paths"]["src/main.py"]["sha256"] = hashlib.sha256(b"print()\n").hexdigest()
    put(project / ".aiwg.local" / "manifest.json", json.dumps(manifest))
    mine.git("add", "-Af", ".")
    mine.git("commit", "-qm", "hostile")
    capsys.readouterr()
    assert mine.aiwg("deploy") == 0
    said = capsys.readouterr()
    assert "is committed to git" in said.err
    assert "Not deployed until you approve it: hook/evil, mcp_server/own" in said.out
    assert (project / "src" / "main.py").read_text() == "print()\n"
    assert not _holding(mine, b"evil-command") - {".aiwg.local/hooks.yaml"}


def test_a_personal_folder_that_leads_out_is_refused(project: Path, tmp_path: Path) -> None:
    """A link to a place outside the project is no personal folder."""
    mine = team(project, "claude")
    put(tmp_path / "outside" / "rules" / "r.md", "Outside.\n")
    (project / ".aiwg.local").symlink_to(tmp_path / "outside")
    assert mine.aiwg("deploy", "-q") == 7
    assert not _holding(mine, b"Outside") - {".aiwg.local/rules/r.md"}


@pytest.mark.parametrize(
    "text",
    [
        "sources: [/etc]\n",
        "disable: rule/x\n",
        "profile: [a]\n",
        "unknown: 1\n",
        "disable: [\n",
        "\x00",
        "profile: none\n",
    ],
)
def test_a_bad_personal_setting_is_one_clear_error(
    text: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be understood is named with its file, and nothing is written."""
    mine = team(project, "claude")
    before = mine.files()
    put(project / ".aiwg.local" / "aiwg.yaml", text)
    assert mine.aiwg("deploy", "-q") in (2, 3)
    assert "aiwg.yaml" in capsys.readouterr().err
    assert {path: mine.files()[path] for path in before} == before


def test_profiles_choose_sets(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--profile limits a deploy to a set until the next one without it; an unknown name is answered with the names."""
    mine = team(project, "cursor", {".aiwg/rules/other.md": "Other.\n"})
    text = (project / "aiwg.yaml").read_text()
    put(project / "aiwg.yaml", f"{text}profiles: {{small: [team], web: [rule/other, guide], empty: []}}\n")

    def rules() -> list[str]:
        return sorted(path.stem for path in (project / ".cursor" / "rules").glob("*.mdc"))

    assert mine.aiwg("deploy", "-q", "--profile", "small") == 0
    assert rules() == ["team"]
    assert mine.aiwg("sync", "-q") == 0
    assert mine.aiwg("sync", "--check") == 0
    assert rules() == ["team"]
    assert mine.aiwg("deploy", "-q", "--profile", "web") == 0
    assert rules() == ["other"]
    capsys.readouterr()
    assert mine.aiwg("deploy", "--profile", "wb") == 2
    assert "Did you mean web?" in capsys.readouterr().err
    assert mine.aiwg("deploy", "--profile", "web", "--only", "team") == 2
    assert mine.aiwg("deploy", "-q") == 0
    assert rules() == ["other", "team"]


def test_a_profile_of_one_person_switches_the_rest_off_here_alone(project: Path) -> None:
    """In a team's project a personal profile works by the platform's own switches; where nobody shares it, at once."""
    more = {"aiwg.yaml": "platforms: [claude]\nsources: [project]\nprofiles: {few: [rule/team]}\n"}
    mine = team(project, "claude", more)
    put(project / ".aiwg.local" / "aiwg.yaml", "profile: few\n")
    assert mine.aiwg("deploy", "-q") == 0
    assert mine.changes == ""
    content = json.loads((project / ".claude" / "settings.local.json").read_text())
    assert content == {"skillOverrides": {"guide": "off"}, "disabledMcpjsonServers": ["wiki"]}
    alone = Team(project.parent / "alone")
    alone.write({path: (project / path).read_text() for path in ("aiwg.yaml", ".aiwg/rules/team.md", ".aiwg/mcp.yaml")})
    put(alone.project / ".aiwg.local" / "aiwg.yaml", "profile: few\n")
    assert alone.aiwg("deploy", "-q") == 0
    assert not (alone.project / ".mcp.json").exists()
    assert not (alone.project / ".claude" / "settings.local.json").exists()


@pytest.mark.parametrize("id", sorted(ADAPTERS))
def test_one_person_is_written_only_where_git_can_be_kept_out(id: str) -> None:
    """The view of one person writes local files, files of one artifact each, or shared ones that are free: no text."""
    adapter = ADAPTERS[id]
    shared, local = set(shared_files(adapter)), set(local_files(adapter))
    closed = personal_view(adapter, lambda path: path in local)
    for cell in closed.cells.values():
        for write in cell.writes:
            paths = set(write.spec.spellings())
            assert write.spec.has_id or paths & local, write.spec.text
            assert not paths & shared - local
            assert not write.spec.anchor


def test_the_documentation_names_every_platform_with_local_files() -> None:
    """docs/teams.md lists each platform that keeps a file for one person."""
    text = (PLATFORMS.parent / "docs" / "teams.md").read_text(encoding="utf-8")
    assert [id for id in WITH_LOCAL if f"`{id}`" not in text] == []
