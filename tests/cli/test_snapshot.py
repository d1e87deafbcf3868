"""What a run that left nothing to do remembers: damaged, or written otherwise, it answers nothing."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.fs import sealed
from aiwg.noop_cache import syncs
from tests.cli.conftest import Runner
from tests.cli.test_sync import settled as settled


def kept(home: Path) -> Path:
    """Return the folder of what is kept of the only project."""
    (folder,) = (home / ".local/state/aiwg/projects").iterdir()
    return folder


def block(content: dict[str, str] | int) -> bytes:
    """Return a value as it stands in a snapshot."""
    data = marshal.dumps(content)
    return len(data).to_bytes(syncs.LENGTH_BYTES, "big") + data


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[:-9],
    "a length too large": lambda data: b"\xff\xff\xff\xff" + data[4:],
    "no marshal": lambda data: b"\0\0\0\x04{{{{",
    "another version": lambda data: block({"schema": "aiwg.snapshot/4"}) + data,
    "no mapping": lambda data: block(1) + data,
    "nothing": lambda data: b"",
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_snapshot_counts_as_none(
    aiwg: Runner, settled: Path, home: Path, damage: Callable[[bytes], bytes]
) -> None:
    """What is not a whole snapshot of this version answers nothing, even if its seal holds."""
    aiwg("sync")
    assert syncs.unchanged(["sync"]) is not None
    file, place = kept(home) / syncs.FILE, str(settled.resolve())
    whole = file.read_bytes()
    secret = sealed.read_secret(str(home / ".local/state/aiwg"))
    assert secret is not None
    data = damage(whole[sealed.Sealing.room :])
    file.write_bytes(sealed.sealed(data, syncs.SEALED_AS, place, secret))
    assert syncs.unchanged(["sync"]) is None
    assert syncs.mark_of_last_run(place) == b""
    for sealed_otherwise in (whole.swapcase(), sealed.sealed(whole[33:], syncs.SEALED_AS, place, bytes(32)), whole[:9]):
        file.write_bytes(sealed_otherwise)
        assert syncs.unchanged(["sync"]) is None
    aiwg("sync")
    assert syncs.unchanged(["sync"]) is not None


@pytest.mark.parametrize("command", ["sync", "remove"])
def test_an_earlier_snapshot_goes(aiwg: Runner, settled: Path, home: Path, command: str) -> None:
    """The file of an earlier build is deleted with the next one that is written, and with the last file of aiwg's."""
    earlier = kept(home) / "snapshot.json"
    earlier.write_text("{}")
    aiwg(command)
    assert not earlier.exists()
