"""What a package says of itself: from `package:` in aiwg.yaml, and from git where that says nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiwg.artifact.ids import ID
from aiwg.core.dataclass import dataclass
from aiwg.fs.git import GitUnavailableError, repository_of

_ADDRESS = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[\w.-]+)(?::\d+)?/|(?:[\w.-]+@)?(?P<short>[\w.-]+):(?!//))"
    r"(?P<path>[\w.~/-]+?)(?:\.git)?/?\Z"
)
"""The address of a remote repository; a user name and a password in it are left out."""

_NO_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class PackageDetails:
    """What is said of all packages of a project. `values` are by the names that manifests are made from."""

    name: str
    values: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Return the version of all packages, empty where only the content counts."""
        return str(self.values.get("version", ""))

    def of_package(self, name: str, description: str, source: str) -> dict[str, Any]:
        """Return what the manifest of one package is made from; `source` is its folder, seen from the index."""
        own = {"name": name, "display_name": _displayed(name), "source": f"./{source}"}
        return {**self.values, **own, "description": description or self.values.get("description", "")}

    def of_index(self) -> dict[str, Any]:
        """Return what the list of all packages is made from."""
        return {**self.values, "name": self.name, "owner": self.values["author"]}


def package_details(project: Path, said: Mapping[str, Any]) -> PackageDetails:
    """Return what is said of the packages of a project. `said` is what aiwg.yaml says under `package`.

    The address of the repository is that of git's origin, without a user and a password. Without an author the owner
    of the repository stands for one, else the name itself.
    """
    address = said.get("repository") or _origin(project)
    owner, _, repository = address.rpartition("/")
    name = said.get("name") or _as_id(repository) or _as_id(os.path.basename(os.path.realpath(project))) or "packages"
    author = said.get("author") or owner.rpartition("/")[2] or name
    person = {"name": author} if isinstance(author, str) else author
    values = {
        "author": person,
        "author_name": person.get("name"),
        "author_email": person.get("email"),
        "description": said.get("description") or f"AI context of {name}",
        "repository": address,
        **{key: said[key] for key in ("license", "keywords", "homepage", "version") if key in said},
    }
    return PackageDetails(name, {key: value for key, value in values.items() if value})


def is_package_name(name: str) -> bool:
    """Say whether every client takes a name for a package."""
    return ID.match(name) is not None


def _origin(project: Path) -> str:
    """Return the address of git's origin as a browser takes it, empty when there is none or it is a folder."""
    git = repository_of(project)
    try:
        found = _ADDRESS.match(git.line("config", "--get", "remote.origin.url")) if git else None
    except GitUnavailableError:
        return ""
    return f"https://{found['host'] or found['short']}/{found['path'].strip('/')}" if found else ""


def _as_id(name: str) -> str:
    return _NO_ID.sub("-", name.lower()).strip("-")[:64].rstrip("-")


def _displayed(name: str) -> str:
    return " ".join(part.capitalize() for part in name.split("-"))
