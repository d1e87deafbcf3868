"""Settings for administrators in real clients: staged by aiwg, copied to the machine's folder, obeyed there.

Each client runs in a mount namespace of its own, with a copy of /etc that only it sees.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aiwg.adapter.package_target import managed_targets
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import serving
from tests.conformance.room import SYSTEM_PATH, Room
from tests.conformance.table import Client
from tests.conftest import put

TARGETS = {"claude": "claude-managed", "codex": "codex-managed"}
ON_ITS_OWN_MACHINE = """
set -e
mkdir -p "$TMPDIR/etc" && mount -t tmpfs tmpfs "$TMPDIR/etc" && mkdir "$TMPDIR/etc/up" "$TMPDIR/etc/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$TMPDIR/etc/up,workdir=$TMPDIR/etc/work" /etc
[ -z "$1" ] || { mkdir -p "$2" && cp -R "$1/." "$2/"; }
shift 2
exec "$@"
"""
WORD = "WORD-OF-THE-ADMINISTRATOR"


def staged(room: Room, target: str) -> Path:
    """Return the folder with the settings that aiwg makes for a client: a command that is denied, a text, a hook."""
    source = room.folder / "company"
    put(source / ".aiwg/permissions.yaml", 'deny: ["bash(touch *)"]\n')
    put(source / ".aiwg/instructions.md", f"Say {WORD}.\n")
    hook = f"{{id: told, event: session_start, command: 'echo {WORD} >> {room.marks}'}}"
    put(source / ".aiwg/hooks.yaml", f"hooks: [{hook}]\n")
    put(source / "aiwg.yaml", "package: {name: company}\n")
    environment = {"HOME": str(room.home), "PATH": SYSTEM_PATH}
    for command in (["trust", "--yes"], ["package", target, "--managed", "staged", "--system", "linux", "--json"]):
        line = [sys.executable, "-m", "aiwg", *command]
        done = subprocess.run(line, cwd=source, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    (package,) = json.loads(done.stdout)["packages"]
    return source / "staged" / str(package["folder"])


def asked(room: Room, settings: Path | None, place: str) -> list[str]:
    """Run the client on a machine with these settings, have it run a command, and return what it sent."""
    calls = room.filled(room.client.provoke["shell"], command="touch made")["call"]
    prompt = room.client.hello + "".join(directive(tools, arguments) for tools, arguments in calls.items())
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        room.settle()
        line = ["unshare", "--mount", "sh", "-c", ON_ITS_OWN_MACHINE, "sh", str(settings or ""), place]
        step = room.run([*line, *room.filled(room.client.ask, prompt=prompt)])
    assert model.requests, step
    return [request.text for request in model.requests]


@pytest.mark.parametrize("is_managed", [True, False], ids=["managed", "not-managed"])
def test_the_client_obeys_the_settings_of_the_machine(client: Client, is_managed: bool, tmp_path: Path) -> None:
    """With the staged files in its folder a client does not run what they deny; without them it does."""
    if client.name not in TARGETS:
        pytest.skip("not among the clients that are tried with settings of the machine")
    if os.geteuid() != 0:
        pytest.skip("only root can give a client an /etc of its own")
    target = managed_targets("linux")[TARGETS[client.name]]
    room = Room(client, tmp_path / "room", "project")
    room.furnish()
    sent = asked(room, staged(room, target.id) if is_managed else None, target.managed)
    assert (room.project / "made").exists() is not is_managed
    if client.name == "claude":
        assert any(WORD in text for text in sent) is is_managed
        assert (WORD in room.marks.read_text()) is is_managed
