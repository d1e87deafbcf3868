"""Ansible on hosts that are folders of this machine, each with a home and a project of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import put
from tests.integrations.conftest import AIWG, engine

CALLBACK = Path(__file__).parent / "callback"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RULE = "Write short sentences.\n"


@dataclass(frozen=True)
class Host:
    """A host: its name, the home of its user, and its project."""

    name: str
    folder: Path

    @property
    def home(self) -> Path:
        """Return the home folder of its user."""
        return self.folder / "home"

    @property
    def project(self) -> Path:
        """Return its project."""
        return self.folder / "project"


@dataclass(frozen=True)
class Played:
    """A run of a playbook: the exit code, all it printed, and the results in their order."""

    code: int
    printed: str
    records: list[dict[str, Any]] = field(default_factory=list)

    def results(self, task: str) -> dict[str, dict[str, Any]]:
        """Return the result of a task by host; its key `status` is ok, failed, unreachable or skipped."""
        ran = [each for each in self.records if each["task"] == task]
        return {each["host"]: {**each["result"], "status": each["status"]} for each in ran}

    def changed(self, task: str) -> list[str]:
        """Return the hosts on which a task changed something, in the order of their names."""
        return sorted(host for host, result in self.results(task).items() if result.get("changed"))


class Fleet:
    """A controller with an inventory of local hosts. `collections` is where the collection is installed."""

    def __init__(self, folder: Path, collections: Path, count: int) -> None:
        self.folder, self.collections = folder, collections
        self.source = folder / "company"
        self.hosts = [Host(f"host{number}", folder / f"host{number}") for number in range(count)]
        for host in self.hosts:
            host.home.mkdir(parents=True)
            host.project.mkdir()
            (host.project / ".git").mkdir()
        put(self.source / "rules" / "plain-words.md", RULE)

    def play(self, playbook: Any, *arguments: str, before: Sequence[str] = (), **environment: str) -> Played:
        """Run a playbook: its content, or the name of one that is installed. `before` starts the command line."""
        name = playbook if isinstance(playbook, str) else self._written(playbook)
        hosts = {host.name: {"home": str(host.home), "project": str(host.project)} for host in self.hosts}
        inventory = self.written_inventory({"all": {"hosts": hosts}})
        return self.run(["ansible-playbook", "--inventory", inventory, *arguments, name], before, **environment)

    def run(self, line: Sequence[str], before: Sequence[str] = (), **environment: str) -> Played:
        """Run a command line of Ansible in the folder of the controller."""
        results = self.folder / "results.jsonl"
        results.unlink(missing_ok=True)
        whole = [*before, str(engine(line[0])), *line[1:]]
        variables = self._environment(results) | environment
        done = subprocess.run(whole, cwd=self.folder, env=variables, capture_output=True, text=True, check=False)
        lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
        return Played(done.returncode, done.stdout + done.stderr, [json.loads(line) for line in lines])

    def written_inventory(self, inventory: Any) -> str:
        """Write an inventory, whose hosts are then reached without a connection, and return its name."""
        inventory["all"]["vars"] = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        put(self.folder / "inventory.yml", yaml.safe_dump(inventory))
        return "inventory.yml"

    def deploy(self, *arguments: str, before: Sequence[str] = (), **options: Any) -> Played:
        """Run the module on each host's project, with the claude platform and the company's source."""
        options = {"project": "{{ project }}", "platforms": ["claude"], "sources": [str(self.source)]} | options
        options = {name: value for name, value in options.items() if value is not None}
        return self.play(tasks({"name": "deploy", "aiwg.context.deploy": options}), *arguments, before=before)

    def _written(self, playbook: Any) -> str:
        put(self.folder / "playbook.yml", yaml.safe_dump(playbook, sort_keys=False))
        return str(self.folder / "playbook.yml")

    def _environment(self, results: Path) -> dict[str, str]:
        own = self.folder / "controller"
        own.mkdir(exist_ok=True)
        return {
            "HOME": str(own),
            "PATH": f"{AIWG.parent}:{os.environ.get('PATH', SYSTEM_PATH)}",
            "LANG": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_REMOTE_TEMP": str(own / "tmp"),
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACK),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_RETRY_FILES_ENABLED": "false",
            "ANSIBLE_FORKS": "2",
            "RECORD_RESULTS": str(results),
        }


def tasks(*each: dict[str, Any], **play: Any) -> list[dict[str, Any]]:
    """Return a playbook that runs tasks on every host, in the home folder of its user."""
    return [{"hosts": "all", "gather_facts": False, "environment": {"HOME": "{{ home }}"}, "tasks": list(each)} | play]
