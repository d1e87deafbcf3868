"""The registries of clients, asked through the ordinary npm and pip: versions, and the files of a package."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

LARGEST = 1 << 30
"""Bytes of one file that are looked at: some programs have 400 million."""


class RegistryError(Exception):
    """A registry does not have a package or a version, or cannot be asked."""


class PackageRegistry(Protocol):
    """What is asked of a registry."""

    def newest(self, name: str) -> str:
        """Return the newest version of a package. Raises RegistryError."""

    def archive(self, name: str, version: str) -> bytes:
        """Return a package as it is published. Raises RegistryError."""


@dataclass(frozen=True, slots=True)
class Npm:
    """The npm registry that this machine is set up for."""

    def newest(self, name: str) -> str:
        """Return the version under the tag `latest`. Raises RegistryError."""
        version = json.loads(_output(["npm", "view", name, "version", "--json"]) or "null")
        if not isinstance(version, str):
            raise RegistryError(f"npm has no {name}")
        return version

    def archive(self, name: str, version: str) -> bytes:
        """Return the tarball of a version. Raises RegistryError."""
        with TemporaryDirectory() as folder:
            _output(["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", folder])
            return _only_file(folder)


@dataclass(frozen=True, slots=True)
class Pypi:
    """The Python package index that this machine is set up for."""

    def newest(self, name: str) -> str:
        """Return the newest version that pip would install. Raises RegistryError."""
        said = _output([sys.executable, "-m", "pip", "index", "versions", name])
        first = said.partition("(")[2].partition(")")[0]
        if not first:
            raise RegistryError(f"pip finds no {name}")
        return first

    def archive(self, name: str, version: str) -> bytes:
        """Return the wheel or the source archive of a version. Raises RegistryError."""
        with TemporaryDirectory() as folder:
            _output([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, f"{name}=={version}"])
            return _only_file(folder)


def files_in(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each regular file of a tarball or a wheel; nothing is written to the disk."""
    if archive[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
            for entry in wheel.infolist():
                if not entry.is_dir() and entry.file_size <= LARGEST:
                    yield entry.filename, wheel.read(entry)
        return
    with tarfile.open(fileobj=io.BytesIO(archive)) as tarball:
        for member in tarball:
            content = tarball.extractfile(member) if member.isfile() and member.size <= LARGEST else None
            if content is not None:
                yield member.name, content.read()


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)  # noqa: S603  # no shell, names from adapters
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RegistryError(f"{command[0]} cannot be run: {error}") from error
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise RegistryError(f"{'pip' if 'pip' in command else command[0]}: {last[0]}")
    return done.stdout


def _only_file(folder: str) -> bytes:
    found = sorted(path for path in Path(folder).iterdir() if path.is_file())
    if len(found) != 1:
        raise RegistryError(f"expected one archive, found {len(found)}")
    return found[0].read_bytes()
