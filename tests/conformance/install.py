"""Installing clients: each pinned, in a folder of its own, with the ordinary npm and pip and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conformance.folders import (
    NODE_PACKAGE,
    NODE_VERSION,
    installed_folder,
    node_programs,
    ripgrep_folder,
)
from tests.conformance.table import Client, clients

BRINGS_RIPGREP = "codex"
QUIET = {"npm_config_update_notifier": "false", "npm_config_fund": "false", "npm_config_audit": "false", "CI": "1"}


def install(wanted: Sequence[Client]) -> None:
    """Install what is not there yet, and say what was done. Raises CalledProcessError when a package cannot be had."""
    if any(client.npm for client in wanted):
        _install_node()
    for client in wanted:
        started = time.monotonic()
        if client.is_installed:
            print(f"{client.name} {client.version} is installed")
            continue
        shutil.rmtree(client.folder, ignore_errors=True)  # of a run that was cut off
        if client.npm:
            _npm(client.folder, client.npm)
        else:
            _pip(client.folder, client.pypi)
        (client.folder / "installed").touch()
        print(f"{client.name} {client.version} installed in {time.monotonic() - started:.0f} s", flush=True)
    _link_ripgrep()


def _install_node() -> None:
    if not (node_programs() / "node").exists():
        _npm(installed_folder("node", NODE_VERSION), {NODE_PACKAGE: NODE_VERSION})


def _npm(folder: Path, packages: Mapping[str, str]) -> None:
    if not shutil.which("npm"):
        sys.exit("npm is needed to install clients, and is not here.")
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    environment = {**os.environ, **QUIET, "PATH": f"{node_programs()}:{os.environ['PATH']}"}
    named = [f"{package}@{version}" for package, version in packages.items()]
    subprocess.run(["npm", "install", "--loglevel=error", "--prefix", folder, *named], env=environment, check=True)


def _pip(folder: Path, packages: Mapping[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    venv.create(folder, with_pip=True)
    named = [f"{package}=={version}" for package, version in packages.items()]
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", *named], check=True, stdout=sys.stderr)


def _link_ripgrep() -> None:
    """Make the `rg` that one client brings along available to those that only look for one."""
    link = ripgrep_folder() / "rg"
    found = next(clients()[BRINGS_RIPGREP].folder.rglob("rg"), None)
    if found and not link.exists():
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(found)
