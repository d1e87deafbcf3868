"""Reconcile: edits of deployed files back into the source, each shown before it is written."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from aiwg.adapter.environment import Environment
from aiwg.apply import journal
from aiwg.artifact.model import Artifact
from aiwg.commands.import_write import write_import
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.deployment.intent import Inspect, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.fs.read import read_whole
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.importing.find import Ground
from aiwg.importing.native.texts import Naming
from aiwg.importing.reconcile import UnreconcilableError, edited_file, edited_section, source_of, with_section
from aiwg.loading import DiskReader, StartFolder
from aiwg.output.console import is_terminal, paint, say, say_json
from aiwg.plan.actions import CONFLICT, CREATE, EDITED, UPDATE, Action, Plan
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from aiwg.source.layers import PROJECT

SCHEMA = "aiwg.reconcile/1"


@dataclass(frozen=True, slots=True)
class ReconcileOptions:
    """What was typed."""

    project: Path
    paths: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class BackIntoSource:
    """One edited output: the source file that takes the edit, or why none can."""

    path: str
    artifact: str = ""
    source: str = ""
    before: bytes | None = None
    after: bytes = b""
    reason: str = ""


def run_reconcile(options: ReconcileOptions) -> int:
    """Write edits of deployed files into the source; return the exit code."""
    planned = plan_deployment(Inspect(Targets(options.project)))
    workspace = planned.workspace
    wanted = {os.path.normpath(path).replace(os.sep, "/") for path in options.paths}
    found = [each for each in _edits(planned, options.project) if not wanted or each.path in wanted]
    chosen = [each for each in found if not each.reason and _is_wanted(each, options)]
    writes = not options.dry_run and chosen
    if writes:
        with workspace.state.session():
            if workspace.state.has_journal:
                journal.recover(workspace.state, workspace.claims.of)
            write_import(Plan(tuple(_actions(chosen))), workspace)
            again = plan_deployment(Inspect(Targets(options.project)))
            write_import(Plan(tuple(_respelled(again, {each.path for each in chosen}))), workspace)
    _say(options, found, chosen if writes else [])
    return Exit.DRIFT if any(each.reason for each in found) else Exit.OK


def _actions(chosen: Sequence[BackIntoSource]) -> Iterator[Action]:
    for each in {each.source: each for each in chosen}.values():
        yield Action(CREATE if each.before is None else UPDATE, each.source, "file", each.before, each.after)


def _respelled(planned: Planned, paths: set[str]) -> Iterator[Action]:
    """Yield the edited files that say the same as a deploy would write in other words: they get its words."""
    outputs = {output.path: output for output in planned.rendered.outputs}
    for action in planned.plan.actions:
        output = outputs.get(action.path)
        if action.action == CONFLICT and action.path in paths and isinstance(output, FileOutput):
            yield Action(UPDATE, action.path, "file", action.before, output.data, output.executable)


def _edits(planned: Planned, project: Path) -> Iterator[BackIntoSource]:
    """Yield what was edited, each with the source that takes it."""
    outputs = {output.path: output for output in planned.outputs}
    for action in planned.plan.actions:
        if action.action not in (EDITED, CONFLICT) or action.record is None:
            continue
        output = outputs.get(action.path)
        try:
            if action.action == CONFLICT or output is None:
                raise UnreconcilableError("its source changed, too: merge the two by hand")
            yield _back(planned, project, action, output)
        except UnreconcilableError as error:
            yield BackIntoSource(action.path, ", ".join(action.artifacts), reason=str(error))


def _back(planned: Planned, project: Path, action: Action, output: Output) -> BackIntoSource:
    actual = (action.before or b"").decode("utf-8", "replace")
    if isinstance(output, FileOutput):
        artifact = _one(planned, output.artifacts)
        desired = output.data.decode("utf-8", "replace")
        here = StartFolder(os.path.abspath(project), DiskReader(), Environment.current())
        adapters = [adapter for adapter in planned.adapters if adapter.id in output.platforms]
        ground, naming = Ground(here, "project", {}), Naming(planned.workspace.config.models)
        edited = edited_file(artifact, adapters, ground, naming, (desired, actual), action.path)
    elif isinstance(output, BlockOutput):
        key, before, after = edited_section(output, actual)
        edited = with_section(_one(planned, (key,)), before, after)
    else:
        raise UnreconcilableError("it is a value in a settings file: edit the source")
    return _into_source(action.path, _one(planned, (edited.key,)), edited, project)


def _one(planned: Planned, artifacts: Sequence[str]) -> Artifact:
    found = planned.catalog.get(artifacts[0]) if len(artifacts) == 1 else None
    if found is None:
        raise UnreconcilableError("it is made of several artifacts: edit their sources")
    return found


def _into_source(path: str, artifact: Artifact, edited: Artifact, project: Path) -> BackIntoSource:
    """Return the file of the project's source that takes an edit: its own, or a copy of one from elsewhere."""
    own = artifact.origin.layer == PROJECT and artifact.origin.file.startswith(f"{PROJECT_FOLDER}/")
    text = ""
    before: bytes | None = None
    if own:
        try:
            before = read_whole(project / artifact.origin.file)
        except OSError:
            raise UnreconcilableError(f"{artifact.origin.file} cannot be read") from None
        old = before.decode("utf-8", "replace")
        if old.endswith(artifact.body) and edited.with_(body=artifact.body) == artifact:
            text = old[: len(old) - len(artifact.body)] + edited.body
    source = source_of(edited, text)
    target = artifact.origin.file if own else f"{PROJECT_FOLDER}/{source.path}"
    return BackIntoSource(path, artifact.key, target, before, source.data)


def _is_wanted(each: BackIntoSource, options: ReconcileOptions) -> bool:
    """Ask about one edit, on a terminal; else the option decides."""
    if options.as_json or options.dry_run:
        return options.yes or options.dry_run
    _say_diff(each)
    if options.yes or not is_terminal():
        return options.yes
    return click.confirm(f"Write this to {each.source}?", default=True)


def _say_diff(each: BackIntoSource) -> None:
    old = (each.before or b"").decode("utf-8", "replace").splitlines()
    new = each.after.decode("utf-8", "replace").splitlines()
    say(paint(f"{each.path} -> {each.source}", "bold"))
    for line in list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]:
        meaning = {"+": "ok", "-": "error", "@": "hint"}.get(line[:1])
        say(f"  {paint(line, meaning) if meaning else line}")


def _say(options: ReconcileOptions, found: Sequence[BackIntoSource], written: Sequence[BackIntoSource]) -> None:
    if options.as_json:
        rows = [
            {
                "path": each.path,
                "artifact": each.artifact or None,
                "source": each.source or None,
                "written": each in written,
                "reason": each.reason or None,
            }
            for each in found
        ]
        say_json({"schema": SCHEMA, "edits": rows})
        return
    if not found:
        say("No deployed file was edited.")
        return
    if options.dry_run:
        for each in found:
            if not each.reason:
                _say_diff(each)
    for each in found:
        if each.reason:
            say(f"  {paint('not possible', 'warning')}  {each.path}: {each.reason}")
    if written:
        say(f"{paint('Wrote', 'ok')} {', '.join(dict.fromkeys(each.source for each in written))}.")
        say(f"Next: {paint('aiwg sync', 'hint')} brings it to your other tools.")
    elif any(not each.reason for each in found):
        say(f"Nothing was written. To write it: {paint('aiwg reconcile --yes', 'hint')}")
