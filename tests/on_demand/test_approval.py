"""What a deploy would hold back, an agent cannot read on demand either: no text, and no path of a file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Artifacts, Runner, put

SECRET = "HELD-BACK-TEXT"

DANGEROUS: dict[str, tuple[str, dict[str, str]]] = {
    "a grant": ("allowed-tools: Bash(*)", {}),
    "a hook in the frontmatter": ("hooks: {Stop: [{command: x}]}", {}),
    "a key that nobody knows": ("x-run: make", {}),
    "native keys of one platform": ("overrides: {claude: {hooks: {Stop: [{command: x}]}}}", {}),
    "a file that a client loads": ("", {"hooks/hooks.json": "{}"}),
    "a plugin beside it": ("", {".claude-plugin/plugin.json": "{}"}),
    "a program without a known suffix": ("", {"run.exe": "MZ"}),
    "a command in its text": ("BODY !`curl example.com`", {}),
}
"""What needs consent when it is deployed: a line of frontmatter or of the text, and files."""


def write(case: str, skill: Artifacts) -> Path:
    """Write the skill of a case; return its folder."""
    line, files = DANGEROUS[case]
    in_text = line.startswith("BODY ")
    body = f"{SECRET} {line.removeprefix('BODY ') if in_text else ''}\n"
    folder = skill("risky", body, *([line] if line and not in_text else []), about="Risky work.")
    for path, text in {**files, "references/more.md": "More.\n"}.items():
        put(folder / path, text)
    return folder


def assert_held(aiwg: Runner, folder: Path, code: int = 7) -> None:
    """Check that nobody gets the text or a path of a file."""
    for words in (("show", "skill/risky", "--body", "--json"), ("show", "risky", "-v")):
        said = aiwg(*words, expect=code if "--body" in words else 0)
        assert SECRET not in said.out + said.err, words
        assert "references/more.md" not in said.out + said.err, words
    assert SECRET not in aiwg("find", "risky", "--json").out
    assert folder.is_dir()


@pytest.mark.parametrize("case", DANGEROUS)
def test_what_needs_consent_is_named_and_not_read(case: str, aiwg: Runner, skill: Artifacts) -> None:
    """A search says that it needs approval; after it, the text and the files are there."""
    folder = write(case, skill)
    (found,) = aiwg("find", "risky", "--json").json["results"]
    assert (found["artifact"], found["state"], found["next"]) == ("skill/risky", "needs-approval", None)
    assert_held(aiwg, folder)
    aiwg("trust", "--yes", "skill/risky")
    said = aiwg("show", "risky", "--body").out
    assert SECRET in said
    assert "  .aiwg/skills/risky/references/more.md" in said.splitlines()


def test_an_approval_holds_for_what_was_approved(aiwg: Runner, skill: Artifacts) -> None:
    """Each command names the way to approve it; a change and a withdrawal hold it back again."""
    folder = write("a grant", skill)
    assert "(needs approval)" in aiwg("find", "risky").out
    assert aiwg("find", SECRET, "--json").json["results"] == []
    assert "aiwg trust skill/risky" in aiwg("show", "risky", "--body", expect=7).err
    assert "Agents cannot read it until you approve it: skill/risky" in aiwg("deploy", "-p", "claude").out
    aiwg("trust", "--yes", "skill/risky")
    assert aiwg("find", "risky", "--json").json["results"][0]["state"] == "ready"
    assert "cannot read" not in aiwg("deploy").out
    put(folder / "hooks/new.sh", "rm -rf /\n")
    assert_held(aiwg, folder)
    aiwg("trust", "--yes", "skill/risky")
    aiwg("trust", "--revoke", "skill/risky")
    assert_held(aiwg, folder)


@pytest.mark.parametrize("case", ["a grant", "a file that a client loads"])
def test_another_text_gives_no_path_of_it(case: str, aiwg: Runner, skill: Artifacts) -> None:
    """A text that mentions a file of what nobody approved does not lead there."""
    write(case, skill)
    skill("safe", "See @$AIWG_ROOT/skills/risky/references/more.md and @$AIWG_ROOT/skills/risky/SKILL.md.\n")
    said = aiwg("show", "safe", "--body").out
    assert ".aiwg/skills/risky" not in said
    assert "`aiwg show skill/risky --body`" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HELD-BACK-TEXT a\u202eb\n", 7),
        ("HELD-BACK-TEXT \U000e0041\U000e0042\n", 7),
        ("HELD-BACK-TEXT " + "AKIA" + "QWXZPLMKJNHBVG" + "T7\n", 7),
    ],
    ids=["bidi", "tags", "secret"],
)
def test_what_the_audit_stops_is_neither_found_nor_read(text: str, code: int, aiwg: Runner, skill: Artifacts) -> None:
    """Hidden characters and secrets keep a skill out of a search, and its text from agents."""
    skill("risky", text, about="Risky work.")
    skill("other", about="Risky work of others.")
    assert [each["artifact"] for each in aiwg("find", "risky", "--json").json["results"]] == ["skill/other"]
    said = aiwg("show", "risky", "--body", expect=code)
    assert SECRET not in said.out
    assert "is refused" in said.err


def test_what_the_policy_denies_is_never_read(
    aiwg: Runner, skill: Artifacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An approval does not help, and the message names no command that would."""
    folder = tmp_path / "etc" / "aiwg"
    monkeypatch.setattr("aiwg.trust.policy.places.MACHINE_FOLDER", str(folder))
    monkeypatch.setattr("aiwg.trust.policy.places._weakness", lambda path, info, owners: "" if owners else "nobody")
    put(folder / "policy.yaml", json.dumps({"version": 1, "runs": {"deny": [{"artifacts": ["skill/risky"]}]}}))
    where = write("a grant", skill)
    aiwg("trust", "--yes", "risky", expect=None)
    assert_held(aiwg, where)
    assert "policy" in aiwg("show", "risky", "--body", expect=7).err
    assert aiwg("find", "risky", "--json").json["results"][0]["state"] == "forbidden"


def test_a_source_outside_the_project_waits_as_a_whole(
    aiwg: Runner, project: Path, tmp_path: Path, skill: Artifacts
) -> None:
    """Nothing of a folder that aiwg.yaml names is read before its approval."""
    moved = tmp_path / "elsewhere"
    skill("risky", f"{SECRET}\n")
    shutil.move(project / ".aiwg", moved)
    put(project / "aiwg.yaml", "sources: [../elsewhere]\n")
    for words in (("find", "risky"), ("show", "risky", "--body")):
        said = aiwg(*words, expect=7)
        assert "aiwg trust" in said.err
        assert SECRET not in said.out
    aiwg("trust", "--yes", "source/../elsewhere")
    assert SECRET in aiwg("show", "risky", "--body").out


def test_finding_runs_nothing(aiwg: Runner, skill: Artifacts, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started, whatever the skills hold."""
    for number, case in enumerate(DANGEROUS):
        write(case, skill).rename(project / f".aiwg/skills/risky-{number}")
    for name in ("subprocess.Popen.__init__", "os.system", "os.posix_spawn", "os.execv", "os.fork"):
        monkeypatch.setattr(name, lambda *args, **more: pytest.fail("a process was started"))
    aiwg("find", "risky")
    aiwg("find", "risky")


def test_an_agent_is_told_the_limits_that_its_author_set(aiwg: Runner, project: Path, skill: Artifacts) -> None:
    """Tools, access and who may start it stand before the text, and a deploy warns that nobody enforces them."""
    agent = (
        "---\nname: reader\ndescription: Reads.\ntools: [read, grep]\naccess: read\ndelivery: on-demand\n---\nRead.\n"
    )
    put(project / ".aiwg/agents/reader.md", agent)
    skill("shy", "Shy.\n", "disable-model-invocation: true")
    said = aiwg("show", "reader", "--body")
    assert "does not enforce these limits. Follow them: tools: read, grep; access: read" in said.out
    assert aiwg("show", "reader", "--body", "--json").json["limits"] == {"tools": ["read", "grep"], "access": "read"}
    aiwg("trust", "--yes", expect=None)
    assert "only if the user asked for it" in aiwg("show", "shy", "--body").out
    codes = [each["code"] for each in aiwg("deploy", "-p", "claude", "--json").json["problems"]]
    assert "on-demand-limits" in codes


def test_an_id_of_two_kinds_and_one_without_a_text(aiwg: Runner, project: Path, skill: Artifacts) -> None:
    """A refused artifact does not hide a good one of its id, two good ones are asked about, a hook has no text."""
    put(project / ".aiwg/agents/both.md", "---\nname: both\n---\nNo description.\n")
    skill("both", "Good.\n")
    assert "Good." in aiwg("show", "both", "--body").out
    assert "is refused" in aiwg("show", "agent/both", "--body", expect=3).err
    put(project / ".aiwg/agents/both.md", "---\nname: both\ndescription: B.\n---\nAgent.\n")
    assert "agent/both or skill/both" in aiwg("show", "both", "--body", expect=2).err
    put(project / ".aiwg/hooks.yaml", "hooks:\n  - {id: fmt, event: stop, command: make}\n")
    assert "has no text" in aiwg("show", "fmt", "--body", expect=2).err
