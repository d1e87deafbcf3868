"""Consent, item by item: what would run is shown before it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from aiwg.artifact.ids import shown
from aiwg.artifact.model import Catalog
from aiwg.audit.auditor import KEY, Auditor
from aiwg.audit.consent import is_finding, items_of_stops
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.gate.policy import refuse_waiting_sources
from aiwg.deployment.personal.plan import read_personal_sources
from aiwg.deployment.sources import SourceOverview, read_sources
from aiwg.deployment.workspace import open_workspace, sources_waiting
from aiwg.output.console import is_terminal, paint, print_problems, say, say_in_columns, say_json, table
from aiwg.source.compose import compose
from aiwg.trust.approvals import Approvals, approvals_for
from aiwg.trust.external_sources import Outside
from aiwg.trust.items import ConsentItem, artifact_items, items_of
from aiwg.trust.policy.model import PolicyRule
from aiwg.trust.store import REVOKED, read_consents, write_consents

SCHEMA = "aiwg.approvals/1"
NOT_WRITTEN = ("source", KEY)
"""What keys of approvals begin with that let aiwg read or deploy something, but are no artifact or adapter."""


@dataclass(frozen=True, slots=True)
class Runners:
    """What in a project needs consent, the hashes consented to, and by key what a policy approves and forbids."""

    items: list[ConsentItem]
    consents: dict[str, str]
    by_policy: Mapping[str, PolicyRule] = field(default_factory=dict)
    forbidden: Mapping[str, PolicyRule] = field(default_factory=dict)

    def allowed(self, item: ConsentItem) -> bool:
        """Say whether what the item is now is approved: by the user or a policy that does not forbid it."""
        return item.key not in self.forbidden and (self.consented(item) or item.key in self.by_policy)

    def consented(self, item: ConsentItem) -> bool:
        """Say whether the user consented to what the item is now."""
        return self.consents.get(item.key) == item.hash

    def state(self, item: ConsentItem) -> str:
        """Return what programs are told of an item: forbidden, approved, changed since then, or waiting."""
        if item.key in self.forbidden:
            return "forbidden"
        return "approved" if self.allowed(item) else "changed" if item.key in self.consents else "waiting"

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
    approvals = approvals_for(project)
    waiting = [] if explicit else sources_waiting(open_workspace(project, "project"))
    if waiting:  # nothing of them is read before somebody agrees to that
        refuse_waiting_sources(waiting, approvals)
        return Runners([_of_source(each) for each in waiting], read_consents(project))
    auditor = Auditor(refused=approvals.policy.refused_codes)
    sources = read_sources(project, explicit, auditor.look)
    print_problems(problem for problem in sources.problems if problem.level == "error")
    catalog, _ = compose(sources.catalog)
    auditor.look_at_settings(catalog)
    items = items_of(catalog, sources.workspace.registry, project)
    own = _personal_catalog(sources, auditor)
    items += [*artifact_items(own), *items_of_stops(auditor.stops)]
    consents = {key: value for key, value in read_consents(project).items() if not key.startswith(REVOKED)}
    judged = approvals_for(project, sources.layers)
    everything = Catalog([*own, *catalog])
    return Runners(items, consents, *_judged(items, everything, judged)) if judged.policy else Runners(items, consents)


def _judged(
    items: Sequence[ConsentItem], catalog: Catalog, approvals: Approvals
) -> tuple[dict[str, PolicyRule], dict[str, PolicyRule]]:
    """Return by key what the policy approves, and what it forbids."""
    approved, forbidden = dict[str, PolicyRule](), dict[str, PolicyRule]()
    for item in items:
        artifact = catalog.get(item.key)
        if artifact is not None:
            rule, denials = approvals.policy_approval(artifact, catalog), approvals.denials(artifact)
        else:
            rule, denials = approvals.policy_on_item(item.key, item.hash)
        if rule is not None:
            approved[item.key] = rule
        if denials and denials[0].blocks:
            forbidden[item.key] = denials[0]
    return approved, forbidden


def _personal_catalog(sources: SourceOverview, auditor: Auditor) -> Catalog:
    """Return what one person's own source of this project adds: it may have come with a clone, too."""
    read = read_personal_sources(sources.workspace, auditor.look)
    print_problems(problem for problem in read.all_problems if problem.level == "error")
    catalog, _ = compose(read.readable)
    auditor.look_at_settings(catalog)
    known = {artifact.key for artifact in sources.catalog}
    return Catalog(artifact for artifact in catalog if artifact.key not in known)


def _of_source(each: Outside) -> ConsentItem:
    name = each.key.partition("/")[2]
    details = (("reads", each.folder), ("outside", "this project; aiwg reads and deploys what it holds"))
    return ConsentItem(each.key, name, each.key, each.named_in, each.hash, details)


def consent(project: Path, ids: Sequence[str], yes: bool, explicit: Sequence[str] = ()) -> int:
    """Show what waits for approval and ask for each; return the exit code.

    A finding of the audit is approved alone: on a terminal, or with `yes` when it is named.
    """
    runners = _runners(project, explicit)
    named = runners.named(ids)
    waiting = [item for item in named if not runners.allowed(item) and item.key not in runners.forbidden]
    barred = [item for item in named if item.key in runners.forbidden]
    _say_forbidden(barred, runners)
    if not waiting and barred and ids:
        return Exit.REFUSED
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


def _say_forbidden(items: Sequence[ConsentItem], runners: Runners) -> None:
    """Print what nobody can approve here, because the policy forbids it."""
    if items:
        say("The policy forbids these to run here; you cannot approve them:")
    for item in items:
        say_in_columns(shown(item.key), shown(runners.forbidden[item.key].where))


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


def say_json_consents(project: Path, ids: Sequence[str], explicit: Sequence[str] = ()) -> int:
    """Print what needs approval, what of it is approved and by whom, for programs; return the exit code."""
    runners = _runners(project, explicit)
    say_json({"schema": SCHEMA, "items": [_item_json(item, runners) for item in runners.named(ids)]})
    return Exit.OK


def _item_json(item: ConsentItem, runners: Runners) -> dict[str, object]:
    rule = runners.forbidden.get(item.key)
    if rule is None and not runners.consented(item):
        rule = runners.by_policy.get(item.key)
    is_approved = runners.allowed(item)
    return {
        "key": item.key,
        "artifact": item.named,
        "where": item.where,
        "hash": item.hash,
        "state": runners.state(item),
        "approved_by": ("policy" if rule else "user") if is_approved else None,
        "policy": {"file": rule.file, "line": rule.line} if rule else None,
        "details": [{"what": what, "value": masked(value)} for what, value in item.details],
    }


def revoke(project: Path, ids: Sequence[str], explicit: Sequence[str] = ()) -> int:
    """Take approval back, also from what is not in the sources any more; return the exit code."""
    runners = _runners(project, explicit)
    stale = set(ids) & set(runners.consents)
    named = {item.key for item in runners.named([id for id in ids if id not in stale])} if set(ids) - stale else set()
    given = {**{item.key: item.hash for item in runners.items if _may_stand(item, runners)}, **runners.consents}
    gone = (named | stale) & set(given) if ids else set(given)
    if not gone:
        say("You approved nothing here.")
        return Exit.OK
    left = {key: value for key, value in read_consents(project).items() if key not in gone}
    revoked = {f"{REVOKED}{key}": given[key] for key in gone if key.partition("/")[0] not in NOT_WRITTEN}
    write_consents(project, {**left, **revoked})
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
