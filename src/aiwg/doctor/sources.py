"""The health of what is deployed from: setup, sources, adapters, consents. One line each; `aiwg lint` says more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence

from aiwg.artifact.on_demand import CODES as ON_DEMAND
from aiwg.audit.rules import RULES as AUDIT
from aiwg.core.errors import LOST_PERMISSION, Exit
from aiwg.deployment.gate.policy import is_about_policy
from aiwg.deployment.notes import PACKAGE_CODES
from aiwg.deployment.refusing import way_out
from aiwg.deployment.undelivered import UNDELIVERED
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule

SETUP = Rule(
    "setup-invalid",
    ERROR,
    "aiwg.yaml or the environment is not valid",
    "Every other command fails with the same error.",
)
SOURCE = Rule(
    "source-invalid",
    ERROR,
    "the sources have errors",
    "aiwg writes nothing until they are fixed; every platform keeps its files.",
)
WARNINGS = Rule(
    "source-warnings", WARNING, "the sources have warnings", "A platform may not load an artifact as you intend."
)
PLAN = Rule("plan-impossible", ERROR, "a deploy would fail", "aiwg cannot update the deployed files.")
NO_ADAPTER = Rule(
    "no-adapter",
    ERROR,
    "files are deployed to a platform without an adapter",
    "Its files stay, but aiwg cannot update them.",
)
WITHHELD = Rule(
    "waits-for-consent",
    INFO,
    "an artifact is not approved",
    "aiwg does not deploy it until you approve it.",
)
NOT_APPROVED = Rule(
    "not-approved",
    INFO,
    "a deployed artifact is not approved on this machine",
    "A teammate approved and committed it. It stays as it is; changes of it are not deployed until you approve them.",
)
FREER = Rule(
    "restriction-lost",
    WARNING,
    "a platform cannot enforce a deny or an ask",
    "Agents have fewer restrictions there than you wrote.",
)
LESS = Rule(
    "less-restricted",
    INFO,
    "a platform cannot enforce a limit of an agent",
    "The agent has fewer restrictions there than its source. The deploy reported it.",
)
OVERHEARD = Rule(
    "overheard",
    INFO,
    "a platform loads an artifact that is not for it",
    "It reads a place that another platform needs. The deploy reported it.",
)
SETTING = Rule(
    "setting-in-the-way",
    WARNING,
    "your setting keeps a platform from reading the deployed files",
    "aiwg left your setting unchanged, but it lacks a value that aiwg needs.",
)
HIDES = Rule(
    "scope-hides",
    WARNING,
    "a file in the home folder hides one of the project, or the other way round",
    "The platform reads only the first of them, so part of the deployed settings has no effect.",
)
ENDED = Rule("platform-ended", INFO, "a platform is ending or has ended", "Its successor reads other places.")
NO_PROGRAM = Rule(
    "no-program",
    WARNING,
    "agents cannot run aiwg here",
    "They find artifacts on demand with `aiwg find`, and their shell needs the program.",
)
NOT_DEPLOYED = Rule("not-deployed", INFO, "aiwg has deployed nothing yet", "There are no files to check.")
RULES = (
    SETUP, SOURCE, WARNINGS, PLAN, NO_ADAPTER, WITHHELD, NOT_APPROVED, FREER, LESS, OVERHEARD, SETTING, HIDES, ENDED,
    NO_PROGRAM, NOT_DEPLOYED,
)  # fmt: skip

OF_THEIR_OWN = {"freer": LESS, "overheard": OVERHEARD, "setting": SETTING, "scope-hides": HIDES, "ended": ENDED}
"""Codes of problems that are findings of their own, and their rules."""
TOLD_ELSEWHERE = {
    LOST_PERMISSION, UNDELIVERED, "as-root", "consent", "over-limit", "near-limit", "include", *PACKAGE_CODES,
    *ON_DEMAND,
}  # fmt: skip


def check_setup(subject: InspectedScope) -> Iterator[Finding]:
    """Yield why nothing at all can be looked at, or that nothing is deployed."""
    error = subject.failure
    if subject.failed == "workspace" and error is not None:
        first = next(iter(error.problems), None)
        file, line = (first.file, first.line) if first else (None, None)
        said = f"{error.message.rstrip('.')}: {first.message}" if first else error.message.rstrip(".")
        yield found(SETUP, said, file, line=line, hint=(first.hint if first else None) or error.hint)
    elif subject.manifest is not None and not subject.is_deployed:
        where = "here" if subject.scope == "project" else "in your home folder"
        yield found(NOT_DEPLOYED, f"aiwg has deployed nothing {where}", hint="aiwg deploy --platform ID")


def check_sources(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that the sources are invalid, or how many warnings they hold."""
    if subject.failed == "plan" and subject.failure is not None and not is_about_policy(subject.failure):
        yield _refused(subject)
    for each in subject.deployment.refused if subject.deployment else ():
        first = each.problems[0]
        said = f"{each.located.key} is refused: {first.message}"
        yield found(SOURCE, said, first.file, line=first.line, hint=f"{first.hint or ''}   {way_out([each])}".strip())
    problems = [each for each in _problems(subject) if each.level == "warning" and _is_of_sources(each)]
    if problems:
        first = problems[0]
        count = "1 warning" if len(problems) == 1 else f"{len(problems)} warnings, the first"
        message = f"{count}: {first.message}"
        yield found(WARNINGS, message, first.file, line=first.line, hint="all: aiwg lint")


def _refused(subject: InspectedScope) -> Finding:
    """Return why a plan cannot be made: one line, however many problems there are."""
    error = subject.failure
    if error is None:
        raise CheckSkippedError("there is a plan")
    errors = [problem for problem in error.problems if problem.level == "error"]
    if not errors:
        rule = SOURCE if error.exit in (Exit.SOURCE, Exit.USAGE) else PLAN
        return found(rule, error.message.rstrip("."), hint=error.hint)
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    all_of_them = "aiwg audit" if first.code in AUDIT else "aiwg lint"
    hint = f"{first.hint}   all: {all_of_them}" if first.hint else f"all: {all_of_them}"
    return found(SOURCE, f"{first.message}{more}", first.file, line=first.line, hint=hint)


def _is_of_sources(problem: Finding) -> bool:
    return problem.code not in OF_THEIR_OWN and problem.code not in TOLD_ELSEWHERE


def _problems(subject: InspectedScope) -> Sequence[Finding]:
    return subject.deployment.problems if subject.deployment else ()


def check_what_was_said(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what planning says about single platforms: settings in the way, lost restrictions."""
    if subject.deployment is None:
        raise CheckSkippedError("there is no plan")
    ids = {adapter.name: adapter.id for adapter in subject.adapters}
    for problem in subject.deployment.problems:
        rule = OF_THEIR_OWN.get(problem.code)
        if rule is not None:
            only = problem.platform if rule is OVERHEARD else None
            about = {only} if only else {*problem.platforms} & {*ids.values()}
            about = about or {id for name, id in ids.items() if _names(problem.message, name, id)}
            if subject.concerns(about):
                yield found(rule, problem.message, problem.file, line=problem.line, hint=problem.hint, platforms=about)
    lost: dict[str, list[str]] = {}
    for problem in subject.deployment.lost_permissions:
        for id in problem.platforms:
            lost.setdefault(id, []).append(str(problem.evidence))
    for platform, rules in sorted(lost.items()):
        if subject.concerns([platform]):
            hint = f"exclude them, or accept it: `allow_weaker_permissions: [{platform}]` in aiwg.yaml"
            yield found(FREER, f"cannot enforce {_first(sorted(rules))}", hint=hint, platforms=[platform])


def _names(message: str, name: str, id: str) -> bool:
    """Say whether a message names a platform, by its name or by its id."""
    return name in message or id in re.findall(r"[a-z0-9-]+", message)


def check_adapters(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the recorded platforms that nothing describes any more."""
    if subject.workspace is None or subject.manifest is None:
        raise CheckSkippedError("there is no manifest to read")
    registry = subject.workspace.registry
    for id in subject.manifest.platforms:
        if id not in registry.folders:
            waits = id in registry.waiting
            reason = "you have not approved its adapter" if waits else "its adapter no longer exists"
            hint = f"approve it: aiwg trust {id}" if waits else f"remove its files: aiwg remove --platform {id}"
            yield found(NO_ADAPTER, f"files are deployed to {id}, but {reason}", hint=hint, platforms=[id])


def check_consents(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what nobody approved on this machine: what is not deployed, and what stays as committed."""
    if subject.deployment is None:
        return
    missing = sorted({artifact.named for artifact in subject.deployment.not_deployed})
    if missing:
        it = "it" if len(missing) == 1 else "them"
        yield found(WITHHELD, f"not deployed until you approve {it}: {_first(missing)}", hint="aiwg trust")
    unread = sorted({artifact.named for artifact in subject.deployment.not_readable})
    if unread:
        it = "it" if len(unread) == 1 else "them"
        yield found(WITHHELD, f"agents cannot read {it} until you approve {it}: {_first(unread)}", hint="aiwg trust")
    kept = sorted({each.named for each in (*subject.deployment.kept, *subject.deployment.standing)})
    if kept:
        message = f"not approved on this machine, so aiwg leaves it as committed: {_first(kept)}"
        yield found(NOT_APPROVED, message, hint="aiwg trust")


def check_program(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that the shell of an agent does not find aiwg, where artifacts are on demand."""
    if subject.deployment is None or not subject.deployment.loaded.on_demand:
        return
    if shutil.which("aiwg") is None:
        message = "aiwg is not on the PATH, so agents cannot find artifacts on demand"
        yield found(NO_PROGRAM, message, hint="install it for your user, for example: pipx install aiwg")


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


CHECKS = (
    Check("setup", "aiwg.yaml and the environment are valid", check_setup),
    Check("sources", "the sources have no errors", check_sources),
    Check("planned", "no setting blocks a deploy, and no restriction is lost", check_what_was_said),
    Check("adapters", "every recorded platform has an adapter", check_adapters),
    Check("consents", "everything is approved", check_consents),
    Check("program", "agents can run aiwg where artifacts are on demand", check_program),
)
