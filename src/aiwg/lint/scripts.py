"""Scripts that travel with skills and behaviors: what keeps them from starting."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.kinds import KINDS
from aiwg.findings.fix import LINE_ENDS, Fix
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.file import LintFile
from aiwg.lint.formatting import LINE_END
from aiwg.lint.target import CheckTarget

NOT_EXECUTABLE = Rule(
    "not-executable",
    WARNING,
    "a script that is not executable",
    "It names its interpreter, so people start it by its path; the system then refuses.",
    "makes it executable",
)
NO_SHEBANG = Rule(
    "no-shebang",
    WARNING,
    "an executable script that does not name its interpreter",
    "The system does not know how to start it: some shells guess, most hooks fail. For a skill it is only an info.",
)
RULES = (NOT_EXECUTABLE, NO_SHEBANG)

_SCRIPTS = (".sh", ".bash", ".zsh", ".py", ".js", ".mjs", ".rb", ".pl")


def check_scripts(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what keeps the scripts beside a skill or a behavior from starting."""
    if not KINDS[subject.kind].has_folder:
        return
    for asset in subject.artifact.assets:
        page = subject.source.pages.get(f"{subject.page.folder}/{asset.path}")
        if page is not None and not asset.path.startswith("assets/"):
            yield from _script(page, subject)


def _script(page: LintFile, subject: CheckTarget) -> Iterator[Finding]:
    data, key = page.source.data, subject.artifact.key
    if data.startswith(b"#!"):
        if not page.source.executable:
            message = "starts with #! but is not executable"
            yield page.found(
                NOT_EXECUTABLE, message, 1, 1, hint=f"chmod +x {page.file}", fix=Fix(executable=True), artifact=key
            )
        if b"\r\n" in data:
            yield page.found(
                LINE_END, "is a script with Windows line ends (CRLF)", 1, fix=Fix(whole=LINE_ENDS), artifact=key
            )
    elif page.source.executable and page.name.endswith(_SCRIPTS) and page.name != "__init__.py":
        message = "is executable, but does not start with #!"
        level = INFO if subject.kind == "skill" else None
        yield page.found(NO_SHEBANG, message, 1, 1, hint="#!/bin/sh, or another", level=level, artifact=key)
