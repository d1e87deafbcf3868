"""Sets of clients that are deployed to together: each loads all that it can, once, beside the others' files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from tests.conformance.evidence import Finding
from tests.conformance.probe import Probe

FILE = Path(__file__).parent / "sets.yaml"
PAGE = Path(__file__).parents[2] / "docs/exactly-once.md"
HEAD = """\
# Exactly once, counted

<!-- written by `make conformance SETS=1 WRITE=1`, never by hand -->

Platforms in one project find each other's files. Each set was deployed as a whole. Then each member's own client ran on
it, offline, as in [conformance.md](conformance.md). Each part of each artifact has a word natively. The table counts
how often one request to the model holds it:

- **once**: parts that the client loaded, and that no request holds twice
- **listed**: parts that it showed in a listing, and sends in no request
- **more**: parts that a request held more than once
- **missing**: parts that the client should have loaded and did not

The table leaves out parts that a client cannot show without a person at the terminal. It also leaves out parts that run
(hooks, servers, denied commands): each client is tested on these by itself. `~` is the home folder.
"""


def all_sets() -> list[list[str]]:
    """Return the sets, each a list of clients; a name with a ~ is one in the home folder."""
    found: list[list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def split(member: str) -> tuple[str, str]:
    """Return the client and the scope of a member."""
    return member.removesuffix("~"), "user" if member.endswith("~") else "project"


def texts(probe: Probe) -> list[Finding]:
    """Return what was found of all that is text for the model, and that the client can show."""
    return [finding for finding in probe.findings if finding.part != "run" and not finding.excuse]


def is_announced(finding: Finding) -> bool:
    """Say whether the plan said beforehand that a client loads an artifact more than once, or may."""
    return any(note.startswith(("twice:", "maybe-twice:", "listed:")) for note in finding.expected.notes)


def lines(probes: dict[str, list[Probe]]) -> Iterator[str]:
    """Yield the table of what the sets showed, as Markdown."""
    yield "| set | client | once | listed | more | missing |"
    yield "|---|---|---|---|---|---|"
    for name, found in probes.items():
        for probe in found:
            yield _row(name, probe)


def _row(name: str, probe: Probe) -> str:
    asked = texts(probe)
    more = [_more(finding) for finding in asked if finding.times > 1]
    missing = [finding.label for finding in asked if finding.is_missing]
    once = sum(finding.times == 1 for finding in asked)
    listed = sum(finding.is_loaded and finding.times == 0 for finding in asked)
    where = "~" if probe.room.scope == "user" else ""
    client = f"{probe.room.client.name}{where} {probe.room.client.version}"
    return f"| {name} | {client} | {once} | {listed} | {'; '.join(more) or 0} | {'; '.join(missing) or 0} |"


def _more(finding: Finding) -> str:
    return f"{finding.label} {finding.times}x, {'as the plan said' if is_announced(finding) else 'not announced'}"


def write(probes: dict[str, list[Probe]]) -> None:
    """Write the page; what was found before of clients that were not run now stays on it."""
    today = datetime.now(UTC).date().isoformat()
    known = PAGE.read_text(encoding="utf-8").split("\n") if PAGE.is_file() else []
    table = "\n".join(with_rows(known, list(lines(probes))))
    PAGE.write_text(f"{HEAD}\nRun on {today}:\n\n{table}\n", encoding="utf-8")


def with_rows(known: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return a table with the rows of an older one that it has none for, in the order of the sets and their members."""
    rows = {_key(row): row for row in (*known, *now[2:]) if row.startswith("| ") and _key(row) in _order()}
    return [*now[:2], *(rows[key] for key in _order() if key in rows)]


def _key(row: str) -> tuple[str, str]:
    """Return the set and the client of a row, without its version."""
    cells = [cell.strip() for cell in row.split("|")]
    return cells[1], cells[2].partition(" ")[0]


def _order() -> list[tuple[str, str]]:
    return [(", ".join(members), member) for members in all_sets() for member in members]
