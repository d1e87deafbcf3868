"""What in a project needs consent, what of it is approved, and by whom: for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.artifact.model import Catalog
from aiwg.audit.auditor import Auditor
from aiwg.audit.consent import items_of_stops
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.gate.policy import refuse_waiting_sources
from aiwg.deployment.originals.removal import original_items
from aiwg.deployment.personal.plan import read_personal_sources
from aiwg.deployment.sources import SourceOverview, read_sources
from aiwg.deployment.workspace import open_workspace, sources_waiting
from aiwg.output.console import print_problems
from aiwg.source.compose import compose
from aiwg.source.layers import PROJECT
from aiwg.trust.approvals import Approvals, approvals_for
from aiwg.trust.external_sources import Outside
from aiwg.trust.items import ConsentItem, artifact_items, items_of
from aiwg.trust.policy.model import PolicyRule
from aiwg.trust.store import REVOKED, read_consents

SCHEMA = "aiwg.approvals/1"


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
                f'no item named "{typed}" needs your approval here.', exit=Exit.USAGE, hint=f"{hint}All: aiwg trust"
            )
        return keys


def find_runners(project: Path, explicit: Sequence[str], scope: str) -> Runners:
    """Return what needs consent in a scope, or in the sources named. Raises UserError as reading these does."""
    in_project = scope == PROJECT
    approvals = approvals_for(project, (), in_project)
    waiting = sources_waiting(open_workspace(project, scope)) if in_project and not explicit else []
    if waiting:  # nothing of them is read before somebody agrees to that
        refuse_waiting_sources(waiting, approvals)
        return Runners([_of_source(each) for each in waiting], read_consents(project))
    auditor = Auditor(refused=approvals.policy.refused_codes)
    sources = read_sources(project, explicit, auditor.look, scope)
    print_problems(problem for problem in sources.problems if problem.level == "error")
    catalog, _ = compose(sources.catalog)
    auditor.look_at_settings(catalog)
    items = items_of(catalog, sources.workspace.registry, project)
    own = _personal_catalog(sources, auditor)
    items += [*artifact_items(own), *items_of_stops(auditor.stops), *original_items(sources.workspace)]
    given = read_consents(sources.workspace.config_folder)
    consents = {key: value for key, value in given.items() if not key.startswith(REVOKED)}
    judged = replace(approvals_for(project, sources.layers, in_project), consents=given)
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
    details = (("reads", each.folder), ("outside", "this project; aiwg reads and deploys its content"))
    return ConsentItem(each.key, name, each.key, each.named_in, each.hash, details)


def approvals_json(runners: Runners, ids: Sequence[str]) -> dict[str, Any]:
    """Return the items that ids mean in the versioned shape that programs rely on."""
    return {"schema": SCHEMA, "changed": False, "items": [_item_json(item, runners) for item in runners.named(ids)]}


def _item_json(item: ConsentItem, runners: Runners) -> dict[str, Any]:
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
