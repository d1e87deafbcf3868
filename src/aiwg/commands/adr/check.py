"""Checking records, and saying what was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.adr.check import CLOSED, Checked, check_record
from aiwg.adr.findings import decision_json
from aiwg.adr.record import LEVELS
from aiwg.artifact.ids import shown
from aiwg.commands.adr.mentions import mentions_of
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.core.progress import each_of
from aiwg.decisions.folder import decision_folders, located
from aiwg.findings.model import ERROR, Finding
from aiwg.output.console import paint, say, say_json, table

SCHEMA = "aiwg.adr-check/2"


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """The records checked, and what is wrong between them."""

    checked: list[Checked]
    between: list[Finding]

    @property
    def failing(self) -> list[Finding]:
        """Everything that makes the check fail."""
        alone = [finding for each in self.checked for finding in each.failing]
        return alone + [finding for finding in self.between if finding.level == ERROR]

    @property
    def everything(self) -> list[Finding]:
        """All that was found."""
        return [finding for each in self.checked for finding in each.found] + self.between


def run_check(
    numbers: Sequence[str], level: str | None, project: Path, as_json: bool, as_sarif: bool, verbose: bool
) -> int:
    """Check the records named, or all; return the exit code."""
    folders = decision_folders(project)
    every = [record for folder in folders for record in folder.records.all]
    records = [located(project, typed)[1] for typed in numbers] if numbers else every
    files = {record.file for record in records}
    exists = mentions_of(project)
    brief = not (numbers or verbose or as_json or as_sarif)
    demanded = LEVELS.index(level) + 1 if level else None
    distinct = each_of("Checking the records", list({each.file: each for each in records}.values()))
    outcome = RecordCheck(
        [check_record(record, exists, demanded, brief) for record in distinct],
        [each for folder in folders for each in folder.records.findings() if each.file in files],
    )
    if as_sarif:
        from aiwg import __version__
        from aiwg.adr.sarif import sarif
        from aiwg.output.placed import all_placed

        everything, failing = (list(all_placed(each, [project])) for each in (outcome.everything, outcome.failing))
        say_json(sarif(everything, failing, __version__))
    elif as_json:
        say_json(_json(outcome))
    elif not records:
        say(f"No records in {folders[0].path}.   {paint('aiwg adr new TITLE', 'hint')}")
    else:
        for each in outcome.checked:
            if numbers or verbose or each.failing or each.warnings:
                _say_one(each, whole=bool(numbers) or verbose or bool(each.failing))
        _say_between(outcome.between)
        if not numbers:
            _say_sum(outcome)
    return Exit.SOURCE if outcome.failing else Exit.OK


def _say_one(each: Checked, whole: bool) -> None:
    record = each.record
    level = f", claims {record.level}" if record.level else ""
    form = "" if record.is_ours else f", {record.form} form"
    say(f"{paint(shown(record.id), 'ok')} {shown(record.title)}   {shown(record.status_text)}{level}{form}")
    if record.is_ours and whole:
        for number in range(1, each.held + 1):
            say(f"  L{number}  {paint('met', 'ok')}")
        last = max(each.required, each.next)
        for number in range(each.held + 1, last + 1):
            blocking = [finding for finding in each.found if finding.gate == number]
            if blocking:
                say(f"  L{number}  {paint(f'blocked by {len(blocking)}', _meaning(each, number))}")
                _say_lines(blocking)
            elif number > 1:
                say(f"  L{number}  needs L{number - 1} first")
    _say_lines([finding for finding in each.found if not finding.gate or not record.is_ours], marked=True)


def _meaning(each: Checked, number: int) -> str:
    if each.record.status.kind in CLOSED:
        return "faint"
    return "error" if number <= each.required else "info"


def _say_lines(findings: Sequence[Finding], marked: bool = False) -> None:
    rows = []
    for finding in findings:
        mark = [paint(finding.level, finding.level)] if marked else []
        hint = f"   {paint(shown(finding.hint), 'hint')}" if finding.hint else ""
        rows.append([*mark, shown(finding.where()), f"{shown(finding.message)}{hint}"])
    for line in table(rows, indent="  " if marked else "      "):
        say(line)


def _say_between(findings: Sequence[Finding]) -> None:
    if findings:
        say("Links between the records")
        _say_lines(findings, marked=True)


def _say_sum(outcome: RecordCheck) -> None:
    failed = [each for each in outcome.checked if each.failing]
    warnings = sum(finding.level != ERROR for finding in outcome.everything)
    more = f", {warnings} warnings" if warnings > 1 else ", 1 warning" if warnings else ""
    count = len(outcome.checked)
    if outcome.failing:
        fail = "fails its checks" if len(failed) == 1 else "fail their checks"
        said = f"{len(failed)} of {count} records {fail}" if failed else "The records disagree"
        say(f"{said}{more}.   {paint('aiwg adr check N', 'hint')}")
        return
    held = [each.held for each in outcome.checked if each.record.is_ours]
    levels = ", ".join(f"{held.count(n)} at {f'L{n}' if n else 'no level'}" for n in sorted(set(held)))
    others = count - len(held)
    said = "; ".join(part for part in (levels, f"{others} in other forms" if others else "") if part)
    say(f"{count} {'records pass their' if count != 1 else 'record passes its'} checks ({said}){more}.")


def _json(outcome: RecordCheck) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "ok": not outcome.failing,
        "records": [
            {
                "id": each.record.id,
                "package": each.record.package,
                "file": each.record.file,
                "title": each.record.title,
                "form": each.record.form,
                "status": each.record.status_text,
                "claims": each.record.level,
                "holds": f"L{each.held}" if each.held else None,
                "required": f"L{each.required}" if each.required else None,
                "ok": not each.failing,
                "findings": [decision_json(finding) for finding in each.found],
            }
            for each in outcome.checked
        ],
        "between": [decision_json(finding) for finding in outcome.between],
    }
