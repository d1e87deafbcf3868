"""Records in the shapes that other tools and people write are read as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.adr.check import check_record
from aiwg.adr.record import DecisionRecord
from aiwg.adr.titles import weakness
from tests.adr.conftest import Runner, put
from tests.adr.shapes import SHAPES, Shape


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_what_a_record_says_is_read(shape: Shape) -> None:
    """Form, number, title, status, date and links are read in every shape."""
    record = DecisionRecord(shape.file, shape.text)
    assert (record.form, record.number, record.title) == (shape.form, shape.number, shape.title)
    assert (record.status_text, record.date) == (shape.status, shape.date)
    assert tuple((link.kind, link.target) for link in record.links) == shape.links


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_whole_record_has_no_error(shape: Shape) -> None:
    """A record that is complete in its own form is not asked for what that form does not have."""
    found = check_record(DecisionRecord(shape.file, shape.text), lambda target: True)
    assert found.failing == [], [each.message for each in found.failing]


def test_a_folder_of_all_shapes_is_listed_and_unchanged(adr: Runner, project: Path) -> None:
    """All verbs that only read, read a folder with every shape in it, and leave each byte."""
    for shape in SHAPES:
        put(project / "doc/adr" / shape.file, shape.text)
    put(project / "doc/adr/README.md", "# Not a record\n")
    put(project / "doc/adr/template.md", "# {title}\n\n## Status\n\n## Context\n\n## Decision\n")
    put(project / "doc/adr/notes.md", "# Notes of a meeting\n\nNothing decided.\n")
    listed = adr("list", "--json").json
    assert listed["folder"] == "doc/adr"
    assert len(listed["records"]) == len(SHAPES)
    assert len(adr("export").json["records"]) == len(SHAPES)
    for words in (
        ["graph"],
        ["graph", "--format", "dot"],
        ["search", "kafka"],
        ["show", "42"],
        ["show", "20210113-use-docker"],
    ):
        adr(*words)
    for shape in SHAPES:
        assert (project / "doc/adr" / shape.file).read_bytes() == shape.text.encode()


@pytest.mark.parametrize(
    "folder",
    ["docs/adr", "doc/adr", "docs/decisions", "docs/architecture/decisions", "adr", "doc/architecture/decisions"],
)
def test_the_folder_is_found(adr: Runner, project: Path, folder: str) -> None:
    """Records are found in the usual folders, and a new one goes where the others are."""
    (project / "docs/adr").mkdir(parents=True)
    put(project / folder / SHAPES[0].file, SHAPES[0].text)
    assert adr("list", "--json").json["folder"] == folder
    adr("new", "Use NATS")
    assert (project / folder / "0005-use-nats.md").exists()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("aiwg.yaml", "adr:\n  folder: decisions/all\n"),
        (".adr-dir", "decisions/all\n"),
        (".log4brains.yml", "project:\n  name: x\n  adrFolder: ./decisions/all\n"),
    ],
)
def test_the_folder_can_be_named(adr: Runner, project: Path, file: str, text: str) -> None:
    """aiwg.yaml, adr-tools' and log4brains' own files name the folder."""
    put(project / file, text)
    put(project / "docs/adr" / SHAPES[0].file, SHAPES[0].text)
    assert adr("list", "--json").json == {"schema": "aiwg.adr-list/1", "folder": "decisions/all", "records": []}


def test_a_folder_outside_the_project_is_refused(adr: Runner, project: Path) -> None:
    """A setting that came with a clone cannot point outside of it."""
    put(project / ".adr-dir", "../other\n")
    assert "outside the project" in adr("new", "Use it", expect=7).err


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Database Selection", '"Use ... as the database"'),
        ("API gateway", None),
        ("Choice of message broker", '"Use ... for the message broker"'),
        ("Which cache should we use?", "asks"),
        ("Kubernetes", "is a topic"),
        ("Caching Strategy", "is a topic"),
        ("Using PostgreSQL for jobs", '"Use PostgreSQL for jobs"'),
        ("Webhooks will be queued in PostgreSQL", "passive"),
        ("PostgreSQL was chosen", "passive"),
        ("Use SQLite", None),
        ("Adopt a caching strategy", None),
        ("Datenbank in SQLite halten", None),
        ("!", "is empty"),
    ],
)
def test_titles_that_hide_the_choice(title: str, said: str | None) -> None:
    """A topic, a question and a passive voice are named, with a form to use; a title that says what is done is not."""
    reason = weakness(title)
    assert (reason is None) == (said is None), reason
    assert said is None or said in (reason or "")
