"""A folder of packages is deployed like a project: by a plan, with a record, and never over what is not aiwg's."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from aiwg.core.errors import Exit, UserError
from aiwg.deployment.publishing.details import package_details
from tests.conftest import put
from tests.packaging.conftest import SKILL, TARGETS, Packager

HOOK = "hooks:\n  - {id: format, event: tool_after, match: [edit], command: make format}\n"


def test_a_bundle_is_a_package(docs: Packager) -> None:
    """Each bundle of the project is a package, its other artifacts are one more, and the list names both."""
    assert docs.aiwg() == Exit.OK
    index = docs.read(".claude-plugin/marketplace.json")
    assert (index["name"], index["owner"]) == ("team", {"name": "Sam"})
    assert {each["name"]: each["source"] for each in index["plugins"]} == {
        "docs": "./plugins/docs",
        "team": "./plugins/team",
    }
    assert docs.read("plugins/docs/.claude-plugin/plugin.json")["description"] == "All about docs"
    assert sorted(path for path in docs.files() if path.endswith(".md")) == [
        "plugins/docs/commands/release.md",
        "plugins/docs/skills/write/SKILL.md",
        "plugins/team/skills/count/SKILL.md",
    ]


def test_a_second_run_writes_nothing(docs: Packager) -> None:
    """A second run leaves every file and its time as they are, and the check is content."""
    assert docs.aiwg(*TARGETS) == Exit.OK
    before = {path: path.stat().st_mtime_ns for path in docs.out.rglob("*")}
    assert docs.aiwg() == Exit.OK
    assert {path: path.stat().st_mtime_ns for path in docs.out.rglob("*")} == before
    assert docs.aiwg("--check") == Exit.OK


def test_stale_files_go_and_edits_stay(docs: Packager, capsys: pytest.CaptureFixture[str]) -> None:
    """What no source produces any more is deleted, an edit is kept and reported, and the check says both first."""
    docs.aiwg()
    edited = docs.out / "plugins/team/skills/count/SKILL.md"
    edited.write_text("mine\n", encoding="utf-8")
    (docs.project / ".aiwg/bundles.yaml").write_text("bundles: {}\n", encoding="utf-8")
    capsys.readouterr()
    assert docs.aiwg("--check", "--json") == Exit.DRIFT
    said = json.loads(capsys.readouterr().out)
    assert {each["about"] for each in said["drift"]} >= {"plugins/docs/commands/release.md"}
    assert docs.aiwg() == Exit.CONFLICT
    assert "aiwg package --force" in capsys.readouterr().err
    assert not (docs.out / "plugins/docs").exists()
    assert edited.read_text(encoding="utf-8") == "mine\n"
    assert [each["name"] for each in docs.read(".claude-plugin/marketplace.json")["plugins"]] == ["team"]
    assert docs.aiwg("--force") == Exit.OK
    assert "Do count" in edited.read_text(encoding="utf-8")


def test_a_package_of_somebody_else_is_never_touched(docs: Packager) -> None:
    """Files and entries of packages that aiwg did not make stay, one of the same name too."""
    put(docs.out / "plugins/theirs/skills/x/SKILL.md", SKILL.format("x"))
    put(docs.out / "plugins/team/skills/count/SKILL.md", "theirs\n")
    index = {"name": "shop", "plugins": [{"name": "theirs", "source": "./plugins/theirs"}]}
    put(docs.out / ".claude-plugin/marketplace.json", json.dumps(index))
    assert docs.aiwg() == Exit.CONFLICT
    assert docs.files()["plugins/theirs/skills/x/SKILL.md"] == SKILL.format("x").encode()
    assert docs.files()["plugins/team/skills/count/SKILL.md"] == b"theirs\n"
    found = docs.read(".claude-plugin/marketplace.json")
    assert found["name"] == "shop"
    assert found["plugins"][0] == {"name": "theirs", "source": "./plugins/theirs"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"plugins": {}}', '{"plugins": [1]}', "\0", '{"plugins": [' * 5000])
def test_a_list_that_is_none_is_one_clear_error(text: str, docs: Packager) -> None:
    """Whatever stands in the list of packages, there is a result or one error, and the list stays as it is."""
    put(docs.out / ".claude-plugin/marketplace.json", text)
    assert docs.aiwg() in (Exit.OK, Exit.CONFLICT, Exit.REFUSED, Exit.SOURCE)
    if text:
        assert (docs.out / ".claude-plugin/marketplace.json").read_text(encoding="utf-8").startswith(text[:2])


def test_a_forged_record_deletes_nothing(docs: Packager) -> None:
    """A record that came with a clone takes away nothing that no package could hold."""
    docs.aiwg()
    put(docs.out / "plugins/docs/src/main.py", "print()\n")
    manifest = docs.out / ".aiwg.packages/manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["paths"]["plugins/docs/src/main.py"] = next(iter(said["paths"].values()))
    manifest.write_text(json.dumps(said), encoding="utf-8")
    docs.aiwg()
    assert (docs.out / "plugins/docs/src/main.py").exists()


def test_packaging_asks_for_consent(docs: Packager, capsys: pytest.CaptureFixture[str]) -> None:
    """A hook of the project is packaged only once it is approved; what others packaged stays on other machines."""
    docs.write({".aiwg/hooks.yaml": HOOK})
    assert docs.aiwg() == Exit.OK
    assert "aiwg trust" in capsys.readouterr().out
    hooks = "plugins/team/hooks/hooks.json"
    assert hooks not in docs.files()
    docs.aiwg("--source", str(docs.project / ".aiwg"))
    assert "make format" in docs.files()[hooks].decode()
    docs.aiwg()
    assert "make format" in docs.files()[hooks].decode()


def test_lost_restrictions_stop_it(docs: Packager) -> None:
    """A deny that no package can hold stops the packaging, until that is accepted."""
    docs.write({".aiwg/permissions.yaml": 'deny: ["read(.env)"]\n'})
    assert docs.aiwg() == Exit.REFUSED
    assert not docs.out.exists()
    assert docs.aiwg("--allow-weaker-permissions") == Exit.OK


def test_names_are_those_that_clients_give(docs: Packager) -> None:
    """Where a client puts the name of the package first, texts call what is in packages so, and paths stay."""
    docs.make("claude-plugin", "gemini-extension")
    files = docs.files()
    release = files["plugins/docs/commands/release.md"].decode()
    assert release.endswith("As `/docs:write` says, not in a/release.\n")
    assert b"then /docs:release." in files["plugins/team/skills/count/SKILL.md"]
    assert b"then /release." in files["gemini/team/skills/count/SKILL.md"]


def test_texts_become_skills_where_that_is_wanted(docs: Packager) -> None:
    """Rules and instructions are reported as lost, or become skills with `as_skills`."""
    docs.write({".aiwg/rules/tidy.md": "Keep it tidy.\n", ".aiwg/instructions.md": "We build bridges.\n"})
    packages = docs.plan()
    assert any("rule/tidy" in problem.message for problem in packages.planned.problems)
    settings = "package: {name: team, as_skills: [rules, instructions]}\n"
    docs.write({"aiwg.yaml": settings})
    docs.make()
    files = docs.files()
    assert b"Keep it tidy." in files["plugins/team/skills/tidy/SKILL.md"]
    assert b"We build bridges." in files["plugins/team/skills/instructions/SKILL.md"]


def test_a_version_changes_with_the_content(docs: Packager) -> None:
    """With a version in aiwg.yaml a changed package needs another one; without one nothing does."""
    settings = "package: {{name: team, version: {}}}\n"
    docs.write({"aiwg.yaml": settings.format("1.0.0")})
    assert docs.aiwg() == Exit.OK
    docs.write({".aiwg/skills/count/SKILL.md": SKILL.format("count") + "More.\n"})
    assert docs.aiwg() == Exit.DRIFT
    assert docs.aiwg("--check") == Exit.DRIFT
    assert b"More." not in docs.files()["plugins/team/skills/count/SKILL.md"]
    docs.write({"aiwg.yaml": settings.format("1.0.1")})
    assert docs.aiwg() == Exit.OK
    assert docs.read("plugins/team/.claude-plugin/plugin.json")["version"] == "1.0.1"


def test_only_some_packages_are_made(docs: Packager) -> None:
    """--only makes some packages; those that are there stay as they are, in the list too."""
    assert docs.aiwg("--only", "docs") == Exit.OK
    assert not (docs.out / "plugins/team").exists()
    docs.aiwg()
    docs.write({".aiwg/skills/count/SKILL.md": SKILL.format("count") + "More.\n"})
    docs.write({".aiwg/skills/write/SKILL.md": SKILL.format("write") + "More.\n"})
    assert docs.aiwg("--only", "skill/write") == Exit.OK
    assert b"More." in docs.files()["plugins/docs/skills/write/SKILL.md"]
    assert b"More." not in docs.files()["plugins/team/skills/count/SKILL.md"]
    assert len(docs.read(".claude-plugin/marketplace.json")["plugins"]) == 2


@pytest.mark.parametrize(
    ("arguments", "exit"), [(["nothing"], Exit.USAGE), (["--only", "nothing"], Exit.USAGE), ([], Exit.USAGE)]
)
def test_nothing_to_package_is_said(
    arguments: list[str], exit: Exit, packager: Packager, capsys: pytest.CaptureFixture[str]
) -> None:
    """A form or a bundle that there is not, and a project without artifacts, are errors, and leave no folder."""
    assert packager.aiwg(*arguments) == exit
    assert "aiwg:" in capsys.readouterr().err
    assert not packager.out.exists()


def test_an_empty_folder_of_the_users_stays(packager: Packager) -> None:
    """A run that fails takes away no folder that was there before."""
    packager.out.mkdir()
    assert packager.aiwg() == Exit.USAGE
    assert packager.out.is_dir()


def test_the_users_own_source_is_never_published(docs: Packager, home: Path) -> None:
    """What one person has in their own folder is in no package."""
    put(home / ".config/aiwg/skills/secret/SKILL.md", SKILL.format("secret"))
    docs.make(*TARGETS)
    assert not [path for path in docs.files() if "secret" in path]


def test_packages_may_lie_in_the_project(docs: Packager) -> None:
    """Packages and deployed files share a project, each with its own record; removing the second leaves the first."""
    inside = Packager(docs.project, docs.project)
    put(docs.project / "CLAUDE.md", "Ours.\n")
    assert inside.aiwg() == Exit.OK
    packaged = {path: data for path, data in inside.files().items() if path.startswith("plugins/")}
    from aiwg.cli.app import run

    assert run(["deploy", "-p", "claude", "--project", str(docs.project)]) == Exit.OK
    assert inside.aiwg("--check") == Exit.OK
    assert run(["remove", "--project", str(docs.project)]) == Exit.OK
    assert {path: data for path, data in inside.files().items() if path.startswith("plugins/")} == packaged


def test_a_folder_in_the_source_is_refused(docs: Packager) -> None:
    """Packages never go into the project's own source."""
    assert Packager(docs.project, docs.project / ".aiwg/skills").aiwg() == Exit.USAGE


@pytest.mark.parametrize(
    ("remote", "address", "name", "author"),
    [
        ("https://sam:token@example.com/acme/tools.git", "https://example.com/acme/tools", "tools", "acme"),
        ("git@example.com:acme/Big_Tools.git", "https://example.com/acme/Big_Tools", "big-tools", "acme"),
        ("ssh://git@example.com:22/acme/tools", "https://example.com/acme/tools", "tools", "acme"),
        ("/srv/git/tools.git", "", "project", "project"),
        ("file:///srv/git/tools.git", "", "project", "project"),
    ],
)
def test_git_says_the_rest(remote: str, address: str, name: str, author: str, project: Path) -> None:
    """Without `package:` the address of git's origin names the packages, and no password of it is in them."""
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    subprocess.run(["git", "-C", str(project), "remote", "add", "origin", remote], check=True)
    details = package_details(project, {})
    assert (details.name, details.values["author"]) == (name, {"name": author})
    assert details.values.get("repository", "") == address
    assert "token" not in str(details)


def test_two_packages_of_one_name_are_an_error(docs: Packager) -> None:
    """A bundle that is called like the package of the rest stops it."""
    docs.write({"aiwg.yaml": "package: {name: docs}\n"})
    with pytest.raises(UserError, match="one name"):
        docs.plan()


def test_output_is_the_same_everywhere(docs: Packager, tmp_path: Path) -> None:
    """The same sources give the same bytes in another folder, at another time."""
    docs.make(*TARGETS)
    other = Packager(docs.project, tmp_path / "elsewhere")
    os.utime(docs.project / ".aiwg/skills/count/SKILL.md", (0, 0))
    other.make(*TARGETS)
    assert docs.files() == other.files()


def test_a_list_of_somebody_else_holds_back_no_package(docs: Packager) -> None:
    """Where the list of packages has another name, it stays as it is, and every package is made all the same."""
    theirs = '{"name": "mine", "plugins": [{"name": "old", "source": "./plugins/old"}]}\n'
    put(docs.out / ".claude-plugin/marketplace.json", theirs)
    assert docs.aiwg("claude-plugin", "gemini-extension") == 4
    found = docs.files()
    assert found[".claude-plugin/marketplace.json"].decode() == theirs
    assert "plugins/team/skills/count/SKILL.md" in found
    assert "plugins/docs/commands/release.md" in found
    assert "gemini/team/skills/count/SKILL.md" in found


def test_an_artifact_with_an_error_is_named_once(docs: Packager, capsys: pytest.CaptureFixture[str]) -> None:
    """An artifact that cannot be packaged is one error, however many packages and targets there are."""
    docs.write({".aiwg/hooks.yaml": "hooks:\n  - {id: odd, event: stop, script: scripts/x.sh}\n"})
    assert docs.aiwg(*TARGETS) == 3
    said = capsys.readouterr().err
    assert "Refused 1 artifact" in said
    assert said.count("hooks.yaml:2") == said.count("error  ") == 1
