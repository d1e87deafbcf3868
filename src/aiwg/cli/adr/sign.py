"""aiwg adr sign: a reviewer signs a record off."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("sign")
@record
@click.option("--as", "role", metavar="ROLE", required=True, help="Your role, as the list of reviewers names it.")
@click.option("--with", "conditions", metavar="CONDITIONS", help="Approve on these conditions; they are listed too.")
@options.project
def command(number: str, role: str, conditions: str | None, project: Path) -> int:
    """Sign record N off: tick your line in its list of reviewers, with your name from git and today's date.

    A role that the list does not name is added to it. Only a person can sign: in the shell of a coding agent the
    command is refused (exit 7).
    """
    from aiwg.commands.adr.sign import run_sign

    return run_sign(number, role, conditions, project)
