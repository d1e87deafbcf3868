"""The list of records."""

from __future__ import annotations

import re
from pathlib import Path

from aiwg.adr.check import Checked, check_record
from aiwg.adr.record import Record
from aiwg.artifact.names import shown
from aiwg.cli.adr_folder import decision_folder
from aiwg.cli.adr_mentions import mentions_of
from aiwg.cli.output import paint, say, say_json, table, width
from aiwg.errors import Exit, UserError

COLOUR = {"accepted": "ok", "proposed": "info", "rejected": "faint", "superseded": "faint", "deprecated": "faint"}


def run_list(
    project: Path, status: str | None, level: str | None, since: str | None, form: str | None, as_json: bool
) -> int:
    """List the records; return the exit code."""
    if since and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", since):
        raise UserError(f'"{since}" is no day.', exit=Exit.USAGE, hint="It is written 2026-11-25")
    folder = decision_folder(project)
    records = [
        each
        for each in folder.records.all
        if (status is None or status.lower() in (each.status.kind, each.status_text.lower()))
        and (level is None or each.level == level)
        and (since is None or (each.date or "") >= since)
        and (form is None or each.form == form.lower())
    ]
    exists = mentions_of(project)
    checked = [check_record(each, exists) for each in records]
    if as_json:
        say_json({"schema": "aiwg.adr-list/1", "folder": folder.path, "records": [_json(each) for each in checked]})
    elif checked:
        for line in table(_rows(checked), right=(5,)):
            say(line)
    else:
        what = "No such records" if folder.records.all else "No records"
        say(f"{what} in {folder.path}.   {paint('aiwg adr new TITLE', 'hint')}")
    return Exit.OK


def _rows(checked: list[Checked]) -> list[list[str]]:
    records = [each.record for each in checked]
    taken = max(len(shown(each.id)) + len(shown(each.status_text)) for each in records) + 34
    rows = [[paint(cell, "faint") for cell in ("id", "title", "status", "date", "level", "blocking")]]
    for each in checked:
        rows.append(
            [
                shown(each.record.id),
                _cut(shown(each.record.title) or "(no title)", max(width() - taken, 24)),
                _status(each.record),
                each.record.date or "",
                each.record.level or "",
                str(len(each.blocking) or ""),
            ]
        )
    return rows


def _status(record: Record) -> str:
    return paint(shown(record.status_text), COLOUR.get(record.status.kind, "warning"))


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 3]}..."


def _json(each: Checked) -> dict[str, object]:
    record = each.record
    return {
        "id": record.id,
        "number": record.number,
        "title": record.title,
        "file": record.file,
        "form": record.form,
        "status": record.status_text,
        "kind": record.status.kind,
        "date": record.date,
        "level": record.level,
        "holds": f"L{each.held}" if each.held else None,
        "blocking": len(each.blocking),
    }
