"""Showing, searching and exporting records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.adr.document import Span
from aiwg.adr.export import as_json as exported
from aiwg.adr.record import DecisionRecord
from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit
from aiwg.decisions.folder import decision_folders, located
from aiwg.output.console import paint, say, say_json

SCHEMA = "aiwg.adr-export/1"
SHOWN_MATCHES = 3


def run_show(typed: str, project: Path, as_json: bool) -> int:
    """Show one record; return the exit code."""
    folder, record = located(project, typed)
    if as_json:
        say_json({"schema": "aiwg.adr-show/1", **exported(record)})
        return Exit.OK
    say(f"{paint(shown(record.id), 'ok')} {shown(record.title)}")
    level = f"   level {record.level}" if record.level else ""
    say(f"{shown(record.status_text)}   {record.date or 'no date'}{level}   {record.file}")
    for link in record.links:
        other = folder.records.get(link.target)
        name = f"{other.id} {other.title}" if other else f"{link.target} (missing)"
        say(f"  {paint(link.kind, 'faint')}  {shown(name)}")
    say()
    for line in _body(record):
        say(line)
    return Exit.OK


def _body(record: DecisionRecord) -> list[str]:
    """Return the text with headings in colour, without comments and folding tags; blocks of code as they are."""
    page, lines, heads = record.page, [], {section.head for section in record.page.sections}
    code = [(each.inner.start, each.inner.end) for each in page.hidden if each.kind == "code"]
    position = page.front.end if page.front else 0
    for (at, plain), raw in zip(
        page.lines(Span(0, len(record.text))), record.text.replace("\r\n", "\n").split("\n"), strict=False
    ):
        in_code = any(start <= at < end for start, end in code)
        if at < position or (not in_code and not plain.strip() and raw.strip() and not raw.startswith(("```", "~~~"))):
            continue
        line = shown(raw.replace("\t", "    "))
        if in_code:
            lines.append(paint(f"    {line}".rstrip(), "faint"))
        elif not raw.strip().startswith(("```", "~~~")) and (line.strip() or (lines and lines[-1])):
            lines.append(paint(line, "info") if at in heads else line.rstrip())
    return lines


def run_search(words: Sequence[str], project: Path, as_json: bool) -> int:
    """Say which records hold all words; return the exit code."""
    wanted = [word.casefold() for given in words for word in given.split()]
    found = []
    for record in (each for folder in decision_folders(project) for each in folder.records.all):
        text = record.text.casefold()
        if wanted and all(word in text for word in wanted):
            lines = record.text.splitlines()
            hits = [
                (number, line.strip())
                for number, line in enumerate(lines, 1)
                if any(word in line.casefold() for word in wanted)
            ]
            found.append((record, hits))
    if as_json:
        say_json({"schema": "aiwg.adr-search/1", "records": [_hit_json(record, hits) for record, hits in found]})
        return Exit.OK
    for record, hits in found:
        say(f"{paint(shown(record.id), 'ok')} {shown(record.title)}   {shown(record.status_text)}")
        for number, line in hits[:SHOWN_MATCHES]:
            say(f"  {record.file}:{number}  {shown(line if len(line) <= 100 else f'{line[:97]}...')}")
        if len(hits) > SHOWN_MATCHES:
            say(paint(f"  ... and {len(hits) - SHOWN_MATCHES} more lines", "faint"))
    if not found:
        say(f"No record contains {' and '.join(shown(word) for word in words)}.")
    return Exit.OK


def _hit_json(record: DecisionRecord, hits: Sequence[tuple[int, str]]) -> dict[str, object]:
    lines = [{"line": number, "text": shown(line)} for number, line in hits]
    return {"id": record.id, "file": record.file, "title": record.title, "status": record.status_text, "lines": lines}


def run_export(project: Path) -> int:
    """Print all records as JSON; return the exit code."""
    folders = decision_folders(project)
    records = [exported(record) for folder in folders for record in folder.records.all]
    say_json({"schema": SCHEMA, "folder": folders[0].path, "records": records})
    return Exit.OK
