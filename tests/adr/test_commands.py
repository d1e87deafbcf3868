"""The verbs of aiwg adr, as people and programs use them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aiwg.adr.record import DecisionRecord
from aiwg.commands.adr.person import AGENT_VARIABLES
from tests.adr import brackets
from tests.adr.conftest import DAY, NYGARD, ROOT, Runner, fresh, put
from tests.adr.shapes import SHAPES, Shape
from tests.adr.steps import filled_to


def test_new_takes_the_next_number(adr: Runner, folder: Path) -> None:
    """The number follows the highest, the name the title, and id, date and author are filled in."""
    said = adr("new", "Send", "mail", "through the queue").out
    assert "wrote  docs/adr/0008-send-mail-through-the-queue.md" in said
    assert "aiwg adr check 8" in said
    text = (folder / "0008-send-mail-through-the-queue.md").read_text()
    for line in (
        "- **ADR ID**: ADR-008",
        "- **Status**: Proposed",
        f"- **Date**: {DAY}",
        "- **Author(s)**: Mira Olsen",
    ):
        assert line in text
    assert "<!--" not in text
    assert "<!--" in (folder / Path(adr("new", "Use C", "--guidance", "--json").json["file"]).name).read_text()


def test_new_supersedes_once_it_is_accepted(adr: Runner, folder: Path) -> None:
    """The new record names the old one, which stays in force until the new one is accepted and then says by what."""
    before = (folder / "0002-use-b.md").read_bytes()
    assert "ADR-002 stays in force until ADR-008 is accepted" in adr("new", "Use C", "--supersedes", "2").out
    assert "- **Supersedes**: ADR-002, Use B\n" in (folder / "0008-use-c.md").read_text()
    assert (folder / "0002-use-b.md").read_bytes() == before
    assert "Links between the records" not in adr("check", "2").out
    assert "incomplete" in adr("accept", "8", expect=3).err
    assert (folder / "0002-use-b.md").read_bytes() == before
    adr("accept", "8", "--force")
    assert "## Status\n\nSuperseded by [8. Use C](0008-use-c.md)\n" in (folder / "0002-use-b.md").read_text()
    assert "Links between the records" not in adr("check", "2").out


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Größe begrenzen", "0001-grosse-begrenzen.md"),
        ("Use C++ & Rust!", "0001-use-c-rust.md"),
        ("データベースを使う", "0001-データベースを使う.md"),
        ("Don't repeat", "0001-dont-repeat.md"),
        ("Использовать Go", "0001-использовать-go.md"),
    ],
)
def test_names_come_from_titles_in_any_script(adr: Runner, project: Path, title: str, name: str) -> None:
    """Accents go, other scripts stay, and the title itself is kept as it was typed."""
    adr("new", title)
    assert [file.name for file in (project / "docs/adr").iterdir()] == [name]
    assert adr("list", "--json").json["records"][0]["title"] == title


@pytest.mark.parametrize("title", ["!!!", "  ", "\u200b", "a\x07b", "---"])
def test_a_title_that_names_nothing_is_refused(adr: Runner, project: Path, title: str) -> None:
    """A title without a letter or digit, or with unprintable ones, ends with 2, and nothing is written."""
    assert "aiwg adr new" in adr("new", title, expect=2).err
    assert not (project / "docs").exists()


def test_long_titles_make_short_names(adr: Runner, project: Path) -> None:
    """A file name stays within what file systems take, whatever the title."""
    adr("new", "word " * 200)
    adr("new", "字" * 300)
    assert all(len(os.fsencode(file.name)) < 200 for file in (project / "docs/adr").iterdir())


def test_the_template_of_a_layer_is_used(adr: Runner, project: Path, home: Path) -> None:
    """The project's template wins over yours, yours over the bundled one, and --from over all."""
    put(home / ".config/aiwg/skills/adr/assets/adr-template.md", "# NUMBER. TITLE\n\nmine\n\n## Status\n\nSTATUS\n")
    adr("new", "Use A")
    assert "# 1. Use A\n\nmine\n\n## Status\n\nProposed\n" in (project / "docs/adr/0001-use-a.md").read_text()
    put(project / ".aiwg/skills/adr/assets/adr-template.md", "# T\n\nours\n\nStatus: x\n")
    adr("new", "Use B")
    assert (project / "docs/adr/0002-use-b.md").read_text() == "# Use B\n\nours\n\nStatus: Proposed\n"
    put(project / "t.md", "# T\r\n\r\nthat one\r\n")
    adr("new", "Use C", "--from", "t.md")
    assert (project / "docs/adr/0003-use-c.md").read_bytes() == b"# Use C\r\n\r\nthat one\r\n"
    assert "no template" in adr("new", "Use D", "--from", "none", expect=2).err


def test_the_editor_is_opened(adr: Runner, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--edit runs the editor on the file; without one that is said."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "cp /dev/null")
    adr("new", "Use A", "--edit")
    assert (project / "docs/adr/0001-use-a.md").read_bytes() == b""
    monkeypatch.delenv("EDITOR")
    assert "EDITOR" in adr("new", "Use B", "--edit", expect=2).err


def test_list_says_what_each_is_and_filters(adr: Runner, folder: Path) -> None:
    """A line for each record; status, level, day and form filter."""
    said = adr("list").out
    assert "ADR-007  Queue webhooks in PostgreSQL  Accepted  2026-02-03  L1" in said
    adr("new", "Use C")

    def ids(*words: str) -> list[str]:
        return [each["id"] for each in adr("list", "--json", *words).json["records"]]

    assert ids("--status", "proposed") == ["ADR-008"]
    assert ids("--level", "L1") == ["ADR-007"]
    assert ids("--since", "2026-01-01") == ["ADR-007", "ADR-008"]
    assert ids("--form", "nygard") == ["ADR-001", "ADR-002"]
    assert adr("list", "--json").json["records"][3]["blocking"] == 8
    assert "is not a day" in adr("list", "--since", "May", expect=2).err


def test_show_by_number_id_or_name(adr: Runner, folder: Path) -> None:
    """A record is named in any of these ways; folding tags and comments are not shown."""
    put(folder / "0007-queue-webhooks.md", filled_to(5).replace("### Decision", "<!-- secret -->\n### Decision"))
    shown = {adr("show", typed).out for typed in ("7", "007", "ADR-7", "adr-007", "0007-queue-webhooks.md")}
    assert len(shown) == 1
    text = shown.pop()
    assert "CREATE TABLE webhook_delivery" in text
    assert "<details>" not in text
    assert "secret" not in text
    assert adr("show", "7", "--json").json["status"]["kind"] == "accepted"
    assert "no record" in adr("show", "99", expect=2).err


def test_check_names_what_blocks_with_file_and_line(adr: Runner, folder: Path) -> None:
    """A record that holds less than asked ends with 3; each line names a place."""
    assert "L5  met" in adr("check", "7").out
    put(folder / "0007-queue-webhooks.md", filled_to(3).replace("- [x] Tech lead", "- [ ] Tech lead"))
    said = adr("check", "7", "--level", "L3", expect=3).out
    text = (folder / "0007-queue-webhooks.md").read_text()
    line = text[: text.index("- [ ] Tech lead")].count("\n") + 1
    assert "L1  met" in said
    assert f"docs/adr/0007-queue-webhooks.md:{line}  reviewer Tech lead (Jon Petrov) has not signed off" in said
    found = adr("check", "7", "--level", "L2", "--json", expect=3).json
    assert found["records"][0]["holds"] == "L1"
    assert found["ok"] is False
    blocking = found["records"][0]["findings"][0]
    assert (blocking["level"], blocking["severity"], blocking["gate"]) == ("error", "error", "L2")
    assert "no levels" in adr("check", "1", "--level", "L1", expect=3).out
    assert "aiwg adr adopt 1" in adr("check", "1", "--level", "L1", expect=3).out


def test_sarif_has_the_structure_of_2_1_0(adr: Runner, folder: Path) -> None:
    """Each result has a rule that is declared, a level, a message and a line in a file."""
    adr("new", "Database Selection")
    log = adr("check", "--sarif", expect=3).json
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith("/")
        assert place["region"]["startLine"] >= 1
    assert {"weak-title", "placeholder"} <= {each["ruleId"] for each in run["results"] if each["level"] == "error"}


def test_a_status_is_set_wherever_it_stands(adr: Runner, folder: Path) -> None:
    """accept, reject and status change it; what is so already is said, and changes nothing."""
    adr("reject", "1")
    assert "## Status\n\nRejected\n" in (folder / "0001-use-a.md").read_text()
    assert "was so already" in adr("reject", "1").out
    adr("status", "1", "On", "hold")
    assert "## Status\n\nOn hold\n" in (folder / "0001-use-a.md").read_text()
    adr("new", "Use C")
    said = adr("accept", "8", "--force").out
    assert "missing" in said
    assert "an accepted record should meet L3" in said


@pytest.mark.parametrize("form", ["aiwg", "nygard", "madr"])
def test_a_rejected_successor_leaves_the_old_one_in_force(adr: Runner, project: Path, form: str) -> None:
    """The old record keeps every byte, and the rejected one names it no more."""
    texts = {
        "aiwg": fresh(1, "Use A").replace("tatus**: Proposed", "tatus**: Accepted"),
        "nygard": NYGARD.format(n=1, t="Use A"),
        "madr": "# Use A\n\n* Status: accepted\n\n## Context and Problem Statement\n\nc\n\n## Considered Options\n\n"
        "* A\n\n## Decision Outcome\n\nA.\n",
    }
    old = put(project / "docs/adr/0001-use-a.md", texts[form])
    proposed = fresh(2, "Use B") if form == "aiwg" else re.sub("[Aa]ccepted", "Proposed", texts[form])
    new = put(project / "docs/adr/0002-use-b.md", proposed.replace("Use A", "Use B"))
    before = old.read_bytes(), new.read_text()
    adr("supersede", "1", "--by", "2")
    assert old.read_bytes() == before[0]
    assert new.read_text() != before[1]
    adr("reject", "2")
    assert old.read_bytes() == before[0]
    assert not [link for link in DecisionRecord(new.name, new.read_text()).links if link.kind == "supersedes"]
    assert "Use A" not in new.read_text()
    assert [each["status"] for each in adr("list", "--json").json["records"]] == ["Accepted", "Rejected"]
    assert "still claims" not in adr("check", expect=3 if form == "aiwg" else 0).out


@pytest.mark.parametrize(
    "words", [("accept", "1"), ("reject", "1"), ("status", "1", "Accepted"), ("sign", "7", "--as", "x")]
)
def test_only_a_person_decides(
    adr: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """In a shell that a coding agent runs, accepting, rejecting and signing are refused, and nothing is written."""
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for name in AGENT_VARIABLES:
        with monkeypatch.context() as context:
            context.setenv(name, "1")
            assert "only a person" in adr(*words, expect=7).err
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_supersede_refuses_what_cannot_be(adr: Runner, folder: Path) -> None:
    """Itself, a circle and a second successor are refused; the same again changes nothing."""
    adr("supersede", "1", "--by", "2")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert "was so already" in adr("supersede", "1", "--by", "2").out
    assert "cannot name itself" in adr("supersede", "1", "--by", "1", expect=2).err
    assert "cannot be superseded by it" in adr("supersede", "2", "--by", "1", expect=4).err
    assert "superseded already" in adr("supersede", "1", "--by", "7", expect=4).err
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    adr("status", "2", "Superseded by ADR-7")
    assert "ADR-002, Use B" in (folder / "0007-queue-webhooks.md").read_text()


def test_link_writes_both_sides_once(adr: Runner, folder: Path) -> None:
    """Upstream here is downstream there; a missing side alone is added."""
    adr("link", "7", "1", "--as", "upstream")
    assert (
        "- **Upstream** (led to this one): written; ADR-001 Use A\n" in (folder / "0007-queue-webhooks.md").read_text()
    )
    assert (
        "Accepted\n\nRequired by [7. Queue webhooks in PostgreSQL](0007-queue-webhooks.md)\n"
        in (folder / "0001-use-a.md").read_text()
    )
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    adr("link", "7", "1", "--as", "upstream")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_search_wants_all_words(adr: Runner, folder: Path) -> None:
    """A record that holds all words is found with the lines; none is said to be none."""
    assert "docs/adr/0007-queue-webhooks.md:" in adr("search", "partitions", "WEBHOOKS").out
    assert [each["id"] for each in adr("search", "use b", "--json").json["records"]] == ["ADR-002"]
    assert "No record contains" in adr("search", "zebra").out


def test_nothing_is_written_through_a_link(adr: Runner, folder: Path, tmp_path: Path) -> None:
    """A record that is a link to another file is not replaced, nor is what it leads to."""
    outside = put(tmp_path / "outside.md", NYGARD.format(n=3, t="Use X"))
    (folder / "0003-use-x.md").symlink_to(outside)
    before = outside.read_text()
    assert "aiwg wrote nothing" in adr("reject", "3", expect=4).err
    assert outside.read_text() == before
    assert (folder / "0003-use-x.md").is_symlink()


def test_our_own_decisions_hold_what_they_claim(adr: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/adr passes the check, and its index is up to date."""
    monkeypatch.chdir(ROOT)
    adr("check")
    adr("index", "--check")


def test_starting_aiwg_imports_nothing_of_it() -> None:
    """The verbs of aiwg adr are imported when they are used, not when aiwg starts."""
    code = "import sys, aiwg.cli.app; aiwg.cli.app.run(['--version']); print([m for m in sys.modules if 'adr' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_records_written_at_once_have_numbers_of_their_own(project: Path) -> None:
    """Of eight records begun at the same moment in different processes no two take one number."""
    command = [sys.executable, "-m", "aiwg", "adr", "new"]
    begun = [
        subprocess.Popen([*command, f"Use {letter}"], cwd=project, stdout=subprocess.DEVNULL) for letter in "abcdefgh"
    ]
    assert [process.wait() for process in begun] == [0] * 8
    names = sorted(path.name[:4] for path in (project / "docs/adr").glob("0*.md"))
    assert names == [f"{number:04}" for number in range(1, 9)]


def test_a_reviewer_signs_in_the_list(adr: Runner, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named line is ticked, a free one filled in, a new role added; conditions are listed; another's line is kept."""
    monkeypatch.setattr("aiwg.commands.adr.sign.git_name", lambda project: "Ada Nwosu")
    monkeypatch.setattr("aiwg.commands.adr.sign.today", lambda: DAY)
    file = put(
        project / "docs/adr/0007-queue-webhooks.md",
        filled_to(3).replace("- [x] On-call lead (Ada Nwosu) - approved 2026-02-12", "- [ ] On-call lead (Ada Nwosu)"),
    )
    before = file.read_text()
    adr("sign", "7", "--as", "on-call lead", "--with", "alert first")
    text = file.read_text()
    assert f"- [x] On-call lead (Ada Nwosu) - approved with conditions {DAY}\n" in text
    assert "- [ ] alert first (on-call lead)\n" in text
    assert len(text.splitlines()) == len(before.splitlines()) + 1
    assert "git names you Ada Nwosu" in adr("sign", "7", "--as", "tech lead", expect=4).err
    adr("sign", "7", "--as", "Security lead")
    assert f"\n- [x] Security lead (Ada Nwosu) - approved {DAY}\n" in file.read_text()
    for form in (fresh(8), brackets.fresh_brackets().replace("ADR-007", "ADR-008")):
        other = put(project / "docs/adr/0008-queue-webhooks.md", form)
        adr("sign", "8", "--as", "Tech lead")
        assert f"- [x] Tech lead (Ada Nwosu) - approved {DAY}" in other.read_text()
    put(project / "docs/adr/0009-x.md", NYGARD.format(n=9, t="Use X"))
    assert "aiwg adr adopt 9" in adr("sign", "9", "--as", "x", expect=2).err


def test_a_level_is_written_only_if_it_holds(adr: Runner, folder: Path) -> None:
    """Without a level the highest that holds is written; one that does not hold is refused and says what is missing."""
    file = folder / "0007-queue-webhooks.md"
    adr("level", "7")
    assert "**Current level**: L5\n" in file.read_text()
    put(file, filled_to(3))
    before = file.read_text()
    assert "does not meet L4" in adr("level", "7", "L4", expect=3).err
    assert file.read_text() == before
    adr("level", "7", "L2")
    assert file.read_text() == before.replace("**Current level**: L1", "**Current level**: L2")
    assert "has no levels" in adr("level", "1", expect=2).err


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_tags_domain_and_paths_are_written_as_the_form_does(adr: Runner, project: Path, shape: Shape) -> None:
    """They are read back, set anew in place, and every other line stays."""
    file = put(project / "docs/adr" / shape.file, shape.text)
    name = Path(shape.file).stem
    before = file.read_bytes()
    if not {"status", "date"} & set(DecisionRecord(shape.file, shape.text).fields):
        assert "no line of metadata" in adr("tag", name, "one", expect=3).err
        assert file.read_bytes() == before
        return
    if shape.name in ("Tyree and Akerman", "custom status", "metadata table"):
        adr("tag", name, "one", expect=3)
        return
    adr("tag", name, "one", "--domain", "orders", "--applies-to", "src/**/*.py")
    adr("tag", name, "two", "--remove", "one")
    read = DecisionRecord(shape.file, file.read_bytes().decode())
    assert read.tags[-1] == "two"
    assert "one" not in read.tags
    assert (read.domain, read.paths) == ("orders", ("src/**/*.py",))
    assert (read.title, read.status.kind, read.date) == (
        shape.title,
        DecisionRecord(shape.file, shape.text).status.kind,
        shape.date,
    )
    kept = [line for line in file.read_bytes().split(b"\n") if line in before.split(b"\n")]
    assert len(kept) >= len(before.split(b"\n")) - 1


def test_amend_names_both_and_leaves_both_in_force(adr: Runner, folder: Path) -> None:
    """Ours get a line in the status section, others one in their own way; a second time changes nothing."""
    adr("amend", "1", "--by", "7")
    adr("amend", "2", "--by", "1")
    assert "- **Supersedes**: None\n- **Amends**: ADR-001 Use A\n" in (folder / "0007-queue-webhooks.md").read_text()
    assert (
        "Amended by [7. Queue webhooks in PostgreSQL](0007-queue-webhooks.md)" in (folder / "0001-use-a.md").read_text()
    )
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    adr("amend", "1", "--by", "7")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [each["status"] for each in adr("list", "--json").json["records"]] == ["Accepted"] * 3
    assert "one-sided" not in adr("check", "--json").out


def test_records_in_subfolders_and_packages(adr: Runner, project: Path) -> None:
    """Subfolders share their numbers and links lead from one to the other; a package has numbers of its own."""
    put(project / "docs/adr/billing/0001-use-a.md", NYGARD.format(n=1, t="Use A"))
    put(project / "docs/adr/0002-use-b.md", NYGARD.format(n=2, t="Use B"))
    put(project / "packages/shop/docs/adr/0001-use-c.md", NYGARD.format(n=1, t="Use C"))
    adr("supersede", "1", "--by", "2")
    assert "(../0002-use-b.md)" in (project / "docs/adr/billing/0001-use-a.md").read_text()
    assert "(billing/0001-use-a.md)" in (project / "docs/adr/0002-use-b.md").read_text()
    adr("reject", "shop/1")
    assert "Rejected" in (project / "packages/shop/docs/adr/0001-use-c.md").read_text()
    listed = adr("list", "--json").json["records"]
    assert [(each["package"], each["id"], each["status"]) for each in listed] == [
        ("", "ADR-001", "Superseded by ADR-002"),
        ("", "ADR-002", "Accepted"),
        ("shop", "ADR-001", "Rejected"),
    ]
    assert "duplicate" not in adr("check", "--json").out
    assert "0003-" in adr("new", "Use D").out
