"""A new platform: a folder with an adapter to start from."""

from __future__ import annotations

from pathlib import Path

from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import is_plain_id, shown, slug
from aiwg.commands.schema.editors import start_schema
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output.console import paint, say
from aiwg.output.written import CREATED, say_file
from aiwg.scaffold.adapter import scaffold, scaffold_in_full
from aiwg.scaffold.schema_lines import schema_line
from aiwg.source.user import user_folder
from aiwg.trust.known_platforms import find_platforms


@dataclass(frozen=True, slots=True)
class AdapterFolder:
    """The folder that a new adapter is written to: `path` below `base`; `trusted`: aiwg reads it without approval."""

    base: Path
    path: str
    shown: str
    trusted: bool

    @property
    def file(self) -> str:
        """Return the path of the adapter itself, below `base`."""
        return f"{self.path}/platform.yaml"


def folder_of_project(id: str, project: Path) -> AdapterFolder:
    """Return the folder of an adapter that this project alone uses."""
    path = f"{PROJECT_FOLDER}/platforms/{id}"
    return AdapterFolder(project, path, path, trusted=False)


def folder_of_user(id: str) -> AdapterFolder:
    """Return the folder of an adapter that all projects of the user share."""
    path = f"platforms/{id}"
    return AdapterFolder(user_folder(), path, shown(str(user_folder() / path)), trusted=True)


def folder_inside(id: str, parent: Path) -> AdapterFolder:
    """Return the folder of an adapter inside any folder of adapters, such as the one of aiwg's own repository."""
    return AdapterFolder(parent, id, shown((parent / id).as_posix()), trusted=True)


def run_new_platform(id: str | None, into: Path | None, project: Path, user: bool, in_full: bool) -> int:
    """Write the adapter of a new platform; return the exit code.

    Raises UserError: usage, when the id is none; conflict, when the file is there.
    """
    if id is None:
        raise UserError("a new platform needs an id.", exit=Exit.USAGE, hint="aiwg new platform ID")
    if not is_plain_id(id):
        meant = slug(id)
        hint = f"Did you mean {meant}?" if meant else "For example: my-tool"
        message = (
            f'"{id}" is not a valid id. Use at most 64 lower-case letters, digits and single hyphens, a letter first.'
        )
        raise UserError(message, exit=Exit.USAGE, hint=hint)
    if into is not None:
        folder = folder_inside(id, into)
    else:
        folder = folder_of_user(id) if user else folder_of_project(id, project)
    known = None if into is not None else find_platforms(None if user else project).folders.get(id)
    text = (scaffold_in_full if in_full else scaffold)(id, folder.shown)
    files, source = StartingFiles(folder.base), folder.path.removesuffix(f"platforms/{id}")
    if into is None:
        text = f"{schema_line('platform', folder.file, source)}\n{text}"
    if not files.create(folder.file, text):
        hint = f"Edit it, or choose another id. Check it: aiwg lint --platform {folder.shown}"
        message = f"{folder.shown}/platform.yaml exists already; aiwg wrote nothing."
        raise UserError(message, exit=Exit.CONFLICT, hint=hint)
    say_file(CREATED, f"{folder.shown}/platform.yaml")
    for path in start_schema(files, "platform", source) if into is None else ():
        say_file(CREATED, path if not user else shown(str(folder.base / path)))
    if known is not None:
        say(f"  It replaces the {known[1]} one, {shown(str(known[0]))}.")
    approve = f", approve it with {paint(f'aiwg trust {id}', 'hint')} (it chooses files to write)"
    consent = "" if folder.trusted else approve
    say(f"Next: edit the file, check it with {paint(f'aiwg lint --platform {folder.shown}', 'hint')}{consent}.")
    return Exit.OK
