"""The platforms: one row each, or one page about one of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.adapter.schema.document import GRADES
from aiwg.artifact.kinds import CELL_OF
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.sources import kind_meant
from aiwg.deployment.workspace import detected, open_workspace
from aiwg.output.console import say, say_json
from aiwg.output.platforms.cells import Support, support_row
from aiwg.output.platforms.json import platform_json, row_json
from aiwg.output.platforms.page import say_platform
from aiwg.output.platforms.table import only, say_table
from aiwg.trust.known_platforms import describe_platforms

SCHEMA = "aiwg.platforms/1"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which platforms are to be listed: those with these kinds, these grades of evidence, those detected."""

    kinds: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    detected: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether it lets everything through."""
        return not (self.kinds or self.grades or self.detected)


def run_platforms(name: str | None, wanted: Filter, project: Path, scope: str, as_json: bool) -> int:
    """Say the table, or the page of one platform; return the exit code."""
    if name and not wanted.is_open:
        raise UserError(
            "filters work only with the list of platforms.", exit=Exit.USAGE, hint=f"Leave out {name}, or the filters."
        )
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    if name:
        adapter = describe_platforms(project).named(name)
        if as_json:
            _say_json(scope, [platform_json(adapter, support_row(adapter, scope))])
        else:
            say_platform(adapter, scope, support_row(adapter, scope))
        return Exit.OK
    rows = _rows(project, wanted, scope)
    if as_json:
        _say_json(scope, [row_json(adapter, row) for adapter, row in rows])
    elif rows:
        say_table(rows, scope)
    else:
        say("No platform matches.   All: aiwg platforms")
    return Exit.OK


def _say_json(scope: str, platforms: list[dict[str, Any]]) -> None:
    say_json({"schema": SCHEMA, "scope": scope, "platforms": platforms})


def _rows(project: Path, wanted: Filter, scope: str) -> list[tuple[Adapter, Mapping[str, Support]]]:
    """Return the rows that the filter lets through. Raises UserError (usage) for a kind or grade that is none."""
    cells = [_cell(typed) for typed in wanted.kinds]
    for grade in wanted.grades:
        if grade not in GRADES:
            near = suggest(grade, GRADES) or f"They are: {', '.join(GRADES)}"
            raise UserError(f'there is no grade "{grade}".', exit=Exit.USAGE, hint=near[0].upper() + near[1:])
    registry = describe_platforms(project)
    registry.check_names()
    adapters = detected(open_workspace(project, "project")) if wanted.detected else registry.all()
    rows = ((adapter, support_row(adapter, scope)) for adapter in adapters)
    return only(rows, cells, wanted.grades)


def _cell(typed: str) -> str:
    kind = kind_meant(typed)
    if kind not in CELL_OF:
        hint = "aiwg deploys it as a skill and hooks: --kind skills --kind hooks"
        raise UserError(f"no platform supports {kind} natively.", exit=Exit.USAGE, hint=hint)
    return CELL_OF[kind]
