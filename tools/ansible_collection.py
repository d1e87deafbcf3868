"""Build the Ansible collection into a folder: `python tools/ansible_collection.py ANSIBLE_GALAXY FOLDER`.

`ansible-galaxy collection build` stamps the time of the build into the archive. Here the archive is packed again
without times, so that the same files always make the same bytes. `manifest` in galaxy.yml sorts the list of files.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

COLLECTION = Path(__file__).parents[1] / "integrations" / "ansible"
TIME = 315532800
"""1980-01-01, in seconds: the first time that zip archives can hold, which other reproducible builds use too."""


def build(galaxy: Path, folder: Path) -> Path:
    """Build the archive with `ansible-galaxy`, and return its path in the folder.

    Raises CalledProcessError when `ansible-galaxy` fails.
    """
    with tempfile.TemporaryDirectory() as made:
        line: list[str | Path] = [galaxy, "collection", "build", COLLECTION, "--output-path", made]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # the program that make installed
        (archive,) = Path(made).glob("*.tar.gz")
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / archive.name
        _pack_again(archive, target)
    return target


def _pack_again(archive: Path, target: Path) -> None:
    """Write the archive's members in the order of their names, with fixed times and owners."""
    with (
        tarfile.open(archive) as old,
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=TIME) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda each: each.name):
            member.mtime, member.pax_headers = TIME, {}
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            new.addfile(member, old.extractfile(member) if member.isfile() else None)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))
