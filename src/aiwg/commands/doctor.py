"""What aiwg doctor says: a line per platform with what is wrong there, then what concerns several, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.gate.policy import policy_here
from aiwg.doctor.fix import FixResult, mend_all
from aiwg.doctor.registry import TITLES
from aiwg.doctor.runner import USER, Report, examine, scopes_to_look_at
from aiwg.findings.model import ERROR, INFO, OK, SKIPPED, WARNING, Finding, worst
from aiwg.output.console import paint, print_error, say, table
from aiwg.output.findings import counted, fails, say_finding, say_json_findings, say_sarif
from aiwg.output.policy import policy_json, print_policy
from aiwg.trust.policy.model import NO_POLICY, Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "aiwg.doctor/1"
TOOL = "aiwg doctor"
NOT_ONCE = ("loaded-twice", "maybe-not-once", "not-loaded", "no-place")
RANK = {ERROR: 0, WARNING: 1, INFO: 2, SKIPPED: 3, OK: 4}


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """What is to be done beside looking, and how the result is to be said."""

    fix: bool = False
    strict: bool = False
    run_clients: bool = False
    as_json: bool = False
    as_sarif: bool = False
    verbose: bool = False


def run_doctor(project: Path, scope: str | None, platforms: Sequence[str], manner: DoctorOptions) -> int:
    """Look at every scope, mend it if that is wanted, and say what is found; return the exit code."""

    def look() -> list[Report]:
        reports = [examine(project, each, platforms, manner.run_clients) for each in scopes_to_look_at(scope)]
        return [_without_repeats(report, reports[:number]) for number, report in enumerate(reports)]

    reports, mended, errors = look(), list[FixResult](), list[UserError]()
    if manner.fix:
        mended, errors = mend_all(reports)
        reports = look()
    findings = [finding for report in reports for finding in report.findings]
    if manner.as_sarif:
        say_sarif(TOOL, TITLES, findings, project)
    elif manner.as_json:
        say_json_findings(SCHEMA, findings, **_more_json(reports, mended))
    else:
        _say_all(reports, mended, manner)
    for error in errors:
        print_error(error, as_json=False)
    if errors:
        return int(errors[0].exit)
    if not fails(findings, manner.strict):
        return Exit.OK
    return Exit.DRIFT if worst(findings) == ERROR else Exit.IO


def _without_repeats(report: Report, earlier: Sequence[Report]) -> Report:
    """Return a report without what an earlier one said in the same words: of the machine, or of aiwg itself."""
    said = {finding for other in earlier for finding in other.findings}
    report.findings = [each for each in report.findings if each not in said]
    return report


def _more_json(reports: Sequence[Report], mended: Sequence[FixResult]) -> dict[str, Any]:
    return {
        "changed": has_changed(),
        "scopes": [
            {
                "scope": report.subject.scope,
                "deployed": report.subject.is_deployed,
                "platforms": [
                    {
                        "id": adapter.id,
                        "name": adapter.name,
                        "artifacts": len(_artifacts(report, adapter.id)),
                        "level": worst(each for each in report.findings if adapter.id in each.platforms),
                    }
                    for adapter in report.subject.adapters
                ],
            }
            for report in reports
        ],
        "policies": policy_json(_policy(reports)),
        "mended": [path for each in mended for path in each.paths],
        "backups": [path for each in mended for path in each.backups],
    }


def _policy(reports: Sequence[Report]) -> Policy:
    """Return the policy that holds here; an empty one when it cannot be used, which a finding says."""
    try:
        return policy_here(reports[0].subject.project) if reports else NO_POLICY
    except UserError:
        return NO_POLICY


def _say_all(reports: Sequence[Report], mended: Sequence[FixResult], manner: DoctorOptions) -> None:
    for each in mended:
        _say_mended(each)
    for report in reports:
        if len(reports) > 1:
            where = "Your home folder" if report.subject.scope == USER else "This project"
            say(paint(where, "faint"))
        _say_platforms(report, manner.verbose)
        _say_the_rest(report, manner.verbose)
    print_policy(_policy(reports))
    _say_sum(reports, manner)


def _say_mended(mended: FixResult) -> None:
    if mended.paths:
        count = "1 file" if len(mended.paths) == 1 else f"{len(mended.paths)} files"
        say(f"{paint('Fixed', 'ok')} {count}: {shown(', '.join(mended.paths[:6]))}{' ...' * (len(mended.paths) > 6)}")
    for backup in mended.backups:
        say(f"  the old content is in {shown(backup)}")
    if mended.left:
        say(f"{paint('Not fixed', 'warning')} {shown(mended.left)}")
    if mended.paths or mended.left:
        say()


def _artifacts(report: Report, id: str) -> set[str]:
    """Return the artifacts that arrive at a platform; without a plan, those that are recorded for it."""
    subject = report.subject
    if subject.deployment is not None:
        return {each.artifact for each in subject.deployment.deliveries if each.platform == id and each.paths}
    records = subject.manifest.records.values() if subject.manifest else ()
    return {name for record in records if id in record.platforms for name in record.artifacts}


def _say_platforms(report: Report, verbose: bool) -> None:
    """Print a line for each platform, and below it what is wrong there alone."""
    subject = report.subject
    if not subject.is_deployed and not any(report.about(adapter.id) for adapter in subject.adapters):
        return
    lines = table([_row(report, adapter.id, adapter.name) for adapter in subject.adapters], indent="")
    for adapter, line in zip(subject.adapters, lines, strict=True):
        say(line)
        _say_findings([each for each in report.findings if each.platforms == (adapter.id,)], verbose)


def _row(report: Report, id: str, name: str) -> list[str]:
    wrong = report.about(id)
    count = len(_artifacts(report, id))
    artifacts = "1 artifact" if count == 1 else f"{count} artifacts"
    notes = [each for each in report.findings if each.platforms == (id,) and each.level == INFO]
    if wrong:
        meaning = worst(each for each in wrong)
        problems = "1 problem" if len(wrong) == 1 else f"{len(wrong)} problems"
        return [shown(name), paint(problems, meaning), artifacts if report.subject.is_deployed else ""]
    if not report.subject.is_deployed:
        return [shown(name), paint("ok", "ok"), "no aiwg files here; aiwg can read the existing ones"]
    once = (
        "" if any(each.code in NOT_ONCE for each in notes) else ", each loaded once" if count > 1 else ", loaded once"
    )
    gate = next((f"; {each.message}" for each in notes if each.code == "gate-closed"), "")
    return [shown(name), paint("ok", "ok"), f"{artifacts}{once}{shown(gate)}"]


def _say_findings(found: Sequence[Finding], verbose: bool) -> None:
    for each in sorted(found, key=lambda each: (RANK[each.level], each.file or "")):
        if verbose or each.level in (ERROR, WARNING):
            say_finding(each)


def _say_the_rest(report: Report, verbose: bool) -> None:
    """Print what concerns several platforms, then what concerns none."""
    several = [each for each in report.findings if len(each.platforms) > 1]
    none = [each for each in report.findings if not each.platforms]
    unknown = [
        each for each in report.findings if len(each.platforms) == 1 and not _is_looked_at(report, each.platforms[0])
    ]
    for title, found in (("Several platforms", several), ("All platforms", [*unknown, *none])):
        if any(verbose or each.level in (ERROR, WARNING) for each in found):
            say(title)
            _say_findings(found, verbose)


def _is_looked_at(report: Report, id: str) -> bool:
    return any(adapter.id == id for adapter in report.subject.adapters)


def _say_sum(reports: Sequence[Report], manner: DoctorOptions) -> None:
    findings: list[Finding] = [finding for report in reports for finding in report.findings]
    told = [finding for finding in findings if finding.level in (ERROR, WARNING)]
    fixable = sum(len(report.fixable) for report in reports)
    notes = sum(finding.level == INFO for finding in findings)
    parts = [paint(f"{counted(told)}." if told else "No problems found.", worst(told) if told else "ok")]
    if fixable:
        way = "--fix has fixed all that it can" if manner.fix else paint("aiwg doctor --fix", "hint")
        parts.append(f"{fixable} can be fixed: {way}")
    if notes and not manner.verbose:
        parts.append(
            paint(f"{notes} note{'s' if notes != 1 else ''}: -v shows {'them' if notes != 1 else 'it'}", "faint")
        )
    deployed = any(report.subject.is_deployed for report in reports)
    if not deployed and not told:
        parts.insert(0, f"aiwg has not deployed anything here. {paint('aiwg deploy --platform ID', 'hint')}  ")
    say("   ".join(parts))
