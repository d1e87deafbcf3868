#!/usr/bin/env python3
"""Run a command in a fresh clone of each repository of a list, and push what it changed to one branch of each.

    rollout.py --branch aiwg/update --message "Update the AI context" remotes.txt -- ./update.sh

It needs Python 3.11 and git. It keeps nothing for the next run: the branch on the remote tells it what an earlier run
did. So it can be killed at any point and started again.

- The command changes nothing: no branch.
- The branch has the same change already: no push, unless the default branch changed one of these files.
- The branch holds one commit of an earlier run and nothing else: the new commit takes its place.
- The branch holds anything else, such as a commit of a person, or is the default branch: it stays, and you are told.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TextIO

PUSHED, WOULD_PUSH, SAME, UNCHANGED, FOREIGN, FAILED = "pushed", "would push", "same", "unchanged", "foreign", "failed"
NEEDS_SOMEBODY = (FOREIGN, FAILED)
MARK = "Rolled-Out-From: "
"""The last line of our commits names the commit that the command ran on: a commit that was moved is not ours."""

SETTINGS = ("core.hooksPath=/dev/null", "gc.auto=0", "maintenance.auto=false", "core.fsmonitor=false")
"""Set for each git: no hook, wherever the machine's configuration has them, and no clean-up in the background."""

NOT_PASSED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE")


class RolloutError(Exception):
    """A repository that cannot be rolled out to, with the reason."""


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """What is done in each repository."""

    branch: str
    message: str
    command: Sequence[str]
    then: str
    work: Path
    timeout: float
    dry_run: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one repository. `commit` is the tip of our branch, empty without one."""

    remote: str
    state: str
    commit: str = ""
    paths: tuple[str, ...] = ()
    text: str = ""


class Clone:
    """A fresh clone of one remote; git and the command run in it."""

    def __init__(self, remote: str, order: Order) -> None:
        self.remote, self.order = remote, order
        self.folder = order.work / hashlib.sha256(remote.encode()).hexdigest()[:16]
        self.environment = {name: value for name, value in os.environ.items() if name not in NOT_PASSED}
        self.environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1"}
        self.environment |= {"ROLLOUT_REMOTE": remote, "ROLLOUT_BRANCH": order.branch}
        # What programs keep for one project, here of a clone that is gone in a moment, goes with the clones.
        self.environment["XDG_STATE_HOME"] = str(order.work / "state")

    def git(self, *arguments: str, text: str = "") -> str:
        """Return what git prints. Raises RolloutError if it fails."""
        settings = [word for each in (*SETTINGS, f"remote.origin.url={self.remote}") for word in ("-c", each)]
        return self.run(["git", *settings, *arguments], text).strip("\n")

    def run(self, command: Sequence[str], text: str = "") -> str:
        """Return what a program prints. Raises RolloutError if it fails, or if it takes too long."""
        process = subprocess.Popen(  # noqa: S603 - git, or the command that was typed
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            out, err = process.communicate(text.encode(), self.order.timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise RolloutError(f"{command[0]} took more than {self.order.timeout:g} s") from None
        if process.returncode:
            said = (err or out).decode(errors="replace").strip().splitlines()
            raise RolloutError("\n".join([f"{command[0]} ended with {process.returncode}", *said[-8:]]))
        return out.decode(errors="surrogateescape")

    def fetch(self) -> tuple[str, str]:
        """Fetch and check out the default branch; return its commit and that of our branch, which may be empty."""
        self.remove()
        self.folder.mkdir(parents=True)
        ours = f"refs/heads/{self.order.branch}"
        self.git("init", "--quiet", "--template=")
        wanted = ("+HEAD:refs/rollout/base", f"+{ours}*:refs/rollout/branch/{self.order.branch}*")
        self.git("fetch", "--quiet", "--no-tags", "--depth=2", "origin", *wanted)
        self.git("checkout", "--quiet", "--detach", "refs/rollout/base")
        found = self.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/rollout")
        refs = dict(line.rsplit(" ", 1) for line in found.splitlines())
        return refs["refs/rollout/base"], refs.get(f"refs/rollout/branch/{self.order.branch}", "")

    def changed(self) -> dict[str, tuple[int, int] | None]:
        """Return the paths that git sees as changed, each with its time and size, None if it is gone."""
        listed = self.git("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames").split("\0")
        return {line[3:]: _stamp(self.folder / line[3:]) for line in listed if line}

    def commit(self, base: str, paths: Sequence[str]) -> str:
        """Commit these paths on the base; return the commit."""
        self.git("add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", text="\0".join(paths))
        message = f"{self.order.message}\n\n{MARK}{base}\n"
        self.git("commit", "--quiet", "--no-verify", "--cleanup=verbatim", "--file=-", text=message)
        return (self.folder / ".git" / "HEAD").read_text().strip()  # it is detached

    def is_ours(self, commit: str) -> bool:
        """Say whether a commit is one of an earlier run, as it was made then: same committer, same parent."""
        # any part may be empty, so the dots keep the first and the last line
        committer, parents, message = self.git("log", "-1", "--format=.%ce%n%P%n%B.", commit).split("\n", 2)
        mine = self.git("var", "GIT_COMMITTER_IDENT").rpartition("<")[2].partition(">")[0]
        return committer == f".{mine}" and message[:-1].rstrip("\n").rpartition("\n")[2] == f"{MARK}{parents}"

    def difference(self, commit: str) -> list[str]:
        """Return the files that a commit changes, with mode and content before and after it."""
        return self.git("diff-tree", "--root", "--no-commit-id", "-r", "-z", "--no-renames", commit).split("\0")

    def is_default_branch(self) -> bool:
        """Say whether our branch is the one that the remote checks out."""
        return f"ref: refs/heads/{self.order.branch}\t" in self.git("ls-remote", "--symref", "origin", "HEAD")

    def push(self, commit: str, before: str) -> None:
        """Put the branch on a commit, unless somebody moved it since it was fetched."""
        ours = f"refs/heads/{self.order.branch}"
        self.git("push", "--quiet", "--no-verify", f"--force-with-lease={ours}:{before}", "origin", f"{commit}:{ours}")

    def remove(self) -> None:
        """Remove the clone."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _stamp(file: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        found = file.lstat()
        return found.st_mtime_ns, found.st_size
    return None


def roll_out(remote: str, order: Order) -> Outcome:
    """Do the order in one repository; return what happened."""
    clone = Clone(remote, order)
    try:
        return _roll_out(clone, order)
    except (RolloutError, OSError) as error:
        return Outcome(remote, FAILED, text=str(error))
    finally:
        clone.remove()


def _roll_out(clone: Clone, order: Order) -> Outcome:
    base, before = clone.fetch()
    if before == base and clone.is_default_branch():
        raise RolloutError(f"{order.branch} is the default branch; name another one with --branch")
    dirty = clone.changed()  # what git shows as changed in a fresh clone, such as line ends, is no work of the command
    clone.run(order.command)
    paths = tuple(sorted(path for path, stamp in clone.changed().items() if dirty.get(path, ()) != stamp))
    if not paths:
        return Outcome(clone.remote, UNCHANGED)
    commit = clone.commit(base, paths)
    if before and clone.difference(before) == clone.difference(commit):
        outcome = Outcome(clone.remote, SAME, before, paths)
    elif before and not clone.is_ours(before):
        return Outcome(clone.remote, FOREIGN, before, paths, f"{order.branch} has commits of somebody else")
    elif order.dry_run:
        return Outcome(clone.remote, WOULD_PUSH, "", paths)
    else:
        clone.push(commit, before)
        outcome = Outcome(clone.remote, PUSHED, commit, paths)
    if order.then and not order.dry_run:
        clone.git("config", "remote.origin.url", clone.remote)
        clone.run(["sh", "-c", order.then])
    return outcome


def read_remotes(lines: Iterator[str]) -> list[str]:
    """Return the remotes of a list, one a line, each once; `#` starts a comment line. Raises SystemExit."""
    found = dict.fromkeys(line.strip() for line in lines)
    remotes = [each for each in found if each and not each.startswith("#")]
    wrong = [each for each in remotes if each.startswith("-") or not each.isprintable()]
    if wrong:
        raise SystemExit(f"rollout: no remote: {wrong[0]!r}")
    return remotes


@contextlib.contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder for the clones, and remove those that killed runs left. Raises SystemExit for two at a time.

    It is a new one, as a command that outlived a killed run may still write into its own.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"rollout: another one works in {parent}") from None
        for left in parent.glob("run-*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent.resolve()))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def tell(outcome: Outcome, report: TextIO | None) -> None:
    """Print what happened to a repository, and add it to the report."""
    print(shown(f"{outcome.state:<11}{len(outcome.paths):>5} files  {outcome.remote}"), flush=True)
    if outcome.text:
        print(shown("  " + outcome.text.replace("\n", "\n  ")), flush=True)
    if report is not None:
        print(json.dumps(dataclasses.asdict(outcome)), file=report, flush=True)


def shown(text: str) -> str:
    """Return text that cannot steer a terminal."""
    return "".join(each if each.isprintable() or each == "\n" else repr(each)[1:-1] for each in text)


def arguments() -> argparse.ArgumentParser:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="rollout.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("remotes", type=argparse.FileType(), help="a file with a URL a line; - for the standard input")
    parser.add_argument("--branch", required=True, help="the branch to push to")
    parser.add_argument("--message", required=True, help="the message of the commits")
    parser.add_argument("--then", default="", metavar="SHELL", help="run in each clone whose branch has the change")
    parser.add_argument("--jobs", type=int, default=4, help="repositories at the same time (4)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for a command or a git (600)")
    parser.add_argument("--work", type=Path, default=Path(".rollout"), help="the folder for the clones (.rollout)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write a JSON line for each repository")
    parser.add_argument("--dry-run", action="store_true", help="push nothing")
    parser.add_argument("command", nargs="+", help="the command, after --")
    return parser


def checked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Return the command line. Stops with exit code 2 for one that would fail in each repository."""
    given = parser.parse_args()
    name = subprocess.run(["git", "check-ref-format", f"refs/heads/{given.branch}"], check=False)  # noqa: S603, S607
    wrong = {
        f"this is no name of a branch: {given.branch!r}": name.returncode or given.branch.startswith(("-", "refs/")),
        "the message is empty": not given.message.strip(),
        "--jobs and --timeout have to be more than 0": given.jobs < 1 or not given.timeout > 0,
        f"the folder of {given.report} does not exist": given.report and not given.report.parent.is_dir(),
        f"there is no program {given.command[0]!r} that you may run": shutil.which(given.command[0]) is None,
    }
    for message in (each for each, is_so in wrong.items() if is_so):
        parser.error(message)
    return given


def main() -> int:
    """Roll out; return 1 if a repository needs somebody."""
    given = checked(arguments())
    given.remotes.reconfigure(errors="surrogateescape")
    command = [str(Path(str(shutil.which(given.command[0]))).absolute()), *given.command[1:]]
    counts = Counter[str]()
    with work_folder(given.work) as work, ThreadPoolExecutor(given.jobs) as pool:
        order = Order(given.branch, given.message, command, given.then, work, given.timeout, given.dry_run)
        report = given.report.open("w") if given.report else None
        for done in as_completed([pool.submit(roll_out, remote, order) for remote in read_remotes(given.remotes)]):
            counts[done.result().state] += 1
            tell(done.result(), report)
    print(", ".join(f"{counts[state]} {state}" for state in sorted(counts)) or "no repositories")
    return int(any(counts[state] for state in NEEDS_SOMEBODY))


if __name__ == "__main__":
    sys.exit(main())
