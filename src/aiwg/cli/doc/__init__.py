"""aiwg doc: the documents beside decision records. Its verbs are imported only when they are used."""

from __future__ import annotations

import click

from aiwg.cli.group import Verbs
from aiwg.output.console import say

VERBS = {
    "new": "Write a new risk card, decision matrix or architecture document.",
    "list": "List the documents.",
    "check": "Check that each document is complete.",
}


class DocumentVerbs(Verbs):
    """The verbs of `aiwg doc`."""

    verbs = VERBS
    module = "aiwg.cli.doc.{}"


@click.command("doc", cls=DocumentVerbs, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Write and check documents that belong to decision records. Each kind has its own folder and numbers.

    \b
    aiwg doc new risk-card "Queue table grows" --for 7
    aiwg doc check
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
