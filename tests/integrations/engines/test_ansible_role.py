"""The role and the playbook for laptops, on a machine with /etc, /opt and /usr/local of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aiwg import __version__
from tests.conftest import put, tree
from tests.integrations.conftest import ROOT, texts_of_page
from tests.integrations.engines.hosts import RULE, SYSTEM_PATH, Fleet, Played

PYTHON = "/usr/bin/python3"
"""The Python of the system: other users may not be able to run the one of these tests."""

ON_ITS_OWN_MACHINE = """
set -e
for folder in /etc /opt /usr/local; do
  own="$1$folder"; shadow="$1/shadow$folder"
  mkdir -p "$own" "$shadow"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=$own,workdir=$shadow" "$folder"
done
shift
exec "$@"
"""
FOLDERS = ("etc", "opt", "usr/local")
HOOK = "hooks: [{id: told, event: session_start, command: 'echo told'}]\n"
SETTINGS = '{"permissions": {"deny": ["Bash(rm:*)"]}}\n'


class Machine:
    """A host with some folders of the system of its own, which last from run to run."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet, self.folder = fleet, fleet.folder / "machine"
        put(fleet.source / "hooks.yaml", HOOK)
        put(fleet.folder / "laptops.yml", texts_of_page("ansible", "Set up laptops", "yaml")[0])
        put(fleet.folder / "staged/claude-code/managed-settings.json", SETTINGS)
        self.run("useradd", "--create-home", "--home-dir", "/opt/homes/nina", "nina")

    def line(self, *flags: str) -> tuple[str, ...]:
        """Return the start of a command line that runs on this machine."""
        return ("unshare", "--mount", *flags, "sh", "-c", ON_ITS_OWN_MACHINE, "sh", str(self.folder))

    def roll_out(self, *arguments: str, flags: tuple[str, ...] = (), **variables: Any) -> Played:
        """Run the playbook of the page with some variables; `flags` are of unshare."""
        given = {
            "ansible_become_method": "su",
            "ansible_python_interpreter": PYTHON,
            "aiwg_version": __version__,
            "aiwg_python": PYTHON,
            "aiwg_managed": [{"src": str(self.fleet.folder / "staged/claude-code"), "dest": "/etc/claude-code"}],
        }
        extra = ("--extra-vars", json.dumps(given | variables))
        environment = {"PATH": SYSTEM_PATH, "ANSIBLE_PIPELINING": "true"}
        return self.fleet.play("laptops.yml", *extra, *arguments, before=self.line(*flags), **environment)

    def run(self, *line: str) -> str:
        """Run a program on this machine, and return what it printed."""
        return subprocess.run([*self.line(), *line], capture_output=True, text=True, check=False).stdout

    def files(self) -> dict[str, bytes]:
        """Return the files that differ from those of the system below it."""
        return {f"{name}/{path}": data for name in FOLDERS for path, data in tree(self.folder / name, ()).items()}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of this working copy."""
    folder = tmp_path_factory.mktemp("wheel")
    line: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(line, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def machine(tmp_path: Path, collections: Path) -> Machine:
    """Return a machine. Where none can be made the test is skipped, and with CI=true it fails."""
    made = Machine(Fleet(tmp_path, collections, 1))
    if "/opt/homes/nina" in made.run("cat", "/etc/passwd"):
        return made
    reason = "only root can give a machine an /etc of its own"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def changed(played: Played) -> list[str]:
    """Return the names of the tasks that changed something, in their order."""
    return [each["task"] for each in played.records if each["result"].get("changed")]


def test_laptops_get_aiwg_a_policy_managed_settings_and_each_home_its_files(machine: Machine, wheel: Path) -> None:
    """Check mode writes nothing, one run installs and deploys, the next changes nothing without a network."""
    before = machine.files()
    package: dict[str, Any] = {"aiwg_package": str(wheel)}
    predicted = machine.roll_out("--check", **package)
    assert predicted.code == 0, predicted.printed
    assert machine.files() == before
    assert "Deploy" in changed(predicted)

    first = machine.roll_out(**package)
    assert first.code == 0, first.printed
    assert "Deploy" in changed(first)
    files = machine.files()
    assert files["etc/claude-code/managed-settings.json"].decode() == SETTINGS
    assert files["opt/homes/nina/.claude/rules/plain-words.md"].decode() == RULE
    assert b"echo told" in files["opt/homes/nina/.claude/settings.json"]
    assert machine.run("stat", "-c", "%U", "/opt/homes/nina/.claude/rules/plain-words.md") == "nina\n"
    said = json.loads(machine.run("su", "nina", "-c", "/usr/local/bin/aiwg doctor --json --scope user"))
    assert [each["file"] for each in said["policies"]] == ["/etc/aiwg/policy.yaml"]

    again = machine.roll_out(flags=("--net",), **package)
    assert again.code == 0, again.printed
    assert changed(again) == []

    wrong = machine.roll_out(aiwg_policy={"version": 1, "sourcs": {}}, **package)
    assert "unknown key" in wrong.printed
    assert wrong.code != 0
    assert machine.files()["etc/aiwg/policy.yaml"] == files["etc/aiwg/policy.yaml"]
