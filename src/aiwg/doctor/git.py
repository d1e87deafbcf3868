"""What git makes of our files: ignored, committed, converted. Asked of git itself, each question for 5 s at most."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator

from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.fs.git import GitAnswers, GitUnavailableError, is_in_repository

IGNORED = Rule(
    "git-ignored",
    WARNING,
    "git ignores outputs and keeps the manifest",
    "A fresh clone or worktree believes that they were deleted, and its platforms lack them.",
)
UNSHARED = Rule(
    "git-unshared",
    INFO,
    "git ignores what is deployed",
    "Each clone and worktree needs a deploy of its own: aiwg deploy.",
)
STATE_COMMITTED = Rule(
    "git-state-committed",
    WARNING,
    "state of this machine is committed",
    "Journal, lock and backups of one person make trouble for others.",
)
MANIFEST_IGNORED = Rule(
    "git-manifest-ignored",
    WARNING,
    "outputs are committed and the manifest is ignored",
    "In a clone nobody knows that they are ours: they are adopted, and a removal leaves them behind.",
)
LINE_ENDS = Rule(
    "git-line-ends",
    WARNING,
    "git turns the line ends of a script of ours into those of Windows",
    "A script that begins with `#!` does not run then. For texts it does no harm.",
)
LINKS = Rule(
    "git-links",
    WARNING,
    "git does not make links here",
    "A committed link becomes a file that holds its target, and a platform reads that as text.",
)
RULES = (IGNORED, UNSHARED, STATE_COMMITTED, MANIFEST_IGNORED, LINE_ENDS, LINKS)


class CheckedRepository(GitAnswers):
    """A repository that skips the check when git does not answer."""

    def ask(self, *arguments: str, paths: Iterable[str] = ()) -> list[str]:
        """Return what git answers, as `GitAnswers` does. Raises CheckSkippedError when it does not answer."""
        try:
            return super().ask(*arguments, paths=paths)
        except GitUnavailableError as error:
            raise CheckSkippedError(str(error)) from None


def repository(subject: InspectedScope) -> CheckedRepository:
    """Return the repository of the project. Raises CheckSkippedError when there is none, or no git."""
    if subject.scope != "project" or subject.workspace is None:
        raise CheckSkippedError("only a project lies in a repository")
    if not is_in_repository(subject.project):
        raise CheckSkippedError("the project is not in a git repository")
    command = shutil.which("git")
    if command is None:
        raise CheckSkippedError("there is no git")
    return CheckedRepository(subject.project, command)


def check_shared(subject: InspectedScope) -> Iterator[Finding]:
    """Yield outputs that git ignores, and a manifest that it ignores while they are committed."""
    git = repository(subject)
    if subject.workspace is None or subject.manifest is None or not subject.manifest.records:
        raise CheckSkippedError("nothing is deployed")
    manifest, paths = subject.workspace.state.shown_manifest, sorted(subject.manifest.records)
    ignored = set(git.ask("check-ignore", "-z", "--stdin", paths=[manifest, *paths]))
    tops = sorted({path.partition("/")[0] for path in paths}) if manifest in ignored else ()  # git tries each on each
    tracked = set(git.ask("ls-files", "-z", "--", manifest, *tops)).intersection((manifest, *paths))
    outputs = [path for path in paths if path in ignored]
    count = "1 output is" if len(outputs) == 1 else f"{len(outputs)} outputs are"
    if outputs and (manifest in tracked or manifest not in ignored):
        hint = "ignore the manifest too, or commit the outputs"
        yield found(IGNORED, f"{count} ignored by git, and the manifest is not", outputs[0], hint=hint)
    elif outputs:
        yield found(
            UNSHARED, f"{count} ignored by git: a fresh worktree lacks them", outputs[0], hint="aiwg deploy there"
        )
    committed = sorted(tracked - {manifest})
    if manifest in ignored and committed:
        message = f"is ignored by git, and {len(committed)} outputs are committed"
        yield found(MANIFEST_IGNORED, message, manifest, hint="do not ignore it, and commit it with them")


def check_state(subject: InspectedScope) -> Iterator[Finding]:
    """Yield files of our state that are committed."""
    git = repository(subject)
    committed = [path for path in git.ask("ls-files", "-z", "--", ".aiwg/state") if not path.endswith(".gitignore")]
    if committed:
        hint = "git rm --cached -r .aiwg/state"
        yield found(STATE_COMMITTED, f"{len(committed)} files of our state are committed", committed[0], hint=hint)


def check_line_ends(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the scripts of ours whose line ends git would turn into those of Windows."""
    git = repository(subject)
    scripts = [
        path
        for path, record in sorted((subject.manifest.records if subject.manifest else {}).items())
        if record.executable
    ]
    if not scripts:
        return
    answers = git.ask("check-attr", "-z", "--stdin", "text", "eol", paths=scripts)
    found_of: dict[str, dict[str, str]] = {}
    for path, name, value in zip(answers[::3], answers[1::3], answers[2::3], strict=False):
        found_of.setdefault(path, {})[name] = value
    converts = git.settings.get("core.autocrlf") == "true" or git.settings.get("core.eol") == "crlf"
    for path in scripts:
        attributes = found_of.get(path, {})
        binary, eol = attributes.get("text") == "unset", attributes.get("eol", "unspecified")
        if eol == "crlf" or (converts and eol == "unspecified" and not binary):
            hint = f"in .gitattributes: {path} text eol=lf"
            yield found(LINE_ENDS, "gets Windows line ends when git checks it out", path, hint=hint)


def check_links(subject: InspectedScope) -> Iterator[Finding]:
    """Yield committed links to instructions where git does not make links."""
    git = repository(subject)
    if git.settings.get("core.symlinks") != "false":
        return
    names = _instruction_files(subject)
    for entry in git.ask("ls-files", "-z", "-s", "--", *names) if names else ():
        head, _, path = entry.partition("\t")
        if head.startswith("120000"):
            yield found(
                LINKS, "is committed as a link, and git makes none here", path, hint="git config core.symlinks true"
            )


def _instruction_files(subject: InspectedScope) -> list[str]:
    """Return the paths that the platforms looked at read instructions from, patterns aside."""
    bound = [platform.cells["instructions"] for platform in subject.platforms if "instructions" in platform.cells]
    paths = {spot.path for each in bound for spot in each.reads}
    return sorted(path for path in paths if "{" not in path and "*" not in path)


CHECKS = (
    Check("git-shared", "git keeps outputs and manifest together", check_shared),
    Check("git-state", "no state of this machine is committed", check_state),
    Check("git-line-ends", "git leaves scripts as they are", check_line_ends),
    Check("git-links", "git makes links", check_links),
)
