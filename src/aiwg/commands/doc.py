"""The documents beside records: a new one, the list, and what they lack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.adr.documents import (
    DOCUMENT_TYPES,
    DocumentType,
    RelatedDocument,
    check_document,
    filled_document,
    with_reference,
)
from aiwg.adr.names import number_in, slug
from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import shown
from aiwg.commands.adr.template import template_text
from aiwg.commands.adr.writing import one_line, taking_turns, today, write_records
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.decisions.folder import decision_folder, located, text_of
from aiwg.findings.model import ERROR, Finding
from aiwg.output.console import paint, say, say_json, table
from aiwg.output.written import CHANGED, CREATED, say_file


def run_new(name: str, typed: str, record: str | None, project: Path) -> int:
    """Write a new document of a type, and a mention of it into its record; return the exit code."""
    kind = DOCUMENT_TYPES[name]
    title, day = one_line(typed, "title"), today()
    words = slug(title)
    if not words:
        raise UserError(f'the title "{title}" has no letter or digit for a file name.', exit=Exit.USAGE)
    template = template_text(project, kind.template)
    with taking_turns(project):
        folder, owner = located(project, record) if record is not None else (None, None)
        number = max((each.number or 0 for each in documents(project, kind)), default=0) + 1
        file = f"{kind.folder}/{number:04}-{words}.md"
        text = filled_document(kind, template, number, title, day, owner)
        if not StartingFiles(project).create(file, text):
            raise UserError(f"{file} exists already; aiwg wrote nothing.", exit=Exit.CONFLICT, hint="Try again.")
        changed = []
        if folder is not None and owner is not None:
            changed = write_records(folder, [(owner, with_reference(owner, RelatedDocument(kind, file, text)))])
    say_file(CREATED, file)
    for each in changed:
        say_file(CHANGED, each, "mentions it")
    say(f"Next: fill in the parts in curly braces, then run {paint('aiwg doc check', 'hint')}")
    return Exit.OK


def documents(project: Path, kind: DocumentType) -> Iterator[RelatedDocument]:
    """Yield the documents of a kind, by name: the numbered Markdown files of its folder."""
    try:
        names = sorted(os.listdir(project / kind.folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        path = project / kind.folder / name
        if name.endswith(".md") and number_in(name) is not None and path.is_file():
            yield RelatedDocument(kind, f"{kind.folder}/{name}", text_of(read_whole(path)))


def run_list(project: Path, as_json: bool) -> int:
    """List all documents; return the exit code."""
    found = [each for kind in DOCUMENT_TYPES.values() for each in documents(project, kind)]
    if as_json:
        listed = [{"id": each.id, "kind": each.kind.name, "title": each.title, "file": each.file} for each in found]
        say_json({"schema": "aiwg.doc-list/1", "documents": listed})
    elif found:
        for line in table([[shown(each.id), each.kind.shown, shown(each.title), shown(each.file)] for each in found]):
            say(line)
    else:
        say(f"No documents.   {paint('aiwg doc new risk-card TITLE', 'hint')}")
    return Exit.OK


def run_check(project: Path, as_json: bool) -> int:
    """Check all documents; return the exit code."""
    records = {each.number: each for each in decision_folder(project).records.all if each.number is not None}
    found: list[Finding] = []
    count = 0
    for kind in DOCUMENT_TYPES.values():
        template = template_text(project, kind.template)
        numbers: dict[int | None, str] = {}
        for document in documents(project, kind):
            count += 1
            other = numbers.setdefault(document.number, document.file)
            if other != document.file:
                message = f"the number {document.number} is also that of {other}"
                found.append(Finding("duplicate-number", ERROR, message, document.file, 1))
            found += check_document(document, template, records)
    failing = [each for each in found if each.level == ERROR]
    if as_json:
        listed = [each.as_problem() for each in found]
        say_json({"schema": "aiwg.doc-check/1", "ok": not failing, "documents": count, "findings": listed})
    else:
        for line in table(
            [[paint(each.level, each.level), shown(each.where()), shown(each.message)] for each in found]
        ):
            say(line)
        say(f"{count} documents, {len(failing)} errors, {len(found) - len(failing)} warnings.")
    return Exit.SOURCE if failing else Exit.OK
