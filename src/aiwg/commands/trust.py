"""Consent, item by item: what would run is shown before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.audit.auditor import KEY
from aiwg.audit.consent import is_finding
from aiwg.audit.secrets.search import masked
from aiwg.commands.trust_items import Runners, approvals_json, find_runners
from aiwg.core.errors import Exit
from aiwg.output.console import is_terminal, paint, say, say_in_columns, say_json, table
from aiwg.output.terminal.prompts import ask
from aiwg.source.layers import PROJECT, USER
from aiwg.source.user import user_folder
from aiwg.trust.items import ConsentItem
from aiwg.trust.store import REVOKED, read_consents, write_consents

NOT_WRITTEN = ("source", KEY, "original")
"""What keys of approvals begin with that let aiwg read or deploy something, but are no artifact or adapter."""


def _folder_of(project: Path, scope: str) -> Path:
    """Return the folder whose approvals are meant: the project, or in the user scope the user's own."""
    return user_folder() if scope == USER else project


def consent(project: Path, ids: Sequence[str], yes: bool, explicit: Sequence[str] = (), scope: str = PROJECT) -> int:
    """Show what waits for approval and ask for each; return the exit code.

    A finding of the audit is approved alone: on a terminal, or with `yes` when it is named.
    """
    runners = find_runners(project, explicit, scope)
    named = runners.named(ids)
    waiting = [item for item in named if not runners.allowed(item) and item.key not in runners.forbidden]
    barred = [item for item in named if item.key in runners.forbidden]
    _say_forbidden(barred, runners)
    if not waiting and barred:
        return Exit.REFUSED if ids else Exit.OK
    if not waiting:
        given = "Everything here is approved. Show it: aiwg trust --list"
        say(given if runners.items else "There is nothing to approve here.")
        return Exit.OK
    ask = is_terminal() and not yes
    typed = _asked if ask else lambda items: [each for each in items if yes and (ids or not is_finding(each))]
    agreed = _shown(waiting, runners, typed)
    if not yes and not ask:
        say("Not approved: aiwg can't ask because this is not a terminal.")
        say(f"  Approve all: {paint('aiwg trust --yes', 'hint')}   one: {paint('aiwg trust --yes ID', 'hint')}")
        return Exit.REFUSED
    left = [item for item in waiting if yes and item not in agreed]
    if left:
        say("Not approved: name each finding.")
        say("\n".join(f"  {paint(f'aiwg trust --yes {item.key}', 'hint')}" for item in left))
    if agreed:
        approve(_folder_of(project, scope), agreed)
        say(f"{paint('Approved', 'ok')} {len(agreed)} of {len(waiting)}. Deploy: {paint('aiwg deploy', 'hint')}")
    else:
        say("You approved nothing.")
    return Exit.REFUSED if left else Exit.OK


def ask_to_approve(project: Path, waiting: Sequence[ConsentItem]) -> list[ConsentItem]:
    """Show items, ask about each, keep the approvals; return the approved ones. A terminal is there."""
    agreed = _shown(waiting, Runners(list(waiting), read_consents(project)), _asked)
    approve(project, agreed)
    return agreed


def _shown(
    waiting: Sequence[ConsentItem], runners: Runners, choose: Callable[[Sequence[ConsentItem]], list[ConsentItem]]
) -> list[ConsentItem]:
    """Show items, and return those that are chosen of them."""
    agreed: list[ConsentItem] = []
    for heading, items in _in_sorts(waiting):
        say(heading)
        for item in items:
            _say_item(item, runners)
        say()
        agreed += choose(items)
    return agreed


def _say_forbidden(items: Sequence[ConsentItem], runners: Runners) -> None:
    """Print what nobody can approve here, because the policy forbids it."""
    if items:
        say("The policy forbids these to run here; you cannot approve them:")
    for item in items:
        say_in_columns(shown(item.key), shown(runners.forbidden[item.key].where))


ANSWERS = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no", "a": "all", "all": "all", "q": "quit", "quit": "quit",
}  # fmt: skip


def _asked(items: Sequence[ConsentItem]) -> list[ConsentItem]:
    """Return the items that a person approves, all of which are on the screen; a finding is asked about by itself."""
    agreed: list[ConsentItem] = []
    for number, item in enumerate(items):
        choices = "y/n/quit" if is_finding(item) else "y/n/all/quit"
        answer = ""
        while answer not in ANSWERS.values() or (answer == "all" and is_finding(item)):
            answer = ANSWERS.get(ask(f"Approve {shown(item.key)}? ({choices})", "n").lower(), "")
        if answer == "all":
            return [*agreed, *items[number:]]
        if answer == "quit":
            break
        if answer == "yes":
            agreed.append(item)
    return agreed


def approve(project: Path, agreed: Iterable[ConsentItem]) -> None:
    """Keep an approval of each item as it is now; that it was taken back before counts no more."""
    given = {item.key: item.hash for item in agreed}
    known = read_consents(project)
    left = {key: value for key, value in known.items() if key.removeprefix(REVOKED) not in given}
    write_consents(project, {**left, **given})


def _in_sorts(items: Sequence[ConsentItem]) -> Iterator[tuple[str, list[ConsentItem]]]:
    """Yield what would run, then what the audit found, each with what to say above it."""
    running = [item for item in items if not is_finding(item)]
    found = [item for item in items if is_finding(item)]
    if running:
        count = "1 item that" if len(running) == 1 else f"{len(running)} items that"
        yield f"This project contains {count} can run commands or grant permissions:", running
    if found:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        yield f"The audit found {count}; aiwg does not deploy these files until you approve them:", found


def say_consents(project: Path, ids: Sequence[str], explicit: Sequence[str], scope: str) -> int:
    """Show what was approved, and whether it still is what it was; return the exit code."""
    runners = find_runners(project, explicit, scope)
    known = {item.key: item for item in runners.items}
    wanted = {item.key for item in runners.named(ids)} if ids else set(runners.consents)
    keys = sorted(wanted & set(runners.consents))
    approved = sorted((set(runners.by_policy) & (wanted if ids else set(known))) - set(runners.forbidden))
    say(f"You approved {len(keys)} here:" if keys else "You approved nothing here.")
    for key in keys:
        if key in known and runners.allowed(known[key]):
            _say_item(known[key], runners)
        else:
            state = "changed since then, not approved" if key in known else "no longer in the sources"
            say(f"  {shown(key)}   {paint(state, 'warning')}")
    if approved:
        say(f"{chr(10) if keys else ''}Approved by a policy, without a question:")
    for key in approved:
        _say_item(known[key], runners)
        say(f"    policy  {shown(runners.by_policy[key].where)}")
    _say_forbidden([item for item in runners.items if item.key in runners.forbidden], runners)
    return Exit.OK


def say_json_consents(project: Path, ids: Sequence[str], explicit: Sequence[str], scope: str) -> int:
    """Print what needs approval, what of it is approved and by whom, for programs; return the exit code."""
    say_json(approvals_json(find_runners(project, explicit, scope), ids))
    return Exit.OK


def revoke(project: Path, ids: Sequence[str], explicit: Sequence[str], scope: str) -> int:
    """Take approval back, also from what is not in the sources any more; return the exit code."""
    runners = find_runners(project, explicit, scope)
    stale = set(ids) & set(runners.consents)
    named = {item.key for item in runners.named([id for id in ids if id not in stale])} if set(ids) - stale else set()
    given = {**{item.key: item.hash for item in runners.items if _may_stand(item, runners)}, **runners.consents}
    gone = (named | stale) & set(given) if ids else set(given)
    if not gone:
        say("You approved nothing here.")
        return Exit.OK
    folder = _folder_of(project, scope)
    left = {key: value for key, value in read_consents(folder).items() if key not in gone}
    revoked = {f"{REVOKED}{key}": given[key] for key in gone if key.partition("/")[0] not in NOT_WRITTEN}
    write_consents(folder, {**left, **revoked})
    say(f"{paint('Revoked', 'ok')} {shown(', '.join(sorted(gone)))}.")
    say(f"  Remove what aiwg wrote of {'it' if len(gone) == 1 else 'them'}: {paint('aiwg deploy', 'hint')}")
    return Exit.OK


def _may_stand(item: ConsentItem, runners: Runners) -> bool:
    """Say whether something of an item may be deployed although the user did not approve it."""
    return item.key in runners.by_policy or item.key in runners.forbidden


def _say_item(item: ConsentItem, runners: Runners) -> None:
    changed = item.key in runners.consents and not runners.allowed(item)
    note = f"   {paint('changed since you approved it', 'warning')}" if changed else ""
    part = f", part of {item.named}" if item.named != item.key else ""
    say(f"\n  {paint(shown(item.key), 'ok')}   {shown(item.where)}{shown(part)}{note}")
    for line in table([[label, shown(masked(text))] for label, text in item.details], indent="    "):
        say(line)
