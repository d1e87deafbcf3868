"""Counts the instructions of each command on each input of the growth test, small and four times as large.

PYTHONPATH=tools python -m growth --inputs "many mentions,many records" --commands "deploy,adr check"
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.instructions import count
from bench.measure import Failed, environment

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.growth.inputs import INPUTS, make
from tests.growth.measuring import COMMANDS, MOST


def main() -> int:
    """Print a row for each input and command; return 1 when one grows more than it may."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", default=",".join(INPUTS))
    parser.add_argument("--commands", default=",".join(" ".join(command) for command in COMMANDS))
    chosen = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("valgrind is not installed: no instruction was counted")
        return 0
    steep = 0
    script = str(Path(sys.executable).parent / "aiwg")
    for name in chosen.inputs.split(","):
        with tempfile.TemporaryDirectory(prefix="aiwg-growth-", dir="/tmp") as folder:
            work = Path(folder)
            env = {**environment(work / "home"), "PYTHONHASHSEED": "0", "PATH": os.defpath}
            bare = count([script, "--version"], env, work)
            projects = [make(work / f"p{factor}", name, factor) for factor in (1, 4)]
            count([script, "deploy", "--dry-run", "--project", str(projects[0])], env, work)  # all is compiled after it
            for command in chosen.commands.split(","):
                typed = [script, *command.split()]
                try:
                    small, large = (count([*typed, "--project", str(each)], env, work) - bare for each in projects)
                except Failed as error:  # a command that refuses the input has nothing to grow
                    print(f"{name:<26}{command:<34} {str(error).splitlines()[0][:40]}")
                    continue
                steep += large > MOST * small
                print(f"{name:<26}{command:<34}{small:>10.1f}{large:>10.1f}{large / max(small, 0.1):>7.1f}", flush=True)
    return int(steep > 0)


if __name__ == "__main__":
    sys.exit(main())
