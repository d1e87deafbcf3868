"""What deploy and remove have in common: plan, say, apply under the lock, say again."""

from __future__ import annotations

import time

from aiwg.apply import journal
from aiwg.apply.told import keep_told, read_told
from aiwg.commands.fetched import FetchChoice, ensure_fetched
from aiwg.commands.kept_deliveries import remember_run
from aiwg.commands.personal_report import personal_exit, personal_json, print_personal, print_personal_plan
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError, first_exit
from aiwg.deployment.intent import Deploy, Remove, is_strict
from aiwg.deployment.personal.wanted import has_personal
from aiwg.deployment.pipeline import carry_out, plan_deployment, would_change
from aiwg.deployment.preflight import how_to_accept, stop_on_lost_permissions
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from aiwg.deployment.undelivered import UNDELIVERED, not_arriving
from aiwg.deployment.workspace import Workspace, choose_platforms, open_recovered, open_workspace
from aiwg.output import report
from aiwg.output.attention import print_attention
from aiwg.output.console import is_terminal, paint, say
from aiwg.output.notes import News, unsettled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.deployment.personal.carry import PersonalResult
    from aiwg.noop_cache.syncs import Key


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """How the result is to be said. `is_step`: another command does it, and says the next step itself."""

    dry_run: bool = False
    show_diff: bool = False
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    started: float = 0.0
    snapshot_keys: tuple[Key, ...] = ()
    done: str = "Deployed"
    fetching: FetchChoice = field(default_factory=FetchChoice)
    is_step: bool = False


def _opened(intent: Deploy | Remove, manner: OutputOptions) -> tuple[Workspace, bool]:
    """Return where an intent works, and whether a run that was cut off there was put in order; a dry run leaves it."""
    project, scope = intent.targets.project, intent.targets.scope
    return (open_workspace(project, scope), False) if manner.dry_run else open_recovered(project, scope)


def run_deploy(intent: Deploy | Remove, manner: OutputOptions) -> int:
    """Plan, and unless it is a dry run apply; return the exit code."""
    intent = _with_platforms(intent, manner)
    workspace, recovered = _opened(intent, manner)
    if isinstance(intent, Deploy):
        fetching = replace(manner.fetching, writes=not manner.dry_run, silent=manner.quiet or manner.as_json)
        ensure_fetched(workspace, fetching, intent.targets.sources)
    if manner.dry_run:
        return _say_plan(plan_deployment(intent, workspace), manner)
    if isinstance(intent, Remove) and not _is_deployed(workspace):
        return _remove_nothing(intent, workspace, manner)
    with workspace.state.session():
        if (workspace.state.has_journal and journal.recover(workspace.state, workspace.claims.of)) or recovered:
            say("Recovered from an interrupted run.", error=True)
        deployment = plan_deployment(intent, workspace)
        from aiwg.deployment.personal.carry import gave_way

        given_way = gave_way(deployment)
        if given_way:
            deployment = plan_deployment(intent, workspace)
        stop_on_lost_permissions(deployment.lost_permissions)
        if manner.show_diff and not manner.as_json:
            _say_diff(deployment)
        if stopped := deployment.plan.is_stuck or (deployment.plan.conflicts and is_strict(intent)):
            backups = []
        else:
            backups = carry_out(deployment)
        from aiwg.deployment.personal.carry import carry_out_personal

        personal = None if stopped else carry_out_personal(deployment, given_way)
        settled = not deployment.refused and not deployment.plan.conflicts and personal is None
        if isinstance(intent, Deploy) and settled:
            document = report.document_of_no_change if manner.as_json else None
            remember_run(deployment, manner.snapshot_keys, no_change(deployment), "deploy", document)
    if stopped:
        return _say_nothing_written(deployment, manner)
    return _say_done(deployment, manner, backups, personal)


def _remove_nothing(intent: Remove, workspace: Workspace, manner: OutputOptions) -> int:
    """Remove what a run that was cut off left of our state, and say that there is nothing else."""
    if workspace.state.is_left_behind:
        with workspace.state.session():  # that takes it away
            pass
    from aiwg.deployment.vcs.exclude import agreed_exclude_file  # no deploy needs it here

    exclude = agreed_exclude_file(workspace.project) if workspace.scope == "project" else None
    if exclude is not None and not manner.dry_run:
        exclude.remove()
    if manner.as_json:
        report.say_plan(plan_deployment(intent, workspace), has_changed(), None, applied=True)
    else:
        say("aiwg has not deployed anything here.")
    return Exit.OK


def _is_deployed(workspace: Workspace) -> bool:
    """Say whether anything of ours is recorded, of the project or of one person."""
    state = workspace.state
    is_project = workspace.scope == "project"
    return state.manifest.exists() or state.has_journal or (is_project and has_personal(workspace.project))


def _with_platforms(intent: Deploy | Remove, manner: OutputOptions) -> Deploy | Remove:
    """Ask for the platforms on a terminal when none is named, recorded or detected."""
    targets = intent.targets
    if isinstance(intent, Remove) or targets.platforms or manner.as_json or not is_terminal():
        return intent
    workspace = open_workspace(targets.project, targets.scope)
    try:
        choose_platforms(workspace, intent, workspace.state.read_manifest())
    except UserError as error:
        if error.exit is not Exit.USAGE:
            raise
        say(f"You named no platform, and aiwg found none here. Known platforms: {', '.join(workspace.registry.ids())}")
        from aiwg.output.terminal.prompts import ask

        typed = ask("Deploy to (comma-separated)")
        named = tuple(part.strip() for part in typed.split(",") if part.strip())
        return replace(intent, targets=replace(targets, platforms=named))
    return intent


def _say_plan(deployment: Planned, manner: OutputOptions) -> int:
    from aiwg.deployment.personal.carry import planned_for_one

    personal = planned_for_one(deployment)
    if manner.as_json:
        own = personal_json(personal, applied=False)
        changed = would_change(deployment) or bool(own and own["changed"])
        report.say_plan(deployment, changed, own, applied=False, with_diffs=manner.show_diff)
    else:
        news = News(deployment, verbose=manner.verbose)
        if manner.show_diff:
            _say_diff(deployment)
        elif not manner.quiet:
            (report.print_files if manner.verbose else report.print_changes)(deployment)
        if not manner.quiet:
            say(f"{_would(deployment, manner)}. aiwg wrote nothing.")
            from aiwg.output.fidelity import print_fidelity

            print_fidelity(deployment, manner.verbose)
            report.print_moves(deployment)
            news.print_drift()
            news.print_notes()
        else:
            news.print_problems()
        print_attention(deployment, "A deploy would write everything else.")
        if not manner.quiet:
            print_personal_plan(personal, manner.verbose)
    if deployment.lost_permissions:
        return _say_refused(deployment, manner)
    return first_exit(exit_of(deployment.refused), conflict_exit(deployment))


def _would(deployment: Planned, manner: OutputOptions) -> str:
    """Return what a run without --dry-run would do."""
    counts = report.counts(deployment.plan.actions)
    if manner.done != "Deployed":
        return f"Would delete everything aiwg wrote   ({counts})"
    what = f"{artifacts(deployment)} to {report.names(deployment)}"
    return f"Would deploy {what}   ({counts})"


def _say_refused(deployment: Planned, manner: OutputOptions) -> int:
    """Say after a dry run that a deploy would be refused; the restrictions themselves are among the notes."""
    if not manner.as_json:
        say(
            f"Not deployed: some of your restrictions would be lost. {how_to_accept(deployment.lost_permissions)}",
            error=True,
        )
    return Exit.REFUSED


def conflict_exit(deployment: Planned) -> Exit:
    """Return the exit code of a plan's conflicts: refused when one of them is not safe, none without any."""
    conflicts = deployment.plan.conflicts
    if any(action.unsafe for action in conflicts):
        return Exit.REFUSED
    return Exit.CONFLICT if conflicts else Exit.OK


def _say_diff(deployment: Planned) -> None:
    from aiwg.output.diff import print_diff

    for action in sorted(deployment.plan.changes, key=lambda action: action.path):
        print_diff(action)


def artifacts(deployment: Planned) -> str:
    """Return `31 artifacts`: those that are deployed, without what is in conflict or waits."""
    stuck = {name for action in deployment.plan.conflicts for name in action.culprits} | deployment.waiting.keys()
    count, on_demand = len({artifact.named for artifact in deployment.catalog} - stuck), deployment.loaded.on_demand
    also = f" and {len({artifact.named for artifact in on_demand})} on demand" if on_demand else ""
    return f"{count} artifact{'' if count == 1 else 's'}{also}"


def no_change(deployment: Planned) -> str:
    """Return the one line that a run with nothing to do prints."""
    if not deployment.adapters:
        return ""
    missing = not_arriving(deployment.problems)
    nothing = missing and all(each.level == "unsupported" for each in deployment.deliveries)
    rest = (
        "the rest is up to date"
        if deployment.refused or deployment.plan.conflicts or deployment.kept
        else "all up to date"
    )
    state = "it loads none of them" if nothing else rest
    parts = [f"{artifacts(deployment)} on {report.names(deployment)}: {state}", *([missing] if missing else [])]
    warnings = sum(problem.level == "warning" for problem in unsettled(deployment) if problem.code != UNDELIVERED)
    if warnings:
        parts.append(f"{warnings} warning{'' if warnings == 1 else 's'}: aiwg deploy -v")
    waiting = {artifact.named for artifact in deployment.not_deployed}
    if waiting:
        parts.append(
            f"{len(waiting)} not deployed until you approve {'it' if len(waiting) == 1 else 'them'}: aiwg trust"
        )
    changed = {artifact.named for artifact in deployment.kept}
    if changed:
        parts.append(f"{len(changed)} changed and not approved here: aiwg trust")
    return "   ".join(parts)


def _say_nothing_written(deployment: Planned, manner: OutputOptions) -> int:
    """Say what keeps anything from being written: nothing but conflicts is left, or --strict wants all or nothing."""
    if manner.as_json:
        report.say_plan(deployment, has_changed(), None, applied=False, with_diffs=manner.show_diff)
    else:
        print_attention(deployment, "aiwg wrote nothing.")
    return first_exit(exit_of(deployment.refused), conflict_exit(deployment))


def _say_done(deployment: Planned, manner: OutputOptions, backups: list[str], personal: PersonalResult | None) -> int:
    if manner.as_json:
        own = personal_json(personal.deployment, personal.applied, personal.backups) if personal else None
        report.say_plan(deployment, has_changed(), own, applied=True, backups=backups, with_diffs=manner.show_diff)
    else:
        keeping = deployment.workspace.state.keeping
        news = News(deployment, read_told(keeping), manner.verbose)
        _say_what_was_done(news, manner, backups)
        print_attention(deployment, f"Everything else is {manner.done.split()[0].lower()}.")
        if not manner.quiet and manner.done == "Deployed":
            keep_told(keeping, news.keys(notes=bool(deployment.plan.changes)))
        print_personal(personal, manner.quiet, manner.verbose, asked=manner.done == "Deployed")
    return first_exit(exit_of(deployment.refused), conflict_exit(deployment), personal_exit(personal))


def _say_what_was_done(news: News, manner: OutputOptions, backups: list[str]) -> None:
    deployment = news.deployment
    took = paint(f"{time.perf_counter() - manner.started:.1f} s", "faint")
    if manner.quiet:
        news.print_problems()
        return
    if manner.verbose:
        report.print_files(deployment)
    if manner.done == "Deployed" and not deployment.plan.changes:
        say(f"{no_change(deployment)}   {took}")
        news.print_drift()
        (news.print_notes if manner.verbose else news.print_standing)()
        return
    if manner.done == "Deployed":
        say(
            f"{paint('Deployed', 'ok')} {artifacts(deployment)} to {report.names(deployment)}   "
            f"({report.counts(deployment.plan.actions)})   {took}"
        )
        from aiwg.output.fidelity import print_fidelity

        print_fidelity(deployment, manner.verbose)
    else:
        say(f"{paint(manner.done, 'ok')}   ({report.counts(deployment.plan.actions)})   {took}")
        from aiwg.output.originals import print_brought_back

        print_brought_back(deployment)
    report.print_moves(deployment)
    report.print_backups(backups)
    if manner.done != "Deployed" and (kept := deployment.workspace.state.shown_backups):
        say(f"  Backups of your files are in {report.at_home(kept)}. Delete that folder if you do not need them.")
    news.print_drift()
    if manner.done == "Deployed" or manner.verbose:
        news.print_notes()
    blocked = deployment.loaded.withheld or deployment.refused or deployment.plan.conflicts
    is_first = not deployment.old.platforms and not blocked
    if manner.done == "Deployed" and is_first and not manner.is_step:
        say(f"Next: {paint('aiwg sync --watch', 'hint')} updates these files when you edit a source.")
