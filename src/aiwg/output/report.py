"""A plan for people and for programs: counts, files, moves, backups."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping

from aiwg.artifact.ids import shown
from aiwg.deployment.relocations import together
from aiwg.deployment.stages import Planned
from aiwg.output.console import paint, say, say_json
from aiwg.plan.actions import CREATE, DELETE, FORGET, UPDATE, Action
from aiwg.render.delivery import LEVELS, Delivery
from aiwg.trust.platforms import consent_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DONE = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "adopt": "adopted",
    "keep": "unchanged",
    "edited": "edited by you",
    "deleted": "deleted by you",
    "orphan": "left to you",
    "forget": "forgotten",
}
MARKS = {
    "create": "+",
    "update": "~",
    "delete": "-",
    "conflict": "!",
    "edited": "*",
    "deleted": "*",
    "orphan": "*",
}


def plan_json(deployment: Planned, changed: bool, applied: bool, backups: Iterable[str] = ()) -> dict[str, Any]:
    """Return the plan in the versioned shape that programs rely on."""
    arrivals = {(arrival.artifact, arrival.platform): arrival for arrival in deployment.deliveries}
    counts = Counter(action.action for action in deployment.plan.actions)
    return {
        "schema": "aiwg.plan/1",
        "changed": changed,
        "scope": deployment.workspace.scope,
        "platforms": [adapter.id for adapter in deployment.adapters],
        "tools": _tools_json(deployment),
        "applied": applied,
        "actions": [
            _action_json(action, arrivals) for action in sorted(deployment.plan.actions, key=lambda action: action.path)
        ],
        "fidelity": _fidelity_json(deployment),
        "packages": [
            {
                "folder": package.folder,
                "paths": [output.path for output in package.outputs],
                "platforms": sorted(package.platforms),
            }
            for package in deployment.rendered.packages
        ],
        "moves": [move.as_json() for move in deployment.relocations],
        "withheld": sorted(
            [artifact.named for artifact in deployment.loaded.withheld]
            + [consent_key(id) for id in deployment.workspace.registry.waiting]
        ),
        "kept": kept_json(deployment),
        "on_demand": sorted({artifact.named for artifact in deployment.loaded.on_demand}),
        "approved_by_policy": [each.as_json() for each in deployment.loaded.approved_by_policy],
        "backups": list(backups),
        "backups_in": deployment.workspace.state.shown_backups or None,
        **refused_json(deployment),
        "problems": [problem.as_problem() for problem in deployment.problems],
        "summary": dict(sorted(counts.items())),
    }


def say_plan(
    deployment: Planned,
    changed: bool,
    personal: dict[str, Any] | None,
    *,
    applied: bool,
    backups: Iterable[str] = (),
    with_diffs: bool = False,
) -> None:
    """Print the plan as JSON, `personal` beside it; `with_diffs` adds the changed lines to each action that writes."""
    document = plan_json(deployment, changed, applied, backups)
    if with_diffs:
        from aiwg.output.diff import diff_lines  # difflib is large

        changes = {action.path: action for action in deployment.plan.changes}
        for action in document["actions"]:
            if action["path"] in changes:
                action["diff"] = "".join(f"{line}\n" for line in diff_lines(changes[action["path"]]))
    say_json({**document, "personal": personal})


def document_of_no_change(deployment: Planned) -> dict[str, Any]:
    """Return what a deploy prints as JSON that finds nothing to do, from its plan."""
    return {**plan_json(deployment, changed=False, applied=True), "personal": None}


def _tools_json(deployment: Planned) -> list[dict[str, Any]]:
    from aiwg.output.evidence import evidence_json

    return [
        {"id": adapter.id, "name": adapter.name, "evidence": evidence_json(adapter)} for adapter in deployment.adapters
    ]


def _fidelity_json(deployment: Planned) -> list[dict[str, Any]]:
    """Return how each artifact arrives at each platform; `via` is the form in which another kind carries it."""
    from aiwg.output.fidelity import forms_of

    forms = forms_of(deployment.placed.placements.placements)
    return [
        {"artifact": each.artifact, **each.as_json(), "via": forms.get((each.artifact, each.platform))}
        for each in deployment.deliveries
    ]


def kept_json(deployment: Planned) -> list[str]:
    """Return the unapproved artifacts of which what is committed stays, by the name that people know."""
    return sorted({artifact.named for artifact in (*deployment.kept, *deployment.standing)})


def refused_json(deployment: Planned) -> dict[str, Any]:
    """Return what is refused and what waits for it, in the shape that programs rely on."""
    return {
        "refused": [each.as_json() for each in deployment.refused],
        "waiting": [{"artifact": name, "path": path} for name, path in sorted(deployment.waiting.items())],
    }


def _action_json(action: Action, arrivals: Mapping[tuple[str, str], Delivery]) -> dict[str, Any]:
    pairs = [(artifact, platform) for artifact in action.artifacts for platform in action.platforms]
    related = [arrivals[pair] for pair in pairs if pair in arrivals]
    levels = sorted({arrival.level for arrival in related}, key=LEVELS.index)
    return {
        "action": action.action,
        "path": action.path,
        "platforms": list(action.platforms),
        "artifacts": list(action.artifacts),
        "fidelity": levels[-1] if levels else None,
        "losses": [
            {"artifact": arrival.artifact, "platform": arrival.platform, **loss.as_json()}
            for arrival in related
            for loss in arrival.losses
        ],
        "reason": action.reason or None,
        "hint": action.hint or None,
    }


def names(deployment: Planned) -> str:
    """Return `Cursor and Codex`, or `12 platforms`."""
    listed = [shown(adapter.name) for adapter in deployment.adapters]
    if len(listed) > 4:
        return f"{len(listed)} platforms"
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def counts(actions: Iterable[Action]) -> str:
    """Return `18 created, 2 updated, 40 unchanged`."""
    counter = Counter(action.action for action in actions)
    parts = [f"{counter[kind]} {word}" for kind, word in DONE.items() if counter[kind] and kind != "forget"]
    return ", ".join(parts) or "nothing to write"


def print_moves(deployment: Planned) -> None:
    """Print what is loaded from another place than before, a line for what moves alike."""
    for move in together(deployment.relocations):
        what = move.artifacts[0] if len(move.artifacts) == 1 else f"{len(move.artifacts)} artifacts"
        where = f"{', '.join(move.sources)} -> {', '.join(move.targets)}"
        say(f"  {paint('moved', 'hint')}  {shown(what)}: {shown(where)}   {paint(', '.join(move.platforms), 'faint')}")


def print_files(deployment: Planned) -> None:
    """Print one line per path of the plan."""
    for action in sorted(deployment.plan.actions, key=lambda action: action.path):
        if action.action != FORGET:
            mark = MARKS.get(action.action, " ")
            who = shown(", ".join(action.platforms))
            say(f"  {mark} {shown(action.path)}  {paint(who, 'faint')}")


def print_changes(deployment: Planned) -> None:
    """Print one line per path that would change."""
    for action in sorted(deployment.plan.of(CREATE, UPDATE, DELETE), key=lambda action: action.path):
        say(f"  {MARKS[action.action]} {shown(action.path)}  {paint(shown(', '.join(action.platforms)), 'faint')}")


def print_backups(backups: Iterable[str]) -> None:
    """Say where the user's versions are kept that were overwritten."""
    for backup in backups:
        say(f"  your file is backed up in {at_home(backup)}")


def at_home(path: str) -> str:
    """Return an absolute path as people write it: from `~` on where it lies in the home folder."""
    home = os.environ.get("HOME", "").rstrip("/")
    return shown(f"~{path[len(home) :]}" if home and path.startswith(f"{home}/") else path)
