"""One person's parts of a project, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.apply.told import keep_told, read_told
from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit, first_exit
from aiwg.deployment.personal.carry import PersonalResult
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from aiwg.output import report
from aiwg.output.attention import print_attention
from aiwg.output.console import paint, print_problems, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def personal_json(deployment: Planned | None, applied: bool, backups: list[str] | None = None) -> dict[str, Any] | None:
    """Return one person's parts in the shape of a plan, None when there are none."""
    if deployment is None:
        return None
    return report.plan_json(deployment, bool(deployment.plan.changes), applied, backups or [])


def print_personal(result: PersonalResult | None, quiet: bool, verbose: bool, asked: bool = False) -> None:
    """Print what was done for one person alone; what does not arrive once, and again only when all is wanted.

    Without changes only conflicts are printed, unless a person `asked` for a deploy.
    """
    if result is None:
        return
    deployment = result.deployment
    changed = bool(deployment.plan.changes) or result.gave_way
    if not quiet and (changed or verbose):
        what = f"For you alone: {_artifacts(deployment)}" if deployment.adapters else "Removed your personal parts"
        say(f"{paint(what, 'ok')}   ({report.counts(deployment.plan.actions)})")
        if verbose:
            report.print_files(deployment)
        report.print_backups(result.backups)
    if changed or verbose or (asked and not quiet):
        keeping = deployment.workspace.state.keeping
        told = frozenset() if verbose else read_told(keeping)
        keep_told(keeping, _print_new(deployment, told, verbose))
    print_attention(deployment, "Your other personal parts are deployed." if result.applied else "aiwg wrote nothing.")


def print_personal_plan(deployment: Planned | None, verbose: bool) -> None:
    """Print what a deploy would write for one person alone."""
    if deployment is None:
        return
    (report.print_files if verbose else report.print_changes)(deployment)
    say(f"Would deploy {_artifacts(deployment)} for you alone   ({report.counts(deployment.plan.actions)})")
    _print_new(deployment, frozenset(), verbose)


def print_personal_state(deployment: Planned | None) -> None:
    """Print where one person's parts come from and lie, for a look at the state of a project."""
    if deployment is None:
        return
    from aiwg.fs.git import is_in_repository  # only for those who have such parts

    sources = ", ".join(layer.shown for layer in deployment.loaded.layers if layer.root.is_dir())
    files = sorted(deployment.old.records)
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    say()
    say(f"For you alone: {count}{', ignored by git' if is_in_repository(deployment.workspace.project) else ''}")
    if sources:
        say(f"  from {shown(sources)}")
    for path in files[:LISTED]:
        names = ", ".join(deployment.old.records[path].artifacts)
        say(f"  {shown(path)}   {paint(shown(names), 'faint')}")
    if len(files) > LISTED:
        say(f"  ... and {len(files) - LISTED} more")
    if deployment.plan.changes:
        say(f"  out of date ({report.counts(deployment.plan.changes)})   {paint('aiwg deploy', 'hint')}")
    _print_new(deployment, frozenset(), verbose=False)


def _print_new(deployment: Planned, told: frozenset[str], verbose: bool) -> set[str]:
    """Print what does not arrive, and all other problems, but for what was told; return all that is told by now."""
    if deployment.loaded.withheld:
        names = ", ".join(sorted({each.named for each in deployment.loaded.withheld}))
        say(f"  Not deployed until you approve it: {shown(names)}   {paint('aiwg trust', 'hint')}")
    lines = list(_missing(deployment))
    for line in lines:
        if line not in told:
            say(line)
    problems = [each for each in deployment.problems if verbose or each.level != "info"]
    print_problems([each for each in problems if each.message not in told])
    return {*lines, *(each.message for each in problems)}


def _missing(deployment: Planned) -> Iterator[str]:
    """Yield which platforms have no place for an artifact of one person alone."""
    names_of = {adapter.id: adapter.name for adapter in deployment.adapters}
    missing: dict[str, list[str]] = {}
    for each in deployment.deliveries:
        if each.level == "unsupported":
            missing.setdefault(each.artifact, []).append(names_of.get(each.platform, each.platform))
    reached = {each.artifact for each in deployment.deliveries if each.level != "unsupported"}
    for artifact, platforms in sorted(missing.items()):
        if artifact in reached:  # what arrives nowhere is a problem, and said as one
            more = f" and {len(platforms) - 3} more" if len(platforms) > 4 else ""
            listed = ", ".join(sorted(platforms)[: 3 if more else 4]) + more
            yield f"  {shown(artifact)} is not for {shown(listed)}: it has no file that git ignores"


LISTED = 12
"""Files that a look at the state names."""


def personal_exit(result: PersonalResult | None) -> Exit:
    """Return the exit code of one person's parts: that of a conflict, or of what is refused."""
    if result is None:
        return Exit.OK
    conflict = Exit.CONFLICT if result.deployment.plan.conflicts else Exit.OK
    return first_exit(exit_of(result.deployment.refused), conflict)


def _artifacts(deployment: Planned) -> str:
    count = len({artifact.named for artifact in deployment.catalog})
    return "1 artifact" if count == 1 else f"{count} artifacts"
