"""Measures import on clones of public projects, and writes the table in docs/import.md and the record beside this file.

    make import-projects PROJECTS="/path/to/clone ..."    measures these, and keeps what is known of others
    make import-projects                                  writes the table from the record

Each project is copied, imported, deployed to the tools that it uses, compared and taken back. Nothing of it is kept but
its name, its commit and figures. docs/import.md says what the columns mean.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from aiwg.adapter.discover import discover
from import_projects import measuring, peers, report


def main() -> int:
    """Measure and write; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("projects", nargs="*", type=Path)
    parser.add_argument("--alone", action="store_true", help="do not run other tools")
    chosen = parser.parse_args()
    rows, registry = report.read(), discover()
    rulesync = peers.program() if chosen.projects and not chosen.alone else None
    for project in chosen.projects:
        name, commit = measuring.commit_of(project.resolve())
        with tempfile.TemporaryDirectory(prefix="aiwg-projects-") as folder:
            row = measuring.measured(project.resolve(), Path(folder), registry)
            paths = row.pop("paths", [])
            if rulesync is not None and paths:
                row["rulesync"] = peers.measured(project.resolve(), Path(folder), row["tools"], paths, rulesync)
            elif "rulesync" in rows.get(name, {}):
                row["rulesync"] = rows[name]["rulesync"]
        rows[name] = {"commit": commit, **row}
        print(name, *(f"{key}={value}" for key, value in row.items() if key not in ("tools",)), flush=True)
        report.write(rows)
    report.write_table(rows)
    return int(any(report.misses(row) for row in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
