"""aiwg mcp: the MCP server. Its verbs are imported only when they are used."""

from __future__ import annotations

import click

from aiwg.cli.group import Verbs
from aiwg.output.console import say

VERBS = {"serve": "Serve read-only tools to agents on standard input and output."}


class ServerVerbs(Verbs):
    """The verbs of `aiwg mcp`."""

    verbs = VERBS
    module = "aiwg.cli.mcp.{}"


@click.command("mcp", cls=ServerVerbs, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Let agents ask aiwg about this project: read-only tools over the Model Context Protocol (MCP).

    It needs the extra mcp: pip install 'aiwg[mcp]'. To deploy it to your platforms, take the bundle mcp in aiwg.yaml:
    bundles: [all, mcp].
    """
    from aiwg.commands.mcp.serve import require_sdk

    require_sdk()
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
