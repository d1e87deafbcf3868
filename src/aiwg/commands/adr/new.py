"""A new record: its number, name, date and author."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from aiwg.adr.documents import DOCUMENT_TYPES
from aiwg.adr.editing import with_link
from aiwg.adr.forms.template import KnownValues, filled
from aiwg.adr.links import SUPERSEDES
from aiwg.adr.names import number_in, slug
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from aiwg.adr.sign import with_field
from aiwg.adr.titles import weakness
from aiwg.apply.new_files import StartingFiles
from aiwg.commands.adr.person import git_name
from aiwg.commands.adr.template import template_text
from aiwg.commands.adr.writing import one_line, taking_turns, today
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.decisions.folder import DecisionFolder, decision_folder
from aiwg.output.console import paint, say, say_json

EXAMPLE = 'aiwg adr new "Queue webhooks in PostgreSQL"'


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new record should be like: what it supersedes, its template, tags, domain, and how it is begun."""

    supersedes: str | None = None
    template: str | None = None
    tags: tuple[str, ...] = ()
    domain: str | None = None
    guidance: bool = False
    edit: bool = False


def run_new(typed: str, project: Path, wish: Wish, as_json: bool) -> int:
    """Write a new record; return the exit code."""
    title = _title(typed)
    _refuse_document(wish.template)
    decision_folder(project)  # to say now what is wrong with the project
    author = _author(project)
    template_text(project, wish.template)
    with taking_turns(project):
        folder = decision_folder(project)
        record, older = draft(folder, title, wish, author)
        _create(folder, record)
    _say(record, older, title, as_json)
    if wish.edit:
        _open_editor(project / record.file)
    return Exit.OK


def draft(folder: DecisionFolder, typed: str, wish: Wish, author: str) -> tuple[DecisionRecord, DecisionRecord | None]:
    """Return a new record with the next number, and the one that it is to supersede. Nothing is written.

    Raises UserError (usage) for a title or a template that cannot be used.
    """
    title = _title(typed)
    _refuse_document(wish.template)
    number, name = _next_name(folder, title)
    known = KnownValues(number, title, today(), author)
    template = template_text(folder.project, wish.template)
    record = _described(DecisionRecord(name, filled(template, known, wish.guidance), folder.shown(name)), wish)
    older = folder.one(wish.supersedes) if wish.supersedes else None
    if older is not None:
        record = DecisionRecord(record.name, with_link(record, older, SUPERSEDES), record.file)
    return record, older


def _described(record: DecisionRecord, wish: Wish) -> DecisionRecord:
    """Return a record with the tags and the domain that were wished for."""
    tags = [one_line(part, "tag") for each in wish.tags for part in each.split(",") if part.strip()]
    fields = {"tags": ", ".join(tags), "domain": one_line(wish.domain, "domain") if wish.domain else ""}
    for name, value in fields.items():
        if value:
            record = DecisionRecord(record.name, with_field(record, name, value), record.file)
    return record


def _refuse_document(template: str | None) -> None:
    """Refuse the template of a document that is no record: it has a folder and numbers of its own."""
    for kind in DOCUMENT_TYPES.values():
        if template in (kind.name, kind.template, f"{kind.template}.md"):
            raise UserError(
                f"{'an' if kind.shown[0] in 'aeiou' else 'a'} {kind.shown} is not a decision record.",
                exit=Exit.USAGE,
                hint=f"aiwg doc new {kind.name} TITLE",
            )


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title or not title.isprintable():
        what = "has characters that cannot be printed" if title else "is empty"
        raise UserError(f"the title {what}.", exit=Exit.USAGE, hint=EXAMPLE)
    return title


def _next_name(folder: DecisionFolder, title: str) -> tuple[int, str]:
    """Return the next number and the file's name. Only files without a number are read, for their id.

    Raises UserError (usage) for a title that no file can be named by.
    """
    words = slug(title)
    if not words:
        raise UserError(f'the title "{title}" has no letter or digit for a file name.', exit=Exit.USAGE, hint=EXAMPLE)
    bases = [(name, name.rpartition("/")[2]) for name in folder.names]
    numbers = [found for _, base in bases if (found := number_in(base)) is not None]
    others = Records(folder.read(name) for name, base in bases if number_in(base) is None)
    number = max([*numbers, others.next_number() - 1], default=0) + 1
    return number, f"{number:04}-{words}.md"


def _create(folder: DecisionFolder, record: DecisionRecord) -> None:
    if not StartingFiles(folder.project).create(record.file, record.text):
        raise UserError(f"{record.file} exists already; aiwg wrote nothing.", exit=Exit.CONFLICT, hint="Try again.")


def _say(record: DecisionRecord, older: DecisionRecord | None, title: str, as_json: bool) -> None:
    if as_json:
        head = {"schema": "aiwg.adr-new/1", "changed": has_changed()}
        said = {"id": record.id, "number": record.number, "file": record.file}
        say_json({**head, **said, "supersedes": older.id if older else None})
        return
    say(f"{paint('wrote', 'ok')}  {record.file}")
    if older:
        say(f"{older.id} stays in force until {record.id} is accepted.")
    if reason := weakness(title):
        say(f"  {paint('note', 'warning')}  the title {reason}")
    say(f"Next: fill in the parts in curly braces, then run {paint(f'aiwg adr check {record.number}', 'hint')}")


def _author(project: Path) -> str:
    """Return the name that git knows, or nothing."""
    return git_name(project)


def _open_editor(file: Path) -> None:
    """Open a file. Raises UserError: usage when no editor is named, I/O when it cannot be started."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UserError(
            "you have not set an editor.", exit=Exit.USAGE, hint="Set EDITOR, for example: export EDITOR=nano"
        )
    try:
        subprocess.run([*shlex.split(editor), str(file)], check=False)  # noqa: S603  the user's own editor
    except (OSError, ValueError) as error:
        raise UserError(f'the editor "{editor}" could not be started: {error}.', exit=Exit.IO) from None
