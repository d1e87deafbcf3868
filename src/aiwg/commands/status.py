"""The state of a scope: platforms with their files, drift, and what a deploy would do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.commands.personal_report import personal_json, print_personal_state
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Sync, Targets
from aiwg.deployment.personal.carry import planned_for_one
from aiwg.deployment.personal.team import left_out_note
from aiwg.deployment.personal.wanted import has_personal
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.sources import layer_names
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import Workspace, detected, open_workspace
from aiwg.manifest import Manifest
from aiwg.output import report
from aiwg.output.attention import print_approvals, print_refused, say_way_out
from aiwg.output.console import paint, print_problems, say, say_json, table
from aiwg.output.notes import SHOWN_PROBLEMS
from aiwg.output.originals import originals_json
from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, DELETE, DRIFT, KEEP_OR_REPLACE, UPDATE, Action

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "aiwg.status/1"
PENDING = (CREATE, UPDATE, DELETE, ADOPT)
SHOWN = 15

PARTS = (
    ("Edited by you; aiwg does not change these:", DRIFT, "warning"),
    ("Conflicts:", (CONFLICT,), "error"),
    ("A deploy would:", PENDING, "info"),
)


def run_status(project: Path, scope: str, as_json: bool, verbose: bool) -> int:
    """Say the state of a scope; return the exit code, which drift does not change."""
    workspace = open_workspace(project, scope)
    manifest = workspace.state.read_manifest()
    if manifest.is_empty:
        from aiwg.deployment.gate.declarations import check_declarations  # mostly something is deployed

        check_declarations(workspace)
        if as_json:
            say_json({**status_json(workspace, manifest, None), "personal": None})
        else:
            _say_nothing_deployed(workspace)
        return Exit.OK
    try:
        deployment = plan_deployment(Sync(Targets(project, scope)))
    except UserError:
        if not as_json:
            _say_platforms(workspace, manifest, None)
            say()
        raise
    personal = planned_for_one(deployment)
    if as_json:
        say_json({**status_json(workspace, manifest, deployment), "personal": personal_json(personal, applied=False)})
        return exit_of(deployment.refused)
    _say_platforms(workspace, manifest, deployment)
    _say_actions(deployment, verbose)
    _say_the_rest(workspace, deployment, verbose)
    print_personal_state(personal)
    return exit_of(deployment.refused)


def status_json(workspace: Workspace, manifest: Manifest, deployment: Planned | None) -> dict[str, Any]:
    """Return the state in the versioned shape that programs rely on."""
    actions = deployment.plan.actions if deployment else []
    drift, conflicts, pending = (_entries(actions, kinds) for _, kinds, _ in PARTS)
    layers = deployment.loaded.layers if deployment else ()
    return {
        "schema": SCHEMA,
        "scope": workspace.scope,
        "deployed": not manifest.is_empty,
        "clean": not (drift or conflicts or pending),
        "interrupted": workspace.state.has_journal,
        "platforms": [
            {
                "id": id,
                "name": _name(workspace, id),
                "known": id in workspace.registry.folders,
                **dict(zip(("files", "shared"), _counts(manifest, id), strict=True)),
            }
            for id in _platforms(manifest, deployment)
        ],
        "sources": [layer.shown for layer in layers if layer.root.is_dir()],
        "selection": manifest.selection,
        "originals": originals_json(manifest.originals),
        "drift": drift,
        "conflicts": conflicts,
        "pending": pending,
        "withheld": sorted({artifact.named for artifact in deployment.loaded.withheld}) if deployment else [],
        "kept": report.kept_json(deployment) if deployment else [],
        "on_demand": sorted({each.named for each in deployment.loaded.on_demand}) if deployment else [],
        "approved_by_policy": [each.as_json() for each in deployment.loaded.approved_by_policy] if deployment else [],
        **(report.refused_json(deployment) if deployment else {"refused": [], "waiting": []}),
        "problems": [problem.as_problem() for problem in deployment.problems] if deployment else [],
    }


def _entries(actions: Iterable[Action], kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "action": action.action,
            "path": action.path,
            "platforms": list(action.platforms),
            "artifacts": list(action.artifacts),
            "reason": action.reason or None,
            "hint": action.hint or None,
        }
        for action in _in_order(actions, kinds)
    ]


def _in_order(actions: Iterable[Action], kinds: tuple[str, ...]) -> list[Action]:
    return sorted((action for action in actions if action.action in kinds), key=lambda action: action.path)


def _platforms(manifest: Manifest, deployment: Planned | None) -> list[str]:
    planned = [adapter.id for adapter in deployment.adapters] if deployment else []
    return sorted({*manifest.platforms, *planned})


def _name(workspace: Workspace, id: str) -> str:
    return workspace.registry.get(id).name if id in workspace.registry.folders else id


def _counts(manifest: Manifest, id: str) -> tuple[int, int]:
    """Return how many files a platform's artifacts lie in, and how many of them serve others too."""
    records = [record for record in manifest.records.values() if id in record.platforms]
    return len(records), sum(len(record.platforms) > 1 for record in records)


def _say_nothing_deployed(workspace: Workspace) -> None:
    where = "here" if workspace.scope == "project" else "in your home folder"
    if workspace.state.has_journal:
        say(f"aiwg was interrupted {where}. To recover: {paint('aiwg deploy', 'hint')}")
        return
    say(f"aiwg has not deployed anything {where}.")
    if workspace.scope == "project" and has_personal(workspace.project):
        say(f"  Your personal files are still here   {paint('aiwg remove', 'hint')}")
    found = detected(workspace) if workspace.scope == "project" else []
    if workspace.config.platforms:
        say(f"  aiwg.yaml names {', '.join(map(shown, workspace.config.platforms))}   {paint('aiwg deploy', 'hint')}")
    elif found:
        names = ", ".join(adapter.name for adapter in found)
        say(f"  Tools used in this project: {names}   {paint('aiwg deploy', 'hint')}")
    else:
        scope = "" if workspace.scope == "project" else " --scope user"
        example = f"aiwg deploy{scope} --platform ID"
        say(f"  Choose a platform: {paint(example, 'hint')}   All: {paint('aiwg platforms', 'hint')}")


def _say_platforms(workspace: Workspace, manifest: Manifest, deployment: Planned | None) -> None:
    files = "1 file" if len(manifest.records) == 1 else f"{len(manifest.records)} files"
    where = "this project" if workspace.scope == "project" else "your home folder"
    say(f"Deployed in {where}: {files}")
    say()
    rows = [["", "files", "shared", ""]]
    for id in _platforms(manifest, deployment):
        count, shared = _counts(manifest, id)
        note = "" if id in workspace.registry.folders else "aiwg has no adapter for it"
        note = note or ("" if id in manifest.platforms else "not deployed yet")
        rows.append([shown(_name(workspace, id)), str(count), str(shared), paint(note, "faint") if note else ""])
    for line in table(rows, right=(1, 2)):
        say(line)
    if deployment and deployment.loaded.layers:
        say(f"  from {shown(layer_names(deployment.loaded.layers))}")
        if note := left_out_note(workspace.project, deployment.loaded.layers, workspace.config):
            say(f"  {note}")
    if manifest.originals:
        files = "1 file" if len(manifest.originals) == 1 else f"{len(manifest.originals)} files"
        say(f"  {files} taken over: aiwg remove restores the originals")
    if deployment and (count := len(deployment.loaded.on_demand)):
        say(f"  {count} on demand: agents find {'it' if count == 1 else 'them'} with aiwg find")
    if manifest.selection is not None:
        say(f"  limited to {shown(', '.join(manifest.selection))}")


def _say_actions(deployment: Planned, verbose: bool) -> None:
    for title, kinds, meaning in PARTS:
        actions = _in_order(deployment.plan.actions, kinds)
        if not actions:
            continue
        say()
        say(f"{title}   {paint('aiwg deploy', 'hint')}" if kinds == PENDING else title)
        cut = None if verbose else SHOWN
        rows = [[paint(action.action, meaning), shown(action.path), shown(action.reason)] for action in actions[:cut]]
        hints = [action.hint for action in actions[:cut]]
        for line, hint in zip(table(rows), hints, strict=True):
            own = "" if hint == KEEP_OR_REPLACE else hint
            say(f"{line}   {paint(shown(own), 'hint')}" if own else line)
        if cut and len(actions) > cut:
            say(f"  ... and {len(actions) - cut} more: -v shows all")
        if KEEP_OR_REPLACE in hints:
            say_way_out(KEEP_OR_REPLACE)


def _say_the_rest(workspace: Workspace, deployment: Planned, verbose: bool) -> None:
    if not any(_in_order(deployment.plan.actions, kinds) for _, kinds, _ in PARTS):
        say()
        say(paint("The rest is up to date." if deployment.refused else "All up to date.", "ok"))
    print_refused(deployment)
    if workspace.state.has_journal:
        say(f"\n  aiwg was interrupted. To recover: {paint('aiwg deploy', 'hint')}")
    if deployment.loaded.withheld:
        say()
        print_approvals(deployment)
    problems = [problem for problem in deployment.problems if verbose or problem.level != "info"]
    print_problems(problems, None if verbose else SHOWN_PROBLEMS)
