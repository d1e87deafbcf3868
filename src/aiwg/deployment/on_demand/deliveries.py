"""How artifacts on demand reach each platform: by the catalog skill, or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.artifact.on_demand import NOT_CARRIED
from aiwg.deployment.on_demand.catalog_skill import catalog_key
from aiwg.deployment.on_demand.split import is_catalog_excluded
from aiwg.deployment.stages import Placed
from aiwg.deployment.undelivered import listed
from aiwg.findings.allowances import without_settled
from aiwg.findings.model import Finding
from aiwg.render.delivery import ON_DEMAND, Delivery

FOUND, NOT_FOUND = "agents find it with aiwg find", "the catalog skill does not reach the platform"


def on_demand_deliveries(placed: Placed, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return how each artifact on demand reaches each platform that it is for. It has no path of its own there."""
    loaded = placed.loaded
    missing = _without_catalog(placed, deliveries)
    return [
        Delivery(artifact.named, adapter.id, "unsupported", notes=(NOT_FOUND,))
        if adapter.id in missing
        else Delivery(artifact.named, adapter.id, ON_DEMAND, notes=(FOUND,))
        for artifact in loaded.on_demand
        for adapter in loaded.adapters
        if artifact.wants(adapter.names)
    ]


def _without_catalog(placed: Placed, deliveries: Iterable[Delivery]) -> set[str]:
    """Return the platforms that the catalog skill does not reach."""
    loaded = placed.loaded
    key = catalog_key(loaded.workspace.scope)
    reached = {each.platform for each in deliveries if each.artifact == key and each.level != "unsupported"}
    return {adapter.id for adapter in loaded.adapters} - reached - loaded.held.get(key, {}).keys()


def catalog_problems(placed: Placed, deliveries: Iterable[Delivery]) -> list[Finding]:
    """Return one warning that names the platforms on which agents do not learn of what is on demand."""
    loaded = placed.loaded
    missing = set() if is_catalog_excluded(loaded) else _without_catalog(placed, deliveries)
    names = sorted(adapter.name for adapter in loaded.adapters if adapter.id in missing)
    if not names:
        return []
    cannot = "it cannot load skills" if len(names) == 1 else "they cannot load skills"
    message = f"agents cannot find artifacts on demand in {listed(names)}: {cannot}"
    finding = Finding(NOT_CARRIED, "warning", message, hint='to deploy some of them: on_demand: ["!kind/id"]')
    return without_settled([finding], loaded.workspace.config.allowances)[0]
