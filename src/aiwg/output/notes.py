"""What a run tells once: notes, edits that aiwg leaves alone, and losses that you accepted."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import kinds_said
from aiwg.artifact.on_demand import CODES as ON_DEMAND
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import LOST_PERMISSION
from aiwg.deployment.existing.yielding import yielding_notes
from aiwg.deployment.notes import PACKAGE_CODES
from aiwg.deployment.stages import Planned
from aiwg.findings.model import Finding
from aiwg.output.attention import kept_names, print_approvals, print_policy_approvals
from aiwg.output.console import paint, print_problems, say, say_in_columns
from aiwg.output.restrictions import is_lost_restriction, print_lost_restrictions
from aiwg.plan.actions import DELETED, EDITED, ORPHAN, Action

SHOWN_PROBLEMS = 12
SHOWN_NOTES = 8

NAMED_PLATFORMS = 6
CATALOG = "on demand: the catalog skill"
"""Stands for the line about the catalog skill, which is told once."""


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of one run but for what was `told` before; `verbose` tells all of it again."""

    deployment: Planned
    told: frozenset[str] = frozenset()
    verbose: bool = False

    def print_drift(self) -> None:
        """Print what the user changed and aiwg left alone."""
        for action in _left_alone(self.deployment):
            if self._is_new(_drift_key(action)):
                say_in_columns(shown(action.path), shown(action.reason), shown(action.hint))

    def print_notes(self) -> None:
        """Print what is not exactly as wished: what waits for approval, copies, start folders, warnings."""
        self.print_waiting()
        print_policy_approvals(self.deployment)
        from aiwg.output.copies import wrapped

        if (line := _catalog_line(self.deployment)) and self._is_new(CATALOG):
            say(f"  on demand  {wrapped(line)}")
        from aiwg.deployment.start_folder import package_lines

        for line in package_lines(self.deployment):
            say(f"  packages  {wrapped(line)}")
        notes = [note for note in _notes(self.deployment, self.verbose) if self._is_new(note)]
        for note in notes if self.verbose else notes[:SHOWN_NOTES]:
            say(f"  {paint('note', 'warning')}  {wrapped(note)}")
        if len(notes) > SHOWN_NOTES and not self.verbose:
            say(f"  ... and {len(notes) - SHOWN_NOTES} more notes: -v shows all")
        for finding in yielding_notes(self.deployment.loaded):
            if not self.verbose and self._is_new(finding.message):  # a verbose run tells it among the problems
                say(f"  {paint('note', 'warning')}  {wrapped(shown(finding.message))}")
                say(f"        {paint(shown(finding.hint or ''), 'hint')}")
        self.print_warnings()

    def print_problems(self) -> None:
        """Print nothing but problems: what is not deployed or held back, and warnings."""
        if self.deployment.not_deployed or self.deployment.kept:
            print_approvals(self.deployment)
        self.print_warnings()

    def print_waiting(self) -> None:
        """Print what waits for approval, unless that is only what stays as a teammate committed it, and was told."""
        unsettled = self.deployment.not_deployed or self.deployment.not_readable or self.deployment.kept
        if self.deployment.loaded.withheld and (unsettled or self._is_new(_approval_key(self.deployment))):
            print_approvals(self.deployment)

    def print_standing(self) -> None:
        """Print which unapproved artifacts stay as committed, unless that was told; the rest stands in the summary."""
        if (key := _approval_key(self.deployment)) and self._is_new(key):
            print_approvals(self.deployment)

    def print_warnings(self) -> None:
        """Print the problems that are not errors of one artifact; `verbose`: those that are mere information, too."""
        problems = [
            problem
            for problem in self.deployment.problems
            if (self.verbose or problem.level != "info") and self._is_new(_accepted_key(self.deployment, problem))
        ]
        lost = [problem for problem in problems if is_lost_restriction(problem)]
        print_lost_restrictions(lost, self.deployment.adapters, self.verbose)
        print_problems([each for each in problems if each not in lost], None if self.verbose else SHOWN_PROBLEMS)

    def keys(self, notes: bool) -> set[str]:
        """Return what was told by now; `notes`: this run told its notes, too."""
        found = {_drift_key(action) for action in _left_alone(self.deployment)} | {_approval_key(self.deployment)}
        more = {*_notes(self.deployment, self.verbose)}
        more |= {finding.message for finding in yielding_notes(self.deployment.loaded)}
        more |= {CATALOG} if self.deployment.loaded.on_demand else set()
        more |= {_accepted_key(self.deployment, problem) for problem in self.deployment.problems}
        return {key for key in found | (more if notes else more & self.told) if key}

    def _is_new(self, key: str) -> bool:
        return self.verbose or not key or key not in self.told


def unsettled(deployment: Planned) -> list[Finding]:
    """Return the problems but for the losses that were accepted."""
    return [problem for problem in deployment.problems if not _accepted_key(deployment, problem)]


def _catalog_line(deployment: Planned) -> str:
    """Return what agents find through the catalog skill, and on which platforms; empty when nothing is on demand."""
    on_demand = {each.named for each in deployment.loaded.on_demand}
    if not on_demand:
        return ""
    platforms = {each.platform for each in deployment.deliveries if each.level == "on-demand"}
    names = [shown(adapter.name) for adapter in deployment.adapters if adapter.id in platforms]
    what = "1 artifact" if len(on_demand) == 1 else f"{len(on_demand)} artifacts"
    where = ", ".join(names) if len(names) <= NAMED_PLATFORMS else f"{len(names)} platforms"
    return f"agents find {what} with the catalog skill in {where}" if names else ""


def _left_alone(deployment: Planned) -> Iterator[Action]:
    for action in deployment.plan.actions:
        if action.action in (EDITED, DELETED, ORPHAN) or (action.writes and action.reason):
            yield action


def _drift_key(action: Action) -> str:
    return f"{action.path}: {action.reason}"


def _approval_key(deployment: Planned) -> str:
    """Return what stands for the unapproved artifacts that stay as committed; empty without any."""
    names = kept_names(deployment)
    return f"not approved: {', '.join(names)}" if names else ""


def _accepted_key(deployment: Planned, problem: Finding) -> str:
    """Return what stands for a problem that is told once; empty for one that is told every time."""
    if problem.code in ON_DEMAND:  # you asked for it in the sources
        return f"on demand: {problem.message}"
    if problem.code in PACKAGE_CODES:  # the place to change it is the source, where it holds for all of the project
        return f"packages: {problem.message}"
    is_accepted = problem.code == LOST_PERMISSION and problem.message not in {
        each.message for each in deployment.lost_permissions
    }
    return f"accepted: {problem.message}" if is_accepted else ""


def _notes(deployment: Planned, verbose: bool) -> list[str]:
    from aiwg.deployment.start_folder import gaps_below

    starts = [gap.says for gap in gaps_below(deployment) if gap.guards and (gap.is_known or verbose)]
    if starts:
        from aiwg.deployment.start_folder import unnamed_packages

        starts += unnamed_packages(deployment)
    from aiwg.output.copies import copy_notes

    return list(dict.fromkeys([*copy_notes(deployment), *_notes_on_copies(deployment), *starts]))


def _notes_on_copies(deployment: Planned) -> Iterator[str]:
    """Yield what loads twice, or may, or may not load, by platform and reason."""
    names = {adapter.id: adapter.name for adapter in deployment.adapters}
    seen: dict[tuple[str, str], set[str]] = {}
    for arrival in deployment.deliveries:
        for note in arrival.notes:
            if note.startswith(tuple(_COPY_NOTES)):
                seen.setdefault((arrival.platform, note), set()).add(arrival.artifact)
    for (platform, note), artifacts in sorted(seen.items()):
        state, _, reason = note.partition(": ")
        said = _COPY_NOTES[f"{state}:"].format(what=_what(artifacts))
        yield f"{shown(names.get(platform, platform))} {said}: {shown(reason)}"


_COPY_NOTES = {
    "twice:": "loads {what} twice",
    "maybe-twice:": "may load {what} twice",
    "maybe-missing:": "may not load {what}",
}


def _what(artifacts: set[str]) -> str:
    """Return `agent/reviewer`, `3 agents`, or `3 artifacts` of several kinds."""
    if len(artifacts) == 1:
        return shown(next(iter(artifacts)))
    kinds = {artifact.partition("/")[0] for artifact in artifacts}
    return f"{len(artifacts)} {kinds_said(next(iter(kinds))) if len(kinds) == 1 else 'artifacts'}"
