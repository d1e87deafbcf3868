"""What a person has to do something about: conflicts, refused artifacts, and what waits for approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.artifact.ids import shown
from aiwg.artifact.model import Artifact
from aiwg.deployment.refusing import way_out
from aiwg.deployment.stages import Planned
from aiwg.output import console
from aiwg.output.console import paint, print_problems, say, say_in_columns
from aiwg.plan.actions import YOUR_PART, Action

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.source.refused import Refused

NAMED = 8
"""Artifacts that one line names, and lines of what waits."""


def print_attention(deployment: Planned, otherwise: str) -> None:
    """Print what is refused and what is in conflict, each once; `otherwise` says what became of everything else."""
    print_refused(deployment)
    if conflicts := deployment.plan.conflicts:
        print_conflicts(conflicts, otherwise)
        stuck = {name for action in conflicts for name in action.culprits}
        _print_waiting({name: on for name, on in deployment.waiting.items() if name not in stuck})


def print_conflicts(conflicts: Sequence[Action], otherwise: str) -> None:
    """Print each file in conflict with its reason, and each way out once, below the files that it is for."""
    count = "1 conflict" if len(conflicts) == 1 else f"{len(conflicts)} conflicts"
    these = "this file" if len(conflicts) == 1 else "these files"
    if all(action.reason.startswith(YOUR_PART) for action in conflicts):
        these = f"your part of {these}"
    say(f"{paint(f'{count}:', 'error')} aiwg did not change {these}. {otherwise}", error=True)
    for hint in dict.fromkeys(action.hint for action in conflicts):
        for action in conflicts:
            if action.hint == hint:
                say_in_columns(shown(action.path), shown(action.reason), error=True)
        say_way_out(hint, error=True)


def say_way_out(hint: str, error: bool = False) -> None:
    """Print what to do, broken at the width of the terminal."""
    for line in _lines(shown(hint), "  ") if hint else ():
        say(f"  {paint(line, 'hint')}", error)


def _lines(text: str, indent: str) -> list[str]:
    return console.wrapped(text, console.width() - len(indent))


def print_refused(deployment: Planned) -> None:
    """Print each artifact that errors keep out of a deploy, what waits for it, and the way out, once."""
    refused = deployment.refused
    if not refused:
        return
    count = "1 artifact" if len(refused) == 1 else f"{len(refused)} artifacts"
    it = "it" if len(refused) == 1 else "them"
    say(f"{paint(f'Refused {count}:', 'error')} aiwg deploys the rest without {it}.", error=True)
    for each in refused:
        print_problems(each.problems)
    if not deployment.plan.conflicts:
        _print_waiting(deployment.waiting)
    if any(
        action.reason == "" and action.record is not None for action in _of_refused(deployment.plan.actions, refused)
    ):
        say(f"  The deployed files of {it} stay as they are.", error=True)
    say_way_out(way_out(refused), error=True)


def _of_refused(actions: Iterable[Action], refused: Iterable[Refused]) -> list[Action]:
    keys = {each.located.key for each in refused}
    return [action for action in actions if not keys.isdisjoint(action.artifacts)]


def _print_waiting(waiting: Mapping[str, str]) -> None:
    """Print what is not written because it goes together with something that is not."""
    listed = sorted(waiting.items())
    for name, path in listed[:NAMED]:
        say(f"  {shown(name)} stays as it is: it shares {shown(path)}", error=True)
    if len(listed) > NAMED:
        say(f"  ... and {len(listed) - NAMED} more that stay as they are", error=True)


def print_approvals(deployment: Planned) -> None:
    """Print what waits for approval: what is not deployed, and what a teammate approved and stays as committed."""
    if missing := _names(each for each in deployment.not_deployed if each.named not in deployment.loaded.forbidden):
        it = "it" if len(missing) == 1 else "them"
        say_names(f"Not deployed until you approve {it}", missing)
    if waiting := _names(each for each in deployment.not_readable if each.named not in deployment.loaded.forbidden):
        it = "it" if len(waiting) == 1 else "them"
        say_names(f"Agents cannot read {it} until you approve {it}", waiting)
    if kept := kept_names(deployment):
        say_names("Not approved on this machine, left as committed", kept)
    if not deployment.refused and not deployment.plan.conflicts and deployment.placed.kept:
        _print_waiting(deployment.waiting)


def print_policy_approvals(deployment: Planned) -> None:
    """Print what is deployed because a policy approves it, without a question."""
    by_file: dict[str, set[str]] = {}
    for each in deployment.loaded.approved_by_policy:
        by_file.setdefault(each.rule.file, set()).add(each.artifact)
    for file, names in by_file.items():
        listed = sorted(names)
        more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
        for line in _lines(f"Approved by the policy {shown(file)}: {shown(', '.join(listed[:NAMED]))}{more}", "  "):
            say(f"  {line}")


def kept_names(deployment: Planned) -> list[str]:
    """Return the unapproved artifacts that stay as they are, with a mark at those that changed in the sources."""
    changed = _names(deployment.kept)
    return [
        *(f"{name} (changed)" for name in changed),
        *(each for each in _names(deployment.standing) if each not in changed),
    ]


def _names(artifacts: Iterable[Artifact]) -> list[str]:
    return sorted({artifact.named for artifact in artifacts})


def say_names(label: str, names: Sequence[str]) -> None:
    """Print the unapproved artifacts that a label is about, and how to review them."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    hint = "Review with: aiwg trust"
    lines = _lines(f"{label}: {shown(', '.join(names[:NAMED]))}{more}. {hint}", "  ")
    for line in lines:
        say(f"  {line}")
