"""Whatever a person or a tool does to deployed files: reconcile ends with a report, and takes no restriction away."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from aiwg.source.load import load_source
from tests.amount import times
from tests.conftest import EVERYTHING, Deployer
from tests.importing.helping import approve, reconciled

INSERTED = (
    b"---\n", b'"', b"}", b"[", b"\n\n", b"Edited ", b"# x\n", b"<!-- aiwg:end -->\n", b"key: value\n", b'"x": 1,\n',
    b"\r\n", b"\xff", b"deny", b"false", b"true", b"tools: [bash]\n", b"allow",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(times(1)))
def test_damage_is_reported_and_takes_no_restriction_away(
    seed: int, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files that are cut, doubled, shuffled or gone give no traceback, a sound source, and every edit a reason."""
    dice, platforms = Random(seed), ("claude", "codex")
    (project / "aiwg.yaml").write_text("sources: [project]\naccept_freer: [claude, codex]\n")
    shutil.copytree(EVERYTHING, project / ".aiwg")
    approve(project)
    planned = Deployer(project).deploy(*platforms, source=None, accept_freer=True)
    files = sorted(project / output.path for output in planned.outputs)
    before = set(restrictions(project))
    for _ in range(3):
        for file in dice.sample(files, 3):
            damage(file, dice)
        report = reconciled(capsys, project, prefer_edits=dice.random() < 0.5)
        assert before <= set(restrictions(project))
        assert all(each["whole"] or each["respelled"] or each["reason"] for each in report["edits"])
        assert all(each["hint"] for each in report["edits"] if each["reason"])
        assert not Deployer(project).plan(source=None, accept_freer=True).refused


def damage(file: Path, dice: Random) -> None:
    """Change a file as an accident would."""
    data = bytearray(file.read_bytes() if file.exists() else b"")
    lines, how = data.split(b"\n"), dice.randrange(6)
    at = dice.randrange(len(lines))
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, lines[dice.randrange(len(lines))])
    elif how == 2:
        lines[at] = lines[at].replace(b"false", b"true").replace(b"deny", b"allow").replace(b"Read", b"Write")
    elif how == 3:
        lines[at : at + 2] = reversed(lines[at : at + 2])
    data = bytearray(b"\n".join(lines))
    if how == 4:
        place = dice.randrange(len(data) + 1)
        data[place:place] = dice.choice(INSERTED)
    if how == 5 and dice.random() < 0.3:
        file.unlink(missing_ok=True)
    else:
        file.write_bytes(data)


def restrictions(project: Path) -> Iterable[str]:
    """Yield what the source forbids, asks about or hides."""
    for artifact in load_source(project / ".aiwg", "project", ".aiwg").artifacts:
        if artifact.kind == "permission" and artifact.fields["effect"] != "allow":
            yield f"{artifact.id} {artifact.include} {artifact.exclude}"
        if artifact.kind == "ignore":
            yield from (f"ignore {line}" for line in artifact.body.splitlines() if not line.startswith("#"))
        if artifact.fields.get("enabled") is False:
            yield f"{artifact.key} is off"
        if artifact.fields.get("access") == "read":
            yield f"{artifact.key} reads"
