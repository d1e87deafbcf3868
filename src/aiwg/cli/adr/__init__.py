"""aiwg adr: architecture decision records. Its verbs are imported only when they are used."""

from __future__ import annotations

import click

from aiwg.cli.app import Verbs
from aiwg.output.console import say

VERBS = {
    "new": "Write a new record from the template.",
    "list": "List the records: status, date, level, what blocks.",
    "show": "Show a record.",
    "check": "Say which level holds, and what blocks the next.",
    "accept": "Set a record's status to Accepted.",
    "reject": "Set a record's status to Rejected.",
    "sign": "Sign a record off as a reviewer.",
    "level": "Write the level that a record meets.",
    "tag": "Set tags, domain and paths of a record.",
    "amend": "Say that a record is amended by another, in both.",
    "supersede": "Say that a record is superseded by another, in both.",
    "status": "Set a record's status to any text.",
    "link": "Connect two records, in both.",
    "renumber": "Put right a number that two records took.",
    "search": "Find words in the records.",
    "export": "Print all records as JSON.",
    "index": "Write the table of records into the folder's README.",
    "site": "Write the records as static pages.",
    "graph": "Print how the records are connected.",
    "expand": "Turn a short record into the whole template.",
    "adopt": "Move a record of another form to our template.",
}


class DecisionVerbs(Verbs):
    """The verbs of `aiwg adr`."""

    verbs = VERBS
    module = "aiwg.cli.adr.{}"


@click.command("adr", cls=DecisionVerbs, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Write, check and connect architecture decision records.

    Records in our form, MADR, Nygard's (adr-tools) and log4brains' are read as they are. The folder is `adr: folder:`
    of aiwg.yaml, what .adr-dir or .log4brains.yml names, or the first there is of docs/adr, doc/adr, docs/decisions
    and the like.

    \b
    aiwg adr new "Queue webhooks in PostgreSQL"
    aiwg adr check 7
    aiwg adr supersede 4 --by 7
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
