#!/usr/bin/env python3
"""Reminds of a decision record after the edit of a file in which costly choices hide.

usage: remind.py                with what a hook is told, one JSON object, on standard input
       remind.py --path PATH    about one file of the project in the current folder
exit:  0 nothing to say, 2 a reminder on standard error, 1 the input could not be read

That a session was reminded is remembered by an empty file in the folder for temporary files. Needs Python 3.7; asks
git, where it is there, whether a record changed already.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

LIMIT = 8 * 1024 * 1024
RECORDS = ("docs/adr", "doc/adr", "docs/adrs", "docs/decisions", "docs/architecture/decisions",
           "doc/architecture/decisions", "adr", ".aiwg/architecture")  # fmt: skip
KINDS = (
    (
        "says what the project depends on",
        r"(?:package\.json|pyproject\.toml|requirements[\w.-]*\.(?:txt|in)|go\.mod|Cargo\.toml|pom\.xml|Gemfile|"
        r"build\.gradle(?:\.kts)?|composer\.json|[\w.-]+\.csproj|mix\.exs|pubspec\.yaml)$",
    ),
    ("shapes the data", r"(?:migrations?|alembic/versions|db/migrate)/.+|schema\.(?:sql|prisma|rb)$"),
    (
        "is an interface that others depend on",
        r"(?:openapi|swagger)[\w.-]*\.(?:ya?ml|json)$|[^/]*\.(?:proto|graphql|avsc)$",
    ),
    (
        "says how the project is built and run",
        r"(?:Dockerfile|Containerfile)[\w.-]*$|(?:docker-)?compose[\w.-]*\.ya?ml$|[^/]*\.tf$|\.github/workflows/.+|"
        r"\.gitlab-ci\.yml$|Jenkinsfile$|Chart\.yaml$",
    ),
)
COMPILED = tuple((what, re.compile(r"(?:^|/)(?:" + pattern + ")")) for what, pattern in KINDS)
SKIPPED = re.compile(r"(?:^|/)(?:node_modules|vendor|third_party|\.venv|dist|build|tests?/fixtures)/")


def kind_of(path):
    """Return what a file says about the project, or None when nothing costly hides in it."""
    if SKIPPED.search(path):
        return None
    return next((what for what, pattern in COMPILED if pattern.search(path)), None)


def records_folder(project):
    """Return the folder of the project's decision records, or None."""
    return next((folder for folder in RECORDS if os.path.isdir(os.path.join(project, folder))), None)


def record_changed(project, folder):
    """Say whether a record is new or changed in the working tree; without git it cannot be told: no."""
    command = ["git", "--no-optional-locks", "status", "--porcelain", "--", folder]
    try:
        done = subprocess.run(command, cwd=project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=5)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and bool(done.stdout.strip())


def first_time(session, project, what):
    """Say whether this session was not reminded of this kind yet, and remember that it is now."""
    if not session:
        return True
    name = hashlib.sha256("\0".join((session, project, what)).encode("utf-8", "replace")).hexdigest()[:32]
    file = os.path.join(tempfile.gettempdir(), "aiwg-reminded-" + name)
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    except OSError:
        return True
    return True


def main(arguments):
    """Remind if there is reason to; return the exit status."""
    try:
        if arguments[:1] == ["--path"]:
            told = {"path": arguments[1] if arguments[1:] else None, "project": os.getcwd()}
        else:
            told = json.loads(sys.stdin.buffer.read(LIMIT).decode("utf-8", "replace"))
        path, project, session = told.get("path"), told.get("project") or os.getcwd(), told.get("session")
        if not isinstance(path, str) or not isinstance(project, str) or "\0" in path + project:
            return 0
    except (ValueError, AttributeError, RecursionError) as error:
        print("decision-reminder: could not look: {}".format(str(error)[:200]), file=sys.stderr)
        return 1
    inside = os.path.relpath(os.path.join(project, path), project).replace(os.sep, "/")
    what = None if inside.startswith("../") else kind_of(inside)
    folder = records_folder(project) if what else None
    if folder is None or record_changed(project, folder):
        return 0
    if not first_time(session if isinstance(session, str) else "", project, what):
        return 0
    shown = "".join(char if char.isprintable() else "?" for char in inside)[:200]
    print(
        "decision-reminder: {} {}.\nIf this is a choice that is costly to reverse, draft a record in {} "
        "(the adr skill). If not, go on.".format(shown, what, folder),
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
