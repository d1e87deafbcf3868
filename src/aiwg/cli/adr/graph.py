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
    help="SVG needs Graphviz, its program dot; timeline is one of Mermaid's.",
)
@options.project
def command(form: str, project: Path) -> int:
    """Print which records supersede, led to, or are related to which."""
    from aiwg.commands.adr.index import run_graph

    return run_graph(form, project)
