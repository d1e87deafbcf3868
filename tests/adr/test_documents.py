"""Risk cards, decision matrices and architecture documents are made and checked as what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiwg.adr.document import MarkdownDocument
from aiwg.adr.documents import DOCUMENT_TYPES, DocumentType, RelatedDocument, check_document
from aiwg.adr.forms.template import without_comments
from aiwg.adr.record import DecisionRecord
from aiwg.cli.app import run
from tests.adr.conftest import NYGARD, ROOT, Runner, Said, put

TEMPLATES = {
    kind.name: (ROOT / f"skills/adr/assets/{kind.template}.md").read_text() for kind in DOCUMENT_TYPES.values()
}


@pytest.fixture
def doc(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Return a function that runs `aiwg doc` and returns what it said."""
    monkeypatch.setattr("aiwg.commands.doc.today", lambda: "2026-11-25")

    def run_it(*words: str, expect: int = 0) -> Said:
        capsys.readouterr()
        code = run(("doc", *words))
        captured = capsys.readouterr()
        assert code == expect, captured.out + captured.err
        return Said(code, captured.out, captured.err)

    return run_it


def complete(kind: DocumentType) -> str:
    """Return a document of a kind with everything filled in."""
    text = without_comments(TEMPLATES[kind.name])
    for asked, said in (
        ("{R-XX}", "R-001"),
        ("{technical, business or security}", "technical"),
        ("{open, mitigated, accepted, occurred or closed}", "open"),
        ("{low, medium or high}", "low"),
        ("{YYYY-MM-DD}", "2026-11-25"),
        ("{ADR-XXX, system or project}", "ADR-001"),
        ("{ADR-XXX}", "ADR-001"),
        ("{1-5}", "2"),
        ("{sum}", "4"),
    ):
        text = text.replace(asked, said)
    return re.sub(r"\{[^{}\n]*\}", "written", text)


def checked(kind: DocumentType, text: str, file: str = "") -> list[str]:
    """Return what is found in a document whose record mentions it."""
    document = RelatedDocument(kind, file or f"{kind.folder}/0001-x.md", text)
    records = {1: DecisionRecord("0001-a.md", f"# 1. A\n\n{kind.folder}/0001-x.md\n")}
    return [each.message for each in check_document(document, TEMPLATES[kind.name], records)]


every = pytest.mark.parametrize("kind", DOCUMENT_TYPES.values(), ids=DOCUMENT_TYPES)


@every
def test_complete_it_has_no_finding_and_unfilled_many(kind: DocumentType) -> None:
    """A document with every part passes; the template itself fails at each line that is to be filled in."""
    assert checked(kind, complete(kind)) == []
    found = checked(kind, without_comments(TEMPLATES[kind.name]))
    lines = [
        line for line in without_comments(TEMPLATES[kind.name]).splitlines() if re.search(r"\{.*[a-zA-Z].*\}", line)
    ]
    assert len([each for each in found if "template is left in" in each]) == len(lines)


@every
def test_each_part_of_its_template_is_missed(kind: DocumentType) -> None:
    """Without any one section, or any one label, the check says so."""
    text = complete(kind)
    for section in MarkdownDocument(text).sections[1:]:
        assert checked(kind, text[: section.head] + text[section.end :]), section.title
        emptied = text[: section.start] + "\n" + text[section.end :]
        assert any(f'"{section.title}" is empty' in each for each in checked(kind, emptied)), section.title
    for line in text.splitlines(keepends=True):
        if line.startswith("- **"):
            assert checked(kind, text.replace(line, "")), line
            assert checked(kind, text.replace(line, f"{line.partition(':')[0]}:\n")), line


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("risk-card", "technical", "cosmic", '"cosmic" is none of technical'),
        ("risk-card", "**Status**: open", "**Status**: fine", '"fine" is none of open'),
        ("risk-card", "| low |", "| tiny |", '"tiny" is none of low'),
        ("risk-card", "R-001", "R-002", "the file's name says R-001"),
        ("risk-card", "ADR-001", "ADR-009", "ADR-009, which does not exist"),
        ("decision-matrix", "| 4 |", "| 5 |", "weight times score is 4, not 5"),
        ("architecture", "| ADR-001 |", "| ADR-007 |", "ADR-007, which does not exist"),
    ],
)
def test_values_of_its_kind_are_checked(name: str, before: str, after: str, said: str) -> None:
    """Kinds, states, grades, ids, sums and the records that are named."""
    text = complete(DOCUMENT_TYPES[name])
    assert before in text
    assert any(said in each for each in checked(DOCUMENT_TYPES[name], text.replace(before, after, 1)))


def test_new_ones_are_numbered_in_their_folders(adr: Runner, doc: Runner, project: Path) -> None:
    """Each kind counts for itself, names its record, is mentioned there, and is no record."""
    adr("new", "Use A")
    put(project / "docs/adr/0002-use-b.md", NYGARD.format(n=2, t="Use B"))
    doc("new", "risk-card", "Table", "grows", "--for", "1")
    doc("new", "risk-card", "Disk is full", "--for", "2")
    doc("new", "decision-matrix", "Which broker", "--for", "1")
    doc("new", "architecture", "Shop")
    files = sorted(str(file.relative_to(project)) for file in project.rglob("0*.md") if "docs/adr" not in str(file))
    assert files == [
        "docs/architecture/0001-shop.md",
        "docs/decision-matrices/0001-which-broker.md",
        "docs/risks/0001-table-grows.md",
        "docs/risks/0002-disk-is-full.md",
    ]
    card = (project / files[2]).read_text()
    assert card.startswith("# Risk: Table grows\n\n- **Id**: R-001\n")
    assert "- **Comes from**: ADR-001 Use A\n" in card
    text = (project / "docs/adr/0001-use-a.md").read_text()
    assert "- @docs/risks/0001-table-grows.md - risk card: Table grows\n- @docs/decision-matrices/" in text
    assert "broken-mention" not in adr("check", "1", "--json", expect=3).out
    assert (
        (project / "docs/adr/0002-use-b.md").read_text().endswith("\n\nRisk card: `docs/risks/0002-disk-is-full.md`\n")
    )
    assert [link for each in adr("export").json["records"] for link in each["links"]] == []
    assert len(adr("list", "--json").json["records"]) == 2
    assert [each["id"] for each in doc("list", "--json").json["documents"]] == ["R-001", "R-002", "DM-001", "SAD-001"]
    found = doc("check", "--json", expect=3).json["findings"]
    assert {each["code"] for each in found} == {"placeholder"}


@pytest.mark.parametrize("template", ["risk-card", "decision-matrix", "software-architecture-document"])
def test_a_record_is_not_made_from_their_templates(adr: Runner, project: Path, template: str) -> None:
    """`adr new --from` names the verb that makes the document."""
    assert "aiwg doc new" in adr("new", "X", "--from", template, expect=2).err
    assert not (project / "docs").exists()
