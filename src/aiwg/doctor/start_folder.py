"""What is deployed and does not hold when a platform is started in a subfolder."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.deployment.notes import PACKAGE_CODES
from aiwg.deployment.start_folder import gaps_below
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule

SUBFOLDER = Rule(
    "subfolder-start",
    INFO,
    "a platform does not read a file or folder after a start in a subfolder",
    "It applies only if you start the platform in the project's folder, or in a package that aiwg.yaml names.",
)
UNKNOWN = Rule(
    "subfolder-unknown",
    INFO,
    "it is unknown if a platform reads a settings file after a start in a subfolder",
    "Rely on it only if you start the platform in the project's folder.",
)
PACKAGE = Rule(
    "package-part",
    WARNING,
    "an artifact has no effect in a package, or is loaded twice there",
    "The deploy reported it: a platform reads other places from a package, or cannot name a path from there.",
)
DOUBTS = ("package-loses", "package-twice")
RULES = (SUBFOLDER, UNKNOWN, PACKAGE)


def check_start_folder(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what of ours a start in a subfolder leaves out, or may leave out."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    if subject.deployment is None:
        return
    for gap in gaps_below(subject.deployment):
        if subject.concerns([gap.adapter.id]):
            rule, hint = (SUBFOLDER if gap.is_known else UNKNOWN), f"aiwg context {gap.adapter.id} --from FOLDER"
            yield found(rule, gap.says, gap.place, hint=hint, platforms=[gap.adapter.id])


def check_packages(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what does not hold in a package as it does at the project's folder."""
    if subject.deployment is None:
        raise CheckSkippedError("there is no plan")
    for problem in subject.deployment.problems:
        platforms = [problem.platform] if problem.platform else []
        if problem.code in PACKAGE_CODES and (not platforms or subject.concerns(platforms)):
            level = WARNING if problem.code in DOUBTS else INFO  # of the rest the deploy said all there is to know
            yield found(PACKAGE, problem.message, hint=problem.hint, level=level, platforms=platforms)


CHECKS = (
    Check("start-folder", "hooks and permissions work in subfolders, as far as known", check_start_folder),
    Check("project-packages", "artifacts work in packages as in the project's folder", check_packages),
)
