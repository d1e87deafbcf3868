"""Records in other languages are read and checked by their structure, and single lines let a finding through."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.adr.check import check_record
from aiwg.adr.record import DecisionRecord
from aiwg.adr.titles import weakness
from tests.adr.conftest import NYGARD, Runner, fresh, put

GERMAN = (
    "# 3. Sitzungen in Redis halten\n\nDatum: 2020-01-03\n\n## Stand\n\n{status}\n\n## Kontext\n\nk\n\n"
    "## Entscheidung\n\nWir tun es.\n\n## Folgen\n\nf\n"
)
FRENCH = (
    "# 3. Garder les sessions dans Redis\n\n- Statut : {status}\n\n## Contexte\n\nc\n\n## Décision\n\nOn le fait.\n\n"
    "## Conséquences\n\nx\n"
)
SPANISH = (
    "# 3. Guardar las sesiones en Redis\n\n**Estado**: {status}\n\n## Contexto\n\nc\n\n## Decisión\n\nLo hacemos.\n"
)
JAPANESE = "# 3. セッションをRedisに保存する\n\n## ステータス\n\n{status}\n\n## コンテキスト\n\nc\n\n## 決定\n\nd\n"
CASES = [
    (GERMAN, "Angenommen", "accepted"),
    (GERMAN, "Vorgeschlagen", "proposed"),
    (GERMAN, "Ersetzt durch [4. Mehr](0004-mehr.md)", "superseded"),
    (GERMAN, "Abgelehnt", "rejected"),
    (FRENCH, "Accept\u00e9", "accepted"),
    (FRENCH, "Rejet\u00e9e", "rejected"),
    (SPANISH, "Aceptada", "accepted"),
    (SPANISH, "Reemplazada por ADR-0004", "superseded"),
    (JAPANESE, "\u627f\u8a8d\u6e08\u307f", "accepted"),
    (JAPANESE, "\u5374\u4e0b", "rejected"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status", "kind"), CASES)
def test_a_record_in_another_language_is_read(text: str, status: str, kind: str) -> None:
    """Form, status, what it is superseded by, and no finding about its words."""
    record = DecisionRecord("0003-x.md", text.format(status=status))
    assert record.form == "nygard"
    assert record.status.kind == kind
    assert [link.target for link in record.links] == ([4] if kind == "superseded" else [])
    assert check_record(record, lambda target: True).found == []


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, JAPANESE])
def test_its_status_is_set_in_place(adr: Runner, project: Path, text: str) -> None:
    """accept and reject change the value of its own field, and nothing else."""
    file = put(project / "docs/adr/0003-x.md", text.format(status="Vorgeschlagen"))
    adr("accept", "3")
    changed = [line for line in file.read_text().split("\n") if line not in text.format(status="Vorgeschlagen")]
    assert next(line for line in changed if "2026" not in line).endswith("Accepted")
    assert len(changed) <= 2


@pytest.mark.parametrize(
    ("title", "weak"),
    [
        ("Sitzungen in Redis halten", False),
        ("Wir verwenden die bestehende Datenbank", False),
        ("Auswahl der Datenbank f\u00fcr das Modell", False),
        ("Datenbankauswahl f\u00fcr die Zukunft: Auswahl", True),
        ("Migrer vers une nouvelle architecture", False),
        ("Choix de la base de donn\u00e9es", True),
        ("Adoptar una pol\u00edtica de logs", False),
        ("Selecci\u00f3n de la base de datos", True),
        ("\u30bb\u30c3\u30b7\u30e7\u30f3\u3092Redis\u306b\u4fdd\u5b58\u3059\u308b", False),
        ("\u6570\u636e\u5e93\u9009\u578b", True),
        ("Welche Datenbank f\u00fcr uns?", True),
        ("\u0418\u0441\u043f\u043e\u043b\u044c\u0437\u043e\u0432\u0430\u0442\u044c PostgreSQL", False),
        ("Use caf\u00e9 style names", False),
        ("Database selection for the shop model", True),
    ],
)  # fmt: skip
def test_titles_are_judged_in_their_language(title: str, weak: bool) -> None:
    """English rules hold for English titles; elsewhere only a question, a lone word or a word for topics is weak."""
    assert bool(weakness(title)) == weak


def test_a_line_lets_its_finding_through(adr: Runner, project: Path) -> None:
    """A comment in the line, or alone above it, allows the code that it names there and nowhere else."""
    weak = NYGARD.format(n=1, t="Database Selection")
    file = put(project / "docs/adr/0001-x.md", weak)
    assert "weak-title" in adr("check", "--json").out
    put(file, f"<!-- aiwg-allow: weak-title -->\n{weak}")
    assert "weak-title" not in adr("check", "--json").out
    put(file, weak.replace("Database Selection", "Database Selection <!-- aiwg-allow: no-status -->"))
    assert "weak-title" in adr("check", "--json").out
    before = [each.line for each in check_record(DecisionRecord("0007-x.md", fresh()), lambda target: True).found]
    problem = fresh().index("**Problem**")
    ours = f"{fresh()[:problem]}<!-- aiwg-allow: placeholder -->\n{fresh()[problem:]}"
    assert len(check_record(DecisionRecord("0007-x.md", ours), lambda target: True).found) == len(before) - 1
