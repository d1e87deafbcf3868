"""Consent, item by item: what would run is shown before it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from aiwg.artifact.ids import shown
from aiwg.artifact.originals import kept_at
from aiwg.audit.auditor import KEY, Auditor
from aiwg.audit.consent import is_finding, items_of_stops
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.originals.consent import KEY as ORIGINAL
from aiwg.deployment.originals.removal import waiting_originals
from aiwg.deployment.personal.plan import read_personal_sources
from aiwg.deployment.sources import SourceOverview, read_sources
from aiwg.deployment.workspace import open_workspace, sources_waiting
from aiwg.output.console import is_terminal, paint, print_problems, say, table
from aiwg.source.compose import compose
from aiwg.trust.external_sources import Outside
from aiwg.trust.items import ConsentItem, artifact_items, items_of
from aiwg.trust.store import REVOKED, read_consents, write_consents

MOST_LINES = 12
"""How many lines are shown of what an original does."""

NOT_WRITTEN = ("source", KEY, "original")
"""What keys of approvals begin with that let aiwg read or deploy something, but are no artifact or adapter."""


@dataclass(frozen=True, slots=True)
class Runners:
    """What in a project needs consent, and the hashes consented to."""

    items: list[ConsentItem]
    consents: dict[str, str]

    def allowed(self, item: ConsentItem) -> bool:
        """Say whether consent holds for what the item is now."""
        return self.consents.get(item.key) == item.hash

    def named(self, ids: Sequence[str]) -> list[ConsentItem]:
        """Return the items that ids mean, all for none. Raises UserError (usage) for one that means nothing."""
        if not ids:
            return self.items
        keys = {key for id in ids for key in self._keys(id)}
        return [item for item in self.items if item.key in keys]

    def _keys(self, typed: str) -> set[str]:
        keys = {item.key for item in self.items if typed in item.names}
        if not keys:
            near = suggest(typed, sorted({name for item in self.items for name in item.names}))
            hint = f"{near[0].upper()}{near[1:]}   " if near else ""
            raise UserError(
                f'nothing called "{typed}" here needs your approval.', exit=Exit.USAGE, hint=f"{hint}All: aiwg trust"
            )
        return keys


def _runners(project: Path, explicit: Sequence[str]) -> Runners:
    waiting = [] if explicit else sources_waiting(open_workspace(project, "project"))
    if waiting:  # nothing of them is read before somebody agrees to that
        return Runners([_of_source(each) for each in waiting], read_consents(project))
    auditor = Auditor()
    sources = read_sources(project, explicit, auditor.look)
    print_problems(problem for problem in sources.problems if problem.level == "error")
    catalog, _ = compose(sources.catalog)
    auditor.look_at_settings(catalog)
    items = [*items_of(catalog, sources.workspace.registry, project), *_personal_items(sources, auditor)]
    items += items_of_stops(auditor.stops)
    items += _of_originals(sources)
    return Runners(items, {key: value for key, value in read_consents(project).items() if not key.startswith(REVOKED)})


def _personal_items(sources: SourceOverview, auditor: Auditor) -> Iterator[ConsentItem]:
    """Yield what one person's own source of this project would run: it may have come with a clone, too."""
    read = read_personal_sources(sources.workspace, auditor.look)
    print_problems(problem for problem in read.all_problems if problem.level == "error")
    catalog, _ = compose(read.readable)
    auditor.look_at_settings(catalog)
    known = {artifact.key for artifact in sources.catalog}
    yield from (item for item in artifact_items(catalog) if item.key not in known)


def _of_originals(sources: SourceOverview) -> Iterator[ConsentItem]:
    """Yield the files that were taken over and that would run or grant more, once they are back, than what is there."""
    for path, original, more in waiting_originals(sources.workspace):
        details = (("comes back to", path), *(("with", each) for each in more[:MOST_LINES]))
        key = f"{ORIGINAL}{path}"
        yield ConsentItem(key, path, key, kept_at(path), original.sha256, details)


def _of_source(each: Outside) -> ConsentItem:
    name = each.key.partition("/")[2]
    details = (("reads", each.folder), ("outside", "this project; aiwg reads and deploys what it holds"))
    return ConsentItem(each.key, name, each.key, each.named_in, each.hash, details)


def consent(project: Path, ids: Sequence[str], yes: bool, explicit: Sequence[str] = ()) -> int:
    """Show what waits for approval and ask for each; return the exit code.

    A finding of the audit is approved alone: on a terminal, or with `yes` when it is named.
    """
    runners = _runners(project, explicit)
    waiting = [item for item in runners.named(ids) if not runners.allowed(item)]
    if not waiting:
        given = "Everything here is approved. Show it: aiwg trust --list"
        say(given if runners.items else "There is nothing to approve here.")
        return Exit.OK
    ask = is_terminal() and not yes
    agreed = []
    for heading, items in _in_sorts(waiting):
        say(heading)
        for item in items:
            _say_item(item, runners)
        say()
        agreed += _asked(items) if ask else [item for item in items if yes and (ids or not is_finding(item))]
    if not yes and not ask:
        say("Nothing approved: aiwg can't ask because this is not a terminal.")
        say(f"  Approve all: {paint('aiwg trust --yes', 'hint')}   one: {paint('aiwg trust --yes ID', 'hint')}")
        return Exit.REFUSED
    left = [item for item in waiting if yes and item not in agreed]
    if left:
        say("Not approved, because each finding must be named:")
        say("\n".join(f"  {paint(f'aiwg trust --yes {item.key}', 'hint')}" for item in left))
    if agreed:
        _approve(project, agreed)
        say(f"{paint('Approved', 'ok')} {len(agreed)} of {len(waiting)}. Deploy: {paint('aiwg deploy', 'hint')}")
    else:
        say("Nothing approved.")
    return Exit.REFUSED if left else Exit.OK


def ask_to_approve(project: Path, waiting: Sequence[ConsentItem]) -> list[ConsentItem]:
    """Show items, ask about each, keep the approvals; return the approved ones. A terminal is there."""
    runners = Runners(list(waiting), read_consents(project))
    agreed = []
    for heading, items in _in_sorts(waiting):
        say(heading)
        for item in items:
            _say_item(item, runners)
        say()
        agreed += _asked(items)
    if agreed:
        _approve(project, agreed)
    return agreed


ANSWERS = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no", "": "no", "a": "all", "all": "all", "q": "quit", "quit": "quit",
}  # fmt: skip


def _asked(items: Sequence[ConsentItem]) -> list[ConsentItem]:
    """Return the items that a person approves, all of which are on the screen; a finding is asked about by itself."""
    agreed: list[ConsentItem] = []
    for number, item in enumerate(items):
        choices = "y/n/quit" if is_finding(item) else "y/n/all/quit"
        answer = ""
        while answer not in ANSWERS.values() or (answer == "all" and is_finding(item)):
            typed = click.prompt(f"Approve {shown(item.key)}? [{choices}]", default="n", show_default=False, type=str)
            answer = ANSWERS.get(typed.strip().lower(), "")
        if answer == "all":
            return [*agreed, *items[number:]]
        if answer == "quit":
            break
        if answer == "yes":
            agreed.append(item)
    return agreed


def _approve(project: Path, agreed: Iterable[ConsentItem]) -> None:
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


def say_consents(project: Path, ids: Sequence[str], explicit: Sequence[str] = ()) -> int:
    """Show what was approved, and whether it still is what it was; return the exit code."""
    runners = _runners(project, explicit)
    known = {item.key: item for item in runners.items}
    wanted = {item.key for item in runners.named(ids)} if ids else set(runners.consents)
    keys = sorted(wanted & set(runners.consents))
    say(f"You approved {len(keys)} here:" if keys else "You approved nothing here.")
    for key in keys:
        if key in known and runners.allowed(known[key]):
            _say_item(known[key], runners)
        else:
            state = "changed since then, not approved" if key in known else "no longer in the sources"
            say(f"  {shown(key)}   {paint(state, 'warning')}")
    return Exit.OK


def revoke(project: Path, ids: Sequence[str], explicit: Sequence[str] = ()) -> int:
    """Take approval back, also from what is not in the sources any more; return the exit code."""
    runners = _runners(project, explicit)
    stale = set(ids) & set(runners.consents)
    named = {item.key for item in runners.named([id for id in ids if id not in stale])} if set(ids) - stale else set()
    gone = (named | stale) & set(runners.consents) if ids else set(runners.consents)
    if not gone:
        say("You approved nothing here.")
        return Exit.OK
    left = {key: value for key, value in read_consents(project).items() if key not in gone}
    revoked = {f"{REVOKED}{key}": runners.consents[key] for key in gone if key.partition("/")[0] not in NOT_WRITTEN}
    write_consents(project, {**left, **revoked})
    say(f"{paint('Revoked', 'ok')} {shown(', '.join(sorted(gone)))}.")
    say(f"  Remove what aiwg wrote of {'it' if len(gone) == 1 else 'them'}: {paint('aiwg deploy', 'hint')}")
    return Exit.OK


def _say_item(item: ConsentItem, runners: Runners) -> None:
    changed = item.key in runners.consents and not runners.allowed(item)
    note = f"   {paint('changed since you approved it', 'warning')}" if changed else ""
    part = f", part of {item.named}" if item.named != item.key else ""
    say(f"\n  {paint(shown(item.key), 'ok')}   {shown(item.where)}{shown(part)}{note}")
    for line in table([[label, shown(masked(text))] for label, text in item.details], indent="    "):
        say(line)
