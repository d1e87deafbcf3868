"""What is wrong between records, and what cannot be read as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.adr.findings import RULES
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from tests.adr.conftest import Runner, fresh, put

PLAIN = "# {n}. Use {n}\n\n## Status\n\n{status}\n\n## Context\n\nc\n\n## Decision\n\nd\n"


def nygard(number: int, status: str = "Accepted", name: str | None = None) -> DecisionRecord:
    """Return a record of Nygard's form."""
    return DecisionRecord(name or f"{number:04}-use-{number}.md", PLAIN.format(n=number, status=status))


def ours(number: int, **values: str) -> DecisionRecord:
    """Return a record of ours with values for the placeholders that start so."""
    text = fresh(number, f"Use {number}")
    for place, value in values.items():
        before = {
            "supersedes": "- **Supersedes**: None",
            "related": '{ADR-XXX and what they share, or "None"}',
            "upstream": '{ADR-XXX and what it set, or "None"}',
            "status": "tatus**: Proposed",
        }[place]
        after = {"supersedes": f"- **Supersedes**: {value}", "status": f"tatus**: {value}"}.get(place, value)
        text = text.replace(before, after)
    return DecisionRecord(f"{number:04}-use-{number}.md", text)


def codes(*records: DecisionRecord) -> list[tuple[str, str, str]]:
    """Return code, level and file of what is wrong between records."""
    return [(each.code, each.level, (each.file or "")[:4]) for each in Records(records).findings()]


def test_numbers_twice_and_numbers_missing() -> None:
    """A second record of a number is an error, a gap a warning at the record after it."""
    found = codes(nygard(1), nygard(2), nygard(2, name="0002-b.md"), nygard(6))
    assert found == [("duplicate-number", "error", "0002"), ("missing-number", "warning", "0006")]
    assert "ADR-003 to ADR-005 are missing" in Records([nygard(2), nygard(6)]).findings()[0].message


def test_links_that_lead_nowhere() -> None:
    """A link to a record that is not there, or to itself, is an error in any form."""
    assert codes(nygard(1, "Superseded by [9. X](0009-x.md)")) == [("dangling-link", "error", "0001")]
    assert codes(ours(1, related="ADR-001")) == [("dangling-link", "error", "0001")]


def test_links_that_one_side_alone_has() -> None:
    """Ours must name each other; of another form only a supersession is asked for on both sides, as a warning."""
    assert codes(ours(1), ours(2, related="ADR-001")) == [("one-sided-link", "error", "0002")]
    assert codes(ours(1, related="ADR-002"), ours(2, related="ADR-001")) == []
    assert codes(nygard(1), nygard(2, "Accepted\n\nAmends [1. Use 1](0001-use-1.md)")) == []
    assert codes(nygard(1, "Superseded by [2. Use 2](0002-use-2.md)"), nygard(2)) == [
        ("one-sided-link", "warning", "0001")
    ]


def test_status_against_links() -> None:
    """What is superseded must say so, and by what; what was rejected supersedes nothing."""
    assert codes(ours(1), ours(2, supersedes="ADR-001")) == []
    found = codes(ours(1, status="Accepted"), ours(2, supersedes="ADR-001", status="Accepted"))
    assert ("status-mismatch", "error", "0001") in found
    assert codes(ours(1), ours(2, supersedes="ADR-001", status="Rejected")) == [("status-mismatch", "error", "0002")]
    assert ("status-mismatch", "error", "0001") in codes(ours(1, status="Superseded"))
    both = codes(ours(1, status="Superseded by ADR-002"), ours(2, supersedes="ADR-001", status="Rejected"))
    assert both == [("status-mismatch", "error", "0001")]
    pair = ours(1, status="Superseded by ADR-002"), ours(2, supersedes="ADR-001")
    assert codes(*pair) == [("status-mismatch", "warning", "0001")]
    assert codes(pair[0], ours(2, supersedes="ADR-001", status="Accepted")) == []


def test_a_circle_of_supersessions_is_found_once() -> None:
    """Three records that supersede each other are one finding, which names them."""
    records = [
        nygard(n, f"Superseded by [{m}. Use {m}]({m:04}-use-{m}.md)\n\nSupersedes [{k}. Use {k}]({k:04}-use-{k}.md)")
        for n, m, k in ((1, 2, 3), (2, 3, 1), (3, 1, 2))
    ]
    found = [each for each in Records(records).findings() if each.code == "supersession-cycle"]
    assert len(found) == 1
    assert all(id in found[0].message for id in ("ADR-001", "ADR-002", "ADR-003"))


def test_a_long_chain_is_no_circle() -> None:
    """Thousands of records, each superseding the one before, are walked without recursion."""
    count = 3000
    records = [nygard(n, f"Accepted\n\nSupersedes [x](%04d-use-{n - 1}.md)" % (n - 1)) for n in range(2, count)]
    found = {each.code for each in Records([nygard(1), *records]).findings()}
    assert "supersession-cycle" not in found


def test_every_code_is_described() -> None:
    """SARIF declares a rule for every code that the checks use."""
    source = Path(__file__).parent.parent.parent / "src" / "aiwg" / "adr"
    text = "".join(file.read_text(encoding="utf-8") for file in source.rglob("*.py"))
    assert all(f'"{code}"' in text.replace(f'"{code}": ', "", 1) for code in RULES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("just words\n", "has no title"),
        ("# T\n\n\udcff\udcfe\n", "0001-x.md:3  the file is not UTF-8 text"),
        ("# T\n\n\0\n", "0001-x.md:3  the file is not text"),
        ("---\nstatus: x\n\n# T\n", "frontmatter is opened and never closed"),
        ("# T\n\n## Status\n\nAccepted\n\n## Context\n\n## Decision\n\nd\n", '"Context" is empty'),
        ("# T\n\n## Status\n\nAccepted\n\n## Context\n\nTODO\n\n## Decision\n\nd\n", "left in: TODO"),
    ],
)
def test_a_malformed_record_is_said_to_be_one(adr: Runner, project: Path, text: str, said: str) -> None:
    """What cannot be read ends the check with 3 and a reason; everything else still works."""
    put(project / "docs/adr/0001-x.md", text)
    assert said in adr("check", expect=3).out
    for words in (["list"], ["show", "1"], ["graph"], ["export"], ["search", "x"], ["index"], ["new", "Use it"]):
        adr(*words)
    assert (project / "docs/adr/0001-x.md").read_bytes() == text.encode("utf-8", "surrogateescape")


def test_a_number_that_two_have_must_be_said_by_file(adr: Runner, project: Path) -> None:
    """Which of two records is meant is asked, not guessed."""
    put(project / "docs/adr/0001-a.md", PLAIN.format(n=1, status="Accepted"))
    put(project / "docs/adr/0001-b.md", PLAIN.format(n=1, status="Accepted"))
    assert "0001-a.md or 0001-b.md" in adr("reject", "1", expect=2).err
    adr("reject", "0001-b.md")
    assert "Rejected" in (project / "docs/adr/0001-b.md").read_text()
    assert "is also that of" in adr("check", expect=3).out


def test_a_folder_among_the_records_is_passed_over(adr: Runner, project: Path) -> None:
    """A folder with a record's name, a pipe and a broken link do not stop the others."""
    put(project / "docs/adr/0001-a.md", PLAIN.format(n=1, status="Accepted"))
    (project / "docs/adr/0002-folder.md").mkdir()
    (project / "docs/adr/0003-gone.md").symlink_to("nowhere")
    assert [each["id"] for each in adr("list", "--json").json["records"]] == ["ADR-001"]
