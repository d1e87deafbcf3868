"""What `aiwg lint` looks at, what it lets through, how it mends, and how it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.lint.fixing import mended
from tests.conftest import tree

from .conftest import Lint, put
from .healthy import FILES

RULE, AGENT, SKILL = "rules/api-style.md", "agents/reviewer.md", "skills/release/SKILL.md"
THIN = FILES[AGENT].replace("Reviews a change before it is merged.", "Code review")


def test_a_warning_fails_only_a_strict_run(source: Path, lint: Lint) -> None:
    """A warning ends with 0, with --strict with 1; an info never fails."""
    put(source / AGENT, THIN)
    lint(expect=0)
    lint("--strict", expect=1)
    put(
        source / AGENT, FILES[AGENT].replace("Reviews a change before it is merged.", "Reads changes, reports defects.")
    )
    lint("--strict", expect=0)


def test_an_unsafe_file_is_refused(source: Path, lint: Lint) -> None:
    """A link out of the source ends with 7, whatever else is wrong."""
    (source / "rules/out.md").symlink_to("../../docs/style.md")
    put(source / AGENT, "no frontmatter")
    lint(expect=7)


def test_a_line_and_the_settings_let_through(source: Path, project: Path, lint: Lint) -> None:
    """What a comment in the line or a setting allows is not told, and counted; the same elsewhere is told."""
    put(source / AGENT, THIN.replace("Code review", "Code review # aiwg-allow: thin-description"))
    put(source / "agents/other.md", THIN.replace("name: reviewer", "name: other").replace("# Reviewer", "# Other"))
    said = lint("--json", expect=0)
    assert said.found == [("thin-description", ".aiwg/agents/other.md", 3)]
    assert said.json["allowed"] == 1
    put(project / "aiwg.yaml", "checks:\n  allow:\n    - {code: thin-description, paths: ['**/other.md']}\n")
    said = lint("--json", expect=0)
    assert (said.found, said.json["allowed"]) == ([], 2)


def test_what_a_deploy_refuses_cannot_be_let_through(source: Path, project: Path, lint: Lint) -> None:
    """An error of loading stands, whatever is allowed."""
    put(source / "rules/x.md", "---\nactivation: sometimes # aiwg-allow: bad-field\n---\nX.\n")
    put(project / "aiwg.yaml", "checks: {allow: [{code: bad-field}]}\n")
    assert lint("--json", expect=3).found == [("bad-field", ".aiwg/rules/x.md", 2)]


@pytest.mark.parametrize(
    ("typed", "files"),
    [
        ([".aiwg"], {AGENT, SKILL}),
        (["."], {AGENT, SKILL}),
        ([".aiwg/skills"], {SKILL}),
        ([".aiwg/skills/release"], {SKILL}),
        ([".aiwg/agents/reviewer.md"], {AGENT}),
        ([".aiwg/agents", ".aiwg/skills/release/SKILL.md"], {AGENT, SKILL}),
        ([".aiwg/rules"], set()),
    ],
)
def test_only_what_lies_at_a_path(typed: list[str], files: set[str], source: Path, lint: Lint) -> None:
    """A path is a source, a folder that holds one, or a file or folder of one; only that is told."""
    put(source / AGENT, THIN)
    put(source / SKILL, FILES[SKILL].replace("Use when a release is made, with checks and notes.", "Release."))
    found = lint("--json", *typed).json["findings"]
    assert {each["file"] for each in found if each["level"] == "warning"} == {f".aiwg/{file}" for file in files}


def test_a_source_somewhere_else(source: Path, project: Path, lint: Lint) -> None:
    """A path in a source that is none of the project's finds that source, the outermost one, by itself."""
    put(project / "shared/skills/deep/SKILL.md", "---\nname: deep\ndescription: Deep one.\n---\nX.\n")
    put(project / "shared/skills/deep/rules/x.md", "Text.\n")
    expected = [("thin-description", "shared/skills/deep/SKILL.md", 3)]
    for typed in ("shared", "shared/skills/deep", "shared/skills/deep/SKILL.md"):
        assert lint("--json", typed).found == expected
    assert lint("--json", "shared/skills/deep/rules").found == []
    assert lint("--json", "--source", "shared").found == expected


def test_a_path_that_is_none(source: Path, lint: Lint) -> None:
    """A path that is not there, or lies in no source, is named, and ends with 2."""
    assert '"nowhere" does not exist' in lint("nowhere", expect=2).err
    assert '"src" is not a source' in lint("src", expect=2).err


def test_what_ships_with_aiwg_is_looked_at_only_when_named(source: Path, tmp_path: Path, lint: Lint) -> None:
    """Without a path the bundled source is passed over; its path or --source names it."""
    put(tmp_path / "bundled" / AGENT, THIN)
    assert lint("--json").found == []
    for typed in ([str(tmp_path / "bundled")], ["--source", str(tmp_path / "bundled")]):
        assert [code for code, _, _ in lint("--json", *typed).found if code == "thin-description"] == [
            "thin-description"
        ]


def test_without_a_source(project: Path, lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no source, that is said, and nothing fails."""
    monkeypatch.chdir(project)
    assert "no source here" in lint(expect=0).out


def test_limits_of_the_platforms_that_count(source: Path, project: Path, lint: Lint) -> None:
    """A limit is a warning for a platform that is named or deployed to, an info when none is, nothing for another."""
    put(source / AGENT, FILES[AGENT].replace("is merged.", "is merged. " + "w " * 240))

    def levels(*words: str) -> list[str]:
        return [each["level"] for each in lint("--json", *words).json["findings"] if each["code"] == "over-limit"]

    assert (levels(), levels("-p", "beta"), levels("-p", "alfa")) == (["warning"], [], ["warning"])
    put(project / "aiwg.yaml", "")
    assert levels() == ["info"]
    assert "did you mean alpha" in lint("-p", "alpa", expect=2).err.lower()


def test_an_adapter_is_checked_by_itself(source: Path, tmp_path: Path, lint: Lint) -> None:
    """The folder of an adapter is checked as an adapter, and goes with nothing else."""
    folder = str(tmp_path / "platforms" / "alpha")
    assert "Valid." in lint("--platform", folder, expect=0).out
    lint("--platform", folder, ".aiwg", expect=2)


def test_sarif(source: Path, lint: Lint) -> None:
    """SARIF names the rule, the place and the title of each finding."""
    put(source / AGENT, THIN)
    run_ = lint("--sarif").json["runs"][0]
    [result] = run_["results"]
    assert result["ruleId"] == "thin-description"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 14}
    assert run_["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == "a description that is too short"


def test_people_see_place_message_code_and_what_to_do(source: Path, lint: Lint) -> None:
    """Text for people names file, line and column, the code, what to do, and how many there are; infos are counted."""
    put(source / AGENT, THIN.replace("color: blue", "color: blue\nzodiac: lion"))
    said = lint(expect=0).out
    assert '.aiwg/agents/reviewer.md:3:14: the description "Code review" is too vague  thin-description' in said
    assert "describe the purpose and the right moment" in said
    assert "1 warning, 1 info: 12 artifacts in .aiwg" in said
    assert "zodiac" not in said
    assert "zodiac" in lint("-v").out


def test_mending_keeps_line_ends_and_mode(source: Path, project: Path, lint: Lint) -> None:
    """A file whose Windows line ends are allowed keeps them, and its mode, when something else in it is mended."""
    put(project / "aiwg.yaml", "checks: {allow: [{code: line-ends}]}\n")
    healthy = FILES[AGENT].replace("\n", "\r\n")
    put(source / AGENT, healthy.replace("name: reviewer\r\n", "").replace("model:", "Model:"))
    (source / AGENT).chmod(0o600)
    assert lint("--json", "--fix").json["mended"] == [f".aiwg/{AGENT}"]
    assert (source / AGENT).read_bytes() == healthy.encode()
    assert (source / AGENT).stat().st_mode & 0o777 == 0o600


def test_several_slips_of_a_file_are_mended_together(source: Path, lint: Lint) -> None:
    """All that can be mended in a file is mended in one run, and a second run has nothing to do."""
    slips = FILES[AGENT].replace("name: reviewer\n", "effort:\n").replace("Reviews a", "Reviews: a")
    put(source / AGENT, b"\xef\xbb\xbf" + slips.replace("\n", "\r\n")[:-2].encode())
    assert lint("--json", "--fix").found == []
    mended = FILES[AGENT].replace(
        "description: Reviews a change before it is merged.", 'description: "Reviews: a change before it is merged."'
    )
    assert (source / AGENT).read_text(encoding="utf-8") == mended
    before = (source / AGENT).stat()
    assert lint("--json", "--fix").json["mended"] == []
    assert (source / AGENT).stat() == before


def test_nothing_is_mended_through_a_link(source: Path, project: Path, lint: Lint) -> None:
    """What a link leads to is told and left alone."""
    (source / "agents/linked.md").symlink_to("../rules/api-style.md")
    put(source / RULE, FILES[RULE].replace("paths:", "globs:"))
    files = [each["file"] for each in lint("--json").json["findings"] if each["fixable"]]
    assert ".aiwg/agents/linked.md" not in files
    assert ".aiwg/rules/api-style.md" in files


def test_settings_cannot_choose_what_is_mended_elsewhere(
    source: Path, tmp_path: Path, project: Path, lint: Lint, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source outside the project that aiwg.yaml names is looked at and not written; named now it is mended."""
    put(tmp_path / "elsewhere" / RULE, FILES[RULE].replace("\n", "\r\n"))
    put(project / "aiwg.yaml", f"platforms: [alpha]\nsources: [project, {tmp_path / 'elsewhere'}]\n")
    before = tree(tmp_path / "elsewhere")
    assert run(["trust", "--yes", "--project", str(project)]) == 0
    capsys.readouterr()
    said = lint("--json", "--fix")
    assert [code for code, _, _ in said.found if code == "line-ends"] == ["line-ends"]
    assert tree(tmp_path / "elsewhere") == before
    lint("--fix", str(tmp_path / "elsewhere"))
    assert tree(tmp_path / "elsewhere")[RULE] == FILES[RULE].encode()


def test_a_file_that_changed_meanwhile_is_left(source: Path, lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody saved between looking and mending stays, nothing is written, and the run ends with 4."""
    put(source / AGENT, FILES[AGENT].replace("model:", "Model:"))
    put(source / RULE, FILES[RULE].replace("paths:", "globs:"))

    def save_meanwhile(*arguments: object) -> bytes:
        put(source / AGENT, "mine")
        return mended(*arguments)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr("aiwg.commands.lint.mended", save_meanwhile)
    assert "changed meanwhile" in lint("--fix", expect=4).err
    assert (source / AGENT).read_text() == "mine"
    assert (source / RULE).read_text() == FILES[RULE].replace("paths:", "globs:")
    assert not [name for _, _, names in os.walk(source) for name in names if name not in {Path(f).name for f in FILES}]


@pytest.mark.parametrize("kind", ["rule", "agent", "skill", "command", "behavior", "instructions"])
def test_what_new_leaves_to_be_written_is_told(
    kind: str, project: Path, lint: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new artifact that nobody has written yet is told, and nothing else is wrong with it."""
    monkeypatch.chdir(project)
    name = "instructions" if kind == "instructions" else "fresh-one"
    assert run(("new", kind, name)) == 0
    said = lint("--json")
    assert {each["code"] for each in said.json["findings"] if each["level"] != "info"} == {"placeholder"}
