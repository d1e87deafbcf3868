"""PYTHONPATH=tools python -m fleet rounds [--count 50] [--kills 2] [--seed 1] [--keep FOLDER]
PYTHONPATH=tools python -m fleet growth [--count 1000]."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from fleet.growth import run_growth
from fleet.rounds import make_fleet, run_rounds, tell

INSIDE = "AIWG_FLEET_INSIDE"
OWN_ETC = (
    "mkdir -p {folder}/etc && cp -a /etc/. {folder}/etc && mkdir -p {folder}/etc/aiwg && mount --bind {folder}/etc /etc"
)


def main() -> int:
    """Run the rounds or the growth; return 1 if something is not as it has to be."""
    parser = argparse.ArgumentParser(description="Roll out to many repositories on this machine.")
    parser.add_argument("what", choices=("rounds", "growth"))
    parser.add_argument("--count", type=int, help="repositories (50; for growth 1,000)")
    parser.add_argument("--kills", type=int, default=2, help="how often each round is killed before its end")
    parser.add_argument("--seed", type=int, default=1, help="for the times of the kills")
    parser.add_argument("--jobs", type=int, default=2, help="repositories at the same time")
    parser.add_argument("--keep", type=Path, help="a new folder for everything; without it a temporary one")
    given = parser.parse_args()
    if INSIDE not in os.environ:
        return _with_own_etc()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="aiwg-fleet-"))
    try:
        if given.what == "growth":
            return tell(run_growth(make_fleet(folder, given.count or 1000, given.seed, given.jobs)))
        return tell(run_rounds(make_fleet(folder, given.count or 50, given.seed, given.jobs), given.kills))
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _with_own_etc() -> int:
    """Run this again where /etc is a copy, so that the policy of the machine can be changed and nobody sees it."""
    with tempfile.TemporaryDirectory(prefix="aiwg-fleet-etc-") as folder:
        again = [sys.executable, "-m", "fleet", *sys.argv[1:]]
        script = f'{OWN_ETC.format(folder=folder)} && exec "$@"'
        inside = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount", "sh", "-c", script, "sh"]
        tried = subprocess.run([*inside, "true"], check=False, capture_output=True) if shutil.which("unshare") else None  # noqa: S603 - ours
        can = tried is not None and not tried.returncode
        line = [*inside, *again] if can else again
        return subprocess.run(line, env={**os.environ, INSIDE: "1"}, check=False).returncode  # noqa: S603 - ours


if __name__ == "__main__":
    sys.exit(main())
