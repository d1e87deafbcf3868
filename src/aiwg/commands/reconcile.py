"""Reconcile: edits of deployed files back into the source, each shown before it is written."""

from __future__ import annotations

import os
from pathlib import Path

from aiwg.apply import journal
from aiwg.apply.apply import apply
from aiwg.apply.forecast import would_change
from aiwg.commands.reconcile_ask import Consent, choose_by_asking, choose_by_options, prompt
from aiwg.commands.reconcile_find import Finder
from aiwg.commands.reconcile_report import Reconciled, say_reconciled
from aiwg.commands.reconcile_write import SourceChanges, SourceWriter, waiting, whole_plan
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Targets, Verify
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.importing.back.choices import choices_of, is_whole
from aiwg.importing.back.model import SourceEdit, UnreconcilableError
from aiwg.importing.back.records import is_written_so
from aiwg.output.console import is_terminal


@dataclass(frozen=True, slots=True)
class ReconcileOptions:
    """What was typed. `weaker`: take what removes a restriction, too; `prefer_edits`: and what is not certain.

    `watching`: a watch asks, which brings what is written to all tools by itself.
    """

    project: Path
    paths: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False
    weaker: bool = False
    prefer_edits: bool = False
    watching: bool = False

    @property
    def named(self) -> frozenset[str]:
        """Return the paths that were typed, as the manifest writes paths."""
        return frozenset(name for path in self.paths for name in self.names_of(path))

    def names_of(self, path: str) -> tuple[str, ...]:
        """Return what a typed path may mean: one from this folder, or from the project's."""
        project = os.path.realpath(self.project)
        inside = os.path.relpath(os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)), project)
        return inside.replace(os.sep, "/"), os.path.normpath(path).replace(os.sep, "/")

    @property
    def consent(self) -> Consent:
        """Return what the options agree to."""
        return Consent(self.named, self.weaker, self.prefer_edits)

    @property
    def asks(self) -> bool:
        """Say whether a person is asked about each part."""
        return not (self.yes or self.dry_run or self.as_json) and is_terminal()


def run_reconcile(options: ReconcileOptions) -> int:
    """Write edits of deployed files into the source; return the exit code."""
    first = _looked(options)
    if not any((edit.hunks or edit.respelled) and not edit.reason for edit in first.edits):
        return _ended(options, first)
    writer = SourceWriter.of(first.planned, options.project)
    first.targets = {choice.artifact: _target(writer, choice.artifact) for choice in first.choices}
    if options.asks:  # nobody else waits while a person thinks
        choose_by_asking(first.choices, first.targets, prompt)
    else:
        choose_by_options(first.choices, options.consent)
    if not (options.yes or options.asks) or options.dry_run:
        first.would_change = options.dry_run and options.as_json and _would_write(options, first, writer)
        return _ended(options, first)
    with first.planned.workspace.state.session():
        state = first.planned.workspace.state
        if state.has_journal:
            journal.recover(state, first.planned.workspace.claims.of)
        _write(options, first, writer)
    code = _ended(options, first)
    return _approved(options, first) or code


def _looked(options: ReconcileOptions) -> Reconciled:
    planned = plan_deployment(Verify(Targets(options.project)), caches=Caches())
    named = options.named
    finder = Finder(planned, options.project)
    edits = [_with_reason(edit) for edit in finder.edits() if not named or edit.path in named]
    return Reconciled(planned, edits, choices_of(edits, planned.catalog.get), finder.merged)


def _with_reason(edit: SourceEdit) -> SourceEdit:
    if edit.hunks or edit.reason or edit.respelled:
        return edit
    again = "To write it again: aiwg deploy --force (your file is backed up)."
    if edit.keeps_secret:
        return replace(edit, reason=f"{edit.where} contains a secret; its source names a variable there", way=again)
    return replace(edit, reason="the change has no place in a source: it is a comment or layout", way=again)


def _target(writer: SourceWriter, key: str) -> str:
    """Return the source file that an artifact is written to, for a person."""
    artifact = writer.planned.catalog.get(key)
    own = writer.pristine.get(artifact.named) if artifact is not None else None
    try:
        return writer.home_of(own).path if own is not None else key
    except UnreconcilableError:
        return key


def _write(options: ReconcileOptions, found: Reconciled, writer: SourceWriter) -> None:
    """Write what was taken; what its source would not hold is left, with the reason."""
    state = found.planned.workspace.state
    changes, then = _settled(options, found, writer)
    old = state.read_manifest()
    plan, new = whole_plan(changes, found.edits, found.choices, then, old)
    if plan.changes:
        apply(plan, old, new, state, found.planned.workspace.claims.of)
    if changes.actions():
        found.homes, found.written, found.then = changes.homes, list(changes.catalog.values()), then


def _would_write(options: ReconcileOptions, found: Reconciled, writer: SourceWriter) -> bool:
    """Say whether `_write` would change a file."""
    state, found = found.planned.workspace.state, replace(found, edits=[*found.edits], choices=[*found.choices])
    changes, then = _settled(options, found, writer)  # what a source would not hold is refused in the copy alone
    old = state.read_manifest()
    plan, new = whole_plan(changes, found.edits, found.choices, then, old)
    return would_change(plan, old, new, state)


def _settled(options: ReconcileOptions, found: Reconciled, writer: SourceWriter) -> tuple[SourceChanges, Planned]:
    """Return what to write of the sources, and the plan after that; what they would not hold is refused before."""
    while True:
        changes = writer.changes(found.choices)
        if changes.refused:
            for key, error in changes.refused.items():
                found.refuse(key, str(error), error.way)
            continue
        if not changes.actions():
            return changes, found.planned
        then = _then(writer, changes, found)
        if then is None:
            continue
        lost = _not_carried(options, found, then)
        if not lost:
            return changes, then
        for key in lost:
            artifact = found.planned.catalog.get(key)
            where = artifact.origin.file if artifact is not None else key
            found.refuse(key, "no source text would produce this output", f"Edit {where}.")


def _then(writer: SourceWriter, changes: SourceChanges, found: Reconciled) -> Planned | None:
    """Return the plan after the changes, None when a source would be refused: then nothing of it is taken."""
    try:
        then = writer.planned_with(changes)
    except UserError as error:
        for key in changes.catalog:
            found.refuse(key, f"aiwg would not deploy its source: {error.message.rstrip('.')}", error.hint or "")
        return None
    refused = {each.located.key for each in then.refused} & set(changes.catalog)
    for key in refused:
        found.refuse(key, "aiwg would refuse its source", "Check it: aiwg lint")
    return None if refused else then


def _not_carried(options: ReconcileOptions, found: Reconciled, then: Planned) -> list[str]:
    """Return the artifacts of which an edit that is taken as a whole would still differ from what aiwg writes."""
    finder = Finder(then, options.project, found.merged)
    left = {(each.path, each.artifact, each.entry): each for each in finder.edits() if each.hunks or each.removed}
    by_artifact: dict[str, list[SourceEdit]] = {}
    for edit in found.edits:
        by_artifact.setdefault(edit.artifact, []).append(edit)
    return [
        key
        for key, edits in by_artifact.items()
        if len(edits) == 1
        and is_whole(edits[0], found.choices)
        and (still := left.get((edits[0].path, key, edits[0].entry))) is not None
        and (still.removed or {each.about for each in still.hunks} & {each.about for each in edits[0].hunks})
        and not is_written_so(edits[0], then.outputs)
    ]


def _ended(options: ReconcileOptions, found: Reconciled) -> int:
    say_reconciled(found, options)
    return Exit.DRIFT if any(edit.reason for edit in found.edits) or _is_left(options, found) else Exit.OK


def _is_left(options: ReconcileOptions, found: Reconciled) -> bool:
    """Say whether something that was to be written needs a word first."""
    return options.yes and not options.dry_run and not all(choice.is_taken for choice in found.choices)


def _approved(options: ReconcileOptions, found: Reconciled) -> int:
    """Ask on a terminal to approve what runs after the edits, as aiwg trust does; return an exit code other than 0."""
    keys = waiting(found.then, found.written, options.project)
    if not keys or not options.asks:
        return Exit.OK
    from aiwg.commands.trust import consent  # only where something runs

    consent(options.project, keys, yes=False)
    return Exit.OK
