"""Runs the checks of a CI job, prints their outcome, and saves it in the formats that code hosts read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from aiwg import __version__
from aiwg.apply.page_file import write_report
from aiwg.artifact.ids import shown
from aiwg.audit.rules import TITLES as AUDIT_TITLES
from aiwg.commands.audit import audit_sources
from aiwg.commands.check.sync_outcome import COMMAND as SYNC_COMMAND
from aiwg.commands.check.sync_outcome import outcome_of_check, outcome_of_sync
from aiwg.commands.fetched import FetchChoice, ensure_fetched
from aiwg.commands.lint import lint_exit, lint_sources
from aiwg.commands.sync import SyncOptions, run_sync
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Targets
from aiwg.deployment.sync import PROJECT, SyncResult, check, recorded_scopes
from aiwg.findings.model import ERROR, INFO, Finding
from aiwg.findings.sarif import sarif
from aiwg.lint.rules import TITLES as LINT_TITLES
from aiwg.output.checks.annotations import code_quality, github_commands
from aiwg.output.checks.markdown import markdown
from aiwg.output.checks.outcome import CheckOutcome, exit_of, next_command, outcomes_json, reported
from aiwg.output.console import paint, say, say_json, table
from aiwg.output.findings import counted, fails, say_finding
from aiwg.output.placed import folder_in_repository

SCHEMA = "aiwg.check/1"
TOOL = "aiwg check"
DRIFT_TITLES = {
    "stale": "a deployed file whose source or adapter changed",
    "missing": "a deployed file that was deleted",
    "edited": "a deployed file that was edited",
    "in-the-way": "a file of your own at a place that aiwg writes",
    "orphan": "an edited file that no source produces any more",
    "unknown-platform": "files of a platform without an adapter",
    "interrupted": "a run that was interrupted",
    "not-written": "a path of the manifest that no adapter writes",
    "failed": "a check that could not be made",
}


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is checked, how the result is printed, and the files that it is saved in, each with its format."""

    project: Path
    strict: bool = False
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    saved: tuple[tuple[str, Path], ...] = ()
    fetching: FetchChoice = field(default_factory=FetchChoice)


def run_checks(names: Sequence[str], options: CheckOptions) -> int:
    """Run the checks of these names, all without one; return the exit code, as that of several commands.

    Raises UserError when a report cannot be saved; a check that cannot be made is an outcome as every other.
    """
    outcomes = [_outcome(name, options) for name in CHECKS if name in names or not names]
    _save(outcomes, options.saved, options.project)
    if options.as_json:
        say_json(outcomes_json(SCHEMA, outcomes))
    else:
        _say(outcomes, options)
    return exit_of(outcomes)


def run_observed_sync(
    project: Path, scope: str | None, manner: SyncOptions, saved: Sequence[tuple[str, Path]], fails_on_change: bool
) -> int:
    """Update the deployed files and save what became of each; return the exit code.

    A sync that cannot be made is saved as an outcome too. With `fails_on_change` the code is that of a drift where a
    file was written and nothing else is wrong.

    Raises UserError like `run_sync`, and when a report cannot be saved.
    """
    outcomes = list[CheckOutcome]()

    def observe(results: Sequence[SyncResult], code: Exit) -> None:
        outcomes.append(outcome_of_sync(results, code))

    try:
        code = run_sync(project, scope, replace(manner, observe=observe))
    except UserError as error:
        _save([_stopped("aiwg sync", error)], saved, project)
        raise
    _save(outcomes, saved, project)
    is_change = any(outcome.is_change for outcome in outcomes)
    return Exit.DRIFT if code == Exit.OK and fails_on_change and is_change else code


def _save(outcomes: Sequence[CheckOutcome], saved: Iterable[tuple[str, Path]], project: Path) -> None:
    for format, file in saved:
        write_report(file, FORMATS[format](outcomes, folder_in_repository(project)))


def _outcome(name: str, options: CheckOptions) -> CheckOutcome:
    command, run = CHECKS[name]
    try:
        return run(options)
    except UserError as error:
        return _stopped(command, error)


def _stopped(command: str, error: UserError) -> CheckOutcome:
    """Return the outcome of a command that could not be carried out."""
    stopped = Finding("failed", ERROR, error.message, hint=error.hint)
    return CheckOutcome(command, error.exit, "could not run", (stopped, *error.problems))


def _check_sync(options: CheckOptions) -> CheckOutcome:
    recorded_scopes(options.project, PROJECT)
    return outcome_of_check(
        check(Targets(options.project, PROJECT), lambda workspace: ensure_fetched(workspace, options.fetching))
    )


def _check_lint(options: CheckOptions) -> CheckOutcome:
    looked = lint_sources(options.project)
    found = looked.findings
    fix = "aiwg lint --fix" if any(each.fixable and each.level != INFO for each in found) else "aiwg lint"
    return CheckOutcome("aiwg lint", lint_exit(looked, options.strict), _counted(found), tuple(found), fix)


def _check_audit(options: CheckOptions) -> CheckOutcome:
    found = audit_sources(options.project, ()).findings
    unsafe = [finding for finding in found if finding.code in AUDIT_TITLES]
    # a source that cannot be read is a mistake in it, and nothing unsafe was found
    code = Exit.REFUSED if fails(unsafe, options.strict) else Exit.SOURCE if fails(found, strict=False) else Exit.OK
    return CheckOutcome("aiwg audit", code, _counted(found), tuple(found), "aiwg audit")


def _counted(findings: Sequence[Finding]) -> str:
    """Return how many errors and warnings there are: notes are advice, and fail nothing."""
    return counted([finding for finding in findings if finding.level != INFO])


CHECKS: Mapping[str, tuple[str, Callable[[CheckOptions], CheckOutcome]]] = {
    "sync": (SYNC_COMMAND, _check_sync),
    "lint": ("aiwg lint", _check_lint),
    "audit": ("aiwg audit", _check_audit),
}
"""Each check with the command that runs it alone."""


def _say(outcomes: Sequence[CheckOutcome], options: CheckOptions) -> None:
    rows = [
        [paint("ok", "ok") if each.is_ok else paint("failed", "error"), each.command, shown(each.message)]
        for each in outcomes
    ]
    for line, each in zip(table(rows, indent=""), outcomes, strict=True):
        told = [one for one in each.findings if options.verbose or one.level != INFO]
        if each.is_ok and options.quiet:
            continue
        say(line)
        for finding in told:
            say_finding(finding)
    if command := next_command(outcomes):
        say(f"Next: {paint(shown(command), 'hint')}")


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, indent=2) + "\n"


def _sarif(outcomes: Sequence[CheckOutcome], folder: str) -> str:
    titles = {**LINT_TITLES, **AUDIT_TITLES, **DRIFT_TITLES}
    return _json_text(sarif(TOOL, __version__, titles, reported(outcomes, folder)))


FORMATS: Mapping[str, Callable[[Sequence[CheckOutcome], str], str]] = {
    "json": lambda outcomes, _: _json_text(outcomes_json(SCHEMA, outcomes)),
    "sarif": _sarif,
    "markdown": markdown,
    "github": lambda outcomes, folder: github_commands(reported(outcomes, folder)),
    "gitlab": lambda outcomes, folder: _json_text(code_quality(reported(outcomes, folder))),
}
"""What makes the text of each format from the outcomes and the project's folder in its repository."""
