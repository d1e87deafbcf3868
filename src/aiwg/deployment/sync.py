"""Bringing what was deployed up to date: every recorded scope, with the platforms and sources that it remembers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from aiwg.apply import journal
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.caches import NO_CACHES, Caches
from aiwg.deployment.intent import Sync, Targets, Verify, accepts_freer
from aiwg.deployment.personal.carry import PersonalResult, carry_out_personal, gave_way, planned_for_one
from aiwg.deployment.pipeline import carry_out, plan_deployment, would_change
from aiwg.deployment.preflight import stop_on_lost_permissions
from aiwg.deployment.stages import Planned
from aiwg.deployment.vcs.gitignore import ignored_by_git
from aiwg.deployment.workspace import Workspace, open_as_approved, open_recovered, open_workspace
from aiwg.fs.roots import user_manifest
from aiwg.manifest import OUTPUTS
from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, DELETE, DELETED, EDITED, KEEP, ORPHAN, UPDATE, Action
from aiwg.plan.manifest_check import Stray

PROJECT, USER = "project", "user"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What became of one scope: plan, whether it was carried out, backups, whether an earlier run was finished.

    `personal` is what became of one person's parts beside it.
    """

    deployment: Planned
    applied: bool
    backups: list[str] = field(default_factory=list)
    recovered: bool = False
    personal: PersonalResult | None = None


def recorded_scopes(project: Path, scope: str | None) -> list[str]:
    """Return the scopes to bring up to date: the one asked for, else each where something is deployed.

    A project whose aiwg.yaml names platforms counts as one: it may be a fresh clone.

    Raises UserError (usage) when nothing is deployed anywhere.
    """
    candidates = [scope] if scope else [PROJECT, USER]
    found = [each for each in candidates if _is_recorded(project, each)]
    if not found:
        where = {None: "here", PROJECT: "here", USER: "in your home folder"}[scope]
        option = " --scope user" if scope == USER else ""
        raise UserError(
            f"aiwg has not deployed anything {where}.",
            exit=Exit.USAGE,
            hint=f"Deploy first: aiwg deploy{option} --platform ID   All: aiwg platforms",
        )
    return found


def _is_recorded(project: Path, scope: str) -> bool:
    if scope == USER:
        return user_manifest().exists()
    workspace = open_workspace(project, PROJECT)
    return workspace.state.has_journal or _remembers(workspace, fresh=True)


def _remembers(workspace: Workspace, fresh: bool, caches: Caches = NO_CACHES) -> bool:
    """Say whether the manifest names platforms, or aiwg.yaml does where a fresh clone will do."""
    manifest = workspace.state.read_manifest(caches.manifest)
    return bool(manifest.platforms or (fresh and workspace.config.platforms))


Carry = Callable[[Planned], list[str] | None]
Adjust = Callable[[Planned], Planned]
Prepare = Callable[[Workspace], None]


def as_it_is(workspace: Workspace) -> None:
    """Do nothing before a plan: what the sources need is here."""


def whole(planned: Planned) -> Planned:
    """Return a plan as it is: all of it is carried out."""
    return planned


def bring_up_to_date(
    targets: Targets,
    carry: Carry = carry_out,
    adjust: Adjust = whole,
    fresh: bool = True,
    caches: Caches = NO_CACHES,
    prepare: Prepare = as_it_is,
    accept_freer: bool = False,
) -> SyncResult:
    """Plan one scope and carry it out, under its lock; what is in conflict waits with all that belongs to it.

    `carry` applies the plan and returns the backups, or None when it held it back; `adjust` returns the part of a plan
    that is carried out, and that the result tells of. `fresh`: platforms that only aiwg.yaml names will do. `caches`
    are those of earlier runs of this process, as for planning. `prepare` brings here what the sources need.
    `accept_freer`: restrictions of the user's may be lost, this time.

    Raises UserError like planning and applying do, when a restriction would be lost that nobody accepted, and (usage)
    when nothing is deployed.
    """
    workspace, recovered = open_recovered(targets.project, targets.scope)
    prepare(workspace)
    with workspace.state.session():
        recovered |= workspace.state.has_journal and journal.recover(workspace.state, workspace.claims.of)
        if not _remembers(workspace, fresh, caches):
            raise UserError("aiwg has no files here any more.", exit=Exit.USAGE, hint="Deploy first: aiwg deploy")
        deployment = plan_deployment(Sync(targets, accept_freer), workspace, caches)
        given_way = gave_way(deployment)
        if given_way:
            deployment = plan_deployment(Sync(targets, accept_freer), workspace, caches)
        stop_on_lost_permissions(deployment.lost_permissions)
        deployment = adjust(deployment)
        backups = [] if deployment.plan.is_stuck else carry(deployment)
        personal = None if backups is None else carry_out_personal(deployment, given_way)
    return SyncResult(deployment, backups is not None, backups or [], recovered, personal)


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which a scope is not as a sync would leave it; `what` is one word for programs."""

    what: str
    about: str
    reason: str
    hint: str = ""
    artifacts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return it in the shape of the `drift` list of `--json` output."""
        return {
            "what": self.what,
            "about": self.about,
            "reason": self.reason,
            "hint": self.hint or None,
            "artifacts": list(self.artifacts),
            "platforms": list(self.platforms),
        }


@dataclass(frozen=True, slots=True)
class SyncCheck:
    """What a sync of one scope would find, without one.

    `unwritten`: how many outputs git ignores and this clone cannot have yet.
    """

    deployment: Planned
    drift: list[Drift]
    unwritten: int = 0
    personal: Planned | None = None


WHAT = {
    CREATE: ("stale", "not written yet"),
    UPDATE: ("stale", "its source or its adapter changed"),
    DELETE: ("stale", "no source produces this file any more"),
    DELETED: ("missing", ""),
    EDITED: ("edited", ""),
    ORPHAN: ("orphan", ""),
    CONFLICT: ("in-the-way", ""),
}
"""What each action says about a file that it is planned for, and why if the action does not say."""


def check(targets: Targets, prepare: Prepare = as_it_is, accept_freer: bool = False) -> SyncCheck:
    """Return how a scope differs from what a sync would leave, having written nothing there, not even a lock.

    `prepare` brings here what the sources need. `accept_freer`: restrictions of the user's may be lost.

    Raises UserError like planning does, and when a restriction would be lost that nobody accepted.
    """
    workspace = open_as_approved(targets.project, targets.scope)
    prepare(workspace)
    manifest = workspace.state.read_manifest()
    gone = {name for name in manifest.platforms if name not in workspace.registry.folders}
    drift = [_unknown(name) for name in sorted(gone)]
    if workspace.state.has_journal:
        drift.append(Drift("interrupted", "the last run", "it was interrupted", "recover: aiwg sync"))
    deployment = plan_deployment(Verify(targets, accept_freer), workspace)
    stop_on_lost_permissions(deployment.lost_permissions)
    personal = planned_for_one(deployment)
    unwritten = not_written_here(deployment)
    for each in (deployment, personal) if personal else (deployment,):
        drift += [stray_drift(stray) for stray in each.strays if not stray.platforms]
        drift += drift_of(each, gone, unwritten)
    return SyncCheck(deployment, drift, len(unwritten), personal)


def would_sync(found: SyncCheck) -> bool:
    """Say whether a sync of the scope would write, change or delete a file.

    A check compares with what all approvals would give; a sync writes only what was approved on this machine.
    """
    planned = found.deployment
    if planned.loaded.withheld:
        intent = planned.loaded.intent
        targets, wish = intent.targets, Sync(intent.targets, accepts_freer(intent))
        planned = plan_deployment(wish, open_workspace(targets.project, targets.scope))
    return would_change(planned) or bool(found.personal and found.personal.plan.changes)


def drift_of(
    deployment: Planned, gone: Collection[str] = frozenset(), unwritten: frozenset[str] = frozenset()
) -> Iterator[Drift]:
    """Yield how the files of a plan differ from what carrying it out would leave, by path.

    `gone` are recorded platforms without an adapter, `unwritten` outputs that cannot be here.
    """
    for action in sorted(deployment.plan.of(*WHAT), key=lambda action: action.path):
        if action.path not in unwritten and not _only_for_want_of(gone, action):
            what, reason = WHAT[action.action]
            if action.action == UPDATE and deployment.loaded.recorded.outputs < OUTPUTS:
                reason = "its source changed, or an older aiwg wrote it"
            why = action.reason or reason
            yield Drift(what, action.path, why, action.hint, action.artifacts, action.platforms)


def not_written_here(planned: Planned) -> frozenset[str]:
    """Return the outputs that git ignores and that are no drift, because they cannot be here.

    They are all, in a clone that has none of them yet, else those that are not approved on this machine.
    """
    missing = planned.plan.of(CREATE)
    if not missing or planned.workspace.scope != PROJECT:
        return frozenset()
    there = [action.path for action in planned.plan.of(KEEP, UPDATE, EDITED, ADOPT, DELETE, ORPHAN)]
    ignored = ignored_by_git(planned.loaded, [*(action.path for action in missing), *there])
    if not ignored.intersection(there):
        return ignored
    waiting = {artifact.named for artifact in planned.loaded.withheld}
    return ignored.intersection(action.path for action in missing if waiting.issuperset(action.artifacts))


def stray_drift(stray: Stray) -> Drift:
    """Return what is wrong with a path that the manifest lists and that no adapter writes."""
    about = f"{stray.path}: {', '.join(stray.keys)}" if stray.keys else stray.path
    reason = "the manifest lists it, but no adapter writes it"
    return Drift("not-written", about, reason, "remove it from the manifest: aiwg sync", (), ())


def _only_for_want_of(gone: Collection[str], action: Action) -> bool:
    """Say whether a file would go, or be the user's, only because a platform without an adapter asks for nothing."""
    if action.action == ORPHAN:
        return bool(action.platforms) and all(platform in gone for platform in action.platforms)
    return action.action == DELETE and any(platform in gone for platform in action.platforms)


def _unknown(platform: str) -> Drift:
    reason = "aiwg deployed to it, but has no adapter for it any more"
    way_out = f"remove its files: aiwg remove --platform {platform}"
    return Drift("unknown-platform", platform, reason, way_out, platforms=(platform,))
