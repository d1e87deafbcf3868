"""The suite's two commands: `python -m tests.conformance install [CLIENT...]` and `run [--clients "..."] ...`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from tests.conformance.folders import cache_folder
from tests.conformance.install import install
from tests.conformance.table import clients

LOOPBACK_ONLY = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def main() -> None:
    """Install clients, or run the tests without a network; what follows `run` goes to pytest."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install").add_argument("client", nargs="*")
    commands.add_parser("run", add_help=False)
    options, rest = parser.parse_known_args()
    if options.command == "install":
        unknown = set(options.client) - set(clients())
        if unknown:
            parser.error(f"there is no client {', '.join(sorted(unknown))}; there are: {', '.join(clients())}")
        install([clients()[name] for name in options.client or clients()])
    else:
        run(rest)


def run(arguments: Sequence[str]) -> None:
    """Become pytest, in a network namespace that holds nothing but a loopback, where this machine allows one."""
    environment = {**os.environ, "AIWG_CONFORMANCE": "1", "AIWG_CLIENTS_DIR": str(cache_folder())}
    prefix = isolation()
    if not prefix:
        print("No network namespace can be made here: the clients could reach the network.", flush=True)
    command = [*prefix, sys.executable, "-m", "pytest", "tests/conformance", "-p", "no:xdist", *arguments]
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
