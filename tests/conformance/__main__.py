"""The suite's commands: `python -m tests.conformance install [CLIENT...]`, `run ...` and `record [CLIENT...]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conformance.folders import cache_folder
from tests.conformance.install import install
from tests.conformance.on_demand import record_on_demand
from tests.conformance.packaged import record_packaged
from tests.conformance.recording import record
from tests.conformance.start_folders import record_starts
from tests.conformance.table import clients

LOOPBACK_ONLY = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def main() -> None:
    """Install clients, run the tests, or record what clients load; what follows `run` goes to pytest."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install").add_argument("client", nargs="*")
    commands.add_parser("run", add_help=False)
    recording = commands.add_parser("record")
    recording.add_argument("client", nargs="*")
    recording.add_argument("--project", action="append", default=[])
    recording.add_argument("--keep", type=Path, help="a folder to keep the rooms and what was sent in")
    recording.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    starts = commands.add_parser("starts")
    starts.add_argument("client", nargs="*")
    starts.add_argument("--keep", type=Path, help="a folder to keep the rooms and what was sent in")
    starts.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    on_demand = commands.add_parser("on-demand")
    on_demand.add_argument("client", nargs="*")
    on_demand.add_argument("--keep", type=Path, help="a folder to keep the rooms and what was sent in")
    on_demand.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    packages = commands.add_parser("packages")
    packages.add_argument("client", nargs="*")
    packages.add_argument("--keep", type=Path, help="a folder to keep the rooms and what was sent in")
    packages.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    imports = commands.add_parser("imports")
    imports.add_argument("client", nargs="*")
    imports.add_argument("--project", action="append", default=[])
    imports.add_argument("--keep", type=Path, help="a folder to keep the rooms and what was sent in")
    imports.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    hostile = commands.add_parser("hostile")
    hostile.add_argument("client", nargs="*")
    hostile.add_argument("--project", action="append", default=[])
    hostile.add_argument("--keep", type=Path, help="a folder to keep the rooms in")
    hostile.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    unknown = set(getattr(options, "client", ())) - set(clients())
    if unknown:
        parser.error(f"there is no client {', '.join(sorted(unknown))}; there are: {', '.join(clients())}")
    if options.command == "install":
        install([clients()[name] for name in options.client or clients()])
    elif options.command == "record" and options.isolated:
        installed = [client for client in clients().values() if client.is_installed]
        with TemporaryDirectory() as folder:
            rooms = options.keep or Path(folder)
            record([clients()[name] for name in options.client] or installed, options.project, rooms)
    elif options.command == "starts" and options.isolated:
        installed = [client for client in clients().values() if client.is_installed]
        with TemporaryDirectory() as folder:
            record_starts([clients()[name] for name in options.client] or installed, options.keep or Path(folder))
    elif options.command == "on-demand" and options.isolated:
        with TemporaryDirectory() as folder:
            record_on_demand([clients()[name] for name in options.client], options.keep or Path(folder))
    elif options.command == "packages" and options.isolated:
        installed = [client for client in clients().values() if client.is_installed]
        with TemporaryDirectory() as folder:
            record_packaged([clients()[name] for name in options.client] or installed, options.keep or Path(folder))
    elif options.command == "imports" and options.isolated:
        sys.exit(_imports(options.client, options.project, options.keep))
    elif options.command == "hostile" and options.isolated:
        sys.exit(judge_clients(options.client, options.project, options.keep))
    elif options.command in ("record", "hostile", "starts", "imports", "on-demand", "packages"):
        become(["-m", "tests.conformance", *sys.argv[1:], "--isolated"])
    else:
        become(["-m", "pytest", "tests/conformance", "-p", "no:xdist", *rest])


def _imports(names: Sequence[str], projects: Sequence[str], keep: Path | None) -> int:
    """Run clients before and after an import; return 1 when something differs that no report says."""
    from tests.conformance.imports import record_imports

    installed = [client for client in clients().values() if client.is_installed]
    with TemporaryDirectory() as folder:
        chosen = [clients()[name] for name in names] or installed
        return int(not record_imports(chosen, projects, keep or Path(folder)))


def judge_clients(names: Sequence[str], projects: Sequence[str], keep: Path | None) -> int:
    """Give clients a hostile source; return 1 when one executed something without consent, or nothing with it."""
    from tests.conformance.hostile import PROJECTS, try_all

    installed = [client.name for client in clients().values() if client.is_installed]
    tried = try_all([clients()[name] for name in names or installed], projects or list(PROJECTS), keep)
    without = [each for each in tried if not each.consent and each.executed]
    seeing = {each.client.name for each in tried if each.consent and each.executed}
    blind = {each.client.name for each in tried} - seeing
    print(f"executed without consent: {sum(len(each.executed) for each in without)}")
    print(f"clients that executed nothing with consent either: {', '.join(sorted(blind)) or 'none'}")
    return 1 if without or blind else 0


def become(arguments: Sequence[str]) -> None:
    """Become a Python program, in a network namespace with nothing but a loopback, where this machine allows one."""
    environment = {**os.environ, "AIWG_CONFORMANCE": "1", "AIWG_CLIENTS_DIR": str(cache_folder())}
    prefix = isolation()
    if not prefix:
        print("No network namespace can be made here: the clients could reach the network.", flush=True)
    command = [*prefix, sys.executable, *arguments]
    os.execvpe(command[0], command, environment)


def isolation() -> list[str]:
    """Return the words before a command that leave it the loopback alone, or none where that cannot be done."""
    for unshare in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        prefix = [*unshare, *LOOPBACK_ONLY]
        try:
            if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
                return prefix
        except FileNotFoundError:
            break
    return []


if __name__ == "__main__":
    main()
