"""aiwg adr sign: a reviewer signs a record off."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("sign")
@record
@click.option("--as", "role", metavar="ROLE", required=True, help="Your role in the list of reviewers.")
@click.option("--with", "conditions", metavar="CONDITIONS", help="Conditions of your approval; the record lists them.")
@options.project
@options.written_json
def command(number: str, role: str, conditions: str | None, project: Path) -> int:
    """Sign record N off: tick your line in its list of reviewers, with your name from git and today's date.

    If the list lacks your role, aiwg adds it. Only a person can sign: aiwg refuses the command in the shell of a coding
    agent (exit 7).
    """
    from aiwg.commands.adr.sign import run_sign

    return run_sign(number, role, conditions, project)
