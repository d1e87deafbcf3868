"""What doctor notes without calling it wrong: each note comes with its cause, goes without it, and fails nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.doctor.registry import TITLES
from aiwg.trust.store import read_consents, write_consents

from .conftest import PLATFORMS, Doctor, Place

Change = Callable[[Place], object]


@dataclass(frozen=True)
class Note:
    """One note: what brings it about or takes it away, and what it says of whom.

    `lasts`: the note is there in the healthy project, and the change takes it away.
    """

    code: str
    says: str
    change: Change
    platform: str | None = None
    file: str | None = None
    lasts: bool = False


def deployed(*platforms: str, **files: str) -> Change:
    """Return what writes files of the source, with `__` for `/` and `_` for `.`, and deploys to platforms alone."""

    def change(place: Place) -> None:
        for name, text in files.items():
            place.write("source/" + name.replace("__", "/").replace("_", "."), text)
        others = ",".join(sorted({*PLATFORMS} - {*platforms}))
        at = ["--project", str(place.project), "-q"]
        assert run(["remove", "-p", others, *at]) == 0
        assert run(["deploy", "-p", ",".join(platforms), "--source", str(place.source), *at]) == 0

    return change


def trusted(place: Place) -> None:
    """Trust the project's folder as Codex does when it has asked."""
    root = place.project.resolve()
    place.write("~/.codex/config.toml", f'[projects."{root}"]\ntrust_level = "trusted"\n')


def ignored(place: Place) -> None:
    """Make a repository that ignores all of ours."""
    subprocess.run(["git", "init", "-q", str(place.project)], check=True)
    place.write(".gitignore", "*\n")


def approved_elsewhere(place: Place) -> None:
    """Deploy a hook, and forget that somebody approved it."""
    place.write("source/hooks.yaml", HOOK)
    at = ["--source", str(place.source), "--project", str(place.project), "-q"]
    assert run(["deploy", *at]) == 0
    project = place.project.resolve()
    consents = {key: value for key, value in read_consents(project).items() if key != "hook/told"}
    write_consents(project, consents)


def in_package(hooks: str) -> Change:
    """Return what deploys hooks to Cursor alone, in a project with a package that is a project of its own."""

    def change(place: Place) -> None:
        place.write("aiwg.yaml", "packages: [packages/*]\n")
        place.write("packages/own/aiwg.yaml", "platforms: [claude]\n")
        deployed("cursor", hooks_yaml=hooks)(place)

    return change


LIMITED = '---\nname: limited\ndescription: "Looks when asked."\ndeny_tools: [bash]\n---\nLook.\n'
HELPER = '---\nname: helper\ndescription: "Helps when asked."\n---\nHelp.\n'
FOR_ONE = '---\ndescription: "For one."\nactivation: always\nplatforms: [codex]\n---\nFor Codex alone.\n'
HOOK = "hooks:\n  - {id: told, event: stop, command: 'echo told'}\n"
LONG = "# Project\n\n" + "Keep it short. " * 2050
NOTES = [
    Note("gate-closed", "trust this folder in Codex", trusted, "codex", lasts=True),
    Note("maybe-not-once", "also reads .claude/skills/", deployed("claude", "codex"), "cursor", lasts=True),
    Note("platform-ended", "Gemini CLI", deployed("claude", "codex"), lasts=True),
    Note("home-variable", "CODEX_HOME is set to", lambda place: place.monkeypatch.setenv("CODEX_HOME", "/x"), "codex"),
    Note("git-unshared", "ignored by git", ignored),
    Note("near-limit", "OpenAI Codex reads 32,768", deployed("codex", instructions_md=LONG), "codex", "AGENTS.md"),
    Note(
        "subfolder-start",
        "ignores .claude/settings.json",
        deployed("claude", permissions_yaml='deny: ["bash(git push *)"]\n'),
        "claude",
        ".claude/settings.json",
    ),
    Note("subfolder-unknown", "if Cursor reads .cursor/hooks.json", in_package(HOOK), "cursor", ".cursor/hooks.json"),
    Note("package-part", "is a separate project", in_package(HOOK)),
    Note("less-restricted", "deny_tools", deployed("codex", agents__limited_md=LIMITED), "codex"),
    Note("overheard", "for-one", deployed("codex", "opencode", **{"rules__for-one_md": FOR_ONE}), "opencode"),
    Note("no-place", "none of the files that aiwg writes (cloud)", deployed("claude", "copilot"), "copilot"),
    Note("listed-too", "shows once more", deployed("codex", "zed", agents__helper_md=HELPER), "codex"),
    Note("not-delivered", "hook", deployed("hermes", hooks_yaml=HOOK), "hermes"),
    Note("backups-earlier", "0.1.0", lambda place: place.write(".aiwg/state/backups/1/x.md", "mine")),
    Note("waits-for-consent", "told", lambda place: place.write("source/hooks.yaml", HOOK)),
    Note("not-approved", "hook/told", approved_elsewhere),
]


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.code)
def test_a_note_comes_and_goes_with_its_cause(note: Note, place: Place, doctor: Doctor) -> None:
    """The note is there exactly while its cause is, names the platform and the file, and is no error or warning."""

    def noted() -> list[dict[str, object]]:
        said = doctor()
        assert said.bad == []
        assert said.exit == 0
        return [
            each for each in said.findings("info") if each["code"] == note.code and note.says in str(each["message"])
        ]

    first = noted()
    note.change(place)
    second = noted()
    there, absent = (first, second) if note.lasts else (second, first)
    assert absent == []
    assert len(there) == 1, [each["message"] for each in doctor().findings("info") if each["code"] == note.code]
    if note.platform:
        assert there[0]["platforms"] == [note.platform]
    if note.file:
        assert there[0]["file"] == note.file


def test_nothing_is_deployed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is deployed that is a note with what to do, and no error."""
    assert run(["doctor", "--project", str(project), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    note = next(each for each in findings if each["code"] == "not-deployed")
    assert (note["level"], note["hint"]) == ("info", "aiwg deploy --platform ID")


def test_every_code_is_tried() -> None:
    """There is no code of doctor's that no test of this folder brings about."""
    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("*.py"))
    assert [code for code in TITLES if f'"{code}"' not in texts] == []
