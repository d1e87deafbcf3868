"""aiwg adr graph: how the records are connected."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("graph")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "dot", "svg", "timeline"]),
    default="mermaid",
    show_default=True,
    help="svg needs the program dot of Graphviz; timeline is a Mermaid diagram.",
)
@options.project
def command(form: str, project: Path) -> int:
    """Print the links between the records as a graph: supersedes, led to, related to."""
    from aiwg.commands.adr.index import run_graph

    return run_graph(form, project)
