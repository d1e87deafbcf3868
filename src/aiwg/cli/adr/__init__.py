"""aiwg adr: architecture decision records. Its verbs are imported only when they are used."""

from __future__ import annotations

import click

from aiwg.cli.group import Verbs
from aiwg.output.console import say

VERBS = {
    "new": "Write a new record from the template.",
    "list": "List the records: status, date and level.",
    "show": "Show a record.",
    "check": "Check records; show missing parts of the next level.",
    "accept": "Set a record's status to Accepted.",
    "reject": "Set a record's status to Rejected.",
    "sign": "Sign a record off as a reviewer.",
    "level": "Write the level that a record meets.",
    "tag": "Set tags, domain and paths of a record.",
    "amend": "Mark a record as amended by another, in both.",
    "supersede": "Mark a record as superseded by another, in both.",
    "status": "Set a record's status to any text.",
    "link": "Connect two records, in both.",
    "renumber": "Give a new number to a record that shares one.",
    "search": "Find words in the records.",
    "export": "Print all records as JSON.",
    "index": "Write the table of records into the folder's README.",
    "site": "Write the records as static pages.",
    "graph": "Print the links between the records as a graph.",
    "expand": "Move a short record to the whole template.",
    "adopt": "Move a record of another form to aiwg's template.",
}


class DecisionVerbs(Verbs):
    """The verbs of `aiwg adr`."""

    verbs = VERBS
    module = "aiwg.cli.adr.{}"


@click.command("adr", cls=DecisionVerbs, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Write, check and connect architecture decision records.

    aiwg reads records in its own form, MADR, Nygard (adr-tools) and log4brains. It finds their folder by
    `adr: folder:` in aiwg.yaml, by .adr-dir or .log4brains.yml, or by name: docs/adr, doc/adr, docs/decisions and
    similar.

    \b
    aiwg adr new "Queue webhooks in PostgreSQL"
    aiwg adr check 7
    aiwg adr supersede 4 --by 7
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
