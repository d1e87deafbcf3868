"""What is seldom wrong, and cannot be planted in a copy of the healthy project: each has its code all the same."""

from __future__ import annotations

import os

import pytest

from aiwg.cli.app import run
from aiwg.doctor import installation

from .conftest import Doctor, Place
from .defects import AGENT


def deploy(place: Place, *arguments: str) -> None:
    """Deploy the source to platforms, beside what is there."""
    assert run(["deploy", *arguments, "--source", str(place.source), "--project", str(place.project), "-q"]) == 0


def test_an_old_python(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python older than aiwg needs is an error."""
    monkeypatch.setattr(installation, "NEEDED", (99, 0))
    assert doctor().bad == [("python-old", None)]


def test_agents_that_cannot_run_aiwg(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an artifact is on demand, aiwg has to be on the PATH; elsewhere nobody needs it there."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "no-program" not in [code for code, _ in doctor().bad]
    place.write("aiwg.yaml", "on_demand: [skill/pdf]\n")
    deploy(place, "-p", "claude")
    assert ("no-program", None) in doctor().bad
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert "no-program" not in [code for code, _ in doctor().bad]


def test_root_in_somebody_elses_project(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root is warned in a project that belongs to somebody else, and not in its own."""
    if os.geteuid() == 0:
        assert doctor().bad == []
        os.chown(place.project, 1234, 1234)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert ("as-root", None) in doctor().bad


def test_a_package_whose_folder_is_gone(place: Place, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that offers platforms in a folder that is not there is an error that names the folder."""
    gone = place.home / "gone"
    monkeypatch.setattr(installation, "installed_platforms", lambda: [(gone, "acme")])
    assert doctor().bad == [("package-broken", str(gone))]


def test_an_output_of_a_size_that_nobody_reads(place: Place, doctor: Doctor) -> None:
    """Something huge in the place of an output is told, and that nothing can be planned for it."""
    os.truncate(place.path(AGENT), 65 * 1024 * 1024)
    bad = doctor().bad
    assert "plan-impossible" in {code for code, _ in bad}
    assert ("output-unreadable", AGENT) in bad


def test_a_restriction_that_cannot_be_told(place: Place, doctor: Doctor) -> None:
    """A deny that was accepted as lost at the deploy stays a warning, until aiwg.yaml accepts it."""
    place.write("source/permissions.yaml", 'deny: ["bash(rm *)"]\n')
    deploy(place, "-p", "zed", "--accept-freer")
    assert ("restriction-lost", None) in doctor("-p", "zed").bad
    place.write("aiwg.yaml", "accept_freer: [zed]\n")
    assert doctor("-p", "zed").bad == []


def test_a_setting_of_yours_that_names_other_files(place: Place, doctor: Doctor) -> None:
    """A list of file names of yours that lacks what we write is left as it is, and is a warning."""
    place.write(".aider.conf.yml", "read: MINE.md\n")
    deploy(place, "-p", "aider")
    assert ("setting-in-the-way", ".aider.conf.yml") in doctor().bad


def test_what_a_platform_loads_twice(place: Place, doctor: Doctor) -> None:
    """Where a second load cannot be had otherwise it is a warning, with the reason."""
    place.write("source/instructions/src.md", "# Source\n\nHere it is strict.\n")
    deploy(place, "-p", "copilot")
    assert ("loaded-twice", None) in doctor().bad


def test_a_skill_of_yours_that_says_too_much(place: Place, doctor: Doctor) -> None:
    """A description of yours of which a platform drops the end is a warning that names the file."""
    text = "---\nname: mine\ndescription: " + "Be strict. " * 200 + "\n---\nBody.\n"
    place.write(".agents/skills/mine/SKILL.md", text)
    assert ("beyond-limit", ".agents/skills/mine/SKILL.md") in doctor().bad


def test_includes_of_nothing_are_one_line_for_each_file(place: Place, doctor: Doctor) -> None:
    """All broken includes of a file are one finding for all platforms, whose hint names the path that would do."""
    place.write(".rules/style.md", "Be brief.\n")
    named = "".join(f"@.rules/{name}.md\n" for name in ("style", "one", "two", "three"))
    place.write("docs/all.md", f"{named}@<FOLDER>/template.md\n")
    place.edit("AGENTS.md", lambda data: b"@docs/all.md\n\n" + data)
    (found,) = (each for each in doctor().findings("warning") if each["code"] == "include-broken")
    assert found["message"] == "includes .rules/style.md, .rules/one.md, .rules/two.md and 1 more, which do not exist"
    assert found["hint"] == "paths begin at the file's folder: write ../.rules/style.md"
    assert {"claude", "gemini-cli"} <= set(found["platforms"])
