"""What is deployed and does not hold when a platform is started in a subfolder."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.deployment.start_folder import lost_in_subfolders
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, Finding, Rule

SUBFOLDER = Rule(
    "subfolder-start",
    INFO,
    "a platform does not read a settings file when it is started in a subfolder",
    "Hooks and permissions in it hold only where the platform is started at the project's folder.",
)
RULES = (SUBFOLDER,)


def check_start_folder(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the settings files of ours whose hooks or permissions a start in a subfolder leaves out."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    for adapter, path, said in lost_in_subfolders(subject.adapters, subject.actions):
        hint = f"aiwg context {adapter.id} --from FOLDER"
        yield found(SUBFOLDER, said, path, hint=hint, platforms=[adapter.id])


CHECKS = (Check("start-folder", "hooks and permissions hold in subfolders, as far as known", check_start_folder),)
