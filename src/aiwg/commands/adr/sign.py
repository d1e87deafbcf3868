"""Signing a record off, and the level, tags, domain and paths that it claims."""

from __future__ import annotations

from pathlib import Path

from aiwg.adr.check import check_record
from aiwg.adr.record import LEVELS, DecisionRecord
from aiwg.adr.sign import with_field, with_level, with_signature
from aiwg.commands.adr.mentions import mentions_of
from aiwg.commands.adr.person import git_name, require_person
from aiwg.commands.adr.writing import one_line, say_written, today, write_records
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.decisions.folder import located
from aiwg.findings.model import WARNING
from aiwg.output.console import paint

SHOWN = 8
"""How many of the items that block a level are listed."""


def run_sign(typed: str, role: str, conditions: str | None, project: Path) -> int:
    """Sign a record off; return the exit code."""
    require_person("sign a decision off")
    role = one_line(role, "role")
    wanted = one_line(conditions, "condition") if conditions is not None else ""
    folder, record = located(project, typed)
    name = git_name(project)
    text = with_signature(record, role, name, today(), wanted)
    how, who = " with conditions" if wanted else "", f" ({name})" if name else ""
    say_written(write_records(folder, [(record, text)]), f"{record.id} is signed off{how} by {role}{who}.")
    return Exit.OK


def run_level(typed: str, level: str | None, project: Path) -> int:
    """Write the level that a record holds, or the one that was named if it holds; return the exit code."""
    folder, record = located(project, typed)
    if not record.is_ours:
        raise UserError(
            f"{record.file} is in the form {record.form}, which has no levels.",
            exit=Exit.USAGE,
            hint=f"aiwg adr adopt {record.number or record.name}",
        )
    exists = mentions_of(project)
    held = check_record(record, exists).held
    if level is None and not held:
        raise UserError(
            f"{record.id} does not meet L1 yet.",
            exit=Exit.SOURCE,
            hint=f"aiwg adr check {record.number or record.name}",
        )
    wanted = level or LEVELS[held - 1]
    again = DecisionRecord(record.name, with_level(record, wanted), record.file)
    found = check_record(again, exists)
    if found.held < LEVELS.index(wanted) + 1:
        blocking = [each for each in found.found if 0 < each.gate <= LEVELS.index(wanted) + 1][:SHOWN]
        raise UserError(
            f"{record.id} does not meet {wanted}: {f'it is at {LEVELS[held - 1]}' if held else 'it does not meet L1'}.",
            problems=[replace(each, level=WARNING, hint=None) for each in blocking],
            hint=f"aiwg adr check {record.number or record.name} --level {wanted}",
        )
    written = write_records(folder, [(record, again.text)])
    say_written(written, f"{record.id} is at {wanted} (before: {record.level or 'none'}).")
    return Exit.OK


def run_tag(
    typed: str,
    tags: tuple[str, ...],
    remove: tuple[str, ...],
    domain: str | None,
    paths: tuple[str, ...],
    project: Path,
) -> int:
    """Add and remove tags, set the domain and the paths that a record is for; return the exit code."""
    folder, record = located(project, typed)
    gone = {each.casefold() for each in remove}
    wanted = [each for each in dict.fromkeys((*record.tags, *_words(tags, "tag"))) if each.casefold() not in gone]
    now = record
    if tuple(wanted) != record.tags:
        now = _with(now, "tags", ", ".join(wanted) or "None")
    if domain is not None:
        now = _with(now, "domain", one_line(domain, "domain"))
    if paths:
        now = _with(now, "applies to", ", ".join(_words(paths, "path")))
    written = write_records(folder, [(record, now.text)])
    said = f"tags {', '.join(now.tags) or 'none'}"
    said += f", domain {now.domain}" if now.domain else ""
    said += f", applies to {', '.join(now.paths)}" if now.paths else ""
    say_written(written, f"{paint(record.id, 'ok')}  {said}.")
    return Exit.OK


def _with(record: DecisionRecord, name: str, value: str) -> DecisionRecord:
    return DecisionRecord(record.name, with_field(record, name, value), record.file, record.package)


def _words(values: tuple[str, ...], what: str) -> list[str]:
    return [one_line(part, what) for value in values for part in value.split(",") if part.strip()]
