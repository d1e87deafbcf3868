"""The user's own record of consents: per project, what was allowed as it was then."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from aiwg.core.read import read_whole
from aiwg.fs.user_folders import user_path
from aiwg.trust.policy.places import is_own_state

REVOKED = "revoked/"
"""What the keys of consents begin with that were taken back: they let aiwg take away what it wrote by them."""


def trust_file() -> Path:
    """Return the file that holds the user's consents."""
    return Path(user_path("state"), "trust.json")


def read_consents(project: Path) -> dict[str, str]:
    """Return the consented hashes of a project by artifact key; nothing when the file cannot be read.

    A file that the environment moved into the project's repository may have come with it: it says nothing either.
    """
    file = trust_file()
    if not is_own_state(os.fspath(file), project):
        return {}
    try:
        content = json.loads(read_whole(file).decode("utf-8"))
        found = content["projects"].get(os.path.realpath(project), {})
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return {}


def write_consents(project: Path, consents: Mapping[str, str]) -> None:
    """Replace the consents of a project; an empty mapping revokes them all."""
    file = trust_file()
    try:
        projects = dict(json.loads(read_whole(file).decode("utf-8"))["projects"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        projects = {}
    projects[os.path.realpath(project)] = dict(sorted(consents.items()))
    projects = {path: found for path, found in sorted(projects.items()) if found}
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    text = json.dumps({"schema": "aiwg.trust/1", "projects": projects}, indent=1) + "\n"
    temporary.write_text(text, encoding="utf-8")
    temporary.chmod(0o600)
    _sync(temporary)
    temporary.rename(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    """Make a file or the names in a folder durable: a consent that is given survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
