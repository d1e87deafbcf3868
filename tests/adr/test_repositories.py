"""Twenty repositories of five tools go through the verbs, and no byte outside the edited lines changes."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from aiwg.adr.record import DecisionRecord
from tests.adr.conftest import Runner, put
from tests.adr.repositories import REPOSITORIES, TITLES, Repository


@pytest.fixture
def repository(request: pytest.FixtureRequest, project: Path) -> Repository:
    """Return a repository, written into the project."""
    wanted: Repository = request.param
    put(project / "README.md", "# A project\n")
    for name, text in wanted.files.items():
        put(project / wanted.folder / name, text)
    for path, text in wanted.more.items():
        put(project / path, text)
    return wanted


every = pytest.mark.parametrize("repository", REPOSITORIES, indirect=True, ids=lambda each: each.name)


def state(project: Path) -> dict[str, bytes]:
    """Return what the files of a project hold."""
    return {str(file.relative_to(project)): file.read_bytes() for file in project.rglob("*") if file.is_file()}


def changed_lines(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the lines that went and the lines that came, line ends included."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = [line for tag, a, b, _, _ in blocks if tag != "equal" for line in old[a:b]]
    came = [line for tag, _, _, a, b in blocks if tag != "equal" for line in new[a:b]]
    return gone, came


def test_there_are_twenty() -> None:
    """Each of the five tools is there, and each repository once."""
    assert len({each.name for each in REPOSITORIES}) == 20
    assert {each.name.split(",")[0].split(" with")[0].split(" in")[0] for each in REPOSITORIES} == {
        *("adr-tools", "MADR 2", "MADR 3", "MADR 4", "log4brains", "brackets"),
    }


@every
def test_reading_changes_nothing(adr: Runner, project: Path, repository: Repository) -> None:
    """list, check, show, search, graph and export read all records and write nothing."""
    before = state(project)
    listed = adr("list", "--json").json["records"]
    assert [each["title"] for each in listed] == list(TITLES)
    assert {each["status"] for each in listed} == {"Accepted"}
    assert [each["title"] for each in adr("list", "--in-force", "--json").json["records"]] == list(TITLES)
    found = adr("check", "--json").json
    assert found["between"] == []
    assert adr("graph").out.count("ADR-") == (0 if repository.name.startswith("log4brains") else 3)
    assert adr("graph", "--format", "timeline").out.count("(Accepted)") == 3
    assert len(adr("search", "build with gradle", "--json").json["records"]) >= 1
    adr("show", Path(repository.old).stem)
    adr("export")
    assert state(project) == before


@every
def test_supersede_edits_only_its_lines(adr: Runner, project: Path, repository: Repository) -> None:
    """Both sides are written in the form's own way; the records agree, and every other line keeps its bytes."""
    before = state(project)
    adr("supersede", repository.old, "--by", repository.new)
    after = state(project)
    old, new = (f"{repository.folder}/{name}" for name in (repository.old, repository.new))
    assert {path for path in before if before[path] != after[path]} == {old, new}
    for path, most in ((old, 5), (new, 6)):
        gone, came = changed_lines(before[path], after[path])
        ends = {line[len(line.rstrip(b"\r\n")) :] for line in before[path].splitlines(keepends=True)} | {b""}
        assert len(gone) <= most
        assert len(came) <= most
        assert {line[len(line.rstrip(b"\r\n")) :] for line in came} <= ends
    listed = adr("list", "--in-force", "--json").json["records"]
    assert [each["title"] for each in listed] == list(TITLES[1:])
    assert [each for each in adr("check", "--json").json["between"] if each["level"] == "error"] == []
    adr("supersede", repository.old, "--by", repository.new)
    assert state(project) == after


@every
def test_index_and_site_write_their_own_files(adr: Runner, project: Path, repository: Repository) -> None:
    """The table is a file or a block of its own, the pages a folder of their own; a second time nothing changes."""
    before = state(project)
    adr("index")
    adr("site")
    after = state(project)
    assert {path: data for path, data in after.items() if path in before} == before
    new = set(after) - set(before)
    assert {path for path in new if not path.startswith("adr-site/")} == {f"{repository.folder}/README.md"}
    assert len(new) == 1 + 1 + 3
    adr("index")
    adr("site")
    assert state(project) == after


@every
def test_renumber_follows_every_link(adr: Runner, project: Path, repository: Repository) -> None:
    """A twin of a number gets the next one; what names it follows, and nothing else changes."""
    if repository.name.startswith("log4brains"):
        assert "Each record has its own number" in adr("renumber").out
        return
    adr("supersede", repository.old, "--by", repository.new)
    twin = repository.new.replace("send-mail", "drop-mail")
    text = (project / repository.folder / repository.new).read_bytes().decode("utf-8", "surrogateescape")
    put(project / repository.folder / twin, text.replace("Send mail", "Drop mail").replace("2026-02-03", "2026-02-04"))
    before = state(project)
    adr("renumber", twin)
    after = state(project)
    assert f"{repository.folder}/{twin}" not in after
    kept = set(before) & set(after)
    assert {path for path in kept if before[path] != after[path]} == set()
    (path,) = set(after) - set(before)
    gone, came = changed_lines(before[f"{repository.folder}/{twin}"], after[path])
    assert len(gone) == len(came) <= 1
    assert DecisionRecord(path, after[path].decode("utf-8", "surrogateescape")).number == 4
    both = 3 if repository.name.startswith("brackets") else 0  # the copy says that it supersedes the first one, too
    assert "duplicate-number" not in adr("check", "--json", expect=both).out


@every
@pytest.mark.parametrize("form", ["braces", "brackets"])
def test_adopt_loses_nothing(adr: Runner, project: Path, repository: Repository, form: str) -> None:
    """A record moves to either form of the template in its own file, with its title, status, date and words."""
    file = project / repository.folder / repository.new
    if repository.name.startswith("brackets") and form == "brackets":
        adr("adopt", repository.new, "--form", form, expect=2)
        return
    before = state(project)
    old = DecisionRecord(repository.new, file.read_bytes().decode())
    adr("adopt", repository.new, "--form", form)
    after = state(project)
    assert [path for path in before if before[path] != after[path]] == [f"{repository.folder}/{repository.new}"]
    new = DecisionRecord(repository.new, file.read_bytes().decode())
    assert new.is_bracketed == (form == "brackets")
    assert (new.title, new.status.kind, new.date) == (old.title, old.status.kind, old.date)
    assert words_of(old) - words_of(new) <= {"Good", "Bad", "because", "optional", "These", "are", *headings(old)}


def words_of(record: DecisionRecord) -> set[str]:
    """Return the words of a record with what stands around them, but for markup."""
    return {word.strip("*_:[]()#|,\"'\ufeff") for word in record.text.split()}


def headings(record: DecisionRecord) -> set[str]:
    """Return the words of a record's headings and labels, which the template has in its own way."""
    starts = ("#", "**", "- **", "|", "-", "=", "\ufeff---")
    lines = [line for line in record.text.splitlines() if line.startswith(starts) or ":" in line]
    return {word.strip("*_:[]()#|,\"'\ufeff") for line in lines for word in line.split()}
