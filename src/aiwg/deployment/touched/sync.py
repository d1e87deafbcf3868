"""Bringing outputs up to date with a few saved texts: a shortcut beside the plan of everything, never instead of it."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.deployment.pipeline import carry_out
from aiwg.deployment.stages import Planned
from aiwg.deployment.sync import Adjust
from aiwg.deployment.touched.baseline import Baseline
from aiwg.deployment.touched.plan import plan_touched


def sync_touched(baseline: Baseline, paths: Iterable[str], adjust: Adjust) -> Planned | None:
    """Carry out what saves at these real paths change, under the lock; None when only a plan of everything can tell.

    Nothing is written then. `adjust` is shown the plan first, as in a sync.

    Raises UserError as planning and applying do.
    """
    state, known = baseline.planned.workspace.state, baseline.manifest
    if state.has_journal:
        return None
    with state.session():
        if state.has_journal or state.read_manifest(known) is not known.manifest:
            return None
        touched = plan_touched(baseline, paths)
        if touched is None:
            return None
        carry_out(adjust(touched.planned))
        baseline.take(touched)
    return touched.planned
