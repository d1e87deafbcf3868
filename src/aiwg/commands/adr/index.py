"""The index of the records and the graph between them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from aiwg.adr.graph import dot, mermaid
from aiwg.adr.index import with_index
from aiwg.adr.site.timeline import mermaid_timeline
from aiwg.apply.new_files import StartingFiles
from aiwg.commands.adr.writing import write_files
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.decisions.folder import bytes_of, decision_folder, text_of
from aiwg.output.console import emit_unbroken, paint, say
from aiwg.output.written import CHANGED, CREATED, note_planned, say_file

README = "README.md"


def run_index(project: Path, check: bool, force: bool) -> int:
    """Write the index, or say whether it is up to date; return the exit code."""
    folder = decision_folder(project)
    name = folder.shown(README)
    if not folder.records.all:
        raise UserError(f"there are no records in {folder.path}.", exit=Exit.USAGE, hint='aiwg adr new "Use ..."')
    try:
        before: bytes | None = read_whole(project / name)
    except FileNotFoundError:
        before = None
    text = with_index(text_of(before or b""), folder.records.all, name, force)
    after = bytes_of(text)
    count = f"{len(folder.records.all)} records"
    if after == before:
        say(f"{name} is up to date and lists {count}.")
        return Exit.OK
    if check:
        note_planned()
        say(f"{name} is out of date.   {paint('aiwg adr index', 'hint')}")
        return Exit.DRIFT
    if before is None:
        if not StartingFiles(project).create(name, text):
            raise UserError(f"{name} exists already; aiwg wrote nothing.", exit=Exit.CONFLICT)
    else:
        write_files(folder, [(name, before, after)])
    say_file(CREATED if before is None else CHANGED, name, count)
    return Exit.OK


def run_graph(form: str, project: Path) -> int:
    """Print the graph; return the exit code."""
    records = decision_folder(project).records
    if form == "svg":
        emit_unbroken(_svg(dot(records)))
    else:
        emit_unbroken({"mermaid": mermaid, "dot": dot, "timeline": mermaid_timeline}[form](records))
    return Exit.OK


def _svg(text: str) -> str:
    """Return the graph as Graphviz draws it. Raises UserError (I/O) when it is not there, or fails."""
    try:
        drawn = subprocess.run(
            ["dot", "-Tsvg"],  # noqa: S607  the Graphviz that people installed
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=120,
            check=False,
        )
    except FileNotFoundError:
        hint = "Install Graphviz, or: aiwg adr graph --format dot"
        raise UserError("SVG needs Graphviz, but its program dot is not installed.", exit=Exit.IO, hint=hint) from None
    except subprocess.TimeoutExpired:
        raise UserError("Graphviz did not finish in two minutes.", exit=Exit.IO) from None
    if drawn.returncode:
        raise UserError(f"Graphviz failed: {drawn.stderr.strip()[:200]}", exit=Exit.IO)
    return drawn.stdout
