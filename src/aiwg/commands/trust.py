"""Consent, item by item: what would run is shown before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from aiwg.artifact.ids import shown
from aiwg.audit.auditor import Auditor
from aiwg.audit.consent import is_finding, items_of_stops
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.sources import read_sources
from aiwg.deployment.workspace import open_workspace, sources_waiting
from aiwg.output.console import is_terminal, paint, print_problems, say, table
from aiwg.source.compose import compose
from aiwg.trust.external_sources import Outside
from aiwg.trust.items import ConsentItem, items_of
from aiwg.trust.platforms import REVOKED, consent_key
from aiwg.trust.store import read_consents, write_consents


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
                f'nothing called "{typed}" here needs consent.', exit=Exit.USAGE, hint=f"{hint}All: aiwg trust"
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
    items = [*items_of(catalog, sources.workspace.registry, project), *items_of_stops(auditor.stops)]
    return Runners(items, {key: value for key, value in read_consents(project).items() if not key.startswith(REVOKED)})


def _of_source(each: Outside) -> ConsentItem:
    name = each.key.partition("/")[2]
    details = (("reads", each.folder), ("outside", "this project; aiwg reads and deploys what it holds"))
    return ConsentItem(each.key, name, each.key, each.named_in, each.hash, details)


def consent(project: Path, ids: Sequence[str], yes: bool, explicit: Sequence[str] = ()) -> int:
    """Show what waits for consent and ask for each; return the exit code.

    A finding of the audit is consented to alone: on a terminal, or with `yes` when it is named.
    """
    runners = _runners(project, explicit)
    waiting = [item for item in runners.named(ids) if not runners.allowed(item)]
    if not waiting:
        given = f" You consented to {len(runners.items)}: aiwg trust --list" if runners.items else ""
        say(f"Nothing here waits for your consent.{given}")
        return Exit.OK
    ask = is_terminal() and not yes
    agreed = []
    for heading, items in _in_sorts(waiting):
        say(f"{heading} ({len(items)}):")
        for item in items:
            _say_item(item, runners)
            is_given = yes and (bool(ids) or not is_finding(item))
            if is_given or (ask and click.confirm("  Allow it?", default=False)):
                agreed.append(item)
    say()
    if not yes and not ask:
        say("Nothing was allowed: there is nobody to ask here.")
        say(f"  Allow all of them: {paint('aiwg trust --yes', 'hint')}   some: {paint('aiwg trust --yes ID', 'hint')}")
        return Exit.REFUSED
    left = [item for item in waiting if yes and item not in agreed]
    if left:
        say("Not allowed, since each finding has to be named:")
        say("\n".join(f"  {paint(f'aiwg trust --yes {item.key}', 'hint')}" for item in left))
    if agreed:
        write_consents(project, {**read_consents(project), **{item.key: item.hash for item in agreed}})
        say(f"{paint('Allowed', 'ok')} {len(agreed)} of {len(waiting)}. Deploy them: {paint('aiwg deploy', 'hint')}")
    else:
        say("Nothing was allowed.")
    return Exit.REFUSED if left else Exit.OK


def _in_sorts(items: Sequence[ConsentItem]) -> Iterator[tuple[str, list[ConsentItem]]]:
    """Yield what would run, then what the audit found, each with what to say above it."""
    running = [item for item in items if not is_finding(item)]
    found = [item for item in items if is_finding(item)]
    if running:
        yield "From this project's own source, these would run on your machine, or say what is written", running
    if found:
        yield "The audit found these, and nothing is deployed while they are there", found


def say_consents(project: Path, ids: Sequence[str], explicit: Sequence[str] = ()) -> int:
    """Show what was consented to, and whether it still is what it was; return the exit code."""
    runners = _runners(project, explicit)
    known = {item.key: item for item in runners.items}
    wanted = {item.key for item in runners.named(ids)} if ids else set(runners.consents)
    keys = sorted(wanted & set(runners.consents))
    say(f"You consented to {len(keys)} here:" if keys else "You consented to nothing here.")
    for key in keys:
        if key in known and runners.allowed(known[key]):
            _say_item(known[key], runners)
        else:
            state = "changed since: waits for consent again" if key in known else "no longer in the sources"
            say(f"  {shown(key)}   {paint(state, 'warning')}")
    return Exit.OK


def revoke(project: Path, ids: Sequence[str], explicit: Sequence[str] = ()) -> int:
    """Take consent back, also from what is not in the sources any more; return the exit code."""
    runners = _runners(project, explicit)
    stale = set(ids) & set(runners.consents)
    named = {item.key for item in runners.named([id for id in ids if id not in stale])} if set(ids) - stale else set()
    gone = (named | stale) & set(runners.consents) if ids else set(runners.consents)
    if not gone:
        say("You consented to nothing here.")
        return Exit.OK
    left = {key: value for key, value in read_consents(project).items() if key not in gone}
    revoked = {f"{REVOKED}{key}": runners.consents[key] for key in gone if key.startswith(consent_key(""))}
    write_consents(project, {**left, **revoked})
    say(f"{paint('Revoked', 'ok')} {shown(', '.join(sorted(gone)))}. Take them away: {paint('aiwg deploy', 'hint')}")
    return Exit.OK


def _say_item(item: ConsentItem, runners: Runners) -> None:
    changed = item.key in runners.consents and not runners.allowed(item)
    note = f"   {paint('changed since you allowed it', 'warning')}" if changed else ""
    part = f", part of {item.named}" if item.named != item.key else ""
    say(f"\n  {paint(shown(item.key), 'ok')}   {shown(item.where)}{shown(part)}{note}")
    for line in table([[label, shown(masked(text))] for label, text in item.details], indent="    "):
        say(line)
