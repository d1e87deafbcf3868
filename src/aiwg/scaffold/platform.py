"""A new platform: a folder with an adapter to start from."""

from __future__ import annotations

from pathlib import Path

from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import is_plain_id, shown, slug
from aiwg.deployment.workspace import find_platforms
from aiwg.errors import Exit, UserError
from aiwg.output.console import paint, say
from aiwg.scaffold.adapter import scaffold
from aiwg.source.layers import PROJECT_FOLDER
from aiwg.source.user import user_folder


def run_new_platform(id: str | None, project: Path, user: bool) -> int:
    """Write the adapter of a new platform; return the exit code.

    Raises UserError: usage, when the id is none; conflict, when the file is there.
    """
    if id is None:
        raise UserError("a new platform needs an id.", exit=Exit.USAGE, hint="aiwg new platform ID")
    if not is_plain_id(id):
        meant = slug(id)
        hint = f"Did you mean {meant}?" if meant else "For example: my-tool"
        message = f'"{id}" cannot be an id: lower-case letters, digits and single hyphens, at most 64, a letter first.'
        raise UserError(message, exit=Exit.USAGE, hint=hint)
    known = find_platforms(None if user else project).folders.get(id)
    base = user_folder() if user else project
    path = f"{'' if user else PROJECT_FOLDER + '/'}platforms/{id}/platform.yaml"
    folder = str((base / path).parent) if user else path.rpartition("/")[0]
    if not StartingFiles(base).create(path, scaffold(id, folder)):
        hint = f"Edit it, or choose another id. Check it: aiwg lint --platform {folder}"
        raise UserError(f"{path} is there already; nothing was overwritten.", exit=Exit.CONFLICT, hint=hint)
    say(f"{paint('wrote', 'ok')}  {shown(str(base / path)) if user else path}")
    if known is not None:
        say(f"  It takes the place of the {known[1]} one, {shown(str(known[0]))}.")
    consent = "" if user else f", then {paint(f'aiwg trust {id}', 'hint')}, as it says what is written where"
    say(f"Next: edit it, check it with {paint(f'aiwg lint --platform {folder}', 'hint')}{consent}")
    return Exit.OK
