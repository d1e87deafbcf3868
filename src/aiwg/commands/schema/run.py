"""aiwg schema: list the schemas, print one, or write all into the project for editors."""

from __future__ import annotations

from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.commands.schema.documents import OutputDocument, documents
from aiwg.commands.schema.editors import FOLDER, write_for_editors
from aiwg.commands.schema.published import DRAFT, PublishedSchema, published
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.output.console import emit_unbroken, paint, say, say_json, table
from aiwg.output.written import CHANGED, CREATED, reports_as_json, say_file

SCHEMA = "aiwg.schemas/1"


def run_list(as_json: bool) -> int:
    """List the schemas; return the exit code."""
    known = published().values()
    printed = documents().values()
    if as_json:
        listed: list[dict[str, str | None]] = [
            {"name": each.name, "files": each.files, "about": each.about} for each in known
        ]
        listed += [{"name": each.name, "files": None, "about": _about(each)} for each in printed]
        say_json({"schema": SCHEMA, "changed": False, "draft": DRAFT, "schemas": listed})
        return Exit.OK
    say("Files that you write:")
    for line in table([[each.name, each.files, paint(each.about, "faint")] for each in known]):
        say(line)
    say("\nJSON that aiwg prints:")
    for line in table([[each.name, paint(_about(each), "faint")] for each in printed]):
        say(line)
    say(f"\nPrint one: {paint('aiwg schema NAME', 'hint')}   For your editor: {paint('aiwg schema --write', 'hint')}")
    return Exit.OK


def _about(document: OutputDocument) -> str:
    return f"--json of: {document.commands}"


def run_print(name: str) -> int:
    """Print one schema; return the exit code. Raises UserError (usage) for a name that is none."""
    known: dict[str, PublishedSchema | OutputDocument] = {**published(), **documents()}
    if name not in known:
        near = suggest(name, known)
        hint = f"{near[0].upper()}{near[1:]}   " if near else ""
        raise UserError(
            f'there is no schema "{shown(name)}".', exit=Exit.USAGE, hint=f"{hint}They are: {', '.join(known)}"
        )
    emit_unbroken(known[name].text())
    return Exit.OK


def run_write(project: Path) -> int:
    """Write all schemas into the project and name them in its YAML files; return the exit code."""
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    written, named = write_for_editors(project)
    for path in written:
        say_file(CREATED, path)
    for path in named:
        say_file(CHANGED, path, "its first line names its schema")
    if not (written or named):
        say(f"All schemas in {FOLDER} are up to date.")
    return Exit.OK


run_write_as_json = reports_as_json(run_write)
"""The same with the parameter `as_json`."""
