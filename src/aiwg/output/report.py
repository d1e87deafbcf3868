"""A plan for people and for programs: counts, fidelity, losses, conflicts, what needs consent."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aiwg.artifact.ids import shown
from aiwg.deployment.existing.yielding import yielding_notes
from aiwg.deployment.refusing import way_out
from aiwg.deployment.relocations import together
from aiwg.deployment.stages import Planned
from aiwg.deployment.start_folder import gaps_below, package_lines
from aiwg.output.console import paint, print_problems, say
from aiwg.output.copies import copy_notes, wrapped
from aiwg.plan.actions import CREATE, DELETE, DELETED, EDITED, FORGET, ORPHAN, UPDATE, Action
from aiwg.render.delivery import LEVELS, Delivery
from aiwg.trust.platforms import consent_key

if TYPE_CHECKING:
    from aiwg.source.refused import Refused

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
SHOWN_PROBLEMS = 12
SHOWN_NOTES = 8


def plan_json(deployment: Planned, applied: bool, backups: Iterable[str] = ()) -> dict[str, Any]:
    """Return the plan in the versioned shape that programs rely on."""
    arrivals = {(arrival.artifact, arrival.platform): arrival for arrival in deployment.deliveries}
    counts = Counter(action.action for action in deployment.plan.actions)
    return {
        "schema": "aiwg.plan/1",
        "scope": deployment.workspace.scope,
        "platforms": [adapter.id for adapter in deployment.adapters],
        "applied": applied,
        "actions": [
            _action_json(action, arrivals) for action in sorted(deployment.plan.actions, key=lambda action: action.path)
        ],
        "fidelity": [{"artifact": arrival.artifact, **arrival.as_json()} for arrival in deployment.deliveries],
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
        "backups": list(backups),
        "backups_in": deployment.workspace.state.shown_backups or None,
        **refused_json(deployment),
        "problems": [problem.as_problem() for problem in deployment.problems],
        "summary": dict(sorted(counts.items())),
    }


def refused_json(deployment: Planned) -> dict[str, Any]:
    """Return what is refused and what waits for it, in the shape that programs rely on."""
    return {
        "refused": [each.as_json() for each in deployment.refused],
        "waiting": [{"artifact": name, "path": path} for name, path in sorted(deployment.waiting.items())],
    }


def print_refused(deployment: Planned) -> None:
    """Print each artifact that errors keep out of a deploy, what waits for it, and the way out, once."""
    refused = deployment.refused
    if not refused:
        return
    count = "1 artifact" if len(refused) == 1 else f"{len(refused)} artifacts"
    say(f"{paint(f'Refused {count}:', 'error')} the rest is deployed without {_it(refused)}.", error=True)
    for each in refused:
        print_problems(each.problems)
    waiting = sorted(deployment.waiting.items())
    for name, path in waiting[:SHOWN_NOTES]:
        say(f"  {shown(name)} stays as it is: it goes together with {shown(path)}", error=True)
    if len(waiting) > SHOWN_NOTES:
        say(f"  ... and {len(waiting) - SHOWN_NOTES} more that stay as they are with them", error=True)
    if any(action.reason == "" and action.record is not None for action in _of_refused(deployment)):
        say(f"  Files that are deployed of {_it(refused)} stay as they are.", error=True)
    say(f"  {paint(shown(way_out(refused)), 'hint')}", error=True)


def _it(refused: Sequence[Refused]) -> str:
    return "it" if len(refused) == 1 else "them"


def _of_refused(deployment: Planned) -> list[Action]:
    keys = {each.located.key for each in deployment.refused}
    return [action for action in deployment.plan.actions if not keys.isdisjoint(action.artifacts)]


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


def print_conflicts(deployment: Planned) -> None:
    """Print what is in the way of a deploy."""
    print_in_the_way("Nothing written", deployment.plan.conflicts)


def print_in_the_way(word: str, conflicts: Sequence[Action]) -> None:
    """Print what is in the way, why, and the ways out."""
    files = "1 file is" if len(conflicts) == 1 else f"{len(conflicts)} files are"
    say(f"{paint(f'{word}:', 'error')} {files} in the way.", error=True)
    for action in conflicts:
        say(f"  {shown(action.path)}   {shown(action.reason)}", error=True)
        if action.hint:
            say(f"      {paint(shown(action.hint), 'hint')}", error=True)


def print_moves(deployment: Planned) -> None:
    """Print what is loaded from another place than before, a line for what moves alike."""
    for move in together(deployment.relocations):
        what = move.artifacts[0] if len(move.artifacts) == 1 else f"{len(move.artifacts)} artifacts"
        where = f"{', '.join(move.sources)} -> {', '.join(move.targets)}"
        say(f"  {paint('moved', 'hint')}  {shown(what)}: {shown(where)}   {paint(', '.join(move.platforms), 'faint')}")


def print_drift(deployment: Planned) -> None:
    """Print what the user changed and we left alone."""
    for action in deployment.plan.actions:
        if action.action not in (EDITED, DELETED, ORPHAN) and not (action.writes and action.reason):
            continue
        hint = f"   {paint(shown(action.hint), 'hint')}" if action.hint else ""
        say(f"  {shown(action.path)}   {shown(action.reason)}{hint}")


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


def print_notes(deployment: Planned, verbose: bool) -> None:
    """Print what is not exactly as wished: consent, duplicates that may be, warnings."""
    if deployment.loaded.withheld:
        listed = ", ".join(sorted({artifact.named for artifact in deployment.loaded.withheld}))
        verb = "needs" if len(deployment.loaded.withheld) == 1 else "need"
        say(
            f"\n  {len(deployment.loaded.withheld)} {verb} your consent before they run: {shown(listed)}"
            f"   {paint('aiwg trust', 'hint')}"
        )
    notes = [*map(wrapped, copy_notes(deployment)), *_notes_on_copies(deployment)]
    for note in notes if verbose else notes[:SHOWN_NOTES]:
        say(f"  {paint('note', 'warning')}  {note}")
    if len(notes) > SHOWN_NOTES and not verbose:
        say(f"  ... and {len(notes) - SHOWN_NOTES} more notes: -v shows all")
    problems = [problem for problem in deployment.problems if verbose or problem.level != "info"]
    print_problems(problems, None if verbose else SHOWN_PROBLEMS)


def print_start_folder_notes(deployment: Planned, verbose: bool) -> None:
    """Print what goes into packages, and which hooks and permissions do not hold in other subfolders."""
    for line in package_lines(deployment):
        say(f"  packages  {wrapped(line)}")
    for gap in gaps_below(deployment):
        if gap.guards and (gap.is_known or verbose):
            say(f"  {paint('note', 'warning')}  {wrapped(gap.says)}")


def print_yielded(deployment: Planned) -> None:
    """Print which files of the user's win over bundled artifacts."""
    for finding in yielding_notes(deployment.loaded):
        say(f"  {paint('note', 'warning')}  {wrapped(shown(finding.message))}")
        say(f"      {paint(shown(finding.hint or ''), 'hint')}")


def _notes_on_copies(deployment: Planned) -> Iterator[str]:
    """Yield what loads twice, or may, or may be missed, by platform and reason."""
    seen = Counter(
        (arrival.platform, note)
        for arrival in deployment.deliveries
        for note in arrival.notes
        if note.startswith(("twice:", "maybe-twice:", "maybe-missing:"))
    )
    for (platform, note), count in sorted(seen.items()):
        state, _, reason = note.partition(": ")
        said = {"twice": "loads twice", "maybe-twice": "may load twice", "maybe-missing": "may miss"}[state]
        yield f"{platform} {said} {count} artifact{'s' if count > 1 else ''}: {shown(reason)}"


def print_backups(backups: Iterable[str]) -> None:
    """Say where the user's versions are kept that were overwritten."""
    for backup in backups:
        say(f"  yours is kept in {at_home(backup)}")


def at_home(path: str) -> str:
    """Return an absolute path as people write it: from `~` on where it lies in the home folder."""
    home = os.environ.get("HOME", "").rstrip("/")
    return shown(f"~{path[len(home) :]}" if home and path.startswith(f"{home}/") else path)
