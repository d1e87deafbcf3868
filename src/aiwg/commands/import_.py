"""Import: find what tools read, say what becomes of it, write it into the source."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.apply import journal
from aiwg.commands.import_report import import_json, say_diff, say_import, say_next
from aiwg.commands.import_write import imported_before, plan_of, prefix_of, with_record, write_import
from aiwg.commands.loading import records_in, select_platforms, stand_ins
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.sources import kind_meant
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.importing.find import Ground
from aiwg.importing.layouts.model import AUTO
from aiwg.importing.layouts.project import read_source
from aiwg.importing.merge import BOTH, FIRST, SECOND, Choose
from aiwg.importing.model import UNREAD, Draft
from aiwg.importing.plan import ImportPlan, ImportWish, plan_import
from aiwg.loading import DiskReader, StartFolder
from aiwg.output.console import is_terminal, say, say_json
from aiwg.output.terminal.prompts import choose
from aiwg.plan.actions import Plan
from aiwg.render.context import Inputs
from aiwg.scaffold.templating import INSTRUCTIONS, instructions_template
from aiwg.source.user import user_folder

ASK, EQUAL = "ask", "equal"
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was typed: where from and where to, what of it, and how the result is to be said.

    `is_step`: another command does it, and says the next step itself.
    """

    project: Path = Path()
    scope: str = "project"
    platforms: tuple[str, ...] = ()
    source: Path | None = None
    layout: str = AUTO
    plugins: tuple[str, ...] = ()
    into: Path | None = None
    kinds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    merge: str = ASK
    dry_run: bool = False
    show_diff: bool = False
    as_json: bool = False
    verbose: bool = False
    is_step: bool = False


def run_import(options: ImportOptions) -> int:
    """Import what platforms read into the source; return the exit code."""
    workspace = open_workspace(options.project, options.scope)
    if options.dry_run:
        plan, _ = planned_import(options, workspace)
        _say(plan, options, written=False, changed=bool(_changes(plan, options, workspace).changes))
        return exit_of(plan, workspace)
    with workspace.state.session():
        if workspace.state.has_journal and journal.recover(workspace.state, workspace.claims.of):
            say("Recovered from an interrupted run.", error=True)
        plan, _ = planned_import(options, workspace)
        changes = _changes(plan, options, workspace)
        if changes.changes:
            write_import(changes, workspace)
    _say(plan, options, written=True, changed=has_changed())
    return exit_of(plan, workspace)


def _changes(plan: ImportPlan, options: ImportOptions, workspace: Workspace) -> Plan:
    changes = plan_of(plan.addition, prefix_of(plan.wish.root, workspace))
    return with_record(changes, plan, options.project, workspace) if options.source is None else changes


def exit_of(plan: ImportPlan, workspace: Workspace) -> int:
    """Return the exit code of an import: a conflict, nothing that could be read, or all well."""
    if plan.addition.conflicts:
        return Exit.CONFLICT
    unread = any(note.level == UNREAD for note in plan.notes)
    nothing = unread and not plan.drafts and not workspace.state.read_manifest().originals
    return Exit.SOURCE if nothing else Exit.OK


def planned_import(options: ImportOptions, workspace: Workspace, also: Sequence[str] = ()) -> tuple[ImportPlan, Ground]:
    """Return what an import would write, and where it was looked for; `also` are platforms to import from besides."""
    source = options.source or options.project
    if not source.is_dir():
        raise UserError(f'"{source}" is not a folder.', exit=Exit.USAGE)
    here = StartFolder(os.path.abspath(source), DiskReader(), Environment.current())
    ground = Ground(here, options.scope, records_in(here, source))
    reading = read_source(source, options.layout, options.plugins, is_named=options.source is not None)
    if reading is None:
        adapters = _adapters(options, also, ground, workspace)
    else:
        adapters = () if reading.is_alone else _adapters_beside(options, also, ground, workspace)
    kinds = tuple(kind_meant(kind) for kind in options.kinds)
    root, shown = _root(options)
    untouched = {INSTRUCTIONS: instructions_template()}
    before = imported_before(options.project, workspace)
    wish = ImportWish(tuple(adapters), root, shown, kinds, options.only, untouched, reading, before)
    given = Inputs(workspace.config.models)
    return plan_import(wish, ground, given, _chooser(options), workspace.registry.all), ground


def _adapters(options: ImportOptions, also: Sequence[str], ground: Ground, workspace: Workspace) -> Sequence[Adapter]:
    if options.scope == "user" and not options.platforms:
        raise UserError(
            "name the platforms whose personal files to import.",
            exit=Exit.USAGE,
            hint="aiwg import --scope user -p claude",
        )
    source = options.source or options.project
    try:
        return select_platforms(source, (*options.platforms, *also) if options.platforms else ())
    except UserError:
        found = stand_ins(ground.here, workspace.registry) if not options.platforms else []
        if not found:
            raise
        return found


def _adapters_beside(
    options: ImportOptions, also: Sequence[str], ground: Ground, workspace: Workspace
) -> Sequence[Adapter]:
    """Return the platforms whose files lie beside the source of another tool, which needs none."""
    if options.platforms:
        return _adapters(options, also, ground, workspace)
    try:
        return select_platforms(options.source or options.project, ())
    except UserError:
        return ()


def _root(options: ImportOptions) -> tuple[Path, str]:
    """Return the folder of the source to write, and how a person writes it."""
    if options.into is not None:
        return options.project / options.into, os.path.normpath(options.into)
    if options.scope == "user":
        return user_folder(), str(user_folder())
    return options.project / PROJECT_FOLDER, PROJECT_FOLDER


def _chooser(options: ImportOptions) -> Choose | None:
    """Return what decides between near texts: a person at a terminal; without one both are kept."""
    return None if options.merge == EQUAL or options.as_json or not is_terminal() else _ask


def _ask(one: Draft, other: Draft) -> str:
    first, second = one.native.shown, other.native.shown
    say(f"\n{first} and {second} contain nearly the same {one.artifact.kind}:")
    say(_text_diff(one.artifact.body, other.artifact.body))
    answers = {"1": FIRST, "2": SECOND, "both": BOTH}
    return choose(f"Keep 1 ({first}), 2 ({second}), or both?", answers, "both")


def _text_diff(one: str, other: str) -> str:
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), n=1, lineterm="")
    return "\n".join(list(lines)[2:MOST_LINES])


def _say(plan: ImportPlan, options: ImportOptions, written: bool, changed: bool) -> None:
    if options.as_json:
        say_json(import_json(plan, written, changed))
        return
    if options.show_diff:
        say_diff(plan)
    say_import(plan, written, options.verbose)
    if not options.is_step:
        say_next(plan, written)
