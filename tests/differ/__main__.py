"""`python -m tests.differ run | compare | shrink`: real clients against `aiwg context` in layouts made at random."""

from __future__ import annotations

import argparse
import os
import sys

from tests.conformance.__main__ import isolation
from tests.conformance.folders import cache_folder
from tests.conformance.table import clients


def main() -> None:
    """Run clients, compare what they sent with what is foretold, or shrink one difference."""
    parser = argparse.ArgumentParser(prog="python -m tests.differ")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run")
    running.add_argument("--clients", default="")
    running.add_argument("--count", type=int, default=60)
    running.add_argument("--seconds", type=float, default=3600)
    comparing = commands.add_parser("compare")
    comparing.add_argument("--clients", default="")
    comparing.add_argument("--verbose", action="store_true")
    shrinking = commands.add_parser("shrink")
    shrinking.add_argument("client")
    shrinking.add_argument("number", type=int)
    shrinking.add_argument("label", nargs="?", default="")
    shrinking.add_argument("--keep", action="store_true", help="add the smallest layouts to the record")
    options = parser.parse_args()
    if options.command == "compare":
        from tests.differ.comparing import report

        report(_chosen(options.clients), options.verbose)
        return
    if not os.environ.get("AIWG_DIFFER_ISOLATED"):
        _isolate()
    if options.command == "run":
        from tests.differ.running import run

        run([clients()[name] for name in _chosen(options.clients)], options.count, options.seconds)
    else:
        from tests.differ.shrinking import shrink

        shrink(clients()[options.client], options.number, options.label, options.keep)


def _chosen(names: str) -> list[str]:
    return names.replace(",", " ").split() or [client.name for client in clients().values() if client.is_installed]


def _isolate() -> None:
    """Start anew with nothing but a loopback for a network, where this machine allows it."""
    environment = {**os.environ, "AIWG_DIFFER_ISOLATED": "1", "AIWG_CLIENTS_DIR": str(cache_folder())}
    command = [*isolation(), sys.executable, "-m", "tests.differ", *sys.argv[1:]]
    os.execvpe(command[0], command, environment)


if __name__ == "__main__":
    main()
