"""Damaged manifests and lists of packages: no run breaks on one, and what somebody else changed there stays."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.core.errors import Exit
from tests.amount import times
from tests.packaging.conftest import TARGETS, Packager

DEEP = b'{"plugins": ' + b"[" * 5000 + b"]" * 5000 + b"}"
VALUES: tuple[object, ...] = (None, 7, "x", [], {}, [[]], {"name": {}}, "../../out", "\u0000", True)


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes of a JSON file with one damage: cut, a bit, other bytes, a wrong value, or too deep."""
    kind = dice.randrange(6)
    if kind == 0:
        return data[: dice.randrange(len(data))]
    if kind == 1:
        place = dice.randrange(len(data))
        return data[:place] + bytes([data[place] ^ (1 << dice.randrange(8))]) + data[place + 1 :]
    if kind == 2:
        return bytes(dice.randrange(256) for _ in range(dice.randrange(80)))
    if kind == 3:
        return DEEP
    value = json.loads(data)
    key = dice.choice(sorted(value)) if isinstance(value, dict) and value else None
    if kind == 4 and key is not None:
        value[key] = dice.choice(VALUES)
    else:
        value = dice.choice(VALUES)
    return json.dumps(value).encode()


@pytest.mark.parametrize("seed", range(times(12)))
def test_a_damaged_document_stays_or_is_mended_and_breaks_nothing(
    seed: int, docs: Packager, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Packaging onto damaged files ends with an exit code and a message, and never removes another key or file."""
    dice = random.Random(seed)
    assert docs.aiwg(*TARGETS) == 0
    theirs = docs.out / "plugins/theirs/.claude-plugin/plugin.json"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(damaged(b'{"name": "theirs"}', dice))
    before = theirs.read_bytes()
    found = sorted(path for path in docs.out.rglob("*.json") if path != theirs)
    for path in dice.sample(found, 3):
        path.write_bytes(damaged(path.read_bytes(), dice))
    for more in ((), ("--check",), ("--force",)):
        code = docs.aiwg(*TARGETS, *more)
        assert code in {int(each) for each in Exit} - {int(Exit.INTERRUPTED)}
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert code == 0 or said.out + said.err
    assert theirs.read_bytes() == before
    shutil.copytree(docs.out, tmp_path / "read")
    for tree in (tmp_path / "read", *(tmp_path / "read/plugins").iterdir()):
        code = run(["import", "--from", str(tree), "--dry-run", "--project", str(docs.project)])
        assert code in {int(each) for each in Exit} - {int(Exit.INTERRUPTED)}
        assert "Traceback" not in capsys.readouterr().err
