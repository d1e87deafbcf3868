"""The list of records."""

from __future__ import annotations

import re
from pathlib import Path

from aiwg.adr.check import Checked, check_record
from aiwg.adr.record import DecisionRecord
from aiwg.artifact.ids import shown
from aiwg.commands.adr.mentions import mentions_of
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.decisions.folder import decision_folders
from aiwg.output.console import columns_here, paint, say, say_json, shortened, table, width, width_of, wrapped

NARROW = 24
"""Columns below which titles go to lines of their own."""

NO_TITLE = "(no title)"
COLOUR = {"accepted": "ok", "proposed": "info", "rejected": "faint", "superseded": "faint", "deprecated": "faint"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records to list; None for all."""

    status: str | None = None
    level: str | None = None
    since: str | None = None
    form: str | None = None
    tag: str | None = None
    domain: str | None = None
    in_force: bool = False

    def takes(self, record: DecisionRecord) -> bool:
        """Say whether a record is among them."""
        return (
            (not self.in_force or record.in_force)
            and (self.status is None or self.status.lower() in (record.status.kind, record.status_text.lower()))
            and (self.level is None or record.level == self.level)
            and (self.since is None or (record.date or "") >= self.since)
            and (self.form is None or record.form == self.form.lower())
            and (self.tag is None or self.tag.casefold() in (each.casefold() for each in record.tags))
            and (self.domain is None or self.domain.casefold() == record.domain.casefold())
        )


def run_list(project: Path, wanted: Wanted, as_json: bool) -> int:
    """List the records; return the exit code."""
    if wanted.since and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", wanted.since):
        raise UserError(f'"{wanted.since}" is not a day.', exit=Exit.USAGE, hint="For example: 2026-11-25")
    folders = decision_folders(project)
    every = [record for folder in folders for record in folder.records.all]
    exists = mentions_of(project)
    checked = [check_record(each, exists, brief=True) for each in every if wanted.takes(each)]
    if as_json:
        said = {"schema": "aiwg.adr-list/1", "folder": folders[0].path, "records": [_json(each) for each in checked]}
        say_json(said)
    elif checked:
        _say_table(checked)
    else:
        what = "No such records" if every else "No records"
        say(f"{what} in {folders[0].path}.   {paint('aiwg adr new TITLE', 'hint')}")
    return Exit.OK


def _say_table(checked: list[Checked]) -> None:
    """Print the records; on a narrow terminal without dates and levels, and with the titles below."""
    records = [each.record for each in checked]
    taken = max(width_of(named(each)) + width_of(shown(each.status_text)) for each in records) + 34
    room = width() - taken
    rows = _rows(checked, max(room, NARROW))
    if width() == columns_here() and room < NARROW:
        lines = table([[row[0], row[2], row[5]] for row in rows], right=(2,))
        for line, title in zip(lines, ["", *(shown(each.title) or NO_TITLE for each in records)], strict=True):
            say("\n".join([line, *wrapped(title, width(), 6, 6)]))
    else:
        say("\n".join(table(rows, right=(5,))))


def _rows(checked: list[Checked], room: int) -> list[list[str]]:
    rows = [[paint(cell, "faint") for cell in ("id", "title", "status", "date", "level", "blocking")]]
    for each in checked:
        rows.append(
            [
                named(each.record),
                shortened(shown(each.record.title) or NO_TITLE, room),
                _status(each.record),
                each.record.date or "",
                each.record.level or "",
                str(len(each.blocking) or ""),
            ]
        )
    return rows


def named(record: DecisionRecord) -> str:
    """Return the id of a record for people, with its package in front if it is of one."""
    return shown(f"{record.package}/{record.id}" if record.package else record.id)


def _status(record: DecisionRecord) -> str:
    return paint(shown(record.status_text), COLOUR.get(record.status.kind, "warning"))


def _json(each: Checked) -> dict[str, object]:
    record = each.record
    return {
        "id": record.id,
        "package": record.package,
        "number": record.number,
        "title": record.title,
        "file": record.file,
        "form": record.form,
        "status": record.status_text,
        "kind": record.status.kind,
        "date": record.date,
        "in_force": record.in_force,
        "tags": list(record.tags),
        "domain": record.domain,
        "applies_to": list(record.paths),
        "level": record.level,
        "holds": f"L{each.held}" if each.held else None,
        "blocking": len(each.blocking),
    }
