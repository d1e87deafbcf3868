"""The restrictions that platforms cannot enforce, each once with its platforms; with the reasons if all is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.core.errors import LOST_PERMISSION
from aiwg.findings.model import Finding
from aiwg.output.console import paint, print_problems, say, table

SHOWN = 12
"""Restrictions that a run lists without -v."""


def is_lost_restriction(problem: Finding) -> bool:
    """Say whether a problem is a restriction that platforms cannot enforce."""
    from aiwg.render.permissions.lost import FREER

    return problem.code in (LOST_PERMISSION, FREER) and bool(problem.evidence)


def print_lost_restrictions(problems: Sequence[Finding], adapters: Iterable[Adapter], verbose: bool) -> None:
    """Print each lost restriction with the platforms that lose it, on standard error; `verbose`: with the reason."""
    if verbose or not problems:
        print_problems(problems)
        return
    names = {adapter.id: shown(adapter.name) for adapter in adapters}
    lost: dict[str, set[str]] = {}
    for problem in problems:
        lost.setdefault(str(problem.evidence), set()).update(problem.platforms)
    ids = set().union(*lost.values())
    tools = names.get(next(iter(ids)), "") if len(ids) == 1 else f"{len(ids)} tools"
    say(f"{paint(f'Fewer restrictions in {tools} than you wrote:', 'warning')}", error=True)
    from aiwg.render.permissions.lost import listed

    rows = [
        [shown(what), listed(sorted(names.get(id, id) for id in losing)) if len(ids) > 1 else ""]
        for what, losing in sorted(lost.items())
    ]
    for line in table(rows[:SHOWN]):
        say(line, error=True)
    more = f"... and {len(rows) - SHOWN} more: " if len(rows) > SHOWN else ""
    say(f"  {more}-v shows the reasons", error=True)
