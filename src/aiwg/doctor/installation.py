"""aiwg itself: whether it is whole, and what it runs on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from aiwg import __version__
from aiwg.adapter.installed import installed_platforms
from aiwg.artifact.kinds import FOLDERS
from aiwg.core.errors import UserError
from aiwg.core.read import read_whole
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, OK, Finding, Rule
from aiwg.fs import resources

INCOMPLETE = Rule(
    "installation-incomplete", ERROR, "a part of aiwg is missing", "Someone removed it after aiwg was installed."
)
PACKAGE = Rule(
    "package-broken",
    ERROR,
    "aiwg cannot load a package that offers platforms",
    "Every command fails with the same error.",
)
PYTHON = Rule("python-old", ERROR, "Python is older than aiwg needs", "Commands may fail at any time.")
VERSION = Rule("version", OK, "the versions of aiwg and Python", "Include them when you report a problem.")
RULES = (INCOMPLETE, PACKAGE, PYTHON, VERSION)

NEEDED = (3, 11)
PARTS = tuple(kind.single or folder for folder, kind in FOLDERS.items() if kind.bundled)


def check_version(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the versions, and that Python is too old."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield found(VERSION, f"aiwg {__version__} on Python {python}")
    if sys.version_info < NEEDED:
        yield found(PYTHON, f"Python {python}; aiwg needs {NEEDED[0]}.{NEEDED[1]}", hint="install a newer one")


def check_bundle(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what is missing of what ships with aiwg."""
    platforms, source = Path(resources.platforms_folder()), Path(resources.source_folder())
    missing = [source / part for part in PARTS if not (source / part).exists()]
    if not any(platforms.glob("*/platform.yaml")):
        missing.append(platforms)
    for path in missing:
        yield found(INCOMPLETE, "is missing", os.fspath(path), hint="install aiwg again")
    try:
        resources.hook_runner()
    except OSError as error:
        yield found(INCOMPLETE, "is missing", str(error.filename), hint="install aiwg again")


def check_packages(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the packages that offer platforms and cannot be loaded."""
    try:
        for folder, _ in installed_platforms():
            if not folder.is_dir():
                yield found(PACKAGE, "a package offers platforms in a folder that is missing", os.fspath(folder))
    except UserError as error:
        yield found(PACKAGE, error.message.rstrip("."), hint=error.hint)


def check_completion(subject: InspectedScope) -> Iterator[Finding]:
    """Skip with a word on completion where the shell's own file does not ask for it: it is no defect."""
    shell = os.path.basename(os.environ.get("SHELL", ""))
    files = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
    if shell not in files or not subject.environment.home:
        raise CheckSkippedError("aiwg does not know your shell")
    try:
        text = read_whole(Path(subject.environment.home, files[shell])).decode("utf-8", "replace")
    except OSError:
        text = ""
    if "aiwg completion" not in text:
        raise CheckSkippedError(f"not set up for {shell}: aiwg completion {shell}")
    return iter(())


CHECKS = (
    Check("version", "the versions are known", check_version),
    Check("bundle", "no part of aiwg is missing", check_bundle),
    Check("packages", "aiwg can load all packages that offer platforms", check_packages),
    Check("completion", "the shell completes aiwg's commands", check_completion),
)
