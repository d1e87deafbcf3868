"""From a hostile source to the bytes that a deploy of it would write."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiwg.core.errors import UserError
from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.findings.model import Finding as Problem
from tests.hostile.corpus import Case, write_source
from tests.hostile.reader import Finding, findings_of

ONLY_THE_PROJECT = "sources: [project]\n"
ROUNDS = 40


@dataclass
class Field:
    """A project with a hostile source of its own, and what of it a deploy refused."""

    project: Path
    cases: list[Case]
    refused: Counter[str] = field(default_factory=Counter)
    caches: Caches = field(default_factory=Caches)

    def emitted(self, *platforms: str, sources: tuple[str, ...] = ()) -> tuple[Planned, dict[str, bytes]]:
        """Return the plan of a deploy, and the bytes it would write by path. What is refused is left out first."""
        for _ in range(ROUNDS):
            intent = Deploy(Targets(self.project, "project", platforms, sources), accept_freer=True)
            try:
                deployment = plan_deployment(intent, caches=self.caches)
            except UserError as error:
                self._leave_out(error.message, error.problems)
                continue
            if deployment.refused:
                self._leave_out("", [problem for each in deployment.refused for problem in each.problems])
                continue
            actions = deployment.plan.actions
            return deployment, {each.path: each.after for each in actions if each.writes and each.after is not None}
        raise AssertionError(f"still refused after {ROUNDS} rounds: {self.refused}")

    def _leave_out(self, message: str, problems: Sequence[Problem]) -> None:
        errors = [problem for problem in problems if problem.level == "error"]
        texts = " ".join([message, *(f"{problem.file} {problem.message}" for problem in errors)])
        bad = [case for case in self.cases if case.id in texts]
        assert bad, f"{message}: {[problem.message for problem in problems]}"
        for problem in errors:
            self.refused[problem.code] += 1
        self.cases = [case for case in self.cases if case not in bad]
        write_project(self.project, self.cases)
        self.caches = Caches()


def write_project(project: Path, cases: Sequence[Case]) -> None:
    """Write a project whose own source is these cases, and nothing else."""
    shutil.rmtree(project / ".aiwg", ignore_errors=True)
    project.mkdir(parents=True, exist_ok=True)
    (project / "aiwg.yaml").write_text(ONLY_THE_PROJECT, encoding="utf-8")
    write_source(list(cases), project / ".aiwg")


def a_field(project: Path, cases: Iterable[Case]) -> Field:
    """Return a new project with these cases as its source."""
    chosen = list(cases)
    write_project(project, chosen)
    return Field(project, chosen)


def judged(emitted: dict[str, bytes]) -> set[Finding]:
    """Return what all clients would do because of what is emitted."""
    return {finding for path, data in emitted.items() for finding in findings_of(path, data)}


def told_of(deployment: Planned) -> set[tuple[str, str]]:
    """Return the artifacts and platforms of which a deploy says that agents may do more there than the source says."""
    return {
        (arrival.artifact.partition("/")[2], arrival.platform)
        for arrival in deployment.deliveries
        if any(loss.freer for loss in arrival.losses)
    }


def asked_of(deployment: Planned) -> set[str]:
    """Return the ids of the platforms that a deploy serves."""
    return {adapter.id for adapter in deployment.adapters}
