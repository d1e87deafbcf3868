"""Checking one adapter by itself, and its names against those beside it."""

from __future__ import annotations

from pathlib import Path

from aiwg.adapter.check import worst_exit
from aiwg.adapter.discover import FILE, checked_adapter, name_clashes, platform_folders
from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import is_plain_id, shown, slug
from aiwg.core.errors import Exit, UserError
from aiwg.findings.model import Finding
from aiwg.output.console import paint, print_problems, say, say_json
from aiwg.output.platforms.cells import support_row
from aiwg.output.platforms.json import platform_json
from aiwg.output.platforms.page import say_platform

SCHEMA = "aiwg.lint/1"
ORIGIN = "checked"


def run_lint_platform(typed: Path, scope: str, as_json: bool) -> int:
    """Say what is wrong with an adapter, or what it reads and writes; return the exit code.

    Raises UserError (usage) when there is no adapter.
    """
    folder = typed.parent if typed.name == FILE else typed
    folder = folder if folder.name not in ("", "..") else folder.resolve()
    if not (folder / FILE).is_file():
        hint = "Create one: aiwg new platform ID"
        raise UserError(f'there is no {FILE} in "{folder}".', exit=Exit.USAGE, hint=hint)
    adapter, problems = checked_adapter(folder, ORIGIN)
    problems += _names(folder, adapter)
    valid = adapter if not problems else None
    if as_json:
        page = platform_json(valid, support_row(valid, scope)) if valid else None
        say_json(
            {
                "schema": SCHEMA,
                "changed": False,
                "problems": [problem.as_problem() for problem in problems],
                "platform": page,
            }
        )
    elif valid:
        say_platform(valid, scope, support_row(valid, scope))
        say(f"\n{paint('Valid.', 'ok')}")
    else:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        say(f"{paint('Invalid:', 'error')} {count} in {shown(str(folder / FILE))}", error=True)
        print_problems(problems)
    return Exit.OK if valid else worst_exit(problems)


def _names(folder: Path, adapter: Adapter | None) -> list[Finding]:
    """Return what is wrong with the names of an adapter: its id, and those that the adapters beside it have too."""
    problems = []
    id, file = folder.resolve().name, str(folder / FILE)
    if not is_plain_id(id):
        meant = slug(id)
        hint = f"rename the folder to {meant}" if meant else "use lower-case letters, digits and single hyphens"
        problems.append(
            Finding(
                "bad-id",
                "error",
                f"\"{id}\" is not a valid id: the folder's name is the platform's id",
                file,
                hint=hint,
            )
        )
    if adapter is not None:
        others = (checked_adapter(other, ORIGIN)[0] for other in platform_folders(folder.resolve().parent))
        beside = [other for other in others if other is not None and other.folder.name != id]
        problems += name_clashes([*beside, adapter], ORIGIN)
    return problems
