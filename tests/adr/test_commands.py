"""The verbs of aiwg adr, as people and programs use them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adr.conftest import DAY, NYGARD, ROOT, Runner, put
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


def test_new_supersedes_on_both_sides(adr: Runner, folder: Path) -> None:
    """The old record's status names the new one, which says what it supersedes."""
    adr("new", "Use C", "--supersedes", "2")
    assert "- **Supersedes**: ADR-002, Use B\n" in (folder / "0008-use-c.md").read_text()
    assert "## Status\n\nSuperseded by [8. Use C](0008-use-c.md)\n" in (folder / "0002-use-b.md").read_text()
    assert "Between the records" not in adr("check", "2").out


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
    assert "is no day" in adr("list", "--since", "May", expect=2).err


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
    assert "L5  holds" in adr("check", "7").out
    put(folder / "0007-queue-webhooks.md", filled_to(3).replace("- [x] Tech lead", "- [ ] Tech lead"))
    said = adr("check", "7", "--level", "L3", expect=3).out
    text = (folder / "0007-queue-webhooks.md").read_text()
    line = text[: text.index("- [ ] Tech lead")].count("\n") + 1
    assert "L1  holds" in said
    assert f"docs/adr/0007-queue-webhooks.md:{line}  reviewer Tech lead (Jon Petrov) has not signed off" in said
    found = adr("check", "7", "--level", "L2", "--json", expect=3).json
    assert found["records"][0]["holds"] == "L1"
    assert found["ok"] is False
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
    assert "says so already" in adr("reject", "1").out
    adr("status", "1", "On", "hold")
    assert "## Status\n\nOn hold\n" in (folder / "0001-use-a.md").read_text()
    adr("new", "Use C")
    said = adr("accept", "8").out
    assert "L3, which Accepted stands for, is blocked by" in said


def test_supersede_refuses_what_cannot_be(adr: Runner, folder: Path) -> None:
    """Itself, a circle and a second successor are refused; the same again changes nothing."""
    adr("supersede", "1", "--by", "2")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert "says so already" in adr("supersede", "1", "--by", "2").out
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
    assert "No record holds" in adr("search", "zebra").out


def test_nothing_is_written_through_a_link(adr: Runner, folder: Path, tmp_path: Path) -> None:
    """A record that is a link to another file is not replaced, nor is what it leads to."""
    outside = put(tmp_path / "outside.md", NYGARD.format(n=3, t="Use X"))
    (folder / "0003-use-x.md").symlink_to(outside)
    before = outside.read_text()
    assert "nothing was written" in adr("reject", "3", expect=4).err
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
