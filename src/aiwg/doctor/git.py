"""What git makes of our files: ignored, committed, converted. Asked of git itself, each question for 5 s at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.deployment.vcs.gitignore import UNTRACK, are_ignored
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.fs.git import GitAnswers, GitUnavailableError, git_command, is_in_repository
from aiwg.fs.roots import GITIGNORE
from aiwg.fs.tree import FileTree
from aiwg.plan.private_files import owned_files

TRACKED = Rule(
    "git-tracked",
    WARNING,
    "aiwg.yaml wants git to ignore the outputs, but git tracks some",
    "git continues to commit a file that it tracks, even if .gitignore lists it.",
)
UNSHARED = Rule(
    "git-unshared",
    INFO,
    "git ignores the deployed files",
    "Each clone and worktree needs its own deploy: aiwg deploy.",
)
STATE_COMMITTED = Rule(
    "git-state-committed",
    WARNING,
    "state of this machine is committed",
    "The journal, lock and backups of one person cause problems for others.",
)
MANIFEST_IGNORED = Rule(
    "git-manifest-ignored",
    WARNING,
    "outputs are committed, but git ignores the manifest",
    "In a clone, aiwg cannot tell which files it wrote, so `aiwg remove` leaves them.",
)
LINE_ENDS = Rule(
    "git-line-ends",
    WARNING,
    "git changes the line ends of a deployed script to those of Windows",
    "A script that begins with `#!` then fails to run. Texts are not affected.",
)
LINKS = Rule(
    "git-links",
    WARNING,
    "git does not make links here",
    "A committed link becomes a file with the path of its target, and a platform reads that path as text.",
)
RULES = (TRACKED, UNSHARED, STATE_COMMITTED, MANIFEST_IGNORED, LINE_ENDS, LINKS)


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
        raise CheckSkippedError("only a project can be in a repository")
    if not is_in_repository(subject.project):
        raise CheckSkippedError("the project is not in a git repository")
    command = git_command()
    if command is None:
        raise CheckSkippedError("there is no git")
    return CheckedRepository(subject.project, command)


def check_shared(subject: InspectedScope) -> Iterator[Finding]:
    """Yield outputs that git ignores, and a manifest that it ignores while they are committed."""
    git = repository(subject)
    if subject.workspace is None or subject.manifest is None or not subject.manifest.records:
        raise CheckSkippedError("nothing is deployed")
    manifest, paths = subject.workspace.state.shown_manifest, sorted(subject.manifest.records)
    wanted = are_ignored(subject.workspace)
    ignored = git.ignored([manifest, *paths])
    asks = wanted or manifest in ignored
    tops = sorted({path.partition("/")[0] for path in paths}) if asks else ()  # git tries each on each
    tracked = set(git.ask("ls-files", "-z", "--", manifest, *tops)).intersection((manifest, *paths))
    outputs = [path for path in paths if path in ignored]
    count = "1 output is" if len(outputs) == 1 else f"{len(outputs)} outputs are"
    if outputs and not wanted:
        message = f"{count} ignored by git: a fresh clone lacks them"
        yield found(UNSHARED, message, outputs[0], hint="in the clone: aiwg deploy")
    committed = sorted(tracked - {manifest})
    if wanted and subject.deployment is not None:
        look = FileTree(subject.workspace.roots).look
        whole = owned_files(subject.deployment.plan.actions, look).whole
        yield from _still_tracked([path for path in committed if path in whole and path != GITIGNORE])
    if manifest in ignored and committed:
        message = f"is ignored by git, and {len(committed)} outputs are committed"
        yield found(MANIFEST_IGNORED, message, manifest, hint="do not ignore it, and commit it with them")


def _still_tracked(paths: list[str]) -> Iterator[Finding]:
    """Yield that git tracks outputs which it is to ignore."""
    if paths:
        count = "1 output" if len(paths) == 1 else f"{len(paths)} outputs"
        yield found(TRACKED, f"git tracks {count} that aiwg.yaml wants ignored", paths[0], hint=f"aiwg sync; {UNTRACK}")


def check_state(subject: InspectedScope) -> Iterator[Finding]:
    """Yield files of our state that are committed."""
    git = repository(subject)
    committed = [path for path in git.ask("ls-files", "-z", "--", ".aiwg/state") if not path.endswith(".gitignore")]
    if committed:
        hint = "git rm --cached -r .aiwg/state"
        yield found(STATE_COMMITTED, f"{len(committed)} files of aiwg's state are committed", committed[0], hint=hint)


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
                LINKS, "is committed as a link, but git makes no links here", path, hint="git config core.symlinks true"
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
