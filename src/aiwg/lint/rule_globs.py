"""The globs of rules: valid ones, and ones that name some file."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.findings.model import WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget

IDLE_GLOB = Rule(
    "idle-glob",
    WARNING,
    "a glob that matches no file of the project",
    "A rule without matching files is never loaded.",
)
UNUSED_PATHS = Rule(
    "unused-paths",
    WARNING,
    "paths without effect",
    "The rule has another activation than `paths`, so platforms ignore them.",
)
RULES = (IDLE_GLOB, UNUSED_PATHS)


def check_paths(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is wrong with the paths of a rule."""
    if subject.kind != "rule":
        return
    fields = subject.artifact.fields
    paths = fields.get("paths", ())
    key = next((key for key in ("paths", "globs", "applyTo") if key in subject.artifact.origin.lines), "paths")
    for glob in paths:
        if subject.source.of_project and not glob.startswith("!") and subject.around.names_file(glob) is False:
            message = f'the glob "{glob}" matches no file of the project'
            yield subject.value_of(IDLE_GLOB, message, key, glob, hint="fix it, or remove it")
    if paths and fields.get("activation") not in ("paths", None):
        message = f"there are paths, but activation is {fields['activation']}"
        yield subject.value_of(UNUSED_PATHS, message, key, hint="use activation: paths, or remove the paths")
