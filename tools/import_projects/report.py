"""The record of the figures, and the table in docs/import.md that is made of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

RECORD = Path(__file__).parent / "record.json"
DOCUMENT = Path(__file__).parents[2] / "docs" / "import.md"
BEGIN, END = "<!-- generated: import-projects -->", "<!-- /generated -->"
HEAD = ("project", "commit", "tools", "loaded", "in the source", "silent", "twice", "rulesync", "CPU", "peak")

Rows = dict[str, dict[str, Any]]


def read() -> Rows:
    """Return the figures by project."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8"))["projects"]) if RECORD.exists() else {}


def write(rows: Rows) -> None:
    """Write the record, with the day."""
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    data = {"measured": day, "rulesync": "17.0.0", "projects": dict(sorted(rows.items()))}
    RECORD.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def misses(row: Mapping[str, Any]) -> bool:
    """Say whether a project misses a target: a text that is gone without a line, loaded twice or not as before."""
    return bool(
        row.get("refused")
        or any(row[key] for key in ("silent", "twice", "lost", "copies"))
        or row["servers_held"] < row["servers"]
        or not (row["undone"] and row["removed"])
    )


def write_table(rows: Rows) -> None:
    """Write the table into the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{after}", encoding="utf-8")


def table(rows: Rows) -> str:
    """Return the table: a row for each project, and the sums."""
    measured = {name: row for name, row in rows.items() if not row.get("refused")}
    lines = [f"| {' | '.join(HEAD)} |", f"|---|---|{'---:|' * (len(HEAD) - 2)}"]
    lines += [f"| {' | '.join(_cells(name, row))} |" for name, row in sorted(measured.items(), key=_order)]
    return "\n".join([*lines, f"| {' | '.join(_sums(list(measured.values())))} |"])


def _order(item: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
    return -int(item[1]["loaded"]), item[0]


def _cells(name: str, row: Mapping[str, Any]) -> Iterator[str]:
    yield from (name, f"`{row['commit'][:7]}`", str(len(row["tools"])))
    yield from (str(row["loaded"]), str(row["loaded_held"]), str(len(row["silent"])), str(len(row["twice"])))
    yield str(row["rulesync"]["held"]) if "rulesync" in row else ""
    yield from (f"{row['cpu']:.1f} s", f"{row['peak']} MiB")


def _sums(rows: list[dict[str, Any]]) -> Iterator[str]:
    loaded, held = (sum(row[key] for row in rows) for key in ("loaded", "loaded_held"))
    theirs = sum(row["rulesync"]["held"] for row in rows if "rulesync" in row)
    of = sum(row["rulesync"]["loaded"] for row in rows if "rulesync" in row)
    yield from ("all", "", "", str(loaded), f"{held} ({held / loaded:.0%})")
    yield from (str(sum(len(row[key]) for row in rows)) for key in ("silent", "twice"))
    yield from (f"{theirs} ({theirs / max(of, 1):.0%})", "", "")
