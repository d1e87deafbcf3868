"""Writing the records as pages: over pages of an earlier run, and over nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.adr.site.pages import GENERATOR, INDEX, pages
from aiwg.apply.new_files import StartingFiles
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.decisions.folder import decision_folders
from aiwg.output.console import say
from aiwg.output.written import CHANGED, CREATED, say_file

_HEAD = 400
"""In how many bytes of a page its mark stands."""


def run_site(project: Path, out: str, title: str) -> int:
    """Write the pages; return the exit code."""
    folders = [each for each in decision_folders(project) if each.records.all]
    if not folders:
        raise UserError("there are no records to show.", exit=Exit.USAGE, hint='aiwg adr new "Use ..."')
    base = Path(os.path.normpath(os.path.join(project, out)))
    wanted = {path: text.encode("utf-8", "replace") for path, text in pages([each.records for each in folders], title)}
    there = dict(_there(base))
    foreign = [path for path in sorted(wanted) if path in there and not there[path]]
    if foreign:
        raise UserError(
            f"{out}/{foreign[0]} is not a page of aiwg; aiwg wrote nothing.",
            exit=Exit.CONFLICT,
            hint="Name another folder: --out FOLDER",
        )
    files, changes, created = StartingFiles(base), list[tuple[str, bytes, bytes]](), 0
    for path, data in wanted.items():
        if path not in there:
            created += files.create(path, data.decode("utf-8"))
        elif (before := read_whole(base / path)) != data:
            changes.append((path, before, data))
    files.change_all(changes)
    gone = [path for path, ours in there.items() if ours and path not in wanted]
    for path in gone:
        files.discard(path, read_whole(base / path))
    same = len(wanted) - created - len(changes)
    counts = (f"{created} created", f"{len(changes)} changed", f"{len(gone)} removed", f"{same} unchanged")
    said = ", ".join(each for each in counts if each[0] != "0")
    say_file(CREATED if not there else CHANGED, out, f"{len(wanted)} pages: {said}")
    say(f"Open {out}/{INDEX} in a browser.")
    return Exit.OK


def _there(base: Path) -> Iterator[tuple[str, bool]]:
    """Yield each page of the folder, and whether it is one that was written by this command."""
    for top, _, names in os.walk(base):
        for name in names:
            if name.endswith(".html"):
                path = os.path.join(top, name)
                ours = not os.path.islink(path) and GENERATOR.encode() in read_whole(path)[:_HEAD]
                yield os.path.relpath(path, base).replace(os.sep, "/"), ours
