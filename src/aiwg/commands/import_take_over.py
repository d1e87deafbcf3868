"""Import and take over: the source, the outputs and the kept originals are written in one step, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.apply import journal, undo_store
from aiwg.apply.forecast import would_change
from aiwg.artifact.model import Catalog
from aiwg.artifact.originals import FOLDER, kept_at
from aiwg.commands.import_ import ImportOptions, exit_of, planned_import
from aiwg.commands.import_report import import_json, say_diff, say_import
from aiwg.commands.import_write import plan_of, prefix_of, rows_of, with_record, write_import
from aiwg.commands.take_over_report import say_taken, taken_json
from aiwg.commands.trust import ask_to_approve
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.caches import NO_CACHES
from aiwg.deployment.intent import NO_FILTER, ArtifactFilter, Deploy, Targets
from aiwg.deployment.load_sources import load_sources
from aiwg.deployment.originals.consent import KEY
from aiwg.deployment.originals.given import TakeOver
from aiwg.deployment.originals.removal import consents_of
from aiwg.deployment.originals.take import Taker, Taking, with_rests
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.deployment.undo import carry_out_undo, plan_undo
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.fs.tree import ABSENT, FileTree
from aiwg.importing.existing import source_files
from aiwg.importing.find import Ground
from aiwg.importing.native.texts import Naming
from aiwg.importing.plan import ImportPlan
from aiwg.importing.taken_check import TakenCheck
from aiwg.importing.taking import Takeable, Untaken, split_natives
from aiwg.manifest import Record
from aiwg.output.console import is_terminal, paint, say, say_json
from aiwg.plan.actions import CREATE, DELETE, WRITES, Plan, file_action
from aiwg.source.reader import SourceFile
from aiwg.trust.items import ConsentItem, artifact_items
from aiwg.trust.store import read_consents, write_consents

NOT_APPROVED = "not approved yet; it can run commands or grant permissions: aiwg trust"


@dataclass(slots=True)
class TakenOver:
    """A take-over that is ready to be written: what is taken, what stays and why, and the deploy that goes with it."""

    imported: ImportPlan
    taken: list[Takeable] = field(default_factory=list)
    left: list[Untaken] = field(default_factory=list)
    planned: Planned | None = None

    def leave(self, reasons: dict[str, str]) -> None:
        """Let natives stay the user's, by where they stand."""
        self.left += [Untaken(each.where, reasons[each.where]) for each in self.taken if each.where in reasons]
        self.taken = [each for each in self.taken if each.where not in reasons]


def run_take_over(options: ImportOptions) -> int:
    """Import what platforms read and let aiwg write the files that it fully understands; return the exit code."""
    if options.scope != "project" or options.source is not None or options.into is not None:
        message = "--take-over works only with the files and the source of a project."
        raise UserError(message, exit=Exit.USAGE, hint="Leave out --scope, --from and --into.")
    workspace = open_workspace(options.project, options.scope)
    if options.dry_run:
        found = plan_take_over(options, workspace)
        _say(found, options, written=False, changed=_would_write(found, options, workspace))
        return exit_of(found.imported, workspace)
    found = take_over(options, workspace)
    _say(found, options, written=True, changed=has_changed())
    return exit_of(found.imported, workspace)


def plan_take_over(options: ImportOptions, workspace: Workspace) -> TakenOver:
    """Return what a take-over would write."""
    recorded = workspace.state.read_manifest()
    imported, ground = planned_import(options, workspace, list(recorded.platforms))
    taken, left = split_natives(imported, ground)
    found = TakenOver(imported, taken, left)
    run = _Run(options, workspace, ground, found)
    run.leave_unapproved()
    run.settle()
    return found


def take_over(options: ImportOptions, workspace: Workspace) -> TakenOver:
    """Import and take over; return what was written."""
    with workspace.state.session():
        if workspace.state.has_journal and journal.recover(workspace.state, workspace.claims.of):
            say("Recovered from an interrupted run.", error=True)
            _take_back(workspace)
        found = plan_take_over(options, workspace)
        _write(found, options, workspace)
    return found


def _take_back(workspace: Workspace) -> None:
    """Undo a take-over that was cut off: of half the files another half can look as if it was for other tools."""
    last = undo_store.read(workspace.state)
    if last is None or not any(each.before is None and each.path.startswith(f"{FOLDER}/") for each in last.changes):
        return
    undoing = plan_undo(workspace.state, workspace.claims)
    if undoing is not None and not undoing.plan.conflicts:
        carry_out_undo(undoing, workspace.state, workspace.claims)


@dataclass(slots=True)
class _Run:
    """Finding out what can be taken: each round plans a deploy of what is left, and looks at what it would do."""

    options: ImportOptions
    workspace: Workspace
    ground: Ground
    found: TakenOver

    def leave_unapproved(self) -> None:
        """Ask about everything that runs or grants; what nobody approves stays the user's."""
        loaded = load_sources(self._deploy(NO_FILTER), self._taking(), NO_CACHES)
        waiting = {artifact.key for artifact in loaded.withheld}
        known = {artifact.key: artifact for artifact in (*loaded.catalog, *loaded.withheld)}
        self.found.leave(
            {
                each.where: "not deployed: aiwg.yaml excludes it, or it has an error"
                for each in self.found.taken
                if not all(key in known for key in each.artifacts)
            }
        )
        items = [item for item in artifact_items(Catalog(known.values())) if item.key in waiting]
        items = [item for item in items if any(item.key in each.artifacts for each in self.found.taken)]
        waiting -= {item.key for item in self._approved(items)}
        self.found.leave(
            {each.where: NOT_APPROVED for each in self.found.taken if not waiting.isdisjoint(each.artifacts)}
        )

    def _approved(self, items: Sequence[ConsentItem]) -> Sequence[ConsentItem]:
        options = self.options
        if not items or options.dry_run or options.as_json or options.is_step or not is_terminal():
            return ()
        return ask_to_approve(options.project, items)

    def settle(self) -> None:
        """Leave what cannot be taken, until the plan of the rest changes nothing that a tool loads."""
        found, check = self.found, self._check()
        while found.taken:
            workspace = self._taking()
            if not found.taken:
                return
            only = sorted({key for each in found.taken for key in each.artifacts})
            planned = plan_deployment(self._deploy(ArtifactFilter((), tuple(only))), workspace)
            wrong = dict(_stuck(planned, found.taken)) or check.wrong(found.taken, *_tree_after(planned))
            if not wrong:
                found.planned = planned
                return
            found.leave(wrong)

    def _check(self) -> TakenCheck:
        imported, workspace = self.found.imported, self.workspace
        naming = Naming(workspace.config.models)
        return TakenCheck(imported.wish.adapters, self.ground, imported.drafts, naming, workspace.registry.all)

    def _taking(self) -> Workspace:
        """Return the workspace with the files given to aiwg that are still to be taken."""
        taker = Taker(self.workspace, self.workspace.state.read_manifest())
        files = taker.files([_taking_of(each) for each in self.found.taken])
        self.found.leave(taker.refused)
        imported = self.found.imported
        rows = rows_of(imported, self.options.project, self.workspace)
        return replace(self.workspace, taking=TakeOver(files, _sources(imported), rows))

    def _deploy(self, wanted: ArtifactFilter) -> Deploy:
        adapters = tuple(adapter.id for adapter in self.found.imported.wish.adapters)
        return Deploy(Targets(self.options.project, "project", adapters), wanted)


def _taking_of(each: Takeable) -> Taking:
    native = each.native
    selector = native.place.spec.selector
    platforms = tuple(sorted(native.loaded_by))
    cell = native.cell if selector is not None else None
    return Taking(each.where, each.path, each.artifacts, platforms, each.beside, cell, selector, native.entry)


def _sources(imported: ImportPlan) -> dict[str, SourceFile]:
    found = {each.path: each for each in source_files(imported.addition)}
    return found | {path: SourceFile(path, after, False) for path, _, after in imported.addition.changes}


def _stuck(planned: Planned, taken: Sequence[Takeable]) -> Iterator[tuple[str, str]]:
    """Yield the natives that a plan could not write again, each with the reason."""
    refused = {each.located.key: each.problems[0].message if each.problems else "" for each in planned.refused}
    named = {artifact.key: artifact.named for artifact in planned.catalog}
    withheld = {artifact.key for artifact in planned.loaded.withheld}
    for each in taken:
        for action in planned.plan.conflicts:
            if action.path == each.path or not set(action.culprits).isdisjoint(each.artifacts):
                yield each.where, f"{action.path}: {action.reason}"
        if len(each.native.names) > 1 and each.path not in planned.new.records:
            yield each.where, f"links point to it: {', '.join(each.native.names)}"
        if not withheld.isdisjoint(each.artifacts):
            yield each.where, NOT_APPROVED
        for key in each.artifacts:
            if key in refused or named.get(key, key) in planned.waiting:
                yield each.where, refused.get(key) or "another artifact is not approved"
    if planned.lost_permissions:
        yield from ((each.where, "a restriction would be lost") for each in taken if each.is_shared)


def _tree_after(planned: Planned) -> tuple[set[str], dict[str, str]]:
    """Return the files that a plan deletes, and the texts that it writes, by absolute path."""
    roots = planned.workspace.roots
    gone = {roots.full(action.path) for action in planned.plan.of(DELETE)}
    texts = {
        roots.full(action.path): (action.after or b"").decode("utf-8", "replace")
        for action in planned.plan.changes
        if action.action != DELETE
    }
    return gone, texts


def _would_write(found: TakenOver, options: ImportOptions, workspace: Workspace) -> bool:
    """Say whether `_write` would change a file; it stops at nothing that a deploy stops at."""
    changes = _changes(found, options, workspace)
    if found.planned is None:
        return bool(changes.changes)
    whole = _whole(found.planned, changes, workspace)
    return would_change(whole.plan, whole.old, whole.new, workspace.state)


def _changes(found: TakenOver, options: ImportOptions, workspace: Workspace) -> Plan:
    changes = plan_of(found.imported.addition, prefix_of(found.imported.wish.root, workspace))
    return with_record(changes, found.imported, options.project, workspace)


def _write(found: TakenOver, options: ImportOptions, workspace: Workspace) -> None:
    changes = _changes(found, options, workspace)
    if found.planned is None:
        if changes.changes:
            write_import(changes, workspace)
        return
    carry_out(_whole(found.planned, changes, workspace))
    _remember_originals(found, workspace)


def _whole(planned: Planned, changes: Plan, workspace: Workspace) -> Planned:
    """Return the plan of a take-over: the originals that are kept, the source, and the files for the tools."""
    given = planned.workspace.taking.files
    disk = FileTree(workspace.roots)
    kept = [
        file_action(CREATE, kept_at(path), None, file.data, mode=file.mode)
        for path, file in sorted(given.items())
        if disk.look(kept_at(path)).kind == ABSENT
    ]
    originals = with_rests(planned.new.originals, dict(_shared_after(planned)))
    new = replace(planned.new, originals=originals)
    plan = Plan((*kept, *changes.actions, *planned.plan.actions))
    return replace(planned, plan=plan, old=workspace.state.read_manifest(), new=new)


def _remember_originals(found: TakenOver, workspace: Workspace) -> None:
    """Keep that the user had these files here: what runs in them may come back on this machine."""
    assert found.planned is not None  # noqa: S101  it was carried out
    given, consents = found.planned.workspace.taking.files, consents_of(workspace, found.planned.new)
    own = {
        f"{KEY}{path}": file.original.sha256
        for path, file in given.items()
        if consents.acts(path, file.original, file.data)
    }
    if own:
        write_consents(workspace.project, {**read_consents(workspace.project), **own})


def _shared_after(planned: Planned) -> Iterator[tuple[str, tuple[bytes, Record | None]]]:
    """Yield the settings files of which entries are taken, with their bytes and their record afterwards."""
    for path, file in planned.workspace.taking.files.items():
        if file.original.keys:
            action = next((each for each in planned.plan.actions if each.path == path), None)
            if action is None or action.action not in WRITES:
                yield path, (file.data, action.record if action else None)
            else:
                yield path, (b"" if action.action == DELETE else action.after or b"", action.record)


def _say(found: TakenOver, options: ImportOptions, written: bool, changed: bool) -> None:
    if options.as_json:
        say_json({**import_json(found.imported, written, changed), "taken": taken_json(found.taken, found.left)})
        return
    if options.show_diff:
        say_diff(found.imported)
    say_import(found.imported, written, options.verbose)
    say_taken(found.taken, found.left, written, options.verbose)
    if not written:
        say(f"aiwg wrote nothing. To do it: {paint('aiwg import --take-over', 'hint')}")
