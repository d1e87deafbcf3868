"""Building sdist and wheel of a commit twice, in places that differ in everything that should not matter."""

# ruff: noqa: S603, S607 - git, tar and python, with arguments of our own
from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release.address import REF, REPOSITORY

ROOT = Path(__file__).parent.parent.parent
MADE = frozenset({"PKG-INFO"})
"""What an sdist holds beyond the files of the commit."""


class UnequalError(Exception):
    """Two builds of one commit differ, or hold something else than they should; the text says what."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place to build in. `umask`, zone, locale and hash seed must not show in what is built."""

    folder: Path
    umask: int
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """The commit that is built: its hash, its time in seconds since 1970, and the address that the README names."""

    commit: str
    time: int
    repository: str
    ref: str

    @property
    def variables(self) -> dict[str, str]:
        """Return what a build gets of it in its environment."""
        found = {"SOURCE_DATE_EPOCH": f"{self.time}"}
        return found | ({REPOSITORY: self.repository, REF: self.ref} if self.repository else {})


def source_of(repository: str, ref: str) -> Source:
    """Return the commit that is checked out. Raises UnequalError when files differ from it."""
    if changed := _git("status", "--porcelain", "--untracked-files=no"):
        raise UnequalError(f"commit first: a release is built from a commit, and these differ from it:\n{changed}")
    commit, time = _git("log", "-1", "--format=%H %ct").split()
    return Source(commit, int(time), repository, ref or commit)


def build_twice(source: Source, folder: Path) -> Sequence[Path]:
    """Build in two unlike places; return sdist and wheel of the first.

    Raises UnequalError when one byte differs, when the wheel of the sdist is not the wheel of the checkout, or when
    the sdist does not hold exactly the files of the commit.
    """
    places = (
        Surroundings(folder / "first", 0o022, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}),
        Surroundings(folder / "a second place", 0o077, {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2"}),
    )
    first, second = (built_in(place, source) for place in places)
    for one, other in zip(first, second, strict=True):
        if one.name != other.name or one.read_bytes() != other.read_bytes():
            raise UnequalError(
                f"two builds of {one.name} differ: {', '.join(_differing(one, other)) or 'in their form'}"
            )
    check_contents(first[0], _git("ls-tree", "-r", "-z", "--name-only", source.commit).split("\0"))
    direct = _build(places[0], source, "--wheel", "direct")
    if direct.read_bytes() != first[1].read_bytes():
        raise UnequalError(f"the wheel of the sdist is another one: {', '.join(_differing(direct, first[1]))}")
    return first


def built_in(place: Surroundings, source: Source) -> list[Path]:
    """Check the commit out into a place and build the sdist, and the wheel from the sdist; return both."""
    checkout = place.folder / "checkout"
    checkout.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", source.commit], cwd=ROOT, check=True, capture_output=True)
    # -m: the time of now, so that times differ between both; the mode of each file is what the umask leaves of it.
    unpack = ["tar", "-x", "-m", "--no-same-permissions", "-C", str(checkout)]
    subprocess.run(unpack, input=archive.stdout, check=True, umask=place.umask)
    _build(place, source, "", "dist")
    return sorted((place.folder / "dist").iterdir(), key=lambda file: file.suffix == ".whl")


def _build(place: Surroundings, source: Source, what: str, to: str) -> Path:
    """Build into a folder of the place; return the file that was made last."""
    target = place.folder / to
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target)]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, **place.variables, **source.variables}
    done = subprocess.run(
        [*command, *([what] if what else []), str(place.folder / "checkout")],
        env=environment,
        umask=place.umask,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnequalError(f"the build failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return max(target.iterdir(), key=lambda file: file.stat().st_mtime_ns)


def check_contents(sdist: Path, tracked: Sequence[str]) -> None:
    """Check that an sdist holds exactly the tracked files. Raises UnequalError."""
    held = {name.partition("/")[2] for name in members(sdist)}
    wanted = {name for name in tracked if name} | MADE
    if held != wanted:
        missing, more = sorted(wanted - held), sorted(held - wanted)
        raise UnequalError(f"the sdist lacks {missing[:5]} and holds {more[:5]} beside the commit")


def members(archive: Path) -> dict[str, bytes]:
    """Return the files in an sdist or a wheel, and in this order."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as sdist:
        return {entry.name: _bytes_of(sdist, entry) for entry in sdist if entry.isfile()}


def _bytes_of(sdist: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = sdist.extractfile(entry)
    return file.read() if file else b""


def _differing(one: Path, other: Path) -> Iterator[str]:
    mine, theirs = members(one), members(other)
    for name in sorted(mine.keys() | theirs.keys()):
        if mine.get(name) != theirs.get(name):
            yield name


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
