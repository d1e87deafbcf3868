"""Bringing what was deployed up to date: every recorded scope, with the platforms and sources that it remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiwg.apply import journal
from aiwg.deployment.caches import Caches
from aiwg.deployment.pipeline import Deployment, carry_out, plan_deployment
from aiwg.deployment.preflight import stop_on_lost_permissions
from aiwg.deployment.workspace import Request, Workspace, open_workspace
from aiwg.errors import Exit, UserError
from aiwg.fs.roots import user_manifest
from aiwg.plan.actions import CONFLICT, CREATE, DELETE, DELETED, EDITED, ORPHAN, UPDATE, Action
from aiwg.plan.manifest_check import Stray

PROJECT, USER = "project", "user"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What became of one scope: plan, whether it was carried out, backups, whether an earlier run was finished."""

    deployment: Deployment
    applied: bool
    backups: list[str] = field(default_factory=list)
    recovered: bool = False


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
            f"nothing is deployed {where}, so there is nothing to bring up to date.",
            exit=Exit.USAGE,
            hint=f"Deploy first: aiwg deploy{option} --platform ID   All of them: aiwg platforms",
        )
    return found


def _is_recorded(project: Path, scope: str) -> bool:
    if scope == USER:
        return user_manifest().exists()
    workplace = open_workspace(project, PROJECT)
    return workplace.state.has_journal or _remembers(workplace, fresh=True)


def _remembers(workplace: Workspace, fresh: bool, memory: Caches | None = None) -> bool:
    """Say whether the manifest names platforms, or aiwg.yaml does where a fresh clone will do."""
    manifest = workplace.state.read_manifest(memory.manifest if memory else None)
    return bool(manifest.platforms or (fresh and workplace.config.platforms))


Carry = Callable[[Deployment], list[str] | None]


def bring_up_to_date(
    request: Request, carry: Carry = carry_out, fresh: bool = True, memory: Caches | None = None
) -> SyncResult:
    """Plan one scope and carry it out, under its lock; nothing is written while something is in the way.

    `carry` applies the plan and returns the backups, or None when it held it back. `fresh`: platforms that only
    aiwg.yaml names will do. `memory` is that of earlier runs of this process, as for planning.

    Raises UserError like planning and applying do, when a restriction of the user's would be lost, and (usage) when
    nothing is deployed.
    """
    workplace = open_workspace(request.project, request.scope)
    with workplace.state.session():
        recovered = workplace.state.has_journal and journal.recover(workplace.state, workplace.claims.of)
        if not _remembers(workplace, fresh, memory):
            raise UserError("nothing is deployed here any more.", exit=Exit.USAGE, hint="Deploy first: aiwg deploy")
        deployment = plan_deployment(request, workplace, memory)
        if deployment.plan.conflicts:
            return SyncResult(deployment, False, [], recovered)
        stop_on_lost_permissions(deployment.refusals)
        backups = carry(deployment)
    return SyncResult(deployment, backups is not None, backups or [], recovered)


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
    """What a sync of one scope would find, without one."""

    deployment: Deployment
    drift: list[Drift]


WHAT = {
    CREATE: ("stale", "not written yet"),
    UPDATE: ("stale", "its source or its adapter changed"),
    DELETE: ("stale", "nothing asks for it any more"),
    DELETED: ("missing", ""),
    EDITED: ("edited", ""),
    ORPHAN: ("orphan", ""),
    CONFLICT: ("in-the-way", ""),
}
"""What each action says about a file that it is planned for, and why if the action does not say."""


def check(request: Request) -> SyncCheck:
    """Return how a scope differs from what a sync would leave, having written nothing, not even a lock.

    Raises UserError like planning does, and when a restriction of the user's would be lost.
    """
    workplace = open_workspace(request.project, request.scope)
    manifest = workplace.state.read_manifest()
    gone = {name for name in manifest.platforms if name not in workplace.registry.folders}
    drift = [_unknown(name, name in workplace.registry.waiting) for name in sorted(gone)]
    if workplace.state.has_journal:
        drift.append(Drift("interrupted", "the last run", "it was cut off", "finish it: aiwg sync"))
    deployment = plan_deployment(replace(request, leave_unknown=True), workplace)
    stop_on_lost_permissions(deployment.refusals)
    drift += [_stray(stray) for stray in deployment.strays if not stray.platforms]
    for action in sorted(deployment.plan.of(*WHAT), key=lambda action: action.path):
        if not _only_for_want_of(gone, action):
            what, reason = WHAT[action.action]
            why = action.reason or reason
            drift.append(Drift(what, action.path, why, action.hint, action.artifacts, action.platforms))
    return SyncCheck(deployment, drift)


def _stray(stray: Stray) -> Drift:
    about = f"{stray.path}: {', '.join(stray.keys)}" if stray.keys else stray.path
    reason = "the manifest lists it, and no adapter of a recorded platform writes it"
    return Drift("not-written", about, reason, "take it off the list: aiwg sync", (), ())


def _only_for_want_of(gone: set[str], action: Action) -> bool:
    """Say whether a file would go, or be the user's, only because a platform without an adapter asks for nothing."""
    if action.action == ORPHAN:
        return bool(action.platforms) and gone.issuperset(action.platforms)
    return action.action == DELETE and not gone.isdisjoint(action.platforms)


def _unknown(platform: str, waits: bool) -> Drift:
    reason = "its adapter waits for your consent" if waits else "it was deployed to, and there is no adapter any more"
    way_out = f"allow it: aiwg trust {platform}" if waits else f"take its files away: aiwg remove --platform {platform}"
    return Drift("unknown-platform", platform, reason, way_out, platforms=(platform,))
