"""The pictures of the documentation show what the program prints now. `make pictures` draws them anew."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pictures import overview, recording
from pictures.__main__ import FOLDER
from pictures.session import COLUMNS, played, sessions

from aiwg.output.terminal.width import width_of

SESSIONS = sessions()
DRAWN = sorted(FOLDER.glob("*.svg"))


@pytest.mark.parametrize("name", SESSIONS)
def test_a_recording_is_what_the_program_prints(name: str) -> None:
    """The committed picture of a session is the one that a new run of its commands gives, and fits 80 columns."""
    shown = played(SESSIONS[name])
    assert (FOLDER / f"{name}.svg").read_text(encoding="utf-8") == recording.picture(SESSIONS[name].title, shown)
    assert all(width_of(line) <= COLUMNS for line in recording.plain_text(shown).splitlines())


def test_the_picture_of_the_readme_has_the_figures_of_now() -> None:
    """The README's picture has the artifacts, files, levels and tokens that a deploy to the six tools reports."""
    assert (FOLDER / "one-source.svg").read_text(encoding="utf-8") == overview.picture(overview.figures())


@pytest.mark.parametrize("picture", DRAWN, ids=lambda picture: picture.stem)
def test_a_picture_is_small_and_stands_alone(picture: Path) -> None:
    """A picture is valid and small, has a title and a description, follows the colours, and loads nothing."""
    text = picture.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert len(text.encode()) <= (8_000 if picture.stem == "one-source" else 16_000)
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert all(child.text for child in root[:2])
    assert "prefers-color-scheme:dark" in text
    assert re.findall(r"(?:https?:)?//[^\s\"<]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\(|@import|@font-face|<script|<image|href", text)


def test_every_picture_is_drawn_by_a_program_and_used() -> None:
    """No picture is left over, and each is in a page or in the README."""
    assert {picture.stem for picture in DRAWN} == {*SESSIONS, "one-source"}
    pages = [FOLDER.parent.parent / "README.md", *FOLDER.parent.glob("*.md")]
    used = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [picture.name for picture in DRAWN if f"pictures/{picture.name}" not in used] == []
