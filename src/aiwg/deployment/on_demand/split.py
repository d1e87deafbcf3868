"""Artifacts on demand leave the deployment, and one generated skill comes in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.artifact.fields import LIMITING_FIELDS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.artifact.on_demand import LIMITS, ON_DEMAND, OWN_CATALOG, STAYS
from aiwg.core.dataclass import replace
from aiwg.deployment.on_demand.catalog_skill import catalog_key, catalog_skill
from aiwg.deployment.stages import Loaded
from aiwg.deployment.undelivered import listed
from aiwg.findings.allowances import without_settled
from aiwg.findings.model import Finding
from aiwg.source.exclude import Exclusion


def with_on_demand(loaded: Loaded) -> Loaded:
    """Return the stage without the artifacts on demand, and with the catalog skill if there is one of them.

    What something deployed loads by its name stays deployed: a client would miss it.
    """
    marked = {artifact.key for artifact in loaded.catalog if artifact.delivery == ON_DEMAND}
    if not marked:
        return loaded
    needed = needed_by(loaded.catalog, marked)
    on_demand = [each for each in loaded.catalog if each.key in marked and each.key not in needed]
    problems = [_stays(key, by) for key, by in sorted(needed.items())]
    if not on_demand:
        return replace(loaded, problems=(*loaded.problems, *problems))
    rest = [each for each in loaded.catalog if each.key not in marked or each.key in needed]
    scope = loaded.workspace.scope
    own = loaded.catalog.get(catalog_key(scope))
    problems += [*_limits(on_demand), *([] if own is None else [_own_catalog(own)])]
    settled, _ = without_settled(problems, loaded.workspace.config.allowances)
    is_unwanted = own is not None or is_catalog_excluded(loaded)
    made = [] if is_unwanted else [catalog_skill(on_demand, loaded.bundles, scope)]
    return replace(
        loaded,
        catalog=Catalog([*rest, *made]),
        on_demand=tuple(on_demand),
        problems=(*loaded.problems, *settled),
    )


def is_catalog_excluded(loaded: Loaded) -> bool:
    """Say whether aiwg.yaml leaves the catalog skill out."""
    key = catalog_key(loaded.workspace.scope)
    return Exclusion.of(loaded.workspace.config.exclude).leaves_out(key, key.partition("/")[2])


def needed_by(catalog: Catalog, marked: set[str]) -> dict[str, str]:
    """Return which of the marked artifacts others load by their name, each with one that does and is deployed."""
    found: dict[str, str] = {}
    waiting = [artifact for artifact in catalog if artifact.key not in marked]
    while waiting:
        artifact = waiting.pop()
        for key in named_by(artifact):
            if key in marked and key not in found and (other := catalog.get(key)) is not None:
                found[key] = artifact.named
                waiting.append(other)
    return found


def named_by(artifact: Artifact) -> Iterator[str]:
    """Yield the keys of the artifacts that a client loads along with this one."""
    for field, kind in KINDS[artifact.kind].names_others.items():
        value = artifact.fields.get(field) or ()
        names = [value] if isinstance(value, str) else value
        yield from (f"{kind}/{name}" for name in names)


def _stays(key: str, by: str) -> Finding:
    return Finding(STAYS, "info", f"{key} stays deployed: {by} loads it by name", artifact=key)


def _own_catalog(own: Artifact) -> Finding:
    message = f"{own.named} takes the place of the catalog skill that aiwg writes"
    hint = "say in it how to use aiwg find, or rename it"
    return Finding(OWN_CATALOG, "warning", message, own.origin.file, own.origin.line, hint=hint)


def _limits(on_demand: Sequence[Artifact]) -> Iterator[Finding]:
    """Yield a warning for the artifacts whose limits hold only where a client loads them, all in one."""
    limited = [each.named for each in on_demand if LIMITING_FIELDS & each.fields.keys()]
    if limited:
        message = f"no platform enforces the tool limits of an artifact on demand: {listed(limited)}"
        yield Finding(LIMITS, "warning", message, hint="deploy it to enforce them: its text only names them")
